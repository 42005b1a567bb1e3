"""One indicator measured at one level: values, classes and their words."""

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

from insight.analysis.own_values import own_values
from insight.analysis.small_areas import Basis, small_areas, survey_period
from insight.geography.levels import LEVEL_NOUNS, Places
from insight.measures import activity as surveyed
from insight.measures import bands, deprivation
from insight.measures.counts import NEAREST, shown_counts
from insight.measures.survey import YEARS_POOLED
from insight.pack.catalogue import (
    ENGLAND,
    NATIONAL_LSOAS_2025,
    Group,
    Indicator,
    Level,
    Provenance,
    Scale,
    Statistic,
)
from insight.pack.pack import Pack
from insight.verdicts import Verdict, need_of
from insight.words import number

SHARE_EDGES = (0, 20, 40, 60)
"""Limits of the classes for a share set against England's 20%."""

POSITION_EDGES = (20, 40, 60, 80)

MIDDLE, AWAY = 2, 2
"""Class of a share that is similar to England's, and how far the others are from it."""


@dataclass(frozen=True)
class Choice:
    """What somebody asked to see: the choices that make one measurement.

    `period` is the survey year, or the indicator's own; `districts` are empty for the whole study
    area. Survey years that are `together` are classed together, so that their maps have the same
    classes.
    """

    indicator: Indicator
    level: Level
    statistic: Statistic
    scale: Scale
    period: str
    districts: tuple[str, ...] = ()
    together: tuple[str, ...] = ()

    @property
    def is_national_rank(self) -> bool:
        """Whether the values are national ranks, of which 1 is the most."""
        return self.level is Level.LSOA and self.statistic.key == "position"

    @property
    def is_value_the_position(self) -> bool:
        """Whether a value is already the position on the chosen scale."""
        return self.is_national_rank and self.scale is Scale.ENGLAND

    @property
    def title(self) -> str:
        """What the figure shows, without the place."""
        return self.statistic.label.format(period=self.period)


@dataclass(frozen=True)
class Measurement:
    """Values of every area of the study area at one level, classed.

    `values` are in the statistic's unit by area code, with the limits `low` and `high` of their 95%
    confidence interval where they have one. `bands` are classes 0 to 4 (the most), -1 where there
    is no figure. `positions` are places on the chosen scale, 1 for the most, among `out_of` of
    `against` ("England", "Blaby"). `basis` says what modelled values rest on, or which areas
    published ones leave out; `left_out` is how many LSOAs of each larger area have no figure, None
    where none lacks one.
    """

    choice: Choice
    values: pd.Series
    bands: pd.Series
    labels: tuple[str, ...]
    positions: pd.Series
    out_of: pd.Series
    against: pd.Series
    scale_words: str
    low: pd.Series | None = None
    high: pd.Series | None = None
    basis: str = ""
    left_out: pd.Series | None = None

    @property
    def is_verdict(self) -> bool:
        """Whether the classes are the publisher's verdict against England."""
        is_surveyed = self.choice.indicator.group is Group.ACTIVITY
        return is_surveyed and self.choice.scale is Scale.ENGLAND

    def text(self, code: str) -> str:
        """The value of one area with its unit, or that there is none."""
        value = cast("float", self.values.at[code])
        if pd.isna(value):
            return "no figure"
        statistic = self.choice.statistic
        written = number(value, statistic.decimals)
        if statistic.unit.startswith("%"):
            return f"{written}{statistic.unit}{self._interval(code, '%')}"
        if not statistic.is_count:
            return written
        return f"{written} {statistic.unit}{self._interval(code)}"

    def _interval(self, code: str, sign: str = "") -> str:
        if self.low is None or self.high is None:
            return ""
        ends = [cast("float", each.at[code]) for each in (self.low, self.high)]
        if pd.isna(ends).any():
            return ""
        low, high = (number(each, self.choice.statistic.decimals) for each in ends)
        is_modelled = self.choice.indicator.provenance is Provenance.MODELLED
        kind = ", estimate;" if is_modelled else ","
        return f"{kind} 95% confidence interval {low}{sign} to {high}{sign}"


def periods(pack: Pack, indicator: Indicator) -> tuple[str, ...]:
    """The years that an indicator can be shown for, the latest first."""
    if indicator.group is Group.ESTIMATE:
        return (survey_period(pack, YEARS_POOLED),)
    if indicator.group is not Group.ACTIVITY:
        return (indicator.period,)
    table = surveyed.published(pack.table("activity"), indicator.key)
    return tuple(table.dropna(axis="columns", how="all").columns[::-1])


