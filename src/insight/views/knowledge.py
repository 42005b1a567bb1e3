"""Local knowledge beside figures in files: a column more, no figure changed."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from insight.records.exchange import guarded
from insight.records.horizontal import Note
from insight.records.record import Record
from insight.views.stage_words import NOTE_WORDS, day_words
from insight.views.view import Download

COLUMN = "local_knowledge"
CODES = re.compile(r"[\s;,]+")
NOT_READ = "The records could not be read when this file was made"

Asking = Callable[[], Mapping[str, str] | None]
Finding = Callable[[Sequence[str]], str]


def note_words(one: Record[Note]) -> str:
    """A note in one line, with its reason, its writer and its answer."""
    content = one.content
    about = f" on {content.about}" if content.about else ""
    answer = f" Answer: {content.answer}" if content.answer else ""
    said = (
        f"{NOTE_WORDS[content.kind]}{about}: {content.words} (how known: "
        f"{content.reason}; {one.created_by}, {day_words(one.created_at.date())})"
        f"{answer}"
    )
    return " ".join(said.split())


def said_of(notes: Mapping[str, Sequence[Record[Note]]]) -> dict[str, str]:
    """All that is said of each subject, in one line each."""
    return {
        subject: " | ".join(note_words(one) for one in some)
        for subject, some in notes.items()
    }


def with_knowledge(
    downloads: Sequence[Download], asked: Asking, columns: Sequence[str]
) -> tuple[Download, ...]:
    """The same files with what is said of the places in each row.

    Parameters
    ----------
    downloads
        CSV and GeoJSON files; others are left as they are.
    asked
        Tells, when a file is made, what is said of each place: by code of an area, or
        by whatever `columns` hold. None where that cannot be read.
    columns
        Columns, or properties, that name the places of a row: one, or several codes.

    Returns
    -------
    tuple of Download
        A file without a place of which anything is said keeps its bytes.
    """
    return tuple(
        replace(each, content=_wrapped(each, asked, columns)) for each in downloads
    )


def _wrapped(
    download: Download, asked: Asking, columns: Sequence[str]
) -> Callable[[], bytes]:
    def content() -> bytes:
        made = download.content()
        add = {"text/csv": _in_csv, "application/geo+json": _in_geojson}.get(
            download.mime
        )
        if add is None:
            return made
        said = asked()
        return add(made, lambda cells: _of_cells(cells, said), columns)

    return content


def _of_cells(cells: Sequence[str], said: Mapping[str, str] | None) -> str:
    """What is said of the places that some cells name, once each."""
    if said is None:
        return NOT_READ
    named = [name for cell in cells for name in (cell, *CODES.split(cell))]
    return " | ".join(dict.fromkeys(said[name] for name in named if name in said))


def _in_csv(made: bytes, find: Finding, columns: Sequence[str]) -> bytes:
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    at = [place for place, name in enumerate(rows[0]) if name in columns]
    words = [find([row[place] for place in at]) for row in rows[1:]]
    if not any(words):
        return made
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*rows[0], COLUMN])
    for row, each in zip(rows[1:], words, strict=True):
        writer.writerow([*row, guarded(each)])
    return text.getvalue().encode("utf-8-sig")


def _in_geojson(made: bytes, find: Finding, columns: Sequence[str]) -> bytes:
    layer = json.loads(made)
    words = [find(_cells(each["properties"], columns)) for each in layer["features"]]
    if not any(words):
        return made
    for feature, each in zip(layer["features"], words, strict=True):
        feature["properties"][COLUMN] = each
    return json.dumps(layer, ensure_ascii=False).encode()


def _cells(properties: Mapping[str, object], columns: Sequence[str]) -> list[str]:
    values = [properties.get(name, "") for name in columns]
    return [
        " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for value in values
    ]
