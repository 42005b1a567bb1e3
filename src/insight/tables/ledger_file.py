"""Read somebody's list of investments into entries, with every fault by its cell."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import TypeVar

import pandas as pd

from insight.characters import normalised
from insight.geography.codes import Coverage
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
from insight.tables.columns.currency import OTHER_MONEY
from insight.tables.columns.dates import date_decision, has_month_first
from insight.tables.columns.numbers import Sign, sign_decision, written
from insight.tables.columns.rows import (
    LEAVE,
    refused_decision,
    refused_rows,
    row_decisions,
    with_rows_decided,
)
from insight.tables.columns.units import scale_decision
from insight.tables.decisions import CellError, FileDecision, chosen, settled
from insight.tables.ledger_cells import (
    YearStart,
    count_in,
    date_reader,
    has_short_year,
    is_financial_year,
    is_moved_by_zone,
    is_serial,
    pence_in,
    year_in,
    years_decision,
)
from insight.tables.ledger_columns import (
    ASKED,
    FIELD_OF,
    PLACE_FIELDS,
    Field,
    candidates,
    heading_key,
    is_360giving,
    is_heading,
    is_recipient_address,
    text_column,
    with_all_locations,
)
from insight.tables.ledger_names import DISAGREES, RowPlaces, kept_error, name_decisions
from insight.tables.ledger_places import PlaceFinder, Placing, StudyArea
from insight.tables.ledger_sheet import COUNTS_IN
from insight.tables.ledger_totals import FEWEST_OF_A_SUM, Totals, total_rows, totals_of
from insight.tables.reader.grid import ALL_SHEETS, SAYS_CLASS, Grid, LeftOut, read_grid, row_text
from insight.tables.reader.layout import some
from insight.tables.reader.workbook import CellFault
from insight.tables.shapes import refuse_side_by_side, refuse_year_columns, with_one_amount
from insight.unhurried import unhurried
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

EVERYTHING_BUT_OURS = frozenset(
    {str(Coverage.ELSEWHERE), str(Coverage.OVERLAPPING), str(Coverage.UNKNOWN), "not given"}
)
"""What is left out of a funder's own file, which is of the whole country."""

