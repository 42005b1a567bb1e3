"""Judge a column by all its cells: what a comma is, which way round dates are, what is missing."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import isfinite

import pandas as pd

from insight.errors import InsightError
from insight.tables.reader.grid import Grid
from insight.tables.reader.layout import some
from insight.words import counted

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’`]+")
LONGEST_NUMBER = 60  # in characters; sums of a spreadsheet have 17 digits, and marks between them
MOST_NAMED = 3


class CellError(InsightError):
    """A cell does not say what its column holds; the text says what to do."""


@dataclass(frozen=True)
class FileDecision:
    """What was decided about a column or a file; open until somebody says."""

    key: str
    question: str
    options: Mapping[str, str]  # what can be answered, in words
    chosen: str  # empty where the file says two things and a person must decide
    why: str  # a sentence
    is_overruled: bool = False  # whether somebody answered other than the file would have it

    @property
    def note(self) -> str:
        """How the file was read."""
        return f"{self.question} {self.options[self.chosen]}." if self.is_overruled else self.why

    def answered(self, answers: Mapping[str, str]) -> "FileDecision":
        """The decision as somebody answered it, if they did."""
        said = answers.get(self.key, "")
        if said not in self.options:
            return self
        return replace(self, chosen=said, is_overruled=said != self.chosen)


class UnansweredError(InsightError):
    """A file says two things: nothing is read before somebody decides."""

    def __init__(self, file: str, decisions: Sequence[FileDecision]) -> None:
        self.decisions = tuple(decisions)
        open_ones = [each for each in decisions if not each.chosen]
        said = " ".join(f"{each.why} {each.question}" for each in open_ones)
        super().__init__(f"{file}: {said}")


def settled(
    file: str, decisions: Iterable[FileDecision], answers: Mapping[str, str]
) -> tuple[FileDecision, ...]:
    """The decisions as answered; raises `UnansweredError` where one is still open."""
    found = tuple(each.answered(answers) for each in decisions)
    if any(not each.chosen for each in found):
        raise UnansweredError(file, found)
    return found


def chosen(decisions: Iterable[FileDecision], key: str, otherwise: str = "") -> str:
    """What was decided of one thing."""
    return next((each.chosen for each in decisions if each.key == key), otherwise)


# Rows that a worksheet hides or crosses out

LEAVE, READ = "leave", "read"


def row_decisions(grid: Grid, amount: Callable[[int], str] | None = None) -> list[FileDecision]:
    """Whether rows that are hidden or crossed out are meant; `amount` says what one holds."""
    kinds = (
        ("hidden", grid.hidden_rows, "hidden in the file, by a filter or by hand"),
        ("struck", grid.struck_rows, "crossed out in the file"),
    )
    found = []
    for key, rows, words in kinds:
        if not rows:
            continue
        is_are = counted(len(rows), "row is", "rows are")
        first = "" if amount is None else f": {amount(rows[0])}"
        named = f"row {rows[0]}{first}" if len(rows) == 1 else f"rows {some(rows, 10)}{first}"
        pronoun = "it" if len(rows) == 1 else "them"
        found.append(
            FileDecision(
                key,
                f"Do you want to include {pronoun}?",
                {READ: f"Include {pronoun}", LEAVE: f"Leave {pronoun} out"},
                "",
                f"{is_are} {words} ({named}).",
            )
        )
    return found


def with_rows_decided(grid: Grid, decisions: Iterable[FileDecision]) -> Grid:
    """The grid without the rows that are not meant."""
    kept = grid
    for key, rows, why in (
        ("hidden", grid.hidden_rows, "is hidden in the file"),
        ("struck", grid.struck_rows, "is crossed out in the file"),
    ):
        if chosen(decisions, key) == LEAVE:
            here = set(kept.rows.index)
            kept = kept.without([row for row in rows if row in here], why)
    return kept


REFUSED = re.compile(
    r"declined|rejected|refused|withdrawn|cancell?ed|unsuccessful|ineligible|lapsed|void|"
    r"not (?:awarded|approved|successful|funded|supported)",
    re.IGNORECASE,
)
"""What a column of statuses says of applications that came to no award."""


def refused_rows(grid: Grid, columns: Iterable[int]) -> dict[int, str]:
    """Rows that say in one of some columns that nothing was awarded, with what they say."""
    found: dict[int, str] = {}
    for column in columns:
        cells = grid.rows[column]
        words = [cell for cell in cells.unique() if REFUSED.fullmatch(cell)]
        said = cells[cells.isin(words)]
        found |= dict(zip(said.index.tolist(), said.tolist(), strict=True))
    return dict(sorted(found.items()))


def refused_decision(rows: Mapping[int, str]) -> FileDecision | None:
    """Whether rows that say that nothing was awarded are meant."""
    if not rows:
        return None
    say = counted(len(rows), "row says", "rows say")
    first, word = next(iter(rows.items()))
    why = f"{say} that it came to no award, first row {first}: {word!r}."
    options = {READ: "Read them as well", LEAVE: "Leave them out"}
    return FileDecision("refused", "Read such rows or leave them out?", options, "", why)


HEADING_SCALES: Mapping[str, str] = {
    r"£?\s*['’]?(?<![\d,.])(?:1,000['’]?s|,?000['’]?s?)\b|£\s*k\b|\(k\)|\bthousands?\b": "1000",
    r"£\s*(?:m|mn|million)\b|\(m\)|\bmillions?\b": "1000000",
    r"\bpence\b|\(p\)": "0.01",
}
"""What a heading says its figures are to be multiplied by."""
RATE = re.compile(r"\bper\s+(?:\d[\d,.]*|thousand|million)\b|/\s*\d[\d,]*", re.IGNORECASE)
"""What a rate is of, which multiplies nothing."""


def scale_of(heading: str) -> str:
    """What the figures of a column are to be multiplied by, as its heading says."""
    heading = RATE.sub(" ", heading)
    return next(
        (
            scale
            for pattern, scale in HEADING_SCALES.items()
            if re.search(pattern, heading, re.IGNORECASE)
        ),
        "1",
    )


def scale_decision(heading: str, noun: str, lines: Sequence[str] = ()) -> FileDecision | None:
    """Whether figures are thousands, millions or hundredths of something; None if one by one.

    A line over the table says it too, but may be about something else, so that it is asked.
    """
    words = {"1": f"{noun.capitalize()}s", "1000": "Thousands", "1000000": "Millions",
             "0.01": "Pence"}  # fmt: skip
    question = "What unit are they in?"
    scale = scale_of(heading)
    if scale != "1":
        meant = words[scale].lower()
        why = f"The heading of column {heading[:60]!r} says its figures are in {meant}."
        return FileDecision("scale", question, words, scale, why)
    for line in lines:
        scale = scale_of(AMOUNT_IN_WORDS.sub(" ", line))
        if scale != "1":
            meant = words[scale].lower()
            why = f"The line {line[:80]!r} may mean that the figures are in {meant}."
            question = f"What unit are the figures in column {heading[:60]!r} in?"
            return FileDecision("scale", question, words, "", why)
    return None


AMOUNT_IN_WORDS = re.compile(r"\d[\d.,]*\s*(?:thousand|million|billion|pence)\b", re.IGNORECASE)
"""A sum within a sentence, which says nothing of a column."""


# What stands where there is no figure

MARKS = {
    "[c]": "confidential", "[x]": "not available", "[z]": "not applicable",
    "[u]": "too uncertain", "[low]": "too low to show", "[w]": "withdrawn",
    "[n]": "not available", "[k]": "low percentage", "[d]": "suppressed", "[s]": "suppressed",
    "*": "suppressed", "**": "suppressed", ":": "not available", "..": "not available",
    "...": "not available", ".": "not available", "~": "suppressed", "c": "confidential",
    "x": "not available", "z": "not applicable", "u": "too uncertain",
    "-": "no figure", "–": "no figure", "—": "no figure",
    "--": "no figure", "£-": "no figure", "£–": "no figure", "n/a": "not applicable",
    "#n/a": "not available", "na": "not available", "nan": "not available",
    "null": "not available", "none": "no figure", "nil": "no figure",
    "tbc": "to be confirmed", "suppressed": "suppressed", "not available": "not available",
    "not applicable": "not applicable", "no data": "not available", "missing": "not available",
}  # fmt: skip
"""What publishers write where there is no figure, in small letters, and what it means."""
FEWER = re.compile(r"(?:<|≤|&lt;|less than|fewer than|under)\s*\d+", re.IGNORECASE)
FLAG = re.compile(r"(.*\d\s*%?)\s*(\[[a-z]{1,4}\]|[*†‡#]{1,2})", re.IGNORECASE)
"""A figure with a mark behind it, such as ``12.3 [r]``."""
GAP = re.compile(r"[^\S\n]+")


def meaning_of(cell: str) -> str:
    """What a mark means that stands for no figure; empty where a cell is none."""
    text = " ".join(cell.casefold().split())
    if FEWER.fullmatch(text):
        return "too few to show"
    return MARKS.get(text, "")


def without_flag(cell: str) -> str:
    """A figure without the mark behind it; any other cell as it is."""
    text = GAP.sub(" ", cell)
    match = FLAG.fullmatch(text) if len(text) <= LONGEST_NUMBER else None
    return match[1] if match else cell


def said_of_marks(cells: Iterable[str]) -> str:
    """How many of which marks, such as ``2 [c] (confidential) and 1 blank``."""
    counts = Counter(" ".join(cell.split()) for cell in cells)
    parts = [
        f"{count:,} blank" if not mark else f"{count:,} {mark} ({meaning_of(mark)})"
        for mark, count in counts.most_common()
    ]
    more = [f"{len(parts) - MOST_NAMED} other marks"] if len(parts) > MOST_NAMED + 1 else []
    listed = parts[: MOST_NAMED if more else MOST_NAMED + 1] + more
    return f"{', '.join(listed[:-1])} and {listed[-1]}" if len(listed) > 1 else "".join(listed)


# Numbers


def as_float(found: "Written | None") -> float:
    """A number that was read; missing where there is none, it has no end, or it is money.

    Behind a figure m may be minutes and CR a remark; behind a sum they are millions and a credit.
    """
    is_figure = found is not None and found.scale == 1 and not found.side
    value = float(found.value) if found and is_figure else float("nan")
    return value if isfinite(value) else float("nan")


def two_units(numbers: pd.Series, has_percent: pd.Series) -> str:
    """How a column holds proportions beside per cent; empty where it does not.

    Without signs they are known by the gap between them, of about a hundred times.
    """
    said = numbers.dropna()
    sizes = said[~has_percent.reindex(said.index) & said.ne(0)].abs()
    small, large = sizes[sizes.le(1)], sizes[sizes.gt(1)]
    if has_percent.any() and len(small):
        signs = counted(int(has_percent.sum()), "figure has", "figures have")
        return f"{signs} a per cent sign, and {len(small):,} without one are at most 1"
    if small.empty or large.empty or large.min() < LEAST_GAP * small.max():
        return ""
    if not large.min() / 3 <= small.max() * 100 <= min(100, large.max() * 3):
        return ""
    few = counted(len(small), "figure is", "figures are")
    return f"{few} at most {small.max():g}, and {len(large):,} are {large.min():g} or more"


LEAST_GAP = 10


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
SIDE = re.compile(r"(?:(cr|dr)(.*)|(.*)(cr|dr))", re.IGNORECASE | re.DOTALL)
SUFFIXES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000,
          "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}  # fmt: skip
SCALE = re.compile(r"(.*[\d.])(k|m|mn|bn|thousand|million|billion)", re.IGNORECASE)
SEVERAL = re.compile(
    r"\d[^\S\n]*\n\s*[^\s\d]*\d|\d\s*£\s*\d|\d\s+\d{1,2}(?!\d)|\d\s+\d{4}|\d{4}\s+\d", re.ASCII
)
"""Two figures in one cell, which spaces do not make one, unless they part thousands."""
POUNDS = re.compile(r"Â?£|gbp|pounds?(?:sterling)?|sterling", re.IGNORECASE)
OTHER_MONEY = re.compile(
    r"[€$¥₹]|\b(?:eur|euros?|usd|us dollars?|dollars?|chf|cad|aud|yen|jpy|inr|rupees?)\b",
    re.IGNORECASE,
)


def written(cell: str, sign: Sign = Sign.POINT) -> Written | None:
    """A number out of a cell, however people write it; None where it is none."""
    if len(cell) > LONGEST_NUMBER:
        return None
    if SEVERAL.search(cell) or len(POUNDS.findall(cell)) > 1 + ("£" in cell):
        return None
    text = SPACES.sub("", cell.replace("\u2212", "-").replace("\u2013", "-"))
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


# Dates


class DateOrder(StrEnum):
    """Which of the two first numbers of a date is the day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"  # of two digits, then month and day


