"""The choices that each page's address holds, each with what may be chosen."""

from collections.abc import Mapping

from insight.catalogue import INDICATORS, Group, Indicator, Level, Scale, Statistic
from insight.errors import ContractError
from insight.ui import cache
from insight.ui.link import SEPARATOR, Field
from insight.views.measurement import Choice, periods

Settled = Mapping[str, str]
"""Values of the fields that were settled before."""


def _pack(_settled: Settled) -> list[str]:
    return [cache.load().pack.version]


def _districts(_settled: Settled) -> list[str]:
    known = cache.load().places
    return [] if known is None else list(known.levels[Level.LOCALITY].index)


def usable_indicators(_settled: Settled) -> list[str]:
    """Indicators whose tables passed their contracts.

    Raises
    ------
    ContractError
        If there is none.
    """
    pack = cache.load().pack
    usable = [key for key, each in INDICATORS.items() if pack.is_usable(*each.tables)]
    if not usable:
        raise ContractError(
            [p for fault in pack.problems.values() for p in fault.problems]
        )
    return usable


def indicator(settled: Settled) -> Indicator:
    """The indicator chosen."""
    return INDICATORS[settled["indicator"]]


def levels(settled: Settled) -> list[str]:
    """Levels that the indicator has figures for."""
    return [level.value for level in indicator(settled).statistics]


def statistics(settled: Settled) -> tuple[Statistic, ...]:
    """Ways of putting the indicator into a number at the level chosen."""
    return indicator(settled).statistics[Level(settled["level"])]


def statistic(settled: Settled) -> Statistic:
    """The one chosen."""
    return next(each for each in statistics(settled) if each.key == settled["show"])


def scales(settled: Settled) -> list[str]:
    """What the statistic can be classed against."""
    return [scale.value for scale in statistic(settled).scales]


def years(settled: Settled) -> list[str]:
    """Periods of the indicator, the latest first, as an address can hold them."""
    found = periods(cache.load().pack, indicator(settled))
    return [period.replace("/", "-") for period in found]


def _areas(settled: Settled) -> list[str]:
    known = cache.load().places
    if known is None:
        return [""]
    return ["", *known.levels[Level(settled["level"])].index]


def _keys(settled: Settled) -> list[str]:
    return [each.key for each in statistics(settled)]


_EVERY_PAGE = (
    Field("pack", _pack, "data pack", is_fixed=True),
    Field("district", _districts, "district", is_shared=True, is_several=True),
)

PAGE_FIELDS: dict[str, tuple[Field, ...]] = {
    "overview": _EVERY_PAGE,
    "map": (
        *_EVERY_PAGE,
        Field("indicator", usable_indicators, "indicator"),
        Field("level", levels, "level"),
        Field("show", _keys, "measure"),
        Field("period", years, "year"),
        Field("scale", scales, "scale"),
        Field("area", _areas, "area"),
        Field("rows", lambda _: ("some", "all"), "rows"),
        Field("present", lambda _: ("0", "1"), "present mode"),
    ),
    "data": _EVERY_PAGE,
}


def districts(settled: Settled) -> tuple[str, ...]:
    """Codes of the districts chosen; empty for the whole study area."""
    return tuple(code for code in settled["district"].split(SEPARATOR) if code)


def measurement_choice(settled: Settled) -> Choice:
    """What the map page is to measure."""
    chosen = indicator(settled)
    period = settled["period"]
    if chosen.group is Group.ACTIVITY:
        period = period.replace("-", "/")
    return Choice(
        indicator=chosen,
        level=Level(settled["level"]),
        statistic=statistic(settled),
        scale=Scale(settled["scale"]),
        period=period,
        districts=districts(settled),
    )
