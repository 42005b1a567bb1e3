"""Places side by side: every measure of each, against one comparator."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import nan
from typing import cast

import pandas as pd

from insight.analysis.compared_place import Compared, PlaceKind
from insight.analysis.own_values import adds_up, own_value
from insight.analysis.profile import Facts, facts
from insight.analysis.small_areas import SmallAreas, share_of, years_of
from insight.analysis.surveyed import several_words
from insight.figures.comparison import Answer, Comparator, ComparedFigure, written
from insight.geography.levels import Places
from insight.measures import activity as surveyed
from insight.measures.deprivation import ENGLAND_POSITION
from insight.measures.survey import YEARS_POOLED, probability
from insight.pack.catalogue import AGREEMENT, ENGLAND, Provenance
from insight.pack.pack import Pack
from insight.pages.compare.measures import ESTIMATED, RANKED, ComparedMeasure, measures
from insight.statement import Provided
from insight.verdicts import verdict

SHARE_OF_ENGLAND = {**dict.fromkeys(RANKED, ENGLAND_POSITION), "deprived": 20.0}
"""What England has by the construction of a national ranking, per cent."""
WEAKEST = (Provenance.ILLUSTRATIVE, Provenance.MODELLED, Provenance.RECORD, Provenance.OFFICIAL)
HOW = (
    "Higher or lower: significantly different (95% confidence). Similar: not significantly "
    "different. Above or below: no confidence interval, so not tested."
)
ESTIMATES = (
    "District activity is the survey result for {period}. Activity in smaller places is a "
    "modelled estimate based on deprivation and age. Do not compare it with deprivation or over "
    f"time. {AGREEMENT}"
)


class Against(StrEnum):
    """What places are compared with."""

    AREA = "area"
    ENGLAND = "england"


@dataclass(frozen=True)
class ComparedLine:
    """One measure of all places, one reading each; `against` is the comparator's figure."""

    measure: ComparedMeasure
    against: float | None
    readings: tuple[ComparedFigure, ...]

    @property
    def against_text(self) -> str:
        """The comparator's figure as shown."""
        return written(self.against, self.measure.decimals, self.measure.sign)

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
    """Places with all measures, in the order of the columns and of the rows.

    `period` is that of the survey years of the activity rows.
    """

    pack: Pack
    places: tuple[Compared, ...]
    against_name: str
    period: str
    lines: tuple[ComparedLine, ...]

    def line(self, key: str) -> ComparedLine:
        """The row of one measure."""
        return next(each for each in self.lines if each.measure.key == key)

    def pairs(self, key: str) -> list[tuple[Compared, ComparedFigure]]:
        """The places with their figures of one measure."""
        return list(zip(self.places, self.line(key).readings, strict=True))

    def provided(self, *keys: str) -> Provided:
        """Sources and the weakest class of some measures, or of all."""
        shown = [each.measure for each in self.lines if not keys or each.measure.key in keys]
        tables = dict.fromkeys(table for one in shown for table in one.tables)
        classes = {one.provenance for one in shown}
        if any(place.is_example for place in self.places):
            classes.add(Provenance.ILLUSTRATIVE)
        return Provided(
            tuple(self.pack.sources[table] for table in tables),
            next(each for each in WEAKEST if each in classes),
            self.pack.version,
        )

    def comparator(self, key: str) -> Comparator | None:
        """What one measure is held against; None where that has no figure."""
        line = self.line(key)
        if line.against is None:
            return None
        return Comparator(line.against, self.against_name, line.against_text)

    def several(self, key: str) -> str:
        """How many of the places differ, singly and together; empty for a few."""
        names = [place.name for place in self.places]
        p = dict(zip(names, self.line(key).probabilities, strict=True))
        return several_words(p, ("place", "places"), self.against_name)

    @property
    def estimates(self) -> str:
        """What the activity of the places rests on."""
        return ESTIMATES.format(period=self.period)


def side_by_side(
    pack: Pack, known: Places, areas: SmallAreas, places: Sequence[Compared], against: Against
) -> SideBySide:
    """Every measure of some places, with how each compares; errors as `facts`."""
    comparator = _comparator(pack, known, areas, against)
    found = [_PlaceFigures(pack, known, areas, place, against) for place in places]
    lines = []
    for measure in measures(pack, areas.period):
        value = comparator.get(measure.key)
        readings = tuple(place.reading(measure, value) for place in found)
        lines.append(ComparedLine(measure, value, readings))
    name = "England" if against is Against.ENGLAND else pack.about.short_title
    return SideBySide(pack, tuple(places), name, areas.period, tuple(lines))