CALENDAR_NOTE = (
    "a calendar year was read as 1 January to 31 December, and split between its "
    "two financial years by days"
)
ADDRESS_NOTE = "Mapped by the recipient’s address, which does not show who benefits."
NO_PLACE = "not given"
"""Beside the four answers of the code lists: a row that names no place."""
SCALED = re.compile(r"\d\s*(?:k|m|mn|bn|thousand|million|billion)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Assumed:
    """What rows mean that do not say, and what was decided about the file."""

    part: Part = Part.CORE
    form: Form = Form.CASH
    takes_all_parts: bool = False  # whether a split LSOA of 2011 is recorded at all its parts
    leaves_out: frozenset[str] = frozenset()  # `Coverage`s and `NO_PLACE`: rows passed over
    answers: tuple[tuple[str, str], ...] = ()  # keys of decisions and what was chosen
    every: tuple[tuple[str, str], ...] = ()  # fields, and what they are where a row is blank


@dataclass(frozen=True)
class Tally:
    """How many rows, and what they add up to."""

    rows: int = 0
    pence: int = 0

    def plus(self, pence: int) -> "Tally":
        """With one row more."""
        return Tally(self.rows + 1, self.pence + pence)


@dataclass(frozen=True)
class LedgerReading:
    """What was found in a file."""

    entries: tuple[Entry, ...]
    rows: tuple[int, ...]  # of the file, one for each entry
    problems: tuple[RowProblem, ...]
    wrong: int  # how many rows have problems
    passed_over: int  # rows left out: by their place, as asked, or because they are totals
    notes: tuple[str, ...]  # what was mended or taken for something
    answers: Mapping[str, Tally] = field(default_factory=dict)  # by `Coverage` and `NO_PLACE`
    wrong_pence: int = 0  # of the rows with problems whose amount can be read
    left_out: tuple[LeftOut, ...] = ()
    decisions: tuple[FileDecision, ...] = ()


def ledger_grid(file_name: str, content: bytes, sheet: str | None = None) -> Grid:
    """The cells of a file with a list of investments, of any kind that is read."""
    grid = read_grid(file_name, content, is_heading=is_heading, asked=ASKED, sheet=sheet)
    refuse_side_by_side(grid)
    if Field.AMOUNT not in candidates(grid.names):
        grid = with_one_amount(grid)
        if Field.AMOUNT not in candidates(grid.names):
            refuse_year_columns(grid, "amount")
    return with_all_locations(grid)


def ledger_decisions(grid: Grid, mapping: Mapping[Field, int]) -> list[FileDecision]:
    """What has to be decided about a file before its rows are read."""
    found: list[FileDecision | None] = []
    amount = mapping.get(Field.AMOUNT)
    if amount is not None:
        name, cells = grid.names[amount], grid.rows[amount]
        held = dict(zip(cells.index, cells, strict=True))
        found += row_decisions(grid, lambda row: shortened(f"amount {held[row] or 'blank'}"))
        found.append(sign_decision("amount", name, grid, cells.unique(), is_money=True))
        # A line of units may stand right below the headings.
        lines = (*grid.lines, *(each for each in cells[:1] if not re.search("[1-9]", each)))
        found += [scale_decision(name, "pound", lines), _currency(name, lines)]
        found.append(_credit(name, cells))
    else:
        found += row_decisions(grid)
    found.append(refused_decision(refused_rows(grid, _unread(grid, mapping))))
    dates = {each: mapping[each] for each in (Field.START, Field.END) if each in mapping}
    texts = {each: grid.rows[column].unique() for each, column in dates.items()}
    turned = [each for each in dates if has_month_first(texts[each])]
    years = [(each, mapping[each]) for each in (Field.YEAR, Field.START) if each in mapping]
    said = (
        years_decision(grid.names[at], grid.rows[at].unique(), are_dates=each is Field.START)
        for each, at in years
    )
    found.append(next(filter(None, said), None))
    for each, column in dates.items():
        beside = next((grid.names[dates[other]] for other in turned if other is not each), "")
        found.append(date_decision(each.value, column, grid, texts[each], beside))
    return [each for each in found if each is not None]


def _currency(heading: str, lines: Sequence[str]) -> FileDecision | None:
    said = [each for each in (heading, *lines) if OTHER_MONEY.search(each)]
    if not said:
        return None
    what = "Column" if said[0] == heading else "The line"
    why = f"{what} {said[0][:60]!r} names another currency. Only pounds sterling can be used."
    options = {"gbp": "Yes, the amounts are in pounds"}
    return FileDecision("currency", "Are the amounts in pounds?", options, "", why)


def _credit(heading: str, cells: pd.Series) -> FileDecision | None:
    sides = Counter(
        found.side
        for cell in cells.unique()
        if re.search(r"cr|dr", cell, re.IGNORECASE)
        and (found := written(cell) or written(cell, Sign.COMMA))
    )
    if not sides["cr"] and not sides["dr"]:
        return None
    options = {"minus": "Funding paid back (minus)", "plus": "Funding given (plus)"}
    why = (
        f"Column {heading[:60]!r} marks credits (CR) and debits (DR). Credits were read as "
        "funding paid back."
    )
    return FileDecision("credit", "What do credits mean?", options, "minus", why)


@dataclass
class _Reader:
    """The cells of a file, each distinct text of a column read once."""

    mapping: Mapping[Field, int]
    assumed: Assumed
    places: RowPlaces
    is_by_address: bool
    decisions: Sequence[FileDecision] = ()
    notes: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Readings that are kept: lists repeat their dates, names and places."""
        self.every = {Field(name): text for name, text in self.assumed.every}
        self.pence = cache(kept_error(self._pence_reader()))
        self.start = cache(kept_error(date_reader(chosen(self.decisions, Field.START))))
        self.end = cache(kept_error(date_reader(chosen(self.decisions, Field.END))))
        starts = YearStart(chosen(self.decisions, "years", YearStart.APRIL))
        self.year = cache(kept_error(partial(year_in, start=starts)))
        self.count = cache(kept_error(count_in))

    def _pence_reader(self) -> Callable[[str], int]:
        return partial(
            pence_in,
            sign=Sign(chosen(self.decisions, "amount", Sign.POINT)),
            scale=Decimal(chosen(self.decisions, "scale", "1")),
            credit_is_minus=chosen(self.decisions, "credit", "minus") == "minus",
        )

    def cell(self, cells: Sequence[str], name: Field) -> str:
        column = self.mapping.get(name)
        return ("" if column is None else cells[column]) or self.every.get(name, "")

    def entry(self, row: int, cells: Sequence[str]) -> tuple[Entry, Placing] | None:
        """The entry of one row and where it is; None if it is faulty, which is noted."""
        before = len(self.problems)
        start, end = self._period(row, cells)
        amount = self._taken(row, Field.AMOUNT, cells, self.pence)
        if SCALED.search(self.cell(cells, Field.AMOUNT)):
            self.notes["k, m or similar after an amount was read as thousands or millions"] += 1
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
        return entry, placing

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
        start = self.cell(cells, Field.START)
        if not start and self.cell(cells, Field.YEAR):
            return self._year(row, Field.YEAR, cells)
        if is_financial_year(start, is_date=True):
            first, last = self._year(row, Field.START, cells)
        else:
            first, last = self._start(row, cells), None
        has_end = bool(self.cell(cells, Field.END))
        return first, self._taken(row, Field.END, cells, self.end) if has_end else last

    def _year(self, row: int, name: Field, cells: Sequence[str]) -> tuple[date | None, date | None]:
        start, end = self._taken(row, name, cells, self.year) or (None, None)
        if start is not None and start.month == 1:
            self.notes[CALENDAR_NOTE] += 1
        return start, end

    def _start(self, row: int, cells: Sequence[str]) -> date | None:
        start = self._taken(row, Field.START, cells, self.start)
        if start is not None and is_moved_by_zone(self.cell(cells, Field.START)):
            self.notes["an hour before midnight in UTC in summer was read as the next day"] += 1
        elif is_serial(self.cell(cells, Field.START)):
            self.notes["a number in a date column was read as an Excel date"] += 1
        elif has_short_year(self.cell(cells, Field.START)):
            self.notes["a two-digit year from 00 to 79 was read as 2000 to 2079"] += 1
        return start

    def _where(self, row: int, cells: Sequence[str]) -> Placing | None:
        texts = (self.cell(cells, Field.LEVEL), *(self.cell(cells, it) for it in PLACE_FIELDS))
        found = self.places.placing(*texts)
        if isinstance(found, CellError):
            filled = [name for name in PLACE_FIELDS if self.cell(cells, name)]
            column = filled[0] if filled else Field.LEVEL
            self.reject(row, str(column), self.cell(cells, column), str(found))
            return None
        return found

    def _counted(self, row: int, cells: Sequence[str]) -> tuple[int | None, Counted | None]:
        visits = self.cell(cells, Field.ATTENDANCES)
        people = self.cell(cells, Field.PARTICIPANTS)
        if visits and people:
            advice = "cannot be used together with participants; keep the one that was counted"
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
            advice = f"is {shortened(currency)!r}; only pounds sterling can be used"
            self.reject(row, str(Field.CURRENCY), currency, advice)


def read_ledger(
    grid: Grid, mapping: Mapping[Field, int], assumed: Assumed, area: StudyArea
) -> LedgerReading:
    """Entries out of the cells of a file; raises `UnansweredError` where it says two things."""
    grid.refuse_example()
    answers = dict(assumed.answers)
    columns = [mapping[name] for name in PLACE_FIELDS if name in mapping]
    texts = {text for column in columns for text in grid.rows[column].unique()}
    finder = PlaceFinder(
        area, texts, takes_all_parts=assumed.takes_all_parts, has_far_names=is_360giving(grid.names)
    )
    places = RowPlaces(finder)
    totals, _ = total_rows(grid.rows, mapping)
    names = places.unlisted(grid.rows.drop(index=list(totals)), mapping)
    asked = [*ledger_decisions(grid, mapping), *name_decisions(names, area.pack.about.short_title)]
    decisions = settled(grid.file, asked, answers)
    places.decide(names, decisions)
    unused = grid.unused(_used(grid, mapping))
    grid = with_rows_decided(grid, decisions)
    if chosen(decisions, "refused") == LEAVE:
        refused = refused_rows(grid, _unread(grid, mapping))
        grid = grid.without(list(refused), "says that nothing was awarded")
    postcode = mapping.get(Field.POSTCODE)
    by_address = postcode is not None and is_recipient_address(grid.names[postcode])
    reader = _Reader(mapping, assumed, places, by_address, decisions)
    amount = mapping.get(Field.AMOUNT)
    filled = frozenset(row for row, column in grid.merged if column == amount)
    table = grid.rows
    is_stacked = grid.sheet == ALL_SHEETS
    sheets = table.iloc[:, -1] if is_stacked else pd.Series("", table.index)
    sure, maybe = total_rows(table, mapping)
    pence = pd.Series(dtype=object)
    if amount is not None:
        amounts = table[amount].drop(index=list(sure)).map(reader.pence)
        pence = amounts[[not isinstance(each, CellError) for each in amounts]]
    taken = _Taken(
        reader,
        _broken_cells(grid, mapping),
        grid.sharing(amount),
        filled,
        totals_of(pence, sheets),
        is_stacked=is_stacked,
    )
    rows = zip(table.index.tolist(), table.itertuples(index=False, name=None), strict=True)
    for row, cells in unhurried(rows):
        taken.take(row, cells, is_total=row in sure, may_be_total=row in maybe)
    notes = [f"{counted(count, 'row')}: {note}." for note, count in reader.notes.items()]
    return LedgerReading(
        tuple(taken.entries),
        tuple(taken.rows),
        tuple(reader.problems),
        taken.wrong,
        len(taken.left_out),
        (*taken.totals.said(), *notes, *_said_of_choices(grid, mapping), *unused),
        taken.answers,
        taken.wrong_pence,
        (*grid.left_out, *taken.left_out),
        decisions,
    )


def _used(grid: Grid, mapping: Mapping[Field, int]) -> list[int]:
    """Columns that are read, or that our own files have for a reader alone."""
    ours = [
        at for at, name in enumerate(grid.names) if heading_key(name) in (*SAYS_CLASS, COUNTS_IN)
    ]
    return [*mapping.values(), *ours]


def _unread(grid: Grid, mapping: Mapping[Field, int]) -> list[int]:
    used = set(_used(grid, mapping))
    return [at for at in range(len(grid.names)) if at not in used]


def _said_of_choices(grid: Grid, mapping: Mapping[Field, int]) -> Iterator[str]:
    """Which column was read where several could be meant."""
    for name, columns in candidates(grid.names).items():
        others = [at for at in columns if at != mapping.get(name) and at not in mapping.values()]
        others = [at for at in others if grid.rows[at].ne("").any()]
        if name in mapping and others:
            called = some([grid.names[at] for at in others])
            column = grid.called(mapping[name])
            yield f"{name.label} was read from {column}, not from {called}."


@dataclass
class _Taken:
    """What became of each row."""

    reader: _Reader
    broken: Mapping[int, Sequence[CellFault]]
    merged: frozenset[int]
    filled: frozenset[int]  # whose amount is that of the merged cell above
    totals: Totals
    is_stacked: bool  # whether the last cell is the name of a worksheet
    entries: list[Entry] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    wrong: int = 0
    wrong_pence: int = 0
    answers: dict[str, Tally] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def take(self, row: int, cells: Sequence[str], *, is_total: bool, may_be_total: bool) -> None:
        """Read one row, or leave it out and say why."""
        amount = self.reader.pence(self.reader.cell(cells, Field.AMOUNT))
        pence = None if isinstance(amount, CellError) else amount
        own, sheet = (cells[:-1], cells[-1]) if self.is_stacked else (cells, "")
        above = self.totals.above(sheet, pence, is_total=is_total)
        is_bare = above > 0 and len(list(filter(None, own))) == 1
        if is_total or is_bare or (may_be_total and above > 1):
            self._leave(row, cells, "is a total of other rows")
            self.totals.close(row, sheet, pence, above)
            return
        is_doubtful = may_be_total or above >= FEWEST_OF_A_SUM
        self.totals.add(sheet, pence or 0)
        found = self._entry(row, cells)
        if found is None:
            self.wrong += 1
            is_sure = row not in self.filled and row not in self.broken
            self.wrong_pence += (pence or 0) if is_sure else 0
            return
        entry, placing = found
        answer = placing.answer or NO_PLACE
        self.answers[answer] = self.answers.get(answer, Tally()).plus(entry.amount_pence)
        if placing.advice:
            self.reader.notes[placing.advice] += 1
        if answer in self.reader.assumed.leaves_out:
            self._leave(row, cells, WHY[answer])
            if DISAGREES in placing.note:
                self.reader.notes[DISAGREES] += 1
            return
        if placing.note:
            self.reader.notes[placing.note] += 1
        if is_doubtful:
            self.totals.doubtful.append(row)
        self.entries.append(entry)
        self.rows.append(row)

    def _leave(self, row: int, cells: Sequence[str], why: str) -> None:
        self.left_out.append(LeftOut(row, why, row_text(cells)))

    def _entry(self, row: int, cells: Sequence[str]) -> tuple[Entry, Placing] | None:
        for fault in self.broken.get(row, ()):
            self.reader.reject(row, "", "", fault.advice)
        if row in self.merged:
            advice = (
                "is in a merged cell for several rows, so we do not know how it is split; "
                "enter an amount in each row"
            )
            self.reader.reject(row, str(Field.AMOUNT), "", advice)
        return None if row in self.broken or row in self.merged else self.reader.entry(row, cells)


WHY: Mapping[str, str] = {
    Coverage.ELSEWHERE: "is for a place outside the study area",
    Coverage.OVERLAPPING: "is for a place that extends beyond the study area",
    Coverage.UNKNOWN: "is for a place that is not in our lists",
    NO_PLACE: "does not name a place",
}


def _broken_cells(grid: Grid, mapping: Mapping[Field, int]) -> dict[int, list[CellFault]]:
    """Faults of each row that are in a column that is used, or mean the whole row."""
    used = {*mapping.values(), -1}
    found: dict[int, list[CellFault]] = {}
    shared = _shared_counts(grid, mapping)
    for fault in (*grid.faults, *_parted_amounts(grid, mapping), *shared):
        if fault.column in used:
            found.setdefault(fault.row, []).append(fault)
    return found


def _shared_counts(grid: Grid, mapping: Mapping[Field, int]) -> Iterator[CellFault]:
    """Numbers of people in a merged cell, which are of its rows together and not of each."""
    columns = {mapping[each] for each in (Field.ATTENDANCES, Field.PARTICIPANTS) if each in mapping}
    advice = "shares one number with other rows in a merged cell; give each row its own, or none"
    for column in sorted(columns):
        for row in sorted(grid.sharing(column)):
            yield CellFault(row, column, advice)


HEAD, TAIL = re.compile(r"-?£?\d{1,3}", re.ASCII), re.compile(r"\d{3}(?:\.\d\d)?", re.ASCII)
COUNTS = frozenset({Field.ATTENDANCES, Field.PARTICIPANTS, Field.REFERENCE, Field.YEAR})


def _parted_amounts(grid: Grid, mapping: Mapping[Field, int]) -> Iterator[CellFault]:
    """Amounts such as 1,000 that lost their thousands to the next column, which is of texts."""
    amount = mapping.get(Field.AMOUNT)
    if grid.delimiter != "," or amount is None or amount + 1 == len(grid.names):
        return
    beside = next((name for name, column in mapping.items() if column == amount + 1), None)
    if beside is None and grid.names[amount + 1]:
        return
    # No number of people begins with 0, as thousands may.
    if beside in COUNTS and not grid.rows[amount + 1].str.fullmatch(r"0\d\d(?:\.\d\d)?").any():
        return
    for row, head, tail in zip(
        grid.rows.index, grid.rows[amount], grid.rows[amount + 1], strict=True
    ):
        if TAIL.fullmatch(tail) and HEAD.fullmatch(head):
            advice = (
                f"may be parted at its comma ({head},{tail[:3]}), since the next column holds "
                f"{tail!r}; put quotation marks around amounts with commas"
            )
            yield CellFault(int(row), amount, advice)


def read_cells(
    values: Mapping[Field, str], area: StudyArea
) -> tuple[Entry | None, tuple[RowProblem, ...]]:
    """One entry out of texts that somebody typed, by the rules of a file."""
    fields = list(values)
    texts = [normalised(values[name]).strip() for name in fields]
    mapping = {name: at for at, name in enumerate(fields)}
    places = RowPlaces(PlaceFinder(area, texts))
    reader = _Reader(mapping, Assumed(), places, is_by_address=False)
    found = reader.entry(1, texts)
    return None if found is None else found[0], tuple(reader.problems)
