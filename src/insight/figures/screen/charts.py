"""Charts for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, heading, in_figure, source_note, source_px
from insight.figures.comparison import BarChart, Comparator, SpreadChart, SpreadRow, verdict_mark
from insight.figures.palette import Mark, Palette
from insight.figures.trend import TrendChart
from insight.verdicts import Verdict

FONT = "Source Sans, Source Sans Pro, sans-serif"
FONT_PX = 14
CHART_PX = 280
DOT_PX, BAR_PX = 34, 30
DOTS_FOOT_PX = 84
"""Of an axis and two rows of a legend."""
UNTESTED = Mark(colour="", marker="square", glyph="■")
"""Where chance was not asked; in the ink of what stands beside."""
WORD_PX = 12
SOURCE_LETTERS, COLUMN_LETTERS = 150, 96
"""Of a line of the source under a figure as wide as the page, and in a column of it."""


Row = Sequence[float] | np.ndarray


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


def value_axis(palette: Palette, **more: object) -> dict[str, object]:
    """An axis of figures: faint lines across, and no zoom."""
    return {"gridcolor": palette.rule, "zeroline": False, "fixedrange": True, **more}


def name_axis(**more: object) -> dict[str, object]:
    """An axis of names or years: no lines, and no zoom."""
    return {"showgrid": False, "fixedrange": True, **more}


def legend_row(**more: object) -> dict[str, object]:
    """Entries beside each other that only say what is drawn."""
    return {
        "orientation": "h",
        "x": 0,
        "yanchor": "bottom",
        "itemclick": False,
        "itemdoubleclick": False,
        **more,
    }


def key_above(y: float, **more: object) -> dict[str, object]:
    """What the marks mean, in a row over the plot that cannot be clicked."""
    within = {"xref": "container", "yref": "container", "yanchor": "top"}
    return legend_row(y=y, font={"size": WORD_PX}, **within, **more)


def axis_title(words: str, standoff: int) -> dict[str, object]:
    """What an axis counts, in the type of its words."""
    return {"text": words, "standoff": standoff, "font": {"size": WORD_PX}}


def whiskers(at: Row, low: Row, high: Row, colour: str, **look: float) -> dict[str, object]:
    """Lines from each value to both ends of its interval."""
    less, more = np.subtract(at, low), np.subtract(high, at)
    ends = {"type": "data", "symmetric": False, "array": more, "arrayminus": less}
    return {**ends, "color": colour, "width": 0, **look}


def word_rows(words: Sequence[str], palette: Palette) -> dict[str, object]:
    """An axis with words for ticks, the first at the top."""
    return {
        "range": [len(words) - 0.5, -0.5],
        "tickvals": list(range(len(words))),
        "ticktext": list(words),
        "tickfont": {"size": WORD_PX},
        "automargin": False,
        "ticks": "",
        **value_axis(palette),
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
    type_px: int = 16,
    letters: int = SOURCE_LETTERS,
    notes: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Layout of a plot that is `height` pixels high, with its words inside the figure."""
    bottom = margins.foot + source_px(caption, letters=letters)
    source = source_note(caption, palette, below_px=margins.foot, letters=letters)
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
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
        | {"traceorder": "reversed"},
        height=CHART_PX,
        margin={"l": 44, "r": 12, "t": 36, "b": 28},
        xaxis=name_axis(linecolor=palette.border),
        yaxis=value_axis(palette, range=[0, chart.top], ticksuffix="%", nticks=5),
    )


def dots(chart: SpreadChart, palette: Palette) -> go.Figure:
    """Figures with their intervals, one row each, against the comparator's line."""
    whole = chart.comparator
    than = whole.name if whole else ""
    words = {each: f"{each.against.capitalize()} {than}".rstrip() for each in Verdict}
    words[Verdict.NOT_COMPARED] = Verdict.NOT_COMPARED.label
    names = [in_figure(row.name) for row in chart.rows]
    plot = go.Figure(
        [
            _spreads(rows, label, chart, palette)
            for answer, label in words.items()
            if (rows := [row for row in chart.rows if row.answer == answer])
        ],
        layout={
            **base_layout(palette),
            "height": DOT_PX * len(names) + DOTS_FOOT_PX + 24,
            "margin": {"l": 8, "r": 16, "t": 16, "b": DOTS_FOOT_PX},
            "showlegend": True,
            "legend": legend_row(y=0, yref="container"),
            "xaxis": value_axis(palette, ticksuffix=chart.sign, rangemode="tozero"),
            "yaxis": name_axis(
                categoryorder="array",
                categoryarray=names[::-1],
                # Room for the figure above the first dot.
                range=[-0.6, len(names) - 0.2],
                automargin=True,
            ),
        },
    )
    return _with_comparator(plot, whole, palette, y=0, xanchor="left", xshift=3)


