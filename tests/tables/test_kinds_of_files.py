"""Other files of the same kinds: nothing in them changes a total without a sentence."""

import io
import json
import zipfile
from datetime import date

import pytest
import xlsxwriter
from openpyxl import load_workbook

from insight.errors import ContractError, InsightError
from insight.geography.codes import AreaCodes, Coverage
from insight.geography.pasted import read_pasted
from insight.pack.catalogue import Level
from insight.publishers.reading.sheets import leaves, table
from insight.records.kinds.investments import Place
from insight.tables.decisions import UnansweredError
from insight.tables.group_table import read_group_table
from insight.tables.ledger_file import EVERYTHING_BUT_OURS, ledger_grid
from insight.tables.neighbourhood_file import Codes, read_neighbourhoods
from insight.tables.own_indicator_file import read_own_file
from insight.tables.place_list import read_place_list
from insight.tables.small_area_file import read_small_area_file
from insight.tables.templates import (
    estimates_template,
    figures_template,
    groups_template,
    ledger_templates,
    neighbourhood_template,
    places_template,
)
from made_files import (
    DISTRICTS,
    HEADINGS,
    book,
    figures,
    fill,
    grant,
    ods,
    ods_row,
    ods_table,
    own,
    question,
    said,
    text,
    total,
)

# Amounts


@pytest.mark.parametrize(
    ("cells", "pence"),
    [
        (["1,234.50", "2,000"], 323_450),
        (["1.234,50", "2.000,00"], 323_450),
        (["1234,5", "2000,00"], 323_450),
        (["£1\u00a0234.50", "GBP 2 000"], 323_450),
        (["1k", "£1.2m"], 120_100_000),
        (["(100)", "300-", "-\u00a350", "500"], 5_000),
        (["100 CR", "500 DR"], 40_000),
        (["'100", "'200"], 30_000),
    ],
)
def test_amounts_of_a_column_are_read_as_they_are_meant(read, cells, pence):
    found = read(text(*[grant(cell) for cell in cells]))
    assert found.problems == ()
    assert total(found) == pence


@pytest.mark.parametrize(
    "cells", [["1,234.50", "1.234,50"], ["12,34", "1,234"], ["12.345"], ["12,34", "56.78"]]
)
def test_amounts_that_can_be_read_in_two_ways_are_asked_about(read, cells):
    asked = question(read, text(*[grant(cell) for cell in cells]))
    assert [each.key for each in asked.decisions if not each.chosen] == ["amount"]
    answered = read(text(*[grant(cell) for cell in cells]), answers={"amount": "point"})
    assert answered.decisions[0].chosen == "point"


def test_decision_on_the_sign_can_be_changed(read):
    content = text(grant("1,234"), grant("5,678"))
    assert total(read(content)) == 691_200
    assert "thousands separators" in said(read(content))
    changed = read(content, answers={"amount": "comma"})
    assert changed.wrong == 2
    assert "whole pence" in changed.problems[0].advice


@pytest.mark.parametrize(
    ("heading", "pence"),
    [
        ("Amount (£k)", 10_000_000), ("Amount £000s", 10_000_000), ("Amount (£m)", 10_000_000_000),
        ("Amount (thousands)", 10_000_000), ("Amount (pence)", 100), ("Amount (£)", 10_000),
    ],
)  # fmt: skip
def test_scale_in_a_heading_multiplies_and_is_said(read, heading, pence):
    headings = ["Funder", "Recipient", heading, "Start", "District"]
    found = read(text(grant("100"), headings=headings))
    assert total(found) == pence
    assert ("heading of column" in said(found)) == (pence != 10_000)


def test_other_currency_is_asked_about_or_refused(read):
    headings = ["Funder", "Recipient", "Amount (€)", "Start", "District"]
    assert "another currency" in str(question(read, text(grant("100"), headings=headings)))
    found = read(text(grant("€100"), grant("$5"), grant("100 EUR"), grant("1")))
    assert (total(found), found.wrong) == (100, 3)
    assert all("only pounds" in each.advice for each in found.problems)


