"""Amounts as circles: the area goes with the amount, and the sizes are explained."""

import numpy as np
import pytest

from insight.figures.area_map import Legend, MapLayer
from insight.figures.caption import Caption
from insight.figures.dots import SMALLEST_PX, Dots, round_below
from insight.figures.palette import palette_for
from insight.figures.screen.base_map import Outlines
from insight.figures.screen.maps import area_map

LIGHT = palette_for("light")


def dots(*amounts):
    at = np.linspace(0.2, 0.8, len(amounts))
    return Dots(at, at, np.array(amounts, dtype=float), lambda each: f"£{each:,.0f}", "Amount")


def drawn(found, height=600):
    layer = MapLayer(
        np.arange(2, dtype="uint16"), np.array([0, 1]), np.arange(2.0), None, "", is_count=False
    )
    return area_map(
        Outlines("/areas.json", "/d.json", [0], (), (0.0, 0.0, 1.0, 1.0)),
        layer,
        Legend("Areas", ("None", "Some"), LIGHT.highlight),
        Caption("Title", "Subtitle", "Source."),
        palette=LIGHT,
        selected=None,
        height=height,
        dots=found,
    )


def test_area_goes_with_the_amount():
    found = dots(100, 400, 2500)
    areas = found.diameters(found.amounts) ** 2
    assert areas / areas[0] == pytest.approx([1, 4, 25])


def test_a_tiny_amount_is_still_seen():
    found = dots(1, 1_000_000)
    assert found.diameters(found.amounts)[0] == SMALLEST_PX


def test_the_largest_amount_is_drawn_first_and_hides_none():
    marks = next(
        each
        for each in drawn(dots(100, 2500, 400)).data
        if each.type == "scattergeo" and not np.isscalar(each.marker.size)
    )
    assert list(marks.marker.size) == sorted(marks.marker.size, reverse=True)
    assert list(marks.lon) == pytest.approx([0.5, 0.8, 0.2])


def test_the_key_has_round_amounts_as_large_as_on_the_map():
    found = dots(34_500, 900)
    assert list(found.key) == [20_000, 5_000, 1_000]
    layout = drawn(found).layout
    sizes = [each.x1 - each.x0 for each in layout.shapes]
    assert sizes == pytest.approx(found.diameters(found.key))
    assert {"£20,000", "£5,000", "£1,000", "Amount"} <= {each.text for each in layout.annotations}


@pytest.mark.parametrize("height", [450, 600])
def test_the_key_ends_above_the_source(height):
    layout = drawn(dots(34_500, 900), height).layout
    source = next(each for each in layout.annotations if each.text == "Source.")
    assert min(each.y0 for each in layout.shapes) >= source.yshift
    assert max(each.y1 for each in layout.shapes) <= 0
    legend_foot = layout.legend.y * height - layout.margin.b - 2 * 19 - 16
    assert max(each.y1 for each in layout.shapes) <= legend_foot


@pytest.mark.parametrize(
    ("amount", "below"), [(1, 1), (1.9, 1), (2, 2), (4.99, 2), (50, 50), (99_999, 50_000)]
)
def test_round_amounts(amount, below):
    assert round_below(amount) == below
