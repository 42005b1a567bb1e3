"""Numbers as people write them, and which sign parts their fraction."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import isfinite

from insight.tables.columns.currency import POUNDS
from insight.tables.decisions import FileDecision
from insight.tables.reader.grid import Grid

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’`]+")
LONGEST_NUMBER = 60  # in characters; sums of a spreadsheet have 17 digits, and marks between them


def as_float(found: "Written | None") -> float:
    """A number that was read; missing where there is none, it has no end, or it is money.

    Behind a figure m may be minutes and CR a remark; behind a sum they are millions and a credit.
    """
    is_figure = found is not None and found.scale == 1 and not found.side
    value = float(found.value) if found and is_figure else float("nan")
    return value if isfinite(value) else float("nan")


class Sign(StrEnum):
    """What parts the whole of a number from its fraction."""

    POINT = "point"
    COMMA = "comma"


@dataclass(frozen=True)
class Written:
    """A number as it was written."""

    value: Decimal
    is_percent: bool = False
    side: str = ""  # cr or dr, as accountants mark credits and debits
    scale: int = 1  # what k, m or bn behind it multiplies it by


POINT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+", re.ASCII)
COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?|,\d+", re.ASCII)
EXPONENT = re.compile(r"(.*\d\.?)(e[+-]?\d{1,3})", re.IGNORECASE | re.ASCII)
SIDE = re.compile(r"(?:(cr|dr)\.?(.*)|(.*)(cr|dr)\.?)", re.IGNORECASE | re.DOTALL)
SUFFIXES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000,
          "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}  # fmt: skip
SCALE = re.compile(r"(.*[\d.])(k|m|mn|bn|thousand|million|billion)", re.IGNORECASE)
MINUS = re.compile("[\u2010-\u2013\u2212]")
"""What word processors write for a minus sign."""
SEVERAL = re.compile(
    r"\d[^\S\n]*\n\s*[^\s\d]*\d|\d\s*£\s*\d|\d\s+\d{1,2}(?!\d)|\d\s+\d{4}|\d{4}\s+\d", re.ASCII
)
"""Two figures in one cell, which spaces do not make one, unless they part thousands."""


def written(cell: str, sign: Sign = Sign.POINT) -> Written | None:
    """A number out of a cell, however people write it; None where it is none."""
    if len(cell) > LONGEST_NUMBER:
        return None
    if SEVERAL.search(cell) or len(POUNDS.findall(cell)) > 1 + ("£" in cell):
        return None
    text = SPACES.sub("", MINUS.sub("-", cell))
    text = POUNDS.sub("", text)
    side = ""
    if match := SIDE.fullmatch(text):
        side = (match[1] or match[4]).casefold()
        text = match[2] if match[1] else match[3]
    is_bracketed = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if is_bracketed else text
    is_percent = text.endswith("%")
    text = text.removesuffix("%")
    is_minus = text.startswith("-") or (text.endswith("-") and len(text) > 1)
    text = text.removeprefix("-").removesuffix("-") if is_minus else text.removeprefix("+")
    scale = 1
    if match := SCALE.fullmatch(text):
        text, scale = match[1], SUFFIXES[match[2].casefold()]
    exponent = ""
    if match := EXPONENT.fullmatch(text):
        text, exponent = match[1], match[2]
    if not (POINT if sign is Sign.POINT else COMMA).fullmatch(text):
        return None
    if sign is Sign.COMMA:
        text = text.translate({ord("."): None, ord(","): "."})
    value = Decimal(text.replace(",", "") + exponent) * scale
    return Written(-value if is_minus or is_bracketed else value, is_percent, side, scale)


STRONG_COMMA = re.compile(
    r"0+,\d+|\d+,\d{1,2}|\d+,\d{4,}|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|,\d+"
)
STRONG_POINT = re.compile(
    r"0+\.\d+|\d+\.\d{1,2}|\d+\.\d{4,}|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+|"
    r"\d{1,3}(?:,\d{3}){2,}|\.\d+"
)
WEAK_POINT, WEAK_COMMA = re.compile(r"\d{1,3},\d{3}"), re.compile(r"\d{1,3}\.\d{3}")
"""Thousands, if the other sign parts the fraction; three decimals, if this one does."""
BARE = re.compile(r"[\d.,]+")


def sign_decision(
    key: str, heading: str, grid: Grid, cells: Iterable[str], *, is_money: bool
) -> FileDecision | None:
    """What commas and points are in a column of numbers; None where none is doubtful."""
    bare = [
        match.group()
        for cell in cells
        if len(cell) <= LONGEST_NUMBER and (match := BARE.search(SPACES.sub("", cell)))
    ]
    commas = [each for each in bare if STRONG_COMMA.fullmatch(each)]
    points = [each for each in bare if STRONG_POINT.fullmatch(each)]
    grouped = [
        each for each in bare if WEAK_POINT.fullmatch(each) and not STRONG_COMMA.fullmatch(each)
    ]
    dotted = [
        each for each in bare if WEAK_COMMA.fullmatch(each) and not STRONG_POINT.fullmatch(each)
    ]
    if not (commas or grouped or dotted):
        return None
    about = f"Column {heading[:60]!r}"
    # Pounds have two decimals, so that three digits behind a sign are thousands.
    has_mills = any(re.fullmatch(r"\d+\.\d{3}", each) for each in points)
    says_comma = commas or (dotted if is_money and not has_mills else [])
    says_point = points or (grouped if is_money else [])
    is_open = bool(says_comma and says_point) or bool(grouped and dotted and not (commas or points))
    if grouped and not (commas or points or is_money) and grid.delimiter == ";":
        is_open = True
    if is_open or (dotted and says_comma is dotted):
        first, second = (says_point or grouped or dotted), (says_comma or dotted or grouped)
        why = f"{about} contains {first[0]!r}"
        why += f" and {second[0]!r}" if second[0] != first[0] else ""
        return FileDecision(
            key,
            "Which character is the decimal point?",
            _signs(bare),
            "",
            f"{why}, which can be read in two ways.",
        )
    sign = Sign.COMMA if says_comma else Sign.POINT
    has_comma = any("," in each for each in bare)
    marks = "decimal points" if sign is Sign.COMMA and has_comma else "thousands separators"
    if sign is Sign.POINT and not (grouped or any("," in each for each in points)):
        return None
    return FileDecision(
        key,
        "Which character is the decimal point?",
        _signs(bare),
        sign,
        f"{'Commas' if has_comma else 'Points'} in column {heading[:60]!r} were read as {marks}.",
    )


def _signs(bare: Sequence[str]) -> dict[str, str]:
    example = next((each for each in bare if "," in each), next((e for e in bare if "." in e), ""))
    words = {}
    for sign, name in ((Sign.POINT, "full stop"), (Sign.COMMA, "comma")):
        found = written(example, sign)
        meant = f": {example} is {found.value:,}" if found else f": {example} is not a number"
        words[sign.value] = f"The {name}{meant}"
    return words
