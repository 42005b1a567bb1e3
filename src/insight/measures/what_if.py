"""What a rate would mean in people, if some places had it: arithmetic and no forecast."""

import pandas as pd

from insight.errors import AlignmentError


def at_rate(shares: pd.DataFrame, people: pd.Series, rate: float) -> pd.DataFrame:
    """How many fewer people there would be of a kind, at another rate.

    Parameters
    ----------
    shares
        ``share``, ``low`` and ``high`` of each place, proportions; index: place.
    people
        People the shares are of, by place.
    rate
        The other rate, a proportion. It is taken as it stands, without an error of its own.

    Returns
    -------
    pd.DataFrame
        By place: ``now``, people of that kind; ``fewer``, people times the difference of the rates,
        with its 95% interval ``fewer_low`` to ``fewer_high``, negative where the place's own rate
        is lower; ``attributable``, the part of ``now`` that ``fewer`` is, a proportion (the
        population attributable share with `rate` as the reference: (share - rate) / share);
        missing where nobody is of that kind.

    Raises
    ------
    AlignmentError
        If the places are not those of `people`.
    ValueError
        If the rate is no proportion.

    Examples
    --------
    >>> shares = pd.DataFrame({"share": [0.3], "low": [0.25], "high": [0.36]}, index=["A"])
    >>> at_rate(shares, pd.Series({"A": 2000}), 0.27).round(3).loc["A"].to_dict()
    {'now': 600.0, 'fewer': 60.0, 'fewer_low': -40.0, 'fewer_high': 180.0, 'attributable': 0.1}
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"{rate!r} is no proportion.")
    if not shares.index.equals(people.index):
        raise AlignmentError(f"{len(shares)} places have shares and {len(people)} have people.")
    now = shares["share"] * people
    fewer = (shares[["share", "low", "high"]] - rate).mul(people, axis="index")
    return pd.DataFrame(
        {
            "now": now,
            "fewer": fewer["share"],
            "fewer_low": fewer["low"],
            "fewer_high": fewer["high"],
            "attributable": (fewer["share"] / now).where(now > 0),
        }
    )
