"""What an import would do to the ledger (new, changed, there already, or wrong), and as tables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import pandas as pd

from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.geography.codes import Coverage
from insight.measures.money.amounts import PENCE
from insight.measures.money.likeness import near_duplicates
from insight.pages.investment.ledger import difference_words
from insight.records.kinds.entries import entry_of_row, row_at
from insight.records.kinds.investments import Entry, fingerprint, pounds
from insight.records.ledger import Decision
from insight.records.reading import RowProblem
from insight.records.record import Edit
from insight.records.steps import name_key, shortened
from insight.statement import Column, Table
from insight.tables.ledger_file import NO_PLACE, WHY, LedgerReading, Tally
from insight.tables.reader.grid import Grid
from insight.unhurried import unhurried
from insight.words import counted


@dataclass(frozen=True)
class PossibleDuplicate:
    """A new row that looks like another, which is in the ``ledger`` or in ``row 7``."""

    row: int
    entry: Entry
    other: Entry
    where: str


@dataclass(frozen=True)
class Correction:
    """An investment of the ledger that a row would change, and what it is now."""

    edit: Edit[Entry]
    before: Entry


@dataclass
class Plan:
    """What would become of each row of a file; mappings are by its number.

    Known by its reference a row is one of `edits` or `unchanged`; one of `copies` says
    the same as an investment of the ledger, and one of `repeats` as a row above it.
    """

    problems: list[RowProblem]
    wrong: int
    passed_over: int
    adds: dict[int, Entry] = field(default_factory=dict)
    edits: dict[int, Correction] = field(default_factory=dict)
    repeats: dict[int, Entry] = field(default_factory=dict)
    unchanged: int = 0
    copies: int = 0
    alike: tuple[PossibleDuplicate, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the file."""
        counts = (self.unchanged, self.copies, self.wrong, self.passed_over)
        return len(self.adds) + len(self.edits) + len(self.repeats) + sum(counts)

    @property
    def pence(self) -> int:
        """What the new investments add up to, parts beside their wholes."""
        return sum(entry.amount_pence for entry in self.adds.values())


def planned(reading: LedgerReading, ledger: pd.DataFrame, decisions: Sequence[Decision]) -> Plan:
    """Hold the rows of a file against the ledger and what was decided of likenesses."""
    plan = Plan([*reading.problems], reading.wrong, reading.passed_over)
    sorter = _Sorter(ledger, plan)
    for row, entry in unhurried(zip(reading.rows, reading.entries, strict=True)):
        sorter.take(row, entry)
    sorter.reject_lost_wholes()
    plan.problems.sort(key=lambda problem: int(problem.place.rpartition(" ")[2]))
    plan.alike = _alike(plan.adds, ledger, decisions)
    return plan


def without_alike(plan: Plan) -> Plan:
    """The plan with the rows that look like another investment left out."""
    left = {each.row for each in plan.alike}
    return replace(plan, adds={row: one for row, one in plan.adds.items() if row not in left})


def with_repeats(plan: Plan) -> Plan:
    """The plan with the rows that repeat one above them brought in as well."""
    return replace(plan, adds={**plan.adds, **plan.repeats}, repeats={})


class _Sorter:
    def __init__(self, ledger: pd.DataFrame, plan: Plan) -> None:
        keys = ledger["reference"].map(name_key)
        # The store keeps references unique among what is not removed.
        self._at = {key: at for at, key in enumerate(keys) if key}
        self._ledger = ledger
        self._prints = Counter(ledger["fingerprint"])
        self._without_reference = Counter(ledger["fingerprint"][keys.eq("")])
        self._seen: set[str] = set()
        self._references: dict[str, int] = {}
        self._plan = plan

    def take(self, row: int, entry: Entry) -> None:
        key = name_key(entry.reference)
        if key and key in self._references:
            advice = (
                f"is {shortened(entry.reference)!r}, the reference of row "
                f"{self._references[key]} too; give each its own"
            )
            self._reject(row, "reference", entry.reference, advice)
            return
        if key:
            self._references[key] = row
        if key in self._at:
            old = row_at(self._ledger, self._at[key])
            before = entry_of_row(old)
            if before == entry:
                self._plan.unchanged += 1
            else:
                edit = Edit(old.id, int(old.version), entry)
                self._plan.edits[row] = Correction(edit, before)
            return
        mark = fingerprint(entry)
        # With a reference of its own it is a copy only of one that has none.
        there = self._without_reference if key else self._prints
        if there[mark] > 0:
            for each in (self._without_reference, self._prints):
                each[mark] -= 1
            self._plan.copies += 1
        elif not key and mark in self._seen:
            self._plan.repeats[row] = entry
        else:
            self._seen.add(mark)
            self._plan.adds[row] = entry

    def _reject(self, row: int, column: str, value: str, advice: str) -> None:
        self._plan.problems.append(RowProblem(f"row {row}", column, value, advice))
        self._plan.wrong += 1

    def reject_lost_wholes(self) -> None:
        """Parts whose whole is neither in the ledger nor among the good rows."""
        adds, edits = self._plan.adds, self._plan.edits
        while True:
            good = adds | {row: each.edit.content for row, each in edits.items()}
            wholes = {name_key(entry.reference) for entry in good.values()} | self._at.keys()
            lost = {
                row: entry.parent
                for row, entry in good.items()
                if entry.parent and name_key(entry.parent) not in wholes
            }
            if not lost:
                return
            for row, parent in lost.items():
                adds.pop(row, None)
                edits.pop(row, None)
                advice = (
                    f"is {shortened(parent)!r}, a reference that is not in the ledger or in a row "
                    "without errors; correct the main investment, or clear this"
                )
                self._reject(row, "part of", parent, advice)


