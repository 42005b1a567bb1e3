"""Amounts, dates and counts are read as people write them, or refused in words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.tables.ledger_cells import CellError, count_in, date_in, is_serial, pence_in, year_in
from insight.tables.ledger_sheet import decimal


@pytest.mark.parametrize(
    ("cell", "pence"),
    [
        ("£1,234.50", 123_450),
        ("1 234", 123_400),
        ("1\u00a0234.5", 123_450),
        ("1'234", 123_400),
        ("(500)", -50_000),
        ("(£1,500.25)", -150_025),
        ("-500", -50_000),
        ("\u2212500", -50_000),
        ("£-500", -50_000),
        ("-£500", -50_000),
        ("(-500)", -50_000),
        ("500 GBP", 50_000),
        ("GBP 500", 50_000),
        (".5", 50),
        ("12.", 1_200),
        ("0.10000000001", 10),
        ("1234.5", 123_450),
        ("10000000", 1_000_000_000),
        ("12k", 1_200_000),
        ("£1.2m", 120_000_000),
        ("£1.2 million", 120_000_000),
        ("500-", -50_000),
        ("500 CR", -50_000),
        ("500 DR", 50_000),
        ("DR 500", 50_000),
        ("£ 1,234.50 GBP", 123_450),
        ("1,500 pounds", 150_000),
    ],
)
def test_amounts_are_read_as_written(cell, pence):
    assert pence_in(cell) == pence


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "not an amount"),
        ("n/a", "means not applicable"),
        ("£", "not an amount"),
        ("1.234,50", "pounds and pence with a full stop"),
        ("1234,5", "pounds and pence with a full stop"),
        ("12,34", "pounds and pence with a full stop"),
        ("12,34,567", "not an amount"),
        ("1,2345", "with a full stop"),
        ("1.005", "whole pence"),
        ("1.2E+05", "cut short by the spreadsheet"),
        ("$500", "only pounds sterling"),
        ("500 EUR", "only pounds sterling"),
        ("12%", "not an amount"),
        ("[c]", "means confidential"),
        ("<5", "means too few"),
        ("–", "means no figure"),
        ("5" * 61, "too many digits"),
        ("\u0661\u0662", "not an amount"),
        ("NaN", "means not available"),
        ("inf", "not an amount"),
    ],
)
def test_what_is_no_amount_is_refused(cell, words):
    with pytest.raises(CellError, match=words):
        pence_in(cell)


@given(st.integers(-(10**12), 10**12))
def test_any_amount_is_read_back_as_it_was_written(pence):
    assert pence_in(decimal(pence)) == pence
    assert pence_in(f"£{Decimal(pence) / 100:,.2f}") == pence


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("03/04/2025", date(2025, 4, 3)),
        ("3/4/2025", date(2025, 4, 3)),
        ("2025-04-03", date(2025, 4, 3)),
        ("2025-04-03T00:00:00+00:00", date(2025, 4, 3)),
        ("2025-04-03 10:30:00", date(2025, 4, 3)),
        ("03/04/2025 00:00", date(2025, 4, 3)),
        ("29/02/2024", date(2024, 2, 29)),
        ("45750", date(2025, 4, 3)),
        ("45750.5", date(2025, 4, 3)),
        ("3-Apr-25", date(2025, 4, 3)),
        ("3 April 2025", date(2025, 4, 3)),
        ("3rd of April 2025", date(2025, 4, 3)),
        ("Thursday, 3 April 2025", date(2025, 4, 3)),
        ("April 3, 2025", date(2025, 4, 3)),
        ("03.04.2025", date(2025, 4, 3)),
        ("03-04-2025", date(2025, 4, 3)),
        ("2025/04/03", date(2025, 4, 3)),
        ("2025-04-03Z", date(2025, 4, 3)),
        ("20250403", date(2025, 4, 3)),
        ("03/04/25", date(2025, 4, 3)),
        ("03/04/99", date(1999, 4, 3)),
        ("3 Sept 2025", date(2025, 9, 3)),
    ],
)
def test_dates_are_day_first_or_iso_or_days_of_excel(cell, day):
    assert date_in(cell) == day


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("04/13/2025", "no month 13; put the day first"),
        ("29/02/2025", "not a real date"),
        ("31/04/2025", "not a real date"),
        ("0000-01-01", "not a real date"),
        ("April 2025", "a month without a day"),
        ("Apr-25", "a month without a day"),
        ("3 Brumaire 2025", "not a date"),
        ("April", "not a date"),
        ("2025", "not a date"),
        ("19999", "not a date"),
        ("99999", "not a date"),
    ],
)
def test_what_is_no_date_is_refused(cell, words):
    with pytest.raises(CellError, match=words):
        date_in(cell)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_any_day_is_read_back_however_it_was_written(day):
    assert date_in(f"{day:%d/%m/%Y}") == day
    assert date_in(day.isoformat()) == day
    serial = str((day - date(1899, 12, 30)) // timedelta(days=1))
    assert is_serial(serial)
    assert date_in(serial) == day


@pytest.mark.parametrize("cell", ["2025/26", "2025-26", "2025\u201326", "FY2025/26",
                                  "2025/2026", "FY 2025/26"])  # fmt: skip
def test_financial_year_runs_from_april(cell):
    assert year_in(cell) == (date(2025, 4, 1), date(2026, 3, 31))


def test_turn_of_the_century_is_one_year():
    assert year_in("1999/00") == (date(1999, 4, 1), date(2000, 3, 31))


@pytest.mark.parametrize("cell", ["2025/27", "2025/25", "25/27", "last year", "20255"])
def test_what_is_no_year_is_refused(cell):
    with pytest.raises(CellError, match=r"not (a|one) year"):
        year_in(cell)


@pytest.mark.parametrize(("cell", "count"), [("12", 12), ("1,204", 1204), ("0", 0)])
def test_counts_are_whole(cell, count):
    assert count_in(cell) == count


@pytest.mark.parametrize("cell", ["12.5", "-3", "about 20", "1,20", "12345678901"])
def test_what_is_no_count_is_refused(cell):
    with pytest.raises(CellError, match="not a whole number"):
        count_in(cell)
