"""Suggested neighbourhoods: picked by need, and described."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from insight.analysis.profile import Facts, facts, reason, suggested_name
from insight.analysis.ranking import Certainty, Order, Ranking
from insight.analysis.targeting import Targeting
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
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.words import out_of_hundred

CUT = (
    "There are too many possible neighbourhoods to check them all, so we checked those with "
    "the highest need around each area. To check all, lower the maximum population."
)


STRICT = "No other holds an area that meets both thresholds without overlapping one of these."


@dataclass(frozen=True)
class Suggested:
    """One suggested neighbourhood.

    `number` is 1 for the greatest `need`, the mean over residents of the place of each area
    among all (100 for the greatest); `tied` others are as needy. `chance` is the share of
    simulations with more than half of its LSOAs on the list, `rank_low` to `rank_high` the 90%
    interval of its place. `meeting` of its areas meet both thresholds. `runner_up` names the best
    one left out that could have it; empty for none. `compactness` is Polsby-Popper: 1 for a
    circle, near 0 for a thread.
    """

    number: int
    facts: Facts
    need: float
    meeting: int
    tied: int
    chance: float
    runner_up: str
    rank_low: int
    rank_high: int
    compactness: float
    reason: str


@dataclass(frozen=True)
class Suggestions:
    """What is suggested, the greatest need first, and what became of it in the simulations.

    `notes` say why fewer were found than asked for, and what was not looked at.
    """

    suggested: tuple[Suggested, ...]
    again: Again
    notes: tuple[str, ...]


def picked_by(  # noqa: PLR0913 - data, ranking and how many of what size
    pack: Pack, known: Places, links: Links, found: Ranking, *, bounds: Bounds, count: int
) -> Picked:
    """Neighbourhoods with the greatest need, shared out as the list is.

    By the rule, those that hold an area that meets both thresholds come first, and where the wish
    is strict no others are picked.
    """
    district = known.district_of
    eligible = district[found.rules.is_eligible].unique()
    is_shared = found.wish.reach is Reach.QUOTA and len(eligible)
    need = found.table["need_pct"].where(district.isin(eligible))
    people = pack.table("population")["population"]
    picked = pick(
        candidates(need, people, district, links, bounds),
        need,
        count=count,
        each=count // len(eligible) if is_shared else 0,
        first=found.meeting.to_numpy() if found.wish.order is Order.RULE else None,
        only_first=found.wish.is_strict,
    )
    if found.wish.is_strict and 0 < len(picked.picks) < count:
        short = f"Only {len(picked.picks):,} of {count:,} neighbourhoods could be found. {STRICT}"
        return replace(picked, shortfall=short)
    return picked


def suggestions(view: Targeting, picked: Picked, sure: Certainty) -> Suggestions:
    """Describe the neighbourhoods that were picked."""
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
                int(view.found.meeting.loc[list(members)].sum()),
                each.tied,
                chance,
                suggested_name(view.known, people.loc[rival]) if rival else "",
                int(spans["low"].iloc[at]),
                int(spans["high"].iloc[at]),
                compactness(view.known.levels[Level.LSOA].loc[list(members)]),
                f"{reason(known, view.short)} In {out_of_hundred(chance)} simulations "
                "more than half of its areas are on the list.",
            )
        )
    return Suggestions(tuple(found), again, notes)


def _shares(people: pd.Series, members: Sequence[str]) -> np.ndarray:
    """Each area's share of the residents of a set, on all areas."""
    inside = people.where(people.index.isin(members), 0)
    return (inside / inside.sum()).to_numpy(dtype="float32")
