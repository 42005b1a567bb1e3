"""One area of the map: what it got, against need, and the investments behind it."""

from dataclasses import dataclass
from typing import cast

import pandas as pd

from insight.analysis.money.cell_needs import members, needs
from insight.analysis.money.chosen_money import Money, rate_words
from insight.measures.money.amounts import PENCE
from insight.pages.investment.cold_spots import reason
from insight.records.kinds.investments import Place, pounds
from insight.statement import Column, Table
from insight.words import counted

MOST_ROWS = 100


@dataclass(frozen=True)
class AreaMoney:
    """What one area got, so that its total can be defended.

    `words` are its money and its need; the table and its `ids` are the investments
    behind it, the largest first.
    """

    title: str
    words: str
    table: Table
    ids: tuple[str, ...]


def area_money(money: Money, code: str) -> AreaMoney | None:
    """What the area of a code got; None if it is none of the areas shown.

    On the map by neighbourhood the code may be that of one of its LSOAs.
    """
    key = _cell(money, code)
    if key is None:
        return None
    row = money.cells.loc[[key]].iloc[0]
    need = needs(money).loc[[key]].iloc[0]
    here = money.by_area.entries["cell"].eq(key)
    behind = money.accounts.table.loc[here.index[here]]
    behind = behind.sort_values("pence", ascending=False).head(MOST_ROWS)
    is_cut = row["entries"] > MOST_ROWS
    cut = f" The largest {MOST_ROWS} are listed; the ledger has all." if is_cut else ""
    words = f"{_words(money, row)} {reason(money, pd.concat([need, row]))}.{cut}"
    return AreaMoney(str(row["name"]), words, _table(behind), tuple(behind["id"]))


def _cell(money: Money, code: str) -> str | None:
    if code in money.cells.index:
        return code
    if money.level is not Place.NEIGHBOURHOOD:
        return None
    return next((str(key) for key in money.cells.index if code in members(money, key)), None)


def _words(money: Money, row: pd.Series) -> str:
    pence, rate = int(cast("int", row["pence"])), row["gbp_per_inactive_adult"]
    total = f"{pounds(pence)} in {counted(int(row['entries']), 'investment')}"
    if row["entries"] and rate == rate:
        per = rate_words(money, row, "inactive_adult")
        total += f", {per} per inactive adult (modelled number)"
    left = money.left_pence
    wider = f" {pounds(left)} is recorded for wider areas and may reach it too." if left > 0 else ""
    return f"{total}.{wider}"


def _table(behind: pd.DataFrame) -> Table:
    counts = "What counts here: a whole without its parts, a year’s share"
    columns = {
        "recipient": Column("Recipient", width=120),
        "gbp": Column("£", counts, 2, width=96),
        "recorded": Column("£ recorded", "Its parts among it", 2, width=80),
        "funder": Column("Funder", width=100),
        "start": Column("Start", width=85),
    }
    rows = behind[["recipient", "funder"]].assign(
        gbp=behind["pence"] / PENCE,
        start=behind["start"].dt.strftime("%d/%m/%Y"),
        recorded=behind["amount_pence"] / PENCE,
    )
    if rows["gbp"].eq(rows["recorded"]).all():
        del columns["recorded"]
    alt = f"Table of {counted(len(rows), 'investment')} behind the total."
    return Table(rows[list(columns)].reset_index(drop=True), columns, alt)
