"""The map of nine classes, its legend, and what is pointed out on any map."""

import json
from dataclasses import replace

import numpy as np
import pytest

from insight.analysis.maps.outlines import outlines
from insight.analysis.targeting import Screen
from insight.figures.area_map import Legend, MapLayer
from insight.figures.bivariate import (
    ACROSS_HIGH,
    BOTH_HIGH,
    UP_HIGH,
    Axis,
    BivariateKey,
    HighlightKey,
)
from insight.figures.caption import Caption
from insight.figures.highlights import Highlights, MarkedAreas
from insight.figures.labels import Name
from insight.figures.palette import palette_for
from insight.figures.screen.base_map import Inset, Outlines
from insight.figures.screen.bivariate import BESIDE_PX, CELL_PX, GRID_LEFT_PX, bivariate_map
from insight.figures.screen.maps import area_map
from insight.pack.catalogue import Level

LIGHT, DARK = palette_for("light"), palette_for("dark")
GROUND = Outlines(
    areas_url="/areas.json",
    districts_url="/districts.json",
    district_ids=[0, 1],
    names=(Name("South", 0.5, 0.2), Name("North", 0.5, 0.8)),
    bounds=(0.0, 0.0, 1.0, 1.0),
)
INSET = Inset("South", np.array([0, 1, 2]), (0.0, 0.0, 1.0, 0.5), (0.7, 0.7, 1.0, 1.0))
WORDS = Caption("Both needs", "Toy town, by LSOA", "Source: Toy office.")
KEY = BivariateKey(
    Axis("More inactive", ("below Toy", "around", "above Toy")),
    Axis("More deprived", ("decile 6–10", "3–5", "1–2")),
    "places",
)
# Two areas high in both, one high in activity need alone, one without a figure.
CLASSES = (8, 8, 6, 0, 4, -1)


def cells(classes=CLASSES):
    size = len(classes)
    values = np.column_stack([np.arange(size), np.arange(size) + 10.0])
    return MapLayer(
        np.arange(size, dtype="uint16"),
        np.array(classes, dtype="int8"),
        values,
        None,
        "%{customdata[0]}<extra></extra>",
        is_count=False,
    )


def drawn(ground=GROUND, palette=LIGHT, height=600, classes=CLASSES, selected=None, **more):
    return bivariate_map(
        ground,
        cells(classes),
        KEY,
        caption=WORDS,
        palette=palette,
        height=height,
        highlights=Highlights(selected, **more),
    )


def lines(plot, outline):
    """Ids that an outline is drawn round, on the map and on the inset."""
    return {
        trace.geo or "geo": list(trace.locations)
        for trace in plot.data
        if trace.type == "choropleth"
        and trace.marker.line.color == outline.line
        and trace.marker.line.width == outline.line_width
    }


def words(plot):
    return [each.text for each in plot.layout.annotations]


def test_areas_carry_their_class_and_numbers():
    areas = drawn().data[0]
    assert list(areas.locations) == [0, 1, 2, 3, 4]
    assert list(areas.z) == [8, 8, 6, 0, 4]
    assert areas.customdata.tolist() == [[0, 10], [1, 11], [2, 12], [3, 13], [4, 14]]
    assert {areas[key].dtype.str for key in ("z", "customdata")} == {"|u1"}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.mode)
def test_each_class_has_the_fill_of_its_cell(palette):
    plot = drawn(palette=palette)
    scale = plot.layout.coloraxis.colorscale
    assert [fill for _, fill in scale[::2]] == list(palette.bivariate.colours)
    squares = plot.layout.shapes
    assert [each.fillcolor for each in squares] == list(palette.bivariate.colours)
    inks = [each.label.font.color for each in squares]
    assert inks == list(palette.bivariate.labels)


def test_cells_count_the_areas_of_each_class():
    counts = [each.label.text for each in drawn().layout.shapes]
    # Upwards: below has one of the least deprived, around one of the middle.
    assert counts == ["1", "0", "0", "0", "1", "0", "1", "0", "2"]


def test_legend_runs_up_and_to_the_right():
    squares = drawn().layout.shapes
    lowest, both_high = squares[0], squares[8]
    assert both_high.x0 == lowest.x0 + 2 * CELL_PX
    assert both_high.y0 == lowest.y0 + 2 * CELL_PX
    assert lowest.x1 - lowest.x0 == lowest.y1 - lowest.y0 == CELL_PX


def test_legend_has_a_strip_of_its_own():
    layout = drawn().layout
    assert layout.margin.r == BESIDE_PX
    assert list(layout.geo.domain.x) == [0, 1]
    assert min(each.x0 for each in layout.shapes) == GRID_LEFT_PX
    assert max(each.x1 for each in layout.shapes) < BESIDE_PX
    beside = layout.template.layout.shapedefaults
    assert (beside.xanchor, beside.xsizemode) == (1, "pixel")


def test_legend_says_both_axes_and_all_classes():
    said = words(drawn())
    assert {"More inactive →", "More deprived →"} <= set(said)
    assert "Number of places<br>in each class" in said
    assert {"below<br>Toy", "around", "above<br>Toy"} <= set(said)
    assert {"decile<br>6–10", "3–5", "1–2"} <= set(said)


def test_words_of_a_class_stand_beside_its_cells():
    plot = drawn()
    high = plot.layout.shapes[8]
    by_text = {each.text: each for each in plot.layout.annotations}
    assert high.x0 < by_text["1–2"].xshift < high.x1
    assert high.y0 < by_text["above<br>Toy"].yshift < high.y1


