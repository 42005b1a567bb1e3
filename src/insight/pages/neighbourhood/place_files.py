"""The record of one neighbourhood as files: the state on a day, and its history."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from insight.analysis.work.files import Row, entered, evidence_row, record_table
from insight.analysis.work.history import ACTION_WORDS
from insight.analysis.work.record_tables import difference
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import PROGRESS_WORDS
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.pack.pack import Pack
from insight.records.book import Book
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.record import Record
from insight.records.store import Store
from insight.working_model.places import TermState, place_state
from insight.working_model.work import WorkPlace


def record_downloads(
    recorded: Recorded, place: WorkPlace, day: date, pack: Pack, *, history: Store | None
) -> tuple[Download, ...]:
    """The state on a day, all entries, and every version of each.

    Parameters
    ----------
    recorded, place, day
        The records, whose, and when.
    pack
        Whose version is written into each row.
    history
        Where the versions are kept; None for records that have none.
    """

    def table(rows: Sequence[Row]) -> ExportTable:
        return record_table(rows, recorded, day, pack)

    files = [
        csv_download(
            f"State on {day} (CSV)",
            ("record", place.name, str(day)),
            lambda: table(state_rows(recorded, place, day)),
        ),
        csv_download(
            "All entries (CSV)",
            ("record", place.name, "entries"),
            lambda: table(list(_entries(recorded, place))),
        ),
    ]
    if history is not None:
        files.append(
            csv_download(
                "Every version (CSV)",
                ("record", place.name, "versions"),
                lambda: table(list(_versions(recorded, place, history))),
            )
        )
    return tuple(files)


def state_rows(recorded: Recorded, place: WorkPlace, day: date) -> list[Row]:
    """Steps, outcomes, systems, assets and notes of a place as on a day."""
    state = place_state(recorded.work, place.id, day)
    here = {"neighbourhood": place.name, "neighbourhood_id": place.id}
    rows: list[Row] = [
        {**here, **_term_row(recorded, term)} for term in (*state.steps, *state.outcomes)
    ]
    for standing in state.systems.values():
        rows += [
            {**here, "kind": "evidence", **evidence_row(recorded, one)} for one in standing.evidence
        ]
    rows += [{**here, **_asset_row(recorded, one)} for one in state.assets]
    notes = recorded.work.of(place.id).on(day).notes
    return rows + [{**here, **_note_row(one)} for one in notes]


def _term_row(recorded: Recorded, term: TermState) -> Row:
    latest = term.latest
    row: dict[str, object] = {
        "kind": "step" if term.key.startswith("step") else "outcome",
        "name": recorded.terms.titles.get(term.key, term.key),
        "state": PROGRESS_WORDS[term.progress] if term.progress else "nothing recorded",
        "is_stale": term.is_stale,
    }
    return row if latest is None else {**row, **_step_values(latest)}


def _step_values(one: Record[Step]) -> Row:
    return {
        "dated": one.content.on.isoformat(),
        "what_happened": one.content.what,
        "entry_source": one.content.source,
        **entered(one),
    }


def _asset_row(recorded: Recorded, one: Record[Asset]) -> Row:
    content = one.content
    system = recorded.system(content.system)
    return {
        "kind": "asset",
        "name": content.name,
        "asset_kind": str(content.kind),
        "system": system.name if system else "",
        "area_code": content.lsoa21cd,
        "longitude": content.longitude,
        "latitude": content.latitude,
        "contact_role": content.contact_role,
        "dated": content.since.isoformat(),
        "until": content.until.isoformat() if content.until else "",
        "entry_source": content.source,
        **entered(one),
    }


def _note_row(one: Record[Note]) -> Row:
    content = one.content
    return {
        "kind": str(content.kind),
        "name": content.about,
        "local_knowledge": content.words,
        "reason": content.reason,
        "answer": content.answer,
        "dated": one.recorded_on.isoformat(),
        **entered(one),
    }


def _entries(recorded: Recorded, place: WorkPlace) -> Iterator[Row]:
    """Everything ever recorded of a place, whatever the day."""
    own = recorded.work.of(place.id)
    titles = recorded.terms.titles
    for one in own.steps:
        about = one.content.about
        yield {
            "kind": "step" if about.startswith("step") else "outcome",
            "name": titles.get(about, about),
            "state": PROGRESS_WORDS[one.content.progress],
            **_step_values(one),
        }
    for evidence in own.evidence:
        yield {"kind": "evidence", **evidence_row(recorded, evidence)}
    for asset in own.assets:
        yield _asset_row(recorded, asset)
    for note in own.notes:
        yield _note_row(note)


def _versions(recorded: Recorded, place: WorkPlace, store: Store) -> Iterator[Row]:
    """Each step in the history of each entry, those that were removed too."""
    own = recorded.work.of(place.id)
    books: Sequence[tuple[str, Book[Any], Sequence[Record[Any]]]] = (
        ("step or outcome", store.steps, own.steps),
        ("evidence", store.evidence, own.evidence),
        ("asset", store.assets, own.assets),
        ("note", store.notes, own.notes),
    )
    for kind, book, records in books:
        gone = [each for each in book.removed() if _subject(each.content) == place.id]
        for one in (*records, *gone):
            for step in book.history(one.id):
                yield {
                    "kind": kind,
                    "record_id": one.id,
                    "version": step.version,
                    "done_at": step.at.isoformat(timespec="seconds"),
                    "done_by": step.who,
                    "done": ACTION_WORDS[step.action],
                    "what_changed": difference(step.before, step.after),
                }


def _subject(content: object) -> str:
    """The neighbourhood that a content of any kind is about."""
    for name in ("neighbourhood", "subject", "code"):
        if hasattr(content, name):
            return str(getattr(content, name))
    return ""
