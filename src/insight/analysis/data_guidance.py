"""What the data cannot bear: why, and the nearest view that is legitimate."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain

import pandas as pd

from insight.analysis.measurement import periods
from insight.analysis.printed_figures import printed_figures, sum_words, why_not_added
from insight.errors import InsightError
from insight.geography.levels import LEVEL_NOUNS
from insight.pack.catalogue import INDICATORS, Group, Indicator, Level, Provenance, Scale
from insight.pack.pack import Pack
from insight.words import counted, listed

DRAWN_BY_YEAR = "inactive"
"""The surveyed indicator whose years the overview draws, each with its range."""
SPAN = re.compile(r"\ba (day|week)\b")


class Asked(StrEnum):
    """What somebody wants to do with figures."""

    TOGETHER = "together"
    TREND = "trend"
    DIFFER = "differ"
    PRINTED = "printed"
    ADD = "add"


@dataclass(frozen=True)
class Question:
    """What somebody wants to do with indicators, without a level at the first that they share."""

    asked: Asked
    measures: tuple[str, ...]
    level: Level | None = None
    districts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """A view that can be opened: what it shows, its page, and the choices there."""

    label: str
    page: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guidance:
    """Whether the data bear it, why, and the views that show it or come nearest."""

    is_allowed: bool
    words: str
    ways: tuple[Way, ...]

    @property
    def sentence(self) -> str:
        """The answer for a reader, with its first word."""
        return f"{'Yes' if self.is_allowed else 'No'}. {self.words}"


def answer(pack: Pack, question: Question) -> Guidance:
    """Whether the data bear what is asked, by what catalogue and pack say of each measure."""
    measures = list(dict.fromkeys(question.measures))
    if question.asked in (Asked.ADD, Asked.PRINTED):
        return _of_printed(pack, question.asked, measures)
    if unknown := [key for key in measures if key not in pack.indicators]:
        raise InsightError(
            f"{len(unknown)} of {len(measures)} measures are unknown, first "
            f"{unknown[0]!r}. Choose indicators from Data and method."
        )
    if not measures:
        raise InsightError("No measure is selected. Choose at least one indicator.")
    ones = [pack.indicators[key] for key in measures]
    if question.asked is Asked.TOGETHER:
        return _together(ones, question.level)
    if question.asked is Asked.TREND:
        return _trend(pack, ones[0], question)
    return _differ(ones[0], question.level)


def printed_cannot_differ(one: str, other: str) -> str:
    """Why two printed shares without interval cannot be told apart."""
    return (
        f"We cannot say whether {one} and {other} differ, because the slides give no confidence "
        "interval and no year."
    )


def minutes_span(one: Indicator) -> str:
    """Whether minutes of activity are counted a week or a day; empty if neither.

    An estimate is of the level whose definition its surveyed indicator has.

    >>> minutes_span(INDICATORS["estfairly"]), minutes_span(INDICATORS["children"])
    ('week', 'day')
    """
    match = SPAN.search(_surveyed(one).definition) if _is_activity(one) else None
    return match.group(1) if match else ""


def _yes(words: str, *ways: Way) -> Guidance:
    return Guidance(is_allowed=True, words=words, ways=ways)


def _no(words: str, *ways: Way) -> Guidance:
    return replace(_yes(words, *ways), is_allowed=False)


def _together(ones: Sequence[Indicator], level: Level | None) -> Guidance:
    if len(ones) < 2:
        raise InsightError("You have chosen 1 measure. Choose another to compare it with.")
    each_on_map = [_on_map(one, level) for one in ones]
    activity = [one for one in ones if _is_activity(one)]
    if len({minutes_span(one) for one in activity}) > 1:
        said = listed([f"{_named(one)} in minutes a {minutes_span(one)}" for one in activity])
        return _no(
            f"Adults and children are measured differently: {said}. “Active” does not mean "
            "the same for both, so do not compare them.",
            *each_on_map,
        )
    shared = [each for each in Level if all(each in one.statistics for one in ones)]
    if not shared or (level is not None and level not in shared):
        first = next(iter(shared), None)
        return _no(_no_figure(ones, level), *(_on_map(one, first) for one in ones))
    modelled = [one for one in ones if one.provenance is Provenance.MODELLED]
    rests = [one for one in modelled if "deprivation" in one.tables]
    if rests and any(one.group is Group.DEPRIVATION for one in ones):
        return _yes(
            "Show them side by side, but do not combine them. "
            f"{_named(rests[0])} is partly estimated from deprivation, so the two overlap by "
            "design.",
            Way("Areas where both needs are high", "targeting", {"step": "both"}),
            *each_on_map,
        )
    at = level or shared[0]
    each_on_map = [_on_map(one, at) for one in ones]
    return _yes(f"Show them by {_noun(at)}, each with its own unit and legend.", *each_on_map)


def _trend(pack: Pack, one: Indicator, question: Question) -> Guidance:
    if one.provenance is Provenance.MODELLED:
        return _no(
            f"{_named(one)} is not measured in small areas (LSOAs). We estimate it from the "
            "district survey, deprivation and age, so it does not show local change or the "
            "effect of a programme.",
            *_by_year(_surveyed(one)),
        )
    if one.group is Group.DEPRIVATION:
        return _no(
            "The 2019 and 2025 Indices use different data, methods and boundaries. A rank can "
            "change even if nothing in the area has, so do not subtract one from the other.",
            _two_indices(pack, one, question.districts),
        )
    if question.level is not None and question.level not in one.statistics:
        ways = _by_year(one) if _is_activity(one) else (_on_map(one),)
        return _no(_no_figure([one], question.level), *ways)
    years = periods(pack, one)
    if len(years) < 2:
        return _no(
            f"We have {_named(one)} for one year only ({years[0]}), so there is no trend.",
            _on_map(one, question.level),
        )
    care = "They have no confidence intervals, so look at several years together."
    if one.key == DRAWN_BY_YEAR:
        care = "Each has a confidence interval, so you can see how much is sampling error."
    words = f"We have {counted(len(years), 'survey year')} by district. {care}"
    return _yes(words, *_by_year(one))


def _differ(one: Indicator, level: Level | None) -> Guidance:
    if level is not None and level not in one.statistics:
        return _no(_no_figure([one], level), _tested(level))
    if one.provenance is Provenance.MODELLED:
        return _yes(
            "Each estimate has a 95% confidence interval. If those of two places do not "
            "overlap, the estimates differ. If they do overlap, we cannot say.",
            _on_map(one, level),
        )
    if _is_tested(one):
        return _yes(
            "The publisher (OHID) compares each district with England. It does not compare "
            "districts with each other.",
            _on_map(one, level, scale=Scale.ENGLAND),
        )
    reason = "has no confidence interval"
    if _is_activity(one):
        reason = f"is worked out from two survey results and {reason} or test"
    return _no(
        f"{_named(one)} {reason}. You can rank these values, but you cannot say the "
        "difference is real.",
        _tested(level or next(iter(one.statistics))),
    )


def _of_printed(pack: Pack, asked: Asked, measures: Sequence[str]) -> Guidance:
    if len(measures) < 2:
        raise InsightError(
            f"You have chosen {counted(len(measures), 'figure')}. Choose at least 2 figures "
            "from the slides."
        )
    rows = printed_figures(pack, measures)
    if asked is Asked.ADD:
        return _add(rows, why_not_added(pack, rows))
    values = listed([f"{printed} ({key})" for key, printed in rows["printed"].items()])
    return _no(
        f"We cannot say whether {values} really differ, because the slides give no confidence "
        "interval.",
        _tested(Level.LSOA),
        _tested(Level.LOCALITY),
    )


def _add(rows: pd.DataFrame, reason: str) -> Guidance:
    book = Way("See the worked example, item by item", "investment", {"show": "leverage"})
    if rows["book"].eq("deck").any():
        book = Way("See each headline figure", "investment", {"show": "figures"})
    if not reason:
        return _yes(sum_words(rows), book)
    if not rows["unit"].eq("£").any():
        return _no(reason, book)
    ledger = Way("See your own investments", "investment", {"show": "ledger"})
    return _no(reason, ledger, book)


def _by_year(one: Indicator) -> tuple[Way, ...]:
    ranged = Way(
        f"{INDICATORS[DRAWN_BY_YEAR].label} by survey year, with confidence intervals", "overview"
    )
    if one.key == DRAWN_BY_YEAR:
        return (ranged,)
    scale = Scale.ENGLAND if _is_tested(one) else None
    note = "one survey year at a time"
    return (_on_map(one, Level.LOCALITY, scale=scale, note=note), ranged)


def _two_indices(pack: Pack, one: Indicator, districts: tuple[str, ...]) -> Way:
    """Both editions in the card of the most deprived area of the districts."""
    # The earlier edition is in the data pack for the index as a whole only.
    if one.column != "imd_rank" or not pack.is_usable("imd2019", "areas"):
        return _on_map(one, Level.LSOA)
    rank = pack.table(one.tables[0])[one.column]
    if districts:
        rank = rank[pack.areas["lad24cd"].reindex(rank.index).isin(districts)]
    return Way(
        "2019 and 2025 side by side, for one area at a time",
        "map",
        {"indicator": one.key, "level": Level.LSOA.value, "area": str(rank.idxmin())},
    )


def _tested(level: Level) -> Way:
    """The first indicator whose values can be told apart by areas of a level, else of LSOAs."""
    for one in INDICATORS.values():
        if level in one.statistics and one.provenance is Provenance.MODELLED:
            return _on_map(one, level, note="with its confidence interval")
        if level in one.statistics and _is_tested(one):
            return _on_map(one, level, scale=Scale.ENGLAND, note="compared with England")
    return _tested(Level.LSOA)


def _on_map(
    one: Indicator, level: Level | None = None, *, scale: Scale | None = None, note: str = ""
) -> Way:
    at = level if level in one.statistics else next(iter(one.statistics))
    choices = {"indicator": one.key, "level": at.value}
    if scale is not None:
        choices["scale"] = scale.value
    return Way(f"{one.label}, {note or f'by {_noun(at)}'}", "map", choices)


def _no_figure(ones: Sequence[Indicator], level: Level | None) -> str:
    found = " ".join(
        f"{_named(one)} is {'surveyed' if one.group is Group.ACTIVITY else 'available'} by "
        f"{listed([_noun(each) for each in one.statistics])}."
        for one in ones
        if level not in one.statistics
    )
    if level is None:
        return f"The two are not available for the same areas. {found}"
    return f"There is no figure by {_noun(level)}. {found}"


def _is_activity(one: Indicator) -> bool:
    return one.group in (Group.ACTIVITY, Group.ESTIMATE)


def _is_tested(one: Indicator) -> bool:
    """Whether the publisher compares its surveyed shares with England's."""
    every = chain.from_iterable(one.statistics.values())
    return one.group is Group.ACTIVITY and any(Scale.ENGLAND in each.scales for each in every)


def _surveyed(one: Indicator) -> Indicator:
    """What an estimate is of, else the indicator itself."""
    return INDICATORS.get(one.column, one) if one.group is Group.ESTIMATE else one


def _noun(level: Level) -> str:
    return LEVEL_NOUNS[level][0]


def _named(one: Indicator) -> str:
    return f"“{one.label}”"
