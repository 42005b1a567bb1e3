"""Places side by side: every measure of each, against one comparator."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import nan
from typing import cast

import pandas as pd

from insight.analysis.compared_place import Compared, PlaceKind
from insight.analysis.own_values import adds_up, own_value
from insight.analysis.profile import Facts, facts
from insight.analysis.small_areas import SmallAreas, share_of, years_of
from insight.geography.levels import Places
from insight.measures import activity as surveyed
from insight.measures.deprivation import ENGLAND_POSITION
from insight.measures.survey import YEARS_POOLED, probability, verdict
from insight.pack.catalogue import (
    DOMAINS,
    ENGLAND,
    ESTIMATE_TABLES,
    INDICATORS,
    PARTS,
    RATES,
    Level,
    Provenance,
)
from insight.pack.pack import Pack
from insight.statement import Provided
from insight.words import number, percent

ESTIMATED = ("inactive", "active")
RANKED = tuple(key for key, one in INDICATORS.items() if key in ("imd", *DOMAINS, *PARTS))
"""Rankings in the order of the catalogue, each sub-domain after its domain."""
SHARE_OF_ENGLAND = {"position": ENGLAND_POSITION, "deprived": 20.0}
"""What England has by the construction of a national ranking, per cent."""


class Against(StrEnum):
    """What places are compared with."""

    AREA = "area"
    ENGLAND = "england"


PER_CENT = "%"


def sign_of(unit: str) -> str:
    """The sign behind figures of a unit.

    Examples
    --------
    >>> sign_of("% of residents, 2024"), sign_of("per 1,000 residents")
    ('%', '')
    """
    return PER_CENT if unit.startswith(PER_CENT) else ""


def with_sign(value: float, decimals: int, sign: str) -> str:
    """A figure with what stands behind it.

    Examples
    --------
    >>> with_sign(27.93, 1, PER_CENT), with_sign(1234.5, 1, "")
    ('27.9%', '1,234.5')
    """
    return percent(value / 100, decimals) if sign else number(value, decimals)


class Answer(StrEnum):
    """How a figure compares, and whether chance was asked."""

    HIGHER = "higher"
    LOWER = "lower"
    ALIKE = "alike"
    ABOVE = "above"
    BELOW = "below"
    SAME = "same"
    ITSELF = "itself"
    NONE = "none"


BY_VERDICT = {
    "higher": Answer.HIGHER,
    "lower": Answer.LOWER,
    "similar": Answer.ALIKE,
    "": Answer.NONE,
}
"""Answers by the verdicts of the survey."""

ANSWER_WORDS = {
    Answer.HIGHER: "higher",
    Answer.LOWER: "lower",
    Answer.ALIKE: "similar",
    Answer.ABOVE: "above",
    Answer.BELOW: "below",
    Answer.SAME: "the same",
    Answer.ITSELF: "comparator",
    Answer.NONE: "",
}


@dataclass(frozen=True)
class ComparedMeasure:
    """One row of the comparison; all but own indicators are per cent.

    Attributes
    ----------
    key
        Name in links.
    label, unit
        What it is, and what it is counted in: a share begins with the sign.
    shelf
        Heading that it stands under.
    decimals
        Shown of figures that are no estimates.
    note
        What a careful reader must know.
    """

    key: str
    label: str
    unit: str
    shelf: str
    decimals: int
    note: str

    @property
    def sign(self) -> str:
        """What stands behind its figures: that of per cent, or nothing."""
        return sign_of(self.unit)


@dataclass(frozen=True)
class ComparedFigure:
    """One figure with its interval and how it compares.

    Attributes
    ----------
    value, low, high
        None where there is none.
    answer
        Against the comparator.
    decimals
        As many as it deserves.
    sign
        As of its measure.
    """

    value: float | None
    low: float | None
    high: float | None
    answer: Answer
    decimals: int
    sign: str = PER_CENT


@dataclass(frozen=True)
class ComparedLine:
    """One measure of all places.

    Attributes
    ----------
    measure
        What is measured.
    against
        The comparator's figure; None if it has none.
    readings
        One for each place, in their order.
    """

    measure: ComparedMeasure
    against: float | None
    readings: tuple[ComparedFigure, ...]

    @property
    def probabilities(self) -> list[float]:
        """p-value of each difference from the comparator; nan where not tested."""
        return [
            probability(each.low / 100, each.high / 100, self.against / 100)
            if each.low is not None
            and each.high is not None
            and self.against is not None
            and each.answer is not Answer.ITSELF
            else nan
            for each in self.readings
        ]


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Places with all measures.

    Attributes
    ----------
    places
        In the order of the columns.
    against
        What they are compared with, and what it is called.
    against_name
        Such as "LLR" or "England".
    period
        Survey years of the activity rows.
    lines
        The rows.
    provided
        Sources.
    """

    places: tuple[Compared, ...]
    against: Against
    against_name: str
    period: str
    lines: tuple[ComparedLine, ...]
    provided: Provided

    def line(self, key: str) -> ComparedLine:
        """The row of one measure."""
        return next(each for each in self.lines if each.measure.key == key)


