"""Read a CSV file of figures by area that somebody brings as their own indicator."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from insight.errors import ContractError
from insight.geography.levels import LEVEL_NOUNS
from insight.pack.catalogue import Level
from insight.pack.contracts import WARD, shown
from insight.tables.area_column import area_column, refuse_repeated
from insight.tables.cell_numbers import plain_numbers, with_points
from insight.tables.sheet import TextGrid, clean_name, read_sheet

CODE = re.compile(r"E0[125-9][0-9]{6}", re.IGNORECASE)
ASKED = (
    "a column of codes of 2021 LSOAs or MSOAs, of wards or of districts, such as "
    "E01013600, and a column of figures"
)
A_WARD = re.compile(WARD, re.IGNORECASE | re.ASCII)
THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
# What publishers write where there is no figure.
WITHHELD = {"", "n/a", "na", "nan", "null", "none", "suppressed", *":*-–cxzu", "..", "..."}
WITHHELD |= {"[c]", "[x]", "[z]", "[u]"}

MOST_COLUMNS = 60  # columns of figures that can be chosen from


@dataclass(frozen=True, eq=False)
class OwnFile:
    """A file with one row for each area of one level."""

    name: str
    level: Level
    columns: tuple[str, ...]  # those that hold figures
    notes: tuple[str, ...]  # what was left out
    _sheet: TextGrid
    _codes: pd.Series
    _at: tuple[int, ...]
    _areas: int

    def figures(self, column: str) -> tuple[pd.Series, tuple[str, ...]]:
        """The figures of one column, by code and in order, and what is to be noted."""
        at = self._at[self.columns.index(column)]
        cells = _plain(self._sheet.rows[at])
        is_open = cells.str.lower().isin(WITHHELD)
        numbers, commas = _numbers(cells, has_decimal_comma=self._sheet.has_decimal_comma)
        is_bad = numbers.isna() & ~is_open
        if is_bad.any():
            first = str(self._sheet.rows[at][is_bad].iloc[0])[:40]
            raise self._sheet.fault(
                f"{column}: not a number",
                "Leave a cell empty, or write *, where there is no figure.",
                of=is_bad,
                example=f"{shown(first)} at {self._codes[is_bad].iloc[0]!r}",
            )
        if is_open.all():
            raise self._sheet.fault(
                f"{column}: no area of this study area has a figure",
                "Choose another column, or bring another file.",
            )
        found = pd.Series(numbers.to_numpy(), pd.Index(self._codes)).dropna()
        one, many = LEVEL_NOUNS[self.level]
        notes = [commas] if commas else []
        if missing := self._areas - len(found):
            noun = one if self._areas == 1 else many
            notes.append(
                f"{missing:,} of {self._areas:,} {noun} of this study area have no "
                "figure, and are shown so."
            )
        return found.sort_index(), tuple(notes)


def read_own_file(
    content: bytes, file_name: str, areas: Mapping[Level, pd.Index], former: Collection[str] = ()
) -> OwnFile:
    """Find the codes, by their values, and the columns of figures in a CSV file."""
    name = clean_name(file_name)
    sheet = read_sheet(name, content, CODE, ASKED)
    try:
        level, column = area_column(sheet, areas)
    except ContractError:
        _check_wards(sheet, areas)
        raise
    codes = sheet.rows[column].str.strip().str.upper()
    is_ours = codes.isin(set(areas[level]))
    refuse_repeated(sheet, codes[is_ours], "one group of people, in one period")
    ours = replace(sheet, rows=sheet.rows[is_ours])
    at = _figure_columns(ours, column)
    return OwnFile(
        name,
        level,
        _named(sheet, at),
        (*sheet.notes, *_left_out(codes, is_ours, level, areas, former)),
        ours,
        codes[is_ours],
        at,
        len(areas[level]),
    )


def _check_wards(sheet: TextGrid, areas: Mapping[Level, pd.Index]) -> None:
    """Say of a file by ward that the pack has none, rather than that it is elsewhere."""
    values = (value for column in sheet.rows for value in sheet.rows[column].str.strip())
    if Level.WARD not in areas and any(map(A_WARD.fullmatch, values)):
        raise sheet.fault(
            "its codes are of wards, of which this data pack has no table",
            "Bring the figures by LSOA, MSOA or district, or use a pack with wards.",
        )


def _figure_columns(sheet: TextGrid, codes: int) -> tuple[int, ...]:
    """Columns of which most cells that are not left open are numbers."""
    found = []
    for column in range(len(sheet.names)):
        cells = _plain(sheet.rows[column])
        said = cells[~cells.str.lower().isin(WITHHELD)]
        numbers, _ = _numbers(said, has_decimal_comma=sheet.has_decimal_comma)
        if column != codes and len(said) and numbers.notna().mean() > 0.5:
            found.append(column)
    if not found:
        raise sheet.fault("no column holds figures", "Bring a file with a column of numbers.")
    return tuple(found[:MOST_COLUMNS])


def _named(sheet: TextGrid, at: tuple[int, ...]) -> tuple[str, ...]:
    """A name for each column, made different where two have the same or none."""
    names: list[str] = []
    for column in at:
        said = " ".join(sheet.names[column].split())[:60]
        name = said or f"Column {column + 1}"
        names.append(f"{name} (column {column + 1})" if name in names else name)
    return tuple(names)


def _left_out(
    codes: pd.Series,
    is_ours: pd.Series,
    level: Level,
    areas: Mapping[Level, pd.Index],
    former: Collection[str],
) -> tuple[str, ...]:
    kinds = {
        f"{LEVEL_NOUNS[other][1]} of this study area: figures of another geography "
        "are an indicator of their own": codes.isin(set(areas[other]))
        for other in areas
        if other is not level
    }
    kinds["LSOAs as they were in 2011, which were changed since"] = codes.isin(set(former))
    is_code = codes.str.fullmatch(CODE.pattern)
    kinds["areas outside this study area"] = is_code
    kinds["no area"] = ~is_code
    notes, is_left = [], ~is_ours
    for words, is_one in kinds.items():
        if count := int((is_left & is_one).sum()):
            of = "have no code of an area" if words == "no area" else f"are of {words}"
            notes.append(f"{count:,} of {len(codes):,} rows {of}; left out.")
        is_left &= ~is_one
    return tuple(notes)


def _plain(cells: pd.Series) -> pd.Series:
    """Cells without signs of per cent and pounds, and without spaces around."""
    return cells.str.strip().str.removesuffix("%").str.removeprefix("£").str.strip()


def _numbers(cells: pd.Series, *, has_decimal_comma: bool) -> tuple[pd.Series, str]:
    """Cells as numbers, missing where they are none, and how commas were read."""
    with_comma = cells[cells.str.contains(",", regex=False)]
    note = ""
    if len(with_comma):
        if with_comma.str.fullmatch(THOUSANDS.pattern).all():
            cells = cells.str.replace(",", "", regex=False)
            note = "Commas in figures were read as marks of thousands."
        elif has_decimal_comma:
            cells = with_points(cells)
            note = "Commas in figures were read as decimal points."
    return plain_numbers(cells), note
