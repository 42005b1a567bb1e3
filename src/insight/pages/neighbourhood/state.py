"""What the address of Neighbourhoods holds."""

from insight.pack.catalogue import Level
from insight.records.kinds.model_terms import OUTCOMES
from insight.records.kinds.model_terms import STEPS as WORK_STEPS
from insight.records.record import RECORD_ID
from insight.shell import page_state
from insight.shell.link import Parameter

PARTS = ("saved", "profile", "work", "build", "what_if", "check")


FIELDS: tuple[Parameter, ...] = (
    *page_state.EVERY_PAGE,
    Parameter("show", lambda _: PARTS, "part"),
    Parameter("place", lambda _: ("",), "saved neighbourhood", pattern=RECORD_ID),
    Parameter("members", lambda _: page_state.codes_of_pack(Level.LSOA), "LSOAs", is_several=True),
    Parameter("rate", lambda _: ("", *page_state.codes_of_pack(Level.LOCALITY)), "rate"),
    Parameter("other", lambda _: ("",), "other neighbourhood", pattern=RECORD_ID),
    page_state.DAY_FIELD,
    Parameter("term", lambda _: ("", *WORK_STEPS, *OUTCOMES), "step or outcome"),
    page_state.CELL_FIELD,
    *page_state.BOUNDS_FIELDS,
    *page_state.BASIS_FIELDS,
)
