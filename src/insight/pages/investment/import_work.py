"""The two long steps of an import, in this process or in one of its own: check, then save."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import pandas as pd

from insight.errors import InsightError
from insight.pages.investment.ledger_plan import (
    MOST_ROWS,
    Plan,
    planned,
    with_repeats,
    without_alike,
)
from insight.records.access import Actor
from insight.records.ledger import Decision, File, Ledger, Receipt
from insight.records.place import RecordsPlace
from insight.records.store import open_store
from insight.tables.ledger_columns import Field
from insight.tables.ledger_file import Assumed, LedgerReading, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.tables.reader.grid import Grid


@dataclass(frozen=True)
class Checked:
    """What a page shows of a file that was checked; all its entries are `packed`.

    Entries of 100,000 rows take a hundred megabytes, and a second in which nobody is served.
    """

    reading: LedgerReading  # without entries
    plan: Plan  # without new and repeated ones, and with the first edits and likenesses
    rows: int
    pence: int
    new: int
    changed: int
    repeated: int
    pairs: int  # that look alike
    alike: int  # new rows that look like another
    has_parts: bool
    packed: bytes

    def total(self, choices: "Choices") -> int:
        """How many rows would be saved."""
        repeated = self.repeated if choices.with_repeats else 0
        alike = self.alike if choices.without_alike else 0
        return self.new + self.changed + repeated - alike


@dataclass(frozen=True)
class Choices:
    """What a reader says of rows that repeat others, and of those that look alike."""

    with_repeats: bool = False
    without_alike: bool = False


@dataclass(frozen=True)
class Present:
    """The table of the ledger, and what was decided of likenesses in it."""

    entries: pd.DataFrame
    decisions: Sequence[Decision]


def check(
    grid: Grid, mapping: Mapping[Field, int], assumed: Assumed, area: StudyArea, present: Present
) -> Checked:
    """Read every row of a file and hold it against the ledger."""
    reading = read_ledger(grid, mapping, assumed, area)
    plan = planned(reading, present.entries, present.decisions)
    return Checked(
        reading=replace(reading, entries=(), rows=()),
        plan=replace(
            plan,
            adds={},
            repeats={},
            edits=dict(islice(plan.edits.items(), MOST_ROWS)),
            alike=plan.alike[:MOST_ROWS],
        ),
        rows=plan.rows,
        pence=plan.pence,
        new=len(plan.adds),
        changed=len(plan.edits),
        repeated=len(plan.repeats),
        pairs=len(plan.alike),
        alike=len({each.row for each in plan.alike}),
        has_parts=any(entry.parent for entry in plan.adds.values()),
        packed=pickle.dumps(plan, pickle.HIGHEST_PROTOCOL),
    )


@dataclass(frozen=True)
class Saving:
    """What somebody wants saved of a file that was checked at a revision of the records."""

    packed: bytes
    choices: Choices
    revision: str
    file: File
    who: str


def save(ledger: Ledger, saving: Saving) -> Receipt:
    """Save the rows, if the ledger is still the one that they were held against."""
    if ledger.revision() != saving.revision:
        raise InsightError(
            "Nothing was saved: the records have changed since we checked the file. "
            "We checked it again. Look at what each row would do now."
        )
    plan: Plan = pickle.loads(saving.packed)
    if saving.choices.without_alike:
        plan = without_alike(plan)
    if saving.choices.with_repeats:
        plan = with_repeats(plan)
    edits = [each.edit for each in plan.edits.values()]
    return ledger.import_all([*plan.adds.values()], edits, who=saving.who, file=saving.file)


def save_apart(place: RecordsPlace, actor: Actor | None, saving: Saving) -> Receipt:
    """The same in a process that has no records open; `actor` is who was admitted."""
    store = open_store(place.url, folder=place.folder, acting=lambda: actor, making=place.making())
    try:
        return save(store.ledger, saving)
    finally:
        store.close()
