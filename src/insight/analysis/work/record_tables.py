"""Records of any kind as tables: field by field, side by side, step by step."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import STAGE_WORDS, entry_words
from insight.records.kinds.vertical import Evidence
from insight.records.plain import to_json
from insight.records.record import Content, Record
from insight.records.steps import SPOKEN, Change
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
LONGEST = 60


def text_table(
    rows: Iterable[Mapping[str, str]],
    alt: str,
    keys: Iterable[str] | None = None,
    **columns: tuple[str, int],
) -> Table:
    """Texts in rows, by their keys; each column with its label and width in pixels."""
    shown = {name: Column(label, width=width) for name, (label, width) in columns.items()}
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
        on=("Day", 120),
        stage=("Stage", 90),
        where=("Area covered", 130),
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


def fields_side_by_side(one: object, other: object, titles: tuple[str, str]) -> Table:
    """Two contents of one kind, field by field, with what differs marked."""
    first, second = to_json(one), {} if other is None else to_json(other)
    rows = [
        {
            "field": spoken(name),
            "one": _words(value),
            "other": _words(second.get(name)),
            "differs": "differs" if value != second.get(name) else "",
        }
        for name, value in first.items()
    ]
    return text_table(
        rows,
        "Table comparing two versions, field by field.",
        field=("Field", 130),
        one=(titles[0], 260),
        other=(titles[1], 260),
        differs=("", 70),
    )


def difference(before: object, after: object) -> str:
    """What changed between two contents of one kind, in words."""
    if before is None or after is None:
        there = to_json(after if before is None else before)
        return "; ".join(
            f"{spoken(name)} {_words(value)}" for name, value in there.items() if value
        )
    old, new = to_json(before), to_json(after)
    said = [
        f"{spoken(name)} from “{_words(old[name])}” to “{_words(new[name])}”"
        for name in new
        if old.get(name) != new[name]
    ]
    return "; ".join(said) or "nothing"


def history_table(
    steps: Sequence[Change[Content]],
    words: Callable[[Content | None, Content | None], str] = difference,
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
        "version": Column("Version", "", 0, width=70),
        "at": Column("When", width=170),
        "who": Column("Who", width=150),
        "action": Column("Action", width=110),
        "what": Column("What changed"),
    }
    alt = f"Table of {counted(len(rows), 'step')} in the history."
    return Table(pd.DataFrame(rows), columns, alt)


def spoken(field: str) -> str:
    """The name of a field for a reader."""
    return {"lsoa21cd": "LSOA"}.get(field, SPOKEN.get(field, field))


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
