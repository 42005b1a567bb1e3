"""Cold spots: areas of high need with little or no money, each with the reason."""

from dataclasses import dataclass

import pandas as pd

from insight.analysis.money.cell_needs import HIGH, LOW_SHARE, MOST_TO, NEED_CLASS, Need, needs
from insight.analysis.money.chosen_money import CELL_WORDS, Money, per_person_columns, rate_words
from insight.measures.money.amounts import PENCE
from insight.records.kinds.investments import Place
from insight.statement import Column, Table
from insight.words import counted, number, percent

MOST_ROWS = 100


@dataclass(frozen=True)
class ColdSpots:
    """Areas of high need that little money reaches, the greatest need first.

    `finding` says how many there are, of how many; `codes` are those of the rows.
    """

    finding: str
    table: Table
    codes: tuple[str, ...]


def cold_spots(money: Money, need: Need) -> ColdSpots:
    """List the areas of high need with no money, or less than half the average a head.

    Need is high where the interval of inactivity lies above the whole area's rate,
    or where the area is in the most deprived fifth of England, as chosen.
    """
    each_need = needs(money)
    high = each_need[NEED_CLASS[need]].eq(HIGH)
    little = LOW_SHARE * money.average if money.average > 0 else 1e-9
    is_cold = high & money.cells["gbp_per_head"].fillna(0).lt(little)
    listed = each_need[is_cold].join(money.cells)
    order = {"inactive": False, "rank": True}
    keys = list(order) if need is Need.INACTIVITY else list(order)[::-1]
    shown = listed.sort_values(keys, ascending=[order[key] for key in keys]).head(MOST_ROWS)
    labels = per_person_columns(money).items()
    rates = {key: label for key, label in labels if key.endswith("per_head")}
    rows = shown[["name", *rates]].fillna(dict.fromkeys(rates, 0)).reset_index(drop=True)
    rows["why"] = [reason(money, row) for _, row in shown.iterrows()]
    columns = {
        "name": Column("Area", width=112),
        **{key: Column(label, "Recorded here", 2, width=55) for key, label in rates.items()},
        "why": Column("Why it is listed", width=190),
    }
    return ColdSpots(
        _finding(money, int(high.sum()), len(listed), need),
        Table(rows, columns, f"Table of {counted(len(rows), 'cold spot')}."),
        tuple(shown.index),
    )


def reason(money: Money, row: pd.Series) -> str:
    """Why an area is a cold spot, made by rule."""
    share = f"{percent(row['inactive'])} inactive, estimate"
    interval = f"{percent(row['low'])} to {percent(row['high'])}"
    deprived = (
        f"IMD decile {int(row['decile'])}"
        if money.level is Place.LSOA
        else f"{percent(row['most_deprived'])} of residents in the most deprived 20%"
    )
    got = (
        "no money recorded"
        if row["gbp"] <= 0
        else f"{rate_words(money, row, 'head')} per person against a mean of "
        f"£{number(money.average, 2)}, {money.forms}"
    )
    return f"{share} ({interval}; {money.short} {percent(money.activity.whole)}); {deprived}; {got}"


def _finding(money: Money, high: int, cold: int, need: Need) -> str:
    kind = (
        f"inactivity is above {money.short}’s, its whole interval"
        if need is Need.INACTIVITY
        else f"deprivation is in the most deprived {10 * MOST_TO}% of England"
    )
    many = CELL_WORDS[money.level][1]
    left = money.left_pence
    may = (
        f" £{number(left / PENCE)} has no place at this level and may reach some of them."
        if left > 0
        else ""
    )
    return (
        f"**{cold} of {high} {many} of high need are cold spots**: {kind}, and they "
        f"have no money recorded or less than half the mean a head.{may}"
    )
