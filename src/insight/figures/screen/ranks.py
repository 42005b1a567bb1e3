"""Charts of how sure a list is, and of what would change it."""

from collections.abc import Sequence
from textwrap import shorten, wrap

import numpy as np
import plotly.graph_objects as go

from insight.figures.caption import Caption
from insight.figures.comparison import Bar
from insight.figures.palette import Palette
from insight.figures.ranks import AS_IT_STANDS, AXIS, KEY, MARKS, RankChart
from insight.figures.screen.charts import (
    COLUMN_LETTERS,
    WORD_PX,
    Margins,
    axis_title,
    captioned,
    key_above,
    name_axis,
    whiskers,
    word_rows,
)
from insight.words import out_of_hundred

ROW_PX = 23
BAR_PX = 40
HEAD_PX = 62
KEY_PX = 76
"""Two rows of the key, and the words over the columns."""
AXIS_PX = 68
CHANCE_PX = 84
NAME_LETTERS, NAMES_PX = 38, 236
WORDS_LETTERS, WORDS_PX = 36, 236
"""Letters of a name or of a row of words, and the room that they need."""


def rank_chart(ranks: RankChart, *, caption: Caption, palette: Palette) -> go.Figure:
    """A row for each area: the middle of its rank, its interval and its chance."""
    traces = [_group(ranks, group, palette) for group in KEY if group in set(ranks.group)]
    traces.append(_plain_ranks(ranks, palette))
    layout = captioned(
        caption,
        palette,
        Margins(NAMES_PX, CHANCE_PX, HEAD_PX + KEY_PX, AXIS_PX),
        height=ROW_PX * len(ranks.names),
        letters=COLUMN_LETTERS,
        notes=_rank_words(ranks, palette),
    )
    layout |= {
        "showlegend": True,
        "legend": key_above(1 - HEAD_PX / layout["height"], xanchor="left"),
        "xaxis": _rank_axis(ranks, palette),
        "yaxis": word_rows([shorten_name(name) for name in ranks.names], palette),
        "yaxis2": word_rows([out_of_hundred(each) for each in ranks.chance], palette)
        | {"overlaying": "y", "side": "right", "showgrid": False},
        "shapes": [] if ranks.places is None else [_limit(ranks.places, palette)],
    }
    return go.Figure(traces, layout=layout)


def shorten_name(name: str) -> str:
    """A name that fits beside its row, cut between words.

    Examples
    --------
    >>> shorten_name("Leicester 018B (Belgrave North West and Rushey Mead)")
    'Leicester 018B (Belgrave North West…'
    >>> shorten_name("Oadby")
    'Oadby'
    """
    short = shorten(name, NAME_LETTERS, placeholder="…")
    return short if short == name else f"{short.rstrip(' &,…')}…"


def _group(ranks: RankChart, group: str, palette: Palette) -> go.Scatter:
    """Dots and whiskers of one group."""
    mark = getattr(palette.standings, group)
    at = np.flatnonzero(np.asarray(ranks.group) == group)
    median, low, high = (
        np.asarray(values, dtype=float)[at] for values in (ranks.median, ranks.low, ranks.high)
    )
    rows = list(zip(ranks.names, ranks.rank, ranks.low, ranks.high, ranks.chance, strict=True))
    details = [
        [name, int(rank), int(first), int(last), out_of_hundred(chance)]
        for name, rank, first, last, chance in (rows[i] for i in at)
    ]
    return go.Scatter(
        x=median,
        y=at,
        mode="markers",
        marker={"symbol": mark.marker, "size": 10, "color": mark.colour},
        error_x=whiskers(median, low, high, mark.colour, thickness=2),
        name=KEY[group],
        customdata=details,
        hovertemplate="<b>%{customdata[0]}</b><br>Rank %{customdata[1]} on the list; median %{x}, "
        "90% range %{customdata[2]} to %{customdata[3]}<br>"
        "On the list in %{customdata[4]}<extra></extra>",
    )


def _plain_ranks(ranks: RankChart, palette: Palette) -> go.Scatter:
    """The list as it is: an upright stroke, which no group has for its mark."""
    return go.Scatter(
        x=np.asarray(ranks.rank, dtype=float),
        y=np.arange(len(ranks.names)),
        yaxis="y2",
        mode="markers",
        marker={"symbol": "line-ns", "size": 11, "line": {"color": palette.text, "width": 2}},
        name=AS_IT_STANDS,
        hoverinfo="skip",
    )


def _rank_axis(ranks: RankChart, palette: Palette) -> dict[str, object]:
    words = f"{AXIS}.<br>{MARKS}."
    return name_axis(
        range=ranks.span,
        tickvals=ranks.ticks,
        title=axis_title(words, 10),
        tickfont={"size": WORD_PX},
        zeroline=False,
        linecolor=palette.border,
    )


def _limit(places: int, palette: Palette) -> dict[str, object]:
    """The line between the last place on the list and the first off it."""
    line = {"color": palette.text, "dash": "dash", "width": 1.5}
    ends = {"x0": places + 0.5, "x1": places + 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", "line": line, **ends}


def _rank_words(ranks: RankChart, palette: Palette) -> list[dict[str, object]]:
    """What the line is, and what the numbers at the right are."""
    above = {
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": WORD_PX, "color": palette.text_muted},
    }
    chances = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 4, "align": "left"}
    words = [above | chances | {"text": "On the<br>list"}]
    if ranks.places is not None:
        line = {"x": ranks.places + 0.5, "xanchor": ranks.places_side, "text": ranks.places_words}
        words.insert(0, above | line)
    return words


def change_chart(
    bars: Sequence[Bar], *, places: int, caption: Caption, palette: Palette
) -> go.Figure:
    """What would change the list: a bar for each other choice, from the top."""
    plot = go.Bar(
        x=[bar.value for bar in bars],
        y=list(range(len(bars))),
        orientation="h",
        width=0.55,
        marker={"color": palette.categorical.colours[0]},
        text=[bar.words for bar in bars],
        textposition="outside",
        textfont={"size": 13, "color": palette.text},
        cliponaxis=False,
        customdata=[bar.name for bar in bars],
        hovertemplate="%{customdata}: %{text} areas would change<extra></extra>",
    )
    margins, height = Margins(WORDS_PX, 12, HEAD_PX, 12), BAR_PX * len(bars)
    layout = captioned(caption, palette, margins, height=height, letters=COLUMN_LETTERS)
    layout |= {
        "xaxis": {"range": [0, 1.16 * max(places, 1)], "visible": False, "fixedrange": True},
        "yaxis": word_rows([_wrapped(bar.name) for bar in bars], palette)
        | {"showgrid": False, "linecolor": palette.border},
    }
    return go.Figure(plot, layout=layout)


def _wrapped(words: str) -> str:
    """Words in rows, with the points of a weighting kept together."""
    return "<br>".join(wrap(words.replace(" / ", "\u00a0/\u00a0"), WORDS_LETTERS))