@pytest.mark.parametrize(
    ("mark", "meaning"),
    [("[c]", "confidential"), ("*", "suppressed"), ("<5", "too few"), ("-", "no figure"),
     ("n/a", "not applicable"), (":", "not available")],
)  # fmt: skip
def test_mark_instead_of_an_amount_is_said_with_its_meaning(read, mark, meaning):
    found = read(text(grant("100"), grant(mark)))
    assert (total(found), found.wrong) == (10_000, 1)
    assert meaning in found.problems[0].advice


def test_amount_cut_short_by_a_spreadsheet_is_refused(read):
    found = read(text(grant("1.2E+05")))
    assert "cut short" in found.problems[0].advice


def test_awarded_comes_before_applied_for_paid_and_total(read):
    headings = ["Funder", "Recipient", "Total", "Amount paid", "Amount Awarded", "Date", "District"]
    row = ["Trust", "Club", "3000", "500", "1500", "01/05/2025", "Blaby"]
    found = read(text(row, headings=headings))
    assert total(found) == 150_000
    assert "Amount was read from 'Amount Awarded', not from 'Amount paid', 'Total'." in found.notes


def test_columns_of_one_heading_are_said(read):
    headings = [*HEADINGS, "Amount"]
    found = read(text([*grant("100"), "900"], headings=headings))
    assert total(found) == 10_000
    assert "Amount was read from 'Amount', not from 'Amount'." in found.notes


# Rows that are no records


def test_totals_are_left_out_with_a_sentence(read):
    rows = [
        grant("100"), grant("200"), ["Blaby total", "", "300", "", ""],
        grant("50", district="Melton"), ["Subtotal", "", "50", "", ""],
        ["Grand Total", "", "350", "", ""],
    ]  # fmt: skip
    found = read(text(*rows))
    assert (total(found), found.wrong) == (35_000, 0)
    assert found.passed_over == 3
    assert "left out: row 4, 6, 7." in said(found)
    assert [each.row for each in found.left_out] == [4, 6, 7]


def test_total_that_looks_like_a_grant_is_still_one(read):
    found = read(text(grant("100"), grant("200"), grant("300", recipient="TOTAL")))
    assert total(found) == 30_000


def test_organisation_called_total_something_is_no_total(read):
    found = read(text(grant("100", recipient="Total Fitness Ltd"), grant("5", recipient="Sum Art")))
    assert total(found) == 10_500


def test_total_without_a_name_is_known_by_its_sum(read):
    found = read(text(grant("100"), grant("200"), ["", "", "300", "", ""]))
    assert (total(found), found.wrong) == (30_000, 0)


def test_total_that_does_not_agree_is_said(read):
    found = read(text(grant("100"), ["Total", "", "900", "", ""]))
    assert "The total in row 3 is £900, but the rows above it add up to £100" in said(found)


def test_notes_headings_and_second_tables_below_are_left_out():
    rows = [
        grant("100"), ["Leicestershire"], HEADINGS, grant("200"), [],
        ["Source: the funder"], ["Recipient", "Amount", "Funder"], ["Club", "999", "Trust"],
    ]  # fmt: skip
    grid = ledger_grid("grants.csv", text(*rows).encode())
    assert grid.rows[2].tolist() == ["100", "200"]
    assert [each.row for each in grid.left_out] == [3, 4, 7, 8, 9]
    assert any("second table" in note for note in grid.notes)


def test_quoted_newlines_ragged_rows_and_extra_columns(read):
    rows = [
        ["Trust", "Club\nand friends", "100", "01/05/2025", "Blaby"],
        ["Trust", "Club", "200", "01/05/2025"],
        ["Trust", "Club, Ltd", "300", "01/05/2025", "Blaby", "spill"],
    ]
    found = read(text(*rows))
    assert [each.place for each in found.entries] == [Place.DISTRICT, Place.UNKNOWN]
    assert (total(found), found.wrong) == (30_000, 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_gives_the_same_money(read, encoding, delimiter):
    content = text(grant("1,234.50"), grant("£10"), delimiter=delimiter).encode(encoding)
    assert total(read(content)) == 124_450


# Dates


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["01/05/25", "31.12.2024"], [date(2025, 5, 1), date(2024, 12, 31)]),
        (["1 May 2025", "Dec 31, 2024"], [date(2025, 5, 1), date(2024, 12, 31)]),
        (["2025-05-01T23:30:00+01:00", "20241231"], [date(2025, 5, 1), date(2024, 12, 31)]),
        (["1st May 2025", "31-Dec-24"], [date(2025, 5, 1), date(2024, 12, 31)]),
    ],
)
def test_dates_are_read_as_people_write_them(read, cells, days):
    found = read(text(*[grant(start=cell) for cell in cells]))
    assert [each.start for each in found.entries] == days