ADULTS = "Activity of adults"
_SURVEYED = (
    "Districts: their own survey, several years together. Smaller places: modelled "
    "estimates, never to be read as change."
)
_INDEX = "An index without a sampling error: a difference is not tested by chance."
_COUNT = "Official mid-2022 estimates of residents, without a published interval."


OWN_SHELF = "Own indicators"
UNTESTED = "Without an interval: not tested by chance."
SUMS = "A sum: larger places have more, so that it is not held against the comparator."


def measures(pack: Pack) -> tuple[ComparedMeasure, ...]:
    """The rows, in order: those of every pack, then own indicators."""
    return (*_fixed(pack), *own_measures(pack))


def own_measures(pack: Pack) -> tuple[ComparedMeasure, ...]:
    """Own indicators, each in its unit."""
    return tuple(
        ComparedMeasure(
            key,
            one.label,
            f"{one.unit}, {one.period}",
            OWN_SHELF,
            max(each.decimals for ways in one.statistics.values() for each in ways),
            f"{one.caveat} {SUMS if adds_up(one) else UNTESTED}",
        )
        for key, one in pack.own.items()
    )


def _fixed(pack: Pack) -> tuple[ComparedMeasure, ...]:
    rates = [
        ComparedMeasure(
            key,
            INDICATORS[key].label,
            INDICATORS[key].statistics[Level.LSOA][0].unit,
            "Deprivation 2025, rates",
            1,
            f"{INDICATORS[key].caveat} {_gaps(pack, key)}{UNTESTED}",
        )
        for key in RATES
        if key in pack.indicators
    ]
    domains = [
        ComparedMeasure(
            key,
            INDICATORS[key].label,
            "% of England’s LSOAs less deprived",
            "Deprivation 2025, average position",
            0,
            _INDEX,
        )
        for key in RANKED
    ]
    return (
        ComparedMeasure("inactive", "Adults inactive", "% of adults", ADULTS, 1, _SURVEYED),
        ComparedMeasure("active", "Adults active", "% of adults", ADULTS, 1, _SURVEYED),
        ComparedMeasure(
            "children",
            "Children active",
            "% of children and young people",
            "Activity of children",
            1,
            "Surveyed in schools of localities only; compared with England by the "
            "publisher. Never on one scale with adults: minutes a day, not a week.",
        ),
        *rates,
        *domains,
        ComparedMeasure(
            "deprived",
            "Living in England’s most deprived 20%",
            "% of residents",
            "Deprivation 2025, people",
            0,
            _INDEX,
        ),
        ComparedMeasure("young", "Aged 0 to 15", "% of residents", "Population", 1, _COUNT),
        ComparedMeasure("old", "Aged 60 and over", "% of residents", "Population", 1, _COUNT),
    )


def _gaps(pack: Pack, key: str) -> str:
    """A sentence about the LSOAs that a rate leaves out; empty if there are none."""
    if not pack.is_usable("deprivation"):
        return ""
    rate = pack.table("deprivation")[INDICATORS[key].column]
    if not (count := int(rate.isna().sum())):
        return ""
    return f"{count:,} of {len(rate):,} LSOAs have no figure and are left out. "


def side_by_side(
    pack: Pack, known: Places, areas: SmallAreas, places: Sequence[Compared], against: Against
) -> SideBySide:
    """Every measure of some places, with how each compares.

    Raises
    ------
    ContractError
        If a table that is needed cannot be used.
    """
    short = pack.about.short_title
    comparator = _comparator(pack, known, areas, against)
    found = {place.key: _PlaceFigures(pack, known, areas, place) for place in places}
    lines = []
    for measure in _dated(measures(pack), areas.period):
        value = comparator.get(measure.key)
        lines.append(
            ComparedLine(
                measure,
                value,
                tuple(found[place.key].reading(measure, value, against) for place in places),
            )
        )
    tables = list(ESTIMATE_TABLES)
    tables += [one.tables[0] for one in pack.own.values()]
    return SideBySide(
        tuple(places),
        against,
        "England" if against is Against.ENGLAND else short,
        areas.period,
        tuple(lines),
        Provided(tuple(pack.sources[table] for table in tables), Provenance.MODELLED, pack.version),
    )


def _dated(every: Sequence[ComparedMeasure], period: str) -> list[ComparedMeasure]:
    """The measures, with the survey years in the unit of those that pool them."""
    return [
        replace(one, unit=f"{one.unit}, {period}") if one.key in ESTIMATED else one for one in every
    ]


def written(reading: ComparedFigure) -> str:
    """A figure as it is shown.

    Examples
    --------
    >>> written(ComparedFigure(27.93, 24.1, 32.0, Answer.HIGHER, 1))
    '27.9%'
    """
    if reading.value is None:
        return "no figure"
    return with_sign(reading.value, reading.decimals, reading.sign)


def interval_words(reading: ComparedFigure) -> str:
    """Its interval, empty if it has none.

    Examples
    --------
    >>> interval_words(ComparedFigure(27.93, 24.1, 32.0, Answer.HIGHER, 0))
    '24–32'
    """
    if reading.low is None or reading.high is None:
        return ""
    low, high = (number(end, reading.decimals) for end in (reading.low, reading.high))
    return f"{low}–{high}"


