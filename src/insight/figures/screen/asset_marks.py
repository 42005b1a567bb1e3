"""Assets and neighbourhoods laid over a map."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from insight.figures.palette import Palette

PEOPLE_SYMBOL, PLACE_SYMBOL = "circle", "square"
MARK_PX, RING_PX = 8, 1.2
COUNT_PX, DISC_PX = 11, 17


@dataclass(frozen=True)
class AssetMark:
    """An asset at a point, in degrees."""

    longitude: float
    latitude: float
    words: str
    is_people: bool


@dataclass(frozen=True)
class Outlined:
    """A neighbourhood in degrees; its edge has longitudes and latitudes of each ring."""

    rings: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    longitude: float
    latitude: float
    text: str
    words: str


def asset_marks(spots: Sequence[AssetMark], palette: Palette) -> list[go.Scattergeo]:
    """People as discs and places as squares, each with its name when pointed at."""
    return [
        go.Scattergeo(
            lon=[spot.longitude for spot in own],
            lat=[spot.latitude for spot in own],
            mode="markers",
            marker={
                "symbol": PEOPLE_SYMBOL if is_people else PLACE_SYMBOL,
                "size": MARK_PX,
                "color": palette.selected_outline.line,
                "line": {"width": RING_PX, "color": palette.selected_outline.casing},
            },
            text=[spot.words for spot in own],
            hovertemplate="%{text}<extra></extra>",
            name="People and groups" if is_people else "Places",
            legendrank=3000,
            unselected={"marker": {"opacity": 1}},
        )
        for is_people in (True, False)
        if (own := [spot for spot in spots if spot.is_people is is_people])
    ]


def neighbourhood_marks(outlined: Sequence[Outlined], palette: Palette) -> list[go.Scattergeo]:
    """The edge of each neighbourhood, cased, and its number in a disc."""
    if not outlined:
        return []
    rings = [ring for each in outlined for ring in each.rings]
    longitudes, latitudes = ([at for ring in rings for at in (*ring[way], None)] for way in (0, 1))
    line = palette.marked_outline
    edges = [
        go.Scattergeo(
            lon=longitudes,
            lat=latitudes,
            mode="lines",
            line={"color": colour, "width": width},
            hoverinfo="skip",
            showlegend=False,
        )
        for colour, width in ((line.casing, line.casing_width), (line.line, line.line_width))
    ]
    return [*edges, _numbers(outlined, palette)]


def _numbers(outlined: Sequence[Outlined], palette: Palette) -> go.Scattergeo:
    ink, edge = palette.text, {"color": palette.text, "width": 1.5}
    return go.Scattergeo(
        lon=[each.longitude for each in outlined],
        lat=[each.latitude for each in outlined],
        mode="markers+text",
        marker={"size": DISC_PX, "color": palette.background, "line": edge},
        text=[each.text for each in outlined],
        textfont={"size": COUNT_PX, "color": ink, "weight": 600},
        customdata=[[each.words] for each in outlined],
        hovertemplate="%{customdata[0]}<extra></extra>",
        name="Systems present",
        legendrank=2900,
        selected={"textfont": {"color": ink}},
        unselected={"marker": {"opacity": 1}, "textfont": {"color": ink}},
    )
