"""What an import would do to the ledger: new, changed, there already, or wrong."""

from collections import Counter
from collections.abc import Sequence
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
    """A new row that looks like another investment.

    Attributes
    ----------
    number
        Of the new entry among `Plan.adds`.
    row
        Its row in the file.
    entry, other
        The two, side by side.
    where
        Where the other one is: ``ledger`` or ``row 7``.
    """

    number: int
    row: int
    entry: Entry
    other: Entry
    where: str


@dataclass(frozen=True)
class Plan:
    """What would become of each row of a file.

    Attributes
    ----------
    adds, add_rows
        New investments, and the rows of the file that they are from.
    edits, edit_rows, before
        Changed ones, by their reference; `before` is what stands there now.
    unchanged
        Rows that are in the ledger as they are, by their reference.
    copies
        Rows that say the same of the same money as an investment of the ledger.
    repeats, repeat_rows
        Rows that say the same as one above them, and those rows.
    problems, wrong
        What is wrong with the other rows, and how many those are.
    alike
        Which of `adds` look like another investment, undecided.
    passed_over
        Rows outside the study area that were left out as asked.
    """

    adds: tuple[Entry, ...]
    add_rows: tuple[int, ...]
    edits: tuple[Edit[Entry], ...]
    edit_rows: tuple[int, ...]
    before: tuple[Entry, ...]
    unchanged: int
    copies: int
    repeats: tuple[Entry, ...]
    repeat_rows: tuple[int, ...]
    problems: tuple[RowProblem, ...]
    wrong: int
    alike: tuple[PossibleDuplicate, ...]
    passed_over: int

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return (
            len(self.adds) + len(self.edits) + self.unchanged + self.copies
            + len(self.repeats) + self.wrong + self.passed_over
        )  # fmt: skip

    @property
    def pence(self) -> int:
        """What the new investments add up to, parts beside their wholes."""
        return sum(entry.amount_pence for entry in self.adds)


def planned(reading: LedgerReading, ledger: pd.DataFrame, decisions: Sequence[Decision]) -> Plan:
    """Hold the rows of a file against the ledger.

    Parameters
    ----------
    reading
        The entries of the file.
    ledger
        The table of entries as it stands.
    decisions
        What was said before of investments that look alike.
    """
    sorter = _Sorter(ledger)
    for row, entry in zip(reading.rows, reading.entries, strict=True):
        sorter.take(row, entry)
    sorter.reject_lost_wholes()
    adds, add_rows = tuple(sorter.adds.values()), tuple(sorter.adds)
    problems = tuple(sorted((*reading.problems, *sorter.problems), key=_row_number))
    return Plan(
        adds=adds,
        add_rows=add_rows,
        edits=tuple(edit for edit, _ in sorter.edits.values()),
        edit_rows=tuple(sorter.edits),
        before=tuple(before for _, before in sorter.edits.values()),
        unchanged=sorter.unchanged,
        copies=sorter.copies,
        repeats=tuple(sorter.repeats.values()),
        repeat_rows=tuple(sorter.repeats),
        problems=problems,
        wrong=reading.wrong + len(sorter.problems),
        alike=_alike(adds, add_rows, ledger, decisions),
        passed_over=reading.passed_over,
    )


def without_alike(plan: Plan) -> Plan:
    """The plan with the rows that look like another investment left out."""
    left = {each.number for each in plan.alike}
    kept = [number for number in range(len(plan.adds)) if number not in left]
    return replace(
        plan,
        adds=tuple(plan.adds[number] for number in kept),
        add_rows=tuple(plan.add_rows[number] for number in kept),
    )


def with_repeats(plan: Plan) -> Plan:
    """The plan with the rows that repeat one above them brought in as well."""
    return replace(
        plan,
        adds=plan.adds + plan.repeats,
        add_rows=plan.add_rows + plan.repeat_rows,
        repeats=(),
        repeat_rows=(),
    )


class _Sorter:
    """Rows of a file, each put where it belongs."""

    def __init__(self, ledger: pd.DataFrame) -> None:
        keys = ledger["reference"].map(name_key)
        # The store keeps references unique among what is not removed.
        self._at = {key: at for at, key in enumerate(keys) if key}
        self._ledger = ledger
        self._prints = Counter(ledger["fingerprint"])
        self._without_reference = Counter(ledger["fingerprint"][keys.eq("")])
        self._seen: dict[str, int] = {}
        self._references: dict[str, int] = {}
        self.adds: dict[int, Entry] = {}
        self.edits: dict[int, tuple[Edit[Entry], Entry]] = {}
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
            self._hold_against(row, entry, self._at[key])
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
            self._seen.setdefault(mark, row)
            self.adds[row] = entry

    def _hold_against(self, row: int, entry: Entry, at: int) -> None:
        old = row_at(self._ledger, at)
        before = entry_of_row(old)
        if before == entry:
            self.unchanged += 1
        else:
            self.edits[row] = (Edit(old.id, int(old.version), entry), before)

    def reject_lost_wholes(self) -> None:
        """Parts whose whole is neither in the ledger nor among the good rows."""
        while True:
            new = {
                name_key(entry.reference)
                for entry in (
                    *self.adds.values(),
                    *(edit.content for edit, _ in self.edits.values()),
                )
            }
            lost = [
                (row, entry)
                for row, entry in (
                    *self.adds.items(),
                    *((row, edit.content) for row, (edit, _) in self.edits.items()),
                )
                if entry.parent
                and name_key(entry.parent) not in new
                and name_key(entry.parent) not in self._at
            ]
            if not lost:
                return
            for row, entry in lost:
                self.adds.pop(row, None)
                self.edits.pop(row, None)
                advice = (
                    f"is {shortened(entry.parent)!r}, a reference that is neither in "
                    "the ledger nor in a good row; mend the whole, or clear it"
                )
                self.problems.append(RowProblem(f"row {row}", "part of", entry.parent, advice))


def _alike(
    adds: Sequence[Entry], rows: Sequence[int], ledger: pd.DataFrame, decisions: Sequence[Decision]
) -> tuple[PossibleDuplicate, ...]:
    """New entries that look like one of the ledger or of the file."""
    new = pd.DataFrame(
        {
            "recipient": [entry.recipient for entry in adds],
            "amount_pence": [entry.amount_pence for entry in adds],
            "start": pd.to_datetime([entry.start for entry in adds]),
            "reference": [entry.reference for entry in adds],
            "parent": [entry.parent for entry in adds],
        }
    )
    if new.empty:
        return ()
    start = len(ledger)
    both = pd.concat([ledger[new.columns], new], ignore_index=True)
    found = near_duplicates(both, new_from=start).pairs
    decided = {(each.first, each.second) for each in decisions}
    listed = []
    for first, second in found.itertuples(index=False):
        entry = adds[second - start]
        if first < start:
            other, where = entry_of_row(row_at(ledger, first)), "ledger"
        else:
            other, where = adds[first - start], f"row {rows[first - start]}"
        marks = sorted((fingerprint(entry), fingerprint(other)))
        if (marks[0], marks[1]) not in decided:
            number = second - start
            listed.append(PossibleDuplicate(number, rows[number], entry, other, where))
    return tuple(listed)


def _row_number(problem: RowProblem) -> int:
    return int(problem.place.rpartition(" ")[2])
