"""Read somebody's list of investments into entries, with every fault by its cell."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TypeVar

from insight.characters import normalised
from insight.pack.catalogue import Provenance
from insight.records.kinds.investments import (
    LINES,
    Counted,
    Entry,
    Form,
    Part,
    Place,
    faults,
    tidied,
)
from insight.records.reading import RowProblem
from insight.records.steps import shortened
from insight.tables.grid import Grid
from insight.tables.ledger_cells import CellError, count_in, date_in, is_serial, pence_in, year_in
from insight.tables.ledger_columns import (
    FIELD_OF,
    PLACE_FIELDS,
    Field,
    heading_key,
    is_recipient_address,
    text_column,
)
from insight.tables.ledger_places import PlaceFinder, Placing, StudyArea
from insight.tables.ledger_sheet import PROVENANCE
from insight.tables.workbook import CellFault
from insight.words import counted

Value = TypeVar("Value")

FORMS: Mapping[str, Form | None] = {
    "": None,
    **dict.fromkeys(("cash", "money"), Form.CASH),
    **dict.fromkeys(("in kind", "in-kind", "kind"), Form.IN_KIND),
}
PARTS: Mapping[str, Part | None] = {
    "": None,
    **dict.fromkeys(("core", "own"), Part.CORE),
    **dict.fromkeys(("matched", "match", "match funding"), Part.MATCHED),
}
# Headings that tell real records from made-up ones: ours, and that of older files.
SAYS_CLASS = (PROVENANCE, "class")

CALENDAR_NOTE = (
    "a calendar year was read as 1 January to 31 December, and is divided between its "
    "two financial years by days"
)
ADDRESS_NOTE = "Placed by the recipient’s address, which is not who benefits."


@dataclass(frozen=True)
class Assumed:
    """What rows mean that do not say."""

    part: Part = Part.CORE
    form: Form = Form.CASH
    takes_all_parts: bool = False  # whether a split LSOA of 2011 is recorded at all its parts
    leaves_out_elsewhere: bool = False  # whether rows outside the study area are passed over


@dataclass(frozen=True)
class LedgerReading:
    """What was found in a file."""

    entries: tuple[Entry, ...]
    rows: tuple[int, ...]  # of the file, one for each entry
    problems: tuple[RowProblem, ...]
    wrong: int  # how many rows have problems
    passed_over: int  # rows outside the study area, left out as asked
    notes: tuple[str, ...]  # what was mended or taken for something


@dataclass
class _Reader:
    """The cells of a file, each distinct text of a column read once."""

    mapping: Mapping[Field, int]
    assumed: Assumed
    finder: PlaceFinder
    is_by_address: bool
    notes: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Readings that are kept: lists repeat their dates, names and places."""
        self.pence = cache(kept_error(pence_in))
        self.date = cache(kept_error(date_in))
        self.year = cache(kept_error(year_in))
        self.count = cache(kept_error(count_in))
        self.placing = cache(kept_error(self._placing))

    def cell(self, cells: Sequence[str], name: Field) -> str:
        column = self.mapping.get(name)
        return "" if column is None else cells[column]

    def entry(self, row: int, cells: Sequence[str]) -> Entry | None:
        """The entry of one row; None if it is faulty, which is noted."""
        before = len(self.problems)
        start, end = self._period(row, cells)
        amount = self._taken(row, Field.AMOUNT, cells, self.pence)
        placing = self._where(row, cells)
        count, counted = self._counted(row, cells)
        form = self._word(row, Field.FORM, cells, FORMS) or self.assumed.form
        part = self._word(row, Field.PART, cells, PARTS) or self.assumed.part
        self._check_currency(row, cells)
        if start is None or amount is None or placing is None:
            return None
        if len(self.problems) > before:
            return None
        note = self.cell(cells, Field.NOTE)
        if self.is_by_address and placing.place is Place.LSOA:
            note = f"{note}\n{ADDRESS_NOTE}".strip()
        texts = {name: self.cell(cells, text_column(name)) for name in (*LINES, "purpose")}
        entry = tidied(
            Entry(
                **texts,
                amount_pence=amount,
                form=form,
                part=part,
                start=start,
                end=end,
                place=placing.place,
                codes=placing.codes,
                count=count,
                counted=counted,
                note=note,
            )
        )
        for fault in faults(entry):
            column = FIELD_OF.get(fault.field, fault.field)
            self.reject(row, str(column), fault.value, fault.rule)
        if len(self.problems) > before:
            return None
        if placing.note:
            self.notes[placing.note] += 1
        return entry

    def reject(self, row: int, column: str, value: str, advice: str) -> None:
        self.problems.append(RowProblem(f"row {row}", column, shortened(value), advice))

    def _taken(
        self, row: int, name: Field, cells: Sequence[str], read: Callable[[str], Value | CellError]
    ) -> Value | None:
        cell = self.cell(cells, name)
        found = CellError("is blank; fill it in") if not cell else read(cell)
        if isinstance(found, CellError):
            self.reject(row, str(name), cell, str(found))
            return None
        return found

    def _period(self, row: int, cells: Sequence[str]) -> tuple[date | None, date | None]:
        has_start = bool(self.cell(cells, Field.START))
        if not has_start and self.cell(cells, Field.YEAR):
            start, end = self._taken(row, Field.YEAR, cells, self.year) or (None, None)
            if start is not None and start.month == 1:
                self.notes[CALENDAR_NOTE] += 1
            return start, end
        start = self._taken(row, Field.START, cells, self.date)
        if is_serial(self.cell(cells, Field.START)):
            self.notes["a number in a date column was read as a day of Excel"] += 1
        if not self.cell(cells, Field.END):
            return start, None
        return start, self._taken(row, Field.END, cells, self.date)

    def _where(self, row: int, cells: Sequence[str]) -> Placing | None:
        level = self.cell(cells, Field.LEVEL)
        texts = tuple(self.cell(cells, name) for name in PLACE_FIELDS)
        found = self.placing(level, *texts)
        if isinstance(found, CellError):
            filled = [name for name in PLACE_FIELDS if self.cell(cells, name)]
            column = filled[0] if filled else Field.LEVEL
            self.reject(row, str(column), self.cell(cells, column), str(found))
            return None
        return found

    def _placing(self, level: str, *texts: str) -> Placing:
        """Where the first filled of the place columns says, at the level if said."""
        said = self.finder.level(level)
        by_field = dict(zip(PLACE_FIELDS, texts, strict=True))
        if said is not None:
            text = by_field[Field.PLACE] or next(filter(None, texts), "")
            return self.finder.at(said, text)
        readers = {
            Field.LSOA: self.finder.lsoas,
            Field.POSTCODE: self.finder.lsoas,
            Field.NEIGHBOURHOOD: self.finder.neighbourhoods,
            Field.PLACE: self.finder.anywhere,
            Field.WARD: lambda text: self.finder.wards(text, by_field[Field.DISTRICT]),
            Field.DISTRICT: self.finder.districts,
        }
        for name, text in by_field.items():
            if text:
                return readers[name](text)
        return Placing(Place.UNKNOWN, (), "no place is given, so it stays without one")

    def _counted(self, row: int, cells: Sequence[str]) -> tuple[int | None, Counted | None]:
        visits = self.cell(cells, Field.ATTENDANCES)
        people = self.cell(cells, Field.PARTICIPANTS)
        if visits and people:
            advice = "has participants beside it; keep the one that was counted"
            self.reject(row, str(Field.ATTENDANCES), visits, advice)
            return None, None
        if visits:
            return (self._taken(row, Field.ATTENDANCES, cells, self.count), Counted.ATTENDANCES)
        if people:
            return (self._taken(row, Field.PARTICIPANTS, cells, self.count), Counted.PARTICIPANTS)
        return None, None

    def _word(
        self, row: int, name: Field, cells: Sequence[str], words: Mapping[str, Value | None]
    ) -> Value | None:
        cell = " ".join(self.cell(cells, name).casefold().split())
        if cell not in words:
            allowed = " or ".join(dict.fromkeys(str(it) for it in words.values() if it))
            self.reject(row, str(name), cell, f"is {shortened(cell)!r}; write {allowed}")
        return words.get(cell)

    def _check_currency(self, row: int, cells: Sequence[str]) -> None:
        currency = self.cell(cells, Field.CURRENCY)
        if currency and currency.upper() not in {"GBP", "£"}:
            advice = f"is {shortened(currency)!r}; only pounds sterling can be read"
            self.reject(row, str(Field.CURRENCY), currency, advice)


