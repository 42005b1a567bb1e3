"""The matrix: neighbourhoods by systems, with margins, gaps and what each rests on."""

from datetime import date
from functools import partial

from insight.analysis.view import Figure
from insight.analysis.work.record_tables import text_table
from insight.analysis.work.recorded import Recorded, RecordSet, records_provided
from insight.analysis.work.stage_words import STAGE_WORDS, around_words, day_words, standing_words
from insight.figures.caption import Caption, in_figure
from insight.figures.matrix import ColumnHead, MatrixChart, RowHead, Square
from insight.figures.palette import Palette
from insight.figures.screen.matrix import stage_matrix
from insight.figures.sheet.matrix import paper_matrix
from insight.figures.watermark import watermarked
from insight.pack.pack import Pack
from insight.records.kinds.investments import pounds
from insight.records.kinds.model_terms import Stage
from insight.statement import Statement, Table
from insight.words import counted, number, out_of_hundred
from insight.working_model.matrix import Cell, Flag, Matrix, Row, SystemColumn
from insight.working_model.work import WorkPlace

SEPARATOR = "~"
"""Between the place and the system of a cell."""

MARK = {Flag.NO_SYSTEM: "high need, no system", Flag.MONEY: "investment, no system"}

CAVEATS = (
    "A stage is shown only with evidence. The furthest stage counts until it is recorded as ended.",
    "The order of stages, from foundations to so what, is our reading of the source slides.",
)
NEED_CAVEAT = (
    "Need is a score from 0 to 100. It is the average position of residents’ areas by estimated "
    "inactivity, where 100 is the highest. A score of 80 or more is high. Simulations test how "
    "certain this is."
)
PRINTED_CAVEAT = (
    "The slides do not say which areas are in Mixenden, so we give its need as they do."
)


def cell_key(place: str, system: str) -> str:
    """A cell in an address."""
    return f"{place}{SEPARATOR}{system}"


def matrix_chart(recorded: Recorded, found: Matrix) -> MatrixChart:
    """Heads and cells as screen and sheet draw them."""
    return MatrixChart(
        tuple(_row_head(recorded, row) for row in found.rows),
        tuple(_column_head(recorded, each, len(found.rows)) for each in found.columns),
        tuple(
            _square(recorded, cell, at, across, row.place.name)
            for at, row in enumerate(found.rows)
            for across, cell in enumerate(row.cells)
        ),
    )


def matrix_statement(recorded: Recorded, found: Matrix, pack: Pack) -> Statement:
    """What a matrix shows, for the page and for papers; rows of its table are cells."""
    finding = _finding(recorded, found)
    size = (
        f"{counted(len(found.columns), 'system')} in {counted(len(found.rows), 'neighbourhood')}, "
        f"as recorded up to {day_words(found.day)}."
    )
    is_printed = recorded.source is RecordSet.EXAMPLE
    return Statement(
        title=finding.rstrip("."),
        shorter=(finding.partition(". ")[0],),
        rest=finding.partition(". ")[2],
        subtitle=size,
        caveats=(PRINTED_CAVEAT if is_printed else NEED_CAVEAT, *CAVEATS),
        provided=records_provided(recorded, pack, has_need=True),
        alt=f"{size} {finding} The table has every cell.",
        table=matrix_table(recorded, found),
        on_sheet=partial(paper_matrix, matrix_chart(recorded, found)),
    )


def matrix_figure(
    recorded: Recorded, found: Matrix, shown: Statement, palette: Palette, chosen: str = ""
) -> Figure:
    """The matrix of a statement on screen, with the cell that is open in a frame."""
    caption = Caption(shown.subtitle.rstrip("."), f"{shown.title}.", shown.provided.short())
    plot = stage_matrix(matrix_chart(recorded, found), caption, palette, selected=chosen)
    if recorded.is_illustrative:
        watermarked(plot, palette)
    return Figure(plot, shown.alt)


def _need_words(place: WorkPlace) -> str:
    """Need and how sure it is, in few words."""
    if place.need is None or place.chance is None:
        return "need not known"
    return f"need {number(place.need)}, high in {out_of_hundred(place.chance)}"


