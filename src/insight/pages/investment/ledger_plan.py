"""What an import would do to the ledger: new, changed, there already, or wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from insight.measures.money.likeness import near_duplicates
from insight.records.kinds.entries import entry_of_row, row_at
from insight.records.kinds.investments import Entry, fingerprint
from insight.records.ledger import Decision
from insight.records.reading import RowProblem
from insight.records.record import Edit
from insight.records.steps import name_key, shortened
from insight.tables.ledger_file import LedgerReading


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


@dataclass(frozen=True)
class Plan:
    """What would become of each row of a file; mappings are by its number.

    Known by its reference a row is one of `edits` or `unchanged`; one of `copies` says
    the same as an investment of the ledger, and one of `repeats` as a row above it.
    """

    adds: Mapping[int, Entry]
    edits: Mapping[int, Correction]
    unchanged: int
    copies: int
    repeats: Mapping[int, Entry]
    problems: tuple[RowProblem, ...]
    wrong: int
    alike: tuple[PossibleDuplicate, ...]
    passed_over: int

    @property
    def rows(self) -> int:
        """Rows of the file."""
        kinds = (self.adds, self.edits, self.repeats)
        counts = (self.unchanged, self.copies, self.wrong, self.passed_over)
        return sum(map(len, kinds)) + sum(counts)

    @property
    def pence(self) -> int:
        """What the new investments add up to, parts beside their wholes."""
        return sum(entry.amount_pence for entry in self.adds.values())


def planned(reading: LedgerReading, ledger: pd.DataFrame, decisions: Sequence[Decision]) -> Plan:
    """Hold the rows of a file against the ledger and what was decided of likenesses."""
    sorter = _Sorter(ledger)
    for row, entry in zip(reading.rows, reading.entries, strict=True):
        sorter.take(row, entry)
    sorter.reject_lost_wholes()
    return Plan(
        adds=sorter.adds,
        edits=sorter.edits,
        unchanged=sorter.unchanged,
        copies=sorter.copies,
        repeats=sorter.repeats,
        problems=tuple(sorted((*reading.problems, *sorter.problems), key=_row_number)),
        wrong=reading.wrong + len(sorter.problems),
        alike=_alike(sorter.adds, ledger, decisions),
        passed_over=reading.passed_over,
    )


def without_alike(plan: Plan) -> Plan:
    """The plan with the rows that look like another investment left out."""
    left = {each.row for each in plan.alike}
    return replace(plan, adds={row: one for row, one in plan.adds.items() if row not in left})


def with_repeats(plan: Plan) -> Plan:
    """The plan with the rows that repeat one above them brought in as well."""
    return replace(plan, adds={**plan.adds, **plan.repeats}, repeats={})


class _Sorter:
    def __init__(self, ledger: pd.DataFrame) -> None:
        keys = ledger["reference"].map(name_key)
        # The store keeps references unique among what is not removed.
        self._at = {key: at for at, key in enumerate(keys) if key}
        self._ledger = ledger
        self._prints = Counter(ledger["fingerprint"])
        self._without_reference = Counter(ledger["fingerprint"][keys.eq("")])
        self._seen: set[str] = set()
        self._references: dict[str, int] = {}
        self.adds: dict[int, Entry] = {}
        self.edits: dict[int, Correction] = {}
        self.repeats: dict[int, Entry] = {}
        self.problems: list[RowProblem] = []
        self.unchanged = 0
        self.copies = 0

    def take(self, row: int, entry: Entry) -> None:
        key = name_key(entry.reference)
        if key and key in self._references:
            advice = (
                f"is {shortened(entry.reference)!r}, the reference of row "
                f"{self._references[key]} too; give each its own"
            )
            self.problems.append(RowProblem(f"row {row}", "reference", entry.reference, advice))
            return
        if key:
            self._references[key] = row
        if key in self._at:
            self._compare(row, entry, self._at[key])
            return
        mark = fingerprint(entry)
        # With a reference of its own it is a copy only of one that has none.
        there = self._without_reference if key else self._prints
        if there[mark] > 0:
            for each in (self._without_reference, self._prints):
                each[mark] -= 1
            self.copies += 1
        elif not key and mark in self._seen:
            self.repeats[row] = entry
        else:
            self._seen.add(mark)
            self.adds[row] = entry

    def _compare(self, row: int, entry: Entry, at: int) -> None:
        old = row_at(self._ledger, at)
        before = entry_of_row(old)
        if before == entry:
            self.unchanged += 1
        else:
            self.edits[row] = Correction(Edit(old.id, int(old.version), entry), before)

    def reject_lost_wholes(self) -> None:
        """Parts whose whole is neither in the ledger nor among the good rows."""
        while True:
            good = self.adds | {row: each.edit.content for row, each in self.edits.items()}
            wholes = {name_key(entry.reference) for entry in good.values()} | self._at.keys()
            lost = {
                row: entry.parent
                for row, entry in good.items()
                if entry.parent and name_key(entry.parent) not in wholes
            }
            if not lost:
                return
            for row, parent in lost.items():
                self.adds.pop(row, None)
                self.edits.pop(row, None)
                advice = (
                    f"is {shortened(parent)!r}, a reference that is neither in "
                    "the ledger nor in a good row; mend the whole, or clear it"
                )
                self.problems.append(RowProblem(f"row {row}", "part of", parent, advice))


def _alike(
    adds: Mapping[int, Entry], ledger: pd.DataFrame, decisions: Sequence[Decision]
) -> tuple[PossibleDuplicate, ...]:
    """New entries that look like one of the ledger or of the file."""
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


def _row_number(problem: RowProblem) -> int:
    return int(problem.place.rpartition(" ")[2])
