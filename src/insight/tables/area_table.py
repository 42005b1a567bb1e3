"""Read a file of figures by area: which rows are of the study area, and at which level."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from insight.errors import ContractError
from insight.geography.codes import CODE, CODE_WITHIN, AreaCodes, Coverage, plain_name
from insight.geography.levels import LEVEL_NOUNS, Places
from insight.pack.catalogue import Level
from insight.tables.columns.rows import row_decisions, with_rows_decided
from insight.tables.decisions import FileDecision, settled
from insight.tables.reader.grid import ASTRAY, SHEETS, Grid, LeftOut, read_table
from insight.tables.reader.layout import ByAreas
from insight.words import counted

OUTSIDE = "areas outside this study area"
NO_AREA = "no area"


@dataclass(frozen=True, eq=False)
class AreaTable:
    """The rows of a file that are of one level of the study area."""

    grid: Grid
    level: Level
    column: int  # that the areas are named in
    codes: pd.Series  # of the rows in `grid`
    is_by_name: bool
    notes: tuple[str, ...]  # how it was read and what was left out
    left_out: tuple[LeftOut, ...]
    decisions: tuple[FileDecision, ...]


@dataclass(frozen=True)
class AreaNames:
    """Areas by their names, where a file has no codes."""

    levels: Mapping[Level, Mapping[str, str]]

    @property
    def every(self) -> Mapping[str, str]:
        """The codes of all levels by their names."""
        return {name: code for each in self.levels.values() for name, code in each.items()}

    @classmethod
    def of(cls, known: Places) -> "AreaNames":
        """Official names and what people call the areas, but for those of two."""
        found = {}
        for level, areas in known.levels.items():
            names: dict[str, set[str]] = {}
            for column in ("name", "place") if level is not Level.LSOA else ("name",):
                for code, name in areas[column].items():
                    names.setdefault(plain_name(str(name)), set()).add(str(code))
            found[level] = {name: min(codes) for name, codes in names.items() if len(codes) == 1}
        return cls(found)


@dataclass(frozen=True)
class Wanted:
    """What a file is read for."""

    areas: Mapping[Level, pd.Index]
    asked: str  # what it must hold
    lists: AreaCodes | None = None
    names: AreaNames | None = None


def read_area_table(
    file_name: str,
    content: bytes,
    wanted: Wanted,
    answers: Mapping[str, str],
    sheet: str | None = None,
) -> AreaTable:
    """The rows of the study area in a file of any kind, known by codes or else by names."""
    names: Mapping[str, str] | None = None
    wanted_sheet = sheet or answers.get(SHEETS)
    try:
        by_codes = ByAreas(_is_code, _has_code, wanted.asked)
        grid = read_table(file_name, content, by_codes, wanted_sheet)
    except ContractError as error:
        if wanted.names is None:
            raise
        # Larger areas too, of which the rows are no headings.
        larger = wanted.lists.larger_names if wanted.lists else {}
        names = {**larger, **wanted.names.every}
        found = _by_names(file_name, content, wanted.asked, names, wanted_sheet)
        if found is None:
            raise error from None
        grid = found
    _refuse_wide(grid)
    decisions = settled(grid.file, row_decisions(grid), answers)
    grid = with_rows_decided(grid, decisions)
    return _of_study_area(grid, names, wanted, decisions)


def _by_names(
    file_name: str, content: bytes, asked: str, names: Mapping[str, str], sheet: str | None
) -> Grid | None:
    """The table of a file without codes, if it names areas."""

    def is_name(cell: str) -> bool:
        return plain_name(cell) in names

    try:
        return read_table(file_name, content, ByAreas(is_name, is_name, asked), sheet)
    except ContractError:
        return None


def _of_study_area(
    grid: Grid, names: Mapping[str, str] | None, wanted: Wanted, decisions: tuple[FileDecision, ...]
) -> AreaTable:
    found = {at: _codes_in(grid.rows[at], names) for at in range(len(grid.names))}
    level, column = _area_column(grid, found, wanted)
    codes = found[column]
    _refuse_side_by_side(grid, found, column)
    is_ours = codes.isin(set(wanted.areas[level]))
    kinds = _kinds(codes[~is_ours], level, wanted)
    ours = replace(grid, rows=grid.rows[is_ours.to_numpy()])
    return AreaTable(
        ours,
        level,
        column,
        codes[is_ours],
        names is not None,
        (*grid.notes, *_said(kinds, len(codes), NO_NAME if names else NO_CODE)),
        (*grid.left_out, *_rows_left_out(grid, kinds)),
        decisions,
    )


def _is_code(cell: str) -> bool:
    return CODE.fullmatch(cell.strip()) is not None


def _has_code(cell: str) -> bool:
    return CODE_WITHIN.search(cell) is not None


def _codes_in(cells: pd.Series, names: Mapping[str, str] | None) -> pd.Series:
    """The code in each cell; empty where there is none."""

    def code(cell: str) -> str:
        if names is not None:
            return names.get(plain_name(cell), "")
        match = CODE_WITHIN.search(cell)
        return match.group().upper() if match else ""

    return cells.map({cell: code(cell) for cell in cells.unique()})


def _area_column(grid: Grid, found: Mapping[int, pd.Series], wanted: Wanted) -> tuple[Level, int]:
    """The level and the column that name most areas of the study area."""
    values = {column: set(codes) for column, codes in found.items()}
    counts = {
        (level, column): len(each.intersection(wanted.areas[level]))
        for level in wanted.areas
        for column, each in values.items()
    }
    best = max(counts, key=lambda each: counts[each])
    if counts[best]:
        return best
    every = set().union(*values.values())
    if Level.WARD not in wanted.areas and any(code.startswith("E05") for code in every):
        raise grid.fault(
            "its codes are for wards, and this data version has no wards",
            "Use figures by LSOA, MSOA or district, or a data version with wards.",
        )
    old = [code for code in every if wanted.lists and code and wanted.lists.answer(code).is_old]
    if old:
        raise grid.fault(
            f"it uses old area codes, first {min(old)!r}", "Use figures on 2021 boundaries."
        )
    raise grid.fault(
        "none of its codes are in this study area",
        "Use a file for all of England, or for the areas shown here.",
    )


def _refuse_side_by_side(grid: Grid, found: Mapping[int, pd.Series], column: int) -> None:
    """A second table beside the first has its own areas: refuse to read its figures for others."""
    heading = grid.names[column].casefold()
    for other, codes in found.items():
        is_beside = other > column and grid.names[other].casefold() == heading
        differs = codes.str[:3].eq(found[column].str[:3]) & codes.ne(found[column])
        if is_beside and differs.any():
            raise grid.fault(
                f"two tables are side by side: their columns {grid.called(column)} and "
                f"{grid.called(other)} name different areas",
                "Keep one of them.",
                of=differs,
                example=f"in row {differs.idxmax()}",
            )


def _kinds(codes: pd.Series, level: Level, wanted: Wanted) -> pd.Series:
    """What the rows that are not used are of."""

    def kind(code: str) -> str:
        if not code:
            return NO_AREA
        for other, areas in wanted.areas.items():
            if other is not level and code in areas:
                return (
                    f"{LEVEL_NOUNS[other][1]} in this study area (add figures at another level "
                    "as a separate indicator)"
                )
        if wanted.lists is None:
            return OUTSIDE
        found = wanted.lists.answer(code)
        if found.is_old:
            return "areas with old codes that have since changed"
        return {
            Coverage.OURS: "other kinds of area in this study area",
            Coverage.OVERLAPPING: "larger areas such as England",
            Coverage.UNKNOWN: "areas that are not in our lists of places",
            Coverage.ELSEWHERE: OUTSIDE,
        }[found.answer]

    return codes.map({code: kind(code) for code in codes.unique()})


NO_CODE = ("has no area code", "have no area code")
NO_NAME = ("names no area", "name no area")


def _said(kinds: pd.Series, rows: int, no_area: tuple[str, str]) -> tuple[str, ...]:
    counts = kinds.value_counts()
    notes = []
    for words in sorted(dict.fromkeys(kinds), key=lambda each: (each == NO_AREA, each == OUTSIDE)):
        is_one = counts[words] == 1
        are, were = ("is", "was") if is_one else ("are", "were")
        of = no_area[not is_one] if words == NO_AREA else f"{are} for {words}"
        notes.append(f"{counts[words]:,} of {rows:,} rows {of} and {were} left out.")
    return tuple(notes)


def _rows_left_out(grid: Grid, kinds: pd.Series) -> tuple[LeftOut, ...]:
    out = grid.without(list(kinds.index), "").left_out[len(grid.left_out) :]
    return tuple(
        replace(each, why="names no area in this study area" if why == NO_AREA else f"is for {why}")
        for each, why in zip(out, kinds, strict=True)
    )


def _refuse_wide(grid: Grid) -> None:
    """A comma within a name moves all figures after it: refuse to guess."""
    astray = [each.row for each in grid.faults if each.advice == ASTRAY]
    if astray:
        raise grid.fault(f"row {astray[0]} {ASTRAY}", "Correct the file and upload it again.")
    wide = {each.row for each in grid.faults if each.column < 0}
    if wide:
        is_wide = pd.Series(grid.rows.index.isin(wide), grid.rows.index)
        first = " ".join(grid.rows[is_wide].iloc[0])
        raise grid.fault(
            f"more cells than the {len(grid.names)} column headings",
            "Put quotation marks around names with a comma in them.",
            of=is_wide,
            example=repr(first[:40]),
        )


def refuse_repeated(grid: Grid, codes: pd.Series, kept: str) -> None:
    """Stop where an area has several rows, of which `kept` says what to keep."""
    repeated = codes.duplicated()
    if repeated.any():
        raise grid.fault(
            "an area code appears more than once",
            f"Keep one row for each area, for {kept}.",
            of=repeated,
            example=repr(codes[repeated].iloc[0]),
        )


def refuse_broken(table: AreaTable, columns: set[int]) -> None:
    """Stop where a cell that is used holds an error, or shares one figure with others."""
    rows = set(table.grid.rows.index)
    bad = [each for each in table.grid.faults if each.row in rows and each.column in columns]
    if bad:
        first = bad[0]
        more = counted(len(bad), "cell")
        raise table.grid.fault(
            f"{more} cannot be used: row {first.row} {first.advice}",
            "Correct the file and upload it again.",
        )
    merged = [row for row, column in table.grid.merged if column in columns and row in rows]
    if merged:
        raise table.grid.fault(
            f"one figure is in a merged cell for several areas, first in row {min(merged)}",
            "Enter a figure in each row.",
        )
