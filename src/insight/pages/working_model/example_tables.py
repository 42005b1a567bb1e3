"""The worked example of the slides as services, assets and notes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from insight.analysis.work.record_tables import text_table
from insight.analysis.work.stage_words import STAGE_WORDS
from insight.pack.pack import Pack
from insight.records.kinds.model_terms import LADDER
from insight.statement import Table
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
    evidence = table[table["place"].eq("Calderdale") & table["kind"].eq("evidence")]
    rows = table.loc[table["kind"].eq("service"), ["title", "words", "workshops", "system"]]
    return tuple(
        Service(title, words, workshops, _stages(evidence[evidence["system"].eq(system)]))
        for title, words, workshops, system in rows.to_numpy()
    )


def _stages(evidence: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    lines: dict[str, tuple[str, ...]] = {}
    for stage in LADDER:
        rows = evidence.loc[evidence["stage"].eq(stage.value), ["title", "words", "changes"]]
        if len(rows):
            lines[STAGE_WORDS[stage]] = tuple(_line(*row) for row in rows.to_numpy())
    return lines


def _line(title: str, words: str, changes: str) -> str:
    said = f"{title}: {words}" if words else title
    return f"{said} · *{changes}*" if changes else said


def example_assets(pack: Pack) -> Table:
    """What the slides name in Mixenden, by system."""
    table = pack.table("model_examples").fillna("")
    names = pack.table("systems")["name"].to_dict() | {"": "No system"}
    assets = table[table["kind"].eq("asset")]
    rows = [
        {"system": names.get(system, system), "title": title, "kind": kind.capitalize()}
        for system, title, kind in assets[["system", "title", "asset_kind"]].to_numpy()
    ]
    return text_table(
        sorted(rows, key=lambda row: [*row.values()]),
        f"Table of {counted(len(rows), 'asset')} in Mixenden.",
        system="System",
        title="Name in the slides",
        kind="Type of asset (our reading)",
    )


def example_notes(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Title and words of what must be kept in mind."""
    table = pack.table("model_examples").fillna("")
    notes = table[table["kind"].eq("note")]
    return tuple(zip(notes["title"], notes["words"], strict=True))
