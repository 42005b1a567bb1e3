"""Find the column of a sheet that names areas, and of which level they are."""

from collections.abc import Mapping

import pandas as pd

from insight.pack.catalogue import Level
from insight.tables.sheet import TextGrid


def area_column(sheet: TextGrid, areas: Mapping[Level, pd.Index]) -> tuple[Level, int]:
    """The level and the column that name most areas of the study area."""
    values = [set(sheet.rows[column].str.strip().str.upper()) for column in range(len(sheet.names))]
    counts = {
        (level, column): len(found.intersection(areas[level]))
        for level in areas
        for column, found in enumerate(values)
    }
    best = max(counts, key=lambda each: counts[each])
    if not counts[best]:
        raise sheet.fault(
            "none of its codes is of this study area",
            "Bring a file for all of England, or for the areas shown here.",
        )
    return best


def refuse_repeated(sheet: TextGrid, codes: pd.Series, kept: str) -> None:
    """Stop where an area has several rows, of which `kept` says what to keep."""
    repeated = codes.duplicated()
    if repeated.any():
        raise sheet.fault(
            "code: appears more than once",
            f"Keep one row for each area: {kept}.",
            of=repeated,
            example=repr(codes[repeated].iloc[0]),
        )
