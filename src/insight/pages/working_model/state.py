"""What the address of the Working model holds."""

from insight.shell import open_packs
from insight.shell.link import Parameter
from insight.shell.page_state import (
    CELL_FIELD,
    EVERY_PAGE,
    RECORD_FIELDS,
    RECORD_ID,
    STAGES,
    Settled,
)

PARTS = ("matrix", "next", "systems", "example")


def _systems(_settled: Settled) -> list[str]:
    pack = open_packs.load().pack
    return list(pack.table("systems").index) if pack.is_usable("systems") else []


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("show", lambda _: PARTS, "part"),
    *RECORD_FIELDS,
    Parameter("systems", _systems, "systems", is_several=True, pattern=RECORD_ID),
    Parameter("stages", lambda _: STAGES, "stages", is_several=True),
    # Only the records know these, and a link must not ask them.
    CELL_FIELD,
    Parameter("system", lambda _: ("",), "system", pattern="[0-9a-z-]+"),
)
