"""Packs for tests: copies of the embedded one with some cells changed."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from insight.measures.deprivation import decile
from insight.pack.catalogue import (
    DOMAINS,
    ENGLAND,
    LICENCES,
    NATIONAL_LSOAS_2025,
    SUBDOMAINS,
    SUPPLEMENTARY,
)
from insight.pack.pack import EMBEDDED, PackScope, open_pack
from insight.publishers.carried_over import take_over
from insight.publishers.pack_folder import write_about, write_record, write_table

Edit = Callable[[pd.DataFrame], pd.DataFrame]


def copied(folder: Path, /, leave_out: tuple[str, ...] = (), **edits: Edit) -> Path:
    """Write a copy of the embedded pack, its records agreeing with its tables.

    Parameters
    ----------
    folder
        Is made.
    leave_out
        Tables that the copy does without.
    **edits
        What is done to the text of some tables, by name.
    """
    shutil.copytree(EMBEDDED, folder, ignore=shutil.ignore_patterns("published"))
    for table in leave_out:
        for file in folder.glob(f"{table}.*"):
            file.unlink()
    for table, edit in edits.items():
        file = folder / f"{table}.csv"
        rows = pd.read_csv(file, dtype=str, keep_default_na=False)
        edit(rows).to_csv(file, index=False, lineterminator="\n")
        record(folder, file.name)
    return folder


def record(folder: Path, file_name: str) -> None:
    """Write the checksum of a table into its record."""
    file = folder / file_name
    place = folder / f"{file.stem}.source.toml"
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    text = re.sub("sha256 = .*", f'sha256 = "{found}"', place.read_text("utf-8"))
    place.write_text(text, "utf-8")


def of_ranks(table: pd.DataFrame) -> pd.DataFrame:
    """A table of deprivation with the deciles and scores that belong to its ranks."""
    found = table.copy()
    for name in ("imd", *DOMAINS, *SUBDOMAINS, *SUPPLEMENTARY):
        rank = found[f"{name}_rank"]
        found[f"{name}_decile"] = decile(rank, NATIONAL_LSOAS_2025)
        if name != "imd":
            found[f"{name}_score"] = 1 - rank / NATIONAL_LSOAS_2025
    return found


def ten_more(rows: pd.DataFrame) -> pd.DataFrame:
    """Ten more adults in the sixth LSOA."""
    for column in ("population", "adults_16_plus"):
        rows.loc[5, column] = str(int(rows.loc[5, column]) + 10)
    return rows


TOWNS = {"E07000133": "Northam", "E07000135": "Southam"}
"""Two small districts of the embedded pack, under names that nobody has."""

BY_LSOA = {"deprivation": "lsoa21cd", "population": "lsoa21cd", "lsoa_links": "lsoa21cd"}
"""Tables that are cut to some LSOAs, and by which column."""


def made_up(folder: Path) -> Path:
    """Write a small pack of another partnership, where every name is made up.

    It has the boundaries and figures of two districts of the embedded pack, and of
    all else what a pack of another area takes over.
    """
    whole = open_pack()
    folder.mkdir()
    areas = whole.areas[whole.areas["lad24cd"].isin(TOWNS)].copy()
    msoas = whole.table("msoas").loc[areas["msoa21cd"].unique()].sort_index()
    numbers = {code: f"{at:03d}" for at, code in enumerate(msoas.index, 1)}
    town = areas.groupby("msoa21cd")["lad24cd"].first().map(TOWNS)
    official = town.loc[msoas.index] + " " + msoas.index.map(numbers)
    letters = areas["lsoa21nm"].str[-1]
    areas["lsoa21nm"] = areas["msoa21cd"].map(official) + letters
    tables: dict[str, pd.DataFrame] = {}
    for name, column in BY_LSOA.items():
        rows = whole.table(name).reset_index()
        tables[name] = rows[rows[column].isin(areas.index)]
    former = whole.table("imd2019").reset_index()
    known = former["lsoa11cd"].isin(tables["lsoa_links"]["lsoa11cd"])
    surveyed = whole.table("activity").reset_index()
    districts = whole.table("districts").loc[list(TOWNS)]
    names = districts.index.map(TOWNS)
    tables |= {
        "areas": areas,
        "msoas": msoas.assign(msoa21nm=official, name="Quarter " + msoas.index.map(numbers)),
        "imd2019": former[known].assign(lsoa11nm="Former area"),
        "activity": surveyed[surveyed["area_code"].isin([*TOWNS, ENGLAND])],
        "districts": districts.assign(name=names, label=names, county=None, county_name=None),
    }
    for name, rows in tables.items():
        checksum = write_table(rows, name, folder)
        source = vars(whole.sources[name])
        licence = next(key for key, each in LICENCES.items() if each == source["licence"])
        write_record({**source, "licence": licence, "sha256": checksum}, name, folder)
    take_over(whole, folder, is_same_area=False)
    write_about(PackScope("The Two Towns", "Towns", "Move the Towns", 2021), folder)
    return folder
