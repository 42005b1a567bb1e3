"""One cell of the matrix opened: what is recorded here and around, and what next."""

from dataclasses import dataclass

from insight.analysis.work.matrix import SEPARATOR
from insight.analysis.work.record_tables import text_table
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, around_words, entry_words, standing_words
from insight.records.kinds.model_terms import LADDER, Stage
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.statement import Table
from insight.words import counted
from insight.working_model.matrix import Matrix
from insight.working_model.work import Listed, WorkPlace


@dataclass(frozen=True)
class CellView:
    """What one cell rests on.

    Attributes
    ----------
    here, around
        How far the system has come, in words.
    flags
        Why it calls for a conversation.
    table, records
        All evidence, the newest first (None where there is none); that of this place.
    next_stage
        The one that evidence would be of next.
    """

    key: str
    title: str
    place: WorkPlace
    system: Listed
    here: str
    around: str
    flags: tuple[str, ...]
    table: Table | None
    records: tuple[Record[Evidence], ...]
    next_stage: Stage


def cell_view(recorded: Recorded, found: Matrix, key: str) -> CellView | None:
    """What a cell rests on; None where the matrix has no such cell."""
    id, _, system_key = key.partition(SEPARATOR)  # noqa: A001 - the record's word
    cell = found.cell(id, system_key) if key else None
    place, system = recorded.place(id), recorded.system(system_key)
    if cell is None or place is None or system is None:
        return None
    records = (*cell.here.evidence, *cell.around.evidence)
    around = around_words(recorded, cell.reach, cell.around) or "nothing recorded"
    return CellView(
        key=key,
        title=f"{system.name} in {place.name}",
        place=place,
        system=system,
        here=standing_words(cell.here),
        around=around,
        flags=tuple(str(flag) for flag in cell.flags),
        table=evidence_table(recorded, records) if records else None,
        records=cell.here.evidence,
        next_stage=LADDER[min(cell.here.rank, len(LADDER) - 1)],
    )


def evidence_table(recorded: Recorded, records: tuple[Record[Evidence], ...]) -> Table:
    """Evidence in rows, in the order given."""
    rows = [
        {
            "stage": STAGE_WORDS[one.content.stage],
            "where": recorded.scope_words(one.content.scope, one.content.code),
            "system": recorded.system_name(one.content.system),
            "about": _about(recorded, one.content),
        }
        | entry_words(one)
        for one in records
    ]
    return text_table(
        rows,
        f"Table of {counted(len(rows), 'piece')} of evidence.",
        on=("Day", 120),
        stage=("Stage", 90),
        where=("Where", 130),
        system=("System", 120),
        what=("What changed", 240),
        about=("Conditions and kinds of change", 200),
        source=("Source", 160),
        entered=("Entered", 140),
    )


def _about(recorded: Recorded, content: Evidence) -> str:
    titles = recorded.terms.titles
    parts = [titles.get(key, key) for key in content.conditions]
    parts += [str(change) for change in content.changes]
    if content.workshops is not None:
        parts.append(counted(content.workshops, "workshop"))
    if content.trained is not None:
        parts.append(f"{content.trained:,} trained")
    return "; ".join(parts)
