"""Amounts on paper: a circle for each, whose area goes with it, and none for nothing."""

from datetime import date

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from insight.figures.dots import Dots
from insight.figures.palette import palette_for
from insight.figures.sheet.maps import PaperLayer, draw_ground
from insight.figures.sheet.sheet import Size, Words, sheet

WORDS = Words(
    title="T", subtitle="S", caveats=(), sources=(), licences=(), provenance="official",
    pack_version="abc", made=date(2026, 11, 23), link="", alt="A",
)  # fmt: skip


def test_area_goes_with_the_amount_and_nothing_has_no_circle():
    areas = gpd.GeoSeries([box(at, 0, at + 1000, 1000) for at in (450e3, 451e3, 452e3)])
    areas = areas.set_crs("EPSG:27700")
    middles = areas.representative_point().to_crs("EPSG:4326")[1:]
    amounts = np.array([100.0, 2500.0])
    dots = Dots(middles.x.to_numpy(), middles.y.to_numpy(), amounts, str, "Amount")
    layer = PaperLayer(
        areas, np.array([0, 1, 1]), ("None", "Some"), palette_for("light").highlight, "Areas",
        gpd.GeoDataFrame({"place": ["Here"]}, geometry=[areas.union_all()], crs=areas.crs),
        dots=dots,
    )  # fmt: skip
    made = sheet(WORDS, Size.HALF)
    axes = made.axes()
    draw_ground(axes, layer, made)
    (circles,) = (each for each in axes.collections if len(each.get_sizes()))
    assert circles.get_sizes() / circles.get_sizes().min() == pytest.approx([25, 1])
    offsets = np.asarray(circles.get_offsets())
    assert offsets == pytest.approx(np.array([[452_500, 500], [451_500, 500]]), abs=5)
