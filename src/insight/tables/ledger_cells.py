"""From the text of a cell to an amount, a date, a period or a number of people."""

import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from insight.records.steps import shortened
from insight.tables.columns.currency import OTHER_MONEY
from insight.tables.columns.dates import SLASHED, SWAPPED, DateOrder
from insight.tables.columns.marks import meaning_of
from insight.tables.columns.numbers import LONGEST_NUMBER, SPACES, Sign, written
from insight.tables.decisions import CellError, FileDecision

EXCEL_DAY_0 = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Days of Excel from 1954 to 2119, so that years and amounts are not among them."""
LAST_OF_DAY_AND_MONTH = 13
"""Of two numbers the second may be a day or a month up to here, as one more than the first."""
LAST_OF_THIS_CENTURY = 79  # of years with two digits

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*|Z|[+-]\d\d:?\d\d)?", re.ASCII)
LATE_UTC = re.compile(r"\d{4}-\d\d-\d\d[T ]23:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:?00)", re.ASCII)
COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)", re.ASCII)
MONTHS = {
    name[:size].casefold(): at
    for names in (month_name, month_abbr)
    for at, name in enumerate(names)
    if name
    for size in {3, len(name)}
} | {"sept": 9}
NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ \-/.]*(?:of )?([A-Za-z]{3,9})\.?,?[ \-/.]*"
    r"(\d{4}|\d{2})(?: \d{1,2}:\d\d(?::\d\d)?)?",
    re.ASCII,
)
NAMED_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\.?[ \-/.]*(\d{1,2})(?:st|nd|rd|th)?,?[ \-/.]+(\d{4})",
    re.ASCII,
)
MONTH_ALONE = re.compile(r"([A-Za-z]{3,9})\.?[ \-/']*(\d{4}|\d{2})", re.ASCII)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
FINANCIAL_YEAR = re.compile(
    r"(?:FY ?)?((?:19|20)?\d\d) ?[/\-\u2013] ?((?:19|20)?\d\d)", re.ASCII | re.IGNORECASE
)
BY_ITS_END = re.compile(r"FY ?((?:20)?\d\d)", re.ASCII | re.IGNORECASE)
"""A financial year named by one number, which is mostly that of its end."""
CALENDAR_YEAR = re.compile(r"(20\d\d|19\d\d)", re.ASCII)


def pence_in(
    cell: str, sign: Sign = Sign.POINT, *, scale: Decimal = Decimal(1), credit_is_minus: bool = True
) -> int:
    """Whole pence of an amount in pounds, however it is written."""
    found = written(cell, sign)
    if found is None or found.is_percent:
        raise CellError(_amount_advice(cell, sign))
    if _is_cut(cell):
        raise CellError(
            f"is {_quoted(cell)}, cut short by the spreadsheet; format the column as a "
            "number and save it again"
        )
    if found.side and found.value < 0:
        raise CellError(
            f"is {_quoted(cell)}, with a minus sign and {found.side.upper()}; use one of them"
        )
    pence = found.value * 100 * (scale if found.scale == 1 else 1)
    if found.side == ("cr" if credit_is_minus else "dr"):
        pence = -pence
    whole = pence.to_integral_value()
    # A spreadsheet's own sums end in digits far beyond the penny.
    if abs(pence - whole) > Decimal("0.0001"):
        raise CellError(
            f"is {_quoted(cell)}, which is not in whole pence; use pounds and pence like 2,500.55"
        )
    return int(whole)


def _quoted(cell: str) -> str:
    return repr(shortened(cell))


def _is_cut(cell: str) -> bool:
    text = SPACES.sub("", cell)
    return (
        re.fullmatch(r"[-+(£]*\d+([.,]\d+)?E\+?\d+\)?", text, re.ASCII | re.IGNORECASE) is not None
    )


def _amount_advice(cell: str, sign: Sign) -> str:
    if meaning := meaning_of(cell):
        return f"is {_quoted(cell)}, which means {meaning}; enter the amount, or leave the row out"
    if len(cell) > LONGEST_NUMBER:
        return f"is {_quoted(cell)}, which has too many digits; round it"
    if OTHER_MONEY.search(cell):
        return f"is {_quoted(cell)}; only pounds sterling can be used"
    if sign is Sign.POINT and written(cell) is None and written(cell, Sign.COMMA):
        return f"is {_quoted(cell)}; use pounds and pence with a full stop, like 1,234.50"
    return f"is {_quoted(cell)}, not an amount; use pounds and pence like 1,234.50"


FORMS_OF_DATES = {
    DateOrder.DAY: ("day", "month", "year"),
    DateOrder.MONTH: ("month", "day", "year"),
    DateOrder.YEAR: ("year", "month", "day"),
}


def date_in(cell: str, order: DateOrder = DateOrder.DAY) -> date:
    """The day in a cell: day first unless told otherwise, ISO, by name, or a number of Excel."""
    text = " ".join(cell.split())
    if is_moved_by_zone(text):
        return datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/London")).date()
    if match := ISO.fullmatch(text) or COMPACT.fullmatch(text):
        year, month, day = map(int, match.groups())
        return _day(cell, year, month, day)
    if match := SLASHED.fullmatch(text):
        parts = dict(zip(FORMS_OF_DATES[order], match.groups(), strict=True))
        return _day(cell, _year(parts["year"]), int(parts["month"]), int(parts["day"]), order)
    if (match := NAMED.fullmatch(text)) and (month := MONTHS.get(match[2].casefold(), 0)):
        return _day(cell, _year(match[3]), month, int(match[1]))
    if (match := NAMED_FIRST.fullmatch(text)) and (month := MONTHS.get(match[1].casefold(), 0)):
        return _day(cell, _year(match[3]), month, int(match[2]))
    if (match := SERIAL.fullmatch(text)) and is_serial(text):
        return EXCEL_DAY_0 + timedelta(days=int(match.group(1)))
    if (match := MONTH_ALONE.fullmatch(text)) and match[1].casefold() in MONTHS:
        raise CellError(f"is {_quoted(cell)}, a month without a day; use a date like 27/03/2025")
    raise CellError(f"is {_quoted(cell)}, not a date; use a date like 27/03/2025")


def is_moved_by_zone(cell: str) -> bool:
    """Whether a cell holds the midnight of a summer's day as a program writes it in UTC."""
    match = LATE_UTC.fullmatch(cell)
    if match is None:
        return False
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return False
    return found.astimezone(ZoneInfo("Europe/London")).date() > found.date()


