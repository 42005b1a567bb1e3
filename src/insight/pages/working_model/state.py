"""What the address of the Working model holds."""

from insight.records.record import RECORD_ID
from insight.shell import open_packs, page_state
from insight.shell.link import Parameter

PARTS = ("matrix", "next", "systems", "example")


def _systems(_settled: page_state.Settled) -> list[str]:
    pack = open_packs.load().pack
    return list(pack.table("systems").index) if pack.is_usable("systems") else []


FIELDS: tuple[Parameter, ...] = (
    *page_state.EVERY_PAGE,
    Parameter("show", lambda _: PARTS, "part"),
    page_state.DAY_FIELD,
    Parameter("systems", _systems, "systems", is_several=True, pattern=RECORD_ID),
    Parameter("stages", lambda _: page_state.STAGES, "stages", is_several=True),
    # Only the records know these, and a link must not ask them.
    page_state.CELL_FIELD,
    Parameter("system", lambda _: ("",), "system", pattern="[0-9a-z-]+"),
)
