"""Hold a table against its contract."""

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa

from insight.errors import ContractError, Problem
from insight.pack.contracts.rules import rule_problems
from insight.pack.contracts.schemas import AS_WORDS, CONTRACTS, CORRECT, Contract
from insight.pack.contracts.values import shown

PLAIN_RULES = {
    "not_nullable": "filled in",
    **{f"str_matches('{pattern}')": words for pattern, words in AS_WORDS.items()},
}
"""What pandera's names of our checks mean to a reader."""


MADE_BEFORE = (
    "An earlier release may have made this pack: make it again with python3 run.py "
    "refresh, or take a fresh copy."
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
    'a note such as N2'
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
