"""How own indicators are kept."""

from typing import cast

from sqlalchemy import Table

from insight.records.kind import RecordKind
from insight.records.kinds.own_indicators import OwnIndicator, faults, tidied
from insight.records.plain import to_json
from insight.records.steps import name_key
from insight.records.tables import OwnIndicatorRow

OWN_INDICATORS: RecordKind[OwnIndicator] = RecordKind(
    word="own indicator",
    noun=("indicator", "indicators"),
    table=cast("Table", OwnIndicatorRow.__table__),
    form=OwnIndicator,
    columns=lambda own: {"name_key": name_key(own.name), "content": to_json(own)},
    tidied=tidied,
    faults=faults,
    unique="name_key",
    taken="there is already an indicator with that name. Change that one, or choose another name.",
)
