"""Records of the working model with defaults, for tests."""

from datetime import UTC, date, datetime, time
from itertools import count

from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.model_terms import AssetKind, NoteKind, Progress, Scope, Stage
from insight.records.kinds.vertical import Evidence, System
from insight.records.record import Record
from insight.working_model.work import Listed, Work, WorkPlace

DAY = date(2026, 3, 9)
HOOD, OTHER = "aaaaaaaaaa", "bbbbbbbbbb"
_numbers = count(1)


def record(content, day: date = DAY, **changes) -> Record:
    at = datetime.combine(day, time(12), UTC)
    values = {
        "id": f"r{next(_numbers):09d}", "version": 1, "content": content,
        "created_at": at, "created_by": "Ann", "changed_at": at, "changed_by": "Ann",
        "is_removed": False,
    }  # fmt: skip
    return Record(**{**values, **changes})


def evidence_content(**changes) -> Evidence:
    values = {
        "system": "care", "scope": Scope.NEIGHBOURHOOD, "code": HOOD,
        "stage": Stage.FOUNDATIONS, "conditions": (), "changes": (),
        "what": "Agreed", "on": DAY, "source": "Minutes",
    }  # fmt: skip
    return Evidence(**{**values, **changes})


def evidence(**changes) -> Record[Evidence]:
    content = evidence_content(**changes)
    return record(content, content.on)


def wide(stage: Stage, scope: Scope = Scope.AREA, code: str = "", **changes):
    return evidence(stage=stage, scope=scope, code=code, **changes)


def step_content(**changes) -> Step:
    values = {
        "neighbourhood": HOOD, "about": "step1", "progress": Progress.BEGUN,
        "what": "Walked round", "on": DAY, "source": "",
    }  # fmt: skip
    return Step(**{**values, **changes})


def step(**changes) -> Record[Step]:
    content = step_content(**changes)
    return record(content, content.on)


def asset_content(**changes) -> Asset:
    values = {
        "neighbourhood": HOOD, "name": "Library", "kind": AssetKind.LIBRARY,
        "system": "", "lsoa21cd": "", "longitude": None, "latitude": None,
        "contact_role": "Librarian", "since": DAY, "until": None, "source": "",
    }  # fmt: skip
    return Asset(**{**values, **changes})


def asset(**changes) -> Record[Asset]:
    content = asset_content(**changes)
    return record(content, content.since)


def note_content(**changes) -> Note:
    values = {
        "subject": "E01013726", "kind": NoteKind.LOCAL, "about": "",
        "words": "An estate is missed by the average", "reason": "I work there",
        "answer": "",
    }  # fmt: skip
    return Note(**{**values, **changes})


def system_content(**changes) -> System:
    values = {
        "key": "", "name": "Housing", "words": "", "position": 11, "is_used": True
    }  # fmt: skip
    return System(**{**values, **changes})


def place(id: str = HOOD, **changes) -> WorkPlace:  # noqa: A002 - the record's word
    values = {"name": f"Place {id[0]}", "districts": ("E07000130",)}
    return WorkPlace(id, **{**values, **changes})


def listed(*keys: str) -> tuple[Listed, ...]:
    return tuple(Listed(key, key.capitalize(), "") for key in keys)


def work(*evidences, systems=("care",), **parts) -> Work:
    return Work(listed(*systems), evidence=evidences, **parts)