def test_day_first_is_said_and_can_be_changed(read):
    content = text(grant(start="04/05/2025"))
    assert read(content).entries[0].start == date(2025, 5, 4)
    assert "with the day first" in said(read(content))
    assert read(content, answers={"start": "month"}).entries[0].start == date(2025, 4, 5)


def test_dates_of_both_orders_are_asked_about(read):
    asked = question(read, text(grant(start="25/04/2025"), grant(start="04/25/2025")))
    assert "also" not in str(asked)
    assert "'25/04/2025' has the day first" in str(asked)


def test_real_dates_beside_texts_with_late_days_are_asked_about(read):
    rows = [
        grant(start=date(2025, 5, 4)),
        grant(start=date(2025, 12, 1)),
        grant(start="25/04/2025"),
    ]
    content = book(*rows)
    assert "swapped the day and month" in str(question(read, content, "grants.xlsx"))
    swapped = read(content, "grants.xlsx", {"start": "swapped"})
    assert [each.start for each in swapped.entries] == [
        date(2025, 4, 5), date(2025, 1, 12), date(2025, 4, 25),
    ]  # fmt: skip
    kept = read(content, "grants.xlsx", {"start": "day"})
    assert kept.entries[0].start == date(2025, 5, 4)


def test_dates_counted_from_1904_are_the_same_days(read):
    content = book(grant(start=date(2025, 5, 1)), date_1904=True)
    assert read(content, "grants.xlsx").entries[0].start == date(2025, 5, 1)


# Workbooks


def test_hidden_columns_and_struck_rows_are_said(read):
    def change(made, sheet):
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.write(2, 1, "Withdrawn", made.add_format({"font_strikeout": True}))

    content = book(grant(100), grant(200), change=change)
    asked = question(read, content, "grants.xlsx")
    assert "1 row is crossed out in the file (row 3: amount 200)" in str(asked)
    sums = [total(read(content, "grants.xlsx", {"struck": each})) for each in ("read", "leave")]
    assert sums == [30_000, 10_000]
    grid = ledger_grid("grants.xlsx", content)
    assert "1 column is hidden in the file: 'Recipient'." in grid.notes


def test_merged_amount_is_not_counted_for_each_row(read):
    def change(made, sheet):
        sheet.merge_range(1, 2, 2, 2, 500, made.add_format())

    found = read(book(grant(500), grant(""), grant(7), change=change), "grants.xlsx")
    assert (total(found), found.wrong) == (700, 2)
    assert "a merged cell" in found.problems[0].advice


def test_money_of_other_countries_by_its_format_is_refused(read):
    def change(made, sheet):
        sheet.write(1, 2, 100, made.add_format({"num_format": "[$€-2] #,##0.00"}))
        sheet.write(2, 2, 100, made.add_format({"num_format": "[$£-809]#,##0.00"}))

    found = read(book(grant(100), grant(100), change=change), "grants.xlsx")
    assert (total(found), found.wrong) == (10_000, 1)


def test_errors_and_formulas_without_a_value_are_rows_to_mend(read):
    def change(_, sheet):
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=A1+1", None, "")
        sheet.write_formula(3, 2, "=100+1", None, 101)

    found = read(book(*[grant(1)] * 4, change=change), "grants.xlsx")
    assert (total(found), found.wrong) == (10_200, 2)


def test_true_and_false_are_no_amounts(read):
    found = read(book(grant(True), grant(3)), "grants.xlsx")
    assert (total(found), found.wrong) == (300, 1)


