"""Neighbourhoods by systems: how far each has come, by position, word and colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from insight.figures.caption import MARGIN_PX, Caption, heading, in_figure, source_note, source_px
from insight.figures.palette import Palette
from insight.figures.screen.charts import base_layout
from insight.records.steps import shortened

ROW_PX, COMPACT_PX = 48, 34
LEFT_PX, RIGHT_PX = 184, 92
HEAD_PX, COLUMN_PX, KEY_PX = 58, 96, 40
LADDER = 4
"""Boxes of a cell: foundations, embed, redesign, so what."""
STEP = 0.17
"""From one box to the next, as a share of the cell's width."""
BOX_PX = 11
WORD_PX, SMALL_PX = 11.5, 10.5
NAME_LETTERS, SYSTEM_LETTERS = 27, 11
SYSTEM_LINES = 3
SOURCE_LETTERS = 150
STALE_MARK = "†"

KEY_WORDS = (
    "■□□□ Foundations   ■■□□ Embed   ■■■□ Redesign   ■■■■ So what   "
    "◆ Present, no stage evidenced   hollow, † = stale, over 12 months   "
    "dashed frame = embedded around, absent here   – nothing recorded"
)


@dataclass(frozen=True)
class Square:
    """One cell.

    Attributes
    ----------
    row, column
        From 0, at the top left.
    stage
        Boxes that are filled, 0 to 4.
    words, when
        Stage and month of the newest evidence; empty for none.
    is_present, is_ended, is_stale, is_absent
        Whether the system is there; was there; is known by old evidence only; is
        missing though embedded around.
    key
        What a click on it tells.
    hover
        More, when it is pointed at.
    """

    row: int
    column: int
    stage: int
    words: str
    when: str
    is_present: bool
    is_ended: bool
    is_stale: bool
    is_absent: bool
    key: str
    hover: str


@dataclass(frozen=True)
class RowHead:
    """A neighbourhood: its name, its need, and at the right its margin and flag."""

    name: str
    words: str
    margin: str
    flag: str


@dataclass(frozen=True)
class ColumnHead:
    """A system: its name, in how many places it is, and how far it is more widely."""

    name: str
    margin: str
    words: str


def matrix_px(rows: int, caption: Caption, *, is_compact: bool) -> int:
    """Height of the figure."""
    row = COMPACT_PX if is_compact else ROW_PX
    return (
        HEAD_PX + COLUMN_PX + row * max(rows, 1) + KEY_PX
        + source_px(caption, letters=SOURCE_LETTERS)
    )  # fmt: skip


def stage_matrix(  # noqa: PLR0913 - two heads, the cells, and how they are drawn
    rows: Sequence[RowHead],
    columns: Sequence[ColumnHead],
    squares: Sequence[Square],
    *,
    caption: Caption,
    palette: Palette,
    selected: str = "",
    is_compact: bool = False,
) -> go.Figure:
    """Draw the matrix.

    Parameters
    ----------
    rows, columns
        Heads, in order.
    squares
        One for each cell.
    caption
        Title, subtitle and source.
    palette
        Colours of the reader's theme.
    selected
        Key of the cell that is open.
    is_compact
        Lower rows, without the month.
    """
    below = source_px(caption, letters=SOURCE_LETTERS)
    chosen = [square for square in squares if square.key == selected]
    return go.Figure(
        [
            *_boxes(squares, palette),
            _presence(squares, palette),
            _words(squares, palette, is_compact=is_compact),
            _targets(squares),
        ],
        layout={
            **base_layout(palette),
            "height": matrix_px(len(rows), caption, is_compact=is_compact),
            "margin": {
                "l": LEFT_PX, "r": RIGHT_PX, "t": HEAD_PX + COLUMN_PX,
                "b": KEY_PX + below,
            },
            "title": heading(caption, palette, type_px=16),
            "showlegend": False,
            "dragmode": False,
            "clickmode": "event+select",
            "barmode": "overlay",
            "hovermode": "closest",
            "xaxis": _axis(len(columns)) | {"range": [0, max(len(columns), 1)]},
            "yaxis": _axis(len(rows)) | {"range": [max(len(rows), 1), 0]},
            "shapes": [
                *_rules(len(rows), palette),
                *(_frame(each, palette, is_chosen=False)
                  for each in squares if each.is_absent),
                *(_frame(each, palette, is_chosen=True) for each in chosen),
            ],
            "annotations": [
                *_row_heads(rows, palette, is_compact=is_compact),
                *_column_heads(columns, palette),
                _key(palette),
                source_note(
                    caption, palette, below_px=KEY_PX, letters=SOURCE_LETTERS
                ) | {"xshift": MARGIN_PX - LEFT_PX},
            ],
        },
    )  # fmt: skip


