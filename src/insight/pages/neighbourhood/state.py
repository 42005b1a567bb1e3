"""What the address of Neighbourhoods holds."""

from collections.abc import Sequence

from insight.pack.catalogue import Level
from insight.records.kinds.model_terms import OUTCOMES
from insight.records.kinds.model_terms import STEPS as WORK_STEPS
from insight.shell.link import Parameter
from insight.shell.page_state import (
    BASIS_FIELDS,
    BOUNDS_FIELDS,
    CELL_FIELD,
    EVERY_PAGE,
    RECORD_FIELDS,
    RECORD_ID,
    Settled,
    codes_of_pack,
)

PARTS = ("saved", "profile", "work", "build", "check")


def _several_lsoas(_settled: Settled) -> Sequence[str]:
    return codes_of_pack(Level.LSOA)


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("show", lambda _: PARTS, "part"),
    Parameter("place", lambda _: ("",), "saved neighbourhood", pattern=RECORD_ID),
    Parameter("members", _several_lsoas, "LSOAs", is_several=True),
    Parameter("other", lambda _: ("",), "other neighbourhood", pattern=RECORD_ID),
    *RECORD_FIELDS,
    Parameter("term", lambda _: ("", *WORK_STEPS, *OUTCOMES), "step or outcome"),
    CELL_FIELD,
    *BOUNDS_FIELDS,
    *BASIS_FIELDS,
)
