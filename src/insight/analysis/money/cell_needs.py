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


MOST_TO, MIDDLE_TO = 2, 5
"""Last national IMD decile of the most deprived and of the middle class."""

LOW_SHARE = 0.5
"""Money per head below this share of the average is little."""

NOBODY = 1e-9
"""Residents of an empty area, so that it has a rank and weighs nothing."""


def needs(view: Money, index: pd.Index) -> pd.DataFrame:
    """How much need each cell has, of either kind.

    Returns
    -------
    DataFrame
        On the cells: ``inactive``, ``low`` and ``high`` (proportions, 95%
        interval), ``activity_class`` and ``deprivation_class`` (0 to 2),
        ``decile`` (of the population-weighted mean rank) and ``most_deprived``,
        the share of residents in the most deprived fifth of England.
    """
    pairs = pd.DataFrame(
        [(key, code) for key in index for code in members(view, key)], columns=["key", "code"]
    )
    key, code = pairs["key"], pairs["code"]

    def of(column: pd.Series) -> pd.Series:
        return column.reindex(code).reset_index(drop=True)

    rank = of(view.pack.table("deprivation")["imd_rank"])
    # An area without residents has its own rank and rate, and weighs nothing beside
    # others.
    people = of(view.pack.table("population")["population"]).clip(lower=NOBODY)
    is_most = decile(rank, NATIONAL_LSOAS_2025).le(MOST_TO).astype(float)
    adults = of(view.activity.adults).clip(lower=NOBODY)
    sets = pd.Series(key.to_numpy(), index=code)
    limits = view.activity.of_parents("inactive", sets)[["low", "high"]]
    table = pd.DataFrame(
        {
            "rank": weighted_mean(rank, people, key),
            "most_deprived": weighted_mean(is_most, people, key),
            "inactive": weighted_mean(of(view.activity.shares["inactive"]), adults, key),
        }
    ).join(limits)
    table = table.reindex(index)
    table["decile"] = decile(table["rank"].round(), NATIONAL_LSOAS_2025)
    table["deprivation_class"] = deprivation_class(
        table["decile"], most_to=MOST_TO, middle_to=MIDDLE_TO
    )
    table["activity_class"] = activity_class(table["low"], table["high"], view.activity.whole)
    return table


def money_class(table: pd.DataFrame) -> pd.Series:
    """0 for none, 1 for below the average per head of these cells, 2 for the rest."""
    average = table["gbp"].sum() / max(table["people"].sum(), 1)
    per_head = table["gbp_per_head"].fillna(0)
    has_money = per_head.gt(0).astype("int8")
    return has_money + (per_head.ge(average) & per_head.gt(0)).astype("int8")


def members(view: Money, key: str) -> list[str]:
    """LSOAs of one cell."""
    if view.level is Place.LSOA:
        return [key]
    if view.level is Place.NEIGHBOURHOOD:
        known = view.known.district_of.index
        return [code for code in view.accounts.members[key] if code in known]
    homes = view.known.district_of
    return list(homes.index[homes.eq(key)])