def _finding(recorded: Recorded, found: Matrix) -> str:
    """What stands out, by rule."""
    if found.is_empty:
        return "There is nothing to show yet."
    if recorded.source is RecordSet.EXAMPLE:
        return "The slides give no stage for Mixenden itself."
    high = sum(row.is_high for row in found.rows)
    lost = sum(Flag.NO_SYSTEM in row.flags for row in found.rows)
    absent = sum(Flag.ABSENT in cell.flags for row in found.rows for cell in row.cells)
    said = "No neighbourhood has high need in at least half of the simulations"
    if high and not lost:
        said = "Every neighbourhood with high need has a system"
    elif high:
        has = "has" if 1 in (lost, high) else "have"
        said = f"{lost} of {counted(high, 'neighbourhood')} with high need {has} no system"
    if found.silent:
        silence = f"Nothing is recorded yet for {counted(found.silent, 'neighbourhood')}."
        if found.silent == len(found.rows):
            return f"{silence} {said}."
        said = f"{silence} {said}"
    if not absent:
        return f"{said}. Every system embedded in the wider area is present in the neighbourhoods."
    return (
        f"{said}. {counted(absent, 'gap')} where a system is embedded in the wider area but not "
        "in the neighbourhood."
    )


def _row_head(recorded: Recorded, row: Row) -> RowHead:
    is_printed = recorded.source is RecordSet.EXAMPLE
    need = "need from the slides" if is_printed else _need_words(row.place)
    # Of two flags the first says more; the table has both.
    flags = [MARK[flag] for flag in row.flags if flag in MARK]
    present = f"{row.present} of {len(row.cells)}"
    return RowHead(row.place.name, need, present, next(iter(flags), ""))


def _column_head(recorded: Recorded, column: SystemColumn, places: int) -> ColumnHead:
    best, words = column.best, ""
    if best.stage is not None and best.evidence:
        where = recorded.scope_words(column.best_scope, best.evidence[0].content.code)
        words = f"{STAGE_WORDS[best.stage]}, {where}"
    return ColumnHead(column.system.name, f"in {column.present} of {places}", words)


def _square(recorded: Recorded, cell: Cell, row: int, column: int, name: str) -> Square:
    here = cell.here
    around = around_words(recorded, cell.reach, cell.around) or "nothing recorded"
    return Square(
        row=row,
        column=column,
        stage=here.rank,
        words=STAGE_WORDS[here.stage] if here.stage else "",
        when=f"{here.latest:%b %Y}" if here.latest else "",
        is_present=here.is_present,
        is_ended=here.stage is Stage.ENDED,
        is_stale=here.is_stale and here.is_present,
        is_absent=Flag.ABSENT in cell.flags,
        key=cell_key(cell.place, cell.system),
        hover=f"<b>{in_figure(recorded.system_name(cell.system))}</b> in {in_figure(name)}<br>"
        f"{standing_words(here)}<br>In the wider area: {around}",
    )


def matrix_table(recorded: Recorded, found: Matrix) -> Table:
    """One row for each cell that is not empty all round, by the key of the cell."""
    cells = {
        cell_key(cell.place, cell.system): {
            "place": row.place.name,
            "system": recorded.system_name(cell.system),
            "here": standing_words(cell.here),
            "around": around_words(recorded, cell.reach, cell.around),
            "flags": "; ".join(cell.flags),
            "need": _need_words(row.place),
            "money": pounds(row.place.pence) if row.place.pence else "",
        }
        for row in found.rows
        for cell in row.cells
        if cell.here.stage is not None or cell.around.stage is not None
    }
    return text_table(
        cells.values(),
        f"Table of {counted(len(cells), 'cell')} of the matrix.",
        cells,
        place="Neighbourhood",
        system="System",
        here="Here",
        around="In the wider area",
        flags="Flags",
        need="Need",
        money="Investment",
    )


def earliest(recorded: Recorded) -> date | None:
    """The first day that anything is recorded of."""
    work = recorded.work
    days = [each.content.on for each in work.evidence] + [each.content.on for each in work.steps]
    return min([*days, *(each.content.since for each in work.assets)], default=None)