def test_other_worksheets_are_named(read):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        made.add_worksheet("Notes").write_column(0, 0, ["Source", "Amounts are in pounds"])
        fill(made, made.add_worksheet("Grants"), [HEADINGS, grant()])
        fill(made, made.add_worksheet("People"), [["Name", "Role"], ["A", "Manager"]])
    grid = ledger_grid("grants.xlsx", file.getvalue())
    assert "We read the worksheet 'Grants', not 'Notes', 'People'." in grid.notes
    assert total(read(file.getvalue(), "grants.xlsx")) == 10_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_workbooks_that_cannot_be_read_are_refused_in_words(content, words):
    with pytest.raises(ContractError, match=words):
        ledger_grid("grants.xls", content)


def test_binary_and_encrypted_workbooks_are_named():
    def zipped(**parts):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name.replace("__", "/").replace("_", "."), part)
        return file.getvalue()

    with pytest.raises(ContractError, match="binary workbook"):
        ledger_grid("grants.xlsb", zipped(xl__workbook_bin=b"x"))
    locked = zipped(content_xml=b"<x/>", **{"META-INF__manifest_xml": b"<encryption-data/>"})
    with pytest.raises(ContractError, match="protected with a password"):
        ledger_grid("grants.ods", locked)


# OpenDocument


def test_ods_is_read_with_what_it_hides_and_merges(read):
    blank = ods_row("<table:table-cell/>", more=' table:number-rows-repeated="1048570"')
    merged = (
        '<table:table-cell table:number-rows-spanned="2" office:value-type="string">'
        "<text:p>Trust</text:p></table:table-cell>"
    )
    day = date(2025, 5, 1)
    content = ods(
        ods_table(ods_row("Secret"), name="Old", style="gone"),
        ods_table(
            ods_row(*HEADINGS),
            ods_row(merged, "Club A", 1000, day, "Blaby"),
            ods_row("<table:covered-table-cell/>", "Club B", 2000, day, "Blaby"),
            ods_row("Trust", "Club C", 4000, day, "Blaby", more=' table:visibility="filter"'),
            blank,
        ),
    )
    assert "1 row is hidden in the file" in str(question(read, content, "grants.ods"))
    found = read(content, "grants.ods", {"hidden": "leave"})
    assert [each.funder for each in found.entries] == ["Trust", "Trust"]
    assert (total(found), found.entries[0].start) == (300_000, day)
    assert any("hidden worksheet" in note for note in ledger_grid("g.ods", content).notes)


def test_refresh_reads_ods_like_xlsx(tmp_path):
    rows = [["Title"], ["Code", "Value"], ["E06000016", "1"]]
    (tmp_path / "a.ods").write_bytes(ods(ods_table(*[ods_row(*row) for row in rows])))
    (tmp_path / "b.xlsx").write_bytes(book(*rows[1:], headings=rows[0]))
    for name in ("a.ods", "b.xlsx"):
        (leaf,) = leaves(tmp_path / name, lambda headings: "Code" in headings)
        frame = table(leaf, {"code": "Code", "value": "Value"}).frame
        assert frame.to_numpy().tolist() == [["E06000016", "1"]]


def published(tmp_path, change, *rows, wanted=None):
    """What `refresh` makes of a workbook of a publisher."""
    content = book(*rows, headings=["Code", "Name", "Value"], change=change)
    (tmp_path / "a.xlsx").write_bytes(content)
    (leaf,) = leaves(tmp_path / "a.xlsx", lambda headings: "Code" in headings)
    return table(leaf, {"code": "Code", "name": "Name", "value": "Value"}, wanted)


AREAS = [["E06000016", "Leicester", 1], ["E06000017", "Rutland", 2], ["E09000001", "London", 3]]
OURS = ("code", frozenset({"E06000016", "E06000017"}))


def test_refresh_says_which_rows_a_publisher_hides(tmp_path):
    def hide(_, sheet):
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, None, None, {"hidden": True})

    found = published(tmp_path, hide, *AREAS, wanted=OURS)
    assert found.frame["value"].tolist() == ["1", "2"]
    (note,) = found.notes
    assert "1 row is hidden in the file" in note
    assert "row 3" in note
    assert published(tmp_path, None, *AREAS).notes == ()


def test_refresh_refuses_errors_in_cells_that_it_uses(tmp_path):
    def spoil(_, sheet):
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")

    with pytest.raises(ContractError, match="row 3 contains a spreadsheet error"):
        published(tmp_path, spoil, *AREAS, wanted=OURS)
    only = ("code", frozenset({"E06000016"}))
    assert published(tmp_path, spoil, *AREAS, wanted=only).rows == 3


