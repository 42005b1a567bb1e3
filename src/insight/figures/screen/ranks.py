"""Charts of how sure a list is, and of what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten, wrap
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, heading, source_note, source_px
from insight.figures.palette import Palette, Verdict
from insight.figures.screen.charts import base_layout
from insight.measures.uncertainty import ALWAYS, NEVER

ROW_PX = 23
BAR_PX = 40
HEAD_PX = 62
KEY_PX = 76
"""Two rows of the key, and the words over the columns."""
AXIS_PX = 68
CHANCE_PX = 84
"""Room for the chances at the right."""
NAME_LETTERS, NAMES_PX = 38, 236
WORDS_LETTERS, WORDS_PX = 36, 236
"""Letters of a name or of a row of words, and the room that they need."""
LINE = 96
"""Characters of the source that fit beside each other."""
TICK_STEPS = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
MOST_TICKS = 8
TITLE_TYPE_PX = 16
RANK_WORDS = (
    "Rank, 1 = greatest need; the mark is the middle of the simulations,<br>"
    "the line through it their 90% interval"
)
WORD_PX = 12
NEAR_START = 0.4


@dataclass(frozen=True)
class Ranks:
    """How areas rank when everything uncertain is shaken, one item each.

    Attributes
    ----------
    names
        What the areas are called, the first at the top.
    rank
        Of the list as it is; 1 is the greatest need.
    median, low, high
        Of the rank over the simulations: its middle and its 90% interval.
    chance
        Share of the draws (0 to 1) with a place on the list.
    group
        ``always``, ``depends`` or ``never``.
    """

    names: Sequence[str]
    rank: Sequence[float]
    median: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    chance: Sequence[float]
    group: Sequence[str]


Chances = TypeVar("Chances", float, pd.Series)


def in_hundred(chance: Chances) -> Chances:
    """A chance of so many in 100, rounded down as in `out_of_hundred`."""
    return cast("Chances", np.floor(100 * chance + 1e-9))


def out_of_hundred(chance: float) -> str:
    """A chance as so many of 100, rounded down.

    Rounded down so that 79.6 of 100 is not taken for the 80 at which an area counts
    as always on the list, and 100 is only said of what happened every time.

    Parameters
    ----------
    chance
        From 0 to 1.

    Examples
    --------
    >>> out_of_hundred(0.93), out_of_hundred(0.796), out_of_hundred(0.9996)
    ('93 of 100', '79 of 100', '99 of 100')
    >>> out_of_hundred(0.004), out_of_hundred(0.0)
    ('<1 of 100', '0 of 100')
    """
    whole = int(in_hundred(chance))
    return "<1 of 100" if whole == 0 and chance > 0 else f"{whole} of 100"


def rank_chart(ranks: Ranks, *, places: int, caption: Caption, palette: Palette) -> go.Figure:
    """A row for each area: the middle of its rank, its interval and its chance.

    Parameters
    ----------
    ranks
        Up to about 40 areas.
    places
        Places on the list; a line stands behind the last.
    caption
        Title, subtitle and source.
    palette
        Colours of the reader's theme.
    """
    rows = len(ranks.names)
    group = np.asarray(ranks.group)
    standings = palette.standings
    marks = {
        "always": (standings.always, f"Always: {100 * ALWAYS:.0f} or more of 100"),
        "depends": (
            standings.depends,
            f"Depends: {100 * NEVER:.0f} to {100 * ALWAYS - 1:.0f} of 100",
        ),
        "never": (standings.never, f"Never: fewer than {100 * NEVER:.0f} of 100"),
    }
    traces = [
        _standing(ranks, np.flatnonzero(group == each), mark, words)
        for each, (mark, words) in marks.items()
        if (group == each).any()
    ]
    traces.append(_plain_ranks(ranks, palette))
    end = max(float(np.nanmax(ranks.high)), float(np.nanmax(ranks.rank)), places + 1)
    layout = _layout(caption, palette, plot_px=ROW_PX * rows, foot_px=AXIS_PX, left_px=NAMES_PX)
    layout["margin"] |= {"t": HEAD_PX + KEY_PX, "r": CHANCE_PX}
    layout["height"] += KEY_PX
    layout |= {
        "showlegend": True,
        "legend": _key(layout["height"]),
        "xaxis": _rank_axis(end, palette),
        "yaxis": _rows([shorten_name(name) for name in ranks.names], palette),
        "yaxis2": _rows([out_of_hundred(each) for each in ranks.chance], palette)
        | {"overlaying": "y", "side": "right", "showgrid": False},
        "shapes": [_limit(places, palette)],
    }
    layout["annotations"] += _rank_words(places, end, palette)
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


def _standing(ranks: Ranks, at: np.ndarray, mark: Verdict, words: str) -> go.Scatter:
    """Dots and whiskers of one group."""
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
        error_x={
            "type": "data",
            "symmetric": False,
            "array": high - median,
            "arrayminus": median - low,
            "color": mark.colour,
            "thickness": 2,
            "width": 0,
        },
        name=words,
        customdata=details,
        hovertemplate="<b>%{customdata[0]}</b><br>Rank %{customdata[1]} as it stands; "
        "middle %{x}, 90% interval %{customdata[2]} to %{customdata[3]}<br>"
        "On the list in %{customdata[4]}<extra></extra>",
    )


def _plain_ranks(ranks: Ranks, palette: Palette) -> go.Scatter:
    """The list as it is: an upright stroke, which no group has for its mark."""
    return go.Scatter(
        x=np.asarray(ranks.rank, dtype=float),
        y=np.arange(len(ranks.names)),
        yaxis="y2",
        mode="markers",
        marker={"symbol": "line-ns", "size": 11, "line": {"color": palette.text, "width": 2}},
        name="Rank as it stands",
        hoverinfo="skip",
    )


def _rows(words: Sequence[str], palette: Palette) -> dict[str, object]:
    """An axis with words for ticks, the first at the top."""
    return {
        "range": [len(words) - 0.5, -0.5],
        "tickvals": list(range(len(words))),
        "ticktext": list(words),
        "tickfont": {"size": WORD_PX},
        "automargin": False,
        "gridcolor": palette.rule,
        "zeroline": False,
        "fixedrange": True,
        "ticks": "",
    }


def _rank_axis(end: float, palette: Palette) -> dict[str, object]:
    """Ranks from 1, with 1 among the ticks and no 0."""
    step = next((each for each in TICK_STEPS if end / each <= MOST_TICKS), 2000)
    return {
        "range": [1 - 0.03 * end, 1.02 * end],
        "tickvals": [1, *range(step, int(end) + 1, step)],
        "title": {"standoff": 10, "text": RANK_WORDS, "font": {"size": WORD_PX}},
        "tickfont": {"size": WORD_PX},
        "showgrid": False,
        "zeroline": False,
        "linecolor": palette.border,
        "fixedrange": True,
    }


def _limit(places: int, palette: Palette) -> dict[str, object]:
    """The line between the last place on the list and the first off it."""
    return {
        "type": "line",
        "x0": places + 0.5,
        "x1": places + 0.5,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": palette.text, "dash": "dash", "width": 1.5},
    }


def _rank_words(places: int, end: float, palette: Palette) -> list[dict[str, object]]:
    """What the line is, and what the numbers at the right are."""
    above = {
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": WORD_PX, "color": palette.text_muted},
    }
    return [
        above
        | {
            "x": places + 0.5,
            # On the side of the line that has the room.
            "xanchor": "left" if places < NEAR_START * end else "right",
            "text": f"the list has {places} place{'s' if places > 1 else ''}",
        },
        above
        | {
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 4,
            "align": "left",
            "text": "Draws on<br>the list",
        },
    ]


def _key(height: int) -> dict[str, object]:
    """What the marks mean, between the title and the rows."""
    return {
        "orientation": "h",
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1 - HEAD_PX / height,
        "yref": "container",
        "yanchor": "top",
        "font": {"size": WORD_PX},
        "itemclick": False,
        "itemdoubleclick": False,
    }


def change_chart(
    words: Sequence[str],
    replaced: Sequence[int],
    *,
    places: int,
    caption: Caption,
    palette: Palette,
) -> go.Figure:
    """What would change the list: a bar for each other choice, the longest first.

    Parameters
    ----------
    words
        The other choices.
    replaced
        Places on the list that each would give to another area.
    places
        Places on the list.
    caption
        Title, subtitle and source.
    palette
        Colours of the reader's theme.
    """
    order = sorted(range(len(words)), key=lambda at: (-replaced[at], words[at]))
    counts = [int(replaced[at]) for at in order]
    bars = go.Bar(
        x=counts,
        y=list(range(len(order))),
        orientation="h",
        width=0.55,
        marker={"color": palette.categorical.colours[0]},
        text=[f"{count} of {places}" for count in counts],
        textposition="outside",
        textfont={"size": 13, "color": palette.text},
        cliponaxis=False,
        customdata=[words[at] for at in order],
        hovertemplate="%{customdata}: %{text} places change<extra></extra>",
    )
    layout = _layout(caption, palette, plot_px=BAR_PX * len(order), foot_px=12, left_px=WORDS_PX)
    layout |= {
        "xaxis": {"range": [0, 1.16 * max(places, 1)], "visible": False, "fixedrange": True},
        "yaxis": _rows([_wrapped(words[at]) for at in order], palette)
        | {"showgrid": False, "linecolor": palette.border},
    }
    return go.Figure(bars, layout=layout)


def _wrapped(words: str) -> str:
    """Words in rows, with the points of a weighting kept together."""
    return "<br>".join(wrap(words.replace(" / ", "\u00a0/\u00a0"), WORDS_LETTERS))


def _layout(
    caption: Caption, palette: Palette, *, plot_px: int, foot_px: int, left_px: int
) -> dict[str, Any]:
    """A frame with the words inside, as high as its rows need."""
    source = source_px(caption, letters=LINE)
    return {
        **base_layout(palette),
        "height": HEAD_PX + plot_px + foot_px + source,
        "margin": {"l": left_px, "r": 12, "t": HEAD_PX, "b": foot_px + source},
        "title": heading(caption, palette, type_px=TITLE_TYPE_PX),
        "showlegend": False,
        "dragmode": False,
        "annotations": [
            source_note(caption, palette, below_px=foot_px + 4, letters=LINE)
            | {"xshift": MARGIN_PX - left_px}
        ],
    }
