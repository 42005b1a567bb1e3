"""Files of the working model: every row says what it is and as on which day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from insight.analysis.papers.matrix import licence_of
from insight.analysis.work.conversations import talks
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, around_words
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable, Stamp
from insight.pack.pack import Pack
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.statement import Table
from insight.working_model.matrix import Matrix

Row = Mapping[str, object]


def matrix_downloads(
    recorded: Recorded, found: Matrix, table: Table | None, pack: Pack
) -> tuple[Download, ...]:
    """The matrix, cell by cell, and the next conversations.

    Parameters
    ----------
    recorded, found
        The records and their matrix.
    table
        Of the matrix; None for the conversations alone.
    pack
        Whose version is written into each row.
    """
    of = (recorded.source, str(found.day))

    def conversations() -> ExportTable:
        rows = [
            {"order": at, **vars(talk)} for at, talk in enumerate(talks(recorded, found), start=1)
        ]
        return record_table(rows, recorded, found.day, pack)

    def cells() -> ExportTable:
        return record_table(_cells(recorded, found), recorded, found.day, pack)

    talk = csv_download("Next conversations (CSV)", ("conversations", *of), conversations)
    if table is None:
        return (talk,)
    return (csv_download("Matrix (CSV)", ("matrix", *of), cells), talk)


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
    system = recorded.system(content.system)
    return {
        "system": system.name if system else content.system,
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
        **entered(one),
    }


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


def record_table(rows: Sequence[Row], recorded: Recorded, day: date, pack: Pack) -> ExportTable:
    """Records as a table for a file.

    Each row carries the day as on which it is, the class and the source of the records
    and the version of the data pack; a file of nothing has one row that says so.
    """
    listed = [*rows] or [{"note": "no record"}]
    frame = pd.DataFrame(listed, dtype=object).assign(as_on=day.isoformat())
    source, licence = licence_of(recorded, pack)
    provenance = str(recorded.work.provenance)
    return ExportTable(frame, Stamp(provenance, source, licence, pack.version))


def _cells(recorded: Recorded, found: Matrix) -> list[Row]:
    rows: list[Row] = []
    for row in found.rows:
        for cell in row.cells:
            system = recorded.system(cell.system)
            here = cell.here
            rows.append(
                {
                    "neighbourhood": row.place.name,
                    "neighbourhood_id": row.place.id,
                    "need": row.place.need,
                    "chance_need_is_high": row.place.chance,
                    "money_recorded_gbp": row.place.pence / 100,
                    "system": system.name if system else cell.system,
                    "stage_here": STAGE_WORDS[here.stage] if here.stage else "",
                    "newest_evidence_here": here.latest.isoformat() if here.latest else "",
                    "is_stale": here.is_stale,
                    "around": around_words(recorded, cell.reach, cell.around),
                    "flags": "; ".join((*row.flags, *cell.flags)),
                }
            )
    return rows