def read_ledger(
    grid: Grid, mapping: Mapping[Field, int], assumed: Assumed, area: StudyArea
) -> LedgerReading:
    """Entries out of the cells of a file."""
    _refuse_illustrative(grid)
    columns = [mapping[name] for name in PLACE_FIELDS[:4] if name in mapping]
    texts = {text for column in columns for text in grid.rows[column].unique()}
    finder = PlaceFinder(area, texts, takes_all_parts=assumed.takes_all_parts)
    postcode = mapping.get(Field.POSTCODE)
    by_address = postcode is not None and is_recipient_address(grid.names[postcode])
    reader = _Reader(mapping, assumed, finder, by_address)
    broken = _broken_cells(grid, mapping)
    entries, rows, wrong, passed_over = [], [], 0, 0
    lines = grid.rows.itertuples(index=False, name=None)
    for row, cells in zip(grid.rows.index.tolist(), lines, strict=True):
        for fault in broken.get(row, ()):
            name = grid.names[fault.column] if fault.column >= 0 else ""
            reader.reject(row, name, "", fault.advice)
        entry = None if row in broken else reader.entry(row, cells)
        if entry is None:
            wrong += 1
        elif entry.place is Place.ELSEWHERE and assumed.leaves_out_elsewhere:
            passed_over += 1
        else:
            entries.append(entry)
            rows.append(row)
    notes = tuple(f"{counted(count, 'row')}: {note}." for note, count in reader.notes.items())
    return LedgerReading(
        tuple(entries), tuple(rows), tuple(reader.problems), wrong, passed_over, notes
    )


