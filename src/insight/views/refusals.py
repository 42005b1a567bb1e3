"""What the data cannot bear: why, and the nearest view that is legitimate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from insight.catalogue import INDICATORS, Group, Indicator, Level, Provenance
from insight.pack import Pack
from insight.records.investments import pounds
from insight.views.measurement import periods
from insight.views.words import counted, listed

PENCE = 100
FIGURE_MARK = "H"
"""Figures of the slides are asked about by their number, such as ``H1``."""


class Asked(StrEnum):
    """What somebody wants to do with figures."""

    TOGETHER = "together"
    TREND = "trend"
    ADD = "add"
    DIFFER = "differ"


@dataclass(frozen=True)
class Answer:
    """Yes or no, why, and where to go.

    Attributes
    ----------
    is_allowed
        Whether the data bear it.
    words
        The answer, with its reason.
    label
        What the view that is offered shows.
    page, choices
        Where that view is: name of the page, and choices that differ from its own.
    """

    is_allowed: bool
    words: str
    label: str
    page: str
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The answer for a reader, with its first word."""
        return f"{'Yes' if self.is_allowed else 'No'}: {self.words}"


def may_show_together(one: Indicator, other: Indicator) -> Answer:
    """Whether two indicators may stand on one axis or in one legend.

    Levels of activity of adults are minutes a week, those of children minutes a day.
    """
    audiences = [_audience(each) for each in (one, other)]
    if _is_activity(one) and _is_activity(other) and len(set(audiences)) > 1:
        return Answer(
            is_allowed=False,
            words=f"{one.label} is of {audiences[0]}, {other.label} of {audiences[1]}. "
            "Adults are counted by minutes a week and children by minutes a day, so "
            "that the same word means another thing: a difference between the two has "
            "no meaning.",
            label=f"{one.label} by itself, place by place",
            page="map",
            choices=_on_map(one),
        )
    if {one.group, other.group} == {Group.DEPRIVATION, Group.ESTIMATE}:
        return Answer(
            is_allowed=True,
            words="side by side in nine classes, never added; the estimates are made "
            "from deprivation, so that the two are no independent witnesses.",
            label="Deprivation and inactivity together",
            page="targeting",
            choices={"step": "both"},
        )
    return Answer(
        is_allowed=True,
        words="each by its own unit, one beside the other.",
        label=f"{one.label} on the map",
        page="map",
        choices=_on_map(one),
    )


def may_show_trend(pack: Pack, one: Indicator) -> Answer:
    """Whether an indicator may be followed over the years.

    Parameters
    ----------
    pack
        Has the years.
    one
        The indicator.
    """
    if one.provenance is Provenance.MODELLED:
        return Answer(
            is_allowed=False,
            words=f"{one.label} is worked out for small areas from the survey of the "
            "district and from deprivation. From one year to the next it moves with "
            "those and not with what people in the area do, so that it can show "
            "neither change nor the effect of a programme.",
            label="The surveyed share by district, year by year with its interval",
            page="overview",
        )
    if one.group is Group.DEPRIVATION:
        return Answer(
            is_allowed=False,
            words="the Indices of 2019 and 2025 rank areas by other data and other "
            "methods; a rank can change though nothing in the place did, so the two "
            "are never subtracted.",
            label="Both relative positions of one area, side by side",
            page="map",
            choices={"indicator": one.key, "level": Level.LSOA.value},
        )
    years = periods(pack, one)
    if len(years) < 2:
        return Answer(
            is_allowed=False,
            words=f"the data pack has one year of {one.label.lower()}.",
            label=f"{one.label} in that year",
            page="map",
            choices=_on_map(one),
        )
    return Answer(
        is_allowed=True,
        words=f"{counted(len(years), 'survey year')} by district, with intervals; one "
        "year of one district can be several points out.",
        label="The years, with intervals",
        page="overview",
    )


def may_tell_apart(one: Indicator) -> Answer:
    """Whether two values of an indicator can be said to differ."""
    if _is_activity(one):
        return Answer(
            is_allowed=True,
            words="each value has its interval; where the intervals leave it open, the "
            "page says “cannot be told apart”.",
            label=f"{one.label} with intervals",
            page="map",
            choices=_on_map(one),
        )
    return Answer(
        is_allowed=False,
        words=f"{one.label} comes without an interval: two values can be put in "
        "order, but nothing says how much of the difference is chance.",
        label="Estimated inactivity, which has an interval",
        page="map",
        choices=_on_map(INDICATORS[_interval_key()]),
    )


def may_add(pack: Pack, figures: Sequence[str]) -> Answer:
    """Whether figures of the slides may be added up.

    Parameters
    ----------
    pack
        Has the figures, and which of them overlap.
    figures
        Their numbers, two or more.

    Raises
    ------
    ContractError
        If the table of figures cannot be used.
    """
    rows = pack.table("headline_figures").fillna("").loc[list(figures)]
    reason = _why_not_added(rows)
    if reason:
        return Answer(
            is_allowed=False,
            words=reason,
            label="The ledger, where each pound counts once",
            page="investment",
            choices={"show": "ledger"},
        )
    total = int(rows["value"].sum())
    return Answer(
        is_allowed=True,
        words=f"{pounds(PENCE * total)}, as printed; nothing in the slides says that "
        f"{listed(list(rows.index))} overlap.",
        label="The headline figures with their notes",
        page="investment",
        choices={"show": "figures"},
    )


def printed_cannot_differ(one: str, other: str) -> str:
    """Why two printed shares without interval cannot be told apart.

    Examples
    --------
    >>> printed_cannot_differ("30%", "24%")
    'It cannot be said whether 30% and 24% differ: no interval and no year is printed.'
    """
    return (
        f"It cannot be said whether {one} and {other} differ: no interval and no year "
        "is printed."
    )


def _why_not_added(rows: pd.DataFrame) -> str:
    names = listed(list(rows.index))
    units = list(dict.fromkeys(rows["unit"]))
    if len(units) > 1:
        return f"{names} are counted in {listed(units)}, which do not add up."
    wholes = rows["of"][rows["of"].isin(rows.index)]
    if len(wholes):
        part, whole = wholes.index[0], wholes.iloc[0]
        return f"{part} is a part of {whole}: adding them counts it twice."
    if rows["additive"].ne("").any():
        return (
            f"whether {names} overlap is not stated in the slides (note N2), so that "
            "the same pound may be in more than one of them."
        )
    if units != ["£"]:
        return (
            f"{names} count {units[0]} of several programmes, and the same "
            f"{units[0]} may be in more than one of them."
        )
    return ""


def _is_activity(one: Indicator) -> bool:
    return one.group in (Group.ACTIVITY, Group.ESTIMATE)


def _audience(one: Indicator) -> str:
    """Whose share it is, such as adults."""
    units = {
        statistic.unit.removeprefix("% of ")
        for statistics in one.statistics.values()
        for statistic in statistics
        if statistic.unit.startswith("% of ")
    }
    return listed(sorted(units)) or one.unit


def _on_map(one: Indicator) -> dict[str, str]:
    return {"indicator": one.key, "level": next(iter(one.statistics)).value}


def _interval_key() -> str:
    """The first indicator that comes with an interval in small areas."""
    return next(key for key, one in INDICATORS.items() if one.group is Group.ESTIMATE)