def _alike(
    adds: Mapping[int, Entry], ledger: pd.DataFrame, decisions: Sequence[Decision]
) -> tuple[PossibleDuplicate, ...]:
    if not adds:
        return ()
    columns = ["recipient", "amount_pence", "start", "reference", "parent"]
    rows, entries = list(adds), list(adds.values())
    new = pd.DataFrame([[getattr(entry, name) for name in columns] for entry in entries])
    new = new.set_axis(columns, axis=1).assign(start=lambda table: pd.to_datetime(table["start"]))
    start = len(ledger)
    both = pd.concat([ledger[columns], new], ignore_index=True)
    decided = {(each.first, each.second) for each in decisions}
    alike = []
    for first, second in near_duplicates(both, new_from=start).pairs.itertuples(index=False):
        entry = entries[second - start]
        if first < start:
            other, where = entry_of_row(row_at(ledger, first)), "ledger"
        else:
            other, where = entries[first - start], f"row {rows[first - start]}"
        marks = sorted((fingerprint(entry), fingerprint(other)))
        if (marks[0], marks[1]) not in decided:
            alike.append(PossibleDuplicate(rows[second - start], entry, other, where))
    return tuple(alike)


PREVIEWED = 4
MOST_ROWS = 300


def preview(grid: Grid) -> Table:
    """The first rows of a file under its own headings."""
    names = [name or f"column {at}" for at, name in enumerate(grid.names, start=1)]
    columns = {f"{at}": Column(name) for at, name in enumerate(names)}
    rows = grid.rows.head(PREVIEWED).set_axis(list(columns), axis=1).reset_index(drop=True)
    return Table(rows, columns, f"Table of the first {len(rows)} of {len(grid.rows)} rows.")


ANSWERS = {
    str(Coverage.OURS): "in the study area",
    str(Coverage.ELSEWHERE): "elsewhere",
    str(Coverage.OVERLAPPING): "partly in the study area, such as a region",
    str(Coverage.UNKNOWN): "not in our lists of places",
    NO_PLACE: "not given",
}
"""Where a row is, as far as the code lists at hand say, in words."""


def answers_table(reading: LedgerReading) -> Table:
    """How many rows, and what they come to, for each answer about their place."""
    left = {each.why for each in reading.left_out}
    rows = [
        (words, tally.rows, tally.pence / PENCE, "No" if WHY.get(answer) in left else "Yes")
        for answer, words in ANSWERS.items()
        for tally in [reading.answers.get(answer, Tally())]
    ]
    columns = {
        "place": Column("Place"),
        "rows": Column("Rows", decimals=0),
        "gbp": Column("£", decimals=2),
        "imported": Column("Imported"),
    }
    alt = "Table of the rows and amounts in the study area, elsewhere, and of other places."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)


def _problems(plan: Plan) -> pd.DataFrame:
    rows = [
        (each.place.removeprefix("row "), each.column, each.value, each.advice)
        for each in plan.problems
    ]
    return pd.DataFrame(rows, columns=["row", "column", "value", "what to do"])


def problems_table(plan: Plan) -> Table:
    """Each fault with its row, column, value and what to do."""
    columns = {
        "row": Column("Row", "As the spreadsheet counts"),
        "column": Column("Column"),
        "value": Column("Value in your file"),
        "what to do": Column("Problem and how to fix it"),
    }
    alt = f"Table of {counted(len(plan.problems), 'fault')}."
    return Table(_problems(plan).head(MOST_ROWS), columns, alt)


def problems_download(plan: Plan) -> Download:
    """All faults as a file, to mend the spreadsheet by."""
    return csv_download(
        "All of them as CSV", ("rows-to-mend",), lambda: ExportTable(_problems(plan))
    )


def edits_table(plan: Plan, names: Mapping[str, str]) -> Table:
    """What would change of each investment that is in the ledger already."""
    columns = {
        "row": Column("Row"),
        "reference": Column("Reference"),
        "what": Column("What would change"),
    }
    rows = [
        (str(row), new.reference, difference_words(each.before, new, names))
        for row, each in islice(plan.edits.items(), MOST_ROWS)
        for new in [each.edit.content]
    ]
    alt = f"Table of {counted(len(plan.edits), 'change')}."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)


def alike_table(plan: Plan) -> Table:
    """Each pair in one row: what is new beside what it looks like."""
    columns = {
        "row": Column("Row"),
        "recipient": Column("Recipient"),
        "gbp": Column("£", decimals=2),
        "start": Column("Start"),
        "where": Column("Looks like one in"),
        "other": Column("Which is"),
    }
    rows = [
        (
            str(each.row),
            new.recipient,
            new.amount_pence / PENCE,
            f"{new.start:%d/%m/%Y}",
            each.where,
            f"{pounds(old.amount_pence)}, {old.start:%d/%m/%Y}, {old.funder}",
        )
        for each in plan.alike[:MOST_ROWS]
        for new, old in [(each.entry, each.other)]
    ]
    alt = f"Table of {counted(len(plan.alike), 'pair')} that look alike."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)