def measure(pack: Pack, known: Places, choice: Choice) -> Measurement:
    """Work out and class the values of all areas for one choice.

    Raises
    ------
    ContractError
        If a table that the indicator is drawn from cannot be used.
    """
    areas = known.levels[choice.level]
    found = _values(pack, known, choice)
    values = found.values.reindex(areas.index).astype("float64")
    districts = areas["lad24cd"]
    # A rank counts from the most deprived; every other value from the highest.
    ordered = -values if choice.is_national_rank else values
    groups = districts if choice.scale is Scale.DISTRICT else None
    short = pack.about.short_title
    positions, among, count = bands.position(ordered, groups), short, int(values.notna().sum())
    if choice.is_value_the_position:
        positions, among, count = values, "England", NATIONAL_LSOAS_2025
    out_of, against = (pd.Series(each, index=values.index) for each in (count, among))
    if groups is not None:
        out_of = values.groupby(districts).transform("count")
        against = districts.map(known.levels[Level.LOCALITY]["place"])
    classes = _bands(pack, choice, values, ordered, groups)
    labels = _labels(choice, values, classes)
    if choice.together:
        classes, labels = _classed_together(pack, known, choice)
    basis = (found.low, found.high, found.basis, found.left_out)
    words = _scale_words(choice, short)
    return Measurement(choice, values, classes, labels, positions, out_of, against, words, *basis)


@dataclass(frozen=True)
class _Values:
    """Values, with their interval and what they rest on where there is such."""

    values: pd.Series
    low: pd.Series | None = None
    high: pd.Series | None = None
    basis: str = ""
    left_out: pd.Series | None = None


def _values(pack: Pack, known: Places, choice: Choice) -> _Values:
    if choice.indicator.group is Group.ESTIMATE:
        return _estimates(pack, known, choice)
    if choice.indicator.group is Group.ACTIVITY:
        return _surveyed(pack, known, choice)
    if choice.statistic.key == "rate":
        return _rates(pack, known, choice)
    if choice.indicator.group is Group.OWN:
        return _Values(own_values(pack, known, choice.indicator, choice.level))
    is_deprivation = choice.indicator.group is Group.DEPRIVATION
    make = _deprivation_values if is_deprivation else _counted_values
    return _Values(make(pack, known, choice))


def _estimates(pack: Pack, known: Places, choice: Choice) -> _Values:
    areas = pack.once("estimates", lambda: small_areas(pack, known, Basis()))
    parent = known.parent(choice.level)
    share = areas.of_parents(choice.indicator.column, parent)
    if choice.statistic.key == "share":
        shown = 100 * share
    else:
        adults = areas.adults.groupby(parent).sum()
        people = share.mul(adults, axis="index")
        shown = (people / NEAREST).round() * NEAREST
    return _Values(shown["share"], shown["low"], shown["high"], areas.words)


def _rates(pack: Pack, known: Places, choice: Choice) -> _Values:
    rate = pack.table("deprivation")[choice.indicator.column]
    people = pack.table("population")[choice.indicator.weights]
    parent = known.parent(choice.level)
    is_missing = rate.isna()
    said = f"{is_missing.sum():,} of {len(rate):,} LSOAs have no figure"
    if choice.level is Level.LSOA:
        return _Values(100 * rate, basis=f"{said}." if is_missing.any() else "")
    values = deprivation.average_rate(rate, people, parent)
    if not is_missing.any():
        return _Values(values)
    left_out = is_missing.groupby(parent).sum()
    _, many = LEVEL_NOUNS[choice.level]
    return _Values(
        values,
        basis=f"{said}: the {left_out.gt(0).sum():,} {many} that they lie in are "
        "averaged over their other LSOAs.",
        left_out=left_out,
    )


def _deprivation_values(pack: Pack, known: Places, choice: Choice) -> pd.Series:
    rank = pack.table("deprivation")[choice.indicator.column]
    if choice.level is Level.LSOA:
        return rank
    people = pack.table("population")["population"]
    parent = known.parent(choice.level)
    if choice.statistic.key == "position":
        over = pack.table("population")[choice.indicator.weights]
        return deprivation.average_position(rank, over, parent, NATIONAL_LSOAS_2025)
    count = deprivation.residents_in_most_deprived(
        rank, people, parent, NATIONAL_LSOAS_2025, deciles=2
    )
    if choice.statistic.key == "number":
        return count
    return 100 * count / people.groupby(parent).sum()


def _surveyed(pack: Pack, known: Places, choice: Choice) -> _Values:
    activity, key = pack.table("activity"), choice.indicator.key
    shares = surveyed.published(activity, key)[choice.period].drop(ENGLAND)
    if choice.statistic.key != "share":
        adults = pack.table("population")["adults_16_plus"]
        whole = adults.groupby(known.district_of).sum()
        return _Values((shares / 100 * whole).round(-2))
    ends = surveyed.published_limits(activity, key)
    if ends is None:
        return _Values(shares)
    low, high = (each[choice.period].reindex(shares.index) for each in ends)
    return _Values(shares, low, high)


