"""Tables of another shape than a row for each record: a column for each year, two for money."""

import re
from dataclasses import replace

import pandas as pd

from insight.tables.columns.numbers import Sign, written
from insight.tables.reader.grid import Grid
from insight.tables.reader.layout import some

YEAR_COLUMN = re.compile(
    r"(?:(?:amount|award|awarded|funding|grant|spend|value|total|inactive|active|rate)s?\s+)?"
    r"(?:(?:in|for)\s+)?(?:fy\s?\d\d(?:/\d\d)?|(?:19|20)\d\d(?:\s?[/\u2013-]\s?(?:20)?\d\d)?|"
    r"\d\d/\d\d)(?:\s*[(\[]?(?:£|gbp|£000s?|%|per cent)[)\]]?)?",
    re.IGNORECASE,
)
"""A heading that is a year and says no more than that it is of an amount or a rate."""
FEWEST_YEARS = 2
FEWEST_ALIKE = 3  # headings that begin again in a second table
DEBIT = re.compile(r"(?:amount\s+)?(?:debits?|dr|paid out|payments?)", re.IGNORECASE)
CREDIT = re.compile(r"(?:amount\s+)?(?:credits?|cr|paid in|receipts?)", re.IGNORECASE)
UNIT = re.compile(r"\s*[(\[]?(?:£|gbp)[)\]]?\s*$", re.IGNORECASE)
AMOUNT = "Amount"


def refuse_year_columns(grid: Grid, value: str) -> None:
    """Stop at a table with a column for each year in place of one of `value`."""
    years = [name for name in grid.names if YEAR_COLUMN.fullmatch(name.strip())]
    if len(years) >= FEWEST_YEARS:
        raise grid.fault(
            f"has a column for each year ({some(years)}), not one for the {value}",
            f"Give each year its own row, with a column for the {value} and one for the year.",
        )


def refuse_side_by_side(grid: Grid) -> None:
    """Stop at a second table with the same headings beside the first."""
    names = [" ".join(name.casefold().split()) for name in grid.names]
    first = names[:FEWEST_ALIKE]
    for at in range(FEWEST_ALIKE, len(names)):
        if all(first) and names[at : at + FEWEST_ALIKE] == first:
            raise grid.fault(
                f"two tables are side by side: the headings begin again in column {at + 1}",
                "Put the second table below the first.",
            )


def with_one_amount(grid: Grid) -> Grid:
    """The grid with its debits and credits in one column, marked as accountants mark them.

    Which of them is money given is asked where the amounts are read.
    """
    bare = [UNIT.sub("", name.strip()) for name in grid.names]
    found = [[at for at, name in enumerate(bare) if it.fullmatch(name)] for it in (DEBIT, CREDIT)]
    if [len(columns) for columns in found] != [1, 1]:
        return grid
    (debit,), (credit,) = found
    rows = grid.rows.copy()
    cells = zip(rows[debit], rows[credit], strict=True)
    rows[debit] = pd.Series([_marked(*each) for each in cells], rows.index, dtype=str)
    rows[credit] = ""
    names = [AMOUNT if at == debit else name for at, name in enumerate(grid.names)]
    said = f"The amount was read from {grid.called(debit)} and {grid.called(credit)} together."
    return replace(
        grid,
        names=tuple(names),
        rows=rows,
        notes=(*grid.notes, said),
        faults=tuple(
            replace(each, column=debit) if each.column == credit else each for each in grid.faults
        ),
        merged=frozenset((row, debit if at == credit else at) for row, at in grid.merged),
    )


def _marked(debit: str, credit: str) -> str:
    """A debit or a credit as one amount; of two that are filled, a text that is none."""
    found = [f"{cell} {side}" for cell, side in ((debit, "DR"), (credit, "CR")) if _is_filled(cell)]
    return " and ".join(found)


def _is_filled(cell: str) -> bool:
    if not cell or re.fullmatch(r"[£\s]*[-\u2013\u2014]", cell):
        return False
    found = written(cell) or written(cell, Sign.COMMA)
    return found is None or found.value != 0
