"""What is pointed out on a map: lines round areas, and numbers on discs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from insight.figures.labels import Name
from insight.figures.palette import Outline, Palette

NAME_PX = 12
MARK_PX = 19
"""Diameter of the disc behind a number."""
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class MarkedAreas:
    """Areas that are outlined strongly, such as those on a list."""

    ids: Sequence[int]
    words: str = ""


@dataclass(frozen=True)
class Highlights:
    """What is pointed out on a map."""

    selected: int | None
    marked: MarkedAreas | None = None
    marks: Sequence[Name] = ()

    def outlines(
        self, url: str, palette: Palette, among: np.ndarray | None = None
    ) -> list[go.Choropleth]:
        """Lines round what is marked and what is chosen, on the map or its inset."""
        marked = () if self.marked is None else self.marked.ids
        chosen = () if self.selected is None else (self.selected,)
        traces = []
        for ids, line in ((marked, palette.marked_outline), (chosen, palette.selected_outline)):
            shown = ids if among is None else [each for each in ids if each in among]
            if len(shown):
                traces += cased(url, shown, line)
        return traces


def cased(url: str, ids: Sequence[int], line: Outline) -> list[go.Choropleth]:
    """A line over its wider casing, around each of some areas."""
    return [
        go.Choropleth(
            geojson=url,
            locations=np.array(ids, dtype="uint16"),
            z=np.zeros(len(ids), dtype="uint8"),
            colorscale=[(0, CLEAR), (1, CLEAR)],
            marker={"line": {"color": colour, "width": width}},
            showscale=False,
            showlegend=False,
            hoverinfo="skip",
        )
        for colour, width in ((line.casing, line.casing_width), (line.line, line.line_width))
    ]


def discs(
    marks: Sequence[Name], bounds: tuple[float, float, float, float] | None, palette: Palette
) -> list[go.Scattergeo]:
    """Numbers on small discs; those within the bounds of an inset, there."""
    if bounds is None:
        return [_discs(marks, palette)]
    west, south, east, north = bounds
    inside = [
        mark for mark in marks if west <= mark.longitude <= east and south <= mark.latitude <= north
    ]
    outside = [mark for mark in marks if mark not in inside]
    traces = [_discs(outside, palette)] if outside else []
    if inside:
        traces.append(_discs(inside, palette).update(geo="geo2"))
    return traces


def _discs(marks: Sequence[Name], palette: Palette) -> go.Scattergeo:
    return go.Scattergeo(
        lon=[round(mark.longitude, 4) for mark in marks],
        lat=[round(mark.latitude, 4) for mark in marks],
        text=[mark.text for mark in marks],
        mode="markers+text",
        marker={
            "size": MARK_PX,
            "color": palette.text,
            "opacity": 1,
            "line": {"color": palette.background, "width": 1.5},
        },
        textfont={"size": NAME_PX, "color": palette.background, "weight": 700},
        hoverinfo="skip",
        showlegend=False,
    )


def marked_entry(marked: MarkedAreas, palette: Palette) -> go.Scattergeo:
    """What the strong outline means, with how many have it."""
    line = palette.marked_outline
    return go.Scattergeo(
        lon=[None],
        lat=[None],
        mode="markers",
        marker={
            "symbol": "square",
            "size": 12,
            "color": line.line,
            "line": {"color": line.casing, "width": 2},
        },
        name=f"{marked.words} · {len(marked.ids)}",
        hoverinfo="skip",
        showlegend=True,
        legendrank=1900,
    )