def _axis(count: int) -> dict[str, object]:
    return {"visible": False, "fixedrange": True, "nticks": max(count, 1)}


def _kept(colour: str) -> dict[str, Any]:
    """A click marks one cell; plotly would fade all others."""
    return {
        "selected": {"marker": {"opacity": 1, "color": colour}},
        "unselected": {"marker": {"opacity": 1, "color": colour}},
    }


def _boxes(squares: Sequence[Square], palette: Palette) -> list[go.Scatter]:
    """The four boxes of each cell that is on the ladder: filled, old, still empty."""
    ladder = [square for square in squares if square.stage and not square.is_ended]
    fresh = palette.standings.always.colour
    parts: dict[str, tuple[str, str, list[tuple[float, float]]]] = {
        "filled": ("square", fresh, []),
        "old": ("square-open-dot", fresh, []),
        "empty": ("square-open", palette.border, []),
    }
    for square in ladder:
        for box in range(LADDER):
            at = (square.column + 0.5 + (box - (LADDER - 1) / 2) * STEP, square.row + 0.2)
            name = "old" if square.is_stale else "filled"
            parts[name if box < square.stage else "empty"][2].append(at)
    return [
        go.Scatter(
            x=[x for x, _ in points],
            y=[y for _, y in points],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": BOX_PX,
                "color": colour,
                "line": {"width": 1.5},
            },
            hoverinfo="skip",
            **_kept(colour),
        )
        for symbol, colour, points in parts.values()
    ]  # fmt: skip


