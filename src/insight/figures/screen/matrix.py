"""The matrix of the working model on screen: by position, word and colour."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, in_figure
from insight.figures.matrix import (
    LADDER,
    STALE_MARK,
    ColumnHead,
    MatrixChart,
    RowHead,
    Square,
    key_words,
)
from insight.figures.palette import Palette
from insight.figures.screen.charts import Margins, captioned
from insight.records.steps import shortened

COMPACT_FROM = 16
"""Rows from which each is drawn lower, without the month."""
ROW_PX, COMPACT_PX = 48, 34
MARGINS = Margins(left=184, right=92, top=154, foot=40)
STEP = 0.17
"""From one box to the next, as a share of the cell's width."""
BOX_PX = 11
WORD_PX, SMALL_PX = 11.5, 10.5
NAME_LETTERS, SYSTEM_LETTERS = 27, 11
INSET, CHOSEN_INSET = 0.08, 0.03
LEFT = {"xanchor": "left", "align": "left"}

Note = dict[str, Any]


def stage_matrix(
    chart: MatrixChart, caption: Caption, palette: Palette, *, selected: str = ""
) -> go.Figure:
    """Draw the matrix; the cell whose key is `selected` is framed."""
    rows, columns = max(len(chart.rows), 1), max(len(chart.columns), 1)
    is_compact = rows >= COMPACT_FROM
    warn = {"color": palette.verdicts.more_need, "width": 1.5, "dash": "dash"}
    strong = {"color": palette.text, "width": 2.5}
    chosen = [each for each in chart.squares if selected and each.key == selected]
    layout = captioned(
        caption,
        palette,
        MARGINS,
        height=rows * (COMPACT_PX if is_compact else ROW_PX),
        notes=[
            *_row_heads(chart.rows, palette, is_compact=is_compact),
            *_column_heads(chart.columns, palette),
            _note(key_words("hollow"), palette.text_muted, SMALL_PX)
            | {"xref": "paper", "yref": "paper", "x": 0, "y": 0, "yshift": -8}
            | {"xshift": MARGIN_PX - MARGINS.left, "yanchor": "top"}
            | LEFT,
        ],
    )
    return go.Figure(
        [
            *_boxes(chart.squares, palette),
            _marks(chart.squares, palette),
            _words(chart.squares, palette, is_compact=is_compact),
            _targets(chart.squares),
        ],
        layout=layout
        | {
            "clickmode": "event+select",
            "barmode": "overlay",
            "hovermode": "closest",
            "xaxis": {"visible": False, "fixedrange": True, "range": [0, columns]},
            "yaxis": {"visible": False, "fixedrange": True, "range": [rows, 0]},
            "shapes": [
                *(_rule(at, palette) for at in range(len(chart.rows) + 1)),
                *(_frame(each, warn, INSET) for each in chart.squares if each.is_absent),
                *(_frame(each, strong, CHOSEN_INSET) for each in chosen),
            ],
        },
    )


def _unfaded(change: dict[str, Any]) -> dict[str, Any]:
    """A click marks one cell; plotly would fade all others."""
    return {"selected": change, "unselected": change}


def _boxes(squares: Sequence[Square], palette: Palette) -> list[go.Scatter]:
    """The boxes of each cell that is on the ladder: filled, old, still empty."""
    ink = palette.standings.always.colour
    looks = {
        "filled": ("square", ink),
        "old": ("square-open-dot", ink),
        "empty": ("square-open", palette.border),
    }
    points: dict[str, list[tuple[float, float]]] = {name: [] for name in looks}
    for each in squares:
        for box, name in enumerate(each.boxes):
            x = each.column + 0.5 + (box - (LADDER - 1) / 2) * STEP
            points[name].append((x, each.row + 0.2))
    return [
        go.Scatter(
            x=[x for x, _ in points[name]],
            y=[y for _, y in points[name]],
            mode="markers",
            marker={"symbol": symbol, "size": BOX_PX, "color": colour, "line": {"width": 1.5}},
            hoverinfo="skip",
            **_unfaded({"marker": {"opacity": 1, "color": colour}}),
        )
        for name, (symbol, colour) in looks.items()
    ]


def _marks(squares: Sequence[Square], palette: Palette) -> go.Scatter:
    """A diamond where a system is there and no stage is evidenced; a cross if ended."""
    shown = [each for each in squares if each.has_mark]
    ink, muted = palette.standings.always.colour, palette.standings.never.colour
    colours = [muted if each.is_ended else ink for each in shown]
    symbols = [
        "x-thin-open" if each.is_ended else "diamond-open" if each.is_stale else "diamond"
        for each in shown
    ]
    line = {"width": 1.5, "color": colours}
    return go.Scatter(
        x=[each.column + 0.5 for each in shown],
        y=[each.row + 0.2 for each in shown],
        mode="markers",
        marker={"symbol": symbols, "size": BOX_PX, "color": colours, "line": line},
        hoverinfo="skip",
        **_unfaded({"marker": {"opacity": 1}}),
    )


