"""Charts for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, heading, in_figure, source_note, source_px
from insight.figures.palette import Palette, Verdict
from insight.figures.trend import TrendChart

FONT = "Source Sans, Source Sans Pro, sans-serif"
FONT_PX = 14
CHART_PX = 280
SOURCE_LETTERS = 150
"""Of a line of the source under a figure that is as wide as the page."""


def base_layout(palette: Palette) -> dict[str, object]:
    """What every figure shares: no template, the palette's ink, no padding."""
    return {
        "template": "none",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": FONT_PX, "color": palette.text},
        "hoverlabel": {
            "bgcolor": palette.background,
            "bordercolor": palette.border,
            "font": {"family": FONT, "size": FONT_PX, "color": palette.text},
            "align": "left",
        },
    }


@dataclass(frozen=True)
class Margins:
    """Pixels round a plot; `foot` is what stands between it and the source."""

    left: int
    right: int
    top: int
    foot: int


def captioned(  # noqa: PLR0913 - words, room, and what else is written
    caption: Caption,
    palette: Palette,
    margins: Margins,
    *,
    height: int,
    type_px: int,
    notes: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Layout of a plot that is `height` pixels high, with its words inside the figure."""
    bottom = margins.foot + source_px(caption, letters=SOURCE_LETTERS)
    source = source_note(caption, palette, below_px=margins.foot, letters=SOURCE_LETTERS)
    return {
        **base_layout(palette),
        "height": margins.top + height + bottom,
        "margin": {"l": margins.left, "r": margins.right, "t": margins.top, "b": bottom},
        "title": heading(caption, palette, type_px=type_px),
        "showlegend": False,
        "dragmode": False,
        "annotations": [*notes, source | {"xshift": MARGIN_PX - margins.left}],
    }


def trend(chart: TrendChart, palette: Palette) -> go.Figure:
    """The share as a line in its range, England's as a broken line."""
    years = list(chart.shares.index)
    mine, other = palette.categorical.colours[0], palette.text_muted
    faint = f"rgba({','.join(str(int(mine[i : i + 2], 16)) for i in (1, 3, 5))},0.16)"
    plot = go.Figure(
        [
            go.Scatter(
                x=years + years[::-1],
                y=[*chart.high.round(1), *chart.low.round(1)[::-1]],
                fill="toself",
                fillcolor=faint,
                line={"width": 0},
                hoverinfo="skip",
                name="95% confidence interval",
            ),
            go.Scatter(
                x=years,
                y=chart.england,
                mode="lines",
                line={"color": other, "width": 2, "dash": "dot"},
                name="England",
                hovertemplate="England %{x}: %{y:.1f}%<extra></extra>",
            ),
            go.Scatter(
                x=years,
                y=chart.shares,
                mode="lines+markers",
                line={"color": mine, "width": 2.5},
                marker={"size": 7},
                name=chart.name,
                hovertemplate="%{x}: %{y:.1f}%<extra></extra>",
            ),
        ]
    )
    return plot.update_layout(
        **base_layout(palette),
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "reversed",
        },
        height=CHART_PX,
        margin={"l": 44, "r": 12, "t": 36, "b": 28},
        xaxis={"showgrid": False, "fixedrange": True, "linecolor": palette.border},
        yaxis={
            "range": [0, chart.top],
            "ticksuffix": "%",
            "nticks": 5,
            "gridcolor": palette.rule,
            "zeroline": False,
            "fixedrange": True,
        },
    )


ROW_PX = 34
DOTS_FOOT_PX = 84
"""Of an axis and two rows of a legend."""
UNTESTED = Verdict(colour="", marker="square", glyph="■")
"""Where chance was not asked; in the ink of what stands beside."""


