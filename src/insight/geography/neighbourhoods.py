"""Suggest neighbourhoods: connected LSOAs of one district with the greatest need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.errors import AlignmentError, InsightError
from insight.geography.contiguity import Links

MOST_SETS = 200_000
"""Connected sets after which an enumeration is given up: their number grows
exponentially with the people allowed."""


@dataclass(frozen=True)
class Bounds:
    """How many people a neighbourhood should have.

    Attributes
    ----------
    least, most
        Limits, both allowed.
    target
        The number aimed at.

    Raises
    ------
    InsightError
        If they are not in order.
    """

    least: int = 4_000
    most: int = 7_500
    target: int = 5_500

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.target <= self.most:
            raise InsightError(
                f"At least {self.least:,}, about {self.target:,} and at most "
                f"{self.most:,} people are not in order. Make the first the smallest "
                "and the last the largest."
            )


@dataclass(frozen=True)
class Candidate:
    """A connected set of LSOAs of one district, within the bounds.

    Attributes
    ----------
    members
        LSOA codes, sorted.
    district
        Code of the district.
    people
        Residents.
    need
        Mean of the members' need over their residents.
    """

    members: tuple[str, ...]
    district: str
    people: int
    need: float


@dataclass(frozen=True)
class Pick:
    """A candidate that was picked, and the best that was left out.

    Attributes
    ----------
    candidate
        What was picked.
    runner_up
        The best candidate that shares no LSOA with any that was picked and could
        have had this one's place; None if there is none.
    """

    candidate: Candidate
    runner_up: Candidate | None

    @property
    def margin(self) -> float | None:
        """Need that would be lost by swapping in the runner-up; None without one."""
        if self.runner_up is None:
            return None
        return self.candidate.need - self.runner_up.need


@dataclass(frozen=True)
class Picked:
    """What was picked, and why it is fewer than asked for, in words."""

    picks: tuple[Pick, ...]
    shortfall: str


@dataclass(frozen=True)
class Shares:
    """How the places are shared out between districts.

    Attributes
    ----------
    allowed
        Districts that may have a place.
    each
        Places that each of them gets first, if it has so many candidates.
    most_each
        Places that none of them may exceed; None for no such limit.

    Raises
    ------
    InsightError
        If a district would get more places than it may have.
    """

    allowed: frozenset[str]
    each: int = 0
    most_each: int | None = None

    def __post_init__(self) -> None:
        if self.most_each is not None and self.each > self.most_each:
            raise InsightError(
                f"Each district gets at least {self.each:,} and at most "
                f"{self.most_each:,} neighbourhoods, which is not in order. Lower the "
                "first or raise the second."
            )

    def has_room(self, had: int) -> bool:
        """Whether a district that had so many places may have another."""
        return self.most_each is None or had < self.most_each


class _Town:
    """People, need and neighbours by position, for loops without pandas."""

    def __init__(
        self, need: pd.Series, people: pd.Series, district: pd.Series, links: Links
    ) -> None:
        if not (need.index.equals(people.index) and need.index.equals(district.index)):
            raise AlignmentError(
                "Need, people and districts are not on the same areas. Use the same "
                "table's index for all three."
            )
        order = np.argsort(need.index.to_numpy(), kind="stable")
        self.codes = [str(code) for code in need.index.to_numpy()[order]]
        self.need = need.to_numpy(dtype=float)[order].tolist()
        self.people = people.to_numpy()[order].tolist()
        self.district = [str(code) for code in district.to_numpy()[order]]
        at = {code: place for place, code in enumerate(self.codes)}
        usable = {
            place
            for place, value in enumerate(self.need)
            if value == value and self.people[place] > 0
        }
        self.beside = [
            frozenset(
                at[other]
                for other in links.beside.get(code, ())
                if at.get(other) in usable
                and self.district[at[other]] == self.district[place]
            )
            if place in usable
            else frozenset()
            for place, code in enumerate(self.codes)
        ]
        self.usable = sorted(usable)

    def candidate(self, members: Iterable[int]) -> Candidate:
        """The set of areas at some positions."""
        places = sorted(members)
        people = sum(self.people[place] for place in places)
        total = sum(self.need[place] * self.people[place] for place in places)
        return Candidate(
            tuple(self.codes[place] for place in places),
            self.district[places[0]],
            int(people),
            total / people,
        )


def grow(
    need: pd.Series,
    people: pd.Series,
    district: pd.Series,
    links: Links,
    bounds: Bounds,
) -> tuple[Candidate, ...]:
    """Grow a neighbourhood from every LSOA, taking in the neediest beside it.

    While there are fewer people than aimed at, the neighbour with the greatest
    need that still fits is added (ties: more shared neighbours, then the code);
    once the least is reached, not if that takes it further from the aim.

    Parameters
    ----------
    need
        Higher is more need; an area without is neither seed nor member.
    people
        Residents; likewise where nobody lives.
    district
        District code.
    links
        Which areas touch.
    bounds
        How many people there should be.

    Returns
    -------
    tuple of Candidate
        Each set once, the greatest need first.

    Raises
    ------
    AlignmentError
        If the first three are not on the same areas.
    """
    town = _Town(need, people, district, links)
    found: dict[frozenset[int], None] = {}
    for seed in town.usable:
        members = _grown(town, seed, bounds)
        total = sum(town.people[place] for place in members)
        if bounds.least <= total <= bounds.most:
            found[frozenset(members)] = None
    return _ordered(town.candidate(members) for members in found)


def _grown(town: _Town, seed: int, bounds: Bounds) -> set[int]:
    members, total = {seed}, town.people[seed]
    ahead = set(town.beside[seed])
    while total < bounds.target:
        fits = [at for at in ahead if total + town.people[at] <= bounds.most]
        if not fits:
            break
        best = min(
            fits,
            key=lambda at: (-town.need[at], -len(town.beside[at] & members), at),
        )
        after = total + town.people[best]
        is_further = abs(after - bounds.target) > abs(total - bounds.target)
        if total >= bounds.least and is_further:
            break
        members.add(best)
        total = after
        ahead = (ahead | town.beside[best]) - members
    return members


def enumerate_all(
    need: pd.Series,
    people: pd.Series,
    district: pd.Series,
    links: Links,
    bounds: Bounds,
) -> tuple[Candidate, ...]:
    """Every connected set within the bounds: what `grow` is checked against.

    Each set is reached once: from its first area, adding only areas after it that
    no earlier branch could have added (Wernicke 2006).

    Raises
    ------
    InsightError
        If more than `MOST_SETS` have to be looked at, small ones included.
    """
    town = _Town(need, people, district, links)
    found: list[frozenset[int]] = []
    looked_at = 0
    for root in town.usable:
        later = frozenset(at for at in town.beside[root] if at > root)
        stack = [(frozenset({root}), later)]
        while stack:
            members, ahead = stack.pop()
            total = sum(town.people[at] for at in members)
            if total > bounds.most:
                continue
            looked_at += 1
            if looked_at > MOST_SETS:
                raise InsightError(
                    f"There are more than {MOST_SETS:,} connected sets with up to "
                    f"{bounds.most:,} people. Lower the most people allowed."
                )
            if total >= bounds.least:
                found.append(members)
            reached = members.union(*(town.beside[at] for at in members))
            left = set(ahead)
            while left:
                added = left.pop()
                new = {
                    at for at in town.beside[added] if at > root and at not in reached
                }
                stack.append((members | {added}, frozenset(left | new)))
    return _ordered(town.candidate(members) for members in found)


def _ordered(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(candidates, key=lambda each: (-each.need, each.members)))


def pick(candidates: Sequence[Candidate], *, count: int, shares: Shares) -> Picked:
    """Take the neediest candidates that do not overlap, one after the other.

    Parameters
    ----------
    candidates
        From `grow` or `enumerate_all`, in any order.
    count
        How many to pick.
    shares
        Who may have a place, how many each district gets first, and at most.

    Returns
    -------
    Picked
        The greatest need first; equal need by the members' codes.
    """
    allowed = [each for each in _ordered(candidates) if each.district in shares.allowed]
    taken: set[str] = set()
    chosen: list[Candidate] = []
    had: dict[str, int] = {}
    for most in (shares.each, shares.most_each):
        if most == 0:
            continue
        for each in allowed:
            is_full = most is not None and had.get(each.district, 0) >= most
            if len(chosen) >= count or is_full or not taken.isdisjoint(each.members):
                continue
            chosen.append(each)
            taken.update(each.members)
            had[each.district] = had.get(each.district, 0) + 1
    free = [each for each in allowed if taken.isdisjoint(each.members)]
    picks = tuple(
        Pick(each, _runner_up(each, free, had, shares)) for each in _ordered(chosen)
    )
    reason = _reason(allowed, free, shares) if len(picks) < count else ""
    return Picked(picks, _shortfall(len(picks), count, reason))


def _runner_up(
    chosen: Candidate,
    free: Sequence[Candidate],
    had: Mapping[str, int],
    shares: Shares,
) -> Candidate | None:
    """The best left out of a district that could have the place instead."""
    is_owed = had[chosen.district] <= shares.each

    def could_be(rival: Candidate) -> bool:
        if rival.district == chosen.district:
            return True
        others = had.get(rival.district, 0)
        # Where too few are picked for every district's first places, the place
        # would go to another district that is still owed one.
        return others < shares.each if is_owed else shares.has_room(others)

    return next((rival for rival in free if could_be(rival)), None)


def _reason(
    allowed: Sequence[Candidate], free: Sequence[Candidate], shares: Shares
) -> str:
    """What stands in the way of more, and what to do."""
    if not shares.allowed:
        return "no district is chosen. Choose at least one."
    if not allowed:
        return (
            "none of those looked at has a number of people within the bounds. Widen "
            "the bounds, or look at more districts."
        )
    if free:
        return (
            f"no district may have more than {shares.most_each}. Allow more in each, "
            "or look at more districts."
        )
    return (
        "every other one looked at overlaps one of these. Lower the least number of "
        "people, look at more districts, or build one by hand."
    )


def _shortfall(found: int, count: int, reason: str) -> str:
    if not reason:
        return ""
    some = f"Only {found:,}" if found else "None"
    return f"{some} of {count:,} neighbourhoods found: {reason}"


def compactness(areas: gpd.GeoDataFrame) -> float:
    """How compact the union of some areas is, by Polsby and Popper (1991).

    ``4 pi area / perimeter**2``: 1 for a circle, near 0 for a thread.
    """
    union = shapely.union_all(areas.geometry.to_numpy())
    return float(4 * np.pi * union.area / union.length**2)