def _words(squares: Sequence[Square], palette: Palette, *, is_compact: bool) -> go.Scatter:
    def text(one: Square) -> str:
        if is_compact and one.words:
            return f"{STALE_MARK} {one.words}" if one.is_stale else one.words
        first, *more = one.lines
        return first + "".join(f"<br>{_small(line)}" for line in more)

    def colour(one: Square) -> str:
        if one.is_absent:
            return palette.verdicts.more_need
        return palette.text if one.words else palette.text_muted

    return go.Scatter(
        x=[each.column + 0.5 for each in squares],
        y=[each.middle for each in squares],
        text=[text(each) for each in squares],
        mode="text",
        textfont={
            "size": SMALL_PX if is_compact else WORD_PX,
            "color": [colour(each) for each in squares],
        },
        hoverinfo="skip",
        **_unfaded({"textfont": {"color": palette.text}}),
    )


def _targets(squares: Sequence[Square]) -> go.Bar:
    """What is clicked and pointed at: unseen bars that fill the cells.

    Of plotly's marks only these can be chosen over the whole of a cell, however wide.
    """
    return go.Bar(
        x=[each.column + 0.5 for each in squares],
        y=[1] * len(squares),
        base=[each.row for each in squares],
        width=1,
        marker={"opacity": 0},
        customdata=[[each.key] for each in squares],
        hovertext=[each.hover for each in squares],
        hovertemplate="%{hovertext}<extra></extra>",
        **_unfaded({"marker": {"opacity": 0}}),
    )


def _rule(at: int, palette: Palette) -> Note:
    """A line over a row, from the name to the margin."""
    line = {"color": palette.rule, "width": 1}
    ends = {"x0": 0, "x1": 1, "y0": at, "y1": at}
    return {"type": "line", "xref": "paper", "yref": "y", "line": line, "layer": "below"} | ends


def _frame(square: Square, line: dict[str, Any], inset: float) -> Note:
    x, y = square.column, square.row
    across = {"x0": x + inset, "x1": x + 1 - inset}
    return {"type": "rect", "line": line, "y0": y + inset, "y1": y + 1 - inset} | across


def _row_heads(rows: Sequence[RowHead], palette: Palette, *, is_compact: bool) -> list[Note]:
    """Name and need at the left, systems and flag at the right."""
    if not rows:
        return []
    muted, warn = palette.text_muted, palette.verdicts.more_need
    name = {"xref": "paper", "x": 0, "xshift": MARGIN_PX - MARGINS.left} | LEFT
    margin = {"xref": "paper", "x": 1, "xshift": 8} | LEFT
    heads = []
    for at, row in enumerate(rows):
        said = f"<b>{in_figure(shortened(row.name, NAME_LETTERS))}</b><br>"
        heads.append(
            _note(said + _small(row.words, muted), palette.text)
            | name
            | {"y": at + 0.5, "hovertext": in_figure(row.name)}
        )
        flag = row.flag.replace(", ", ",<br>")
        said = f"{row.margin}<br>{_small(f'▲ {flag}', warn)}" if flag else row.margin
        size = SMALL_PX if is_compact else WORD_PX
        heads.append(_note(said, palette.text, size) | margin | {"y": at + 0.5})
    above = {"yref": "paper", "y": 1, "yshift": 6, "yanchor": "bottom"}
    return [*heads, _note("Systems here", muted, SMALL_PX) | margin | above]


def _column_heads(columns: Sequence[ColumnHead], palette: Palette) -> list[Note]:
    heads = []
    for at, column in enumerate(columns):
        wider = wrap(column.words, SYSTEM_LETTERS + 1, max_lines=2, placeholder="…")
        name = "<br>".join(map(in_figure, column.lines(SYSTEM_LETTERS)))
        under = "<br>".join([*map(in_figure, wider), column.margin])
        small = _small(under, palette.text_muted, SMALL_PX - 1)
        whole = f"{column.name}: {column.words or 'no stage more widely'}"
        heads.append(
            _note(f"<b>{name}</b><br>{small}", palette.text)
            | {"yref": "paper", "x": at + 0.5, "y": 1, "yanchor": "bottom", "yshift": 4}
            | {"hovertext": in_figure(whole)}
        )
    return heads


def _small(text: str, colour: str = "", px: float = SMALL_PX) -> str:
    ink = f";color:{colour}" if colour else ""
    return f"<span style='font-size:{px}px{ink}'>{text}</span>"


def _note(text: str, colour: str, px: float = WORD_PX) -> Note:
    return {"text": text, "showarrow": False, "font": {"size": px, "color": colour}}
