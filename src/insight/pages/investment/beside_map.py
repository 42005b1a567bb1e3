"""What is next to the map of investment: cold spots, one area, a breakdown, areas as a file."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import cast

import pandas as pd

from insight.analysis.money.cell_needs import (
    HIGH,
    LOW_SHARE,
    MOST_TO,
    NEED_CLASS,
    Need,
    members,
    needs,
)
from insight.analysis.money.chosen_money import (
    BOTH_FORMS,
    CELL_WORDS,
    LEVELS,
    Money,
    MoneyList,
    per_person_columns,
    rate_words,
    short_rate,
)
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.measures.money.amounts import PENCE
from insight.records.kinds.investments import Place, about_pounds, pounds
from insight.statement import Column, Table
from insight.words import counted, number, percent

MOST_ROWS = 100
NOT_SAID = "not said"


class By(StrEnum):
    """What money is broken down by; a column of the ledger."""

    FUNDER = "funder"
    PROGRAMME = "programme"
    YEAR = "year"
    KIND = "recipient_kind"
    FORM = "form"
    PART = "part"


BY_WORDS: Mapping[str, str] = {
    By.FUNDER.value: "Funder",
    By.PROGRAMME.value: "Programme",
    By.YEAR.value: "Financial year",
    By.KIND.value: "Type of recipient",
    By.FORM.value: "Cash or in kind",
    By.PART.value: "Core or match funding",
}


def cold_spots(money: Money, need: Need) -> MoneyList:
    """List the areas of high need with no money, or less than half the average per person.

    Need is high where the interval of inactivity lies above the whole area's rate,
    or where the area is in the most deprived fifth of England, as chosen.
    The greatest need is first; the words say how many there are, of how many.
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
    rows["why"] = [_reason(money, row) for _, row in shown.iterrows()]
    columns = {
        "name": Column("Area"),
        **{
            key: Column(label, "Recorded here", 2, short=short_rate(money, label))
            for key, label in rates.items()
        },
        "why": Column("Why it is listed"),
    }
    kind = f"the area is in England’s most deprived {10 * MOST_TO}%"
    if need is Need.INACTIVITY:
        kind = f"the 95% confidence interval of inactivity is above {money.short}"
    words = (
        f"**{len(listed)} of {int(high.sum())} {CELL_WORDS[money.level][1]} with high need are "
        f"cold spots.** They have no recorded investment, or less than half the average per "
        f"person. High need means {kind}."
    )
    if money.left_pence > 0:
        left = number(money.left_pence / PENCE)
        words += f" £{left} is not mapped at this level and may reach some of them."
    table = Table(rows, columns, f"Table of {counted(len(rows), 'cold spot')}.")
    return MoneyList(words, table, tuple(shown.index))


def _reason(money: Money, row: pd.Series) -> str:
    share = f"{percent(row['inactive'])} inactive (modelled estimate"
    interval = f"95% CI {percent(row['low'])} to {percent(row['high'])}"
    deprived = (
        f"IMD decile {int(row['decile'])}"
        if money.level is Place.LSOA
        else f"{percent(row['most_deprived'])} of residents in the most deprived 20%"
    )
    got = (
        "no investment recorded"
        if row["gbp"] <= 0
        else f"{rate_words(money, row, 'head')} per person, average "
        f"£{number(money.average, 2)}, {money.forms}"
    )
    return f"{share}, {interval}; {money.short} {percent(money.activity.whole)}); {deprived}; {got}"


