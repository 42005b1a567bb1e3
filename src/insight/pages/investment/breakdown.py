"""The money by funder, programme, year or kind, and the areas of a map as a file."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

import pandas as pd

from insight.analysis.money.chosen_money import BOTH_FORMS, CELL_WORDS, LEVELS, Money
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.measures.money.amounts import PENCE
from insight.statement import Column, Table
from insight.words import counted

NOT_SAID = "not said"


class By(StrEnum):
    """What money is broken down by; a column of the ledger."""

    FUNDER = "funder"
    PROGRAMME = "programme"
    YEAR = "year"
    KIND = "recipient_kind"
    FORM = "form"
    PART = "part"


def breakdown(money: Money, by: By) -> Table:
    """Sums that add up to the total, the largest first, and what of each is placed."""
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
    counts = "Investments; in each year that they span" if by is By.YEAR else "Investments"
    columns = {
        "what": Column(BY_WORDS[by], width=160),
        "gbp": Column("£", "Each pound once; they add up to the total", 0),
        "placed": Column("£ placed", f"In {CELL_WORDS[money.level][1]}", 0),
        "entries": Column("Entries", counts, 0, width=60),
    }
    return Table(rows, columns, f"Table of {counted(len(rows), 'sum')} by {BY_WORDS[by].lower()}.")


BY_WORDS: Mapping[str, str] = {
    By.FUNDER.value: "Funder",
    By.PROGRAMME.value: "Programme",
    By.YEAR.value: "Financial year",
    By.KIND.value: "Kind of recipient",
    By.FORM.value: "Cash or in kind",
    By.PART.value: "Core or matched",
}


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
                "investments_looked_at": money.filter_words or "all",
                "placed_gbp": money.placed_pence / PENCE,
                "total_gbp": money.total_pence / PENCE,
            }
        )
        places = {name: 4 for name in rows if str(name).startswith("gbp")}
        return ExportTable(rows, stamp, places)

    parts = ("investment", money.level.value, money.accounts.provenance.value)
    return csv_download("Areas as CSV", parts, areas)