def _presence(squares: Sequence[Square], palette: Palette) -> go.Scatter:
    """A diamond where a system is there and no stage is evidenced; a cross if ended."""
    shown = [each for each in squares if (each.is_present and not each.stage) or each.is_ended]
    colour = palette.standings.always.colour
    muted = palette.standings.never.colour
    colours = [muted if each.is_ended else colour for each in shown]
    return go.Scatter(
        x=[each.column + 0.5 for each in shown],
        y=[each.row + 0.2 for each in shown],
        mode="markers",
        marker={
            "symbol": [
                "x-thin-open" if each.is_ended else "diamond-open" if each.is_stale else "diamond"
                for each in shown
            ],
            "size": BOX_PX,
            "color": colours,
            "line": {"width": 1.5, "color": colours},
        },
        hoverinfo="skip",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _words(squares: Sequence[Square], palette: Palette, *, is_compact: bool) -> go.Scatter:
    """Stage and month; “absent” where it is missed, a dash where nothing is."""
    colours = [
        palette.verdicts.higher.colour
        if each.is_absent
        else palette.text
        if each.words
        else palette.text_muted
        for each in squares
    ]
    return go.Scatter(
        x=[each.column + 0.5 for each in squares],
        y=[each.row + _height(each, is_compact=is_compact) for each in squares],
        text=[_text(each, is_compact=is_compact) for each in squares],
        mode="text",
        textfont={"size": SMALL_PX if is_compact else WORD_PX, "color": colours},
        hoverinfo="skip",
        selected={"textfont": {"color": palette.text}},
        unselected={"textfont": {"color": palette.text}},
    )


def _height(square: Square, *, is_compact: bool) -> float:
    if not square.words:
        return 0.5
    return 0.7 if is_compact else 0.66


def _text(square: Square, *, is_compact: bool) -> str:
    if not square.words:
        return "absent" if square.is_absent else "–"
    mark = f"{STALE_MARK} " if square.is_stale else ""
    if is_compact:
        return f"{mark}{square.words}"
    when = f"{mark}{square.when}"
    return f"{square.words}<br><span style='font-size:{SMALL_PX}px'>{when}</span>"


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
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _rules(rows: int, palette: Palette) -> list[dict[str, object]]:
    """A line over each row, from the name to the margin."""
    return [
        {
            "type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1,
            "y0": at, "y1": at, "line": {"color": palette.rule, "width": 1},
            "layer": "below",
        }
        for at in range(rows + 1)
    ]  # fmt: skip


def _frame(square: Square, palette: Palette, *, is_chosen: bool) -> dict[str, object]:
    line: dict[str, object] = (
        {"color": palette.text, "width": 2.5}
        if is_chosen
        else {"color": palette.verdicts.higher.colour, "width": 1.5, "dash": "dash"}
    )
    inset = 0.03 if is_chosen else 0.08
    return {
        "type": "rect",
        "x0": square.column + inset,
        "x1": square.column + 1 - inset,
        "y0": square.row + inset,
        "y1": square.row + 1 - inset,
        "line": line,
    }


def _row_heads(
    rows: Sequence[RowHead], palette: Palette, *, is_compact: bool
) -> list[dict[str, object]]:
    heads: list[dict[str, object]] = []
    warn = palette.verdicts.higher.colour
    for at, row in enumerate(rows):
        name = in_figure(shortened(row.name, NAME_LETTERS))
        small = (
            f"<br><span style='font-size:{SMALL_PX}px;color:{palette.text_muted}'>"
            f"{row.words}</span>"
        )
        heads.append(
            _note(f"<b>{name}</b>{small}", palette)
            | {"xref": "paper", "x": 0, "xshift": MARGIN_PX - LEFT_PX, "y": at + 0.5,
               "xanchor": "left", "align": "left", "hovertext": in_figure(row.name)}
        )  # fmt: skip
        words = row.flag.replace(", ", ",<br>")
        flag = (
            f"<br><span style='font-size:{SMALL_PX}px;color:{warn}'>▲ {words}</span>"
            if words
            else ""
        )
        size = SMALL_PX if is_compact else WORD_PX
        heads.append(
            _note(f"{row.margin}{flag}", palette)
            | {"xref": "paper", "x": 1, "xshift": 8, "y": at + 0.5, "xanchor": "left",
               "align": "left", "font": {"size": size, "color": palette.text}}
        )  # fmt: skip
    if rows:
        heads.append(
            _note("Systems here", palette)
            | {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xshift": 8,
               "yshift": 6, "xanchor": "left", "yanchor": "bottom",
               "font": {"size": SMALL_PX, "color": palette.text_muted}}
        )  # fmt: skip
    return heads


def _column_heads(columns: Sequence[ColumnHead], palette: Palette) -> list[dict[str, object]]:
    return [
        _note(_column_text(column, palette), palette)
        | {"yref": "paper", "x": at + 0.5, "y": 1, "yanchor": "bottom", "yshift": 4,
           "hovertext": in_figure(
                f"{column.name}: {column.words or 'no stage more widely'}"
            )}
        for at, column in enumerate(columns)
    ]  # fmt: skip


def _column_text(column: ColumnHead, palette: Palette) -> str:
    lines = wrap(column.name, SYSTEM_LETTERS, max_lines=SYSTEM_LINES, placeholder="…")
    wider = wrap(column.words, SYSTEM_LETTERS + 1, max_lines=2, placeholder="…")
    small = "<br>".join([*map(in_figure, wider), column.margin])
    return (
        f"<b>{'<br>'.join(map(in_figure, lines))}</b><br>"
        f"<span style='font-size:{SMALL_PX - 1}px;color:{palette.text_muted}'>{small}"
        "</span>"
    )


def _key(palette: Palette) -> dict[str, object]:
    return _note(KEY_WORDS, palette) | {
        "xref": "paper", "yref": "paper", "x": 0, "y": 0, "yshift": -8,
        "xshift": MARGIN_PX - LEFT_PX, "xanchor": "left", "yanchor": "top",
        "align": "left", "font": {"size": SMALL_PX, "color": palette.text_muted},
    }  # fmt: skip


def _note(text: str, palette: Palette) -> dict[str, object]:
    return {"text": text, "showarrow": False, "font": {"size": WORD_PX, "color": palette.text}}
