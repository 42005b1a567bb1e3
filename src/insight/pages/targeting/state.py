"""What the address of Targeting holds, and what would change its list."""

from insight.analysis.own_values import complete_by_lsoa
from insight.analysis.ranking import PRESETS, SURE, Order, RankingChange, Wish, changes
from insight.analysis.small_areas import Published
from insight.measures.need import Mean, Scaling
from insight.measures.reach import Reach
from insight.pack.catalogue import Level
from insight.shell import open_packs
from insight.shell.link import Parameter
from insight.shell.open_packs import load, per_pack
from insight.shell.page_state import (
    BASIS_FIELDS,
    BOUNDS_FIELDS,
    CLASSES_FIELD,
    EVERY_PAGE,
    Settled,
    basis,
    codes_of_pack,
    districts,
    first,
)
from insight.shell.study import ranked

STEPS = ("list", "context", "activity", "areas", "social", "both")

PARTS = ("neighbourhoods", "sure", "change", "areas")

OWN_WEIGHTS = "own"
"""The preset under which every weight can be set."""

WEIGHTS = [str(points) for points in range(0, 101, 5)]


def own_inputs(_settled: Settled) -> list[str]:
    """Own indicators that can be part of a score, none by default."""
    return ["", *_own_inputs()]


@open_packs.per_pack(max_entries=4, show_spinner=False)
def _own_inputs() -> list[str]:
    """Every page asks for them, for its links to the others."""
    loaded = open_packs.load()
    if loaded.places is None or not loaded.pack.own:
        return []
    return list(complete_by_lsoa(loaded.pack, loaded.known))


def means(settled: Settled) -> list[str]:
    """Means that have a meaning with the scaling chosen."""
    if settled["scaling"] == Scaling.Z:
        return [Mean.ARITHMETIC.value]
    return [mean.value for mean in Mean]


def reaches(settled: Settled) -> list[str]:
    """Ways to share out the list; within one district there is one."""
    competing = districts(settled) or codes_of_pack(Level.LOCALITY)
    if len(competing) == 1:
        return [Reach.ALL.value]
    return [reach.value for reach in Reach]


def fills(settled: Settled) -> list[str]:
    """Whether the next highest make up a list that too few areas meet; a choice by the rule."""
    is_asked = settled["order"] == Order.RULE and settled["reach"] != Reach.QUOTA
    return ["0", "1"] if is_asked else ["0"]


LIST_FIELDS = (
    Parameter("order", lambda _: [o.value for o in Order], "ranking method", is_shared=True),
    Parameter("sure", lambda _: [str(s) for s in SURE], "inactivity threshold", is_shared=True),
    Parameter("most", lambda _: ("2", "1", "3"), "deprivation threshold", is_shared=True),
    Parameter("middle", lambda _: ("5", "4", "6", "7"), "middle band", is_shared=True),
    Parameter("preset", lambda _: (*PRESETS, OWN_WEIGHTS), "weights", is_shared=True),
    Parameter("w1", lambda _: first("70", WEIGHTS), "weight", is_shared=True),
    Parameter("w2", lambda _: first("30", WEIGHTS), "weight", is_shared=True),
    Parameter("w3", lambda _: first("0", WEIGHTS), "weight", is_shared=True),
    Parameter("own", own_inputs, "own indicator", is_shared=True),
    Parameter("w4", lambda _: first("0", WEIGHTS), "weight", is_shared=True),
    Parameter("scaling", lambda _: [s.value for s in Scaling], "scaling", is_shared=True),
    Parameter("mean", means, "mean", is_shared=True),
    Parameter("places", lambda _: ("30", "10", "20", "60"), "number of areas", is_shared=True),
    Parameter("reach", reaches, "ranking group", is_shared=True),
    Parameter("fill", fills, "next highest areas", is_shared=True),
    Parameter(
        "hoods", lambda _: ("10", "3", "5", "15", "20"), "number of neighbourhoods", is_shared=True
    ),
    *BOUNDS_FIELDS,
    *BASIS_FIELDS,
)
"""How a list is made: shared by the pages that show it."""


def wish(settled: Settled) -> Wish:
    """What was chosen about the list."""
    preset = settled["preset"]
    weights = (
        tuple(int(settled[name]) for name in ("w1", "w2", "w3"))
        if preset == OWN_WEIGHTS
        else PRESETS[preset][1]
    )
    own = settled["own"] if preset == OWN_WEIGHTS and settled["w4"] != "0" else ""
    return Wish(
        own=own,
        own_weight=int(settled["w4"]) if own else 0,
        basis=basis(settled),
        order=Order(settled["order"]),
        weights=weights,
        scaling=Scaling(settled["scaling"]),
        mean=Mean(settled["mean"]),
        sure=int(settled["sure"]),
        most_to=int(settled["most"]),
        middle_to=int(settled["middle"]),
        places=int(settled["places"]),
        reach=Reach(settled["reach"]),
        fill=settled["fill"] == "1",
        districts=districts(settled),
    )


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("step", lambda _: STEPS, "step"),
    Parameter("part", lambda _: PARTS, "part"),
    CLASSES_FIELD,
    *LIST_FIELDS,
    Parameter("area", lambda _: ("", *codes_of_pack(Level.LSOA)), "area"),
)


@per_pack(max_entries=32, show_spinner=False, hash_funcs={Wish: repr})
def other_choices(
    wish: Wish, _published: Published | None, upload: str
) -> tuple[RankingChange, ...]:
    """What would change the list."""
    loaded = load()
    found = ranked(wish, _published, upload)
    return changes(loaded.pack, loaded.known, found, published=_published)
