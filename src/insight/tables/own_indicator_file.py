"""Read a file of figures by area that somebody brings as their own indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.geography.levels import LEVEL_NOUNS
from insight.pack.catalogue import Level
from insight.pack.contracts import shown
from insight.tables.area_table import (
    AreaTable,
    Wanted,
    read_area_table,
    refuse_broken,
    refuse_repeated,
)
from insight.tables.columns.marks import meaning_of, said_of_marks, without_flag
from insight.tables.columns.numbers import Sign, as_float, sign_decision, written
from insight.tables.columns.units import scale_decision, two_units
from insight.tables.decisions import FileDecision, chosen, settled
from insight.tables.reader.grid import LeftOut
from insight.words import counted

ASKED = (
    "a column of area codes such as E01013600 (2021 LSOA, 2021 MSOA, ward or district) and a "
    "column of figures"
)
MOST_COLUMNS = 60  # columns of figures that can be chosen from
LONGEST_NAME = 60
PER_CENT, AS_WRITTEN, MINUS = "per cent", "as written", "minus"
MINUS_OF_ACCOUNTS = r"\(.*\d.*\)|[\d.,]+\s*[-\u2013\u2212]"


@dataclass(frozen=True, eq=False)
class OwnFile:
    """A file with one row for each area of one level."""

    name: str
    level: Level
    columns: tuple[str, ...]  # those that hold figures, the likeliest first
    notes: tuple[str, ...]  # how it was read and what was left out
    left_out: tuple[LeftOut, ...]
    decisions: tuple[FileDecision, ...]  # about rows
    sheets: tuple[str, ...]
    sheet: str
    _table: AreaTable
    _at: tuple[int, ...]
    _areas: int

    @property
    def sha256(self) -> str:
        """Which file it is, whatever it is called."""
        return self._table.grid.sha256

    def figure_decisions(self, column: str) -> list[FileDecision]:
        """What has to be decided about the figures of one column."""
        at = self._at[self.columns.index(column)]
        grid = self._table.grid
        cells = grid.rows[at]
        heading = grid.names[at] or column
        key = f"sign:{at}"
        sign = sign_decision(key, heading, grid, cells.unique(), is_money=False)
        scale = scale_decision(heading, "unit", grid.lines)
        found = [each for each in (sign, scale, _minus(at, heading, cells)) if each is not None]
        if sign is None or sign.chosen:
            numbers, has_sign = _numbers(cells, Sign(sign.chosen) if sign else Sign.POINT)
            found += _unit(at, heading, numbers, has_percent=bool(has_sign.any()))
        return found

    def figures(
        self, column: str, answers: Mapping[str, str] | None = None
    ) -> tuple[pd.Series, tuple[str, ...]]:
        """The figures of one column, by code and in order, and what is to be noted.

        Raises `UnansweredError` where the column can be read in two ways.
        """
        at = self._at[self.columns.index(column)]
        grid, codes = self._table.grid, self._table.codes
        refuse_broken(self._table, {at})
        decisions = settled(grid.file, self.figure_decisions(column), answers or {})
        cells = grid.rows[at]
        numbers, has_sign = _numbers(cells, Sign(chosen(decisions, f"sign:{at}", Sign.POINT)))
        is_open = cells.eq("") | cells.map(meaning_of).ne("")
        is_bad = numbers.isna() & ~is_open
        if is_bad.any():
            first = str(cells[is_bad].iloc[0])[:40]
            raise grid.fault(
                f"{column}: not a number",
                "If there is no figure, leave the cell empty or enter *.",
                of=is_bad,
                example=f"{shown(first)} at {codes[is_bad].iloc[0]!r}",
            )
        if is_open.all():
            raise grid.fault(
                f"{column}: no area in this study area has a figure",
                "Choose another column, or use another file.",
            )
        if chosen(decisions, f"minus:{at}") == AS_WRITTEN:
            numbers = numbers.where(~cells.str.fullmatch(MINUS_OF_ACCOUNTS), numbers.abs())
        mixed = two_units(numbers, has_sign)
        if mixed and has_sign.any():
            remedy = "Give all in per cent, or all as proportions."
            raise grid.fault(f"{column}: {mixed}", remedy)
        factor = float(chosen(decisions, "scale", "1"))
        if chosen(decisions, f"unit:{at}") == PER_CENT:
            numbers = numbers.where(numbers.abs().gt(1), numbers * 100)
        figures = (numbers * factor).round(10) if factor != 1 else numbers
        found = pd.Series(figures.to_numpy(), pd.Index(codes)).dropna()
        return found.sort_index(), self._notes(cells, found, decisions)

    def _notes(
        self, cells: pd.Series, found: pd.Series, decisions: Sequence[FileDecision]
    ) -> tuple[str, ...]:
        one, many = LEVEL_NOUNS[self.level]
        notes = [each.note for each in decisions if each.key.startswith(("sign", "scale", "minus"))]
        notes += [
            "Proportions were converted to per cent."
            for each in decisions
            if each.key.startswith("unit") and each.chosen == PER_CENT
        ]
        marks = cells[cells.map(meaning_of).ne("")]
        if len(marks):
            are = counted(len(marks), "cell has a symbol", "cells have symbols")
            notes.append(f"{are} instead of a figure: {said_of_marks(marks)}.")
        flagged = cells[cells.map(without_flag) != cells]
        if len(flagged):
            are = counted(len(flagged), "figure has a symbol", "figures have symbols")
            notes.append(f"{are} added, such as {flagged.iloc[0]!r}. We left out the symbols.")
        if missing := self._areas - len(found):
            noun = one if self._areas == 1 else many
            notes.append(
                f"{missing:,} of {self._areas:,} {noun} in this study area have no "
                "figure and are shown as such."
            )
        return tuple(notes)


def read_own_file(
    content: bytes,
    file_name: str,
    wanted: Wanted,
    answers: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> OwnFile:
    """Find the codes, by their values, and the columns of figures in a file of any kind."""
    table = read_area_table(file_name, content, wanted, answers or {}, sheet)
    refuse_repeated(table.grid, table.codes, "one group of people in one period")
    at = _figure_columns(table)
    by_name = ("Areas were found by their names.",) if table.is_by_name else ()
    grid = table.grid
    return OwnFile(
        grid.file,
        table.level,
        _named(grid.names, at),
        (*by_name, *table.notes),
        table.left_out,
        table.decisions,
        grid.sheets,
        grid.sheet,
        table,
        at,
        len(wanted.areas[table.level]),
    )


def _figure_columns(table: AreaTable) -> tuple[int, ...]:
    """Columns of which most cells that are not left open are numbers; the constant ones last."""
    found = []
    for column in range(len(table.grid.names)):
        cells = table.grid.rows[column]
        said = cells[cells.ne("") & cells.map(meaning_of).eq("")]
        if column == table.column or said.empty:
            continue
        is_number = _numbers(said, Sign.POINT)[0].notna() | _numbers(said, Sign.COMMA)[0].notna()
        if is_number.mean() > 0.5:
            is_constant = len(said) > 1 and said.eq(said.iloc[0]).all()
            found.append((is_constant, column))
    if not found:
        raise table.grid.fault("no column holds figures", "Use a file with a column of numbers.")
    return tuple(column for _, column in sorted(found)[:MOST_COLUMNS])


def _named(names: Sequence[str], at: Sequence[int]) -> tuple[str, ...]:
    """A short name for each column, made different where two have the same or none."""
    said = [" ".join(names[column].split()) for column in at]
    long = [name for name in said if len(name) > LONGEST_NAME]
    cut = _alike(long)
    found: list[str] = []
    for column, name in zip(at, said, strict=True):
        short = name
        if len(name) > LONGEST_NAME and cut:
            short = f"… {name[cut:]}"
        if len(short) > LONGEST_NAME:
            short = f"{short[: LONGEST_NAME - 21]}…{short[-20:]}"
        short = short or f"Column {column + 1}"
        found.append(f"{short} (column {column + 1})" if short in found else short)
    return tuple(found)


def _alike(names: Sequence[str]) -> int:
    """How many letters several names begin with alike, up to a whole word."""
    if len(names) < 2:
        return 0
    alike = 0
    for letters in zip(*names, strict=False):
        if len(set(letters)) > 1:
            break
        alike += 1
    return names[0].rfind(" ", 0, alike) + 1


def _numbers(cells: pd.Series, sign: Sign) -> tuple[pd.Series, pd.Series]:
    """Cells as numbers, missing where they are none, and which have a per cent sign."""
    read = {
        cell: None if meaning_of(cell) else written(without_flag(cell), sign)
        for cell in cells.unique()
    }
    signs = {cell: each is not None and each.is_percent for cell, each in read.items()}
    figures = cells.map({cell: as_float(each) for cell, each in read.items()})
    return figures.astype(float), cells.map(signs).astype(bool)


def _minus(at: int, heading: str, cells: pd.Series) -> FileDecision | None:
    """Whether figures in brackets are below 0; publishers mark uncertain ones so."""
    found = cells[cells.str.fullmatch(MINUS_OF_ACCOUNTS)]
    if found.empty:
        return None
    why = f"Column {heading[:60]!r} contains {counted(len(found), 'figure')} such as "
    why += f"{found.iloc[0]!r}, which may be below 0 or only marked."
    options = {MINUS: "Yes, they are below 0", AS_WRITTEN: "No, read the figures without the mark"}
    return FileDecision(f"minus:{at}", "Are they below 0?", options, "", why)


def _unit(at: int, heading: str, numbers: pd.Series, *, has_percent: bool) -> list[FileDecision]:
    """Whether figures from 0 to 1 are proportions."""
    said = numbers.dropna()
    if has_percent or said.empty or said.mod(1).eq(0).all():
        return []
    if mixed := two_units(numbers, pd.Series(False, index=numbers.index)):  # noqa: FBT003
        return [_mixed(at, heading, mixed)]
    if not said.between(0, 1).all():
        return []
    low, high = said.min(), said.max()
    is_said = "proportion" in heading.casefold()
    why = (
        f"Column {heading[:60]!r} contains figures from {low:g} to {high:g}, which may be "
        "proportions."
    )
    options = {
        PER_CENT: f"Yes, show them as per cent ({low * 100:g} to {high * 100:g})",
        AS_WRITTEN: f"No, keep them as they are ({low:g} to {high:g})",
    }
    chosen_one = PER_CENT if is_said else ""
    return [FileDecision(f"unit:{at}", "Are they proportions?", options, chosen_one, why)]


def _mixed(at: int, heading: str, mixed: str) -> FileDecision:
    why = f"Column {heading[:60]!r}: {mixed}. Some may be proportions."
    options = {PER_CENT: "Convert figures up to 1 to per cent", AS_WRITTEN: "Keep all as they are"}
    return FileDecision(f"unit:{at}", "Are some of them proportions?", options, "", why)
