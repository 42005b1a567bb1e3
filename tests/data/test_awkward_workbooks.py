"""Workbooks made to harm, or written by other programs, never stop the server.

What the reader of workbooks does with the worst of them is to end the process, which
no test can catch: a failure here shows as a crash of the whole run.
"""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.errors import ContractError, InsightError
from insight.tables.ledger_columns import is_heading
from insight.tables.reader.grid import CellFault, read_grid

HEADINGS = ["Funder", "Recipient", "Amount"]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
WORKBOOK = "xl/workbook.xml"
LAST = b"</sheetData>"
AMOUNT = b'<c r="C2"><v>1</v></c>'


def read(content: bytes):
    return read_grid("a.xlsx", content, is_heading=is_heading, asked="headings")


def cells(content: bytes) -> list[list[str]]:
    return read(content).rows.to_numpy().tolist()


def workbook(sheets) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


GOOD = workbook({"Ledger": [HEADINGS, ["a", "b", 1], ["c", "d", 2]]})
PARTS = parts_of(GOOD)
ROWS = [["a", "b", "1"], ["c", "d", "2"]]


def changed(old: bytes, new: bytes, part: str = SHEET) -> bytes:
    assert old in PARTS[part]
    return zipped({**PARTS, part: PARTS[part].replace(old, new)})


def with_row(row: bytes) -> bytes:
    return changed(LAST, row + LAST)


def declaring(content: bytes, part: bytes, size: int) -> bytes:
    """An archive that declares no more than the beginning of a part."""
    lie = bytearray(content)
    for true, false in ((len(part), size), (zlib.crc32(part), zlib.crc32(part[:size]))):
        old, new = struct.pack("<L", true), struct.pack("<L", false)
        at = lie.find(old)
        assert at > 0
        while at >= 0:
            lie[at : at + 4] = new
            at = lie.find(old, at + 4)
    return bytes(lie)


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="9"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c r="A1048576"><v>1</v></c></row>',
        b'<row r="9"><c r="XFD9" t="str"><f>1</f><v></v></c></row>',
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row r="9"><c s="0" r="xfd1048576"><v>1</v></c></row>',
        b'<row r="9"><c y="&gt;>" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c r="A4294967299"><v>1</v></c></row>',
        b'<row r="9"><c r="AAAAAAAA9"><v>1</v></c></row>',
        b'<row r="9"><c r="A9" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="XFC1048576"/><c><v>1</v></c></row>',
        b'<row r="1048576"><c><v>1</v></c></row>',
        b"<row>" + b"<c/>" * 16_000 + b"<c><v>1</v></c></row>",
        b"<row/>" * 1_000_000 + b"<row><c><v>1</v></c></row>",
        b'<row r="9"><c r="9D"><v>1</v></c></row>',
    ],
)
def test_one_cell_far_out_is_refused_before_memory_is_set_aside(row):
    content = with_row(row)
    begun = time.process_time()
    with pytest.raises(ContractError, match=r"in the worksheet, more than|damaged"):
        read(content)
    assert time.process_time() - begun < 2


def test_false_number_of_texts_is_refused_before_memory_is_set_aside():
    strings = PARTS[STRINGS].replace(b'uniqueCount="', b'uniqueCount = "400000000')
    for before in (b"", b"<!--" + b" " * ((1 << 20) - len(strings)) + b"-->"):
        with pytest.raises(ContractError, match="damaged"):
            read(zipped({**PARTS, STRINGS: strings.replace(b"<sst", before + b"<sst")}))


def test_millions_of_blank_cells_with_a_format_do_no_harm():
    blank = b"".join(
        b'<row r="%d">%s</row>'
        % (row, b"".join(b'<c r="%s%d" s="0"/>' % (at, row) for at in (b"A", b"XFD")))
        for row in range(4, 200_004)
    )
    grid = read(with_row(blank))
    assert grid.rows.to_numpy().tolist() == ROWS
    assert grid.faults == ()


