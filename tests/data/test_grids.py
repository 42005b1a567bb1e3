"""Spreadsheets of every kind become text cells, or a sentence that says what to do."""

import io
import random
import struct
import time
import tracemalloc
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.errors import ContractError
from insight.tables.ledger_columns import is_heading
from insight.tables.reader.grid import MOST_ROWS, read_grid
from made_files import fill

ASKED = "a row of headings"
HEADINGS = ["Funder", "Recipient", "Amount"]
ROWS = [["Café Trust", "St Mary’s", "£1,234.50"], ["B; C, D", 'Say "hi"', "2"]]


def read(content: bytes, name: str = "grants.csv", sheet: str | None = None):
    return read_grid(name, content, is_heading=is_heading, asked=ASKED, sheet=sheet)


def cells(grid) -> list[list[str]]:
    return grid.rows.to_numpy().tolist()


def text(rows, separator: str = ",") -> str:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    return "\r\n".join(separator.join(map(quoted, row)) for row in rows) + "\r\n"


def workbook(*sheets, **options) -> bytes:
    """Sheets as a name, rows, and what else to do with sheet and book."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as book:
        for name, rows, *more in sheets:
            sheet = book.add_worksheet(name)
            fill(book, sheet, rows)
            for change in more:
                change(sheet)
    return file.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with some of its parts written anew, or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = {name.replace("/", "__").replace(".", "_"): name for name in old.namelist()}
        for key, name in names.items():
            new.writestr(name, parts.pop(key, old.read(name)))
        for key, content_ in parts.items():
            new.writestr(key, content_)
    return file.getvalue()


def refused(content: bytes, words: str, name: str = "grants.xlsx") -> None:
    with pytest.raises(ContractError, match=words) as caught:
        read(content, name)
    assert str(caught.value).startswith(name)


GOOD = workbook(("Ledger", [HEADINGS, *ROWS]))


@pytest.mark.parametrize(
    "content",
    [
        text([HEADINGS, *ROWS]).encode(),
        text([HEADINGS, *ROWS]).encode("utf-8-sig"),
        text([HEADINGS, *ROWS]).encode("utf-16"),
        text([HEADINGS, *ROWS]).encode("utf-16-le"),
        text([HEADINGS, *ROWS]).encode("cp1252"),
        text([HEADINGS, *ROWS], ";").encode(),
        text([HEADINGS, *ROWS], "\t").encode(),
        text([HEADINGS, *ROWS], "|").encode(),
        ("sep=;\r\n" + text([HEADINGS, *ROWS], ";")).encode(),
        text([HEADINGS, *ROWS]).replace("\r\n", "\n").encode(),
        GOOD,
    ],
)
def test_same_table_is_the_same_however_it_was_saved(content):
    grid = read(content)
    assert grid.names == tuple(HEADINGS)
    assert cells(grid) == ROWS
    assert grid.faults == ()


def test_what_is_not_plain_is_said():
    assert read(text([HEADINGS, *ROWS]).encode()).notes == ()
    assert read(text([HEADINGS, *ROWS]).encode("cp1252")).notes == (
        "The text was read as Windows-1252.",
    )
    assert read(text([HEADINGS, *ROWS], ";").encode()).notes == (
        "Cells are separated by semicolons.",
    )


def test_rows_are_numbered_as_the_spreadsheet_counts():
    rows = [["Grants of 2025"], [], HEADINGS, *ROWS[:1], ["", " ", ""], *ROWS[1:]]
    for content in (text(rows).encode(), workbook(("A", rows))):
        grid = read(content)
        assert grid.rows.index.tolist() == [4, 6]
        assert "1 empty row left out." in grid.notes
        assert "2 rows above the headings left out." in grid.notes


def test_rows_beneath_an_empty_corner_keep_their_numbers_and_columns():
    rows = [[""] * 4, [""] * 4, ["", *HEADINGS], ["", *ROWS[0]]]
    grid = read(workbook(("A", rows)))
    assert grid.names == ("", *HEADINGS)
    assert grid.rows.index.tolist() == [4]
    assert cells(grid) == [["", *ROWS[0]]]


def test_cells_keep_newlines_and_lose_outer_spaces():
    rows = [HEADINGS, [" \u00a0A ", "one\ntwo", "\t5 "]]
    assert cells(read(text(rows).encode())) == [["A", "one\ntwo", "5"]]


def test_what_nobody_sees_is_removed_and_said():
    for content in (
        "Funder,Amount\nLeice\u200bster,\u202a5\nB\u00fcch,6\n".encode(),
        workbook(("L", [["Funder", "Amount"], ["Leice\u200bster", "\u202a5"], ["B\u00fcch", "6"]])),
    ):
        grid = read(content)
        assert cells(grid) == [["Leicester", "5"], ["B\u00fcch", "6"]]
        (note,) = grid.notes
        assert note == "2 characters that cannot be seen were removed, first U+200B in row 2."


def test_guards_of_our_texts_are_taken_off_but_not_out_of_a_workbook():
    rows = [["Funder", "Amount"], ["'=1", "5"], ["'tis", "6"]]
    assert cells(read(text(rows).encode())) == [["=1", "5"], ["'tis", "6"]]
    assert cells(read(workbook(("L", rows)))) == rows[1:]


def test_html_stays_text():
    rows = [HEADINGS, ["<script>alert(1)</script>", "<b>Club</b>", "1"]]
    assert cells(read(text(rows).encode())) == rows[1:]
    assert cells(read(workbook(("A", rows)))) == rows[1:]


def test_numbers_dates_and_truths_of_a_workbook_are_text():
    row = [1234.5, date(2025, 4, 3), 45750, True, 0.1 + 0.2, 100000]
    grid = read(workbook(("A", [["Amount", "Start", "End", "Note", "Year", "Id"], row])))
    assert cells(grid) == [["1234.5", "2025-04-03", "45750", "TRUE", "0.3", "100000"]]


def test_codes_with_leading_noughts_stay_as_they_are():
    grid = read(b"Funder,Reference\nA,0012\nB,1E5\n")
    assert cells(grid) == [["A", "0012"], ["B", "1E5"]]


def test_merged_headings_are_taken_from_both_rows():
    above = [["Funder", "Grant", "", "Recipient"], ["", "Amount", "Start", ""]]
    for content in (
        text([*above, ["A", "5", "x", "Club"]]).encode(),
        workbook(("A", [*above, ["A", "5", "x", "Club"]])),
    ):
        grid = read(content)
        assert grid.names == ("Funder", "Amount", "Start", "Recipient")
        assert grid.rows.index.tolist() == [3]
        assert "Headings were taken from two rows." in grid.notes


def test_heading_above_a_blank_one_is_taken():
    rows = [["Funder", "", ""], ["", "Amount", "Start"], ["A", "5", "x"]]
    grid = read(text(rows).encode())
    assert grid.names == ("Funder", "Amount", "Start")
    assert cells(grid) == [["A", "5", "x"]]


def test_hidden_sheets_are_passed_over_and_named():
    content = workbook(
        ("Secret", [HEADINGS, ["no", "no", "0"]], lambda sheet: sheet.hide()),
        ("Cover", [["Grants of 2025"]], lambda sheet: sheet.activate()),
        ("Ledger", [HEADINGS, *ROWS]),
    )
    grid = read(content)
    assert (grid.sheet, grid.sheets) == ("Ledger", ("Cover", "Ledger"))
    assert cells(grid) == ROWS
    assert any("'Secret'" in note for note in grid.notes)
    with pytest.raises(ContractError, match="no worksheet 'Secret'"):
        read(content, sheet="Secret")


def test_chosen_worksheet_is_read():
    content = workbook(("One", [HEADINGS, *ROWS]), ("Two", [HEADINGS, ROWS[0]]))
    assert len(read(content, sheet="Two").rows) == 1
    assert len(read(content, sheet="One").rows) == 2


def test_formula_is_its_value_and_without_one_a_fault():
    def add(sheet):
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_formula(2, 2, "=1+2", None, "")
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")

    rows = [HEADINGS, ["A", "x", ""], ["B", "y", ""], ["C", "z", ""]]
    grid = read(workbook(("Odd & <name>", rows, add)))
    assert grid.rows[2].tolist() == ["2", "", ""]
    never, error = grid.faults
    assert (never.row, never.column) == (3, 2)
    assert "no saved result" in never.advice
    assert (error.row, error.column) == (4, 2)
    assert "spreadsheet error" in error.advice


def test_row_wider_than_the_headings_is_a_fault_of_that_row():
    grid = read(b"Funder,Amount\nA,1\nB,2,3\nC,4,,\n")
    (fault,) = grid.faults
    assert (fault.row, fault.column) == (3, -1)
    assert len(grid.rows) == 3


BOMB = b"0" * 60_000_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \r\n ", "is empty"),
        (b"%PDF-1.7 rest", "is a PDF"),
        (b"\x89PNG\r\n\x1a\nrest", "is a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "is an old workbook"),
        (b"PK\x03\x04junk", "damaged or incomplete"),
        (GOOD[: len(GOOD) // 2], "damaged or incomplete"),
        (GOOD[:-5], "damaged or incomplete"),
        (b"\x00\x01\x02\x03\x00", "is not a text file"),
        (b"a,b\n1,2\n", "no heading that we recognise; its first row has 'a', 'b'"),
        (b"Funder,Amount\n", "headings but no rows"),
        (b"Funder,Amount\n,\n , \n", "headings but no rows"),
        (b'Funder,Amount\n"A,1\nB,2\n', "quotation marks do not match"),
        (b"Funder" + b",x" * 400 + b"\nA,1\n", "401 columns"),
        (b"Funder\n" + b"A\n" * (MOST_ROWS + 1), "more than 120,000 rows"),
        (b"x" * 50_000_001, "has 50 MB, more than 50"),
        (workbook(("A", [["a", "b"]])), "no heading that we recognise"),
        (repacked(GOOD, **{"xl/vbaProject.bin": b"x"}), "contains macros"),
        (repacked(GOOD, **{"xl/media/x.bin": BOMB}), "expands to more than"),
        (repacked(GOOD, xl__workbook_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"),
         "XML that no spreadsheet uses"),
        (repacked(GOOD, **{f"xl/extra{at}.xml": b"" for at in range(400)}), "parts"),
        (repacked(GOOD, xl__worksheets__sheet1_xml=b"<worksheet>"),
         "damaged|no heading"),
    ],
)  # fmt: skip
def test_bad_file_is_refused_in_a_sentence(content, words):
    refused(content, words)


def test_archive_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "dear all")
    refused(file.getvalue(), "without an XLSX workbook")


def test_bomb_is_refused_at_once_and_in_little_memory():
    content = repacked(GOOD, **{"xl/media/x.bin": b"0" * 300_000_000})
    assert len(content) < 1_000_000
    tracemalloc.start()
    begun = time.process_time()
    refused(content, "expands to more than")
    assert time.process_time() - begun < 1
    assert tracemalloc.get_traced_memory()[1] < 100e6
    tracemalloc.stop()


def test_bomb_that_lies_about_its_size_is_refused():
    content = bytearray(repacked(GOOD, **{"xl/media/x.bin": BOMB}))
    true, lie = struct.pack("<L", len(BOMB)), struct.pack("<L", 100)
    at = content.find(true)
    while at >= 0:
        content[at : at + 4] = lie
        at = content.find(true, at)
    refused(bytes(content), "damaged or incomplete")


def test_error_names_the_file_without_its_folder_or_markup():
    with pytest.raises(ContractError, match=r"^bgrants\.csv: is empty"):
        read(b"", "C:\\Users\\me\\<b>grants.csv")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_give_a_grid_or_a_sentence(content):
    for start in (b"", b"Funder,Amount\n", b"PK\x03\x04"):
        try:
            read(start + content)
        except ContractError:
            continue


@pytest.mark.parametrize("seed", range(80))
def test_damaged_workbook_gives_a_grid_or_a_sentence(seed):
    chance = random.Random(seed)
    content = bytearray(GOOD)
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        read(bytes(content))
    except ContractError as error:
        assert str(error)  # noqa: PT017 - either outcome is right
