"""Records of every kind whose texts a test chooses."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlalchemy import JSON

from insight.records.kinds.investments import Entry, Form, Part, Place
from insight.records.kinds.model_terms import AssetKind, NoteKind, Progress, Scope, Stage
from insight.records.kinds.neighbourhoods import Draft, Status
from insight.records.store import Store
from insight.records.tables import Base, ShownText
from work_fixtures import (
    asset_content,
    evidence_content,
    note_content,
    step_content,
    system_content,
)

AREA = "E01013726"
DAY = date(2026, 1, 5)


def fill(store: Store, marks: str, links: str, lines: str) -> str:
    """A record or two of each kind, all of whose texts are these; the first place's id."""
    first, second = (
        store.add(Draft(name, lines, (AREA, code), marks, Status.ACTIVE), who=f"A {marks}")
        for name, code in ((marks, "E01013727"), (links, "E01013731"))
    )
    for name, values in ((marks, links), (links, marks)):
        store.ledger.add(
            Entry(
                reference=name, funder=name, programme=values, recipient=name,
                recipient_kind=values, purpose=lines, amount_pence=1_234_500,
                form=Form.CASH, part=Part.CORE, start=DAY, end=None, place=Place.LSOA,
                codes=(AREA,), parent="", count=None, counted=None, source=values,
                note=lines,
            ),
            who=marks,
        )  # fmt: skip
    system = store.systems.add(system_content(name=marks, words=lines), who=links)
    for stage in (Stage.FOUNDATIONS, Stage.EMBED):
        store.evidence.add(
            evidence_content(
                system=system.id, scope=Scope.NEIGHBOURHOOD, code=first.id, what=lines,
                stage=stage, source=links, on=DAY,
            ),
            who=marks,
        )  # fmt: skip
    for place in (first.id, second.id):
        store.steps.add(
            step_content(
                neighbourhood=place, progress=Progress.BEGUN, what=lines, source=marks,
                on=DAY,
            ),
            who=links,
        )  # fmt: skip
        store.assets.add(
            asset_content(
                neighbourhood=place, name=marks, kind=AssetKind.LIBRARY, lsoa21cd=AREA,
                contact_role=links, source=marks, since=DAY,
            ),
            who=marks,
        )  # fmt: skip
        for subject in (place, AREA):
            store.notes.add(
                note_content(subject=subject, kind=NoteKind.LOCAL, words=lines, reason=marks),
                who=links,
            )
    return first.id


ODD = (
    "\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\ue000", "\U000f0000", "\u202ex", "\u2066x",
    "x\u200bx", "\ufeffx", "x\U000e0041", "\u00ad", "\u3164", "\x00x", "\x07", "\x85", "\u2028x",
    "a" + "\u0301" * 60, "\u05e9\u05dc\u05d5\u05dd \u0639\u0631\u0628",
    "\u0a97\u0ac1\u0a9c\u0ab0\u0abe\u0aa4\u0ac0",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "1\ufe0f\u20e3", "\u0378", "\ufffd", "\U0001fae8",
)  # fmt: skip
"""What no form takes any more, what no type has, and what is rare and fine."""
HALF = "\ud800"
"""Half a character, which JSON can hold and no column of text."""
LONG = "m" * 10_000
WRITTEN = {
    "name", "words", "what", "source", "reason", "answer", "contact_role", "unit", "period",
    "publisher", "note", "file", "funder", "programme", "recipient", "recipient_kind",
    "purpose", "description", "defined_by",
}  # fmt: skip
"""Fields of contents that hold what people wrote."""


def spoil(file: Path) -> None:
    """Put odd texts into every place of a records file that holds what people wrote.

    As earlier releases let them in, behind the back of all that looks at them now.
    """
    odd = " ".join(ODD)
    with closing(sqlite3.connect(file)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for table in Base.metadata.tables.values():
            texts = [each.name for each in table.c if isinstance(each.type, ShownText)]
            contents = [each.name for each in table.c if isinstance(each.type, JSON)]
            for row, *cells in connection.execute(
                f"SELECT rowid, {', '.join([*texts, *contents, 'rowid'])} FROM {table.name}"
            ).fetchall():
                for name, cell in zip([*texts, *contents], cells, strict=False):
                    worse = _worse_json(cell, odd) if name in contents else f"{cell} {odd} {LONG}"
                    connection.execute(
                        f'UPDATE {table.name} SET "{name}" = ? WHERE rowid = ?', (worse, row)
                    )
        connection.commit()


def _worse_json(cell: str | None, odd: str) -> str | None:
    content = json.loads(cell or "null")
    if not isinstance(content, dict):
        return cell
    worse = {name: f"{content[name]} {odd} {HALF} {LONG}" for name in WRITTEN & set(content)}
    return json.dumps(content | worse)
