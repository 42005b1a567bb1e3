"""Suggested neighbourhoods: picked by need, described, numbered on the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.analysis.profile import Facts, facts, reason, suggested_name
from insight.analysis.ranking import Certainty, Order, Ranking
from insight.analysis.targeting import Screen, Targeting, both_map
from insight.analysis.targeting_words import circularity, reach_words
from insight.analysis.view import Figure
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.figures.screen.ranks import out_of_hundred
from insight.geography.contiguity import Links
from insight.geography.levels import Places
from insight.geography.neighbourhoods import (
    Again,
    Bounds,
    Picked,
    candidates,
    compactness,
    pick,
    pick_again,
)
from insight.measures.reach import Reach
from insight.measures.uncertainty import ranks_of_sets
from insight.pack.catalogue import AGREEMENT, Level
from insight.pack.pack import Pack
from insight.statement import Column, Table
from insight.words import counted, listed, number, percent, tied

CUT = (
    "There are too many sets of LSOAs within these bounds to look at each: the "
    "neediest of each size around every LSOA were. Lower the most people to look at "
    "all."
)


"""Chance from which a neighbourhood is on the list more often than not."""

OF_NEIGHBOURHOODS = (
    "A neighbourhood’s need is the mean, over its residents, of the place of each LSOA "
    "in that order."
)


@dataclass(frozen=True)
class Suggested:
    """One suggested neighbourhood.

    Attributes
    ----------
    number
        Place on the list, 1 for the greatest need.
    facts
        What is known of it.
    need
        Mean over residents of the place of each area among all, 100 for the
        greatest need.
    tied
        How many others are as needy and could have its place.
    chance
        Share of simulations with more than half of its LSOAs on the list.
    runner_up
        Name of the best neighbourhood left out that could have its place; empty for
        none.
    rank_low, rank_high
        90% interval over the draws of its place among those suggested.
    compactness
        Polsby-Popper: 1 for a circle, near 0 for a thread.
    reason
        Why it is on the list, in words.
    """

    number: int
    facts: Facts
    need: float
    tied: int
    chance: float
    runner_up: str
    rank_low: int
    rank_high: int
    compactness: float
    reason: str


@dataclass(frozen=True)
class Suggestions:
    """What is suggested, and how sure it is.

    Attributes
    ----------
    suggested
        The greatest need first.
    again
        What became of the list in the simulations.
    notes
        Why fewer were found than asked for, and what was not looked at.
    """

    suggested: tuple[Suggested, ...]
    again: Again
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ListView:
    """Suggested neighbourhoods on the map and in order.

    `hold` says beside the finding how far the list holds.
    """

    finding: str
    hold: str
    figure: Figure
    table: Table
    suggested: tuple[Suggested, ...]
    rule: str
    certainty: str
    notes: tuple[str, ...]
    downloads: tuple[Download, ...]


def picked_by(  # noqa: PLR0913 - data, ranking and how many of what size
    pack: Pack, known: Places, links: Links, found: Ranking, *, bounds: Bounds, count: int
) -> Picked:
    """Neighbourhoods with the greatest need, shared out as the list is.

    Parameters
    ----------
    pack, known, links
        People, districts, and which LSOAs touch.
    found
        The ranking whose order is followed.
    bounds
        How many people a neighbourhood should have.
    count
        How many to pick.
    """
    district = known.district_of
    eligible = district[found.rules.is_eligible].unique()
    is_shared = found.wish.reach is Reach.QUOTA and len(eligible)
    need = found.table["need_pct"].where(district.isin(eligible))
    people = pack.table("population")["population"]
    return pick(
        candidates(need, people, district, links, bounds),
        need,
        count=count,
        each=count // len(eligible) if is_shared else 0,
    )


def suggestions(view: Targeting, picked: Picked, sure: Certainty) -> Suggestions:
    """Describe the neighbourhoods that were picked.

    Parameters
    ----------
    view
        The ranking that they were picked by.
    picked
        In order of need.
    sure
        The simulations.
    """
    notes = tuple(note for note in (picked.shortfall, CUT if picked.found.is_cut else "") if note)
    again = pick_again(picked, sure.percentiles)
    if not picked.picks:
        return Suggestions((), again, notes)
    people = view.pack.table("population")["population"]
    sets = [_shares(people, each.candidate.members) for each in picked.picks]
    spans = ranks_of_sets(sure.percentiles, np.column_stack(sets))
    found = []
    for at, each in enumerate(picked.picks):
        members = each.candidate.members
        known = facts(view.pack, view.known, view.found.activity, members)
        rival = list(each.runner_up.members) if each.runner_up else []
        chance = again.chances[at]
        found.append(
            Suggested(
                at + 1,
                known,
                each.candidate.need,
                each.tied,
                chance,
                suggested_name(view.known, people.loc[rival]) if rival else "",
                int(spans["low"].iloc[at]),
                int(spans["high"].iloc[at]),
                compactness(view.known.levels[Level.LSOA].loc[list(members)]),
                f"{reason(known, view.short)} In {out_of_hundred(chance)} simulations "
                "more than half of it is on the list.",
            )
        )
    return Suggestions(tuple(found), again, notes)


def _shares(people: pd.Series, members: Sequence[str]) -> np.ndarray:
    """Each area's share of the residents of a set, on all areas."""
    inside = people.where(people.index.isin(members), 0)
    return (inside / inside.sum()).to_numpy(dtype="float32")


