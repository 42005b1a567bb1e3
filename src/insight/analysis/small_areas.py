"""Activity of small areas as the pages use it: estimated, or published elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.geography.levels import LEVEL_NOUNS, Places
from insight.measures import activity as surveyed
from insight.measures.activity_model import (
    centred,
    covariates,
    model_of,
    older_deprived,
    predicted,
    residual_sd,
)
from insight.measures.deprivation import weighted_mean
from insight.measures.estimate_errors import NOWHERE, AreaErrors
from insight.measures.estimates import CATEGORIES, benchmarked, expit, interval, logit
from insight.measures.intervals import Z_95
from insight.measures.survey import (
    PANDEMIC_YEAR,
    YEARS_POOLED,
    error_of_limits,
    has_pandemic_year,
    together,
)
from insight.pack.catalogue import ENGLAND, ESTIMATE_TABLES, Level, Provenance, Source
from insight.pack.contracts.schemas import MODEL_OUTCOMES
from insight.pack.pack import Pack

PUBLISHED = {Level.LSOA: "activity_lsoa", Level.MSOA: "activity_msoa"}
"""Optional tables of a pack with estimates that somebody else published."""

MOST_MISSING = 0.05
"""Share of areas without IDAOPI above which it is said; the publisher lacks few."""

LEAST_SHARE = 0.005
"""Share of adults that is left to each level of activity in every area."""


@dataclass(frozen=True, eq=False)
class Published:
    """Small-area estimates that somebody else made, for every LSOA or every MSOA.

    `table` is as the contract of `PUBLISHED` declares, on the code as index.
    """

    level: Level
    table: pd.DataFrame
    source: Source


@dataclass(frozen=True)
class Basis:
    """What the estimates are to rest on: how many of the latest survey `years` are pooled.

    The residual of LSOAs within their MSOA, which nobody can measure, is multiplied by `within`.
    """

    years: int = YEARS_POOLED
    is_published: bool = True
    is_benchmarked: bool = True
    within: float = 1.0


@dataclass(frozen=True, eq=False)
class SmallAreas:
    """Activity levels of every LSOA, with what they rest on.

    `shares` are proportions ``inactive``, ``fairly`` and ``active`` by LSOA, and `errors`, by
    level, the one account that intervals and simulations are made from. `districts` are surveyed
    rates (proportions) and `district_errors` the standard errors of their logits. With
    `is_modelled_here` areas differ within their district by this product's own model alone.
    `imd_correlation` is that of the inactive share with the IMD score within districts, over
    adults; missing where nobody is more deprived than others.
    """

    shares: pd.DataFrame
    errors: Mapping[str, AreaErrors]
    adults: pd.Series
    districts: pd.DataFrame
    district_errors: pd.DataFrame
    period: str
    is_modelled_here: bool
    imd_correlation: float
    words: str
    sources: tuple[Source, ...]

    provenance = Provenance.MODELLED

    @property
    def whole(self) -> float:
        """Inactive share of all adults of the study area, as surveyed."""
        return self.whole_of("inactive")

    def whole_of(self, category: str) -> float:
        """Share of one level among all adults of the study area.

        Missing where some of them have no estimate, as those of a district whose
        survey was not published.
        """
        parts = self.shares[category] * self.adults
        # Where nobody lives it does not matter whether there is an estimate.
        known = parts.where(self.adults > 0, 0.0)
        return float(known.sum(skipna=False) / self.adults.sum())

    def limits(self, category: str = "inactive", *, z: float = Z_95) -> pd.DataFrame:
        """``low`` and ``high`` of one level in each LSOA, proportions."""
        return interval(self.shares[category], self.errors[category].of_areas, z=z)

    def of_parents(self, category: str, parent: pd.Series) -> pd.DataFrame:
        """``share``, ``low`` and ``high`` (95%) of one level by code of `parent`, proportions."""
        return self.errors[category].limits_of_sets(parent, z=Z_95)


@dataclass(frozen=True)
class Share:
    """A level of activity among adults, a proportion with its 95% confidence interval.

    Surveyed if the place is whole districts, which have a survey of their own.
    """

    share: float
    low: float
    high: float
    is_surveyed: bool


def share_of(
    areas: SmallAreas, category: str, codes: Sequence[str], district_of: pd.Series
) -> Share:
    """Activity of any set of LSOAs: surveyed if it is whole districts, else estimated.

    The errors of several districts are independent of each other; those of estimates
    are partly shared, see `AreaErrors`.
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
    ours = areas.of_parents(category, every).iloc[0]
    share, low, high = (float(ours[end]) for end in ("share", "low", "high"))
    return Share(share, low, high, is_surveyed=False)