def test_cells_that_do_not_say_where_they_are_stand_side_by_side():
    row = b'<row><c t="inlineStr"><is><t>e</t></is></c><c/><c><v>3</v></c></row>'
    assert cells(with_row(row)) == [*ROWS, ["e", "", "3"]]


def test_sheet_with_prefixed_tags_is_read():
    row = b'<x:row xmlns:x="y" r="4"><x:c r="C4"><x:v>3</x:v></x:c></x:row>'
    assert cells(with_row(row)) == [*ROWS, ["", "", "3"]]


@pytest.mark.parametrize("size", [400, 20])
def test_part_larger_than_declared_with_a_fitting_checksum_is_refused(size):
    part = PARTS[SHEET].replace(LAST, LAST + b" " * 60_000_000)
    content = declaring(zipped({**PARTS, SHEET: part}), part, size)
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(ContractError, match="damaged"):
        read(content)
    assert time.process_time() - begun < 1
    assert tracemalloc.get_traced_memory()[1] < 100e6
    tracemalloc.stop()


def test_swelling_that_is_declared_is_refused_without_inflating():
    parts = {f"xl/media/{at}": b"0123456789abcdef" * 600_000 for at in range(33)}
    content = zipped({**PARTS, **parts})
    begun = time.process_time()
    with pytest.raises(ContractError, match="expands to more than 317 MB"):
        read(content)
    assert time.process_time() - begun < 0.1


def test_entities_are_found_between_two_chunks_and_in_other_encodings():
    spaces = b"<a>" + b" " * ((1 << 20) - 7)
    for part, words in (
        (spaces + b"<!DOCTYPE x><a/>", "XML that no spreadsheet uses"),
        ('<?xml version="1.0"?><!DOCTYPE x><a/>'.encode("utf-16"), "damaged"),
    ):
        with pytest.raises(ContractError, match=words):
            read(zipped({**PARTS, "docProps/app.xml": part}))


def test_archive_that_can_be_understood_in_two_ways_is_refused():
    with zipfile.ZipFile(file := io.BytesIO(GOOD), "a") as archive:
        name = "xl/worksheets/sheet2.xml"
        archive.writestr(name, "<worksheet/>")
    # Renamed in the archive, as its writer warns of names that are there already.
    twice = file.getvalue().replace(name.encode(), SHEET.encode())
    case = zipped({**PARTS, SHEET.upper(): b"<worksheet/>"})
    for content in (twice, case, GOOD[:-2] + b"\x16\x00" + GOOD[-22:], b"PK\x03\x04"
                    + GOOD):  # fmt: skip
        with pytest.raises(ContractError, match="damaged"):
            read(content)


def test_small_archive_with_the_records_of_a_huge_one_is_read():
    end = len(GOOD) - 22
    count, size, start = struct.unpack("<H2L", GOOD[end + 10 : end + 20])
    huge = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    assert cells(GOOD[:end] + huge + locator + GOOD[end:]) == ROWS
    elsewhere = huge.replace(struct.pack("<Q", start), struct.pack("<Q", 0))
    with pytest.raises(ContractError, match="damaged"):
        read(GOOD[:end] + elsewhere + locator + GOOD[end:])


def test_sheets_that_share_a_name_are_refused():
    book = PARTS[WORKBOOK]
    sheet = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    with pytest.raises(ContractError, match="damaged"):
        read(changed(sheet, sheet * 2, WORKBOOK))


@pytest.mark.parametrize("name", [b"Gr&#228;nts", b"&lt;A&gt; &amp; &quot;B&quot;"])
def test_faults_are_found_whatever_the_sheet_is_called(name):
    parts = {
        **PARTS,
        WORKBOOK: PARTS[WORKBOOK].replace(b'"Ledger"', b'"' + name + b'"'),
        SHEET: PARTS[SHEET].replace(AMOUNT, b'<c r="C2" t="e"><v>#N/A</v></c>'),
    }
    (fault,) = read(zipped(parts)).faults
    assert (fault.row, fault.column) == (2, 2)