def list_view(
    view: Targeting, found: Suggestions, screen: Screen, *, saved: Mapping[tuple[str, ...], str]
) -> ListView:
    """The suggested neighbourhoods, numbered on the map of both needs.

    Parameters
    ----------
    view, found, screen
        The ranking, what it suggests, and how maps are drawn.
    saved
        Name and status of saved neighbourhoods, by their members.
    """
    suggested = found.suggested
    names = view.known.levels[Level.LOCALITY]["place"]
    homes = pd.Series([names[each.facts.districts[0]] for each in suggested])
    reach = reach_words(view.found.wish, view.known, view.short)
    finding = _list_finding(suggested, homes)
    rows = pd.DataFrame(
        {
            "number": [each.number for each in suggested],
            "name": [each.facts.name for each in suggested],
            "district": list(homes),
            "people": [each.facts.people for each in suggested],
            "inactive": [
                f"{percent(each.facts.inactive)} ({number(100 * each.facts.low)}–"
                f"{number(100 * each.facts.high)})"
                for each in suggested
            ],
            "deprived": [
                f"{each.facts.lsoas_to(1)} + "
                f"{each.facts.lsoas_to(2) - each.facts.lsoas_to(1)} "
                f"of {len(each.facts.members)}"
                for each in suggested
            ],
            "chance": [out_of_hundred(each.chance) for each in suggested],
            "tied": [tied(each.tied) for each in suggested],
            "span": [f"{each.rank_low}–{each.rank_high}" for each in suggested],
            "deciles": [_deciles(each.facts) for each in suggested],
            "need": [each.need for each in suggested],
            "runner_up": [each.runner_up for each in suggested],
            "compactness": [each.compactness for each in suggested],
            "why": [each.reason for each in suggested],
            "saved": [saved.get(each.facts.members, "Not saved") for each in suggested],
        }
    )
    columns = {
        "number": Column("No.", "1 is the greatest need", 0, width=40),
        "name": Column("Neighbourhood", "Named after its MSOAs", width=150),
        "inactive": Column(
            "Inactive", "Estimate with its 95% confidence interval, adults", width=92
        ),
        "chance": Column(
            "On the list",
            "Simulations in which more than half of its LSOAs are on the list of neighbourhoods",
            width=98,
        ),
        "deprived": Column(
            "10% + 20%", "LSOAs in England's most deprived 10%, and in the 10–20% band", width=84
        ),
        "span": Column("Rank, 90%", "Of those suggested, in 90% of simulations", width=84),
        "people": Column("People", "Residents, mid-2022", 0, width=66),
        "district": Column("Locality", width=110),
        "deciles": Column("Deciles", "National IMD 2025, of its LSOAs", width=90),
        "need": Column(
            "Need",
            "Mean over residents of each area's place among all: 100 is the greatest",
            0,
            width=60,
        ),
        "runner_up": Column("The best left out", width=170),
        "compactness": Column("Compactness", "Polsby-Popper: 1 is a circle", 2, width=96),
        "tied": Column("Ties", "Others with the same need that could have its place", width=96),
        "saved": Column("Saved as", width=200),
        "why": Column("Why", width=640),
    }
    if not rows["tied"].any():
        del columns["tied"]
    alt = f"Table of {counted(len(rows), 'suggested neighbourhood')}. {reach}."
    where = counted(len(suggested), "suggested neighbourhood")
    homes_of = {code for each in suggested for code in each.facts.districts}
    figure = both_map(
        view.looking_at(tuple(sorted(homes_of))),
        screen,
        title=where.capitalize(),
        subtitle=f"{reach}; inactivity against {view.short} ({percent(view.found.activity.whole)})",
        members=[code for each in suggested for code in each.facts.members],
        numbers={each.number: each.facts.members for each in suggested},
        alt=f"Map of both needs with {where} outlined and numbered. {finding}",
    )
    return ListView(
        finding,
        _held(suggested) + _unmet(view, suggested),
        figure,
        Table(rows, columns, alt),
        suggested,
        f"{view.rule} {OF_NEIGHBOURHOODS}",
        _certainty_words(found.again),
        (
            *(note for note in found.notes if note),
            circularity(view.found),
            view.found.activity.words,
            AGREEMENT,
        ),
        (_suggested_csv(view, found),),
    )


