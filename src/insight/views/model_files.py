"""Files of the working model: every row says what it is and as on which day."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from insight.pack import Pack
from insight.records.exchange import guarded
from insight.records.record import Record
from insight.records.steps import name_key
from insight.records.vertical import Evidence
from insight.views.model_conversations import talks
from insight.views.recorded import Recorded
from insight.views.stage_words import STAGE_WORDS, around_words
from insight.views.view import Download, Table
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
    stem = f"{_stem(recorded)}-{found.day}"

    def conversations() -> bytes:
        rows = [
            {"order": at, **vars(talk)}
            for at, talk in enumerate(talks(recorded, found), start=1)
        ]
        return as_csv(rows, recorded, found.day, pack)

    def cells() -> bytes:
        return as_csv(_cells(recorded, found), recorded, found.day, pack)

    talk = Download(
        "Next conversations (CSV)", f"conversations-{stem}.csv", "text/csv",
        conversations,
    )  # fmt: skip
    if table is None:
        return (talk,)
    return (
        Download("Matrix (CSV)", f"matrix-{stem}.csv", "text/csv", cells),
        talk,
    )


def evidence_downloads(
    recorded: Recorded, day: date, pack: Pack
) -> tuple[Download, ...]:
    """All evidence up to a day."""

    def content() -> bytes:
        rows = [evidence_row(recorded, one) for one in recorded.work.on(day).evidence]
        return as_csv(rows, recorded, day, pack)

    name = f"evidence-{_stem(recorded)}-{day}.csv"
    return (Download("Evidence (CSV)", name, "text/csv", content),)


def evidence_row(recorded: Recorded, one: Record[Evidence]) -> Row:
    """A piece of evidence as a row of a file."""
    content = one.content
    system = recorded.system(content.system)
    return {
        "system": system.name if system else content.system,
        "reaches": str(content.scope),
        "where": recorded.scope_words(content.scope, content.code),
        "where_code": content.code,
        "stage": STAGE_WORDS[content.stage],
        "dated": content.on.isoformat(),
        "what_changed": content.what,
        "conditions": "; ".join(
            recorded.terms.titles.get(key, key) for key in content.conditions
        ),
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


def as_csv(rows: Sequence[Row], recorded: Recorded, day: date, pack: Pack) -> bytes:
    """Rows as a file whose texts no spreadsheet takes for formulas.

    Each row carries the day as on which it is, the class of the records and the
    version of the data pack; a file of nothing has one row that says so.
    """
    about = {
        "as_on": day.isoformat(),
        "class": str(recorded.work.provenance),
        "data_pack": pack.version,
    }
    listed = [{**row, **about} for row in rows] or [{"note": "no record", **about}]
    names = list(dict.fromkeys(name for row in listed for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in listed:
        writer.writerow([_cell(row.get(name)) for name in names])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None or pd.isna(value) else value  # type: ignore[call-overload]


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
                    "newest_evidence_here": here.latest.isoformat()
                    if here.latest
                    else "",
                    "is_stale": here.is_stale,
                    "around": around_words(recorded, cell.reach, cell.around),
                    "flags": "; ".join((*row.flags, *cell.flags)),
                }
            )
    return rows


def _stem(recorded: Recorded) -> str:
    return name_key(recorded.source)