SLASHED = re.compile(
    r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T]+\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?)?",
    re.ASCII | re.IGNORECASE,
)
YEAR_FIRST = re.compile(r"(\d\d)-\d\d-(\d\d)", re.ASCII)
MONTH_FIRST_HEADING = re.compile(r"\bmm?[/.-]dd?[/.-]yy(?:yy)?\b", re.IGNORECASE)
YEARS_AHEAD = 3
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SWAPPED = "swapped"
"""That a program took the day of real dates for the month, and left the others as text."""


def date_decision(
    key: str, column: int, grid: Grid, cells: Iterable[str], beside: str = ""
) -> FileDecision | None:
    """Which way round the dates of a column are; None where none is in doubt.

    `beside`: the heading of another column of the file that has its month first.
    """
    heading = grid.names[column]
    texts = [cell for cell in cells if cell]
    found = [
        (cell, int(match[1]), int(match[2])) for cell in texts if (match := SLASHED.fullmatch(cell))
    ]
    if not found:
        return None
    day_first = [cell for cell, a, b in found if 12 < a <= 31 and 1 <= b <= 12]
    month_first = [
        cell for cell, a, b in found if 12 < b <= 31 and 1 <= a <= 12 and _is_day(b, a, cell)
    ]
    about = f"Column {heading[:60]!r}"
    options = {
        DateOrder.DAY.value: "Day first, 31/12/2025",
        DateOrder.MONTH.value: "Month first, 12/31/2025",
    }
    question = "Is the day or the month first?"
    short = [cell for cell, *_ in found if YEAR_FIRST.fullmatch(cell)]
    if len(short) == len(found) and _may_be_years(short):
        options[DateOrder.YEAR.value] = "Year first, 25-12-31"
        why = f"{about} contains {short[0]!r}. The first or the last part may be the year."
        return FileDecision(key, "Is the day, month or year first?", options, "", why)
    said = MONTH_FIRST_HEADING.search(heading)
    if not day_first and not month_first and (said or beside):
        why = f"{about} does not show which is first, and {beside[:60]!r} has the month first"
        why = f"{about} says {said.group()!r}" if said else why
        return FileDecision(key, question, options, "month" if said else "", f"{why}.")
    if month_first:
        held = grid.rows[column]
        row = held[held == month_first[0]].index[0]
        also = f", but {day_first[0]!r} has the day first" if day_first else ""
        why = (
            f"{about} contains {month_first[0]!r} in row {row}, which has the month first{also}. "
            f"This affects {counted(len(found), 'date')}."
        )
        return FileDecision(key, question, options, "", why)
    real = [date.fromisoformat(cell) for cell in texts if ISO_DAY.fullmatch(cell) and _parsed(cell)]
    if grid.sheet and real and len(day_first) == len(found) and all(d.day <= 12 for d in real):
        why = (
            f"{about} contains {counted(len(real), 'real date')}, all with a day up to 12. It also "
            f"contains {counted(len(found), 'date')} as text, all with a later day, such as "
            f"{day_first[0]!r}. A program has probably swapped the day and month."
        )
        return FileDecision(
            key,
            "Swap the day and month of the real dates?",
            {SWAPPED: "Yes, swap them", DateOrder.DAY.value: "No, they are right"},
            "",
            why,
        )
    return FileDecision(
        key,
        question,
        options,
        DateOrder.DAY.value,
        f"Dates in column {heading[:60]!r} were read with the day first.",
    )


def has_month_first(cells: Iterable[str]) -> bool:
    """Whether a date of a column can only have its month first."""
    found = ((cell, SLASHED.fullmatch(cell)) for cell in cells)
    return any(m and int(m[2]) > 12 and _is_day(int(m[2]), int(m[1]), c) for c, m in found)


def _may_be_years(cells: Sequence[str]) -> bool:
    """Whether the first numbers are as good for years as the last, or better."""
    both = [(int(m[1]), int(m[2])) for m in map(YEAR_FIRST.fullmatch, cells) if m]
    first, last = ({pair[at] for pair in both} for at in (0, 1))
    now = date.today().year % 100
    if not all(10 <= year <= now + YEARS_AHEAD for year in first) or max(last) > 31:
        return False
    return len(last) > len(first) or any(not 10 <= y <= now + YEARS_AHEAD for y in last)


def _parsed(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_day(day: int, month: int, cell: str) -> bool:
    year = int(SLASHED.fullmatch(cell)[3])  # type: ignore[index]
    if not 1 <= month <= 12:
        return False
    try:
        date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return False
    return True