def test_refresh_fills_merged_names_and_refuses_merged_figures(tmp_path):
    rows = [AREAS[0], ["E06000017", "", 2]]
    found = published(tmp_path, lambda _, it: it.merge_range(1, 1, 2, 1, "Both"), *rows)
    assert found.frame["name"].tolist() == ["Both", "Both"]
    assert "merged" in found.notes[0]
    rows = [AREAS[0], ["E06000017", "Rutland", ""]]
    with pytest.raises(ContractError, match="one figure is in a merged cell"):
        published(tmp_path, lambda _, it: it.merge_range(1, 2, 2, 2, 5), *rows)


def test_ods_bombs_of_repeated_cells_are_refused():
    cell = ('<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
            "<text:p>x</text:p></table:table-cell>")  # fmt: skip
    wide = ods(ods_table(ods_row(*HEADINGS), ods_row(cell)))
    with pytest.raises(ContractError, match="more than 400 columns"):
        ledger_grid("grants.ods", wide)
    row = ods_row(*["x"] * 100, more=' table:number-rows-repeated="100000"')
    with pytest.raises(ContractError, match="more than 7,500,000 cells"):
        ledger_grid("grants.ods", ods(ods_table(ods_row(*HEADINGS), row)))


def test_ods_error_percent_and_other_money(read):
    error = (
        '<table:table-cell office:value-type="string" calcext:value-type="error">'
        "<text:p>#REF!</text:p></table:table-cell>"
    )
    money = (
        '<table:table-cell office:value-type="currency" office:currency="EUR" office:value="5">'
        "<text:p>5 €</text:p></table:table-cell>"
    )
    day = date(2025, 5, 1)
    content = ods(
        ods_table(
            ods_row(*HEADINGS),
            ods_row("Trust", "A", error, day, "Blaby"),
            ods_row("Trust", "B", money, day, "Blaby"),
            ods_row("Trust", "C", 7, day, "Blaby"),
        )
    )
    found = read(content, "grants.ods")
    assert (total(found), found.wrong) == (700, 2)


# Places


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("E05010458", Coverage.OURS), ("E05000400", Coverage.UNKNOWN), ("E07000130", Coverage.OURS),
        ("E09000001", Coverage.ELSEWHERE), ("E08000025", Coverage.ELSEWHERE),
        ("E07999999", Coverage.UNKNOWN), ("E10000018", Coverage.OURS),
        ("E10000007", Coverage.ELSEWHERE), ("E12000004", Coverage.OVERLAPPING),
        ("E12000007", Coverage.ELSEWHERE), ("E92000001", Coverage.OVERLAPPING),
        ("K02000001", Coverage.OVERLAPPING), ("K03000001", Coverage.OVERLAPPING),
        ("W92000004", Coverage.ELSEWHERE), ("S12000033", Coverage.ELSEWHERE),
        ("E01013600", Coverage.OURS), ("E01013607", Coverage.OURS), ("E01013644", Coverage.OURS),
        ("E01000001", Coverage.ELSEWHERE), ("E01099999", Coverage.UNKNOWN),
        ("E02002827", Coverage.OURS), ("E02002835", Coverage.OURS),
        ("E02000001", Coverage.ELSEWHERE),
        ("E02006911", Coverage.UNKNOWN), ("E14000001", Coverage.UNKNOWN),
    ],
)  # fmt: skip
def test_code_is_answered_from_lists(pack, known, code, answer):
    assert AreaCodes(pack, known).answer(code).answer is answer


def test_codes_of_earlier_editions_are_known_as_old(pack, known):
    lists = AreaCodes(pack, known)
    old = {code: lists.answer(code) for code in ("E01013607", "E01013644", "E02002835")}
    assert all(each.is_old and each.districts == ("E06000016",) for each in old.values())
    assert not lists.answer("E01013600").is_old


