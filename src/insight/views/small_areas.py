"""Activity of small areas as the pages use it: estimated, or published elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.catalogue import ENGLAND, NATIONAL_LSOAS_2025, Level, Provenance, Source
from insight.geography.levels import LEVEL_NOUNS, Places
from insight.measures import activity as surveyed
from insight.measures.deprivation import decile, weighted_mean
from insight.measures.estimates import (
    CATEGORIES,
    MODEL_ERROR,
    benchmarked,
    interval,
    logit,
)
from insight.measures.intervals import Z_95
from insight.measures.survey import (
    PANDEMIC_YEAR,
    YEARS_POOLED,
    has_pandemic_year,
    together,
)
from insight.pack import Pack

PUBLISHED = {Level.LSOA: "activity_lsoa", Level.MSOA: "activity_msoa"}
"""Optional tables of a pack with estimates that somebody else published."""


@dataclass(frozen=True, eq=False)
class Published:
    """Small-area estimates that somebody else made, for every area of one level.

    Attributes
    ----------
    level
        LSOA or MSOA.
    table
        As the contract of `PUBLISHED` declares, on the code as index.
    source
        Where they came from.
    """

    level: Level
    table: pd.DataFrame
    source: Source


@dataclass(frozen=True)
class Basis:
    """What the estimates are to rest on.

    Attributes
    ----------
    years
        How many of the latest survey years are pooled.
    is_published
        Whether published small-area estimates are used where there are any.
    is_benchmarked
        Whether published estimates are held to the surveyed rates of districts.
    """

    years: int = YEARS_POOLED
    is_published: bool = True
    is_benchmarked: bool = True


@dataclass(frozen=True, eq=False)
class SmallAreas:
    """Activity levels of every LSOA, with what they rest on.

    Attributes
    ----------
    shares
        Proportions ``inactive``, ``fairly`` and ``active``, indexed by LSOA.
    error
        Standard deviation of the logit of each, survey and model together.
    model_error
        The part of the inactive share's error that is not the survey's.
    adults
        Residents aged 16 and over.
    group
        Area whose rate the LSOAs are held to; empty where to none.
    rates, rate_errors
        Those rates (proportions) and the standard error of their logits, by
        code: one column for each level of activity.
    districts
        Surveyed rates of the districts, likewise, whatever they are used for.
    district_errors
        Standard errors of their logits.
    period
        Survey years pooled.
    is_from_deprivation
        Whether LSOAs differ within their group by deprivation alone.
    words
        What the estimates rest on, in a sentence or two.
    sources
        Records of all tables used.
    """

    shares: pd.DataFrame
    error: pd.DataFrame
    model_error: pd.Series
    adults: pd.Series
    group: pd.Series
    rates: pd.DataFrame
    rate_errors: pd.DataFrame
    districts: pd.DataFrame
    district_errors: pd.DataFrame
    period: str
    is_from_deprivation: bool
    words: str
    sources: tuple[Source, ...]

    provenance = Provenance.MODELLED

    @property
    def whole(self) -> float:
        """Inactive share of all adults of the study area, as surveyed."""
        return self.whole_of("inactive")

    def whole_of(self, category: str) -> float:
        """Share of one level among all adults of the study area."""
        people = self.adults.sum()
        return float((self.shares[category] * self.adults).sum() / people)

    def limits(self, category: str = "inactive", *, z: float = Z_95) -> pd.DataFrame:
        """``low`` and ``high`` of one level in each LSOA, proportions."""
        return interval(self.shares[category], self.error[category], z=z)

    def of_parents(self, category: str, parent: pd.Series) -> pd.DataFrame:
        """Share of one level in larger areas, with its interval.

        The interval is as wide as for one LSOA: whether the model errors of
        neighbouring areas cancel is not known.

        Returns
        -------
        DataFrame
            ``share``, ``low`` and ``high``, proportions, by code of `parent`.
        """
        share = weighted_mean(self.shares[category], self.adults, parent)
        error = weighted_mean(self.error[category], self.adults, parent)
        return interval(share, error).assign(share=share)[["share", "low", "high"]]


@dataclass(frozen=True)
class Share:
    """One level of activity among the adults of a place.

    Attributes
    ----------
    share, low, high
        Proportion with its 95% confidence interval.
    is_surveyed
        Whether the place is whole districts, which have a survey of their own.
    """

    share: float
    low: float
    high: float
    is_surveyed: bool


def share_of(
    areas: SmallAreas, category: str, codes: Sequence[str], district_of: pd.Series
) -> Share:
    """Activity of any set of LSOAs: surveyed if it is whole districts, else estimated.

    The errors of several districts are independent of each other. Those of estimates
    are not known to be, so that the interval is as wide as for one LSOA.

    Parameters
    ----------
    areas
        Estimates and surveyed rates.
    category
        ``inactive``, ``fairly`` or ``active``.
    codes
        LSOAs of the place.
    district_of
        District of every LSOA.
    """
    adults = areas.adults.loc[list(codes)]
    sizes = district_of.loc[adults.index].value_counts()
    if sizes.eq(district_of.value_counts().loc[sizes.index]).all():
        people = adults.groupby(district_of.loc[adults.index]).sum()
        rates = pd.DataFrame(
            {
                "rate": areas.districts.loc[people.index, category],
                "logit_error": areas.district_errors.loc[people.index, category],
            }
        )
        found = together(rates, people)
        return Share(found.share, found.low, found.high, is_surveyed=True)
    every = pd.Series("all", index=adults.index)
    share, error = (
        float(weighted_mean(each[category].loc[adults.index], adults, every)["all"])
        for each in (areas.shares, areas.error)
    )
    ends = interval(pd.Series([share]), pd.Series([error])).iloc[0]
    return Share(share, float(ends["low"]), float(ends["high"]), is_surveyed=False)


def years_of(pack: Pack, count: int) -> tuple[str, ...]:
    """The latest survey years that have adult figures, in order."""
    table = surveyed.published(pack.table("activity"), "inactive")
    return tuple(table.dropna(axis="columns", how="all").columns[-count:])


def survey_period(pack: Pack, count: int) -> str:
    """The latest survey years in words, and whether the pandemic is among them.

    Examples
    --------
    >>> from insight.pack import open_pack
    >>> survey_period(open_pack(), 3)
    '2022/23 to 2024/25'
    >>> survey_period(open_pack(), 5)
    '2020/21 to 2024/25 (2020/21 is the pandemic year)'
    """
    years = years_of(pack, count)
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    note = f" ({PANDEMIC_YEAR} is the pandemic year)"
    return f"{span}{note}" if has_pandemic_year(years) else span


def published_in(pack: Pack) -> Published | None:
    """Small-area estimates that came with the pack, the finest level first."""
    for level, table in PUBLISHED.items():
        if pack.has(table):
            return Published(level, pack.table(table), pack.sources[table])
    return None


def small_areas(
    pack: Pack,
    known: Places,
    basis: Basis,
    *,
    published: Published | None = None,
    imd_decile: pd.Series | None = None,
) -> SmallAreas:
    """Activity levels of every LSOA.

    Parameters
    ----------
    pack, known
        Data and areas.
    basis
        What to use.
    published
        Estimates to be used in place of ours; those of the pack unless given.
    imd_decile
        National decile that the gradient is read at; of IMD 2025 unless given.

    Raises
    ------
    ContractError
        If a table of the pack that is needed cannot be used.
    """
    use = published or published_in(pack)
    if imd_decile is None:
        rank = pack.table("deprivation")["imd_rank"]
        imd_decile = decile(rank, NATIONAL_LSOAS_2025)
    seeds = gradient_shares(pack, imd_decile)
    years = years_of(pack, basis.years)
    districts, errors = _district_rates(pack, years)
    parts = _Parts(pack, known, seeds, districts, errors, years)
    if use is None or not basis.is_published:
        return parts.from_gradient()
    if use.level is Level.LSOA:
        return parts.from_lsoas(use, is_benchmarked=basis.is_benchmarked)
    return parts.from_msoas(use, is_benchmarked=basis.is_benchmarked)


def gradient_shares(pack: Pack, imd_decile: pd.Series) -> pd.DataFrame:
    """Shares that the national gradient gives to each area by its decile."""
    table = pack.table("activity_gradient")
    rows = table.loc[imd_decile.to_numpy(), ["inactive_pct", "active_pct"]] / 100
    return _three(
        rows["inactive_pct"].to_numpy(), rows["active_pct"].to_numpy(), imd_decile.index
    )


def _three(inactive: object, active: object, index: pd.Index) -> pd.DataFrame:
    """The three levels from two of them."""
    table = pd.DataFrame({"inactive": inactive, "active": active}, index=index)
    table["fairly"] = 1 - table["inactive"] - table["active"]
    return table[list(CATEGORIES)]


def _district_rates(
    pack: Pack, years: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Surveyed rates of the districts over several years, and their errors."""
    table = pack.table("activity")
    rates, errors = {}, {}
    for category in CATEGORIES:
        pooled = surveyed.pooled_rates(table, category, years).drop(ENGLAND)
        rates[category], errors[category] = pooled["rate"], pooled["logit_error"]
    # Two are pooled, the third is what they leave, so that they make 1.
    both = _three(rates["inactive"], rates["active"], rates["inactive"].index)
    return both, pd.DataFrame(errors)