def dots(  # noqa: PLR0913 - aligned columns of one chart
    names: list[str],
    shares: pd.Series,
    low: pd.Series,
    high: pd.Series,
    answers: pd.Series,
    *,
    whole: float | None,
    whole_name: str,
    palette: Palette,
    texts: Sequence[str] = (),
    sign: str = "%",
) -> go.Figure:
    """Shares with their intervals, one row each, against a line for the whole.

    Parameters
    ----------
    names
        What each row is called, the first at the top.
    shares, low, high
        Per cent, or figures of another unit, in the order of `names`.
    answers
        ``higher``, ``lower`` or ``alike``: how each compares with the whole;
        ``untested`` where that was not asked.
    whole, whole_name
        The share of all together (None if it has none), and what it is called.
    palette
        Colours of the reader's theme.
    texts
        What stands at each row's mark; empty for whole per cent.
    sign
        Behind the numbers of the axis.
    """
    names = [in_figure(name) for name in names]
    beside = [in_figure(each) for each in texts] or [f"{each:.0f}%" for each in shares]
    words = {
        "higher": f"Higher than {whole_name}",
        "alike": f"Similar to {whole_name}",
        "lower": f"Lower than {whole_name}",
        "untested": "Not tested",
    }
    traces = []
    for answer, label in words.items():
        mark = UNTESTED if answer == "untested" else getattr(palette.verdicts, answer)
        colour = mark.colour or palette.text_muted
        at = [i for i, each in enumerate(answers) if each == answer]
        if not at:
            continue
        shown = shares.iloc[at]
        traces.append(
            go.Scatter(
                x=shown,
                y=[names[i] for i in at],
                mode="markers+text",
                marker={"symbol": mark.marker, "size": 11, "color": colour},
                text=[beside[i] for i in at],
                textposition="top center",
                textfont={"size": 12, "color": palette.text},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": high.iloc[at] - shown,
                    "arrayminus": shown - low.iloc[at],
                    "color": colour,
                    "thickness": 1.5,
                    "width": 0,
                },
                name=label,
                customdata=list(zip(low.iloc[at], high.iloc[at], strict=True)),
                hovertemplate=_with_range(sign, is_tested=answer != "untested"),
            )
        )
    return go.Figure(
        traces,
        layout={
            **base_layout(palette),
            "height": ROW_PX * len(names) + DOTS_FOOT_PX + 24,
            "margin": {"l": 8, "r": 16, "t": 16, "b": DOTS_FOOT_PX},
            "showlegend": True,
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": 0,
                "yref": "container",
                "yanchor": "bottom",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "xaxis": {
                "ticksuffix": sign,
                "rangemode": "tozero",
                "gridcolor": palette.rule,
                "zeroline": False,
                "fixedrange": True,
            },
            "yaxis": {
                "categoryorder": "array",
                "categoryarray": names[::-1],
                # Room for the figure above the first dot.
                "range": [-0.6, len(names) - 0.2],
                "automargin": True,
                "showgrid": False,
                "fixedrange": True,
            },
            "shapes": []
            if whole is None
            else [
                {
                    "type": "line",
                    "x0": whole,
                    "x1": whole,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": palette.text_muted, "dash": "dot", "width": 1.5},
                }
            ],
            "annotations": []
            if whole is None
            else [
                {
                    "x": whole,
                    "y": 0,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "xanchor": "left",
                    "text": f" {whole_name} {_rounded(whole, sign)}",
                    "showarrow": False,
                    "font": {"size": 12, "color": palette.text_muted},
                }
            ],
        },
    )


def _rounded(value: float, sign: str) -> str:
    """A figure beside its line: whole per cent, or three digits of another unit."""
    return f"{value:.0f}{sign}" if sign else f"{value:,.3g}"


def _with_range(sign: str, *, is_tested: bool) -> str:
    """What is said at a mark: the figure, and its interval where it has one."""
    kind = ".1f" if sign else ",.4~g"
    value, low, high = (
        f"%{{{name}:{kind}}}{sign}" for name in ("x", "customdata[0]", "customdata[1]")
    )
    interval = f" (95% confidence interval {low} to {high})" if is_tested else ""
    return f"%{{y}}: {value}{interval}<extra></extra>"
