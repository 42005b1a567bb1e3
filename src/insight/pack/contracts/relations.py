"""What one table owes another: codes that it knows, and rows for all of them."""

from collections.abc import Iterator, Mapping

import pandas as pd

from insight.errors import Problem
from insight.pack.catalogue import ENGLAND
from insight.pack.contracts.schemas import CONTRACTS

Relation = tuple[str, str, str, str]
"""Table and column whose codes must all be found in another table's key."""

RELATIONS: tuple[Relation, ...] = (
    ("areas", "lad24cd", "districts", "lad24cd"),
    ("areas", "msoa21cd", "msoas", "msoa21cd"),
    ("deprivation", "lsoa21cd", "areas", "lsoa21cd"),
    ("population", "lsoa21cd", "areas", "lsoa21cd"),
    ("lsoa_links", "lsoa11cd", "imd2019", "lsoa11cd"),
    ("lsoa_links", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity", "area_code", "districts", "lad24cd"),
    ("activity_lsoa", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity_msoa", "msoa21cd", "msoas", "msoa21cd"),
    ("model_examples", "system", "systems", "key"),
    ("postcodes", "lsoa21cd", "areas", "lsoa21cd"),
    ("postcodes", "lsoa21cd_or", "areas", "lsoa21cd"),
    ("wards", "lsoa21cd", "areas", "lsoa21cd"),
    ("census", "lsoa21cd", "areas", "lsoa21cd"),
    ("msoa_shapes", "msoa21cd", "msoas", "msoa21cd"),
    ("district_shapes", "lad24cd", "districts", "lad24cd"),
    ("neighbours", "one", "areas", "lsoa21cd"),
    ("neighbours", "other", "areas", "lsoa21cd"),
)

COMPLETE: tuple[Relation, ...] = (
    ("deprivation", "lsoa21cd", "areas", "lsoa21cd"),
    ("population", "lsoa21cd", "areas", "lsoa21cd"),
    ("lsoa_links", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity", "area_code", "districts", "lad24cd"),
    ("activity_lsoa", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity_msoa", "msoa21cd", "msoas", "msoa21cd"),
    ("wards", "lsoa21cd", "areas", "lsoa21cd"),
    ("census", "lsoa21cd", "areas", "lsoa21cd"),
    ("msoa_shapes", "msoa21cd", "msoas", "msoa21cd"),
    ("district_shapes", "lad24cd", "districts", "lad24cd"),
)
"""Tables and columns that must have a row for every key of another table."""

NOTED = ("headline_figures", "model_examples", "worked_example")
"""Tables with a column ``notes``: notes of ``deck_notes``, apart by spaces."""


def relation_problems(table: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Codes of one table that the tables it refers to do not know, or lack."""
    frame = frames[table]
    for _, column, other, key in (r for r in RELATIONS if r[0] == table):
        if other not in frames:
            continue
        # Sets of few codes: looking up every cell takes seconds for all of England.
        named = set(frame[column].dropna().unique())
        unknown = named - set(frames[other][key]) - {ENGLAND}
        if unknown:
            is_unknown = frame[column].isin(unknown)
            yield Problem(
                CONTRACTS[table].file,
                f"{column}: unknown code, not in {CONTRACTS[other].file}",
                int(is_unknown.sum()),
                len(frame),
                repr(frame.loc[is_unknown, column].iloc[0]),
                "Check that both files are of the same pack and code year.",
            )
    for _, column, other, key in (r for r in COMPLETE if r[0] == table):
        if other not in frames:
            continue
        codes = frames[other][key]
        lacking = set(codes) - set(frame[column])
        if lacking:
            absent = codes[codes.isin(lacking)]
            yield Problem(
                CONTRACTS[table].file,
                f"{len(absent):,} of {len(codes):,} areas have no row, first {absent.iloc[0]!r}",
                remedy=f"Every area of {CONTRACTS[other].file} needs one.",
            )
    if table in NOTED and "deck_notes" in frames:
        yield from _note_problems(table, frame, frames["deck_notes"])


def _note_problems(table: str, frame: pd.DataFrame, notes: pd.DataFrame) -> Iterator[Problem]:
    """Notes that a table refers to and that are nowhere written."""
    named = frame["notes"].dropna().str.split(" ").explode()
    unknown = named[~named.isin(notes["note"])]
    if len(unknown):
        yield Problem(
            CONTRACTS[table].file,
            f"notes: unknown note, not in {CONTRACTS['deck_notes'].file}",
            unknown.index.nunique(),
            len(frame),
            repr(unknown.iloc[0]),
            "Write the note, or leave it out.",
        )
