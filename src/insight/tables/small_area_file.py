"""Read small-area estimates of activity that somebody brings as a file."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from insight.errors import ContractError
from insight.pack.catalogue import LICENCES, Level, Source
from insight.pack.contracts import CONTRACTS, check, shown
from insight.tables.area_table import Wanted, read_area_table, refuse_broken, refuse_repeated
from insight.tables.columns.numbers import Sign, as_float, sign_decision, written
from insight.tables.columns.units import are_proportions
from insight.tables.decisions import FileDecision, chosen, settled
from insight.tables.reader.grid import Grid, LeftOut

MOST_NAMED = 12  # columns that a sentence names

TABLES = {Level.LSOA: "activity_lsoa", Level.MSOA: "activity_msoa"}
NAMES = {Level.LSOA: "LSOAs (2021)", Level.MSOA: "MSOAs (2021)"}
ASKED = "a column of 2021 LSOA or MSOA codes, such as E01013600 or E02002827"

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")

STEMS = {"inactive": "inactiv", "active": "active"}
EVERYBODY = frozenset({"all", "adults", "total", "persons", "overall"})
LOWER = frozenset({"lower", "low", "lci", "lcl", "ll", "lb"})
UPPER = frozenset({"upper", "high", "uci", "ucl", "ul", "ub"})
LIMIT = frozenset({"ci", "limit", "interval", "confidence", "bound"})
PART = frozenset(  # words in the name of a column that is not about the share of all adults
    {
        *("male", "males", "female", "females", "men", "women", "boys", "girls"),
        *("cyp", "child", "children", "young", "youth", "fairly", "less"),
        *("gap", "difference", "diff", "change", "rank", "class", "band"),
        *("decile", "quintile", "quartile", "count", "number", "n", "base"),
        *("se", "error"),
    }
)


@dataclass(frozen=True, eq=False)
class SmallAreaFile:
    """Estimates read from a file, for every area of one level."""

    level: Level
    table: pd.DataFrame  # as the contract of its level declares
    source: Source
    notes: tuple[str, ...]  # what was done with it, a sentence each
    decisions: tuple[FileDecision, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def read_small_area_file(
    content: bytes,
    file_name: str,
    areas: Mapping[Level, pd.Index],
    answers: Mapping[str, str] | None = None,
) -> SmallAreaFile:
    """Read small-area estimates: codes by their values, shares by their names.

    Raises `UnansweredError` where the file can be read in two ways.
    """
    wanted = Wanted({level: areas[level] for level in TABLES}, ASKED)
    found = read_area_table(file_name, content, wanted, answers or {})
    ours, level, codes = found.grid, found.level, found.codes
    _one_row_each(ours, codes, level, areas[level])
    columns = _share_columns(ours)
    refuse_broken(found, {column for column in columns if column is not None})
    signs = settled(ours.file, _signs(ours, columns), answers or {})
    shares, notes = _shares(ours, codes, columns, signs)
    key = CONTRACTS[TABLES[level]].key[0]
    table = shares.set_axis(pd.Index(codes, name=key)).sort_index()
    try:
        check(TABLES[level], table.reset_index())
    except ContractError as error:
        said = [replace(problem, file=ours.file) for problem in error.problems]
        raise ContractError(said) from None
    source = _source(content, ours.file, level, notes)
    unused = ours.unused([found.column, *(each for each in columns if each is not None)])
    said_of_signs = [each.note for each in signs]
    return SmallAreaFile(
        level,
        table,
        source,
        (*found.notes, *unused, *said_of_signs, *notes),
        (*found.decisions, *signs),
        found.left_out,
    )


def _source(content: bytes, name: str, level: Level, notes: Sequence[str]) -> Source:
    return Source(
        table=TABLES[level],
        publisher="Uploaded by a reader",
        title=name,
        short=f"Uploaded: {name}",
        period="not stated",
        retrieved=date.today().isoformat(),
        licence=LICENCES["unstated"],
        address="not stated",
        sha256=hashlib.sha256(content).hexdigest(),
        caveat="From an uploaded file. We have not checked its period, ages or method.",
        made_by=" ".join(notes),
    )


def _one_row_each(sheet: Grid, codes: pd.Series, level: Level, wanted: pd.Index) -> None:
    refuse_repeated(sheet, codes, "all adults in one period")
    absent = wanted.difference(pd.Index(codes))
    if len(absent):
        raise sheet.fault(
            f"{len(absent):,} of {len(wanted):,} {NAMES[level]} in this study area "
            f"have no row, first {absent[0]!r}",
            "Use a file with all of them, on 2021 boundaries.",
        )


Columns = tuple[int, int, int | None, int | None]
"""Of the inactive and the active share, and of the limits of the first."""


def _share_columns(sheet: Grid) -> Columns:
    inactive, active = (_share_column(sheet, level) for level in STEMS)
    return (inactive, active, *_limit_columns(sheet))


def _signs(sheet: Grid, columns: Columns) -> list[FileDecision]:
    found = [
        sign_decision(f"sign:{at}", sheet.names[at], sheet, sheet.rows[at].unique(), is_money=False)
        for at in columns
        if at is not None
    ]
    return [each for each in found if each is not None]


def _shares(
    sheet: Grid, codes: pd.Series, columns: Columns, signs: Sequence[FileDecision]
) -> tuple[pd.DataFrame, list[str]]:
    """Shares in per cent with their limits, and where they were read."""
    inactive, active, low, high = columns

    def numbers(column: int | None, *, may_be_empty: bool = False) -> pd.Series:
        sign = Sign(chosen(signs, f"sign:{column}", Sign.POINT))
        return _numbers(sheet, codes, column, sign, may_be_empty=may_be_empty)

    table = pd.DataFrame(
        {
            "inactive_pct": numbers(inactive),
            "active_pct": numbers(active),
            "inactive_low_pct": numbers(low, may_be_empty=True),
            "inactive_high_pct": numbers(high, may_be_empty=True),
        }
    )
    notes = [f"Read from columns {sheet.called(inactive)} and {sheet.called(active)}."]
    if low is not None and high is not None:
        limits = f"{sheet.called(low)} and {sheet.called(high)}"
        notes.append(f"Limits of the inactive share were read from {limits}.")
    shares = [table["inactive_pct"], table["active_pct"]]
    if are_proportions(shares, [sheet.rows[inactive], sheet.rows[active]]):
        table *= 100
        notes.append("Proportions were converted to per cent.")
    else:
        _one_unit(sheet, codes, table)
    return table, notes


def _one_unit(sheet: Grid, codes: pd.Series, table: pd.DataFrame) -> None:
    """Nowhere is one adult in a hundred inactive, or active: such is a proportion."""
    is_small = table[["inactive_pct", "active_pct"]].lt(1).any(axis="columns")
    if is_small.any():
        raise sheet.fault(
            "a share below 1 when others are above 1",
            "Use per cent for all shares, or proportions for all.",
            of=is_small,
            example=f"at {codes[is_small].iloc[0]!r}",
        )


def _named(sheet: Grid, level: str) -> dict[int, set[str]]:
    """Words of each column that may be about one level of activity of all adults."""
    found = {}
    for column, name in enumerate(sheet.names):
        words = {word.lower() for word in WORD.findall(name)}
        is_inactive = any(STEMS["inactive"] in word for word in words)
        is_named = any(STEMS[level] in word for word in words)
        if is_named and is_inactive == (level == "inactive") and not words & PART:
            found[column] = words
    return found


def _share_column(sheet: Grid, level: str) -> int:
    remedy = f"Name the column of all adults '{level}_pct'."
    names = [name.strip().lower() for name in sheet.names]
    exact = [at for at, name in enumerate(names) if name == f"{level}_pct"]
    beside = LOWER | UPPER | LIMIT
    words = {at: w for at, w in _named(sheet, level).items() if not w & beside}
    of_all = [at for at, found in words.items() if found & EVERYBODY]
    for candidates in (exact, of_all, list(words)):
        if len(candidates) == 1:
            return candidates[0]
    if not words:
        columns = ", ".join(map(sheet.called, range(len(names[:MOST_NAMED]))))
        raise sheet.fault(f"none of the columns {columns} is the share of {level} adults", remedy)
    several = exact or of_all or list(words)
    columns = ", ".join(map(sheet.called, several[:MOST_NAMED]))
    raise sheet.fault(
        f"{len(several)} columns may be the share of {level} adults: {columns}", remedy
    )


def _limit_columns(sheet: Grid) -> tuple[int | None, int | None]:
    words = _named(sheet, "inactive")
    lower, upper = ([at for at, found in words.items() if found & end] for end in (LOWER, UPPER))
    if len(lower) != 1 or len(upper) != 1 or lower == upper:
        return None, None
    return lower[0], upper[0]


def _numbers(
    sheet: Grid, codes: pd.Series, column: int | None, sign: Sign, *, may_be_empty: bool
) -> pd.Series:
    if column is None:
        return pd.Series(float("nan"), index=codes.index)
    cells = sheet.rows[column]
    found = cells.map({cell: as_float(written(cell, sign)) for cell in cells.unique()})
    is_bad = found.isna() & ~(cells.eq("") & may_be_empty)
    if is_bad.any():
        first = str(cells[is_bad].iloc[0])[:40]
        raise sheet.fault(
            f"{sheet.names[column].strip()[:60]}: not a number",
            "Every area needs a share.",
            of=is_bad,
            example=f"{shown(first or None)} at {codes[is_bad].iloc[0]!r}",
        )
    return found
