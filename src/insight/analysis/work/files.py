"""Files of the working model: every row says what it is and as on which day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from insight.analysis.work.conversations import talks
from insight.analysis.work.recorded import Recorded, records_provided
from insight.analysis.work.stage_words import STAGE_WORDS, around_words
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.pack.pack import Pack
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.working_model.matrix import Matrix

Row = dict[str, object]


def matrix_downloads(recorded: Recorded, found: Matrix, pack: Pack) -> tuple[Download, ...]:
    """The matrix, cell by cell, and the next conversations."""
    cells = csv_download(
        "Matrix (CSV)",
        ("matrix", recorded.source, str(found.day)),
        lambda: record_table(_cells(recorded, found), recorded, found.day, pack, has_need=True),
    )
    return (cells, *conversation_downloads(recorded, found, pack))


def conversation_downloads(recorded: Recorded, found: Matrix, pack: Pack) -> tuple[Download, ...]:
    """The next conversations, in order."""

    def table() -> ExportTable:
        listed = enumerate(talks(recorded, found), start=1)
        rows = [{"order": at, **vars(talk)} for at, talk in listed]
        return record_table(rows, recorded, found.day, pack, has_need=True)

    parts = ("conversations", recorded.source, str(found.day))
    return (csv_download("Next conversations (CSV)", parts, table),)


def evidence_downloads(recorded: Recorded, day: date, pack: Pack) -> tuple[Download, ...]:
    """All evidence up to a day."""

    def table() -> ExportTable:
        rows = [evidence_row(recorded, one) for one in recorded.work.on(day).evidence]
        return record_table(rows, recorded, day, pack)

    parts = ("evidence", recorded.source, str(day))
    return (csv_download("Evidence (CSV)", parts, table),)


def evidence_row(recorded: Recorded, one: Record[Evidence]) -> Row:
    """A piece of evidence as a row of a file."""
    content = one.content
    return {
        "system": recorded.system_name(content.system),
        "reaches": str(content.scope),
        "area_name": recorded.scope_words(content.scope, content.code),
        "area_code": content.code,
        "stage": STAGE_WORDS[content.stage],
        "dated": content.on.isoformat(),
        "what_changed": content.what,
        "conditions": "; ".join(recorded.terms.titles.get(key, key) for key in content.conditions),
        "kinds_of_change": "; ".join(content.changes),
        "workshops": content.workshops,
        "people_trained": content.trained,
        "evidence_source": content.source,
    } | entered(one)


def entered(one: Record[Any]) -> Row:
    """Who entered a record, when, and which version of it this is."""
    return {
        "entered_on": one.created_at.date().isoformat(),
        "entered_by": one.created_by,
        "last_changed_on": one.changed_at.date().isoformat(),
        "last_changed_by": one.changed_by,
        "version": one.version,
        "record_id": one.id,
    }


def record_table(
    rows: Sequence[Row], recorded: Recorded, day: date, pack: Pack, *, has_need: bool = False
) -> ExportTable:
    """Records as a table for a file, as on a day; a file of nothing says so in its one row."""
    listed = [*rows] or [{"note": "no record"}]
    frame = pd.DataFrame(listed, dtype=object).assign(as_on=day.isoformat())
    return ExportTable(frame, records_provided(recorded, pack, has_need=has_need).stamp)


def _cells(recorded: Recorded, found: Matrix) -> list[Row]:
    return [
        {
            "neighbourhood": row.place.name,
            "neighbourhood_id": row.place.id,
            "need": row.place.need,
            "chance_need_is_high": row.place.chance,
            "money_recorded_gbp": row.place.pence / 100,
            "system": recorded.system_name(cell.system),
            "stage_here": STAGE_WORDS[cell.here.stage] if cell.here.stage else "",
            "newest_evidence_here": cell.here.latest.isoformat() if cell.here.latest else "",
            "is_stale": cell.here.is_stale,
            "around": around_words(recorded, cell.reach, cell.around),
            "flags": "; ".join((*row.flags, *cell.flags)),
        }
        for row in found.rows
        for cell in row.cells
    ]
