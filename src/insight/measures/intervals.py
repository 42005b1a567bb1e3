"""Intervals: how far a surveyed share may be from the truth."""

from math import sqrt
from statistics import NormalDist

Z_95 = NormalDist().inv_cdf(0.975)


def wilson(share: float, respondents: float, *, z: float = Z_95) -> tuple[float, float]:
    """Wilson score interval of a proportion.

    Source: Wilson (1927), as in the public-health statistics of the Office for Health Improvement
    and Disparities.

    `respondents`: number of people asked; the effective number if answers are weighted.

    Lower and upper limit, 0 to 1. Raises `ValueError` if the share is not a proportion or nobody
    was asked.

    Examples
    --------
    >>> [round(limit, 6) for limit in wilson(0.65, 100)]
    [0.552544, 0.736358]
    """
    if not 0 <= share <= 1 or respondents <= 0:
        raise ValueError(f"{share!r} of {respondents!r} respondents is no proportion.")
    hits = share * respondents
    half = z * sqrt(z**2 + 4 * hits * (1 - share))
    below = (2 * hits + z**2 - half) / (2 * (respondents + z**2))
    above = (2 * hits + z**2 + half) / (2 * (respondents + z**2))
    return max(0.0, below), min(1.0, above)
