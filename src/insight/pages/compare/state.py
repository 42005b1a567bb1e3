"""What the address of Compare holds."""

from collections.abc import Sequence

from insight.analysis.compared_place import WHOLE
from insight.analysis.measurement import Choice, periods
from insight.pack.catalogue import Level, Scale, Statistic
from insight.pages.compare.findings import Against
from insight.pages.compare.measures import measures
from insight.records.record import RECORD_ID
from insight.shell import open_packs
from insight.shell.link import Parameter
from insight.shell.page_state import (
    EVERY_PAGE,
    Settled,
    codes_of_level,
    indicator,
    indicators_if_any,
    is_england,
)

PARTS = ("places", "measure", "maps", "gap")


def comparable(_settled: Settled) -> Sequence[str]:
    """Codes of all areas that can be compared, the whole first."""
    if open_packs.load().places is None:
        return []
    levels = (Level.LOCALITY, Level.MSOA, Level.LSOA)
    return (WHOLE, *(code for level in levels for code in codes_of_level(level)))


def comparators(_settled: Settled) -> list[str]:
    """What places can be compared with; England once where it is the study area."""
    ways = [Against.ENGLAND] if is_england() else list(Against)
    return [each.value for each in ways]


def lsoa_statistic(settled: Settled) -> Statistic:
    """The first way of colouring LSOAs by the indicator."""
    ways = indicator(settled).statistics[Level.LSOA]
    return next(each for each in ways if not each.is_count)


def indicators_by_lsoa(settled: Settled) -> list[str]:
    """Indicators that LSOAs can be coloured by."""
    every = open_packs.load().pack.indicators
    usable = [every[key] for key in indicators_if_any(settled) if key]
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


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("show", lambda _: PARTS, "part"),
    Parameter("with", comparable, "places", is_several=True, pattern=RECORD_ID),
    Parameter("against", comparators, "comparator"),
    Parameter(
        "measure", lambda _: [one.key for one in measures(open_packs.load().pack)], "measure"
    ),
    Parameter("indicator", indicators_by_lsoa, "indicator"),
    Parameter("scale", scales_of_all, "scale"),
)