@pytest.mark.parametrize(
    ("cell", "place", "codes"),
    [
        ("Abbey ward (E05010458)", Place.WARD, ("E05010458",)),
        ('="E01013600"', Place.LSOA, ("E01013600",)),
        ("• E01013600\n• E01013601", Place.LSOA, ("E01013600", "E01013601")),
        ("E01013600, E01013601", Place.LSOA, ("E01013600", "E01013601")),
        ("E05010458; Blaby", Place.DISTRICT, ("E06000016", "E07000129")),
        ("E01013644", Place.DISTRICT, ("E06000016",)),
        ("Leicestershire County Council", Place.DISTRICT, DISTRICTS[2:]),
        ("East Midlands", Place.UNKNOWN, ()),
        ("England", Place.UNKNOWN, ()),
        ("London", Place.ELSEWHERE, ()),
    ],
)
def test_place_is_found_within_what_people_write(read, cell, place, codes):
    found = read(text(grant(district=cell), headings=[*HEADINGS[:4], "Place"]))
    assert found.problems == ()
    assert (found.entries[0].place, found.entries[0].codes) == (place, codes)


def test_postcode_is_found_in_an_address(read, pack):
    homes = pack.table("postcodes")
    sure = homes[homes["lsoa21cd_or"].isna()].index[0]
    headings = [*HEADINGS[:4], "Venue postcode"]
    found = read(text(grant(district=f"The Hall, 12 High Street, {sure}"), headings=headings))
    assert found.entries[0].codes == (homes.at[sure, "lsoa21cd"],)


def test_ward_by_name_is_ours_by_the_list_or_by_its_district(read):
    headings = [*HEADINGS[:4], "Ward", "District"]
    rows = [[*grant()[:4], *more] for more in (
        ("Abbey", ""), ("Kensington", ""), ("Kensington", "Leicester"), ("E05005409", "E07000129"),
        ("Abbey", "E09000002"),
    )]  # fmt: skip
    found = read(text(*rows, headings=headings))
    assert {answer: each.rows for answer, each in found.answers.items()} == {
        "ours": 3, "unknown": 1, "elsewhere": 1,
    }  # fmt: skip


def test_county_is_never_elsewhere_and_a_region_never_ours(read):
    rows = [grant(district=each) for each in ("E10000018", "E12000004", "E10000007", "Blaby")]
    found = read(text(*rows), leaves_out=EVERYTHING_BUT_OURS)
    assert {answer: (each.rows, each.pence) for answer, each in found.answers.items()} == {
        "ours": (2, 20_000), "overlapping": (1, 10_000), "elsewhere": (1, 10_000),
    }  # fmt: skip
    assert total(found) == 20_000


GRANTS = {
    "grants": [
        {
            "id": f"360G-{at}",
            "title": "Walks",
            "currency": "GBP",
            "amountAwarded": 1000 + at,
            "awardDate": "2025-05-01T00:00:00+00:00",
            "recipientOrganization": [{"id": "GB-1", "name": "Club"}],
            "fundingOrganization": [{"id": "GB-2", "name": "Trust"}],
            "beneficiaryLocation": [{"geoCode": code, "geoCodeType": "LAD"} for code in codes],
        }
        for at, codes in enumerate(
            [["E06000016", "E07000130"], ["E06000015"], ["E06000015", "E06000016"], []]
        )
    ]
}


def test_json_of_the_standard_is_read_like_its_spreadsheet(read):
    found = read(json.dumps(GRANTS), "grants.json", leaves_out=EVERYTHING_BUT_OURS)
    (entry,) = found.entries
    assert (entry.amount_pence, entry.funder, entry.recipient, entry.reference) == (
        100_000, "Trust", "Club", "360G-0",
    )  # fmt: skip
    assert entry.codes == ("E06000016", "E07000130")
    assert {answer: each.rows for answer, each in found.answers.items()} == {
        "ours": 1, "elsewhere": 1, "not given": 1,
    }  # fmt: skip
    assert found.wrong == 1


@pytest.mark.parametrize("content", ['{"a": 1}', "[1]", "{", '{"grants": {}}', "[" * 100_000])
def test_other_json_is_refused_in_words(content):
    with pytest.raises(ContractError, match="JSON"):
        ledger_grid("grants.json", content.encode())


# Figures


