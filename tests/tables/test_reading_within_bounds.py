"""What reading costs grows as the file does, and what it says of formats is of cells alone."""

import re
import time
from collections.abc import Callable

import pytest

from import_cases import Here
from insight.errors import ContractError, InsightError
from insight.tables.ledger_file import ledger_grid
from insight.tables.own_indicator_file import read_own_file
from insight.tables.reader import grid as grid_module
from insight.tables.reader import ods as open_document
from insight.tables.reader import workbook
from insight.tables.reader.grid import LIMITS, open_book
from made_files import HEADINGS, book, grant, ods, ods_cell, ods_row, ods_table, repacked, text

DISTRICTS = ("E06000016", "E06000017", *(f"E070001{at}" for at in range(29, 36)))
BOOK = "xl/workbook.xml"
STYLES, SHEET = "xl/styles.xml", "xl/worksheets/sheet1.xml"
ODS_ERROR = '<table:table-cell calcext:value-type="error"/>'
MOST_GROWTH = 8
"""Times as much work for four times as much; work of all pairs would be 16 times."""


@pytest.fixture(scope="module")
def here(pack, known):
    return Here(pack, known)


def growth(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times as long four times as much takes, each at its quickest."""

    def quickest(of: int) -> float:
        prepared, seconds = work(of), []
        for _ in range(3):
            began = time.process_time()
            prepared()
            seconds.append(time.process_time() - began)
        return min(seconds)

    return quickest(4 * size) / quickest(size)


# Formats


def as_styled(content: bytes, style: int) -> bytes:
    return repacked(content, SHEET, lambda xml: xml.replace(b'r="C2"', b'r="C2" s="%d"' % style))


def test_format_that_hangs_on_a_condition_is_not_that_of_a_cell():
    def styles(xml: bytes) -> bytes:
        of_cells = b'<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0"/></numFmts><fonts'
        of_condition = b'<dxfs count="1"><dxf><numFmt numFmtId="164" formatCode="0%"/></dxf></dxfs>'
        xml = xml.replace(b"<fonts", of_cells, 1)
        xml = xml.replace(b"</cellXfs>", b'<xf numFmtId="164"/></cellXfs>', 1)
        return re.sub(rb"<dxfs[^>]*/>", of_condition, xml)

    made = repacked(book(grant(5)), STYLES, styles)
    assert ledger_grid("a.xlsx", as_styled(made, 1)).rows[2].tolist() == ["5"]


def test_format_of_cells_is_read():
    def styles(xml: bytes) -> bytes:
        of_cells = (
            b'<numFmts count="1"><numFmt numFmtId="164" formatCode="[$USD-409] 0"/></numFmts>'
        )
        xml = xml.replace(b"<fonts", of_cells + b"<fonts", 1)
        return xml.replace(b"</cellXfs>", b'<xf numFmtId="164"/></cellXfs>', 1)

    made = repacked(book(grant(5)), STYLES, styles)
    assert ledger_grid("a.xlsx", as_styled(made, 1)).rows[2].tolist() == ["USD5"]


def test_ods_format_of_numbers_strikes_out_no_cell():
    line = '<style:text-properties style:text-line-through-style="solid"/>'
    styles = (
        f'<style:style style:name="plain"/><number:number-style>{line}</number:number-style>'
        f'<style:style style:name="gone">{line}</style:style>'
    )
    cells = [
        ods_cell(5).replace("<table:table-cell", f'<table:table-cell table:style-name="{name}"')
        for name in ("plain", "gone")
    ]
    rows = [ods_row("Trust", "A", cell, "01/05/2025", "Blaby") for cell in cells]
    content = repacked(
        ods(ods_table(ods_row(*HEADINGS), *rows)),
        "content.xml",
        lambda xml: xml.replace(
            b"</office:automatic-styles>", styles.encode() + b"</office:automatic-styles>"
        ).replace(b"xmlns:calcext", b'xmlns:number="n" xmlns:calcext'),
    )
    assert ledger_grid("a.ods", content).struck_rows == (3,)


def test_work_for_formats_does_not_grow_with_their_number():
    def work(size: int):
        formats = b'<xf numFmtId="9"/>' * (16 * size)
        made = repacked(
            book(*[grant(5)] * size),
            STYLES,
            lambda xml: xml.replace(b"</cellXfs>", formats + b"</cellXfs>", 1),
        )
        made = repacked(made, SHEET, lambda xml: re.sub(rb'(r="C\d+")', rb'\1 s="99999"', xml))
        return lambda: ledger_grid("a.xlsx", made)

    assert growth(work, 3_000) < MOST_GROWTH


# Merged cells and errors


def test_hidden_rows_below_the_last_are_none_of_the_worksheet():
    far = b'<row r="900000" hidden="1"/></sheetData>'
    hidden = b'<row r="2" hidden="1"'
    content = repacked(
        book(grant(5)),
        SHEET,
        lambda xml: xml.replace(b'<row r="2"', hidden).replace(b"</sheetData>", far),
    )
    sheet = open_book("a.xlsx", content).worksheet("Grants", LIMITS)
    assert sheet.hidden_rows == {2}


def with_merges(rows: int, ranges: list[str]) -> bytes:
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    cells = [["Trust", "Club", "" if at % 2 else 5, "01/05/2025", "Blaby"] for at in range(rows)]
    return repacked(
        book(*cells),
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>".encode()
        ),
    )


def test_work_for_merged_cells_grows_with_the_rows():
    def work(size: int):
        ranges = [f"C{at}:C{at + 1}" for at in range(2, size + 1, 2)]
        content = with_merges(size, ranges)
        assert len(ledger_grid("a.xlsx", content).merged) == size // 2
        return lambda: ledger_grid("a.xlsx", content)

    assert growth(work, 2_000) < MOST_GROWTH


@pytest.mark.parametrize(
    ("ranges", "filled"),
    [
        (["C2:C3"], {(3, 2)}),
        (["C2:C3", "C2:C3"], {(3, 2)}),
        (["C4:C5", "C2:C3"], {(3, 2), (5, 2)}),
        (["C2:D2"], set()),
        (["C3:C5"], set()),  # its first cell is blank
        (["C2:C1048576"], {(3, 2), (5, 2)}),
    ],
)
def test_merged_cells_are_filled_where_they_are_blank(ranges, filled):
    grid = ledger_grid("a.xlsx", with_merges(4, ranges))
    assert grid.merged == filled
    assert [grid.rows.at[row, column] for row, column in filled] == ["5"] * len(filled)


def test_merged_cells_that_overlap_are_refused():
    with pytest.raises(ContractError, match="overlap in row 3"):
        ledger_grid("a.xlsx", with_merges(4, ["C2:C4", "C3:C5"]))


def test_row_below_a_merged_one_with_one_text_is_no_note():
    rows = [*[grant(5)] * 2, ["", "A second club", "", "", ""], ["", "A third club", "", "", ""]]
    content = repacked(
        book(*rows),
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A3:A4"/></mergeCells>'
        ),
    )
    grid = ledger_grid("a.xlsx", content)
    assert [each.row for each in grid.left_out] == [5]
    assert 4 in grid.rows.index


def test_work_for_errors_in_repeated_rows_grows_with_the_rows():
    def work(size: int):
        rows = [
            ods_row("Trust", f"A{at}", ODS_ERROR, more=' table:number-rows-repeated="2"')
            for at in range(size)
        ]
        content = ods(ods_table(ods_row(*HEADINGS), *rows))
        assert len(ledger_grid("a.ods", content).faults) == 2 * size
        return lambda: ledger_grid("a.ods", content)

    assert growth(work, 1_500) < MOST_GROWTH


def test_ods_errors_are_those_of_their_own_rows_and_columns():
    wide = ODS_ERROR.replace("/>", ' table:number-columns-repeated="2"/>')
    twice = ' table:number-rows-repeated="2"'
    rows = [
        ods_row("Trust", "A", wide, more=twice),
        ods_row("Trust", "B", 5),
        ods_row(ODS_ERROR, more=twice),
        ods_row("Trust", "C", 7),
    ]
    grid = ledger_grid("a.ods", ods(ods_table(ods_row(*HEADINGS), *rows)))
    found = [(each.row, each.column) for each in grid.faults]
    assert found == [(2, 2), (2, 3), (3, 2), (3, 3), (5, 0), (6, 0)]
    assert grid.rows.index.tolist() == [2, 3, 4, 7]


def test_ods_is_counted_over_all_its_worksheets():
    row = ods_row(*["x"] * 60, more=' table:number-rows-repeated="90000"')
    tables = [ods_table(row, name=f"s{at}") for at in range(2)]
    behind = ods_table(ods_row(*HEADINGS), ods_row(*grant()), name="Grants")
    with pytest.raises(ContractError, match="no heading that we recognise"):
        ledger_grid("a.ods", ods(tables[0]))
    with pytest.raises(ContractError, match="more than 7,500,000 cells"):
        ledger_grid("a.ods", ods(*tables))
    with pytest.raises(ContractError, match="more than 7,500,000 cells"):
        ledger_grid("a.ods", ods(*tables, behind))
    assert ledger_grid("a.ods", ods(tables[0], behind)).rows[2].tolist() == ["100"]


def errors(made, sheet):
    del made
    sheet.write_row(2, 0, ["Trust", "Club", "#N/A", "#N/A", "#N/A"])
    for column in (2, 3, 4):
        sheet.write_formula(2, column, "=1/0", None, "#DIV/0!")


SPANNED = '<table:table-cell table:number-rows-spanned="2"/>'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (book(grant(5), change=errors), "2 cells with errors"),
        (ods(ods_table(ods_row(*HEADINGS), ods_row(*[ODS_ERROR] * 3))), "2 cells with errors"),
        (with_merges(9, ["C2:C3", "C4:C5", "C6:C7"]), "2 merged cells"),
        (
            ods(ods_table(ods_row(*HEADINGS), ods_row(*[SPANNED] * 3), ods_row("x"))),
            "2 merged cells",
        ),
        (with_merges(9, ["C2:C9"]), "2 cells below merged ones"),
    ],
)
def test_more_than_can_be_held_is_refused(monkeypatch, content, what):
    for module in (workbook, open_document):
        monkeypatch.setattr(module, "MOST_FAULTS", 2)
        monkeypatch.setattr(module, "MOST_MERGED", 2)
    monkeypatch.setattr(grid_module, "MOST_MERGED", 2)
    with pytest.raises(ContractError, match=f"more than {what}"):
        ledger_grid("a", content)


@pytest.mark.parametrize(("part", "end"), [(STYLES, b"</cellXfs>"), (BOOK, b"</workbook>")])
def test_parts_that_are_held_whole_are_small(part, end):
    more = b"<x/>" * 1_300_000
    content = repacked(book(grant(5)), part, lambda xml: xml.replace(end, more + end))
    with pytest.raises(ContractError, match="more than 5 MB of"):
        ledger_grid("a.xlsx", content)


# Rows that are taken out, and marks behind figures


class Counted(list):
    """A list that knows how often it was gone through."""

    times = 0

    def __iter__(self):
        self.times += 1
        return super().__iter__()


@pytest.mark.parametrize("rows", [5, 50])
def test_rows_to_be_left_out_are_gone_through_a_few_times(rows):
    def change(made, sheet):
        del made
        for at in range(1, rows + 1):
            sheet.set_row(at, None, None, {"hidden": True})

    grid = ledger_grid("a.xlsx", book(*[grant(5)] * (rows + 1), change=change))
    assert len(grid.hidden_rows) == rows
    gone = Counted(grid.hidden_rows)
    assert grid.without(gone, "is hidden").hidden_rows == ()
    assert gone.times < 10


def test_work_for_a_long_cell_grows_with_its_length(here):
    def work(size: int):
        cells = ["1"] * (len(DISTRICTS) - 1) + ["1" + " " * size + "x"]
        rows = map(list, zip(DISTRICTS, cells, strict=True))
        content = text(*rows, headings=["code", "value"]).encode()

        file = read_own_file(content, "a.csv", here.wanted())

        def read() -> None:
            with pytest.raises(InsightError, match="not a number"):
                file.figures(file.columns[0])

        return read

    assert growth(work, 4_000) < MOST_GROWTH


@pytest.mark.parametrize(
    ("cell", "figure"),
    [("12.5 [r]", 12.5), ("12.5" + " " * 90 + "[r]", 12.5), ("12.5 % *", 12.5), ("12.5", 12.5)],
)
def test_mark_behind_a_figure_is_taken_off(here, cell, figure):
    rows = [[code, cell] for code in DISTRICTS]
    file = read_own_file(text(*rows, headings=["code", "value"]).encode(), "a.csv", here.wanted())
    found, notes = file.figures(file.columns[0])
    assert found.tolist() == [figure] * len(DISTRICTS)
    assert any("added, such as" in note for note in notes) == (cell != "12.5")


def test_two_figures_on_lines_of_one_cell_are_none_with_a_mark_either(here):
    rows = [[code, "1"] for code in DISTRICTS[1:]] + [[DISTRICTS[0], "12\n345 [r]"]]
    content = text(*rows, headings=["code", "value"]).encode()
    file = read_own_file(content, "a.csv", here.wanted())
    with pytest.raises(ContractError, match="not a number"):
        file.figures(file.columns[0])
