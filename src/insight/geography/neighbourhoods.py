"""Suggest neighbourhoods: the connected LSOAs of one district with the greatest need.

The neediest come from every connected set within the bounds, looked at size by size. They are
picked one after the other, the neediest of what is left each time: the first is the neediest there
is. Others could have a greater mean need taken together, if one of those on the list made way for a
less needy one: in LLR exchanging one or two at a time until that helps no more adds less than 0.1
of 100 to the mean of ten, which is not worth a list that nobody could explain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.errors import AlignmentError, InsightError
from insight.geography.contiguity import Links

MOST_SETS = 100
"""Sets of one size that are followed, for each area of a district: their number grows
exponentially with the people allowed. No district of LLR has so many within the bounds
that are the default."""

MOST_LOOKED_AT = 50_000_000
"""Needs worked out to pick a list again and again, before fewer lists are made."""

FEWEST_LISTS = 100  # lists that are made however many sets there are

CELLS_AT_ONCE = 400_000
"""Needs are worked out in parts of this many numbers, which stay in the cache."""

FEWEST_ROWS = 8  # lists in such a part, however many sets there are
DECIMALS = 9  # needs that agree so far are the same: what is left is how they were added up

GONE = -np.inf
AHEAD = 1_000.0  # more than any two needs differ


@dataclass(frozen=True)
class Bounds:
    """How many people a neighbourhood may have."""

    least: int = 4_000
    most: int = 7_500

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.most:
            raise InsightError(
                f"The minimum population ({self.least:,}) is above the maximum "
                f"({self.most:,}). Make the minimum smaller."
            )


@dataclass(frozen=True)
class Candidate:
    """A connected set of LSOAs of one district, within the bounds."""

    members: tuple[str, ...]
    district: str
    people: int
    need: float


@dataclass(frozen=True, eq=False)
class Candidates:
    """Every set that may be picked, in the order of its members' codes."""

    codes: np.ndarray  # of all areas, in the order of the needs that were given
    # One row for each set: positions of its areas in `codes`, by code; a shorter set has its first
    # area again at the end of its row.
    members: np.ndarray
    share: np.ndarray  # of the set's residents, of each of these; 0 where the area is there again
    people: np.ndarray
    districts: np.ndarray
    group: np.ndarray
    is_cut: bool

    def __len__(self) -> int:
        return len(self.members)

    def needs(self, of_areas: np.ndarray) -> np.ndarray:
        """Mean need over the residents of each set.

        `of_areas`: need of each area, one row for each list that is made.

        One row for each list and one column for each set.
        """
        share = self.share.astype(of_areas.dtype)
        found = np.zeros((len(of_areas), len(self)), dtype=of_areas.dtype)
        for members, part in zip(self.members.T, share.T, strict=True):
            found += of_areas[:, members] * part
        return found

    @cached_property
    def holding(self) -> list[np.ndarray]:
        """For each area the positions of the sets that it is in."""
        areas = self.members.ravel()
        order = np.argsort(areas, kind="stable")
        ends = np.searchsorted(areas[order], np.arange(1, len(self.codes)))
        return np.split(order // self.members.shape[1], ends)

    def areas_of(self, at: int) -> np.ndarray:
        """Positions of the areas of one set."""
        return self.members[at][self.share[at] > 0]

    def candidate(self, at: int, need: float) -> Candidate:
        """One set, of some need."""
        return Candidate(
            tuple(str(code) for code in self.codes[self.areas_of(at)]),
            str(self.districts[self.group[at]]),
            int(self.people[at]),
            float(need),
        )


@dataclass(frozen=True)
class Pick:
    """A candidate that was picked, and the best that was left out.

    `tied`: how many others could be in its place, being as needy: left out only because of their
    codes, or on the list. `runner_up`: the best candidate that shares no LSOA with any that was
    picked and could have had this one's place; None if there is none.
    """

    candidate: Candidate
    tied: int
    runner_up: Candidate | None


@dataclass(frozen=True, eq=False)
class Picked:
    """What was picked, and from what."""

    found: Candidates
    count: int
    each: int
    sets: tuple[int, ...]
    picks: tuple[Pick, ...]
    shortfall: str


@dataclass(frozen=True)
class Again:
    """What became of a list that was picked again and again.

    `chances`: for each neighbourhood of the first list, the share of the lists that have
    more than half of its LSOAs in their neighbourhoods.
    """

    lists: int
    chances: tuple[float, ...]
    same: int

    @property
    def error(self) -> float:
        """The most that the standard error of a chance can be, a proportion."""
        return 0.5 / self.lists**0.5


def candidates(
    need: pd.Series, people: pd.Series, district: pd.Series, links: Links, bounds: Bounds
) -> Candidates:
    """Every connected set of areas of one district within the bounds.

    A set of one more area is a smaller set and an area beside it, so all of one size lead to all of
    the next. Where there are more than `MOST_SETS` of one size for each area of a district, only so
    many are kept: first the neediest of those whose neediest area is the same, for every such area,
    then the next of each.

    `need`: higher is more need; an area without is in no set. `people`: residents; an area where
    nobody lives is in no set either.
    """
    if not (need.index.equals(people.index) and need.index.equals(district.index)):
        raise AlignmentError(
            "Need, people and districts are not on the same areas. Use the same "
            "table's index for all three."
        )
    codes = need.index.to_numpy()
    needs, homes = need.to_numpy(dtype=float), people.to_numpy()
    usable = np.flatnonzero(~np.isnan(needs) & (homes > 0))
    districts, group = np.unique(district.to_numpy(), return_inverse=True)
    usable = usable[np.lexsort((codes[usable], -needs[usable], group[usable]))]
    place = np.argsort(np.argsort(codes, kind="stable"), kind="stable")
    found, is_cut = [], False
    for at in np.split(usable, np.flatnonzero(np.diff(group[usable])) + 1):
        beside = _beside(codes[at], links)
        for sets, is_whole in _grown(beside, needs[at], homes[at], bounds):
            found.append(place[at][sets])
            is_cut |= not is_whole
    ranked = _ordered(found)
    by_code = np.argsort(place)
    inside = ranked >= 0
    members = by_code[np.where(inside, ranked, ranked[:, :1])]
    inhabitants = np.where(inside, homes[members], 0)
    total = inhabitants.sum(axis=1)
    # By columns: needs are added up over the first members of all, then the second.
    return Candidates(
        codes,
        np.asfortranarray(members),
        np.asfortranarray(inhabitants / total[:, None]),
        total,
        districts,
        group[members[:, 0]],
        is_cut,
    )


def _beside(codes: np.ndarray, links: Links) -> np.ndarray:
    """Which of some areas touch, as a square of yes and no."""
    at = {code: place for place, code in enumerate(codes)}
    found = np.zeros((len(codes), len(codes)), dtype=bool)
    for code, place in at.items():
        near = [at[other] for other in links.beside.get(code, ()) if other in at]
        found[place, near] = True
    return found


def _grown(
    beside: np.ndarray, need: np.ndarray, people: np.ndarray, bounds: Bounds
) -> Iterator[tuple[np.ndarray, bool]]:
    """The sets within the bounds, size by size, and whether all were followed.

    The areas are in order of need, so the first of a set is its neediest.
    """
    sets = np.arange(len(need))[:, None]
    while len(sets):
        total = people[sets].sum(axis=1)
        sets, total = sets[total <= bounds.most], total[total <= bounds.most]
        kept = _followed(sets, need, people)
        is_whole = len(kept) == len(sets)
        sets, total = sets[kept], total[kept]
        yield sets[total >= bounds.least], is_whole
        near = np.zeros((len(sets), len(need)), dtype=bool)
        for members in sets.T:
            near |= beside[members]
        np.put_along_axis(near, sets, False, axis=1)  # noqa: FBT003 - a value, no flag
        near &= total[:, None] + people <= bounds.most
        one, added = np.nonzero(near)
        larger = np.sort(np.column_stack([sets[one], added]), axis=1)
        larger = larger[np.lexsort(larger.T[::-1])]
        is_first = np.ones(len(larger), dtype=bool)
        is_first[1:] = (larger[1:] != larger[:-1]).any(axis=1)
        sets = larger[is_first]


def _followed(sets: np.ndarray, need: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Positions of the sets that go on."""
    most = MOST_SETS * len(need)
    if len(sets) <= most:
        return np.arange(len(sets))
    mean = (need[sets] * people[sets]).sum(axis=1) / people[sets].sum(axis=1)
    first = sets[:, 0]
    order = np.lexsort((-mean, first))
    starts = np.searchsorted(first[order], first[order])
    turn = np.arange(len(order)) - starts
    return np.sort(order[np.argsort(turn, kind="stable")[:most]])


def _ordered(found: Sequence[np.ndarray]) -> np.ndarray:
    """Sets of all sizes in one table, in order; -1 where a row has no more areas."""
    found = [sets for sets in found if len(sets)]
    width = max((sets.shape[1] for sets in found), default=1)
    rows = np.full((sum(map(len, found)), width), -1)
    start = 0
    for sets in found:
        rows[start : start + len(sets), : sets.shape[1]] = np.sort(sets, axis=1)
        start += len(sets)
    return rows[np.lexsort(rows.T[::-1])]


def pick(  # noqa: PLR0913 - how many, and which of them first
    found: Candidates,
    need: pd.Series,
    *,
    count: int,
    each: int = 0,
    first: np.ndarray | None = None,
    only_first: bool = False,
) -> Picked:
    """Take the neediest candidates that do not overlap, one after the other.

    `first`: areas, as true; a candidate that holds one of them goes before all others, and with
    `only_first` no other is taken.
    """
    needs = found.needs(need.to_numpy(dtype=float)[None, :])[0].round(DECIMALS)
    order = needs
    if first is not None:
        holds = first[found.members].any(axis=1)
        order = np.where(holds, needs, GONE) if only_first else needs + AHEAD * holds
    left = order.copy()
    taken = _taken(left, found, count, each)
    taken.sort(key=lambda at: (-order[at], at))
    had = np.bincount(found.group[taken], minlength=len(found.districts))
    picks = []
    for at in taken:
        is_rival = _rivals(found, at, had, each)
        best = int(np.where(is_rival, left, GONE).argmax())
        picks.append(
            Pick(
                found.candidate(at, needs[at]),
                _tied(found, at, taken, order, is_rival),
                found.candidate(best, needs[best])
                if is_rival[best] and left[best] > GONE
                else None,
            )
        )
    if only_first:
        return Picked(found, len(picks), each, tuple(taken), tuple(picks), "")
    shortfall = _shortfall(len(picks), count, _reason(found, need))
    return Picked(found, count, each, tuple(taken), tuple(picks), shortfall)


def _taken(left: np.ndarray, found: Candidates, count: int, each: int) -> list[int]:
    """Positions of the sets picked, one after the other.

    `left` has the need of every set, and `GONE` in the end where one overlaps.
    """
    taken: list[int] = []
    had = [0] * len(found.districts)
    # First at most so many of each district, then of all, without a limit.
    for most in (each, 0) if each else (0,):
        still = left.copy() if most else left
        while len(taken) < count and len(still):
            best = int(still.argmax())
            if still[best] == GONE:
                break
            taken.append(best)
            for area in found.members[best]:
                still[found.holding[area]] = GONE
                left[found.holding[area]] = GONE
            group = found.group[best]
            had[group] += 1
            if most and had[group] == most:
                still[found.group == group] = GONE
    return taken


def _rivals(found: Candidates, at: int, had: np.ndarray, each: int) -> np.ndarray:
    """Which sets could have the place of one instead, by their district."""
    own = found.group[at]
    if had[own] > each:
        return np.ones(len(found), dtype=bool)
    # Where too few are picked for every district's first places, the place would go
    # to another district that is still owed one.
    return (found.group == own) | (had < each)[found.group]


def _tied(
    found: Candidates, at: int, taken: Sequence[int], needs: np.ndarray, is_rival: np.ndarray
) -> int:
    """How many sets are as needy as one, and could have been picked in its place."""
    others = [other for other in taken if other != at]
    same = np.flatnonzero((needs == needs[at]) & is_rival)
    is_free = ~np.isin(found.members[same], found.members[others]).any(axis=1)
    listed = np.count_nonzero(needs[others] == needs[at])
    return int(np.count_nonzero(is_free) - 1 + listed)


def _reason(found: Candidates, need: pd.Series) -> str:
    if need.isna().all():
        return "No district is selected. Select at least one."
    if not len(found):
        return (
            "No adjoining areas have a population within the limits. Change the minimum or "
            "maximum population, or select more districts."
        )
    return (
        "Every other neighbourhood overlaps one of these. Lower the minimum population, "
        "select more districts, or build one by hand."
    )


def _shortfall(found: int, count: int, reason: str) -> str:
    if found >= count:
        return ""
    some = f"Only {found:,}" if found else "None"
    return f"{some} of {count:,} neighbourhoods could be found. {reason}"


def pick_again(first: Picked, draws: np.ndarray) -> Again:
    """Pick the list again from other needs, and see what stays on it.

    `draws`: need of each area, one row for each list that may be made. Where all would be
    more than `MOST_LOOKED_AT` needs of sets, only the first are made.
    """
    found = first.found
    lists = min(len(draws), max(FEWEST_LISTS, MOST_LOOKED_AT // max(len(found), 1)))
    is_listed = np.zeros((lists, len(found.codes)), dtype=bool)
    same, sets = 0, sorted(first.sets)
    rows = max(FEWEST_ROWS, CELLS_AT_ONCE // max(len(found), 1))
    for start in range(0, lists, rows):
        part = draws[start : min(start + rows, lists)]
        for at, left in enumerate(found.needs(part), start):
            taken = _taken(left, found, first.count, first.each)
            is_listed[at, found.members[taken]] = True
            same += sorted(taken) == sets
    return Again(
        lists,
        tuple(
            float((is_listed[:, found.areas_of(at)].mean(axis=1) > 0.5).mean()) for at in first.sets
        ),
        same,
    )


def compactness(areas: gpd.GeoDataFrame) -> float:
    """How compact the union of some areas is, by Polsby and Popper (1991).

    ``4 pi area / perimeter**2``: 1 for a circle, near 0 for a thread.
    """
    union = shapely.union_all(areas.geometry.to_numpy())
    return float(4 * np.pi * union.area / union.length**2)
