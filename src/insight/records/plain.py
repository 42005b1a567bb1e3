"""Contents as JSON holds them."""

from dataclasses import fields
from datetime import date
from typing import Any


def to_json(content: Any) -> dict[str, Any]:  # noqa: ANN401 - any frozen content
    """Fields of a content, dates and tuples written as JSON can hold them."""
    return {each.name: _value(getattr(content, each.name)) for each in fields(content)}


def _value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return str(value) if isinstance(value, str) else value
