"""Read small-area estimates of activity that somebody brings as a CSV file."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from insight.errors import ContractError
from insight.pack.catalogue import LICENCES, Level, Source
from insight.pack.contracts import CONTRACTS, check, shown
from insight.tables.area_column import area_column, refuse_repeated
from insight.tables.cell_numbers import plain_numbers, with_points
from insight.tables.sheet import TextGrid, clean_name, read_sheet

MOST_NAMED = 12  # columns that a sentence names

TABLES = {Level.LSOA: "activity_lsoa", Level.MSOA: "activity_msoa"}
NAMES = {Level.LSOA: "2021 LSOAs", Level.MSOA: "2021 MSOAs"}
CODE = re.compile(r"E0[12][0-9]{6}", re.IGNORECASE)
ASKED = "a column of codes of 2021 LSOAs or MSOAs, such as E01013600 or E02002827"

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


def read_small_area_file(
    content: bytes, file_name: str, areas: Mapping[Level, pd.Index]
) -> SmallAreaFile:
    """Read a CSV file of small-area estimates: codes by their values, shares by their names."""
    name = clean_name(file_name)
    sheet = read_sheet(name, content, CODE, ASKED)
    level, column = area_column(sheet, {level: areas[level] for level in TABLES})
    codes = sheet.rows[column].str.strip().str.upper()
    is_ours = codes.isin(areas[level])
    ours = replace(sheet, rows=sheet.rows[is_ours])
    _one_row_each(ours, codes[is_ours], level, areas[level])
    shares, notes = _shares(ours, codes[is_ours])
    key = CONTRACTS[TABLES[level]].key[0]
    table = shares.set_axis(pd.Index(codes[is_ours], name=key)).sort_index()
    try:
        check(TABLES[level], table.reset_index())
    except ContractError as error:
        said = [replace(problem, file=name) for problem in error.problems]
        raise ContractError(said) from None
    left_out = _left_out(codes, is_ours)
    source = _source(content, name, level, notes)
    return SmallAreaFile(level, table, source, (*sheet.notes, *left_out, *notes))


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
        caveat="Taken from the uploaded file; what it says of its own period, ages "
        "and method has not been checked.",
        made_by=" ".join(notes),
    )


def _one_row_each(sheet: TextGrid, codes: pd.Series, level: Level, wanted: pd.Index) -> None:
    refuse_repeated(sheet, codes, "all adults, in one period")
    absent = wanted.difference(pd.Index(codes))
    if len(absent):
        raise sheet.fault(
            f"{len(absent):,} of {len(wanted):,} {NAMES[level]} of this study area "
            f"have no row, first {absent[0]!r}",
            "Bring a file with all of them, on boundaries of 2021.",
        )


def _left_out(codes: pd.Series, is_ours: pd.Series) -> list[str]:
    is_code = codes.str.fullmatch(CODE.pattern)
    elsewhere, other = int((is_code & ~is_ours).sum()), int((~is_code).sum())
    notes = []
    if elsewhere:
        notes.append(
            f"{elsewhere:,} of {len(codes):,} rows are of areas outside this study "
            "area and were left out."
        )
    if other:
        notes.append(f"{other:,} of {len(codes):,} rows have no code of an area and were left out.")
    return notes


def _shares(sheet: TextGrid, codes: pd.Series) -> tuple[pd.DataFrame, list[str]]:
    """Shares in per cent with their limits, and where they were read."""
    inactive, active = (_share_column(sheet, level) for level in STEMS)
    low, high = _limit_columns(sheet)
    table = pd.DataFrame(
        {
            "inactive_pct": _numbers(sheet, codes, inactive),
            "active_pct": _numbers(sheet, codes, active),
            "inactive_low_pct": _numbers(sheet, codes, low, may_be_empty=True),
            "inactive_high_pct": _numbers(sheet, codes, high, may_be_empty=True),
        }
    )
    notes = [f"Read from columns {sheet.called(inactive)} and {sheet.called(active)}."]
    if low is not None and high is not None:
        limits = f"{sheet.called(low)} and {sheet.called(high)}"
        notes.append(f"Limits of the inactive share were read from {limits}.")
    if table[["inactive_pct", "active_pct"]].le(1).to_numpy().all():
        table *= 100
        notes.append("Proportions were turned into per cent.")
    else:
        _one_unit(sheet, codes, table)
    return table, notes


def _one_unit(sheet: TextGrid, codes: pd.Series, table: pd.DataFrame) -> None:
    """Nowhere is one adult in a hundred inactive, or active: such is a proportion."""
    is_small = table[["inactive_pct", "active_pct"]].lt(1).any(axis="columns")
    if is_small.any():
        raise sheet.fault(
            "share below 1 among shares above it",
            "Give all shares in per cent, or all as proportions.",
            of=is_small,
            example=f"at {codes[is_small].iloc[0]!r}",
        )


def _named(sheet: TextGrid, level: str) -> dict[int, set[str]]:
    """Words of each column that may be about one level of activity of all adults."""
    found = {}
    for column, name in enumerate(sheet.names):
        words = {word.lower() for word in WORD.findall(name)}
        is_inactive = any(STEMS["inactive"] in word for word in words)
        is_named = any(STEMS[level] in word for word in words)
        if is_named and is_inactive == (level == "inactive") and not words & PART:
            found[column] = words
    return found


def _share_column(sheet: TextGrid, level: str) -> int:
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
        raise sheet.fault(f"no column of {columns} is the share of {level} adults", remedy)
    several = exact or of_all or list(words)
    columns = ", ".join(map(sheet.called, several[:MOST_NAMED]))
    raise sheet.fault(
        f"{len(several)} columns may be the share of {level} adults: {columns}", remedy
    )


def _limit_columns(sheet: TextGrid) -> tuple[int | None, int | None]:
    words = _named(sheet, "inactive")
    lower, upper = ([at for at, found in words.items() if found & end] for end in (LOWER, UPPER))
    if len(lower) != 1 or len(upper) != 1 or lower == upper:
        return None, None
    return lower[0], upper[0]


def _numbers(
    sheet: TextGrid, codes: pd.Series, column: int | None, *, may_be_empty: bool = False
) -> pd.Series:
    if column is None:
        return pd.Series(float("nan"), index=codes.index)
    cells = sheet.rows[column].str.strip()
    text = cells.str.removesuffix("%").str.rstrip()
    if sheet.has_decimal_comma:
        text = with_points(text)
    found = plain_numbers(text)
    is_bad = found.isna() & ~(text.eq("") & may_be_empty)
    if is_bad.any():
        first = str(cells[is_bad].iloc[0])[:40]
        raise sheet.fault(
            f"{sheet.names[column].strip()[:60]}: not a number",
            "Every area needs its share.",
            of=is_bad,
            example=f"{shown(first or None)} at {codes[is_bad].iloc[0]!r}",
        )
    return found
