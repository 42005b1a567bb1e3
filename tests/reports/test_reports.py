"""Documents are parsed again: every figure whole, accessible, and the same bytes."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from functools import partial
from shutil import which

import docx
import openpyxl
import pandas as pd
import pptx
import pytest
from pptx.enum.shapes import MSO_SHAPE_TYPE

from filled_records import HALF, LONG, ODD
from insight.characters import UNSEEN, UNSHOWN
from insight.figures.comparison import Bar, BarChart, Comparator, Rug, SpreadChart, SpreadRow
from insight.figures.sheet.sheet import Format, Size, Words, rendered, sheet
from insight.figures.trend import TrendChart
from insight.reports.cells import fitted, what_is_cut
from insight.reports.pages import pdf_pages
from insight.reports.paper import MOST_ROWS, Paper, Profile
from insight.reports.profiles import profiles_document
from insight.reports.slides import slides
from insight.reports.word import word_document
from insight.reports.workbook import workbook
from insight.statement import Column, Item, Table

KINDS = {"docx": word_document, "pptx": slides, "xlsx": workbook}


def words(number: int, **changes) -> Words:
    values = {
        "title": f"Finding {number} & more", "subtitle": f"Measure {number}, n = 3",
        "caveats": (f"Careful {number}",), "sources": ("ONS",), "licences": ("OGL v3.0",),
        "provenance": "official", "pack_version": "abc", "made": date(2026, 11, 23),
        "link": f"https://insight.example/{number}", "alt": f"Map {number} in words",
    }  # fmt: skip
    return Words(**{**values, **changes})


def item(number: int, rows: int = 3, **changes) -> Item:
    own = words(number, **changes)

    def draw(said: Words, size: Size, kind: Format) -> bytes:
        return rendered(sheet(said, size), kind, said)

    numbers = pd.DataFrame({"area": [f"=Area {at}" for at in range(rows)]})
    numbers["value"] = range(1000, 1000 + rows)
    columns = {"area": Column("Area"), "value": Column("Value", decimals=0)}
    return Item(own, draw, Table(numbers, columns))


def paper(*items: Item) -> Paper:
    return Paper("A <paper> & more", "Active Together", date(2026, 11, 23), "l", items)


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    whole = paper(item(1), item(2, rows=40, provenance="illustrative"))
    return {kind: make(whole) for kind, make in KINDS.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_paper_gives_the_same_bytes(made, kind):
    whole = paper(item(1), item(2, rows=40, provenance="illustrative"))
    assert KINDS[kind](whole) == made[kind]


def test_documents_with_an_example_say_so_on_every_page(made):
    header = docx.Document(io.BytesIO(made["docx"])).sections[0].header
    assert "EXAMPLE DATA" in header.paragraphs[0].text
    for slide in pptx.Presentation(io.BytesIO(made["pptx"])).slides:
        assert any("EXAMPLE DATA" in each.text_frame.text for each in slide.shapes
                   if each.has_text_frame)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_documents_without_an_example_do_not(kind):
    assert not paper(item(1)).has_example
    with zipfile.ZipFile(io.BytesIO(KINDS[kind](paper(item(1))))) as parts:
        assert not any(b"EXAMPLE DATA" in parts.read(name) for name in parts.namelist())


def test_word_document_has_headings_captions_and_alternative_texts(made):
    document = docx.Document(io.BytesIO(made["docx"]))
    headings = [each.text for each in document.paragraphs
                if each.style.name.startswith("Heading 1")]  # fmt: skip
    assert headings == [
        "Findings", "Finding 1 & more", "Finding 2 & more", "Caveats and sources"
    ]  # fmt: skip
    bullets = [each.text for each in document.paragraphs if each.style.name == "List Bullet"]
    assert bullets == ["Finding 1 & more (figure 1).", "Finding 2 & more (figure 2)."]
    captions = [each.text for each in document.paragraphs
                if each.style.name == "Caption"]  # fmt: skip
    assert captions == [
        "Figure 1. Measure 1, n = 3 Official statistics. Notes: C1, S1.", "Table 1.",
        "Figure 2. Measure 2, n = 3 Example data. Notes: C2, S1.",
        f"Table 2. First {MOST_ROWS} of 40 rows. The data tables (XLSX) have them all.",
    ]  # fmt: skip
    described = [each._inline.docPr.get("descr") for each in document.inline_shapes]
    assert described == ["Map 1 in words", "Map 2 in words"]
    assert document.core_properties.title == "A <paper> & more"
    assert document.core_properties.language == "en-GB"


def test_tables_of_a_word_document_can_be_edited_and_repeat_their_heading(made):
    first, second = docx.Document(io.BytesIO(made["docx"])).tables
    assert [cell.text for cell in first.rows[0].cells] == ["Area", "Value"]
    assert [cell.text for cell in first.rows[1].cells] == ["=Area 0", "1,000"]
    assert len(second.rows) == MOST_ROWS + 1
    assert "tblHeader" in first.rows[0]._tr.xml


@pytest.mark.parametrize("number", [1, 2])
def test_appendix_has_caveat_source_licence_and_link(made, number):
    document = docx.Document(io.BytesIO(made["docx"]))
    text = "\n".join(each.text for each in document.paragraphs)
    for wanted in (f"C{number}\tCareful {number}", "S1\tONS", "OGL v3.0", "Data version abc"):
        assert text.count(wanted) == 1
    links = [each.target_ref for each in document.part.rels.values() if each.is_external]
    assert links == ["https://insight.example/1", "https://insight.example/2"]


def test_links_that_only_this_machine_can_open_are_in_no_document():
    for link in ("http://127.0.0.1:8501/map?x=1", "http://localhost:8501/map", "/map?x=1",
                 "http://192.168.1.4/map", "http://server.lan/map"):  # fmt: skip
        whole = paper(item(1, link=link))
        for kind, make in KINDS.items():
            with zipfile.ZipFile(io.BytesIO(make(whole))) as file:
                parts = "".join(file.read(name).decode("latin-1") for name in file.namelist())
            assert link not in parts, kind


def test_each_slide_is_one_figure_with_its_caveats_in_the_notes(made):
    deck = pptx.Presentation(io.BytesIO(made["pptx"]))
    first, findings, *others = deck.slides
    assert first.shapes.title.text == "A <paper> & more"
    assert findings.shapes.title.text == "Findings"
    tables = [slide for slide in others if any(each.has_table for each in slide.shapes)]
    assert len(tables) == 2
    assert others[-1].shapes.title.text == "Caveats and sources"
    for number, slide in enumerate(others[:2], start=1):
        pictures = [each for each in slide.shapes if each.shape_type == 13]
        assert len(pictures) == 1
        described = pictures[0]._element.nvPicPr.cNvPr.get("descr")
        assert described == f"Map {number} in words"
        assert slide.shapes.title.text == f"Finding {number} & more"
        notes = slide.notes_slide.notes_text_frame.text
        assert f"Careful {number}" in notes
        assert f"https://insight.example/{number}" in notes


def test_workbook_has_every_row_as_numbers_and_no_formula(made):
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]))
    assert book.sheetnames == ["Contents", "Figure 1", "Figure 2"]
    rows = list(book["Figure 2"].iter_rows(values_only=True))
    start = rows.index(("Area", "Value"))
    assert len(rows) - start - 1 == 40
    assert rows[start + 1] == ("=Area 0", 1000)
    cell = book["Figure 2"].cell(row=start + 2, column=1)
    assert cell.data_type == "s"
    assert rows[0][0].startswith("EXAMPLE DATA")
    assert rows[1][0] == "Finding 2 & more"
    assert book["Figure 1"]["A1"].value == "Finding 1 & more"


@pytest.mark.parametrize("make", [word_document, slides])
def test_progress_is_told_after_each_figure(make):
    told = []
    make(paper(item(1), item(2)), lambda *at: told.append(at))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_of_an_archive_knows_the_time_of_day(made, kind):
    with zipfile.ZipFile(io.BytesIO(made[kind])) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_opens_it_without_complaint(made, kind, tmp_path):
    program = which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed.")
    file = tmp_path / f"paper.{kind}"
    file.write_bytes(made[kind])
    done = subprocess.run(
        [program, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "paper.pdf").stat().st_size > 1000


WORST = (*ODD, HALF, LONG, f"={''.join(ODD)}", "\ufeff", "")
OURS = re.compile(r"(document|core|sheet\d+|sharedStrings|[sS]lide\d+)\.xml$")
"""Parts of documents that hold our texts; the others come with the libraries."""
DOCUMENTS = {
    **KINDS,
    "pdf": pdf_pages,
    "profile": lambda whole: profiles_document(whole, whole.items),
}


def about(text: str) -> Item:
    """A figure all of whose words are one text."""
    fields = ("title", "subtitle", "provenance", "link", "alt")
    several = ("caveats", "sources", "licences")
    return item(1, **dict.fromkeys(fields, text), **dict.fromkeys(several, (text,)))


@pytest.fixture(scope="module")
def drawn() -> dict[Format, bytes]:
    return {kind: item(1).draw(Size.HALF, kind) for kind in (Format.PNG, Format.PDF)}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents_are_made_of_any_text(kind, drawn):
    for text in WORST:
        table = Table(pd.DataFrame({"a": [text]}, dtype=object), {"a": Column(text)})
        one = Profile(
            about(text).words,
            lambda _words, _size, form: drawn[form],
            table,
            (text,),
            lambda: drawn[Format.PNG],
            ((text,) * 3,),
        )
        content = DOCUMENTS[kind](Paper(text, text, date(2026, 11, 23), text, [one]))
        if kind == "pdf":
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = [file.read(name).decode() for name in file.namelist() if OURS.search(name)]
        assert parts
        assert not any(map(UNSHOWN.search, parts)), ascii(text)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("kind", Format)
def test_sheets_are_drawn_of_any_text(size, kind):
    assert len(about(f"{''.join(ODD)}{HALF}").draw(size, kind)) > 1_000


@pytest.mark.parametrize("text", ["\ufeff", "", LONG, UNSEEN.pattern])
def test_sheets_are_drawn_of_texts_that_are_nothing_or_too_much(text):
    assert len(about(text).draw(Size.HALF, Format.PDF)) > 1_000


def test_what_is_too_long_for_a_sheet_ends_in_dots_and_leaves_room():
    for size in Size:
        made = sheet(words(1, title=LONG, subtitle=LONG, caveats=(LONG,)), size)
        assert made.height > 0.15
        texts = [each.get_text() for each in made.figure.texts]
        title, subtitle, _, note = texts
        assert [text[-1] for text in (title, subtitle, note)] == ["…"] * 3
        short = sheet(words(1), size)
        assert not any("…" in each.get_text() for each in short.figure.texts)


def charted(on_sheet) -> Item:
    own = item(1)
    return Item(own.words, on_sheet, own.table)


SERIES = pd.Series([30.0, 31.0, 29.0], index=[2022, 2023, 2024])
CHARTS = {
    "bars": BarChart((Bar("One", 3.0, "3%", is_chosen=True), Bar("Two", 2.0, "2%", False)), "%"),
    "dots": SpreadChart(
        (
            SpreadRow("One", 25.0, 22.0, 28.0, "higher", "25%", ""),
            SpreadRow("Two", 20.0, None, None, "", "20%", ""),
        ),
        "%",
        Comparator(22.0, "England", "22%"),
    ),
    "lines": TrendChart("One", SERIES, SERIES - 2, SERIES + 2, SERIES - 5),
}
FIGURES = {"bars": [[3, 2]], "dots": [[28, None], [22, None], [25, 20], [22, 22]]}
FIGURES["lines"] = [[30, 31, 29], [28, 29, 27], [32, 33, 31], [25, 26, 24]]


@pytest.mark.parametrize("kind", CHARTS)
def test_bars_dots_and_lines_are_charts_that_can_be_edited(kind):
    def draw(_chart, *_):
        raise AssertionError("no picture is needed")

    deck = pptx.Presentation(io.BytesIO(slides(paper(charted(partial(draw, CHARTS[kind]))))))
    (shape,) = (each for each in deck.slides[1].shapes if each.has_chart)
    assert [list(each.values) for each in shape.chart.plots[0].series] == FIGURES[kind]
    assert shape._element.xpath(".//p:cNvPr")[0].get("descr") == "Map 1 in words"


def test_dots_of_two_intervals_are_joined_end_to_end():
    chart = partial(lambda *_: b"", CHARTS["dots"])
    deck = pptx.Presentation(io.BytesIO(slides(paper(charted(chart)))))
    (shape,) = (each for each in deck.slides[1].shapes if each.has_chart)
    assert shape.chart._chartSpace.xpath(".//c:lineChart/c:hiLowLines")


def compared(places: int, measures: int) -> Item:
    """A comparison, which has a column and cells for each place."""
    own = words(1)
    columns = {str(at): Column(f"Column {at}") for at in range(places + 1)}
    rows = [[f"{at}.{across}" for across in columns] for at in range(measures)]

    def draw(_rug, said, size, kind):
        return rendered(sheet(said, size), kind, said)

    chart = partial(draw, Rug("England", ("A",) * places, ("area",) * places, ()))
    return Item(own, chart, Table(pd.DataFrame(rows, columns=list(columns)), columns))


@pytest.mark.parametrize(
    ("places", "measures", "is_whole"), [(4, 12, True), (6, 12, False), (4, 17, False)]
)
def test_a_comparison_is_cells_where_all_of_it_fits_and_else_a_picture(places, measures, is_whole):
    deck = pptx.Presentation(io.BytesIO(slides(paper(compared(places, measures)))))
    first = deck.slides[1].shapes
    assert any(each.has_table for each in first) == is_whole
    assert any(each.shape_type == MSO_SHAPE_TYPE.PICTURE for each in first) != is_whole
    tables = [slide for slide in deck.slides if any(each.has_table for each in slide.shapes)]
    assert len(tables) == 1
    said = " ".join(each.text for each in tables[0].shapes if each.has_text_frame)
    assert f"of {measures} rows" in said or is_whole


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        (3, 2, ""),
        (MOST_ROWS + 1, 2, f"First {MOST_ROWS} of {MOST_ROWS + 1} rows."),
        (3, 9, "6 of 9 columns."),
        (1_000, 9, f"First {MOST_ROWS} of 1,000 rows, 6 of 9 columns."),
    ],
)
def test_what_a_table_in_a_document_lacks_is_said(rows, columns, said):
    heads = {str(at): Column(f"C{at}") for at in range(columns)}
    whole = Table(pd.DataFrame([["1"] * columns] * rows, columns=list(heads)), heads)
    grid = fitted(replace(whole, rows=whole.rows.head(MOST_ROWS)), 300, 9)
    assert what_is_cut(grid, whole).partition(" The ")[0] == said