def test_marks_and_flags_of_publishers_are_counted_with_their_meaning(here):
    cells = ["[c]", "[c]", "12.5 [r]", "*", "<5", "", "1", "2", "3"]
    _, (found, notes) = own(here, figures(cells))
    assert found.to_dict() == {
        DISTRICTS[2]: 12.5, DISTRICTS[6]: 1, DISTRICTS[7]: 2, DISTRICTS[8]: 3,
    }  # fmt: skip
    joined = " ".join(notes)
    assert "2 [c] (confidential)" in joined
    assert "1 <5 (too few to show)" in joined
    assert "1 figure has a symbol added, such as '12.5 [r]'" in joined
    assert "5 of 9 districts in this study area have no figure" in joined


def test_cells_formatted_as_per_cent_are_per_cent(here):
    def change(made, sheet):
        percent = made.add_format({"num_format": "0.0%"})
        for row, code in enumerate(DISTRICTS, start=1):
            sheet.write(row, 0, code)
            sheet.write(row, 1, 0.2 + row / 100, percent)

    _, (found, _) = own(here, book(headings=["code", "share"], change=change), "mine.xlsx")
    assert found[DISTRICTS[0]] == pytest.approx(21)


def test_per_cent_beside_proportions_is_refused(here):
    with pytest.raises(InsightError, match="all in per cent, or all as proportions"):
        own(here, figures(["12%", "0.13", "14%", "0.15", "1", "0.5", "0.2", "0.3", "0.4"]))


def test_proportion_by_its_heading_is_turned_and_can_be_changed(here):
    cells = [f"0.{at}" for at in range(1, 10)]
    _, (found, notes) = own(here, figures(cells, "Proportion of adults"))
    assert found[DISTRICTS[0]] == 10
    assert "Proportions were converted to per cent." in notes
    _, (kept, _) = own(
        here, figures(cells, "Proportion of adults"), answers={"unit:1": "as written"}
    )
    assert kept[DISTRICTS[0]] == 0.1


def test_semicolons_with_three_decimals_or_thousands_are_asked_about(here):
    with pytest.raises(UnansweredError, match="can be read in two ways"):
        own(here, figures(["1,234"] * 8 + ["2,345"], delimiter=";"))
    thousands = own(here, figures(["1,234"] * 8 + ["2,345"]))[1][0]
    assert thousands[DISTRICTS[8]] == 2345


def test_two_rows_of_headings_make_one_name_each(here):
    rows = [["", "Active", "", "Inactive", ""], ["Code", "2022", "2023", "2022", "2023"]]
    lines = [*rows, *([code, "1", str(at), "3", "4"] for at, code in enumerate(DISTRICTS))]
    content = "\n".join(",".join(line) for line in lines)
    file, _ = own(here, content)
    assert set(file.columns) == {"Active 2022", "Active 2023", "Inactive 2022", "Inactive 2023"}
    assert file.columns[0] == "Active 2023"


def test_england_without_a_code_above_the_first_area_is_no_heading(here):
    rows = [["England", "", "63.7"], *(["Made-up", code, "6"] for code in DISTRICTS)]
    file, _ = own(here, text(*rows, headings=["Area", "Code", "Active 2023/24"]))
    assert file.columns == ("Active 2023/24",)
    assert "1 of 10 rows has no area code and was left out." in file.notes


def test_template_that_was_filled_in_keeps_its_headings(here):
    names = here.known.levels[Level.LOCALITY]["name"]
    made = load_workbook(io.BytesIO(figures_template(names).content()))
    sheet = made["Figures"]
    for row in range(3, sheet.max_row + 1):
        sheet.cell(row, 3).value = "20.5"
    filled = io.BytesIO()
    made.save(filled)
    file, (found, _) = own(here, filled.getvalue(), "mine.xlsx")
    assert (file.columns, len(found)) == (("figure",), len(DISTRICTS))


def test_areas_by_name_alone_are_found(here):
    rows = [["Leicester", "1"], ["Rutland", "2"], ["Blaby", "3"], ["England", "9"]]
    file, (found, _) = own(here, text(*rows, headings=["Area", "value"]))
    assert found.to_dict() == {"E06000016": 1, "E06000017": 2, "E07000129": 3}
    assert "Areas were found by their names." in file.notes


