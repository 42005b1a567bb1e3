"""The threshold checker: pasted places against the lines that funders draw."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.geography.levels import Places
from insight.geography.pasted import (
    LINES,
    MOST_PASTED,
    PastedPlace,
    funding_paragraph,
    read_pasted,
    thresholds,
)
from insight.pack.catalogue import Provenance
from insight.pack.pack import Pack
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.statement import Column, Provided, Table
from insight.words import counted, listed

__all__ = ["MOST_PASTED", "CheckView", "checked"]


@dataclass(frozen=True)
class CheckView:
    """What became of pasted places."""

    finding: str
    table: Table  # those that were matched, with the lines they are within
    apart: Table | None  # the others, if there are any, with why
    paragraph: str  # for a funding application; empty if none was matched
    downloads: tuple[Download, ...]
    provided: Provided
    beside: str = ""  # what stands beside the places and is not looked up


def checked(text: str, pack: Pack, known: Places, saved: Sequence[Neighbourhood]) -> CheckView:
    """Find the areas of what was pasted, if it is not too much, and check them by the lines."""
    pasted = read_pasted(text, pack, known)
    rows = thresholds(pasted, pack, known)
    if len(rows):
        rows["neighbourhood"] = [_inside(code, saved) for code in rows["lsoa21cd"]]
    provided = Provided(
        pack.sources_of("deprivation", "imd2019", "postcodes"), Provenance.OFFICIAL, pack.version
    )
    count, apart = len(pasted.entries), pasted.apart
    finding = f"We matched {len(rows):,} of {counted(count, 'entry', 'entries')}."
    if apart:
        finding += f" {len(apart):,} could not be matched."
    return CheckView(
        finding,
        _table(rows),
        _apart(apart) if apart else None,
        funding_paragraph(rows, asked=count),
        (_csv(rows, apart, provided),),
        provided,
        _beside(pasted.beside),
    )


def _beside(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    unused = counted(len(texts), "text")
    return f"We did not use {unused} next to the places, such as {texts[0][:60]!r}."


def _inside(code: str, saved: Sequence[Neighbourhood]) -> str:
    names = [f"{each.name} ({each.status})" for each in saved if code in each.members]
    return listed(names) or "none"


def _table(rows: pd.DataFrame) -> Table:
    columns = {
        "typed": Column("As pasted"),
        "name": Column("Small area (LSOA)"),
        "decile_2025": Column(
            "IMD decile 2025", "Tenth of all areas in England, 1 is the most deprived", 0
        ),
        "decile_2019": Column(
            "IMD decile 2019", "Of the same ground in 2019, 1 is the most deprived", 0
        ),
        **{
            f"in_{year}_{line}": Column(
                f"Most deprived {line}%, {year}",
                f"Whether it is in England’s most deprived {line}%, IMD {year}",
            )
            for year in (2025, 2019)
            for line in LINES
        },
        "neighbourhood": Column("Saved neighbourhood"),
        "district": Column("District"),
        "note": Column("Note"),
    }
    shown = rows.reindex(columns=list(columns))
    alt = f"Table of {counted(len(rows), 'place')} with deciles and funders’ thresholds."
    return Table(shown, columns, alt)


def _apart(entries: Sequence[PastedPlace]) -> Table:
    columns = {
        "typed": Column("As pasted"),
        "kind": Column("Type of entry"),
        "note": Column("Why it was not matched"),
    }
    rows = [(each.typed, each.kind.value, each.note) for each in entries]
    alt = f"Table of {counted(len(rows), 'entry', 'entries')} that could not be matched."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)


def _csv(rows: pd.DataFrame, apart: Sequence[PastedPlace], provided: Provided) -> Download:
    def table() -> ExportTable:
        left = pd.DataFrame([{"typed": each.typed, "note": each.note} for each in apart])
        every = pd.concat([rows, left], ignore_index=True).rename(
            columns={"lsoa21cd": "area_code", "name": "area_name", "lsoa21cd_or": "area_code_or"}
        )
        return ExportTable(every, provided.stamp)

    return csv_download("CSV", ("threshold-check",), table)
