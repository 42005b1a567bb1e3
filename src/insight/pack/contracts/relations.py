"""What one table owes another: codes that it knows, and rows for all of them."""

from collections.abc import Iterator, Mapping

import pandas as pd

from insight.errors import Problem
from insight.pack.catalogue import ENGLAND
from insight.pack.contracts.schemas import CONTRACTS

EVERY, SOME = True, False

RELATIONS = (
    ("areas", "lad24cd", "districts", "lad24cd", SOME),
    ("areas", "msoa21cd", "msoas", "msoa21cd", SOME),
    ("deprivation", "lsoa21cd", "areas", "lsoa21cd", EVERY),
    ("population", "lsoa21cd", "areas", "lsoa21cd", EVERY),
    ("lsoa_links", "lsoa11cd", "imd2019", "lsoa11cd", SOME),
    ("lsoa_links", "lsoa21cd", "areas", "lsoa21cd", EVERY),
    ("activity", "area_code", "districts", "lad24cd", EVERY),
    ("activity_lsoa", "lsoa21cd", "areas", "lsoa21cd", EVERY),
    ("activity_msoa", "msoa21cd", "msoas", "msoa21cd", EVERY),
    ("model_examples", "system", "systems", "key", SOME),
    ("postcodes", "lsoa21cd", "areas", "lsoa21cd", SOME),
    ("postcodes", "lsoa21cd_or", "areas", "lsoa21cd", SOME),
    ("wards", "lsoa21cd", "areas", "lsoa21cd", EVERY),
    ("census", "lsoa21cd", "areas", "lsoa21cd", EVERY),
    ("msoa_shapes", "msoa21cd", "msoas", "msoa21cd", EVERY),
    ("district_shapes", "lad24cd", "districts", "lad24cd", EVERY),
    ("neighbours", "one", "areas", "lsoa21cd", SOME),
    ("neighbours", "other", "areas", "lsoa21cd", SOME),
)
"""Tables and columns whose codes must all be found in another table's key, and whether
every key must be among them."""

NOTED = ("headline_figures", "model_examples", "worked_example")
"""Tables with a column ``notes``: notes of ``deck_notes``, apart by spaces."""


def relation_problems(table: str, frames: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Codes of one table that the tables it refers to do not know, or lack."""
    frame = frames[table]
    ours = [row for row in RELATIONS if row[0] == table and row[2] in frames]
    for _, column, other, key, _ in ours:
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
    for _, column, other, key, _ in (row for row in ours if row[4] is EVERY):
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