def years_of(pack: Pack, count: int) -> tuple[str, ...]:
    """The latest survey years that have adult figures, in order."""
    table = surveyed.published(pack.table("activity"), "inactive")
    return tuple(table.dropna(axis="columns", how="all").columns[-count:])


def survey_period(pack: Pack, count: int) -> str:
    """The latest survey years in words, and whether the pandemic is among them."""
    years = years_of(pack, count)
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    note = f", including the pandemic year {PANDEMIC_YEAR}"
    return f"{span}{note}" if has_pandemic_year(years) else span


def published_in(pack: Pack) -> Published | None:
    """Small-area estimates that came with the pack, the finest level first."""
    for level, table in PUBLISHED.items():
        if pack.has(table):
            return Published(level, pack.table(table), pack.sources[table])
    return None


def small_areas(
    pack: Pack, known: Places, basis: Basis, *, published: Published | None = None
) -> SmallAreas:
    """Activity levels of every LSOA.

    `published` are to be used in place of ours; those of the pack unless given.

    Raises
    ------
    ContractError
        If a table of the pack that is needed cannot be used.
    """
    use = published or published_in(pack)
    years = years_of(pack, basis.years)
    districts, errors = _district_rates(pack, years)
    pattern = _pattern(pack, known, districts, basis.within)
    parts = _Parts(pack, known, pattern, districts, errors, years)
    if use is None or not basis.is_published:
        return parts.from_model()
    if use.level is Level.LSOA:
        return parts.from_lsoas(use, is_benchmarked=basis.is_benchmarked)
    return parts.from_msoas(use, is_benchmarked=basis.is_benchmarked)


@dataclass(frozen=True)
class _Pattern:
    """How areas differ within districts by the model, and how far that may be out.

    `seeds` are proportions by LSOA, of which only the odds ratios within a district count;
    `msoa` and `own` are standard deviations of the logit by level of activity, of MSOAs
    about the model and of LSOAs about their MSOA.
    """

    seeds: pd.DataFrame
    msoa: pd.DataFrame
    own: pd.DataFrame


def _pattern(pack: Pack, known: Places, districts: pd.DataFrame, within: float) -> _Pattern:
    model = model_of(pack.table("activity_model"), pack.table("activity_fit"))
    deprivation, people = pack.table("deprivation"), pack.table("population")
    lsoas = covariates(
        deprivation, people.assign(older_deprived=older_deprived(deprivation, people))
    )
    # Averages are over residents, as those that the model was fitted on.
    everybody, msoa = people["population"], known.msoa_of
    adults, district = people["adults_16_plus"], known.district_of
    level = logit(districts[list(MODEL_OUTCOMES)]).loc[district].set_axis(lsoas.index)
    # An MSOA or a district where nobody lives has no mean.
    odds = centred(predicted(model, lsoas), adults, district).fillna(0.0) + level
    both = expit(odds)
    seeds = _three(both["inactive"], both["active"], lsoas.index)
    seeds["fairly"] = seeds["fairly"].clip(lower=LEAST_SHARE)
    msoas = weighted_mean(lsoas, everybody, msoa)
    msoas = msoas.fillna(lsoas.groupby(msoa).mean())
    size = residual_sd(
        model,
        msoas,
        everybody.groupby(msoa).sum(),
        known.levels[Level.MSOA]["lad24cd"].loc[msoas.index],
    )
    own = within * model.within * size.loc[msoa].set_axis(lsoas.index)
    return _Pattern(seeds, size, own)


