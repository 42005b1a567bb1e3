"""Places in order, as bars against one line."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from insight.figures.caption import in_figure
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout

ROW_PX = 30


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes
    ----------
    name
        Beside it.
    value
        How long it is.
    words
        At its end.
    is_chosen
        Whether it is pointed out, by a darker fill and a heavier name.
    """

    name: str
    value: float
    words: str
    is_chosen: bool


def bars(
    rows: Sequence[Bar],
    *,
    against: float | None,
    against_name: str,
    palette: Palette,
    sign: str = "%",
) -> go.Figure:
    """Bars from the top, with the comparator as a line across them.

    Parameters
    ----------
    rows
        From the top.
    against, against_name
        The comparator's figure, and what it is called with its figure.
    palette
        Colours of the reader's theme.
    sign
        Behind the numbers of the axis.
    """
    strong, faint = palette.categorical.colours[0], palette.surface
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
            textfont={
                "color": [palette.background if row.is_chosen else palette.text for row in rows]
            },
            marker={
                "color": [strong if row.is_chosen else faint for row in rows],
                "line": {"color": strong, "width": 1},
            },
            hovertemplate=[
                f"{in_figure(row.name)}: {in_figure(row.words)}<extra></extra>" for row in rows
            ],
            showlegend=False,
        ),
        layout={
            **base_layout(palette),
            "height": ROW_PX * len(rows) + 90,
            "margin": {"l": 8, "r": 48, "t": 34, "b": 36},
            "bargap": 0.35,
            "xaxis": {
                "ticksuffix": sign,
                "rangemode": "tozero",
                "gridcolor": palette.rule,
                "zeroline": False,
                "fixedrange": True,
            },
            "yaxis": {
                "tickvals": list(range(len(rows))),
                "ticktext": [
                    f"<b>{in_figure(row.name)}</b>" if row.is_chosen else in_figure(row.name)
                    for row in rows
                ],
                "autorange": "reversed",
                "automargin": True,
                "showgrid": False,
                "fixedrange": True,
            },
        },
    )
    if against is not None:
        plot.add_shape(
            type="line", x0=against, x1=against, y0=0, y1=1, yref="paper",
            line={"color": palette.text, "dash": "dot", "width": 1.5},
        )  # fmt: skip
        plot.add_annotation(
            x=against, y=1, yref="paper", yanchor="bottom", xanchor="center",
            text=in_figure(against_name), showarrow=False,
            font={"size": 12, "color": palette.text_muted},
        )  # fmt: skip
    return plot
