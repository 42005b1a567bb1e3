"""The legend of a map: one column, in a corner without ground or beneath the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
import shapely
from plotly.basedatatypes import BaseTraceType

from insight.figures.caption import MARGIN_PX, SOURCE_LINE_PX
from insight.figures.highlights import CLEAR
from insight.figures.labels import Box, overlap

TYPE_PX = 12
ROW_PX, TITLE_LINE_PX, PAD_PX = 19, 16, 12
MARK_PX, LETTER_PX = 44, 5.5
"""Width of an entry's mark with its margins, and of a letter of its words."""
TITLE_LETTERS, LINE_LETTERS = 34, 60
"""In a line of the title in a corner, and beneath the map."""
SOURCE_LETTERS = 90
EDGE = 0.03
"""Empty ground left around what is shown, as a share of its extent."""
MOST_GROUND = 0.008
"""Share of a corner that may be ground: a sliver beside the words."""
NO_CLASS, CLASS_POINTED = "<extra></extra>", "<extra>%{z}</extra>"
"""Ends of the text under the pointer: the class of the area stands beside it, unseen, for
`mark_of_class`."""


@dataclass(frozen=True)
class Room:
    """The plot of a map in pixels, and the degrees that are drawn in it."""

    width: float
    height: float
    bounds: Box

    @property
    def map_px(self) -> tuple[float, float]:
        """Width and height of the map itself, as large as fits."""
        west, south, east, north = self.bounds
        across, up = (east - west) * cos(radians((south + north) / 2)), north - south
        whole = 1 + 2 * EDGE
        scale = min(self.width / (whole * across or 1), self.height / (whole * up or 1))
        return across * scale, up * scale

    def shares(self, box: Box) -> Box:
        """A box in pixels of the plot, in shares of the map's own extent."""
        wide, high = self.map_px
        left, bottom = (self.width - wide) / 2, (self.height - high) / 2
        west, south, east, north = box
        return (
            (west - left) / wide,
            (south - bottom) / high,
            (east - left) / wide,
            (north - bottom) / high,
        )

    def degrees(self, box: Box) -> Box:
        """A box in pixels of the plot, in degrees."""
        west, south, east, north = self.bounds
        left, bottom, right, top = self.shares(box)
        across, up = east - west, north - south
        return west + left * across, south + bottom * up, west + right * across, south + top * up


