"""Cold spots: areas of high need with little or no money, each with the reason."""

from dataclasses import dataclass

import pandas as pd

from insight.analysis.money.cell_needs import LOW_SHARE, MOST_TO, Need, needs
from insight.analysis.money.chosen_money import (
    CELL_WORDS,
    Money,
    Spread,
    cells,
    each_words,
    per_person_columns,
)
from insight.measures.money.amounts import PENCE
from insight.records.kinds.investments import Place
from insight.statement import Column, Table
from insight.words import counted, number, percent

MOST_ROWS = 100


@dataclass(frozen=True)
class ColdSpots:
    """Areas of high need that little money reaches.

    Attributes
    ----------
    finding
        How many there are, of how many, in a sentence.
    table
        One row an area with why it is listed; the greatest need first.
    codes
        Code of the area of each row.
    """

    finding: str
    table: Table
    codes: tuple[str, ...]


def cold_spots(view: Money, money: Spread, need: Need) -> ColdSpots:
    """List the areas of high need with no money, or less than half the average a head.

    Need is high where the interval of inactivity lies above the whole area's rate,
    or where the area is in the most deprived fifth of England, as chosen.
    """
    table = cells(view, money)
    found = needs(view, table.index)
    by = "activity_class" if need is Need.INACTIVITY else "deprivation_class"
    high = found[by].eq(2)
    average = table["gbp"].sum() / max(table["people"].sum(), 1)
    per_head = table["gbp_per_head"].fillna(0)
    is_cold = high & per_head.lt(LOW_SHARE * average if average > 0 else 1e-9)
    listed = found[is_cold].join(table)
    order = ["inactive", "rank"] if need is Need.INACTIVITY else ["rank", "inactive"]
    ascending = [False, True] if need is Need.INACTIVITY else [True, False]
    listed = listed.sort_values(order, ascending=ascending)
    shown = listed.head(MOST_ROWS)
    rates = {
        key: label for key, label in per_person_columns(view).items() if key.endswith("per_head")
    }
    rows = shown[["name", *rates]].fillna(dict.fromkeys(rates, 0))
    rows = rows.reset_index(drop=True)
    rows["why"] = [reason(view, row, average) for _, row in shown.iterrows()]
    columns = {
        "name": Column("Area", width=112),
        **{key: Column(label, "Recorded here", 2, width=55)
           for key, label in rates.items()},
        "why": Column("Why it is listed", width=190),
    }  # fmt: skip
    alt = f"Table of {counted(len(rows), 'cold spot')}."
    return ColdSpots(
        _finding(view, money, int(high.sum()), len(listed), need),
        Table(rows, columns, alt),
        tuple(shown.index),
    )


def reason(view: Money, row: pd.Series, average: float) -> str:
    """Why an area is a cold spot, made by rule."""
    share = f"{percent(row['inactive'])} inactive, estimate"
    interval = f"{percent(row['low'])} to {percent(row['high'])}"
    deprived = (
        f"IMD decile {int(row['decile'])}"
        if view.level is Place.LSOA
        else f"{percent(row['most_deprived'])} of residents in the most deprived 20%"
    )
    got = (
        "no money recorded"
        if row["gbp"] <= 0
        else f"{each_words(view, row, 'head')} per person against a mean of "
        f"£{number(average, 2)}, {view.forms}"
    )
    return f"{share} ({interval}; {view.short} {percent(view.activity.whole)}); {deprived}; {got}"


def _finding(view: Money, money: Spread, high: int, cold: int, need: Need) -> str:
    kind = (
        f"inactivity is above {view.short}’s, its whole interval"
        if need is Need.INACTIVITY
        else f"deprivation is in the most deprived {10 * MOST_TO}% of England"
    )
    many = CELL_WORDS[view.level][1]
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
