"""How a page draws its maps and its other charts."""

from types import SimpleNamespace

from insight.figures.palette import palette_for
from insight.shell.frame import Page


def test_maps_stay_light_on_a_dark_page_and_other_charts_do_not():
    empty = SimpleNamespace(files={}, known=SimpleNamespace(levels={}))
    screen = Page("map", empty, {}, (), palette_for("dark")).screen(500, width=300)
    assert screen.palette == palette_for("light")
    assert screen.chart_palette == palette_for("dark")
