"""The record of one neighbourhood as files: the state on a day, and its history."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from insight.analysis.work.files import Row, entered, evidence_row, record_table
from insight.analysis.work.place_record import PlaceRecord
from insight.analysis.work.record_tables import ACTION_WORDS
from insight.analysis.work.record_words import difference
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import NOTE_WORDS, PROGRESS_WORDS, day_words
from insight.exports.files import Download, csv_download
from insight.pack.pack import Pack
from insight.records.book import Book
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.record import Record
from insight.records.store import Store


def record_downloads(
    record: PlaceRecord, pack: Pack, *, history: Store | None
) -> tuple[Download, ...]:
    """The state on a day, all entries, and every version of each where they are kept."""
    day = record.day

    def download(label: str, part: str, rows: Callable[[], Iterable[Row]]) -> Download:
        return csv_download(
            f"{label} (CSV)",
            ("record", record.place.name, part),
            lambda: record_table([*rows()], record.recorded, record.day, pack),
        )

    files = [
        download(f"State at {day_words(day)}", str(day), lambda: state_rows(record)),
        download("All entries", "entries", lambda: _entries(record)),
    ]
    if history is not None:
        files.append(download("Every version", "versions", lambda: _versions(record, history)))
    return tuple(files)


def state_rows(record: PlaceRecord) -> Iterator[Row]:
    """Steps, outcomes, systems, assets and notes of a place as on a day."""
    recorded, place, state = record.recorded, record.place, record.state
    here = {"neighbourhood": place.name, "neighbourhood_id": place.id}
    for term in (*state.steps, *state.outcomes):
        said = PROGRESS_WORDS[term.progress] if term.progress else "nothing recorded"
        now: Row = {"state": said, "is_stale": term.is_stale}
        yield here | _term(recorded, term.key) | now | _step_values(term.latest)
    for standing in state.systems.values():
        for one in standing.evidence:
            yield here | {"kind": "evidence"} | evidence_row(recorded, one)
    for asset in state.assets:
        yield here | _asset_row(recorded, asset)
    for note in recorded.work.of(place.id).on(record.day).notes:
        yield here | _note_row(note)


def _term(recorded: Recorded, key: str) -> Row:
    kind = "step" if key.startswith("step") else "outcome"
    return {"kind": kind, "name": recorded.terms.titles.get(key, key)}


def _step_values(one: Record[Step] | None) -> Row:
    if one is None:
        return {}
    return {
        "dated": one.content.on.isoformat(),
        "what_happened": one.content.what,
        "entry_source": one.content.source,
    } | entered(one)


def _asset_row(recorded: Recorded, one: Record[Asset]) -> Row:
    content = one.content
    return {
        "kind": "asset",
        "name": content.name,
        "asset_kind": str(content.kind),
        "system": recorded.system_name(content.system),
        "area_code": content.lsoa21cd,
        "longitude": content.longitude,
        "latitude": content.latitude,
        "contact_role": content.contact_role,
        "dated": content.since.isoformat(),
        "until": content.until.isoformat() if content.until else "",
        "entry_source": content.source,
    } | entered(one)


def _note_row(one: Record[Note]) -> Row:
    content = one.content
    return {
        "kind": NOTE_WORDS[content.kind].lower(),
        "name": content.about,
        "local_knowledge": content.words,
        "reason": content.reason,
        "answer": content.answer,
        "dated": one.recorded_on.isoformat(),
    } | entered(one)


def _entries(record: PlaceRecord) -> Iterator[Row]:
    """Everything ever recorded of a place, whatever the day."""
    recorded, own = record.recorded, record.recorded.work.of(record.place.id)
    for step in own.steps:
        state = {"state": PROGRESS_WORDS[step.content.progress]}
        yield _term(recorded, step.content.about) | state | _step_values(step)
    for evidence in own.evidence:
        yield {"kind": "evidence"} | evidence_row(recorded, evidence)
    for asset in own.assets:
        yield _asset_row(recorded, asset)
    for note in own.notes:
        yield _note_row(note)


def _versions(record: PlaceRecord, store: Store) -> Iterator[Row]:
    """Each step in the history of each entry, those that were removed too."""
    place = record.place.id
    own, names = record.recorded.work.of(place), record.recorded.names
    books: dict[str, tuple[Book[Any], tuple[Record[Any], ...]]] = {
        "step or outcome": (store.steps, own.steps),
        "evidence": (store.evidence, own.evidence),
        "asset": (store.assets, own.assets),
        "note": (store.notes, own.notes),
    }
    for kind, (book, records) in books.items():
        gone = [each for each in book.removed() if _subject(each.content) == place]
        for one in (*records, *gone):
            for step in book.history(one.id):
                yield {
                    "kind": kind,
                    "record_id": one.id,
                    "version": step.version,
                    "done_at": step.at.isoformat(timespec="seconds"),
                    "done_by": step.who,
                    "done": ACTION_WORDS[step.action],
                    "what_changed": difference(step.before, step.after, names),
                }


def _subject(content: object) -> str:
    """The neighbourhood that a content of any kind is about."""
    names = ("neighbourhood", "subject", "code")
    return next((str(getattr(content, name)) for name in names if hasattr(content, name)), "")
