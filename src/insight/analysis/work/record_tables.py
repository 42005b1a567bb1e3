"""Records of any kind as tables: field by field, side by side, step by step."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from insight.analysis.work.record_words import cells, differing
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, entry_words
from insight.records.kinds.vertical import Evidence
from insight.records.record import Content, Record
from insight.records.steps import Change
from insight.statement import Column, Table
from insight.words import counted

ACTION_WORDS = {
    "add": "Added",
    "change": "Changed",
    "remove": "Removed",
    "restore": "Restored",
    "undo": "Undone",
    "import": "Imported",
}


def text_table(
    rows: Iterable[Mapping[str, str]], alt: str, keys: Iterable[str] | None = None, **columns: str
) -> Table:
    """Texts in rows, by their keys; each column with its label and width in pixels."""
    shown = {name: Column(label) for name, label in columns.items()}
    index = None if keys is None else list(keys)
    return Table(pd.DataFrame(list(rows), index=index, columns=list(shown)), shown, alt)


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
        on="Day",
        stage="Stage",
        where="Area covered",
        system="System",
        what="What changed",
        about="Conditions and kinds of change",
        source="Source",
        entered="Entered",
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


def fields_side_by_side(
    one: object, other: object, titles: tuple[str, str], names: Mapping[str, str]
) -> Table:
    """Two contents of one kind, field by field, with what differs marked."""
    first, second = cells(one, names), {} if other is None else cells(other, names)
    apart = differing(one, other)
    rows = [
        {
            "field": label,
            "one": text,
            "other": second.get(label, ""),
            "differs": "Different" if label in apart else "",
        }
        for label, text in first.items()
    ]
    return text_table(
        rows,
        "Table comparing two versions, field by field.",
        field="Field",
        one=titles[0],
        other=titles[1],
        differs="",
    )


def history_table(
    steps: Sequence[Change[Content]], words: Callable[[Content | None, Content | None], str]
) -> Table:
    """Every step, the newest first; `words` say what changed in it."""
    rows = [
        {
            "version": step.version,
            "at": f"{step.at:%d %B %Y %H:%M} UTC",
            "who": step.who,
            "action": ACTION_WORDS[step.action],
            "what": words(step.before, step.after),
        }
        for step in reversed(steps)
    ]
    columns = {
        "version": Column("Version", "", 0),
        "at": Column("When"),
        "who": Column("Who"),
        "action": Column("Action"),
        "what": Column("What changed"),
    }
    alt = f"Table of {counted(len(rows), 'step')} in the history."
    return Table(pd.DataFrame(rows), columns, alt)
