"""Small maps beside each other on paper, all with the same classes."""

from dataclasses import replace
from math import ceil

from insight.figures.area_map import Legend
from insight.figures.multiples import SmallMaps
from insight.figures.sheet.lettering import PALETTE, lettering
from insight.figures.sheet.maps import PaperLayer, draw_ground, draw_legend
from insight.figures.sheet.sheet import Format, Size, Words, rendered, sheet

COLUMNS = {Size.HALF: 5, Size.FULL: 3, Size.WIDE: 5}
LEGEND_SHARE = {Size.HALF: 0.13, Size.FULL: 0.055, Size.WIDE: 0.1}
NAME_SHARE = 0.17
CLASS_COLUMNS = 5


def paper_multiples(
    chart: SmallMaps, legend: Legend, words: Words, size: Size, kind: Format
) -> bytes:
    """The maps as a file, each with a scale bar of its own."""
    made = sheet(words, size)
    small = made.size.foot_pt
    ink = lettering(PALETTE.text, small, ha="center", va="bottom", linespacing=1.2)
    bands = chart.layer.bands
    whole = PaperLayer(
        chart.outlines, bands, legend.labels, legend.ramp, legend.title, chart.localities
    )
    columns = COLUMNS[size]
    room = (1 - LEGEND_SHARE[size]) / ceil(len(chart.panels) / columns)
    for at, panel in enumerate(chart.panels):
        row, column = divmod(at, columns)
        axes = made.axes(
            x=column / columns,
            y=1 - (row + 1) * room,
            width=0.97 / columns,
            height=room * (1 - NAME_SHARE),
        )
        part = replace(
            whole,
            areas=whole.areas.iloc[panel.at],
            bands=whole.bands[panel.at],
            districts=whole.districts.loc[[panel.code]],
        )
        draw_ground(axes, part, made)
        axes.text(0.5, 1.02, f"{panel.name}\n{panel.words}", transform=axes.transAxes, **ink)
    foot = made.axes(height=LEGEND_SHARE[size])
    draw_legend(foot, made, whole, share=1, columns=CLASS_COLUMNS, pt=small)
    return rendered(made, kind, words)
