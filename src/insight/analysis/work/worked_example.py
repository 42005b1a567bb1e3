"""The worked example as records: three services of Calderdale, and Mixenden."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pandas as pd

from insight.analysis.data_guidance import printed_cannot_differ
from insight.pack.catalogue import Provenance
from insight.pack.pack import Pack
from insight.records.kinds.horizontal import Asset
from insight.records.kinds.model_terms import AssetKind, ChangeKind, Scope, Stage
from insight.records.kinds.vertical import Evidence
from insight.records.record import Content, Record
from insight.words import rounded_people
from insight.working_model.work import Listed, Work, WorkPlace

PRESENTED = date(2024, 11, 7)
"""Day on which the slides were shown; they print no other date."""

MIXENDEN = "mixenden01"
EXAMPLE_AREA = "Calderdale"
WHO = "Active Calderdale"
PRINTED = "Source slides, 7 November 2024"
PENCE = 100


def example_work(pack: Pack, systems: tuple[Listed, ...]) -> Work:
    """What the slides print of systems and assets, dated by the day they were shown."""
    table = pack.table("model_examples").fillna("")
    named = set(table["system"]) - {""}
    return Work(
        tuple(each for each in systems if each.key in named),
        evidence=_records(table, "evidence", _evidence),
        assets=_records(table, "asset", _asset),
        provenance=Provenance.RECORD,
    )


def example_place(pack: Pack) -> WorkPlace:
    """Mixenden, with its money as itemised; its need is not known by our measure."""
    table = pack.table("worked_example")
    pence = int(PENCE * table.loc[table["role"].eq("item"), "value"].sum())
    return WorkPlace(MIXENDEN, "Mixenden (Calderdale)", (), pence=pence)


def is_example_inside(pack: Pack) -> bool:
    """Whether the place of the worked example is one of the pack's districts."""
    return pack.is_usable("districts") and EXAMPLE_AREA in set(pack.table("districts")["name"])


def example_need(pack: Pack) -> str:
    """What the slides print of Mixenden's need, in words."""
    table = pack.table("worked_example").sort_index()
    people = table.loc[table["role"].eq("residents"), "value"].iloc[0]
    # In the order of the slide: two shares of LSOAs, two of adults.
    shares = table.loc[table["role"].eq("printed share"), "value"]
    first, second, own, whole = (float(share) for share in shares)
    return (
        f"The slides give {rounded_people(people)}. {first:.0f}% of areas are in the most "
        f"deprived 10% and {second:.0f}% in the next 10% (see note 4). {own:.0f}% of adults are "
        f"inactive, compared with {whole:.0f}% in Calderdale. "
        f"{printed_cannot_differ(f'{own:.0f}%', f'{whole:.0f}%')}"
    )


def _evidence(row: pd.Series) -> Evidence:
    is_place = row["place"] == "Mixenden"
    trained = row["trained"]
    return Evidence(
        system=str(row["system"]),
        scope=Scope.NEIGHBOURHOOD if is_place else Scope.AREA,
        code=MIXENDEN if is_place else "",
        stage=Stage(row["stage"]),
        conditions=_parts(row["conditions"]),
        changes=tuple(ChangeKind(each) for each in _parts(row["changes"])),
        what=": ".join(filter(None, (str(row["title"]), str(row["words"])))),
        on=PRESENTED,
        source=PRINTED,
        trained=int(trained) if trained else None,
    )


def _asset(row: pd.Series) -> Asset:
    what = str(row["title"]), AssetKind(row["asset_kind"]), str(row["system"])
    return Asset(MIXENDEN, *what, "", None, None, "", PRESENTED, None, PRINTED)


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in str(cell).split(".") if part)


def _records(
    table: pd.DataFrame, kind: str, content: Callable[[pd.Series], Content]
) -> tuple[Record[Content], ...]:
    about = datetime.combine(PRESENTED, time(12), UTC), WHO
    return tuple(
        Record(str(key), 1, content(row), *about, *about, is_removed=False)
        for key, row in table[table["kind"].eq(kind)].iterrows()
    )
