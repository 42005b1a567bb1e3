"""Which way round the dates of a column are."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from insight.tables.decisions import FileDecision
from insight.tables.reader.grid import Grid
from insight.words import counted


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
