"""Maps of more areas than a browser can draw as shapes of a page."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from insight.analysis.maps import indicator as area_map
from insight.analysis.maps.indicator import map_view
from insight.analysis.measurement import Choice
from insight.analysis.targeting import Screen
from insight.figures.palette import palette_for
from insight.figures.screen import maps, wide_map
from insight.figures.screen.wide_map import MOST_AS_SVG, TILE_PX
from insight.pack.catalogue import INDICATORS, Level
from insight.shell import open_packs, page_state

PALETTE = palette_for("light")
URLS = {level: f"/app/static/{level.value}.json" for level in Level}
HEIGHT = 600
FOURTH, SOUTH = "E01000004", "E07000001"


@pytest.fixture
def few(monkeypatch) -> None:
    """Five areas are as many as can be drawn as shapes: the town has six."""
    for module in (wide_map, area_map, page_state):
        monkeypatch.setattr(module, "MOST_AS_SVG", 5)


def drawn(town, *, area="", districts=(), key="imd"):
    indicator = INDICATORS[key]
    statistic = indicator.statistics[Level.LSOA][0]
    choice = Choice(
        indicator, Level.LSOA, statistic, statistic.scales[0], indicator.period,
        districts,
    )  # fmt: skip
    view = map_view(
        town.pack, town.known, choice,
        Screen(URLS, PALETTE, HEIGHT), area=area,
    )  # fmt: skip
    return view.figure.plot


def kinds(figure) -> list[str]:
    return [trace.type for trace in figure.data]


def test_as_many_as_may_be_are_shapes_and_one_more_are_not():
    layer = maps.MapLayer(
        ids=np.arange(MOST_AS_SVG), bands=np.zeros(1), values=np.zeros(1),
        positions=None, hover="", is_count=False,
    )  # fmt: skip
    assert not wide_map.is_wide(layer)
    assert wide_map.is_wide(replace(layer, ids=np.arange(MOST_AS_SVG + 1)))


@pytest.mark.usefixtures("few")
def test_town_is_drawn_as_shapes_unless_it_has_too_many(town):
    assert set(kinds(drawn(town, districts=(SOUTH,)))) >= {"choropleth"}
    assert set(kinds(drawn(town))) == {"choroplethmap", "scattermap"}


@pytest.mark.usefixtures("few")
def test_every_area_has_its_class_its_figure_and_its_outline_by_address(town):
    filled, *others = drawn(town).data
    assert filled.geojson == URLS[Level.LSOA]
    assert list(filled.locations) == list(range(6))
    assert list(filled.z) == list(drawn_as_shapes(town)[0].z)
    assert np.asarray(filled.customdata).ravel().tolist() == [
        3375, 3376, 6751, 6752, 20253, 33755
    ]  # fmt: skip
    assert [trace.geojson for trace in others if trace.type == "choroplethmap"] == [
        URLS[Level.LOCALITY]
    ]


def drawn_as_shapes(town):
    with pytest.MonkeyPatch.context() as patch:
        for module in (wide_map, area_map):
            patch.setattr(module, "MOST_AS_SVG", MOST_AS_SVG)
        return drawn(town).data


@pytest.mark.usefixtures("few")
def test_legend_says_the_same_as_that_of_the_shapes(town):
    wide = [trace.name for trace in drawn(town).data if trace.showlegend]
    shapes = [trace.name for trace in drawn_as_shapes(town) if trace.showlegend]
    assert wide
    assert wide == [name for name in shapes if name]


@pytest.mark.usefixtures("few")
def test_nothing_is_fetched_but_the_boundaries(town):
    figure = drawn(town)
    style = figure.layout.map.style
    # An empty object is lost on the way, and a style without sources is faulty.
    (source,) = style["sources"].values()
    assert source["type"] == "geojson"
    assert source["data"]["type"] == "Point"
    assert all("source" not in layer for layer in style["layers"])
    assert not {"glyphs", "sprite", "imports"} & set(style)
    written = json.loads(figure.to_json())
    del written["layout"]["template"]
    assert "http" not in json.dumps(written)


@pytest.mark.usefixtures("few")
def test_frame_holds_all_that_is_shown(town):
    frame = drawn(town).layout.map
    areas = town.known.levels[Level.LSOA]
    west, east = areas["west"].min(), areas["east"].max()
    south, north = areas["south"].min(), areas["north"].max()
    assert frame.center.lon == pytest.approx((west + east) / 2)
    assert frame.center.lat == pytest.approx((south + north) / 2)
    # By the definition of the zoom: so many pixels are once around the world.
    world_px = TILE_PX * 2**frame.zoom
    across_px = world_px * (east - west) / 360
    up_px = world_px * (north - south) / 360 / math.cos(math.radians(frame.center.lat))
    assert across_px <= HEIGHT
    assert up_px <= HEIGHT * 0.75
    # And fills most of it one way or the other.
    assert max(across_px / HEIGHT, up_px / HEIGHT) > 0.5


@pytest.mark.usefixtures("few")
def test_chosen_area_has_an_outline_of_its_own(town):
    plain, chosen = drawn(town), drawn(town, area=FOURTH)
    found = [
        trace for trace in chosen.data
        if trace.type == "choroplethmap" and list(trace.locations) == [3]
    ]  # fmt: skip
    assert [trace.marker.line.color for trace in found] == [
        PALETTE.selected_outline.casing, PALETTE.selected_outline.line
    ]  # fmt: skip
    assert len(chosen.data) == len(plain.data) + 2


def entries(figure) -> list[object]:
    return [trace for trace in figure.data if trace.type == "scattermap"]


@pytest.mark.usefixtures("few")
def test_area_without_a_figure_is_told_apart():
    layer = maps.MapLayer(
        ids=np.arange(6), bands=np.array([0, 1, -1, 2, -1, 4]),
        values=np.array([1.0, 2, np.nan, 3, np.nan, 5]), positions=None,
        hover="", is_count=False,
    )  # fmt: skip
    figure = maps.area_map(
        maps.Outlines("areas", "districts", [0], (), (-1.0, 52.0, 0.0, 53.0)), layer,
        maps.Legend("Classes", ("a", "b", "c", "d", "e"), PALETTE.sequential),
        maps.Caption("Title", "Where", "Source"),
        palette=PALETTE, selected=None, height=HEIGHT,
    )  # fmt: skip
    filled, empty = figure.data[:2]
    assert list(filled.locations) == [0, 1, 3, 5]
    assert list(empty.locations) == [2, 4]
    assert {colour for _, colour in empty.colorscale} == {PALETTE.no_data.fill}
    assert "not published" in empty.hovertemplate
    assert "No figure · 2" in [trace.name for trace in entries(figure)]


@pytest.mark.usefixtures("few")
def test_of_many_areas_their_place_is_not_sent(town):
    many = drawn(town, key="aged60plus")
    few_of_them = drawn(town, key="aged60plus", districts=(SOUTH,))
    assert "customdata[1]" not in many.data[0].hovertemplate
    assert "customdata[1]" in few_of_them.data[0].hovertemplate


@pytest.mark.usefixtures("few")
def test_counts_are_offered_only_where_circles_can_be_drawn(town, monkeypatch):
    loaded = open_packs.Loaded(town.pack, town.known, {})
    monkeypatch.setattr(open_packs, "load", lambda: loaded)
    settled = {"indicator": "aged60plus", "level": "lsoa", "district": ""}
    assert not any(each.is_count for each in page_state.statistics(settled))
    of_one = {**settled, "district": SOUTH}
    assert any(each.is_count for each in page_state.statistics(of_one))
