"""Saved neighbourhoods as a table, their history, and their files."""

from collections.abc import Sequence

import pandas as pd

from insight.analysis.work.record_words import changed
from insight.exports.files import Download, csv_download, geojson_download
from insight.geography.levels import Places
from insight.measures.deprivation import decile
from insight.pack.catalogue import NATIONAL_LSOAS_2025, Level, Provenance
from insight.pack.pack import Pack
from insight.records.kinds.exchange import exported
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood
from insight.records.steps import name_key
from insight.statement import Column, Provided, Table
from insight.tables.neighbourhood_file import Codes, ImportResult
from insight.words import counted, listed


def saved_table(saved: Sequence[Neighbourhood], pack: Pack, known: Places) -> Table:
    """One row per saved neighbourhood: what it is, who last changed it, and when."""
    people = pack.table("population")["population"]
    tenths = decile(pack.table("deprivation")["imd_rank"], NATIONAL_LSOAS_2025)
    names = known.levels[Level.LOCALITY]["place"]
    homes = known.district_of
    rows = []
    for each in saved:
        codes = [code for code in each.members if code in homes.index]
        here = [str(names[code]) for code in dict.fromkeys(homes.loc[codes])]
        rows.append(
            {
                "name": each.name,
                "status": each.status.capitalize(),
                "district": listed(here) or "Outside the study area",
                "people": int(people.loc[codes].sum()),
                "lsoas": len(each.members),
                "deprived": int(tenths.loc[codes].le(2).sum()),
                "changed": f"{each.changed_at:%d %B %Y}",
                "who": each.changed_by,
                "version": each.version,
            }
        )
    return Table(
        pd.DataFrame(rows),
        {
            "name": Column("Neighbourhood"),
            "status": Column("Status"),
            "district": Column("District"),
            "people": Column("People", "Residents, mid-2022", 0),
            "lsoas": Column("Small areas (LSOAs)", "", 0),
            "deprived": Column(
                "Areas in most deprived 20%",
                "Areas in England’s most deprived 20% (Index of Multiple Deprivation 2025)",
                0,
            ),
            "changed": Column("Last changed"),
            "who": Column("Changed by"),
            "version": Column("Version", "", 0),
        },
        f"Table of {counted(len(rows), 'saved neighbourhood')}.",
    )


def saved_downloads(
    saved: Sequence[Neighbourhood], pack: Pack, known: Places, kind: Provenance = Provenance.RECORD
) -> tuple[Download, ...]:
    """The saved neighbourhoods as CSV and as GeoJSON, to be read in again."""
    records = Provided((), kind, pack.version)
    stamp = records.drawn_on(pack, Level.LSOA).stamp
    areas = known.levels[Level.LSOA].geometry
    placed = [each for each in saved if set(each.members) <= set(areas.index)]
    return (
        csv_download("CSV", ("neighbourhoods",), lambda: exported(saved, stamp)),
        geojson_download("GeoJSON", ("neighbourhoods",), lambda: exported(placed, stamp, areas)),
    )


def difference(before: Draft | None, after: Draft | None, known: Places) -> str:
    """What one step changed, in words."""
    if before is None or after is None:
        there = after or before
        return "" if there is None else f"{there.name}, {counted(len(there.members), 'area')}"
    gone = sorted(set(before.members) - set(after.members))
    new = sorted(set(after.members) - set(before.members))
    texts = {
        "Name": (before.name, after.name),
        "Status": (before.status.capitalize(), after.status.capitalize()),
        "Description": (before.description, after.description),
        "How it was defined": (before.defined_by, after.defined_by),
    }
    said = [changed(label, *each) for label, each in texts.items() if each[0] != each[1]]
    for codes, deed in ((new, "added"), (gone, "removed")):
        if codes:
            said.append(f"Areas {deed}: {listed([known.title(code) for code in codes])}")
    return "; ".join(said) or "No change"


def import_codes(pack: Pack, known: Places) -> Codes:
    """The LSOA codes that an import may use, and what retired ones became."""
    links = pack.table("lsoa_links").reset_index()
    current = frozenset(str(code) for code in known.district_of.index)
    heirs: dict[str, tuple[str, ...]] = {}
    for former, heir in zip(links["lsoa11cd"], links["lsoa21cd"], strict=True):
        if former not in current:
            heirs[former] = (*heirs.get(former, ()), heir)
    return Codes(current, heirs)


def import_words(reading: ImportResult, saved: Sequence[Neighbourhood]) -> str:
    """What an import would do, before it is done."""
    present = {name_key(each.name): each for each in saved if not each.is_removed}
    old = [present.get(name_key(draft.name)) for draft in reading.drafts]
    pairs = [(one.draft, draft) for one, draft in zip(old, reading.drafts, strict=True) if one]
    new, same = old.count(None), sum(before == after for before, after in pairs)
    changed = len(pairs) - same
    wrong = counted(len(reading.problems), "row is wrong", "rows are wrong")
    return f"**{new} new, {changed} changed, {same} as they are; {wrong}** and would be left out."
