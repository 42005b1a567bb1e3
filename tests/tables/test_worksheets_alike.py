"""Several worksheets of one layout: nothing of them is left out without a question."""

import io

import pytest
import xlsxwriter

from insight.errors import ContractError
from insight.tables.decisions import UnansweredError
from insight.tables.group_table import read_group_table
from insight.tables.ledger_columns import guessed
from insight.tables.ledger_file import Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.tables.place_list import read_place_list
from insight.tables.reader.grid import ALL_SHEETS
from made_files import DISTRICTS, HEADINGS, fill, grant, ods, ods_row, ods_table, own, question


def workbook(**sheets) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            fill(made, made.add_worksheet(name), rows)
    return file.getvalue()


def years() -> bytes:
    return workbook(
        Notes=[["Source"], ["Amounts are in pounds"]],
        y2024=[["Grants of 2024"], HEADINGS, grant("100"), grant("x")],
        y2025=[HEADINGS, grant("1000"), grant("2000", district="E01013600")],
        Other=[["Grant", "Manager"], ["A", "B"]],
        y2026=[HEADINGS, [], [" "]],
    )


def kept(pack, known, grid):
    return read_ledger(grid, guessed(grid.names), Assumed(), StudyArea(pack, known, ()))


def test_worksheets_of_one_layout_are_asked_about_before_any_is_read():
    with pytest.raises(UnansweredError) as caught:
        ledger_grid("grants.xlsx", years())
    (decision,) = caught.value.decisions
    assert (decision.key, decision.chosen) == ("sheets", "")
    assert list(decision.options) == [ALL_SHEETS, "y2024", "y2025"]
    assert "'y2024', 'y2025'" in decision.why


def test_all_of_them_are_read_together_and_rows_name_their_worksheet(pack, known):
    grid = ledger_grid("grants.xlsx", years(), ALL_SHEETS)
    assert grid.names[-1] == "worksheet"
    assert grid.rows[len(HEADINGS)].to_dict() == {
        3: "y2024", 4: "y2024", 1002: "y2025", 1003: "y2025",
    }  # fmt: skip
    found = kept(pack, known, grid)
    assert [each.amount_pence for each in found.entries] == [10_000, 100_000, 200_000]
    assert (found.rows, [each.place for each in found.problems]) == ((3, 1002, 1003), ["row 4"])
    assert any("'y2025' are numbered from 1,001" in note for note in grid.notes)
    assert any(note.startswith("'y2024': 1 row above") for note in grid.notes)
    assert [each.chosen for each in found.decisions if each.key == "sheets"] == [ALL_SHEETS]


def test_one_of_them_is_read_and_the_others_are_named(pack, known):
    grid = ledger_grid("grants.xlsx", years(), "y2025")
    assert [each.amount_pence for each in kept(pack, known, grid).entries] == [100_000, 200_000]
    assert any("not 'Notes', 'y2024', 'Other' and 1 more" in note for note in grid.notes)


def test_totals_are_held_against_the_rows_of_their_own_worksheet(pack, known):
    def summed(label: str, amount: str) -> list[str]:
        return [label, "", amount, "", ""]

    content = workbook(
        a=[HEADINGS, grant("100"), grant("250"), summed("", "350")],
        b=[HEADINGS, grant("1000"), grant("2000"), summed("", "3000"), summed("Total", "3350")],
        c=[HEADINGS, summed("Total", "70"), grant("40"), grant("30")],
        d=[HEADINGS, grant("5"), summed("Total", "6")],
    )
    found = kept(pack, known, ledger_grid("g.xlsx", content, ALL_SHEETS))
    assert sum(each.amount_pence for each in found.entries) == 342_500
    assert [each.row for each in found.left_out] == [4, 1004, 1005, 2002, 3003]
    warned = [note for note in found.notes if note.startswith("The total in row")]
    assert [note.split(" is ")[0] for note in warned] == ["The total in row 3003"]
    assert not found.problems


def test_columns_in_another_order_are_put_together_by_their_headings(pack, known):
    turned = [[row[at] for at in (4, 2, 0, 1, 3)] for row in (HEADINGS, grant("500"))]
    content = workbook(a=[HEADINGS, grant("100")], b=turned)
    found = kept(pack, known, ledger_grid("g.xlsx", content, ALL_SHEETS))
    assert [(e.funder, e.amount_pence) for e in found.entries] == [
        ("Trust", 10_000), ("Trust", 50_000),
    ]  # fmt: skip


def test_what_worksheets_hide_merge_and_break_is_said_of_each():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for name in ("a", "b"):
            sheet = made.add_worksheet(name)
            fill(made, sheet, [HEADINGS, grant("1"), grant("2"), grant("4"), ["", *grant("8")[1:]]])
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.merge_range(3, 0, 4, 0, "Merged")
            sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    grid = ledger_grid("g.xlsx", file.getvalue(), ALL_SHEETS)
    assert grid.hidden_rows == (3, 1003)
    assert grid.merged == {(5, 0), (1005, 0)}
    assert {each.row for each in grid.faults} == {2, 1002}
    assert grid.rows.loc[1005, 0] == "Merged"


def test_ods_is_asked_about_alike(read):
    rows = [ods_row(*HEADINGS), ods_row(*grant())]
    content = ods(ods_table(*rows, name="a"), ods_table(*rows, name="b"))
    assert list(question(read, content, "g.ods").decisions[0].options) == [ALL_SHEETS, "a", "b"]


def test_figures_by_area_are_of_one_worksheet_which_is_asked(here):
    def sheet(start):
        return [["code", "value"], *([code, start + at] for at, code in enumerate(DISTRICTS))]

    content = workbook(y2024=sheet(10), y2025=sheet(50))
    asked = question(own, here, content, "mine.xlsx")
    assert list(asked.decisions[0].options) == ["y2024", "y2025"]
    _, (found, _) = own(here, content, "mine.xlsx", {"sheets": "y2025"})
    assert found[DISTRICTS[0]] == 50


def test_places_and_groups_are_asked_about_too():
    places = workbook(a=[["code"], ["E01013600"]], b=[["code"], ["E01013601"]])
    with pytest.raises(UnansweredError):
        read_place_list("p.xlsx", places, {})
    found = read_place_list("p.xlsx", places, {"sheets": ALL_SHEETS})
    assert {"E01013600", "E01013601"} <= set(found.text.split())
    heads = ["decile", "per cent", "population", "period"]
    rows = {y: [heads, *([at, 20 + at, 1000, y] for at in range(1, 11))] for y in ("2023", "2024")}
    groups = workbook(**rows)
    with pytest.raises(UnansweredError):
        read_group_table("g.xlsx", groups)
    table = read_group_table("g.xlsx", groups, {"sheets": ALL_SHEETS})
    assert table.periods == ("2023", "2024")


def test_too_many_rows_of_all_worksheets_are_refused(monkeypatch):
    monkeypatch.setattr("insight.tables.reader.grid.MOST_ROWS", 3)
    with pytest.raises(ContractError, match="more than 3 rows"):
        ledger_grid("grants.xlsx", years(), ALL_SHEETS)
