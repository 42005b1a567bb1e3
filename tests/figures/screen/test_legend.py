"""The legend of a map keeps clear of the ground, of the inset and of the source."""

import numpy as np
import plotly.graph_objects as go
import pytest
import shapely

from insight.figures.area_map import Legend, MapLayer
from insight.figures.caption import Caption
from insight.figures.labels import overlap
from insight.figures.palette import palette_for
from insight.figures.screen.base_map import Inset, Outlines
from insight.figures.screen.legend import LegendColumn, Room, layer_legend, with_layer
from insight.figures.screen.maps import area_map

LIGHT = palette_for("light")
ROOM = Room(600, 500, (0.0, 0.0, 1.0, 1.0))
COLUMN = LegendColumn("Compared with England", ("Most deprived 20% · 4", "Middle 20% · 9"))
LEFT_FREE = np.array([shapely.box(0.5, 0, 1, 1)])
DIAMOND = np.array([shapely.Polygon([(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)])])
WHOLE = np.array([shapely.box(0, 0, 1, 1)])


def test_a_corner_without_ground_is_found():
    west, south, east, _ = COLUMN.corner(ROOM, LEFT_FREE, [])
    assert (west, south) == (0, 0)
    assert east == COLUMN.size[0]


def test_no_corner_covers_ground():
    for ground in (LEFT_FREE, DIAMOND):
        box = COLUMN.corner(ROOM, ground, [])
        frame = shapely.box(*ROOM.shares(box))
        assert shapely.area(shapely.intersection(ground, frame)).sum() < 0.02 * frame.area


def test_a_full_map_has_no_free_corner():
    wide = Room(505, 500, (0.0, 0.0, 1.0, 1.0))
    assert COLUMN.corner(wide, WHOLE, []) is None
    assert COLUMN.corner(ROOM, None, []) is None


def test_a_corner_that_is_taken_is_left_alone():
    first = COLUMN.corner(ROOM, DIAMOND, [])
    second = COLUMN.corner(ROOM, DIAMOND, [first])
    assert second is not None
    assert not overlap(first, second)


def test_a_legend_as_large_as_the_plot_finds_no_corner():
    assert COLUMN.corner(Room(80, 500, (0.0, 0.0, 1.0, 1.0)), DIAMOND, []) is None


def drawn(ground=None, height=600, source="Source: Toy office.", inset=None):
    layer = MapLayer(
        np.arange(3, dtype="uint16"), np.array([0, 1, 4]), np.arange(3.0), None, "", is_count=False
    )
    outlines = Outlines(
        "/areas.json", "/d.json", [0], (), (0.0, 0.0, 1.0, 1.0), inset, ground=ground
    )
    words = ("Least", "Fourth", "Middle", "Second", "Most")
    return area_map(
        outlines,
        layer,
        Legend("Fifths (number of areas)", words, LIGHT.sequential),
        Caption("Title", "Subtitle", source),
        palette=LIGHT,
        selected=None,
        height=height,
    )


def source_px(plot):
    """From the bottom of the figure to the top of the source."""
    return plot.layout.margin.b + plot.layout.annotations[0].yshift


def entries(plot, name="legend"):
    return [
        each.name
        for each in plot.data
        if each.name and each.showlegend is not False and (each.legend or "legend") == name
    ]


def foot_px(plot, name="legend"):
    """From the bottom of the figure to the foot of a legend beneath the plot."""
    layout = plot.layout
    rows = 19 * len(entries(plot, name)) + 16 * ("<br>" in layout[name].title.text)
    return layout[name].y * layout.height - rows


def test_the_legend_has_one_column():
    assert drawn().layout.legend.orientation == "v"
    assert drawn(DIAMOND).layout.legend.orientation == "v"


def test_a_free_corner_costs_the_map_no_height():
    inside, beneath = drawn(DIAMOND).layout, drawn().layout
    assert inside.legend.yref != "container"
    assert (inside.legend.x, inside.legend.y) == (1, 0)
    assert beneath.legend.yref == "container"
    assert beneath.margin.b - inside.margin.b >= 3 * 19


@pytest.mark.parametrize("height", [400, 450, 700])
@pytest.mark.parametrize("source", ["Source.", "Source: a long line. " * 20])
def test_beneath_the_map_the_legend_ends_above_the_source(height, source):
    plot = drawn(height=height, source=source)
    assert foot_px(plot) >= source_px(plot)


def test_the_legend_does_not_stand_on_the_inset():
    corner = (0.74, 0.0, 1.0, 0.36)
    inset = Inset("South", np.array([0]), (0.0, 0.0, 0.5, 0.5), corner)
    assert drawn(DIAMOND, inset=inset).layout.legend.x == 0


@pytest.mark.parametrize("is_fixed", [False, True])
def test_layers_have_legends_of_their_own_above_the_source(is_fixed):
    plot = drawn()
    gap = foot_px(plot) - source_px(plot)
    for count, source in ((2, ""), (8, "List of the toy office.")):
        legend = layer_legend(plot)
        marks = [go.Scattergeo(name=str(at), legend=legend) for at in range(count)]
        plot.add_traces(marks)
        with_layer(plot, count, source, is_fixed=is_fixed)
        assert len(entries(plot, legend)) == count
        assert foot_px(plot, legend) >= source_px(plot)
    assert plot.layout.annotations[0].text.endswith("List of the toy office.")
    assert plot.layout.height == 600 if is_fixed else plot.layout.height > 600
    tops = [plot.layout[name].y for name in ("legend", "legend2", "legend3")]
    assert tops == sorted(tops, reverse=True)
    assert foot_px(plot) >= plot.layout.legend2.y * plot.layout.height
    assert gap >= 0
