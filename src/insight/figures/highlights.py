"""What is pointed out on a map: lines round areas, and numbers on discs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from insight.figures.labels import Name
from insight.figures.palette import Outline, Palette

NAME_PX = 12
MARK_PX = 19
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


def flat(
    url: str,
    ids: Sequence[int] | np.ndarray,
    line: dict[str, object],
    *,
    fill: str = CLEAR,
    draws: type[BaseTraceType] = go.Choropleth,
    **look: object,
) -> BaseTraceType:
    """Some areas in one colour, which is no class."""
    return draws(
        geojson=url,
        locations=np.array(ids, dtype="uint16"),
        z=np.zeros(len(ids), dtype="uint8"),
        colorscale=[(0, fill), (1, fill)],
        marker={"line": line},
        showscale=False,
        showlegend=False,
        **look or {"hoverinfo": "skip"},
    )


def cased(
    url: str, ids: Sequence[int], line: Outline, draws: type[BaseTraceType] = go.Choropleth
) -> list[BaseTraceType]:
    """A line over its wider casing, around each of some areas."""
    strokes = ((line.casing, line.casing_width), (line.line, line.line_width))
    return [flat(url, ids, {"color": ink, "width": px}, draws=draws) for ink, px in strokes]


def entry(
    name: str, marker: dict[str, object], draws: type[BaseTraceType] = go.Scattergeo, **look: object
) -> BaseTraceType:
    """A line of the legend, for what is drawn without one."""
    return draws(
        lon=[None],
        lat=[None],
        mode="markers",
        marker=marker,
        name=name,
        hoverinfo="skip",
        showlegend=True,
        **look,
    )


def discs(
    marks: Sequence[Name], bounds: tuple[float, float, float, float] | None, palette: Palette
) -> list[go.Scattergeo]:
    """Numbers on small discs; those within the bounds of an inset, there."""
    west, south, east, north = bounds or (0, 0, 0, 0)
    inside = [
        mark for mark in marks if west <= mark.longitude <= east and south <= mark.latitude <= north
    ]
    outside = [mark for mark in marks if mark not in inside]
    traces = [_discs(outside, palette)] if outside else []
    return [*traces, *(_discs(inside, palette).update(geo="geo2") for _ in inside[:1])]


def _discs(marks: Sequence[Name], palette: Palette) -> go.Scattergeo:
    edge = {"color": palette.background, "width": 1.5}
    return go.Scattergeo(
        lon=[round(mark.longitude, 4) for mark in marks],
        lat=[round(mark.latitude, 4) for mark in marks],
        text=[mark.text for mark in marks],
        mode="markers+text",
        marker={"size": MARK_PX, "color": palette.text, "opacity": 1, "line": edge},
        textfont={"size": NAME_PX, "color": palette.background, "weight": 700},
        hoverinfo="skip",
        showlegend=False,
    )


def marked_entry(marked: MarkedAreas, palette: Palette) -> go.Scattergeo:
    """What the strong outline means, with how many have it."""
    line = palette.marked_outline
    edge = {"color": line.casing, "width": 2}
    marker = {"symbol": "square", "size": 12, "color": line.line, "line": edge}
    return entry(f"{marked.words} · {len(marked.ids)}", marker, legendrank=1900)