def _spreads(rows: list[SpreadRow], label: str, chart: SpreadChart, palette: Palette) -> go.Scatter:
    """The rows with one answer."""
    sign, mark = chart.sign, verdict_mark(rows[0].answer, chart.need, palette) or UNTESTED
    colour = mark.colour or palette.text_muted
    values = [row.value for row in rows]
    lows = [row.value if row.low is None else row.low for row in rows]
    highs = [row.value if row.high is None else row.high for row in rows]
    return go.Scatter(
        x=values,
        y=[in_figure(row.name) for row in rows],
        mode="markers+text",
        marker={"symbol": mark.marker, "size": 11, "color": colour},
        text=[f"{row.value:.0f}%" if sign else in_figure(row.figure) for row in rows],
        textposition="top center",
        textfont={"size": 12, "color": palette.text},
        error_x=whiskers(values, lows, highs, colour, thickness=1.5),
        name=label,
        customdata=list(zip(lows, highs, strict=True)),
        hovertemplate=_with_range(sign, has_range=rows[0].low is not None),
    )


def _with_range(sign: str, *, has_range: bool) -> str:
    """What is said at a mark: the figure, and its interval where it has one."""
    kind = ".1f" if sign else ",.4~g"
    value, low, high = (
        f"%{{{name}:{kind}}}{sign}" for name in ("x", "customdata[0]", "customdata[1]")
    )
    interval = f" (95% confidence interval {low} to {high})" if has_range else ""
    return f"%{{y}}: {value}{interval}<extra></extra>"


def bars(chart: BarChart, palette: Palette) -> go.Figure:
    """Bars from the top, with the comparator as a line across them."""
    rows = chart.rows
    names = [in_figure(row.name) for row in rows]
    strong, faint = palette.categorical.colours[0], palette.surface
    inks = [palette.background if row.is_chosen else palette.text for row in rows]
    plot = go.Figure(
        go.Bar(
            x=[row.value for row in rows],
            y=list(range(len(rows))),
            orientation="h",
            text=[in_figure(row.words) for row in rows],
            # At the left, where the line of the comparator seldom runs.
            textposition="inside",
            insidetextanchor="start",
            textangle=0,
            textfont={"color": inks},
            marker={
                "color": [strong if row.is_chosen else faint for row in rows],
                "line": {"color": strong, "width": 1},
            },
            hovertemplate=[
                f"{name}: {in_figure(row.words)}<extra></extra>"
                for name, row in zip(names, rows, strict=True)
            ],
            showlegend=False,
        ),
        layout={
            **base_layout(palette),
            "height": BAR_PX * len(rows) + 90,
            "margin": {"l": 8, "r": 48, "t": 34, "b": 36},
            "bargap": 0.35,
            "xaxis": value_axis(palette, ticksuffix=chart.sign, rangemode="tozero"),
            "yaxis": name_axis(
                tickvals=list(range(len(rows))),
                ticktext=[
                    f"<b>{name}</b>" if row.is_chosen else name
                    for name, row in zip(names, rows, strict=True)
                ],
                autorange="reversed",
                automargin=True,
            ),
        },
    )
    return _with_comparator(plot, chart.comparator, palette, y=1, xanchor="center")


def _with_comparator(
    plot: go.Figure,
    whole: Comparator | None,
    palette: Palette,
    **where: Any,  # noqa: ANN401
) -> go.Figure:
    """The chart with a line for its comparator, if it has one, and where its words stand."""
    if whole is None:
        return plot
    line = {"color": palette.text_muted, "dash": "dot", "width": 1.5}
    plot.add_shape(type="line", x0=whole.value, x1=whole.value, y0=0, y1=1, yref="paper", line=line)
    return plot.add_annotation(
        x=whole.value,
        yref="paper",
        yanchor="bottom",
        text=in_figure(whole.words),
        showarrow=False,
        font={"size": 12, "color": palette.text_muted},
        **where,
    )