@pytest.mark.parametrize("blank", [b'<c r="B2" s="0"/>', b'<c r="B2" s="0" />'])
def test_error_after_a_blank_cell_is_a_fault_of_its_own_cell(blank):
    old = PARTS[SHEET][PARTS[SHEET].index(b'<c r="B2"') :]
    old = old[: old.index(b"</row>")]
    error = b'<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    grid = read(changed(old, blank + error))
    assert grid.faults == (CellFault(2, 2, "contains a spreadsheet error; correct the formula"),)
    assert grid.rows.loc[2].tolist() == ["a", "", ""]


@pytest.mark.parametrize(
    ("cell", "value", "is_fault"),
    [
        (b'<c r="C2"><f>1+1</f><v>2</v></c>', "2", False),
        (b'<c r="C2" t="str"><f>A1</f><v>x</v></c>', "x", False),
        # A formula whose result is an empty text has been worked out.
        (b'<c r="C2" t="str"><f>IF(A1=1,5,"")</f><v></v></c>', "", False),
        (b'<c r="C2" t="str"><f>IF(A1=1,5,"")</f><v/></c>', "", False),
        (b'<c r="C2"><f>1+1</f><v></v></c>', "", True),
        (b'<c r="C2"><f>1+1</f><v/></c>', "", True),
        (b'<c r="C2"><f>1+1</f></c>', "", True),
        (b'<c r="C2"><f t="shared" si="0"/></c>', "", True),
    ],
)
def test_formula_is_a_fault_only_if_it_was_never_worked_out(cell, value, is_fault):
    grid = read(changed(AMOUNT, cell))
    assert grid.rows.at[2, 2] == value
    assert [(fault.row, fault.column) for fault in grid.faults] == [(2, 2)] * is_fault


def test_rows_of_nothing_but_faults_are_said_not_lost():
    grid = read(with_row(b'<row r="7"><c r="C7" t="e"><v>#REF!</v></c></row>'))
    assert grid.rows.index.tolist() == [2, 3]
    assert grid.notes == (
        "1 row with only errors or formulas without a value left out, first row 7.",
        "3 empty rows left out.",
    )


def test_sheet_of_formulas_never_worked_out_says_so():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for row in (1, 2):
            sheet.write_formula(row, 0, "=1+1", None, "")
    with pytest.raises(ContractError, match=r"no rows that can be read: row 2 contains a"):
        read(file.getvalue())


def test_sheet_that_is_too_large_is_named_as_the_fault_behind_a_title_page():
    parts = parts_of(workbook({"Cover": [["Hello"]], "Ledger": [HEADINGS]}))
    ledger = "xl/worksheets/sheet2.xml"
    far = b'<row r="200000"><c r="A200000"><v>1</v></c></row></sheetData>'
    parts[ledger] = parts[ledger].replace(LAST, far)
    with pytest.raises(ContractError, match="has 200,000 rows in the worksheet"):
        read(zipped(parts))


def test_links_to_other_workbooks_are_said():
    parts = {**PARTS, "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    assert read(zipped(parts)).notes == (
        "Values linked from other workbooks are as they were last saved.",
    )


XML = sorted(name for name in PARTS if name.startswith("xl/"))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(XML), st.integers(0), st.binary(max_size=6), st.integers(0, 9))
def test_damage_within_a_part_gives_a_grid_or_a_sentence(name, at, new, cut):
    part = PARTS[name]
    at %= len(part)
    content = zipped({**PARTS, name: part[:at] + new + part[at + cut :]}, zipfile.ZIP_STORED)
    try:
        assert len(read(content).rows) <= 3
    except InsightError as error:
        assert str(error).startswith("a.xlsx: ")  # noqa: PT017 - either may happen


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_damaged_byte_gives_a_grid_or_a_sentence(at, byte):
    content = GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]
    try:
        assert cells(content) == ROWS
    except InsightError as error:
        assert str(error).startswith("a.xlsx: ")  # noqa: PT017 - either may happen