@dataclass
class _PlaceFigures:
    pack: Pack
    known: Places
    areas: SmallAreas
    place: Compared
    against: Against

    def __post_init__(self) -> None:
        self.facts = facts(self.pack, self.known, self.areas, self.place.members)

    def reading(self, measure: ComparedMeasure, comparator: float | None) -> ComparedFigure:
        """Its figure of one measure, with the answer."""
        if measure.key == "children":
            return self._children()
        value, low, high = self._figure(measure.key)
        is_itself = self.place.kind is PlaceKind.WHOLE and self.against is Against.AREA
        if value is None:
            answer = Answer.NONE
        elif is_itself and comparator is not None:
            answer = Answer.ITSELF
        else:
            answer = _answer(value, low, high, comparator, measure.decimals)
        is_estimate = measure.key in ESTIMATED and not self.facts.is_surveyed
        decimals = 0 if is_estimate else measure.decimals
        return ComparedFigure(value, low, high, answer, decimals, measure.sign)

    def _figure(self, key: str) -> tuple[float | None, float | None, float | None]:
        """The figure, and the interval of one that is surveyed or estimated."""
        members = self.place.members
        if key in ESTIMATED:
            found = share_of(self.areas, key, members, self.known.district_of)
            return 100 * found.share, 100 * found.low, 100 * found.high
        if (own := self.pack.own.get(key)) is not None:
            return own_value(self.pack, self.known, own, members), None, None
        value = index_value(self.facts, key)
        return (None if pd.isna(value) else value), None, None

    def _children(self) -> ComparedFigure:
        """As the publisher has it: a share of a locality, and its own verdict."""
        none = ComparedFigure(None, None, None, Answer.NONE, 1)
        if self.place.kind is not PlaceKind.LOCALITY:
            return none
        table = self.pack.table("activity")
        year = children_year(self.pack)
        value = cast("float", surveyed.published(table, "children").at[self.place.key, year])
        if pd.isna(value):
            return none
        if self.against is not Against.ENGLAND:
            return ComparedFigure(float(value), None, None, Answer.NONE, 1)
        verdicts = surveyed.compared_to_england(table, "children").fillna("")
        answer = Answer(str(verdicts.at[self.place.key, year]))
        return ComparedFigure(float(value), None, None, answer, 1)


def children_year(pack: Pack) -> str:
    """Latest school year with a published figure of children."""
    shares = surveyed.published(pack.table("activity"), "children")
    return str(shares.drop(ENGLAND).dropna(axis="columns", how="all").columns[-1])


def index_value(found: Facts, key: str) -> float:
    """A measure of a place that is no estimate, per cent."""
    if key == "imd":
        return found.percentile
    if key == "deprived":
        return 100 * float(found.by_decile.loc[:2, "people"].sum()) / found.people
    if (ages := {"young": "0 to 15", "old": "60 and over"}.get(key)) is not None:
        return 100 * found.ages[ages] / found.people
    return {**found.domains, **found.parts, **found.rates}[key]


def _comparator(pack: Pack, known: Places, areas: SmallAreas, against: Against) -> dict[str, float]:
    if against is Against.AREA:
        everywhere = tuple(known.district_of.index)
        whole = facts(pack, known, areas, everywhere)
        own = {
            key: own_value(pack, known, one, everywhere)
            for key, one in pack.own.items()
            if not adds_up(one)
        }
        keys = [one.key for one in measures(pack) if one.key not in (*pack.own, "children")]
        return {
            key: 100 * areas.whole_of(key) if key in ESTIMATED else index_value(whole, key)
            for key in keys
        } | {key: value for key, value in own.items() if value is not None}
    table = pack.table("activity")
    years = years_of(pack, YEARS_POOLED)
    rates = {key: surveyed.pooled_rates(table, key, years) for key in ESTIMATED}
    children = surveyed.published(table, "children").at[ENGLAND, children_year(pack)]
    return {
        **{key: 100 * float(cast("float", of.at[ENGLAND, "rate"])) for key, of in rates.items()},
        "children": float(cast("float", children)),
        **SHARE_OF_ENGLAND,
    }


def _answer(
    value: float, low: float | None, high: float | None, comparator: float | None, decimals: int
) -> Answer:
    """By the interval if there is one; else by the figure alone, which says so."""
    if comparator is None or pd.isna(value):
        return Answer.NONE
    if low is not None and high is not None:
        return Answer(verdict(low, high, comparator))
    if round(value, decimals) == round(comparator, decimals):
        return Answer.SAME
    return Answer.ABOVE if value > comparator else Answer.BELOW
