"""How own indicators are kept."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import RowMapping, Table

from insight.records.kind import RecordKind
from insight.records.kinds.own_indicators import OwnIndicator, faults, from_json, tidied
from insight.records.plain import to_json
from insight.records.steps import name_key
from insight.records.tables import OwnIndicatorRow


def _columns(content: OwnIndicator) -> Mapping[str, Any]:
    return {"name_key": name_key(content.name), "content": to_json(content)}


def _content(row: RowMapping) -> OwnIndicator:
    return from_json(row["content"])


OWN_INDICATORS: RecordKind[OwnIndicator] = RecordKind(
    word="own indicator",
    noun=("indicator", "indicators"),
    table=cast("Table", OwnIndicatorRow.__table__),
    columns=_columns,
    content=_content,
    to_json=to_json,
    from_json=from_json,
    tidied=tidied,
    faults=faults,
    check=lambda _session, _done: None,
    places=lambda _: (),
    unique="name_key",
    taken="there is already an indicator of that label. Change that one, or choose another label.",
)