def test_merged_and_broken_figures_are_refused(here):
    def change(made, sheet):
        for row, code in enumerate(DISTRICTS, start=1):
            sheet.write(row, 0, code)
            sheet.write(row, 1, row)
        sheet.merge_range(2, 1, 3, 1, 5, made.add_format())

    with pytest.raises(ContractError, match="merged cell for several areas"):
        own(here, book(headings=["code", "value"], change=change), "mine.xlsx")


def test_hidden_rows_are_asked_about_at_every_entrance(here):
    def change(made, sheet):
        del made
        for row, code in enumerate(DISTRICTS, start=1):
            sheet.write(row, 0, code)
            sheet.write(row, 1, row)
        sheet.set_row(2, None, None, {"hidden": True})

    content = book(headings=["code", "value"], change=change)
    with pytest.raises(UnansweredError, match="1 row is hidden"):
        own(here, content, "mine.xlsx")
    left = own(here, content, "mine.xlsx", {"hidden": "leave"})[1][0]
    assert len(left) == len(DISTRICTS) - 1

    def groups(made, sheet):
        del made
        for at in range(1, 6):
            sheet.write_row(at, 0, [at, 1000, 20 + at])
        sheet.set_row(3, None, None, {"hidden": True})

    table = book(headings=["group", "population", "value"], change=groups)
    with pytest.raises(UnansweredError, match="1 row is hidden"):
        read_group_table("groups.xlsx", table)
    assert len(read_group_table("groups.xlsx", table, {"hidden": "read"}).rows) == 5


@pytest.mark.parametrize(
    "content",
    [
        b"Name,Postcode\r\nHall,E01013600\r\nCourt,E01013601\r\n",
        b"E01013600\nE01013601\n",
        b"Venue\tLSOA\nHall\tE01013600 : Leicester\nEXAMPLE\tE01013605\nCourt\tE01013601\n",
    ],
)
def test_checker_takes_a_file_of_any_layout(here, content):
    text_of = read_place_list("places.csv", content, {}).text
    found = read_pasted(text_of, here.pack, here.known)
    assert [each.lsoa21cd for each in found.entries] == ["E01013600", "E01013601"]


def test_checker_asks_about_rows_that_a_workbook_hides(here):
    def change(made, sheet):
        del made
        sheet.write_column(1, 0, ["E01013600", "E01013601"])
        sheet.set_row(1, None, None, {"hidden": True})

    content = book(headings=["LSOA"], change=change)
    with pytest.raises(UnansweredError, match="1 row is hidden"):
        read_place_list("places.xlsx", content, {})
    text_of = read_place_list("places.xlsx", content, {"hidden": "leave"}).text
    found = read_pasted(text_of, here.pack, here.known)
    assert [each.lsoa21cd for each in found.entries] == ["E01013601"]


@pytest.mark.parametrize("entrance", ["ledger", "own", "small", "groups", "hoods", "places"])
def test_template_of_each_entrance_is_read_there_and_its_example_never_is(here, entrance):
    names = here.known.levels[Level.LOCALITY]["name"]
    templates = {
        "ledger": ledger_templates()[0], "own": figures_template(names),
        "small": estimates_template(here.known.levels[Level.MSOA]["name"]),
        "groups": groups_template(), "hoods": neighbourhood_template(["Quay"]),
        "places": places_template(),
    }  # fmt: skip
    content = templates[entrance].content()
    readers = {
        "ledger": lambda: ledger_grid("t.xlsx", content),
        "own": lambda: read_own_file(content, "t.xlsx", here.wanted()),
        "small": lambda: read_small_area_file(content, "t.xlsx", here.wanted().areas),
        "groups": lambda: read_group_table("t.xlsx", content),
        "hoods": lambda: read_neighbourhoods("t.xlsx", content, Codes(frozenset(), {})),
        "places": lambda: read_place_list("t.xlsx", content, {}),
    }
    sheets = load_workbook(io.BytesIO(content)).sheetnames
    assert "What to write" in sheets
    if entrance == "places":
        assert "LE1 1AA" not in readers[entrance]().text
        return
    said_of = {
        "ledger": "headings but no records", "hoods": "headings but no records",
        "own": "no column holds figures", "small": "not a number", "groups": "has no number",
    }  # fmt: skip
    with pytest.raises(ContractError, match=said_of[entrance]):
        readers[entrance]()