def _counted_values(pack: Pack, known: Places, choice: Choice) -> pd.Series:
    """Residents, or those of the census, who are rounded below districts."""
    one, is_census = choice.indicator, choice.indicator.group is Group.CENSUS
    table = pack.table("census" if is_census else "population")[[*{one.column, one.weights}]]
    # Areas that are all without a figure have none together.
    sums = table.groupby(known.parent(choice.level)).sum(min_count=1)
    count, whole = sums[one.column], sums[one.weights]
    if is_census and choice.level is not Level.LOCALITY:
        count, whole = shown_counts(count), shown_counts(whole)
    return count if choice.statistic.key == "number" else 100 * count / whole.where(whole > 0)


def _bands(
    pack: Pack, choice: Choice, values: pd.Series, ordered: pd.Series, groups: pd.Series | None
) -> pd.Series:
    if choice.statistic.is_count and choice.indicator.group is Group.DEPRIVATION:
        return bands.quarter_above_zero(values)
    if choice.scale is not Scale.ENGLAND:
        return bands.fifth(ordered, groups)
    if choice.indicator.group is Group.ACTIVITY:
        verdicts = surveyed.compared_to_england(pack.table("activity"), choice.indicator.key)[
            choice.period
        ]
        found = verdicts.map(_verdict_bands(choice.indicator)).reindex(values.index)
        return found.fillna(bands.MISSING).astype("int8")
    if choice.is_national_rank:
        return bands.national_fifth(values, NATIONAL_LSOAS_2025)
    edges = POSITION_EDGES if choice.statistic.key == "position" else SHARE_EDGES
    return bands.fixed(values, edges)


def _verdict_bands(indicator: Indicator) -> dict[Verdict, int]:
    """Class of each verdict, so that the highest is more need; of neither, the higher share."""
    sign = indicator.need or 1
    return {
        each: MIDDLE + AWAY * said * sign
        for each in Verdict
        if (said := need_of(each, 1)) is not None
    }


def _classed_together(
    pack: Pack, known: Places, choice: Choice
) -> tuple[pd.Series, tuple[str, ...]]:
    """Fifths of the figures of several years, and the words that they share."""
    codes = known.levels[choice.level].index
    years = {
        period: _values(pack, known, replace(choice, period=period))
        .values.reindex(codes)
        .astype("float64")
        for period in choice.together
    }
    every = pd.concat(years)
    classes = bands.fifth(every)
    own = cast("pd.Series", classes.loc[choice.period])
    return own, _labels(choice, every, classes)


def _scale_words(choice: Choice, short: str) -> str:
    if choice.scale is Scale.DISTRICT:
        return "Scale: within its district"
    if choice.scale is Scale.AREA:
        several = f", {len(choice.together)} years together" if choice.together else ""
        return f"Scale: {short}{several}"
    return "Scale: England"


def _labels(choice: Choice, values: pd.Series, classes: pd.Series) -> tuple[str, ...]:
    """Words for the five classes, 0 (the least) first."""
    statistic = choice.statistic
    least, most = statistic.least, statistic.most
    if choice.scale is Scale.ENGLAND:
        if choice.indicator.group is Group.ACTIVITY:
            words = {
                band: f"{each.against.capitalize()} England"
                for each, band in _verdict_bands(choice.indicator).items()
            }
            return tuple(words.get(band, "") for band in range(MIDDLE + AWAY + 1))
        if statistic.key == "share":
            return ("None", "Up to 20%", "20 to 40%", "40 to 60%", "Over 60%")
        middle = ("60 to 80%", "40 to 60%", "20 to 40%")
        return (f"{least} 20%".capitalize(), *middle, f"{most} 20%".capitalize())
    if choice.scale is Scale.DISTRICT:
        middle = ("Fourth fifth", "Middle fifth", "Second fifth")
        return (f"{least} fifth".capitalize(), *middle, f"{most} fifth".capitalize())
    sign = "%" if statistic.unit.startswith("%") else ""
    ranges = bands.band_ranges(values, classes)
    return tuple(_range(found, statistic.decimals, sign) for found in ranges)


def _range(found: tuple[float, float] | None, decimals: int, sign: str) -> str:
    if found is None:
        return ""
    low, high = (number(value, decimals) for value in found)
    return f"{low}{sign}" if low == high else f"{low}–{high}{sign}"


def shown_codes(known: Places, level: Level, districts: tuple[str, ...]) -> np.ndarray:
    """Positions, within the level's areas, of those in the chosen districts."""
    areas = known.levels[level]
    if not districts:
        return np.arange(len(areas))
    return np.flatnonzero(areas["lad24cd"].isin(districts))
