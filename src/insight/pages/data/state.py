"""What the address of Data and method holds, and what is worked out once for it."""

from insight.analysis.data_guidance import Asked
from insight.analysis.ranking import Wish
from insight.analysis.small_areas import Basis, Published
from insight.analysis.suggested import picked_by
from insight.analysis.within_msoas import within_msoas
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import Level
from insight.pages.data.agreement_here import ListsAgree, lists_agree
from insight.shell import open_packs
from insight.shell.link import Parameter
from insight.shell.open_packs import load, per_pack
from insight.shell.page_state import EVERY_PAGE, Settled, indicators_if_any, printed
from insight.shell.study import ranked
from insight.statement import Table

PARTS = (
    *("limits", "agreement", "sources", "indicators", "terms", "own", "packs", "may"),
    *("access", "status"),
)


def _other_indicators(settled: Settled) -> list[str]:
    others = [key for key in indicators_if_any(settled) if key != settled["one"]]
    return others or [""]


def _asked_levels(settled: Settled) -> list[str]:
    """All levels, for one without a figure can be asked about; the likeliest first."""
    every_one = open_packs.load().pack.indicators
    named = [every_one.get(settled[name]) for name in ("one", "other")]
    if settled["ask"] != Asked.TOGETHER:
        named = named[:1]
    known = open_packs.load().places
    here = [level for level in Level if known is None or level in known.levels]
    every = [level.value for level in here]
    shared = [
        level.value
        for level in here
        if all(one is not None and level in one.statistics for one in named)
    ]
    return [*shared, *(level for level in every if level not in shared)]


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("show", lambda _: PARTS, "part"),
    Parameter("than", lambda _: list(open_packs.others()) or [""], "other data version"),
    Parameter("ask", lambda _: [each.value for each in Asked], "question"),
    Parameter("one", indicators_if_any, "measure"),
    Parameter("other", _other_indicators, "other measure"),
    Parameter("at", _asked_levels, "level"),
    Parameter("figures", printed, "figures from the slides", is_several=True),
)

HOODS = 10
"""Neighbourhoods suggested unless somebody asks for another number."""


@per_pack(max_entries=4, show_spinner="Comparing the two lists…")
def lists_compared(_published: Published | None, upload: str) -> ListsAgree:
    """The default list by our estimate, and the same by published estimates."""
    loaded = load()
    found = [
        ranked(Wish(basis=Basis(is_published=False), fill=True), None, ""),
        ranked(Wish(fill=True), _published, upload),
    ]
    three = (loaded.pack, loaded.known, loaded.touching)
    picked = [picked_by(*three, each, bounds=Bounds(), count=HOODS) for each in found]
    return lists_agree(found[0], found[1], picked[0], picked[1])


@per_pack(max_entries=1, show_spinner="Trying other sizes…")
def within() -> tuple[str, Table]:
    """What other sizes of the residual within MSOAs would do."""
    loaded = load()
    return within_msoas(loaded.pack, loaded.known)