def _broken_cells(grid: Grid, mapping: Mapping[Field, int]) -> dict[int, list[CellFault]]:
    """Faults of each row that are in a column that is used, or mean the whole row."""
    used = {*mapping.values(), -1}
    found: dict[int, list[CellFault]] = {}
    for fault in grid.faults:
        if fault.column in used:
            found.setdefault(fault.row, []).append(fault)
    return found


def read_cells(
    values: Mapping[Field, str], area: StudyArea
) -> tuple[Entry | None, tuple[RowProblem, ...]]:
    """One entry out of texts that somebody typed, by the rules of a file."""
    fields = list(values)
    texts = [normalised(values[name]).strip() for name in fields]
    mapping = {name: at for at, name in enumerate(fields)}
    reader = _Reader(mapping, Assumed(), PlaceFinder(area, texts), is_by_address=False)
    return reader.entry(1, texts), tuple(reader.problems)


def _refuse_illustrative(grid: Grid) -> None:
    """What was made up to show the tool must not come back as a record."""
    for column, name in enumerate(grid.names):
        made_up = grid.rows[column].eq(str(Provenance.ILLUSTRATIVE))
        if heading_key(name) in SAYS_CLASS and made_up.any():
            raise grid.fault(
                f"made up to show the tool, as their column “{heading_key(name)}” says",
                "Bring in real records.",
                of=made_up,
                example=f"in row {made_up.idxmax()}",
            )


def kept_error(read: Callable[..., Value]) -> Callable[..., Value | CellError]:
    """A reading that returns its error, so that a bad text too is read once."""

    def reading(*texts: str) -> Value | CellError:
        try:
            return read(*texts)
        except CellError as error:
            return error

    return reading
