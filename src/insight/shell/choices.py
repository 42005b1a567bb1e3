"""The choices that each page's address holds, each with what may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from insight.analysis.compared_place import WHOLE
from insight.analysis.maps.site_kinds import kinds_of
from insight.analysis.measurement import Choice, periods, shown_codes
from insight.analysis.money.accounts import Filter
from insight.analysis.money.cell_needs import Need
from insight.analysis.own_values import complete_by_lsoa
from insight.analysis.printed_figures import askable_figures
from insight.analysis.ranking import PRESETS, SURE, Order, Wish
from insight.analysis.refusals import Asked
from insight.analysis.small_areas import Basis, published_in
from insight.errors import ContractError
from insight.figures.screen.wide_map import MOST_AS_SVG
from insight.geography.neighbourhoods import Bounds
from insight.measures.need import Mean, Scaling
from insight.measures.reach import Reach
from insight.pack.catalogue import NATIONAL_LSOAS_2025, Group, Indicator, Level, Scale, Statistic
from insight.pages.approach.findings import has_survey
from insight.pages.compare.findings import Against, measures
from insight.pages.investment.breakdown import By
from insight.pages.investment.maps import Measure
from insight.records.kinds.investments import Form, Place
from insight.records.kinds.model_terms import OUTCOMES, Stage
from insight.records.kinds.model_terms import STEPS as WORK_STEPS
from insight.shell import open_packs, uploads
from insight.shell.link import SEPARATOR, Parameter

Settled = Mapping[str, str]
"""Values of the fields that were settled before."""


def _pack(_settled: Settled) -> list[str]:
    return [open_packs.load().pack.version]


def _other_packs(_settled: Settled) -> list[str]:
    """Packs that the one looked at can be held against."""
    return list(open_packs.others()) or [""]


def investment_parts(_settled: Settled) -> list[str]:
    """Parts of the investment page; printed figures only where a pack has some."""
    pack = open_packs.load().pack
    is_printed = pack.has("headline_figures") or "headline_figures" in pack.problems
    return [*INVESTMENT_PARTS, *(["figures"] if is_printed else [])]


def approach_parts(_settled: Settled) -> list[str]:
    """Parts of the approach page; the survey only where a pack has its own."""
    is_asked = has_survey(open_packs.load().pack)
    return [*APPROACH_PARTS, *(["survey"] if is_asked else [])]


def _regions(_settled: Settled) -> list[str]:
    """Regions of a pack of several, the first by default, and all of it last.

    Of all England at once a map is slow and says little.
    """
    known = open_packs.load().places
    return [] if known is None or not known.regions else [*known.regions, EVERYWHERE]


def district_options(settled: Settled) -> list[str]:
    """Codes of the districts of the region, where one is chosen."""
    known = open_packs.load().places
    if known is None:
        return []
    every = list(known.levels[Level.LOCALITY].index)
    region = settled.get("region", EVERYWHERE)
    if region == EVERYWHERE:
        return every
    return [code for code in every if known.region_of[code] == region]


def usable_indicators(_settled: Settled) -> list[str]:
    """Indicators whose tables passed their contracts.

    Raises
    ------
    ContractError
        If there is none.
    """
    pack = open_packs.load().pack
    every = pack.indicators
    usable = [key for key, each in every.items() if pack.is_usable(*each.tables)]
    if not usable:
        raise pack.fault()
    return usable


def _indicators_if_any(settled: Settled) -> list[str]:
    """As `usable_indicators`; the page that says what is wrong must open without."""
    try:
        return usable_indicators(settled)
    except ContractError:
        return [""]


def _other_indicators(settled: Settled) -> list[str]:
    """What an indicator can be shown together with."""
    others = [key for key in _indicators_if_any(settled) if key != settled["one"]]
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


def _printed(_settled: Settled) -> list[str]:
    return _askable()


@open_packs.per_pack(max_entries=4, show_spinner=False)
def _askable() -> list[str]:
    """Every page asks for them, for its links to the others."""
    return list(askable_figures(open_packs.load().pack))


@open_packs.per_pack(max_entries=4, show_spinner=False)
def site_kinds() -> dict[str, str]:
    """What each kind of site is called, by key; none where the pack has no sites."""
    return kinds_of(open_packs.load().pack)


def indicator(settled: Settled) -> Indicator:
    """The indicator chosen."""
    return open_packs.load().pack.indicators[settled["indicator"]]


def levels(settled: Settled) -> list[str]:
    """Levels that the indicator has figures for that can be drawn."""
    return [
        level.value
        for level, ways in indicator(settled).statistics.items()
        if _drawable(ways, level, settled)
    ]


def statistics(settled: Settled) -> tuple[Statistic, ...]:
    """Ways of putting the indicator into a number at the level chosen."""
    level = Level(settled["level"])
    return _drawable(indicator(settled).statistics[level], level, settled)


def _drawable(ways: tuple[Statistic, ...], level: Level, settled: Settled) -> tuple[Statistic, ...]:
    """The ways that a map can show: no circles where there are too many areas."""
    known = open_packs.load().places
    if known is None or len(known.levels[level]) <= MOST_AS_SVG:
        return ways
    if len(shown_codes(known, level, districts(settled))) <= MOST_AS_SVG:
        return ways
    return tuple(each for each in ways if not each.is_count)


def statistic(settled: Settled) -> Statistic:
    """The one chosen."""
    return next(each for each in statistics(settled) if each.key == settled["show"])


def scales(settled: Settled) -> list[str]:
    """What the statistic can be classed against."""
    ways = statistic(settled).scales
    # Where the study area is England, the publisher's classes say more than fifths.
    if _is_england() and Scale.ENGLAND in ways:
        ways = tuple(scale for scale in ways if scale is not Scale.AREA)
    # The one district of a pack is its study area.
    if len(_codes_of_pack(Level.LOCALITY)) == 1:
        ways = tuple(scale for scale in ways if scale is not Scale.DISTRICT)
    return [scale.value for scale in ways]


def comparators(_settled: Settled) -> list[str]:
    """What places can be compared with; England once where it is the study area."""
    ways = [Against.ENGLAND] if _is_england() else list(Against)
    return [each.value for each in ways]


def _is_england() -> bool:
    return len(_codes_of_pack(Level.LSOA)) == NATIONAL_LSOAS_2025


def _codes_of_pack(level: Level) -> Sequence[str]:
    """Codes of a level; none where the areas of the pack cannot be used."""
    return () if open_packs.load().places is None else _codes(level)


@open_packs.per_pack(max_entries=16, show_spinner=False)
def _codes(level: Level) -> Sequence[str]:
    """Every page asks for all of them, for each of its links to the others."""
    return tuple(open_packs.load().known.levels[level].index)


def years(settled: Settled) -> list[str]:
    """Periods of the indicator, the latest first, as an address can hold them."""
    found = periods(open_packs.load().pack, indicator(settled))
    return [period.replace("/", "-") for period in found]


def _areas(settled: Settled) -> Sequence[str]:
    return ("", *_codes_of_pack(Level(settled["level"])))


def _keys(settled: Settled) -> list[str]:
    return [each.key for each in statistics(settled)]


EVERYWHERE = "all"
"""The whole study area, where it has several regions."""

STEPS = ("list", "context", "activity", "areas", "social", "both")
PARTS = ("neighbourhoods", "sure", "change", "areas")
OWN = "own"
"""The preset under which every weight can be set."""

WEIGHTS = [str(points) for points in range(0, 101, 5)]
PEOPLE = [str(people) for people in range(1_000, 15_001, 500)]


def first(default: str, options: Iterable[str]) -> list[str]:
    """The options with the default in front."""
    return list(dict.fromkeys([default, *options]))


def activity_sources(_settled: Settled) -> list[str]:
    """Where small-area activity can come from, the best first."""
    found = [uploads.UPLOAD] if uploads.current() is not None else []
    if published_in(open_packs.load().pack) is not None:
        found.append("published")
    return [*found, "estimate"]


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
    competing = districts(settled) or _codes_of_pack(Level.LOCALITY)
    if len(competing) == 1:
        return [Reach.ALL.value]
    return [reach.value for reach in Reach]


def _at_least(_settled: Settled) -> list[str]:
    return first("4000", PEOPLE)


def _at_most(settled: Settled) -> list[str]:
    least = int(settled["least"])
    fits = [people for people in PEOPLE if int(people) >= least]
    return first("7500" if "7500" in fits else fits[0], fits)


def _several_lsoas(_settled: Settled) -> Sequence[str]:
    return _codes_of_pack(Level.LSOA)


def _systems(_settled: Settled) -> list[str]:
    pack = open_packs.load().pack
    return list(pack.table("systems").index) if pack.is_usable("systems") else []


def stages(settled: Settled) -> tuple[Stage, ...]:
    """Stages that neighbourhoods are chosen by."""
    wanted = settled["stages"].split(SEPARATOR)
    return tuple(stage for stage, key in zip(Stage, STAGES, strict=True) if key in wanted)


def day(settled: Settled, last: date) -> date:
    """The day as on which records are shown, `last` if none or none that exists."""
    try:
        return date.fromisoformat(settled["on"])
    except ValueError:
        return last


def _lsoas(_settled: Settled) -> Sequence[str]:
    return ("", *_codes_of_pack(Level.LSOA))


def comparable(_settled: Settled) -> Sequence[str]:
    """Codes of all areas that can be compared, the whole first."""
    if open_packs.load().places is None:
        return []
    levels = (Level.LOCALITY, Level.MSOA, Level.LSOA)
    return (WHOLE, *(code for level in levels for code in _codes(level)))


def lsoa_statistic(settled: Settled) -> Statistic:
    """The first way of colouring LSOAs by the indicator."""
    ways = indicator(settled).statistics[Level.LSOA]
    return next(each for each in ways if not each.is_count)


def _measures() -> list[str]:
    return [each.key for each in measures(open_packs.load().pack)]


def indicators_by_lsoa(settled: Settled) -> list[str]:
    """Indicators that LSOAs can be coloured by."""
    every = open_packs.load().pack.indicators
    usable = [every[key] for key in _indicators_if_any(settled) if key]
    return [
        one.key
        for one in usable
        if any(not each.is_count for each in one.statistics.get(Level.LSOA, ()))
    ] or [""]


def scales_of_all(settled: Settled) -> list[str]:
    """Scales on which all localities have the same classes."""
    if not settled["indicator"]:
        return [""]
    scales = lsoa_statistic(settled).scales
    return [scale.value for scale in scales if scale is not Scale.DISTRICT]


def lsoa_choice(settled: Settled) -> Choice:
    """What the small maps are to measure."""
    chosen = indicator(settled)
    return Choice(
        indicator=chosen,
        level=Level.LSOA,
        statistic=lsoa_statistic(settled),
        scale=Scale(settled["scale"]),
        period=periods(open_packs.load().pack, chosen)[0],
    )


MODEL_PARTS = ("matrix", "next", "systems", "example")
RECORD_SOURCES = ("own", "illustrative", "example")
DAY = r"\d{4}-\d\d-\d\d"
STAGES = [stage.value.replace(" ", "-") for stage in Stage]
RECORD_ID = "[0-9a-z]{10}"
"""What the id of a saved record looks like."""

RECORD_FIELDS = (
    Parameter("records", lambda _: RECORD_SOURCES, "records", is_shared=True),
    Parameter("on", lambda _: ("",), "day", is_shared=True, pattern=DAY),
)
"""Whose records are looked at, and as on which day; an empty day is the last."""

BASIS_FIELDS = (
    Parameter("years", lambda _: ("3", "1", "5"), "survey years", is_shared=True),
    Parameter("activity", activity_sources, "source of activity", is_shared=True),
    Parameter("held", lambda _: ("1", "0"), "hold to districts", is_shared=True),
)
"""What the estimates rest on."""

BOUNDS_FIELDS = (
    Parameter("least", _at_least, "fewest people", is_shared=True),
    Parameter("most_people", _at_most, "most people", is_shared=True),
)
"""How many people a neighbourhood should have."""

LIST_FIELDS = (
    Parameter("order", lambda _: [o.value for o in Order], "order", is_shared=True),
    Parameter("sure", lambda _: [str(s) for s in SURE], "certainty", is_shared=True),
    Parameter("most", lambda _: ("2", "1", "3"), "deprivation line", is_shared=True),
    Parameter("middle", lambda _: ("5", "4", "6", "7"), "middle class", is_shared=True),
    Parameter("preset", lambda _: (*PRESETS, OWN), "weights", is_shared=True),
    Parameter("w1", lambda _: first("70", WEIGHTS), "weight", is_shared=True),
    Parameter("w2", lambda _: first("30", WEIGHTS), "weight", is_shared=True),
    Parameter("w3", lambda _: first("0", WEIGHTS), "weight", is_shared=True),
    Parameter("own", own_inputs, "own indicator", is_shared=True),
    Parameter("w4", lambda _: first("0", WEIGHTS), "weight", is_shared=True),
    Parameter("scaling", lambda _: [s.value for s in Scaling], "scaling", is_shared=True),
    Parameter("mean", means, "mean", is_shared=True),
    Parameter("places", lambda _: ("30", "10", "20", "60"), "places", is_shared=True),
    Parameter("reach", reaches, "reach", is_shared=True),
    Parameter("hoods", lambda _: ("10", "3", "5", "15", "20"), "number", is_shared=True),
    *BOUNDS_FIELDS,
    *BASIS_FIELDS,
)
"""How a list is made: shared by the pages that show it."""


def basis(settled: Settled) -> Basis:
    """What the estimates of activity are to rest on."""
    return Basis(
        years=int(settled["years"]),
        is_published=settled["activity"] != "estimate",
        is_benchmarked=settled["held"] == "1",
    )


def bounds(settled: Settled) -> Bounds:
    """How many people a neighbourhood should have."""
    return Bounds(least=int(settled["least"]), most=int(settled["most_people"]))


def wish(settled: Settled) -> Wish:
    """What was chosen about the list."""
    preset = settled["preset"]
    weights = (
        tuple(int(settled[name]) for name in ("w1", "w2", "w3"))
        if preset == OWN
        else PRESETS[preset][1]
    )
    own = settled["own"] if preset == OWN and settled["w4"] != "0" else ""
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
        districts=districts(settled),
    )


_EVERY_PAGE = (
    Parameter("pack", _pack, "data pack", is_fixed=True),
    Parameter("region", _regions, "region", is_shared=True),
    Parameter("district", district_options, "district", is_shared=True, is_several=True),
)

INVESTMENT_PARTS = ("map", "fair", "ledger", "import", "leverage")
LEDGERS = ("own", "illustrative")
MONEY_LEVELS = (Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT)
BESIDE = ("money", "cold", "break", "without")
APPROACH_PARTS = ("place", "model", "levels")
AREA_CODE = "E0[1-9][0-9]{6}"

CELL_FIELD = Parameter("cell", lambda _: ("",), "cell", pattern=f"{RECORD_ID}~[0-9a-z-]+")
NEIGHBOURHOOD_PARTS = ("saved", "profile", "work", "build", "check")

TRAY = r"[A-Za-z0-9_!~%.=&+,-]{1,6000}"
"""Items as `insight.shell.tray` writes them."""

COMPARE_PARTS = ("places", "measure", "maps", "gap")

DATA_PARTS = (
    *("limits", "agreement", "sources", "indicators", "own", "packs", "may"),
    *("access", "status"),
)

PAGE_FIELDS: dict[str, tuple[Parameter, ...]] = {
    "overview": _EVERY_PAGE,
    "map": (
        *_EVERY_PAGE,
        Parameter("indicator", usable_indicators, "indicator"),
        Parameter("level", levels, "level"),
        Parameter("show", _keys, "measure"),
        Parameter("period", years, "year"),
        Parameter("scale", scales, "scale"),
        Parameter("area", _areas, "area"),
        Parameter("rows", lambda _: ("some", "all"), "rows"),
        Parameter("work", lambda _: ("0", "1"), "layer of work"),
        Parameter(
            "sites", lambda _: list(site_kinds()), "kinds of site", is_several=True, unchosen="none"
        ),
        *RECORD_FIELDS,
        Parameter("present", lambda _: ("0", "1"), "present mode"),
    ),
    "targeting": (
        *_EVERY_PAGE,
        Parameter("step", lambda _: STEPS, "step"),
        Parameter("part", lambda _: PARTS, "part"),
        *LIST_FIELDS,
        Parameter("area", _lsoas, "area"),
    ),
    "neighbourhood": (
        *_EVERY_PAGE,
        Parameter("show", lambda _: NEIGHBOURHOOD_PARTS, "part"),
        Parameter("place", lambda _: ("",), "saved neighbourhood", pattern=RECORD_ID),
        Parameter("members", _several_lsoas, "LSOAs", is_several=True),
        Parameter("other", lambda _: ("",), "other neighbourhood", pattern=RECORD_ID),
        *RECORD_FIELDS,
        Parameter("term", lambda _: ("", *WORK_STEPS, *OUTCOMES), "step or outcome"),
        CELL_FIELD,
        *BOUNDS_FIELDS,
        *BASIS_FIELDS,
    ),
    "investment": (
        *_EVERY_PAGE,
        Parameter("show", investment_parts, "part"),
        Parameter("ledger", lambda _: LEDGERS, "ledger"),
        Parameter("level", lambda _: [level.value for level in MONEY_LEVELS], "level"),
        Parameter("measure", lambda _: [each.value for each in Measure], "measure"),
        Parameter("need", lambda _: [each.value for each in Need], "need"),
        Parameter("beside", lambda _: BESIDE, "table"),
        Parameter("by", lambda _: [each.value for each in By], "breakdown"),
        # Only the records know these, and a link must not ask them.
        Parameter("funder", lambda _: ("",), "funder", pattern=".{1,200}"),
        Parameter("programme", lambda _: ("",), "programme", pattern=".{1,200}"),
        Parameter("year", lambda _: ("",), "financial year", pattern=r"\d{4}/\d\d"),
        Parameter("form", lambda _: ("", *(form.value for form in Form)), "form"),
        Parameter("figures", _printed, "printed figures", is_several=True),
        Parameter("area", lambda _: ("",), "area", pattern=f"{AREA_CODE}|{RECORD_ID}"),
        Parameter("entry", lambda _: ("",), "investment", pattern=RECORD_ID),
        *BASIS_FIELDS,
    ),
    "working_model": (
        *_EVERY_PAGE,
        Parameter("show", lambda _: MODEL_PARTS, "part"),
        *RECORD_FIELDS,
        Parameter("systems", _systems, "systems", is_several=True, pattern=RECORD_ID),
        Parameter("stages", lambda _: STAGES, "stages", is_several=True),
        # Only the records know these, and a link must not ask them.
        CELL_FIELD,
        Parameter("system", lambda _: ("",), "system", pattern="[0-9a-z-]+"),
    ),
    "compare": (
        *_EVERY_PAGE,
        Parameter("show", lambda _: COMPARE_PARTS, "part"),
        Parameter("with", comparable, "places", is_several=True, pattern=RECORD_ID),
        Parameter("against", comparators, "comparator"),
        Parameter("measure", lambda _: _measures(), "measure"),
        Parameter("indicator", indicators_by_lsoa, "indicator"),
        Parameter("scale", scales_of_all, "scale"),
    ),
    "approach": (*_EVERY_PAGE, Parameter("show", approach_parts, "part")),
    "board_paper": (
        *_EVERY_PAGE,
        Parameter("items", lambda _: ("",), "tray", is_shared=True, pattern=TRAY),
    ),
    "data": (
        *_EVERY_PAGE,
        Parameter("show", lambda _: DATA_PARTS, "part"),
        Parameter("than", _other_packs, "other data pack"),
        Parameter("ask", lambda _: [each.value for each in Asked], "question"),
        Parameter("one", _indicators_if_any, "measure"),
        Parameter("other", _other_indicators, "other measure"),
        Parameter("at", _asked_levels, "level"),
        Parameter("figures", _printed, "printed figures", is_several=True),
    ),
}


def money_filter(settled: Settled) -> Filter:
    """Which investments are looked at."""
    return Filter(**{name: settled[name] for name in ("funder", "programme", "year", "form")})


def districts(settled: Settled) -> tuple[str, ...]:
    """Codes of the districts chosen, or of all of a region; empty for everything."""
    chosen = tuple(code for code in settled["district"].split(SEPARATOR) if code)
    is_whole = settled.get("region", EVERYWHERE) == EVERYWHERE
    return chosen if chosen or is_whole else tuple(district_options(settled))


def measurement_choice(settled: Settled) -> Choice:
    """What the map page is to measure."""
    chosen = indicator(settled)
    period = settled["period"]
    if chosen.group in (Group.ACTIVITY, Group.ESTIMATE):
        period = period.replace("-", "/")
    return Choice(
        indicator=chosen,
        level=Level(settled["level"]),
        statistic=statistic(settled),
        scale=Scale(settled["scale"]),
        period=period,
        districts=districts(settled),
    )