def test_caption_is_inside():
    plot = drawn()
    assert "Both needs" in plot.layout.title.text
    assert "Toy town, by LSOA" in plot.layout.title.text
    assert "Source: Toy office." in words(plot)


def test_area_without_a_figure_is_marked_and_counted():
    plot = drawn()
    cross = next(trace for trace in plot.data if trace.name)
    assert cross.name == "No figure · 1"
    assert list(cross.locations) == [5]


def test_map_without_any_figure_is_drawn():
    plot = drawn(classes=(-1, -1))
    assert [each.label.text for each in plot.layout.shapes] == ["0"] * 9
    assert "No figure · 2" in [trace.name for trace in plot.data]


def test_area_without_a_figure_is_no_class_in_the_inset_either():
    plot = drawn(replace(GROUND, inset=INSET), classes=(8, -1, 6, 0, 4, 4))
    inset = [trace for trace in plot.data if trace.geo == "geo2"]
    assert [list(trace.locations) for trace in inset] == [[0, 2], [1], [1]]
    assert not any(trace.showlegend for trace in inset)


def test_marked_and_chosen_areas_are_outlined_on_map_and_inset():
    plot = drawn(
        replace(GROUND, inset=INSET), selected=1, marked=MarkedAreas([0, 4], "On the list")
    )
    assert lines(plot, LIGHT.marked_outline) == {"geo": [0, 4], "geo2": [0]}
    assert lines(plot, LIGHT.selected_outline) == {"geo": [1], "geo2": [1]}
    assert "On the list · 2" in [trace.name for trace in plot.data]


def test_nothing_pointed_out_draws_nothing():
    plot = drawn()
    assert lines(plot, LIGHT.marked_outline) == {}
    assert lines(plot, LIGHT.selected_outline) == {}


def test_marks_are_written_where_they_lie_and_once():
    marks = (Name("1", 0.2, 0.2), Name("2", 0.5, 0.9))
    plain = drawn(marks=marks)
    assert [
        list(t.text) for t in plain.data if t.type == "scattergeo" and t.mode == "markers+text"
    ] == [["1", "2"]]
    plot = drawn(replace(GROUND, inset=INSET), marks=marks)
    discs = {
        trace.geo or "geo": (list(trace.text), list(trace.lon), list(trace.lat))
        for trace in plot.data
        if trace.type == "scattergeo" and trace.mode == "markers+text"
    }
    assert discs == {"geo": (["2"], [0.5], [0.9]), "geo2": (["1"], [0.2], [0.2])}


def test_a_name_gives_way_to_a_mark():
    def south(plot):
        trace = next(t for t in plot.data if t.type == "scattergeo" and t.mode == "text")
        return trace.lat[list(trace.text).index("South")]

    assert south(drawn()) == 0.2
    assert south(drawn(marks=(Name("1", 0.5, 0.2),))) != 0.2


def plain_map(**more):
    layer = MapLayer(
        np.arange(3, dtype="uint16"),
        np.array([0, 1, 4]),
        np.array([1.0, 2.0, 3.0]),
        None,
        "",
        is_count=False,
    )
    legend = Legend("Fifths", ("a", "b", "c", "d", "e"), LIGHT.sequential)
    return area_map(GROUND, layer, legend, WORDS, palette=LIGHT, selected=None, height=600, **more)


def test_members_and_numbers_are_drawn_on_a_plain_map():
    plot = plain_map(marked=MarkedAreas([0, 2]), marks=(Name("1", 0.5, 0.5),))
    assert lines(plot, LIGHT.marked_outline) == {"geo": [0, 2]}
    assert [
        list(t.text) for t in plot.data if t.type == "scattergeo" and t.mode == "markers+text"
    ] == [["1"]]


def test_a_plain_map_pays_nothing_for_what_it_does_not_point_out():
    assert plain_map().to_json() == plain_map(marked=None, marks=()).to_json()
    marked = len(plain_map(marked=MarkedAreas([0, 2])).data)
    assert marked == len(plain_map().data) + 2


def test_map_of_all_areas_is_small(known):
    areas = known.levels[Level.LSOA]
    chance = np.random.default_rng(1)
    urls = {level: f"/static/{level}.json" for level in Level}
    count = len(areas)
    plot = bivariate_map(
        outlines(known, Level.LSOA, (), Screen(urls, palette_for("light"), 600)),
        MapLayer(
            np.arange(count, dtype="uint16"),
            chance.integers(0, 9, count).astype("int8"),
            chance.integers(0, 100, (count, 4)).astype(float),
            None,
            "<b>%{properties.name}</b><extra></extra>",
            is_count=False,
        ),
        KEY,
        caption=WORDS,
        palette=LIGHT,
        height=600,
        highlights=Highlights(None),
    )
    written = plot.to_json()
    assert len(written) < 16_000
    assert json.loads(written)["data"][0]["customdata"]["dtype"] == "u1"


def test_highlights_are_where_one_or_both_are_high():
    labels = ("Neither", "Deprived", "Inactive", "Both")
    key = HighlightKey("High", labels, ((), ACROSS_HIGH, UP_HIGH, BOTH_HIGH))
    # Classes run across within each step up, so both are high in the last.
    found = key.bands(np.arange(-1, 9, dtype="int8"))
    assert found.tolist() == [-1, 0, 0, 1, 0, 0, 1, 2, 2, 3]