@dataclass(frozen=True)
class _Parts:
    """What every way of estimating starts from."""

    pack: Pack
    known: Places
    seeds: pd.DataFrame
    districts: pd.DataFrame
    errors: pd.DataFrame
    years: tuple[str, ...]

    def from_gradient(self) -> SmallAreas:
        """Each district’s rate, spread over its LSOAs by the gradient."""
        district = self.known.district_of
        shares = benchmarked(self.seeds, self._adults, district, self.districts)
        status = self.pack.table("activity_gradient")["status"].iloc[0]
        return self._made(
            shares,
            self._model_error(),
            district,
            self.districts,
            self.errors,
            f"Estimated from deprivation only: the rate that each district’s survey "
            f"found ({self._period}) is spread over its LSOAs by the national "
            f"gradient of activity by IMD decile ({status}).",
            is_from_deprivation=True,
        )

    def from_lsoas(self, use: Published, *, is_benchmarked: bool) -> SmallAreas:
        """Published LSOA estimates, as they are or held to the districts."""
        shares = _shares_of(use)
        error = _errors_of(use)
        if not is_benchmarked:
            return self._as_published(shares, error, use)
        district = self.known.district_of
        held = benchmarked(shares, self._adults, district, self.districts)
        return self._made(
            held, error, district, self.districts, self.errors, self._held_words(use),
            extra=use,
        )  # fmt: skip

    def from_msoas(self, use: Published, *, is_benchmarked: bool) -> SmallAreas:
        """Published MSOA estimates, spread over their LSOAs by the gradient."""
        msoa = self.known.msoa_of
        rates = _shares_of(use)
        if is_benchmarked:
            adults = self._adults.groupby(msoa).sum()
            district = self.known.levels[Level.MSOA]["lad24cd"].loc[adults.index]
            rates = benchmarked(
                rates.loc[adults.index], adults, district, self.districts
            )
        shares = benchmarked(self.seeds, self._adults, msoa, rates)
        error = _errors_of(use)
        within = (
            " Within an MSOA its LSOAs differ by the national gradient of activity by "
            "IMD decile alone."
        )
        if is_benchmarked:
            # What an MSOA's estimate may be out by counts for each of its LSOAs.
            own = error.loc[msoa.to_numpy()].to_numpy()
            return self._made(
                shares,
                (self._model_error() ** 2 + own**2) ** 0.5,
                self.known.district_of,
                self.districts,
                self.errors,
                self._held_words(use) + within,
                extra=use,
            )
        words = f"{use.source.title} ({use.source.publisher}, {use.source.period})"
        return self._made(
            shares,
            self._model_error(),
            msoa,
            rates,
            pd.DataFrame(dict.fromkeys(CATEGORIES, error), index=rates.index),
            f"{words}, as published.{within}",
            extra=use,
        )

    def _as_published(
        self, shares: pd.DataFrame, error: pd.Series, use: Published
    ) -> SmallAreas:
        none = pd.DataFrame(columns=list(CATEGORIES), dtype=float)
        return self._made(
            shares,
            error,
            pd.Series("", index=shares.index),
            none,
            none,
            f"{use.source.title} ({use.source.publisher}, {use.source.period}), as "
            "published: they need not add up to the districts' own survey.",
            extra=use,
        )

    def _made(  # noqa: PLR0913 - what distinguishes one way from another
        self,
        shares: pd.DataFrame,
        model_error: pd.Series,
        group: pd.Series,
        rates: pd.DataFrame,
        rate_errors: pd.DataFrame,
        words: str,
        *,
        extra: Published | None = None,
        is_from_deprivation: bool = False,
    ) -> SmallAreas:
        tables = ["activity", "activity_gradient", "deprivation", "population"]
        if extra is not None and extra.level is Level.LSOA:
            tables = ["activity", "population"]
        sources = tuple(self.pack.sources[table] for table in tables)
        return SmallAreas(
            shares=shares,
            error=_total_error(shares, model_error, group, rate_errors),
            model_error=model_error,
            adults=self._adults,
            group=group,
            rates=rates,
            rate_errors=rate_errors,
            districts=self.districts,
            district_errors=self.errors,
            period=self._period,
            is_from_deprivation=is_from_deprivation,
            words=words,
            sources=sources if extra is None else (extra.source, *sources),
        )

    @property
    def _adults(self) -> pd.Series:
        return self.pack.table("population")["adults_16_plus"]

    @property
    def _period(self) -> str:
        return survey_period(self.pack, len(self.years))

    def _model_error(self) -> pd.Series:
        return pd.Series(MODEL_ERROR, index=self.seeds.index)

    def _held_words(self, use: Published) -> str:
        return (
            f"{use.source.title} ({use.source.publisher}, {use.source.period}) for "
            f"{LEVEL_NOUNS[use.level][1]}, held to the rates that each district’s "
            f"survey found ({self._period})."
        )


def _shares_of(use: Published) -> pd.DataFrame:
    table = use.table / 100
    return _three(table["inactive_pct"], table["active_pct"], table.index)


def _errors_of(use: Published) -> pd.Series:
    """Logit standard error of each area: from its interval, or the model's own."""
    low, high = use.table["inactive_low_pct"], use.table["inactive_high_pct"]
    width = logit(high / 100) - logit(low / 100)
    return (width / (2 * Z_95)).fillna(MODEL_ERROR)


def _total_error(
    shares: pd.DataFrame,
    model_error: pd.Series,
    group: pd.Series,
    rate_errors: pd.DataFrame,
) -> pd.DataFrame:
    """Error of the model and of the rate that it is held to, together."""
    held = rate_errors.reindex(group).fillna(0.0).set_axis(shares.index)
    return (held**2).add(model_error**2, axis="index") ** 0.5
