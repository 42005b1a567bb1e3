"""Choices that several pages have, each with what may be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from insight.analysis.maps.site_kinds import Sites, kinds_of, sites
from insight.analysis.measurement import Choice, shown_codes
from insight.analysis.printed_figures import askable_figures
from insight.analysis.small_areas import Basis, published_in
from insight.errors import ContractError
from insight.figures.screen.wide_map import MOST_AS_SVG
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import NATIONAL_LSOAS_2025, Group, Indicator, Level, Scale, Statistic
from insight.records.kinds.model_terms import Stage
from insight.records.record import RECORD_ID
from insight.shell import open_packs, uploads
from insight.shell.link import Parameter, parts

Settled = Mapping[str, str]  # values of the fields that were settled before
EVERYWHERE = "all"  # the whole study area, where it has several regions

RECORD_SOURCES = ("own", "illustrative", "example")

DAY = r"\d{4}-\d\d-\d\d"

STAGES = [stage.value.replace(" ", "-") for stage in Stage]


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
    """Indicators whose tables passed their contracts."""
    pack = open_packs.load().pack
    every = pack.indicators
    usable = [key for key, each in every.items() if pack.is_usable(*each.tables)]
    if not usable:
        raise pack.fault()
    return usable


def indicators_if_any(settled: Settled) -> list[str]:
    """As `usable_indicators`; the page that says what is wrong must open without."""
    try:
        return usable_indicators(settled)
    except ContractError:
        return [""]


def printed(_settled: Settled) -> list[str]:
    """Printed figures that can be asked about."""
    return _askable()


@open_packs.per_pack(max_entries=4, show_spinner=False)
def _askable() -> list[str]:
    """Every page asks for them, for its links to the others."""
    return list(askable_figures(open_packs.load().pack))


@open_packs.per_pack(max_entries=4, show_spinner=False)
def site_kinds() -> dict[str, str]:
    """What each kind of site is called, by key; none where the pack has no sites."""
    return kinds_of(open_packs.load().pack)


@open_packs.per_pack(max_entries=4, show_spinner=False)
def every_site() -> Sites | None:
    """The sites of the pack; None where it has none."""
    loaded = open_packs.load()
    return sites(loaded.pack, loaded.known)


def indicator(settled: Settled) -> Indicator:
    """The indicator chosen."""
    return open_packs.load().pack.indicators[settled["indicator"]]


def is_england() -> bool:
    """Whether the study area is all of England."""
    return len(codes_of_pack(Level.LSOA)) == NATIONAL_LSOAS_2025


def codes_of_pack(level: Level) -> Sequence[str]:
    """Codes of a level; none where the areas of the pack cannot be used."""
    return () if open_packs.load().places is None else codes_of_level(level)


@open_packs.per_pack(max_entries=16, show_spinner=False)
def codes_of_level(level: Level) -> Sequence[str]:
    """Every page asks for all of them, for each of its links to the others."""
    return tuple(open_packs.load().known.levels[level].index)


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


def _at_most(settled: Settled) -> list[str]:
    least = int(settled["least"])
    fits = [people for people in PEOPLE if int(people) >= least]
    return first("7500" if "7500" in fits else fits[0], fits)


def stages(settled: Settled) -> tuple[Stage, ...]:
    """Stages that neighbourhoods are chosen by."""
    wanted = parts(settled["stages"])
    return tuple(stage for stage, key in zip(Stage, STAGES, strict=True) if key in wanted)


def day(settled: Settled, last: date) -> date:
    """The day as on which records are shown, `last` if none or none that exists."""
    try:
        return date.fromisoformat(settled["on"])
    except ValueError:
        return last


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


def districts(settled: Settled) -> tuple[str, ...]:
    """Codes of the districts chosen, or of all of a region; empty for everything."""
    chosen = tuple(parts(settled["district"]))
    is_whole = settled.get("region", EVERYWHERE) == EVERYWHERE
    return chosen if chosen or is_whole else tuple(district_options(settled))


DAY_FIELD = Parameter("on", lambda _: ("",), "day", is_shared=True, pattern=DAY)
"""As on which day records are looked at; an empty day is the last."""

CLASSES_FIELD = Parameter("classes", lambda _: ("high", "nine"), "map classes", is_shared=True)
"""How a map of two things at once is classed."""

CELL_FIELD = Parameter("cell", lambda _: ("",), "cell", pattern=f"{RECORD_ID}~[0-9a-z-]+")

BASIS_FIELDS = (
    Parameter("years", lambda _: ("3", "1", "5"), "survey years", is_shared=True),
    Parameter("activity", activity_sources, "source of activity", is_shared=True),
    Parameter("held", lambda _: ("1", "0"), "match to districts", is_shared=True),
)
"""What the estimates rest on."""

BOUNDS_FIELDS = (
    Parameter("least", lambda _: first("4000", PEOPLE), "minimum population", is_shared=True),
    Parameter("most_people", _at_most, "maximum population", is_shared=True),
)
"""How many people a neighbourhood should have."""

EVERY_PAGE = (
    Parameter("pack", lambda _: [open_packs.load().pack.version], "data version", is_fixed=True),
    Parameter("region", _regions, "region", is_shared=True),
    Parameter("district", district_options, "district", is_shared=True, is_several=True),
    Parameter("records", lambda _: RECORD_SOURCES, "records", is_shared=True, formerly="ledger"),
    Parameter("start", lambda _: ("shown", "hidden"), "first steps", is_shared=True),
)
"""With whose records are looked at: the partnership's, the example's or the source slides', and
whether the card of the first steps is hidden, which any link or bookmark remembers."""


def statistics(settled: Settled) -> tuple[Statistic, ...]:
    """Ways of putting the indicator into a number at the level chosen."""
    level = Level(settled["level"])
    return drawable(indicator(settled).statistics[level], level, settled)


def drawable(ways: tuple[Statistic, ...], level: Level, settled: Settled) -> tuple[Statistic, ...]:
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
