"""Local knowledge beside figures in files: a column more, no figure changed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from insight.analysis.work.stage_words import NOTE_WORDS, day_words
from insight.exports.files import Download
from insight.exports.table import ExportTable
from insight.records.kinds.horizontal import Note
from insight.records.record import Record

COLUMN = "local_knowledge"
CODES = re.compile(r"[\s;,]+")
NOT_READ = "We could not read the records when this file was made"

Asking = Callable[[], Mapping[str, str] | None]


def note_words(one: Record[Note]) -> str:
    """A note in one line, with its reason, its writer and its answer."""
    content = one.content
    about = f" about {content.about}" if content.about else ""
    answer = f" Reply: {content.answer}" if content.answer else ""
    said = (
        f"{NOTE_WORDS[content.kind]}{about}: {content.words} (how known: "
        f"{content.reason}; {one.created_by}, {day_words(one.created_at.date())})"
        f"{answer}"
    )
    return " ".join(said.split())


def said_of(notes: Mapping[str, Sequence[Record[Note]]]) -> dict[str, str]:
    """All that is said of each subject, in one line each."""
    return {subject: " | ".join(note_words(one) for one in some) for subject, some in notes.items()}


def with_knowledge(
    downloads: Sequence[Download], asked: Asking, columns: Sequence[str]
) -> tuple[Download, ...]:
    """The same files with what `asked` tells of the places that `columns` name in each row."""
    return tuple(
        each.with_table(lambda table: _added(table, asked(), columns)) for each in downloads
    )


def _added(
    table: ExportTable, said: Mapping[str, str] | None, columns: Sequence[str]
) -> ExportTable:
    named = table.rows[[name for name in columns if name in table.rows]]
    words = [_of_cells(cells, said) for cells in named.itertuples(index=False)]
    if not any(words):
        return table
    return replace(table, rows=table.stamped().assign(**{COLUMN: words}))


def _of_cells(cells: Sequence[object], said: Mapping[str, str] | None) -> str:
    """What is said of the places that some cells name, once each."""
    if said is None:
        return NOT_READ
    texts = [" ".join(cell) if isinstance(cell, tuple) else str(cell) for cell in cells]
    named = [name for text in texts for name in (text, *CODES.split(text))]
    return " | ".join(dict.fromkeys(said[name] for name in named if name in said))
