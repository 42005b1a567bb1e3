"""Marks, formats and second tables that would change a figure: each is said, or stops the file."""

import pytest

from insight.errors import InsightError
from insight.geography.pasted import read_pasted
from insight.tables.group_table import read_group_table
from insight.tables.own_indicator_file import read_own_file
from made_files import DISTRICTS, HEADINGS, book, figures, grant, own, question, said, text, total

ROWS = [
    ["Trust", "Club", 100, "01/04/2025", "Blaby"],
    ["Trust", "Club", 200, "02/04/2025", "Blaby"],
]


@pytest.mark.parametrize("cell", ["Cr. 500", "500 Cr.", "CR 500", "\u2011500", "\u2010500"])
def test_credit_or_minus_of_word_processors_is_the_whole_amount(read, cell):
    assert total(read(text(grant(cell)))) == -50_000


@pytest.mark.parametrize("cell", ["-500 CR", "(500) DR"])
def test_amount_with_a_minus_and_a_side_is_a_row_to_mend(read, cell):
    found = read(text(grant(cell)))
    assert (found.wrong, total(found)) == (1, 0)
    assert "minus sign" in found.problems[0].advice


@pytest.mark.parametrize(
    "status",
    ["Cancelled - not paid", "Withdrawn by applicant", "Pending", "Pipeline", "Deferred", "No",
     "Under assessment", "REJECTED (ineligible)", "Application declined.", "Awaiting decision"],
)  # fmt: skip
def test_status_in_more_words_is_asked_about(read, status):
    rows = [*grant("100"), "Awarded"], [*grant("200"), status]
    content = text(*rows, headings=[*HEADINGS, "Grant status"])
    assert "row 3" in str(question(read, content))
    assert total(read(content, answers={"refused": "leave"})) == 10_000
    assert total(read(content, answers={"refused": "read"})) == 30_000


@pytest.mark.parametrize("status", ["Awarded", "In progress", "Report submitted", "Complete"])
def test_status_of_a_grant_that_was_made_is_not_asked_about(read, status):
    assert total(read(text([*grant(), status], headings=[*HEADINGS, "Status"]))) == 10_000


def test_thousands_parted_into_a_column_of_people_are_rows_to_mend(read):
    headings = "Funder,Start,District,Amount,Participants\n"
    found = read(f"{headings}Trust,01/04/2025,Blaby,1,000,\nTrust,01/04/2025,Blaby,2,500,\n")
    assert (found.wrong, total(found)) == (2, 0)


def test_two_ledgers_side_by_side_are_refused(read):
    headings = "Funder,Amount,Start,District"
    content = f"{headings},,{headings}\nA,100,01/04/2025,Blaby,,B,200,01/04/2025,Blaby\n"
    with pytest.raises(InsightError, match=r"side by side.* column 6"):
        read(content)


def test_locations_under_one_heading_each_count(read):
    place = ["Beneficiary Location:Name", "Beneficiary Location:Geographic Code"]
    headings = ["Funding Org:Name", "Amount Awarded", "Award Date", *place, *place]
    row = ["Trust", "100", "2025-04-01", "Leicester", "E06000016", "Blaby", "E07000129"]
    (entry,) = read(text(row, headings=headings)).entries
    assert entry.codes == ("E06000016", "E07000129")


@pytest.mark.parametrize(
    ("shape", "pence"),
    [
        ('#,##0"k"', 1_200_000),
        ('£0"m"', 1_200_000_000),
        ('0",000"', 1_200_000),
        ('£#,##0" thousand"', 1_200_000),
        ('#,##0,"k"', 1_200),
        ('0" months"', 1_200),
    ],
)
def test_amount_is_what_its_format_shows(read, shape, pence):
    def change(made, sheet):
        sheet.write_number(1, 2, 12, made.add_format({"num_format": shape}))

    found = read(book(*ROWS, change=change), "grants.xlsx")
    assert found.entries[0].amount_pence == pence
    assert ("thousands or millions" in said(found)) == (pence > 1_200)


@pytest.mark.parametrize("form", [{"font_script": 1}, {"font_strikeout": True}])
def test_part_of_a_figure_raised_or_crossed_out_is_a_row_to_mend(read, form):
    def change(made, sheet):
        sheet.write_rich_string(1, 2, "100", made.add_format(form), "1")

    found = read(book(*ROWS, change=change), "grants.xlsx")
    assert (found.wrong, total(found)) == (1, 20_000)


def test_raised_letters_in_a_text_are_no_fault(read):
    def change(made, sheet):
        sheet.write_rich_string(1, 1, "The 1", made.add_format({"font_script": 1}), "st", " Club")

    assert total(read(book(*ROWS, change=change), "grants.xlsx")) == 30_000


@pytest.mark.parametrize("cell", ["(12.5)", "12.5-"])
def test_figure_in_brackets_is_asked_about(here, cell):
    content = figures([cell, "2.5"])
    (asked,) = question(own, here, content).decisions
    sizes = {
        answer: own(here, content, answers={asked.key: answer})[1][0].iloc[0]
        for answer in asked.options
    }
    assert sorted(sizes.values()) == [-12.5, 12.5]


@pytest.mark.parametrize("heading", ["Distance to a park (m)", "2024 (p)", "Time (k)"])
def test_letter_in_a_heading_of_figures_is_asked_about(here, heading):
    content = figures(["1.5", "2.5"], heading)
    assert "scale" in [each.key for each in question(own, here, content).decisions]
    assert own(here, content, answers={"scale": "1"})[1][0].tolist() == [1.5, 2.5]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ('"Note: 1 = least deprived, 5 = most deprived",,', 5),
        ("Quintile 1 is the least deprived,,", 5),
        ("1 = most deprived,,", 1),
        ("Adults,,", 1),
    ],
)
def test_line_says_which_group_is_the_most_deprived(line, first):
    rows = "".join(f"{at},1000,{30 - at}\n" for at in range(1, 6))
    found = read_group_table("groups.csv", f"{line}\nQuintile,Population,Value\n{rows}".encode())
    assert found.rows["position"].iloc[0] == first


def test_range_of_codes_with_dots_of_a_word_processor_is_refused(pack, known):
    with pytest.raises(InsightError, match="range of codes"):
        read_pasted("E01013600\u2026E01013605", pack, known)


def test_england_and_the_county_by_name_are_no_headings(here):
    names = ["England", "Leicestershire", "Leicester", "Rutland", "Blaby", "Charnwood"]
    rows = [[name, f"{at}.5"] for at, name in enumerate(names)]
    content = text(*rows, headings=["Area", "value"]).encode()
    file = read_own_file(content, "mine.csv", here.wanted())
    assert file.columns == ("value",)
    assert file.figures("value")[0][DISTRICTS[0]] == 2.5
    assert any("England" in note for note in file.notes)
