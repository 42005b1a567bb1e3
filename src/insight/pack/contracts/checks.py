"""Hold a table against its contract, and its codes against the tables it refers to."""

from collections.abc import Iterator, Mapping

import pandas as pd
import pandera.pandas as pa

from insight.errors import ContractError, Problem
from insight.pack.catalogue import ENGLAND
from insight.pack.contracts.rules import rule_problems, shown
from insight.pack.contracts.schemas import AS_WORDS, CONTRACTS, CORRECT, Contract

PLAIN_RULES = {
    "not_nullable": "filled in",
    **{f"str_matches('{pattern}')": words for pattern, words in AS_WORDS.items()},
}
"""What pandera's names of our checks mean to a reader."""


MADE_BEFORE = (
    "An earlier release may have made this data. Build it again with python3 run.py refresh, or "
    "get a new copy."
)
"""What to do about a pack whose tables have not all the columns of today."""


def check(table: str, frame: pd.DataFrame) -> None:
    """Hold a table against its contract, naming every broken rule once."""
    contract = CONTRACTS[table]
    problems = list(_column_problems(contract, frame))
    if not problems and frame.empty:
        problems = [Problem(contract.file, "has no rows", remedy=CORRECT)]
    elif not problems:
        problems = [
            *_schema_problems(contract, frame),
            *_duplicate_problems(contract, frame),
            *rule_problems(contract, frame),
        ]
    if problems:
        raise ContractError(problems)


def _column_problems(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """Missing and unknown columns: nothing else can be checked before these."""
    columns = contract.schema.columns
    declared, found = set(columns), set(frame.columns)
    needed = {name for name in declared if columns[name].required}
    exactly = f"The file must have exactly: {', '.join(sorted(declared))}."
    for kind, names, remedy in (
        ("missing", sorted(needed - found), MADE_BEFORE),
        ("not in the contract", sorted(found - declared), exactly),
    ):
        if names:
            listed = ", ".join(repr(name) for name in names)
            noun = "column" if len(names) == 1 else "columns"
            yield Problem(contract.file, f"{noun} {listed} {kind}", remedy=remedy)


def _schema_problems(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """What pandera finds, one problem for each column and check."""
    try:
        contract.schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return
    keys = frame[contract.key[0]]
    for (column, rule), rows in cases.groupby(["column", "check"], sort=False):
        first = rows.iloc[0]
        at = first["index"]
        where = f" at {shown(keys.loc[at])}" if pd.notna(at) else ""
        yield Problem(
            contract.file,
            f"{column}: not {_plain(str(rule))}",
            len(rows) if where else 0,
            len(frame),
            f"{shown(first['failure_case'])}{where}",
            CORRECT,
        )


def _plain(rule: str) -> str:
    """A pandera check in words a reader can use.

    Examples
    --------
    >>> _plain("in_range(1, 10)")
    'in the range 1 to 10'
    >>> _plain("not_nullable")
    'filled in'
    >>> _plain("str_matches('^N[1-9]$')")
    'a note by its number'
    """
    if rule.startswith("in_range("):
        low, high = rule.removeprefix("in_range(").removesuffix(")").split(", ")[:2]
        return f"in the range {low} to {high}"
    if rule.startswith("dtype("):
        return f"of type {rule[7:-2]}"
    if rule.startswith("isin("):
        return f"one of {rule[6:-2]}"
    return PLAIN_RULES.get(rule, f"as declared by {rule}")


def _duplicate_problems(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    repeated = frame.duplicated(list(contract.key), keep="first")
    if repeated.any():
        first = frame.loc[repeated, list(contract.key)].iloc[0]
        yield Problem(
            contract.file,
            f"{' with '.join(contract.key)}: appears more than once",
            int(repeated.sum()),
            len(frame),
            ", ".join(shown(part) for part in first),
            "Keep one row for each.",
        )


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
    ("settlements", "lad24cd", "districts", "lad24cd", SOME),
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
                "Check that both files are from the same data version and code year.",
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
