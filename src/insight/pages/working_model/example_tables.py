"""The worked example of the slides as services, assets and notes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from insight.analysis.work.stage_words import STAGE_WORDS
from insight.pack.pack import Pack
from insight.records.kinds.model_terms import LADDER
from insight.statement import Column, Table
from insight.words import counted


@dataclass(frozen=True)
class Service:
    """One service, as printed; for each stage what is printed of it."""

    title: str
    words: str
    workshops: str
    stages: Mapping[str, tuple[str, ...]]


def services(pack: Pack) -> tuple[Service, ...]:
    """The three services; `ContractError` if the table of examples cannot be used."""
    table = pack.table("model_examples").fillna("")
    is_wide = table["place"].eq("Calderdale")
    return tuple(
        Service(
            str(row["title"]),
            str(row["words"]),
            str(row["workshops"]),
            _stages(table[is_wide & table["system"].eq(row["system"])]),
        )
        for _, row in table[table["kind"].eq("service")].iterrows()
    )


def _stages(table: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    evidence = table[table["kind"].eq("evidence")]
    return {
        STAGE_WORDS[stage]: tuple(
            _line(row) for _, row in evidence[evidence["stage"].eq(stage.value)].iterrows()
        )
        for stage in LADDER
        if evidence["stage"].eq(stage.value).any()
    }


def _line(row: pd.Series) -> str:
    words = f": {row['words']}" if row["words"] else ""
    tag = f" · *{row['changes']}*" if row["changes"] else ""
    return f"{row['title']}{words}{tag}"


def example_assets(pack: Pack) -> Table:
    """What the slides name in Mixenden, by system."""
    table = pack.table("model_examples").fillna("")
    names = pack.table("systems")["name"].to_dict() | {"": "No system"}
    assets = table[table["kind"].eq("asset")]
    rows = pd.DataFrame(
        {
            "system": [names.get(key, key) for key in assets["system"]],
            "title": assets["title"].to_numpy(),
            "kind": assets["asset_kind"].str.capitalize().to_numpy(),
        }
    )
    return Table(
        rows.sort_values(["system", "title"], ignore_index=True),
        {
            "system": Column("System", width=180),
            "title": Column("As printed", width=300),
            "kind": Column("What it is (our reading)", width=190),
        },
        f"Table of {counted(len(rows), 'asset')} of Mixenden.",
    )


def example_notes(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Title and words of what must be kept in mind."""
    table = pack.table("model_examples").fillna("")
    notes = table[table["kind"].eq("note")]
    return tuple(zip(notes["title"], notes["words"], strict=True))