def _three(inactive: object, active: object, index: pd.Index) -> pd.DataFrame:
    table = pd.DataFrame({"inactive": inactive, "active": active}, index=index)
    table["fairly"] = 1 - table["inactive"] - table["active"]
    return table[list(CATEGORIES)]


def _district_rates(pack: Pack, years: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
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
    pattern: _Pattern
    districts: pd.DataFrame
    survey: pd.DataFrame
    years: tuple[str, ...]

    def from_model(self) -> SmallAreas:
        """Each district’s rate, spread over its LSOAs by the model."""
        district = self.known.district_of
        shares = self._by_model()
        errors = {
            level: self._errors(
                shares[level],
                self._shared(level, self.pattern.msoa[level]),
                self.pattern.own[level],
                group=district,
                group_error=self.survey[level],
            )
            for level in CATEGORIES
        }
        return self._made(
            shares,
            errors,
            f"These are modelled estimates. We share each district survey result ({self._period}) "
            "between its small areas (LSOAs) by deprivation and residents’ age. The pattern comes "
            f"from published estimates for larger areas of England.{self._gap()}",
        )

    def _by_model(self) -> pd.DataFrame:
        return benchmarked(self.pattern.seeds, self._adults, self.known.district_of, self.districts)

    def _gap(self) -> str:
        """That a covariate is missing for more areas than the publisher leaves out."""
        missing = self.pack.table("deprivation")["idaopi_score"].isna()
        if missing.mean() <= MOST_MISSING:
            return ""
        return (
            f" {int(missing.sum()):,} of {len(missing):,} areas have no figure for older people’s "
            "income deprivation (IDAOPI), so these estimates are less certain than their "
            "confidence intervals suggest."
        )

    def from_lsoas(self, use: Published, *, is_benchmarked: bool) -> SmallAreas:
        """Published LSOA estimates, as they are or held to the districts."""
        shares = _shares_of(use)
        group = pd.Series(NOWHERE, index=shares.index)
        if is_benchmarked:
            group = self.known.district_of
            shares = benchmarked(shares, self._adults, group, self.districts)
        errors = {}
        for level in CATEGORIES:
            # Whether the errors of neighbours are alike is not published.
            told = self._own_and_shared(level)
            errors[level] = self._errors(
                shares[level],
                self.pattern.msoa[level] * 0.0,
                _error_of(use, level).fillna(told),
                group=group,
                group_error=self.survey[level],
            )
        words = (
            self._held_words(use)
            if is_benchmarked
            else f"{_named(use)}, as published. They may not add up to the district survey results."
        )
        return self._made(shares, errors, words, use)

    def from_msoas(self, use: Published, *, is_benchmarked: bool) -> SmallAreas:
        """Published MSOA estimates, spread over their LSOAs by the model."""
        msoa = self.known.msoa_of
        rates = _shares_of(use)
        if is_benchmarked:
            adults = self._adults.groupby(msoa).sum()
            district = self.known.levels[Level.MSOA]["lad24cd"].loc[adults.index]
            rates = benchmarked(rates.loc[adults.index], adults, district, self.districts)
        shares = benchmarked(self.pattern.seeds, self._adults, msoa, rates)
        # Nobody lives in an MSOA that cannot be held to its rate.
        shares = shares.fillna(self._by_model())
        errors = {}
        for level in CATEGORIES:
            told = _error_of(use, level).fillna(self.pattern.msoa[level])
            errors[level] = self._errors(
                shares[level],
                self._shared(level, told) if is_benchmarked else told * 0.0,
                self.pattern.own[level],
                group=self.known.district_of if is_benchmarked else msoa,
                group_error=self.survey[level] if is_benchmarked else told,
                is_alike=False,
            )
        words = self._held_words(use) if is_benchmarked else f"{_named(use)}."
        return self._made(
            shares,
            errors,
            f"{words} Differences within an MSOA are modelled from deprivation and age.",
            use,
        )

    def _errors(  # noqa: PLR0913 - what distinguishes one way from another
        self,
        share: pd.Series,
        shared: pd.Series,
        own: pd.Series,
        *,
        group: pd.Series,
        group_error: pd.Series,
        is_alike: bool = True,
    ) -> AreaErrors:
        msoas = self.known.levels[Level.MSOA]
        points = pd.DataFrame({"x": msoas.geometry.centroid.x, "y": msoas.geometry.centroid.y})
        return AreaErrors(
            share=share,
            adults=self._adults,
            group=group,
            group_error=group_error,
            part=self.known.msoa_of,
            shared=shared,
            own=own,
            points=points if is_alike else None,
        )

    def _shared(self, level: str, whole: pd.Series) -> pd.Series:
        """The part of an MSOA's residual that its LSOAs have in common.

        What is told of an MSOA, `whole`, holds of the mean of its LSOAs, whose own
        residuals make some of it.
        """
        msoa, adults = self.known.msoa_of, self._adults
        people = adults.groupby(msoa).transform("sum")
        part = adults / people.where(people > 0)
        own = ((part * self.pattern.own[level]) ** 2).groupby(msoa).sum()
        left = whole.loc[own.index] ** 2 - own
        return left.clip(lower=0) ** 0.5

    def _own_and_shared(self, level: str) -> pd.Series:
        """What an LSOA may be out by in all, given its district."""
        shared = self._shared(level, self.pattern.msoa[level]).loc[self.known.msoa_of]
        own = self.pattern.own[level]
        return (shared.set_axis(own.index) ** 2 + own**2) ** 0.5

    def _made(
        self,
        shares: pd.DataFrame,
        errors: Mapping[str, AreaErrors],
        words: str,
        use: Published | None = None,
    ) -> SmallAreas:
        sources = tuple(self.pack.sources[table] for table in ESTIMATE_TABLES)
        return SmallAreas(
            shares=shares,
            errors=errors,
            adults=self._adults,
            districts=self.districts,
            district_errors=self.survey,
            period=self._period,
            is_modelled_here=use is None,
            imd_correlation=self._imd_correlation(shares["inactive"]),
            words=words,
            sources=sources if use is None else (use.source, *sources),
        )

    def _imd_correlation(self, inactive: pd.Series) -> float:
        both = pd.DataFrame(
            {"odds": logit(inactive), "imd": self.pack.table("deprivation")["imd_score"]}
        )
        apart = centred(both, self._adults, self.known.district_of)
        products = {
            pair: float((apart[pair[0]] * apart[pair[1]] * self._adults).sum())
            for pair in (("odds", "imd"), ("odds", "odds"), ("imd", "imd"))
        }
        spread = (products["odds", "odds"] * products["imd", "imd"]) ** 0.5
        return products["odds", "imd"] / spread if spread else float("nan")

    @property
    def _adults(self) -> pd.Series:
        return self.pack.table("population")["adults_16_plus"]

    @property
    def _period(self) -> str:
        return survey_period(self.pack, len(self.years))

    def _held_words(self, use: Published) -> str:
        return (
            f"{_named(use)} for {LEVEL_NOUNS[use.level][1]}, matched to each district survey "
            f"result ({self._period})."
        )


def _named(use: Published) -> str:
    return f"{use.source.title} ({use.source.publisher}, {use.source.period})"


def _shares_of(use: Published) -> pd.DataFrame:
    """Proportions of the three levels; none is 0 or 1, which has no odds."""
    table = use.table / 100
    shares = _three(table["inactive_pct"], table["active_pct"], table.index)
    shares = shares.clip(lower=LEAST_SHARE)
    return shares.div(shares.sum(axis="columns"), axis="index")


def _error_of(use: Published, level: str) -> pd.Series:
    """Logit standard error of each area from its interval, missing where it has none.

    Intervals are published of the inactive share alone. An area or a level without is
    taken to be as uncertain as the model is about it.
    """
    if level != MODEL_OUTCOMES[0]:
        return pd.Series(float("nan"), index=use.table.index)
    ends = use.table[["inactive_low_pct", "inactive_high_pct"]] / 100
    low, high = (ends[[name]].set_axis(["end"], axis="columns") for name in ends)
    return error_of_limits(low, high)["end"]
