"""How far the estimates of small areas may be out, singly and in any set.

One account of the errors serves the interval of an LSOA, of an MSOA, of a
neighbourhood and every simulation. On the logit scale an area is out by

- what the survey of its district is out by, the same for all its areas;
- a residual that the LSOAs of one MSOA share, alike in MSOAs near each other;
- a residual of its own.

The areas of a district are held to its survey, so that the residuals only move areas
against one another.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from insight.errors import AlignmentError
from insight.measures.estimates import expit, interval, logit, rebenchmarked

NOWHERE = ""  # group of areas whose shares are not held to any rate


@dataclass(frozen=True, eq=False)
class AreaErrors:
    """The errors of one level of activity in every small area."""

    share: pd.Series  # proportion of adults, strictly between 0 and 1, by area
    adults: pd.Series
    group: pd.Series  # larger area whose rate the areas are held to; `NOWHERE` for none
    group_error: pd.Series  # standard error of the logit of that rate, by group
    part: pd.Series  # MSOA of each area; the areas of one share a residual
    shared: pd.Series  # standard deviation of that residual on the logit scale, by MSOA
    own: pd.Series  # standard deviation of each area's own residual on the logit scale
    # ``x`` and ``y``, metres, by MSOA: residuals are alike where MSOAs are near; None if nowhere.
    points: pd.DataFrame | None = None

    @cached_property
    def of_areas(self) -> pd.Series:
        """Standard deviation of the logit of each area, all errors together."""
        found = np.empty(len(self.share))
        for block in self._blocks:
            found[block.at] = block.of_areas()
        return pd.Series(found, index=self.share.index)

    def of_sets(self, label: pd.Series) -> pd.DataFrame:
        """Share of sets of areas with the standard deviation of its logit.

        Errors that areas share do not cancel within a set, and those that are their own partly do.

        `label`: sets by area; an area that is in several sets comes several times.

        ``share`` (the mean over adults) and ``logit_error`` by label; missing where a set has no
        adults. Raises `AlignmentError` if an area is not one of those with errors.
        """
        names, of = np.unique(label.to_numpy(), return_inverse=True)
        at = self.share.index.get_indexer(label.index)
        if (at < 0).any():
            raise AlignmentError(
                f"{int((at < 0).sum())} of {len(at)} areas have no estimate, first "
                f"{label.index[at < 0][0]!r}. Use areas from the same data version."
            )
        adults = self.adults.to_numpy(dtype=float)[at]
        shares = self.share.to_numpy(dtype=float)[at]
        people = np.bincount(of, adults, len(names))
        has = people > 0
        total = np.where(has, people, np.nan)
        mean = np.bincount(of, adults * shares, len(names)) / total
        # How much the logit of the set moves with that of each of its areas.
        slopes = adults * shares * (1 - shares) / (total * mean * (1 - mean))[of]
        variance = np.zeros(len(names))
        for block in self._blocks:
            place = np.full(len(self.share), -1)
            place[block.at] = np.arange(len(block.at))
            ours = (place[at] >= 0) & has[of]
            block.add_sets(of[ours], place[at][ours], slopes[ours], variance)
        error = np.where(has, np.sqrt(variance), np.nan)
        return pd.DataFrame({"share": mean, "logit_error": error}, index=names)

    def limits_of_sets(self, label: pd.Series, *, z: float) -> pd.DataFrame:
        """``share``, ``low`` and ``high`` of sets of areas: see `of_sets`."""
        found = self.of_sets(label)
        ends = interval(found["share"], found["logit_error"], z=z)
        return ends.assign(share=found["share"])[["share", "low", "high"]]

    def draw(self, draws: int, chance: np.random.Generator, *, error: float = 1.0) -> np.ndarray:
        """The shares again, with every error drawn.

        `error`: what all errors are multiplied by.

        Proportions, a row a draw and a column an area. The mean over the adults of each group is
        the rate drawn for it.
        """
        odds = np.empty((draws, len(self.share)))
        targets = np.empty((draws, len(self._blocks)))
        for at, block in enumerate(self._blocks):
            odds[:, block.at] = block.draw_odds(draws, chance, error)
            noise = chance.standard_normal(draws)
            targets[:, at] = logit(np.array(block.rate)) + error * block.survey * noise
        if not self._is_held:
            return expit(odds)
        held = rebenchmarked(
            odds[:, self._order],
            self.adults.to_numpy(dtype=float)[self._order],
            self._starts,
            expit(targets),
        )
        return held[:, np.argsort(self._order)]

    @cached_property
    def _is_held(self) -> bool:
        return not self.group.eq(NOWHERE).any()

    @cached_property
    def _order(self) -> np.ndarray:
        return np.concatenate([block.at for block in self._blocks])

    @cached_property
    def _starts(self) -> np.ndarray:
        sizes = [len(block.at) for block in self._blocks]
        return np.concatenate([[0], np.cumsum(sizes)[:-1]])

    @cached_property
    def _blocks(self) -> "list[_Block]":
        """The areas of each group; errors of different groups are independent."""
        share, adults = self.share.to_numpy(dtype=float), self.adults.to_numpy(float)
        own, part = self.own.to_numpy(dtype=float), self.part.to_numpy()
        codes, of = np.unique(self.group.to_numpy(dtype=str), return_inverse=True)
        survey = self.group_error.reindex(codes).fillna(0.0).to_numpy(dtype=float)
        blocks = []
        for number, code in enumerate(codes):
            at = np.flatnonzero(of == number)
            blocks.append(
                _Block(
                    at=at,
                    share=share[at],
                    adults=adults[at],
                    own=own[at],
                    shared=self._shared(part[at]),
                    is_held=code != NOWHERE,
                    survey=float(survey[number]),
                )
            )
        return blocks

    def _shared(self, parts: np.ndarray) -> np.ndarray:
        """What makes the shared residuals of some areas out of independent numbers."""
        codes, of = np.unique(parts, return_inverse=True)
        spread = self.shared.loc[codes].to_numpy(dtype=float)
        if not spread.any():
            return np.zeros((len(parts), 0))
        if self.points is None:
            return (np.diag(spread))[of]
        likeness = alike(self.points.loc[codes].to_numpy(dtype=float))
        return (spread[:, None] * np.linalg.cholesky(likeness))[of]


def alike(points: np.ndarray) -> np.ndarray:
    """Correlation of the residuals of MSOAs: ``exp(-distance / D)``.

    D is the median distance from an MSOA to the nearest of the same district, so that
    neighbours are about as alike in a city as in the country.

    `points`: one row a MSOA, metres east and north.

    Examples
    --------
    >>> alike(np.array([[0.0, 0.0], [0.0, 500.0]])).round(3).tolist()
    [[1.0, 0.368], [0.368, 1.0]]
    """
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    if len(points) == 1:
        return np.ones((1, 1))
    nearest = np.median(np.where(np.eye(len(points)) > 0, np.inf, apart).min(axis=1))
    found = np.exp(-apart / max(nearest, 1.0))
    # Two at one point would leave no inverse.
    return found * (1 - 1e-9) + 1e-9 * np.eye(len(points))


@dataclass(frozen=True, eq=False)
class _Block:
    """The areas of one group.

    `shared` has a row an area and a column for each independent number that makes the
    shared residuals; `survey` is the standard error of the logit of the group's rate.
    """

    at: np.ndarray
    share: np.ndarray
    adults: np.ndarray
    own: np.ndarray
    shared: np.ndarray
    is_held: bool
    survey: float

    @cached_property
    def weight(self) -> np.ndarray:
        """Share of the group's adults."""
        people = self.adults.sum()
        return self.adults / people if people else np.zeros(len(self.adults))

    @cached_property
    def rate(self) -> float:
        """Proportion of all the group's adults."""
        if not self.weight.any():
            return float(self.share.mean())
        return float(self.weight @ self.share)

    @cached_property
    def slope(self) -> np.ndarray:
        """How much the group's rate moves with the logit of each area."""
        return self.weight * self.share * (1 - self.share)

    @cached_property
    def held(self) -> np.ndarray:
        """How much each area's residual moves all areas back when they are held."""
        total = self.slope.sum()
        if not self.is_held or not total:
            return np.zeros(len(self.slope))
        return self.slope / total

    @cached_property
    def survey_shift(self) -> float:
        """How far one standard error of the survey moves the logit of every area."""
        total = float(self.slope.sum())
        if not self.is_held or not total:
            return 0.0
        return self.survey * self.rate * (1 - self.rate) / total

    def of_areas(self) -> np.ndarray:
        """Standard deviation of each area's logit."""
        mean = self.held @ self.shared
        shared = ((self.shared - mean) ** 2).sum(axis=1)
        own = self.own**2
        own = own * (1 - 2 * self.held) + (self.held**2 * own).sum()
        return np.sqrt(shared + own + self.survey_shift**2)

    def add_sets(
        self, of: np.ndarray, at: np.ndarray, slope: np.ndarray, variance: np.ndarray
    ) -> None:
        """Add what this group's errors do to the sets, which have areas at `at`."""
        there, row = np.unique(of, return_inverse=True)
        moves = np.zeros((len(there), len(self.at)))
        np.add.at(moves, (row, at), slope)
        sums = moves.sum(axis=1)
        moves -= sums[:, None] * self.held
        found = ((moves @ self.shared) ** 2).sum(axis=1)
        found += moves**2 @ self.own**2
        found += (sums * self.survey_shift) ** 2
        variance[there] += found

    def draw_odds(self, draws: int, chance: np.random.Generator, error: float) -> np.ndarray:
        """Logits with both residuals drawn, before they are held to the rate."""
        odds = chance.standard_normal((draws, len(self.at))) * self.own
        odds += chance.standard_normal((draws, self.shared.shape[1])) @ self.shared.T
        return logit(self.share) + error * odds