def _deciles(found: Facts) -> str:
    """The decile of each LSOA, the most deprived first."""
    counts = found.by_decile["lsoas"]
    return ", ".join(str(decile) for decile, count in counts.items() for _ in range(int(count)))


def _certainty_words(again: Again) -> str:
    """What a chance means, how exact it is, and how often the whole list comes out."""
    if not again.chances:
        return ""
    count = len(again.chances)
    these = f"these {count} neighbourhoods" if count > 1 else "this neighbourhood"
    return (
        "The list of neighbourhoods was made again in "
        f"{number(again.lists)} simulations. “On the list”: in how many of 100 more "
        "than half of a neighbourhood’s LSOAs were on it (standard error "
        f"{number(100 * again.error)} of 100 at most). Exactly {these} came out in "
        f"{number(again.same)} of {number(again.lists)} simulations."
    )


def _list_finding(suggested: tuple[Suggested, ...], homes: pd.Series) -> str:
    if not suggested:
        return (
            "No neighbourhood can be made of these areas within these bounds. Widen "
            "the number of people, or choose another district."
        )
    shares = homes.value_counts()
    where = listed([f"{count} in {name}" for name, count in shares.items()])
    people = number(sum(each.facts.people for each in suggested))
    if len(shares) == 1:
        is_many = len(suggested) > 1
        every = f"all {len(suggested)}" if is_many else "the one"
        where = f"{every} in {shares.index[0]}"
    return f"{counted(len(suggested), 'neighbourhood')} with {people} people: {where}."


def _held(suggested: tuple[Suggested, ...]) -> str:
    """How many are on the list more often than not; empty for none suggested."""
    if not suggested:
        return ""
    held = sum(each.chance >= 0.5 for each in suggested)
    return (
        f" {number(held)} of {number(len(suggested))} "
        f"{'is' if held == 1 else 'are'} on the list in at least half of the "
        "simulations."
    )


def _unmet(view: Targeting, suggested: tuple[Suggested, ...]) -> str:
    """That nobody among those suggested meets the rule; empty if somebody does."""
    members = [code for each in suggested for code in each.facts.members]
    if view.found.wish.order is not Order.RULE or not members:
        return ""
    if view.found.where_both_meet.loc[members].any():
        return ""
    return (
        f" No LSOA of {'it' if len(suggested) == 1 else 'them'} meets both thresholds: "
        "these are only the neediest of those looked at."
    )


def _suggested_csv(view: Targeting, found: Suggestions) -> Download:
    def table() -> ExportTable:
        again = found.again
        rows = pd.DataFrame(
            [
                {
                    "number": each.number,
                    "area_name": each.facts.name,
                    "members": each.facts.members,
                    "people": each.facts.people,
                    "inactive_pct": round(100 * each.facts.inactive),
                    "inactive_low_pct": round(100 * each.facts.low),
                    "inactive_high_pct": round(100 * each.facts.high),
                    "lsoas_most_deprived_10pct": each.facts.lsoas_to(1),
                    "lsoas_10_to_20pct_band": each.facts.lsoas_to(2) - each.facts.lsoas_to(1),
                    "imd_deciles": _deciles(each.facts),
                    "need": round(each.need, 1),
                    "rank_among_suggested_low_90": each.rank_low,
                    "rank_among_suggested_high_90": each.rank_high,
                    "tied_with": each.tied,
                    "simulations_over_half_on_list": round(each.chance * again.lists),
                    "simulations_exactly_this_list": again.same,
                    "simulations": again.lists,
                    "best_left_out": each.runner_up,
                    "compactness": round(each.compactness, 2),
                    "reason": each.reason,
                }
                for each in found.suggested
            ]
        )
        return list_table(view, rows)

    return csv_download("CSV", ("suggested-neighbourhoods",), table)


def list_table(view: Targeting, rows: pd.DataFrame) -> ExportTable:
    """A list for a file; every row says by what rule it was made."""
    said = {
        "list": reach_words(view.found.wish, view.known, view.short),
        "rule": view.rule,
        "estimates": view.found.activity.words,
        "caution": circularity(view.found),
    }
    return ExportTable(rows.assign(**said), view.provided("areas").stamp)
