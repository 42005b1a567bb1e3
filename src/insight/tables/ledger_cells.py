"""From the text of a cell to an amount, a date, a period or a number of people."""

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from insight.errors import InsightError
from insight.records.steps import shortened

EXCEL_DAY_0 = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Days of Excel from 1954 to 2119, so that years and amounts are not among them."""

LONGEST_AMOUNT = 40  # in characters; sums of a spreadsheet have 17 digits, and marks between them

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f']+")
NUMBER = re.compile(r"(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d\d:\d\d(?::\d\d)?)?", re.ASCII)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
FINANCIAL_YEAR = re.compile(
    r"(?:FY ?)?(20\d\d|19\d\d)[/\-\u2013](20|19)?(\d\d)", re.ASCII | re.IGNORECASE
)
CALENDAR_YEAR = re.compile(r"(20\d\d|19\d\d)", re.ASCII)


class CellError(InsightError):
    """A cell does not say what its column holds; the text says what to do."""


def pence_in(cell: str) -> int:
    """Whole pence of an amount in pounds, however it is written."""
    text = SPACES.sub("", cell.replace("\u2212", "-")).removesuffix("GBP")
    is_bracketed = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if is_bracketed else text
    is_negative = text.startswith("-") or text.startswith("£-")
    text = text.removeprefix("-").removeprefix("£").removeprefix("-").removeprefix("GBP")
    if not NUMBER.fullmatch(text):
        raise CellError(_amount_advice(cell, text))
    if len(text) > LONGEST_AMOUNT:
        raise CellError(f"is {_quoted(cell)}, which has too many digits; round it")
    pence = Decimal(text.replace(",", "")) * 100
    whole = pence.to_integral_value()
    # A spreadsheet's own sums end in digits far beyond the penny.
    if abs(pence - whole) > Decimal("0.0001"):
        raise CellError(f"is {_quoted(cell)}, which has parts of a penny; round it")
    return -int(whole) if is_negative or is_bracketed else int(whole)


def _quoted(cell: str) -> str:
    return repr(shortened(cell))


def _amount_advice(cell: str, text: str) -> str:
    if re.fullmatch(r"\d+(\.\d+)?E\+?\d+", text, re.ASCII | re.IGNORECASE):
        return (
            f"is {_quoted(cell)}, cut short by the spreadsheet; format the column as a "
            "number and save it again"
        )
    if re.fullmatch(r"[\d.]+,\d{1,2}", text, re.ASCII):
        return f"is {_quoted(cell)}; write pounds and pence with a point, such as 1,234.50"
    if re.search(r"[\d.][kKmM]$", text):
        return f"is {_quoted(cell)}; write it out in full, such as 12000"
    return f"is {_quoted(cell)}, not an amount; write pounds such as 1,234.50"


def date_in(cell: str) -> date:
    """The day in a cell: dd/mm/yyyy, ISO, or a day number of Excel."""
    if match := ISO.fullmatch(cell):
        year, month, day = map(int, match.groups())
        return _day(cell, year, month, day)
    if match := DAY_FIRST.fullmatch(cell):
        day, month, year = map(int, match.groups())
        return _day(cell, year, month, day)
    if (match := SERIAL.fullmatch(cell)) and is_serial(cell):
        return EXCEL_DAY_0 + timedelta(days=int(match.group(1)))
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}", cell, re.ASCII):
        raise CellError(f"is {_quoted(cell)}; write the year with four digits, dd/mm/yyyy")
    raise CellError(f"is {_quoted(cell)}, not a date; write it as dd/mm/yyyy")


def is_serial(cell: str) -> bool:
    """Whether a cell holds a day number of Excel."""
    match = SERIAL.fullmatch(cell)
    return match is not None and FIRST_SERIAL <= int(match.group(1)) <= LAST_SERIAL


def _day(cell: str, year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise CellError(
            f"is {_quoted(cell)}, which has no month {month}; write the day first, dd/mm/yyyy"
        )
    if year < 1 or not 1 <= day <= monthrange(year, month)[1]:
        raise CellError(f"is {_quoted(cell)}, a day that the calendar has not; correct it")
    return date(year, month, day)


def year_in(cell: str) -> tuple[date, date]:
    """First and last day of a financial or calendar year."""
    if match := FINANCIAL_YEAR.fullmatch(cell):
        first = int(match.group(1))
        if (first + 1) % 100 != int(match.group(3)):
            raise CellError(f"is {_quoted(cell)}, not one year; write it such as 2025/26")
        return date(first, 4, 1), date(first + 1, 3, 31)
    if CALENDAR_YEAR.fullmatch(cell):
        return date(int(cell), 1, 1), date(int(cell), 12, 31)
    raise CellError(f"is {_quoted(cell)}, not a year; write 2025/26 or 2025")


def count_in(cell: str) -> int:
    """A whole number of visits or people."""
    text = SPACES.sub("", cell)
    if not re.fullmatch(r"\d{1,3}(,\d{3}){1,3}|\d{1,10}", text, re.ASCII):
        raise CellError(f"is {_quoted(cell)}, not a whole number; write digits alone")
    return int(text.replace(",", ""))
