"""The matrix: neighbourhoods by systems, with margins, gaps and what each rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from insight.analysis.view import Figure
from insight.analysis.work.recorded import Recorded, RecordSet
from insight.analysis.work.stage_words import STAGE_WORDS, around_words, day_words, standing_words
from insight.figures.caption import Caption, in_figure
from insight.figures.palette import Palette
from insight.figures.screen.matrix import ColumnHead, RowHead, Square, stage_matrix
from insight.figures.watermark import watermarked
from insight.records.kinds.investments import pounds
from insight.records.kinds.model_terms import Stage
from insight.statement import Column, Table
from insight.words import counted, number, out_of_hundred
from insight.working_model.matrix import HIGH_CHANCE, Cell, Flag, Matrix, Row
from insight.working_model.stage_status import StageStatus

COMPACT_FROM = 16
"""Rows from which each is drawn lower."""
SEPARATOR = "~"
"""Between the place and the system of a cell."""

MARK = {Flag.NO_SYSTEM: "high need, no system", Flag.MONEY: "money, no system"}


@dataclass(frozen=True)
class MatrixView:
    """The matrix as the page shows it.

    Attributes
    ----------
    finding
        What it says, in a sentence.
    figure
        The matrix drawn.
    table
        The same in rows: one for each cell with something to say.
    keys
        Cell of each row of the table.
    note
        How it is to be read.
    """

    finding: str
    figure: Figure
    table: Table
    keys: tuple[str, ...]
    note: str


def cell_key(place: str, system: str) -> str:
    """A cell in an address."""
    return f"{place}{SEPARATOR}{system}"


@dataclass(frozen=True)
class MatrixParts:
    """What a matrix is drawn from, on the screen or on paper.

    Attributes
    ----------
    rows, columns, squares
        Heads and cells.
    caption
        Title, finding, and an empty source.
    note
        How it is to be read.
    """

    rows: tuple[RowHead, ...]
    columns: tuple[ColumnHead, ...]
    squares: tuple[Square, ...]
    caption: Caption
    note: str


def matrix_parts(recorded: Recorded, found: Matrix) -> MatrixParts:
    """Heads, cells and words of a matrix."""
    caption = Caption(
        f"Systems in {counted(len(found.rows), 'neighbourhood')}, as on {day_words(found.day)}",
        _finding(recorded, found),
        "",
    )
    return MatrixParts(
        tuple(_row_head(recorded, row, len(found.columns)) for row in found.rows),
        tuple(_column_heads(recorded, found)),
        tuple(_squares(recorded, found)),
        caption,
        _note(recorded),
    )


def matrix_view(
    recorded: Recorded, found: Matrix, *, source: str, palette: Palette, chosen: str
) -> MatrixView:
    """Draw a matrix and say what it shows.

    Parameters
    ----------
    recorded
        The records that it was made from.
    found
        The matrix.
    source
        Line for inside the figure.
    palette
        Colours of the reader's theme.
    chosen
        Cell that is open; empty for none.
    """
    parts = matrix_parts(recorded, found)
    table, keys = matrix_rows(recorded, found)
    plot = stage_matrix(
        parts.rows,
        parts.columns,
        parts.squares,
        caption=replace(parts.caption, source=source),
        palette=palette,
        selected=chosen,
        is_compact=len(found.rows) >= COMPACT_FROM,
    )
    if recorded.is_illustrative:
        watermarked(plot, palette)
    finding = parts.caption.subtitle
    alt = f"{parts.caption.title}. {finding} The table below has every cell."
    return MatrixView(finding, Figure(plot, alt), table, keys, parts.note)


def need_words(place_need: float | None, chance: float | None) -> str:
    """Need and how sure it is, in few words."""
    if place_need is None or chance is None:
        return "need not known"
    return f"need {number(place_need)}, high in {out_of_hundred(chance)}"


def _finding(recorded: Recorded, found: Matrix) -> str:
    """What stands out, by rule."""
    if found.is_empty:
        return "Nothing can be shown yet."
    high = [row for row in found.rows if _is_high(row)]
    lost = sum(Flag.NO_SYSTEM in row.flags for row in found.rows)
    absent = sum(Flag.ABSENT in cell.flags for row in found.rows for cell in row.cells)
    if recorded.source is RecordSet.EXAMPLE:
        return "Worked example as printed: no stage is printed for Mixenden itself."
    said = (
        f"{lost} of {counted(len(high), 'neighbourhood')} of high need "
        f"{'has' if lost == 1 else 'have'} no system"
        if high
        else "No neighbourhood is of high need"
    )
    return (
        f"{said}; {counted(absent, 'time')} a system is embedded around a "
        "neighbourhood but absent in it."
    )


def _is_high(row: Row) -> bool:
    return row.place.chance is not None and row.place.chance >= HIGH_CHANCE


def _note(recorded: Recorded) -> str:
    if recorded.source is RecordSet.EXAMPLE:
        need = "Of Mixenden no LSOA is printed: its need is as printed alone."
    else:
        need = (
            "Need is the mean over residents of the place of their LSOA among all by "
            "estimated inactivity (100 is greatest); it is high from 80. The "
            "simulations shake what the estimates rest on."
        )
    return (
        f"{need} A stage exists only with evidence; the furthest one counts until "
        "“ended” is recorded. Evidence older than 12 months is stale. The ladder from "
        "foundations to so what is our reading of the slides. Choose a cell for what "
        "it rests on."
    )


def _row_head(recorded: Recorded, row: Row, systems: int) -> RowHead:
    flags = [MARK[flag] for flag in row.flags if flag in MARK]
    # Of the two the first says more; the table has both.
    return RowHead(
        row.place.name,
        need_words(row.place.need, row.place.chance)
        if recorded.source is not RecordSet.EXAMPLE
        else "need as printed",
        f"{row.present} of {systems}",
        flags[0] if flags else "",
    )


def _column_heads(recorded: Recorded, found: Matrix) -> list[ColumnHead]:
    heads = []
    for column in found.columns:
        best, words = column.best, ""
        if best.stage is not None and best.evidence:
            code = best.evidence[0].content.code
            where = recorded.scope_words(column.best_scope, code)
            words = f"{STAGE_WORDS[best.stage]}, {where}"
        heads.append(
            ColumnHead(column.system.name, f"in {column.present} of {len(found.rows)}", words)
        )
    return heads


def _squares(recorded: Recorded, found: Matrix) -> list[Square]:
    return [
        _square(recorded, cell, at, across, row.place.name)
        for at, row in enumerate(found.rows)
        for across, cell in enumerate(row.cells)
    ]


def _square(recorded: Recorded, cell: Cell, row: int, column: int, name: str) -> Square:
    here = cell.here
    is_ended = here.stage is Stage.ENDED
    system = recorded.system(cell.system)
    return Square(
        row=row,
        column=column,
        stage=here.rank,
        words=STAGE_WORDS[here.stage] if here.stage else "",
        when=f"{here.latest:%b %Y}" if here.latest else "",
        is_present=here.is_present,
        is_ended=is_ended,
        is_stale=here.is_stale and here.is_present,
        is_absent=Flag.ABSENT in cell.flags,
        key=cell_key(cell.place, cell.system),
        hover=f"<b>{in_figure(system.name if system else cell.system)}</b> in "
        f"{in_figure(name)}<br>"
        f"{standing_words(here)}<br>{_around(recorded, cell)}",
    )


def _around(recorded: Recorded, cell: Cell) -> str:
    words = around_words(recorded, cell.reach, cell.around)
    return f"Around: {words}" if words else "Around: nothing recorded"


def matrix_rows(recorded: Recorded, found: Matrix) -> tuple[Table, tuple[str, ...]]:
    """One row for each cell that is not empty all round."""
    rows, keys = [], []
    for row in found.rows:
        for cell in row.cells:
            if not _says_something(cell.here) and not _says_something(cell.around):
                continue
            system = recorded.system(cell.system)
            keys.append(cell_key(cell.place, cell.system))
            rows.append(
                {
                    "place": row.place.name,
                    "system": system.name if system else cell.system,
                    "here": standing_words(cell.here),
                    "around": around_words(recorded, cell.reach, cell.around),
                    "flags": "; ".join(cell.flags),
                    "need": need_words(row.place.need, row.place.chance),
                    "money": pounds(row.place.pence) if row.place.pence else "",
                }
            )
    columns = {
        "place": Column("Neighbourhood", width=190),
        "system": Column("System", width=170),
        "here": Column("Here", width=230),
        "around": Column("Around it", width=230),
        "flags": Column("Flags", width=200),
        "need": Column("Need", width=180),
        "money": Column("Money recorded", width=110),
    }
    table = Table(
        pd.DataFrame(rows, columns=list(columns)),
        columns,
        f"Table of {counted(len(rows), 'cell')} of the matrix.",
    )
    return table, tuple(keys)


def _says_something(found: StageStatus) -> bool:
    return found.stage is not None


def earliest(recorded: Recorded) -> date | None:
    """The first day that anything is recorded of."""
    work = recorded.work
    days: Sequence[date] = [
        *(each.content.on for each in work.evidence),
        *(each.content.on for each in work.steps),
        *(each.content.since for each in work.assets),
    ]
    return min(days, default=None)