class _PlaceFigures:
    """What is known of one place."""

    def __init__(self, pack: Pack, known: Places, areas: SmallAreas, place: Compared) -> None:
        self._pack, self._known, self._areas = pack, known, areas
        self._place = place
        self._facts = facts(pack, known, areas, place.members)

    def reading(
        self, measure: ComparedMeasure, comparator: float | None, against: Against
    ) -> ComparedFigure:
        """Its figure of one measure, with the answer."""
        if measure.key == "children":
            return self._children(against)
        value, low, high = self._figure(measure.key)
        is_itself = self._place.kind is PlaceKind.WHOLE and against is Against.AREA
        if value is None:
            answer = Answer.NONE
        elif is_itself and comparator is not None:
            answer = Answer.ITSELF
        else:
            answer = _answer(value, low, high, comparator, measure.decimals)
        is_estimate = measure.key in ESTIMATED and not self._facts.is_surveyed
        decimals = 0 if is_estimate else measure.decimals
        return ComparedFigure(value, low, high, answer, decimals, measure.sign)

    def _figure(self, key: str) -> tuple[float | None, float | None, float | None]:
        if key in ESTIMATED:
            return self._activity(key)
        if (own := self._pack.own.get(key)) is not None:
            members = self._place.members
            return own_value(self._pack, self._known, own, members), None, None
        value = index_value(self._facts, key)
        return (None if pd.isna(value) else value), None, None

    def _activity(self, category: str) -> tuple[float, float, float]:
        """Surveyed where the place is whole localities, else estimated."""
        found = share_of(self._areas, category, self._place.members, self._known.district_of)
        return 100 * found.share, 100 * found.low, 100 * found.high

    def _children(self, against: Against) -> ComparedFigure:
        """As the publisher has it: a share of a locality, and its own verdict."""
        none = ComparedFigure(None, None, None, Answer.NONE, 1)
        if self._place.kind is not PlaceKind.LOCALITY:
            return none
        table = self._pack.table("activity")
        year = children_year(self._pack)
        value = cast("float", surveyed.published(table, "children").at[self._place.key, year])
        if pd.isna(value):
            return none
        if against is not Against.ENGLAND:
            return ComparedFigure(float(value), None, None, Answer.NONE, 1)
        verdicts = surveyed.compared_to_england(table, "children").fillna("")
        answer = BY_VERDICT[str(verdicts.at[self._place.key, year])]
        return ComparedFigure(float(value), None, None, answer, 1)


def children_year(pack: Pack) -> str:
    """Latest school year with a published figure of children."""
    shares = surveyed.published(pack.table("activity"), "children")
    return str(shares.drop(ENGLAND).dropna(axis="columns", how="all").columns[-1])


def index_value(found: Facts, key: str) -> float:
    """A measure that is no estimate, per cent.

    Parameters
    ----------
    found
        What is known of the place.
    key
        Of the measure.
    """
    if key == "imd":
        return found.percentile
    if key == "deprived":
        return 100 * float(found.by_decile.loc[:2, "people"].sum()) / found.people
    if key == "young":
        return 100 * found.ages["0 to 15"] / found.people
    if key == "old":
        return 100 * found.ages["60 and over"] / found.people
    return {**found.domains, **found.parts, **found.rates}[key]


def _comparator(pack: Pack, known: Places, areas: SmallAreas, against: Against) -> dict[str, float]:
    """Figures of what the places are compared with, where it has them."""
    if against is Against.AREA:
        everywhere = tuple(known.district_of.index)
        whole = facts(pack, known, areas, everywhere)
        keys = [each.key for each in _fixed(pack) if each.key != "children"]
        own = {
            key: own_value(pack, known, one, everywhere)
            for key, one in pack.own.items()
            if not adds_up(one)
        }
        return {
            key: 100 * areas.whole_of(key) if key in ESTIMATED else index_value(whole, key)
            for key in keys
        } | {key: value for key, value in own.items() if value is not None}
    table = pack.table("activity")
    years = years_of(pack, YEARS_POOLED)
    figures: dict[str, float] = {}
    for category in ESTIMATED:
        rates = surveyed.pooled_rates(table, category, years)
        figures[category] = 100 * float(cast("float", rates.at[ENGLAND, "rate"]))
    figures["children"] = float(
        cast("float", surveyed.published(table, "children").at[
            ENGLAND, children_year(pack)
        ])
    )  # fmt: skip
    figures |= dict.fromkeys(RANKED, SHARE_OF_ENGLAND["position"])
    figures["deprived"] = SHARE_OF_ENGLAND["deprived"]
    return figures


def _answer(
    value: float, low: float | None, high: float | None, comparator: float | None, decimals: int
) -> Answer:
    """By the interval if there is one; else by the figure alone, which says so."""
    if comparator is None or pd.isna(value):
        return Answer.NONE
    if low is not None and high is not None:
        return BY_VERDICT[verdict(low, high, comparator)]
    if round(value, decimals) == round(comparator, decimals):
        return Answer.SAME
    return Answer.ABOVE if value > comparator else Answer.BELOW