def area_money(money: Money, code: str) -> MoneyList | None:
    """What the area of a code got, against need; None if it is none of the areas shown.

    On the map by neighbourhood the code may be that of one of its LSOAs. The rows are the
    investments behind its money, the largest first, so that its total can be defended.
    """
    key: str | None = code if code in money.cells.index else None
    if key is None and money.level is Place.NEIGHBOURHOOD:
        key = next((str(key) for key in money.cells.index if code in members(money, key)), None)
    if key is None:
        return None
    row = money.cells.loc[[key]].iloc[0]
    need = needs(money).loc[[key]].iloc[0]
    here = money.by_area.entries["cell"].eq(key)
    behind = money.accounts.table.loc[here.index[here]]
    behind = behind.sort_values("pence", ascending=False).head(MOST_ROWS)
    words = (
        f"{pounds(int(cast('int', row['pence'])))} in {counted(int(row['entries']), 'investment')}"
    )
    if row["entries"] and row["gbp_per_inactive_adult"] == row["gbp_per_inactive_adult"]:
        per = rate_words(money, row, "inactive_adult")
        words += f", {per} per inactive adult (modelled estimate)"
    if money.left_pence > 0:
        wider = f"{about_pounds(money.left_pence)} is recorded for wider areas"
        words += f". {wider} and may also reach it"
    words += f". {_reason(money, pd.concat([need, row]))}."
    if row["entries"] > MOST_ROWS:
        words += f" The largest {MOST_ROWS} are listed. The ledger has all of them."
    return MoneyList(words, _behind_table(behind), tuple(behind["id"]), str(row["name"]))


def _behind_table(behind: pd.DataFrame) -> Table:
    counts = "Counted here, without its parts and for the selected year only"
    columns = {
        "recipient": Column("Recipient"),
        "gbp": Column("Amount (£)", counts, 2),
        "recorded": Column("Recorded (£)", "As recorded, including its parts", 2),
        "funder": Column("Funder"),
        "start": Column("Start"),
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


def breakdown(money: Money, by: By) -> Table:
    """Sums that add up to the total, the largest first, and what of each is mapped."""
    table, years = money.accounts.table, money.accounts.years
    placed = money.by_area.entries["cell"].ne("").reindex(table.index, fill_value=False)
    what = years["year"] if by is By.YEAR else table[by.value].replace("", NOT_SAID)
    pence = years["pence"] if by is By.YEAR else table["pence"]
    is_placed = placed.reindex(pence.index)
    sums = (
        pd.DataFrame({"what": what, "gbp": pence, "placed": pence.where(is_placed, 0)})
        .groupby("what")
        .agg(gbp=("gbp", "sum"), placed=("placed", "sum"), entries=("gbp", "size"))
        .reset_index()
        .sort_values(["gbp", "what"], ascending=[False, True])
    )
    rows = sums.assign(gbp=sums["gbp"] / PENCE, placed=sums["placed"] / PENCE)
    counts = "In each year that they cover" if by is By.YEAR else "Number of investments"
    columns = {
        "what": Column(BY_WORDS[by]),
        "gbp": Column("Amount (£)", "Nothing counted twice; adds up to the total", 0),
        "placed": Column("Mapped (£)", f"In {CELL_WORDS[money.level][1]}", 0),
        "entries": Column("Investments", counts, 0),
    }
    return Table(rows, columns, f"Table of {counted(len(rows), 'sum')} by {BY_WORDS[by].lower()}.")


def map_download(money: Money) -> Download:
    """Every area of the map as CSV, each row with what its numbers mean."""

    def areas() -> ExportTable:
        table = money.cells
        provided = money.provided("population", is_modelled=True)
        stamp = provided.drawn_on(money.pack, LEVELS[money.level]).stamp
        stamp = replace(stamp, source=f"{money.ledger_words}; {stamp.source}")
        rows = pd.DataFrame(
            {
                "area_code": table.index,
                "area_name": table["name"].astype(str).to_numpy(),
                "level": CELL_WORDS[money.level][0],
                "investments": table["entries"].to_numpy(),
                **{
                    name.replace("_head", "_resident"): table[name].to_numpy()
                    for stem in ("gbp", "gbp_cash", "gbp_in_kind")
                    for name in (stem, f"{stem}_per_head", f"{stem}_per_inactive_adult")
                },
                "gbp_is": BOTH_FORMS,
                "districts_looked_at": money.where,
                "rules": " ".join(money.accounts.rules()),
                "period": money.period(),
                "investments_looked_at": money.accounts.wanted.words() or "all",
                "placed_gbp": money.by_area.placed_pence / PENCE,
                "total_gbp": money.accounts.total_pence / PENCE,
            }
        )
        places = {name: 4 for name in rows if str(name).startswith("gbp")}
        return ExportTable(rows, stamp, places)

    parts = ("investment", money.level.value, money.accounts.provenance.value)
    return csv_download("Areas (CSV)", parts, areas)
