"""Contents as JSON holds them."""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from insight.characters import all_showable

Value = TypeVar("Value")


def json_shown(stored: str | bytes) -> Any:  # noqa: ANN401 - whatever was stored
    """What JSON holds, its texts as every page and file can hold them."""
    return all_showable(json.loads(stored))


def to_json(content: Any) -> dict[str, Any]:  # noqa: ANN401 - any frozen content
    """Fields of a content, dates and tuples written as JSON can hold them."""
    return {each.name: _value(getattr(content, each.name)) for each in fields(content)}


def from_json(kind: type[Value], values: Mapping[str, Any]) -> Value:
    """A content out of its fields, by their types."""
    readers = _readers(cast("Hashable", kind))
    return kind(
        **{name: None if value is None else readers[name](value) for name, value in values.items()}
    )


def from_row(kind: type[Value], row: Mapping[str, Any]) -> Value:
    """A content out of a row that has a column for each of its fields."""
    return from_json(kind, {each.name: row[each.name] for each in fields(cast("Any", kind))})


def _value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return str(value) if isinstance(value, str) else value


@cache
def _readers(kind: Hashable) -> Mapping[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any type of a field
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda values: tuple(map(item, values))
    if NoneType in get_args(hint):
        return _reader(next(each for each in get_args(hint) if each is not NoneType))
    if hasattr(hint, "fromisoformat"):
        return lambda day: hint.fromisoformat(day) if isinstance(day, str) else day
    if hint is float or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return hint
    return lambda value: value
