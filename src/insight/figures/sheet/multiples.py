"""Small maps beside each other on paper, all with the same classes."""

from dataclasses import replace
from math import ceil

from insight.figures.area_map import Legend
from insight.figures.multiples import SmallMaps
from insight.figures.sheet.lettering import PALETTE, in_mm, lettering
from insight.figures.sheet.maps import PaperLayer, draw_ground, draw_legend
from insight.figures.sheet.sheet import Format, Size, Words, broken, rendered, sheet

COLUMNS = {Size.HALF: 5, Size.FULL: 3, Size.WIDE: 5}
LEGEND_SHARE = {Size.HALF: 0.23, Size.FULL: 0.1, Size.WIDE: 0.13}
CLASS_COLUMNS = {Size.HALF: 3, Size.FULL: 3, Size.WIDE: 5}
NAME_LINES = 3
LINE = 1.2
FILLED = 0.94
"""Of its part of the room, what a map may take."""


def paper_multiples(
    chart: SmallMaps, legend: Legend, words: Words, size: Size, kind: Format
) -> bytes:
    """The maps as a file, each with a scale bar of its own."""
    made = sheet(words, size)
    bands = chart.layer.bands
    whole = PaperLayer(
        chart.outlines, bands, legend.labels, legend.ramp, legend.title, chart.localities
    )
    key = LEGEND_SHARE[size]
    columns, pt = COLUMNS[size], made.size.foot_pt
    head = made.axes(y=1 - key, height=key)
    draw_legend(head, made, whole, share=1, columns=CLASS_COLUMNS[size], pt=pt)
    room, wide = (1 - key) / ceil(len(chart.panels) / columns), FILLED / columns
    words_high = NAME_LINES * LINE * in_mm(pt) / made.high_mm
    for at, panel in enumerate(chart.panels):
        row, column = divmod(at, columns)
        left, top = column / columns, 1 - key - row * room
        lines = broken(panel.words, made.size, pt, share=wide)
        place = (made.left + left * made.width, made.bottom + top * made.height)
        look = lettering(PALETTE.text, pt, va="top", linespacing=LINE)
        made.figure.text(*place, panel.name, **look | {"weight": "bold"})
        made.figure.text(*place, "\n".join(("", *lines[: NAME_LINES - 1])), **look)
        axes = made.axes(x=left, y=top - room, width=wide, height=room - words_high)
        part = replace(
            whole,
            areas=whole.areas.iloc[panel.at],
            bands=whole.bands[panel.at],
            districts=whole.districts.loc[[panel.code]],
        )
        draw_ground(axes, part, made)
    return rendered(made, kind, words)
