"""What the address of the Map holds, and what it is to measure."""

from insight.analysis.measurement import periods
from insight.analysis.work.recorded import RecordSet
from insight.pack.catalogue import Level, Scale
from insight.shell import open_packs
from insight.shell.link import Parameter
from insight.shell.page_state import (
    DAY_FIELD,
    EVERY_PAGE,
    Settled,
    codes_of_pack,
    drawable,
    indicator,
    is_england,
    site_kinds,
    statistic,
    statistics,
    usable_indicators,
)


def levels(settled: Settled) -> list[str]:
    """Levels that the indicator has figures for that can be drawn."""
    return [
        level.value
        for level, ways in indicator(settled).statistics.items()
        if drawable(ways, level, settled)
    ]


def scales(settled: Settled) -> list[str]:
    """What the statistic can be classed against."""
    ways = statistic(settled).scales
    # Where the study area is England, the publisher's classes say more than fifths.
    if is_england() and Scale.ENGLAND in ways:
        ways = tuple(scale for scale in ways if scale is not Scale.AREA)
    # The one district of a pack is its study area.
    if len(codes_of_pack(Level.LOCALITY)) == 1:
        ways = tuple(scale for scale in ways if scale is not Scale.DISTRICT)
    return [scale.value for scale in ways]


def years(settled: Settled) -> list[str]:
    """Periods of the indicator, the latest first, as an address can hold them."""
    found = periods(open_packs.load().pack, indicator(settled))
    return [period.replace("/", "-") for period in found]


def _work_layers(settled: Settled) -> list[str]:
    """Whether neighbourhoods and work are on the map: of the example, unless taken off."""
    return ["1", "0"] if settled["records"] == RecordSet.ILLUSTRATIVE else ["0", "1"]


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("indicator", usable_indicators, "indicator"),
    Parameter("level", levels, "level"),
    Parameter("show", lambda of: [each.key for each in statistics(of)], "measure"),
    Parameter("period", years, "year"),
    Parameter("scale", scales, "scale"),
    Parameter("area", lambda of: ("", *codes_of_pack(Level(of["level"]))), "area"),
    Parameter("rows", lambda _: ("some", "all"), "rows"),
    Parameter("names", lambda _: ("1", "0"), "place names"),
    Parameter("work", _work_layers, "layer of work"),
    Parameter(
        "sites", lambda _: list(site_kinds()), "kinds of site", is_several=True, unchosen="none"
    ),
    DAY_FIELD,
    Parameter("present", lambda _: ("0", "1"), "present mode"),
)