@dataclass(frozen=True)
class LegendColumn:
    """Title and entries of a legend, one beneath the other, with room for more below them."""

    title: str
    entries: tuple[str, ...]
    more_px: float = 0

    @classmethod
    def of(cls, title: str, traces: Sequence[BaseTraceType], more_px: float = 0) -> "LegendColumn":
        """That of all traces which have an entry."""
        shown = [each.name for each in traces if each.name and each.showlegend is not False]
        return cls(title, tuple(shown), more_px)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels in a corner."""
        letters = max((len(each) for each in self.entries), default=0)
        lines = wrap(self.title, TITLE_LETTERS)
        longest = max(map(len, lines), default=0)
        width = max(MARK_PX + LETTER_PX * letters, LETTER_PX * longest)
        return width, self._height(len(lines))

    @property
    def height_beneath(self) -> float:
        """Height in pixels under the plot, where lines can be longer."""
        return self._height(len(wrap(self.title, LINE_LETTERS)))

    def _height(self, lines: int) -> float:
        return PAD_PX + ROW_PX * len(self.entries) + TITLE_LINE_PX * lines + self.more_px

    def look(self, letters: int = TITLE_LETTERS) -> dict[str, object]:
        """What it looks like wherever it stands."""
        words = "<br>".join(wrap(self.title, letters))
        return {
            "orientation": "v",
            "title": {"text": words, "side": "top", "font": {"size": TYPE_PX}},
            "font": {"size": TYPE_PX},
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": CLEAR,
        }

    def corner(self, room: Room, ground: np.ndarray | None, taken: Sequence[Box]) -> Box | None:
        """A corner of the plot in pixels that has no ground and is not taken, if there is one."""
        if ground is None:
            return None
        wide, high = self.size
        if wide > room.width or high > room.height:
            return None
        for right, top in ((True, False), (False, False), (False, True), (True, True)):
            west, south = right * (room.width - wide), top * (room.height - high)
            box = (west, south, west + wide, south + high)
            frame = shapely.box(*room.shares(box))
            covered = shapely.area(shapely.intersection(ground, frame)).sum() / frame.area
            if covered <= MOST_GROUND and not any(overlap(box, other) for other in taken):
                return box
        return None

    def at(self, box: Box, height: float) -> dict[str, object]:
        """In a corner of the plot, which is so high."""
        is_left, is_low = box[0] == 0, box[1] == 0
        foot = round(self.more_px / height, 4)
        return {
            **self.look(),
            **({"x": 0, "xanchor": "left"} if is_left else {"x": 1, "xanchor": "right"}),
            **({"y": foot, "yanchor": "bottom"} if is_low else {"y": 1, "yanchor": "top"}),
        }

    def beneath(self, margin_px: float, height: float) -> dict[str, object]:
        """Under the plot, whose margin down there is so high, in a figure so high."""
        top = (margin_px - MARGIN_PX) / height
        where = {"x": 0, "xanchor": "left", "y": top, "yanchor": "top", "yref": "container"}
        return self.look(LINE_LETTERS) | where


def with_layer(
    plot: go.Figure, entries: int, source: str = "", *, is_fixed: bool = False
) -> go.Figure:
    """Room for the legend of a layer above the source: one entry a row, in a column of its own.

    What is laid over a map calls its legend by `layer_legend`; `source` is added to the map's own.
    The figure grows unless it is fixed.
    """
    layout = plot.layout
    lines = wrap(source, SOURCE_LETTERS)
    room_px = PAD_PX + ROW_PX * entries
    more_px = room_px + SOURCE_LINE_PX * len(lines)
    height = layout.height + (0 if is_fixed else more_px)
    margin_px = layout.margin.b + more_px
    note = layout.annotations[0]
    above_px = -note.yshift
    note.update(yshift=note.yshift - room_px, text="<br>".join((note.text, *lines)))
    settled = {
        name: {"y": (each["y"] * layout.height + more_px) / height}
        for name, each in layout.to_plotly_json().items()
        if name.startswith("legend") and each.get("yref") == "container"
    }
    settled[layer_legend(plot)] = LegendColumn("", ()).beneath(margin_px - above_px, height)
    return plot.update_layout(height=height, margin_b=margin_px, **settled)


def mark_of_class(plot: go.Figure, scope: str, ink: str) -> str:
    """Rules of style that mark the class under the pointer in a map's legend; empty without one.

    An entry is known by the colour of its class. The scope is a selector of the map's frame.
    """
    scale = plot.layout.coloraxis.colorscale or ()
    if not scale:
        return ""
    rules = [f"{scope} .hovertext :is(.name, rect) {{ display: none }}"]
    for band, colour in enumerate(colour for _, colour in scale[::2]):
        rgb = ", ".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        pointed = f'{scope}:has(.hovertext .name[data-unformatted="{band}"])'
        entry = f'.legend .traces:has(.scatterpts[style*="fill: rgb({rgb});"])'
        rules += [
            f"{pointed} {entry} .legendtext {{ stroke: {ink}; stroke-width: 0.6px }}",
            f"{pointed} {entry} .scatterpts {{ stroke: {ink} !important; stroke-width: 3px "
            "!important }",
        ]
    return "\n".join(rules)


def layer_legend(plot: go.Figure) -> str:
    """The name of the next layer's legend."""
    taken = sum(name.startswith("legend") for name in plot.layout.to_plotly_json())
    return f"legend{max(taken, 1) + 1}"
