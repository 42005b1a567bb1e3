"""How much need, and how much money, each cell of a map has."""

from enum import StrEnum

import pandas as pd

from insight.analysis.money.chosen_money import Money
from insight.measures.deprivation import decile, weighted_mean
from insight.measures.need import activity_class, deprivation_class
from insight.pack.catalogue import NATIONAL_LSOAS_2025
from insight.records.kinds.investments import Place


class Need(StrEnum):
    """What money is held against on the map of both."""

    INACTIVITY = "inactivity"
    DEPRIVATION = "deprivation"


NEED_CLASS = {Need.INACTIVITY: "activity_class", Need.DEPRIVATION: "deprivation_class"}
HIGH = 2

MOST_TO, MIDDLE_TO = 2, 5
"""Last national IMD decile of the most deprived and of the middle class."""

LOW_SHARE = 0.5
"""Money per head below this share of the average is little."""

NOBODY = 1e-9
"""Residents of an empty area, so that it has a rank and weighs nothing."""


def needs(money: Money) -> pd.DataFrame:
    """How much need each cell has, of either kind.

    Returns
    -------
    DataFrame
        On the cells: ``rank`` (population-weighted mean of IMD 2025 ranks),
        ``inactive``, ``low`` and ``high`` (proportions, 95% interval),
        ``activity_class`` and ``deprivation_class`` (0 to 2), ``decile`` (of that
        mean rank) and ``most_deprived``, the share of residents in the most deprived
        fifth of England.
    """
    index = money.cells.index
    pairs = pd.DataFrame(
        [(key, code) for key in index for code in members(money, key)], columns=["key", "code"]
    )
    key, code = pairs["key"], pairs["code"]

    def of(column: pd.Series) -> pd.Series:
        return column.reindex(code).reset_index(drop=True)

    rank = of(money.pack.table("deprivation")["imd_rank"])
    # An area without residents has its own rank and rate, and weighs nothing beside
    # others.
    people = of(money.pack.table("population")["population"]).clip(lower=NOBODY)
    adults = of(money.activity.adults).clip(lower=NOBODY)
    is_most = decile(rank, NATIONAL_LSOAS_2025).le(MOST_TO).astype(float)
    sets = pd.Series(key.to_numpy(), index=code)
    limits = money.activity.of_parents("inactive", sets)[["low", "high"]]
    means = {
        "rank": weighted_mean(rank, people, key),
        "most_deprived": weighted_mean(is_most, people, key),
        "inactive": weighted_mean(of(money.activity.shares["inactive"]), adults, key),
    }
    table = pd.DataFrame(means).join(limits).reindex(index)
    table["decile"] = decile(table["rank"].round(), NATIONAL_LSOAS_2025)
    table["deprivation_class"] = deprivation_class(
        table["decile"], most_to=MOST_TO, middle_to=MIDDLE_TO
    )
    table["activity_class"] = activity_class(table["low"], table["high"], money.activity.whole)
    return table


def money_class(money: Money) -> pd.Series:
    """0 for none, 1 for below the average per head of these cells, 2 for the rest."""
    per_head = money.cells["gbp_per_head"].fillna(0)
    has_money = per_head.gt(0).astype("int8")
    return has_money + (per_head.ge(money.average) & per_head.gt(0)).astype("int8")


def members(money: Money, key: str) -> list[str]:
    """LSOAs of one cell."""
    if money.level is Place.LSOA:
        return [key]
    homes = money.known.district_of
    if money.level is Place.NEIGHBOURHOOD:
        return [code for code in money.accounts.members[key] if code in homes.index]
    return list(homes.index[homes.eq(key)])
