"""Financial years as people write them, and what is said once for all rows."""

from datetime import date

import pytest

from insight.tables.decisions import CellError
from insight.tables.ledger_cells import year_in
from insight.tables.ledger_columns import Field, guessed
from insight.tables.ledger_file import Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea
from made_files import HEADINGS, grant, text, total

YEARS = [*HEADINGS[:3], "Year", "District"]
APRIL_25, MARCH_26 = date(2025, 4, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    "cell", ["25/26", "2025/26", "FY26", "fy 26", "FY2026", "2025-2026", "2025-26", "FY25/26",
             "2025\u201326", "FY 2025/26"],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["Year", "Start"])
def test_financial_year_is_april_to_march_and_said(read, cell, heading):
    found = read(text(grant(start=cell), headings=[*HEADINGS[:3], heading, "District"]))
    assert found.problems == ()
    assert (found.entries[0].start, found.entries[0].end) == (APRIL_25, MARCH_26)
    (decision,) = [each for each in found.decisions if each.key == "years"]
    assert decision.chosen == "april"
    assert "1 April" in decision.why


def test_year_can_be_that_of_schools(read):
    content = text(grant(start="2025/26"), headings=YEARS)
    entry = read(content, answers={"years": "september"}).entries[0]
    assert (entry.start, entry.end) == (date(2025, 9, 1), date(2026, 8, 31))


def test_year_named_by_one_number_can_begin_in_it(read):
    content = text(grant(start="FY26"), headings=YEARS)
    entry = read(content, answers={"years": "begins"}).entries[0]
    assert (entry.start, entry.end) == (date(2026, 4, 1), date(2027, 3, 31))


def test_calendar_years_are_not_asked_about(read):
    found = read(text(grant(start="2025"), headings=YEARS))
    assert (found.entries[0].start, found.entries[0].end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert not [each for each in found.decisions if each.key == "years"]


@pytest.mark.parametrize("cell", ["25/27", "2025/27", "26/25", "99"])
def test_what_is_not_one_year_is_refused(cell):
    with pytest.raises(CellError):
        year_in(cell)


def test_day_and_month_without_a_year_is_no_financial_year(read):
    found = read(text(grant(start="10/11")))
    assert (found.entries, [each.column for each in found.problems]) == ((), ["start"])


def test_end_beside_a_financial_year_is_kept(read):
    headings = [*HEADINGS, "End"]
    entry = read(text([*grant(start="2025/26"), "30/06/2025"], headings=headings)).entries[0]
    assert (entry.start, entry.end) == (APRIL_25, date(2025, 6, 30))


# What is said once for all rows


def test_funder_and_programme_are_said_once_for_all_rows(pack, known):
    headings = ["Recipient", "Amount", "Start", "District"]
    grid = ledger_grid("a.csv", text(grant()[1:], headings=headings).encode())
    area = StudyArea(pack, known, ())
    every = (("funder", "Sport England"), ("programme", "Together Fund"))
    found = read_ledger(grid, guessed(grid.names), Assumed(every=every), area)
    assert [(e.funder, e.programme) for e in found.entries] == [("Sport England", "Together Fund")]
    assert total(found) == 10_000
    assert read_ledger(grid, guessed(grid.names), Assumed(), area).wrong == 1


def test_cell_of_the_file_comes_before_what_is_said_for_all_rows(pack, known):
    grid = ledger_grid("a.csv", text(grant(), ["", *grant()[1:]]).encode())
    assumed = Assumed(every=(("funder", "Council"),))
    found = read_ledger(grid, guessed(grid.names), assumed, StudyArea(pack, known, ()))
    assert [each.funder for each in found.entries] == ["Trust", "Council"]
    assert Field.FUNDER in guessed(grid.names)