def is_serial(cell: str) -> bool:
    """Whether a cell holds a day number of Excel."""
    match = SERIAL.fullmatch(cell)
    return match is not None and FIRST_SERIAL <= int(match.group(1)) <= LAST_SERIAL


def has_short_year(cell: str) -> bool:
    """Whether a date has a year with two digits."""
    text = " ".join(cell.split())
    match = SLASHED.fullmatch(text) or NAMED.fullmatch(text)
    return match is not None and len(match[3]) == 2


def turned_round(cell: str) -> date:
    """A day whose day and month a program exchanged, if it is a real date."""
    found = date_in(cell)
    if ISO.fullmatch(cell) and found.day <= 12:
        return found.replace(month=found.day, day=found.month)
    return found


def date_reader(decided: str) -> Callable[[str], date]:
    """How the dates of a column are read, by what was decided of it."""
    if decided != SWAPPED:
        return partial(date_in, order=DateOrder(decided or "day"))
    return turned_round


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year <= LAST_OF_THIS_CENTURY else 1900 + year


def _day(cell: str, year: int, month: int, day: int, order: DateOrder = DateOrder.DAY) -> date:
    if not 1 <= month <= 12:
        first = "month" if order is DateOrder.MONTH else "day"
        raise CellError(
            f"is {_quoted(cell)}, but there is no month {month}; put the {first} first, "
            + ("mm/dd/yyyy" if order is DateOrder.MONTH else "dd/mm/yyyy")
        )
    if year < 1 or not 1 <= day <= monthrange(year, month)[1]:
        raise CellError(f"is {_quoted(cell)}, which is not a real date; use a date like 27/03/2025")
    return date(year, month, day)


class YearStart(StrEnum):
    """When financial years begin, as their file means them."""

    APRIL = "april"
    SEPTEMBER = "september"  # of schools
    BEGINS = "begins"  # in April, and a year of one number is that of its beginning


def is_financial_year(cell: str, *, is_date: bool = False) -> bool:
    """Whether a cell names a financial year; among dates 10/11 may be a day and a month."""
    if BY_ITS_END.fullmatch(cell):
        return True
    match = FINANCIAL_YEAR.fullmatch(cell)
    if match is None or (is_date and len(match[1]) == 2 and int(match[2]) <= LAST_OF_DAY_AND_MONTH):
        return False
    return (_year(match[1]) + 1) % 100 == int(match[2][-2:])


def year_in(cell: str, start: YearStart = YearStart.APRIL) -> tuple[date, date]:
    """First and last day of a financial or calendar year."""
    if match := BY_ITS_END.fullmatch(cell):
        year = _year(match[1])
        return _from_month(year if start is YearStart.BEGINS else year - 1, start)
    if match := FINANCIAL_YEAR.fullmatch(cell):
        first, last = _year(match[1]), match[2]
        if (first + 1) % 100 != int(last[-2:]) or (len(last) == 4 and int(last) != first + 1):
            raise CellError(f"is {_quoted(cell)}, not one year; use a year like 2025/26")
        return _from_month(first, start)
    if CALENDAR_YEAR.fullmatch(cell):
        return date(int(cell), 1, 1), date(int(cell), 12, 31)
    raise CellError(f"is {_quoted(cell)}, not a year; use a year like 2025/26 or 2025")


def _from_month(year: int, start: YearStart) -> tuple[date, date]:
    if start is YearStart.SEPTEMBER:
        return date(year, 9, 1), date(year + 1, 8, 31)
    return date(year, 4, 1), date(year + 1, 3, 31)


def years_decision(heading: str, cells: Iterable[str], *, are_dates: bool) -> FileDecision | None:
    """When the financial years of a column begin; None where it names none."""
    found = [cell for cell in cells if is_financial_year(cell, is_date=are_dates)]
    if not found:
        return None
    short = [cell for cell in found if BY_ITS_END.fullmatch(cell)]
    example = (short or found)[0]
    starts = [each for each in YearStart if short or each is not YearStart.BEGINS]
    options = {each.value: " to ".join(map(_said, year_in(example, each))) for each in starts}
    why = (
        f"Column {heading[:60]!r} has financial years such as {example!r}, which were read as 1 "
        "April to 31 March."
    )
    return FileDecision("years", f"What does {example!r} mean?", options, YearStart.APRIL, why)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def count_in(cell: str) -> int:
    """A whole number of visits or people."""
    text = SPACES.sub("", cell)
    if not re.fullmatch(r"\d{1,3}(,\d{3}){1,3}|\d{1,10}", text, re.ASCII):
        raise CellError(f"is {_quoted(cell)}, not a whole number; use digits only")
    return int(text.replace(",", ""))
