"""Records in the words of their forms: what each field is called, and what it holds."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from insight.analysis.own_indicators import KIND_WORDS
from insight.analysis.work.stage_words import NOTE_WORDS, PROGRESS_WORDS, STAGE_WORDS, day_words
from insight.geography.levels import LEVEL_NAMES
from insight.pack.catalogue import LICENCES, Provenance
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.own_indicators import OwnIndicator
from insight.records.kinds.vertical import Evidence, System
from insight.words import counted

LABELS: Mapping[type, Mapping[str, str]] = {
    Evidence: {
        "what": "What changed",
        "source": "Evidence source",
        "stage": "Stage shown",
        "on": "Date of change",
        "system": "System",
        "code": "Area covered",
        "conditions": "Conditions shown",
        "changes": "Types of change",
        "workshops": "Workshops held",
        "trained": "People trained",
    },
    Step: {
        "what": "What happened",
        "progress": "Progress",
        "on": "Date",
        "about": "Step or outcome",
        "source": "Evidence source",
        "neighbourhood": "Neighbourhood",
    },
    Asset: {
        "name": "Asset name",
        "kind": "Type of asset",
        "lsoa21cd": "Location",
        "latitude": "Latitude",
        "longitude": "Longitude",
        "contact_role": "Contact role",
        "system": "System",
        "since": "Start date",
        "until": "End date",
        "source": "Evidence source",
        "neighbourhood": "Neighbourhood",
    },
    Note: {
        "words": "Local knowledge",
        "reason": "Reason",
        "kind": "Type of note",
        "about": "Figure it is about",
        "answer": "Answer",
        "subject": "Place",
    },
    System: {
        "name": "Name",
        "position": "Position in the list",
        "words": "What it covers",
        "is_used": "In use",
    },
    OwnIndicator: {
        "name": "Indicator name",
        "kind": "Type of figure",
        "unit": "Unit",
        "direction": "Meaning of a high figure",
        "period": "Period",
        "publisher": "Publisher",
        "source": "Table title",
        "licence": "Licence",
        "provenance": "Type of data",
        "note": "Method and limits",
        "level": "Area level",
        "file": "File",
        "codes": "Areas with a figure",
        "figures": "Figures",
    },
}
"""Fields of each kind of record in the order of its form, as the form calls them."""

COUNTED = {"codes": "area", "figures": "figure"}
VALUE_WORDS: Mapping[Any, str] = {
    **STAGE_WORDS,
    **PROGRESS_WORDS,
    **NOTE_WORDS,
    **KIND_WORDS,
    **LEVEL_NAMES,
    **{each: each.label for each in Provenance},
}
LONGEST = 60


def cells(content: object, names: Mapping[str, str]) -> dict[str, str]:
    """Each field of a content by its label; `names` are those of areas, systems and terms."""
    return {
        label: _words(name, getattr(content, name), names)
        for name, label in LABELS[type(content)].items()
    }


def changed(label: str, old: str, new: str) -> str:
    """That one field changed, in words."""
    before, after = _short(old), _short(new)
    if not old or not new:
        return f"{label} added: “{after}”" if new else f"{label} removed: “{before}”"
    return label + " changed" + (f" from “{before}” to “{after}”" if before != after else "")


def difference(before: object, after: object, names: Mapping[str, str]) -> str:
    """What changed between two contents of one kind, in words."""
    if before is None or after is None:
        there = cells(after if before is None else before, names)
        return "; ".join(f"{label}: {_short(text)}" for label, text in there.items() if text)
    old, new = cells(before, names), cells(after, names)
    return (
        "; ".join(changed(label, old[label], new[label]) for label in differing(before, after))
        or "No change"
    )


def differing(one: object, other: object) -> tuple[str, ...]:
    """Labels of the fields in which two contents of one kind differ."""
    return tuple(
        label
        for name, label in LABELS[type(one)].items()
        if getattr(one, name) != getattr(other, name, None)
    )


def _words(name: str, value: object, names: Mapping[str, str]) -> str:
    if name == "code":
        return names.get(str(value), str(value)) or "The whole area"
    if name in COUNTED and isinstance(value, Sequence):
        return counted(len(value), COUNTED[name])
    if isinstance(value, tuple):
        return ", ".join(_words("", each, names) for each in value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, StrEnum):
        return VALUE_WORDS.get(value, value.capitalize())
    if name == "licence":
        return LICENCES[str(value)].name if value in LICENCES else str(value)
    text = "" if value is None else str(value)
    return names.get(text, text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
