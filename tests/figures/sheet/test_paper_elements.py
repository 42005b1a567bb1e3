"""What a reader needs is in every file, whatever the map, the names or the reader."""

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from hashlib import sha256
from html import unescape
from pathlib import Path
from shutil import which
from xml.etree import ElementTree

import docx
import numpy as np
import openpyxl
import pandas as pd
import pptx
import pypdf
import pytest
from PIL import Image

from insight.analysis.maps.indicator import map_legend
from insight.analysis.measurement import Choice, measure, periods, shown_codes
from insight.analysis.papers.map import map_item
from insight.figures.matrix import ColumnHead, MatrixChart, RowHead
from insight.figures.palette import palette_for
from insight.figures.sheet.lettering import FAMILIES, FAMILY, MM_PER_INCH
from insight.figures.sheet.maps import PaperLayer, dense_district, paper_map
from insight.figures.sheet.matrix import paper_matrix
from insight.figures.sheet.sheet import DPI, Format, Size, Words, rendered, sheet
from insight.geography.levels import Places, places
from insight.pack.catalogue import INDICATORS, Level, Provenance, Scale
from insight.pack.pack import Pack, open_pack, said_version
from insight.reports.paper import Paper
from insight.reports.slides import slides
from insight.reports.word import word_document
from insight.reports.workbook import workbook
from insight.statement import Column, Item, PaperLink, Table
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/map?indicator=imd&scale=a", date(2026, 11, 23))
OADBY = ("E07000135",)
MAPS = {
    "634 LSOAs": ("imd", Level.LSOA, "position", Scale.ENGLAND, ()),
    "verdicts": ("inactive", Level.LOCALITY, "share", Scale.ENGLAND, ()),
    "circles": ("people", Level.LSOA, "number", Scale.AREA, ()),
    "fifths of a district": ("estinactive", Level.MSOA, "share", Scale.DISTRICT, OADBY),
    "one area": ("inactive", Level.LOCALITY, "share", Scale.ENGLAND, OADBY),
}
DOCUMENTS = {"docx": word_document, "pptx": slides, "xlsx": workbook}
SIGNS = "Fewer < 50% & more > $5 or $10_a^2 {x} \\alpha “it’s” <b>bold</b>"
LONG = "The neighbourhood of Upper and Lower Somewhere by the River"
EDGE_MM = 2
"""Of paper round a sheet that nothing may touch."""


def choice(pack: Pack, case: str) -> Choice:
    key, level, show, scale, districts = MAPS[case]
    one = INDICATORS[key]
    statistic = next(each for each in one.statistics[level] if each.key == show)
    return Choice(one, level, statistic, scale, periods(pack, one)[0], districts)


def drawn(pack: Pack, known: Places, case: str, kind: Format, size=Size.HALF) -> bytes:
    return map_item(pack, known, choice(pack, case), LINK).draw(size, kind)


def elements(pack: Pack, known: Places, case: str) -> list[str]:
    """What has to stand on the map of a case, worked out from the measurement."""
    chosen = choice(pack, case)
    found = measure(pack, known, chosen)
    shown = shown_codes(known, chosen.level, chosen.districts)
    words = map_item(pack, known, chosen, LINK).words
    legend = map_legend(found, palette_for("light"))
    classes = found.bands.iloc[shown]
    counts = [
        f"{label} · {int(classes.eq(band).sum())}"
        for band, label in enumerate(legend.labels)
        if label
    ]
    return [
        words.title, words.subtitle, words.caveat, f"Source: {words.source}",
        words.licence, Provenance(words.provenance).label, said_version(pack.version),
        "Made on 23 November 2026", LINK.address, chosen.title, found.scale_words,
        f", {len(shown)} ", f"Period: {chosen.period}", legend.title, *counts, "km",
    ]  # fmt: skip


def bare(text: str) -> str:
    """Without spaces: lines are broken anywhere, and after hyphens too."""
    return "".join(text.split())


def svg_text(content: bytes) -> str:
    """What is drawn as outlines stands beside them as comments, line by line."""
    found = re.findall(r"<!--(.*?)-->", content.decode(), flags=re.DOTALL)
    return " ".join(unescape(each.strip()) for each in found)


READ = {Format.PDF: pdf_text, Format.SVG: svg_text}


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("case", MAPS)
def test_map_has_every_element(pack, known, case, kind):
    text = READ[kind](drawn(pack, known, case, kind, Size.FULL))
    missing = [each for each in elements(pack, known, case) if bare(each) not in bare(text)]
    assert missing == []


@pytest.mark.parametrize("size", Size)
def test_every_size_has_scale_and_north(pack, known, size):
    text = svg_text(drawn(pack, known, "634 LSOAs", Format.SVG, size))
    assert re.search(r"(^| )N( |$)", text)
    assert re.search(r"\b10 km\b", text)


@pytest.mark.parametrize("case", MAPS)
def test_picture_says_in_words_what_it_shows(pack, known, case):
    item = map_item(pack, known, choice(pack, case), LINK)
    with Image.open(io.BytesIO(drawn(pack, known, case, Format.PNG))) as picture:
        assert picture.info["Title"] == item.words.title
        assert picture.info["Description"] == item.words.alt
        for line in (item.words.subtitle, *item.words.foot()):
            assert line in picture.info["Comment"]
    assert item.words.alt.startswith("Map of ")


def words(**changes) -> Words:
    values = {
        "title": "Title", "subtitle": "Measure, place, n = 3", "caveats": ("Careful",),
        "sources": ("ONS",), "licences": ("OGL v3.0",), "provenance": "official",
        "pack_version": "abc", "made": date(2026, 11, 23), "link": "https://a.example",
        "alt": "In words",
    }  # fmt: skip
    return Words(**{**values, **changes})


def dots(content: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("RGB"))


def plain_sheet(own: Words, kind: Format = Format.PNG, size=Size.HALF) -> bytes:
    return rendered(sheet(own, size), kind, own)


@pytest.mark.parametrize("field", [each.name for each in fields(Words)])
def test_picture_shows_each_of_its_words(field):
    """No text can be read from dots: other words have to be other dots."""
    kind = type(getattr(words(), field))
    other = {str: "Other", tuple: ("Other",), date: date(2026, 11, 24), bool: True}
    changed = words(**{field: other[kind]})
    is_same = np.array_equal(dots(plain_sheet(words())), dots(plain_sheet(changed)))
    assert is_same is (field == "alt")


@pytest.mark.parametrize("case", MAPS)
def test_type_of_every_pdf_is_ours_and_embedded(pack, known, case):
    content = drawn(pack, known, case, Format.PDF)
    fonts = pypdf.PdfReader(io.BytesIO(content)).pages[0]["/Resources"]["/Font"]
    names = [font.get_object()["/BaseFont"] for font in fonts.values()]
    assert any(FAMILY.replace(" ", "") in name for name in names)
    for font in fonts.values():
        whole = font.get_object()
        inner = whole.get("/DescendantFonts", [font])[0].get_object()
        assert "/FontFile2" in inner["/FontDescriptor"]
        ours = [family.replace(" ", "") for family in FAMILIES]
        assert any(family in whole["/BaseFont"] for family in ours)


def layer(known: Places, bands: np.ndarray, names: list[str] | None = None):
    districts = known.levels[Level.LOCALITY]
    if names:
        districts = districts.assign(place=names)
    return PaperLayer(
        areas=known.levels[Level.LSOA].geometry if len(bands) > 9
        else districts.geometry.iloc[: len(bands)],
        bands=bands, labels=("Least", "", "", "", "Most"),
        ramp=palette_for("light").sequential, legend_title="Within LLR",
        districts=districts,
    )  # fmt: skip


def test_map_without_a_figure_says_how_many_have_none(known):
    nothing = layer(known, np.full(634, -1))
    text = pdf_text(paper_map(nothing, words(), Size.HALF, Format.PDF))
    for wanted in ("No figure · 634", "Most · 0", "Least · 0"):
        assert wanted in text


def test_one_area_has_its_own_scale(known):
    one = layer(known, np.array([4]))
    text = svg_text(paper_map(one, words(), Size.HALF, Format.SVG))
    assert "Most · 1" in text
    assert re.search(r"\b[125] km\b", text)


@pytest.mark.parametrize("size", Size)
def test_nothing_touches_the_edge_of_a_sheet_with_long_names(known, size):
    choices = "&".join(f"locality=E{at:08d}" for at in range(30))
    long = words(
        title=f"{LONG}: most in {LONG}, least in {LONG}",
        subtitle=f"{LONG}, {LONG} and {LONG}",
        sources=(LONG,) * 6,
        link=f"https://insight.example/map?{choices}",
    )
    picture = dots(paper_map(layer(known, np.arange(9) % 5), long, size, Format.PNG))
    wide = int(EDGE_MM / MM_PER_INCH * DPI)
    is_inside = np.zeros(picture.shape[:2], bool)
    is_inside[wide:-wide, wide:-wide] = True
    assert (picture[~is_inside] == 255).all()
    assert (picture[is_inside] < 255).any()


def paper(*items: Item, title: str = "A paper") -> Paper:
    return Paper(title, "Active Together", LINK.made, LINK.address, items)


def signed() -> Item:
    signs = Table(pd.DataFrame({"text": [SIGNS]}), {"text": Column(SIGNS)})
    own = words(title=SIGNS, subtitle=SIGNS, caveats=(SIGNS,), sources=(SIGNS,), alt=SIGNS)
    return Item(own, lambda said, size, kind: plain_sheet(said, kind, size), signs)


@pytest.mark.parametrize("kind", READ)
def test_signs_are_drawn_as_they_are_written(kind):
    text = bare(READ[kind](signed().draw(Size.HALF, kind)))
    # Title, subtitle, caveat, source.
    assert text.count(bare(SIGNS)) == 4


def test_signs_are_drawn_as_they_are_written_in_heads_and_legends(known):
    signs = replace(layer(known, np.arange(9) % 5), labels=("Under $5 or $10", "", "", "", "Most"))
    text = svg_text(paper_map(signs, words(), Size.WIDE, Format.SVG))
    assert "Under $5 or $10 · 2" in text
    heads = [RowHead("Walk $5 or $10", "need 90", "0 of 1", "")]
    chart = MatrixChart(heads, [ColumnHead("$1 or $2", "in 0 of 1", "")], ())
    matrix = paper_matrix(chart, words(), Size.HALF, Format.SVG)
    for wanted in ("Walk $5 or $10", "$1 or $2"):
        assert wanted in svg_text(matrix)


def test_signs_are_kept_in_what_a_file_says_of_itself():
    item = signed()
    with Image.open(io.BytesIO(item.draw(Size.HALF, Format.PNG))) as picture:
        assert picture.info["Title"] == picture.info["Description"] == SIGNS
    svg = ElementTree.fromstring(item.draw(Size.HALF, Format.SVG))
    space = "{http://www.w3.org/2000/svg}"
    assert svg.find(f"{space}title").text == svg.find(f"{space}desc").text == SIGNS
    pdf = pypdf.PdfReader(io.BytesIO(item.draw(Size.HALF, Format.PDF))).metadata
    assert pdf.title == pdf.subject == SIGNS


def word_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows
             for cell in row.cells]  # fmt: skip
    alts = [each._inline.docPr.get("descr") for each in document.inline_shapes]
    return "\n".join([*(each.text for each in document.paragraphs), *cells, *alts])


def slide_text(content: bytes) -> str:
    said = []
    for slide in pptx.Presentation(io.BytesIO(content)).slides:
        said += [shape.text for shape in slide.shapes if shape.has_text_frame]
        said += [
            shape._element.nvPicPr.cNvPr.get("descr")
            for shape in slide.shapes
            if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE
        ]
        said.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(said)


def book_text(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = (row for page in book for row in page.iter_rows(values_only=True))
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


TEXT = {"docx": word_text, "pptx": slide_text, "xlsx": book_text}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_signs_are_kept_in_documents(kind):
    text = TEXT[kind](DOCUMENTS[kind](paper(signed(), title=SIGNS)))
    # At least the paper, and title, subtitle, caveat and source of the figure.
    assert text.count(SIGNS) >= 5


@pytest.fixture(scope="module")
def items(pack, known) -> dict[str, Item]:
    cases = ("verdicts", "634 LSOAs")
    return {case: map_item(pack, known, choice(pack, case), LINK) for case in cases}


@pytest.fixture(scope="module")
def documents(items) -> dict[str, bytes]:
    whole = paper(*items.values(), title=SIGNS)
    return {kind: make(whole) for kind, make in DOCUMENTS.items()}


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("case", ["verdicts", "634 LSOAs"])
def test_document_has_every_element_as_text(documents, items, pack, case, kind):
    own = items[case].words
    text = TEXT[kind](documents[kind])
    for wanted in (
        own.title, own.subtitle, *own.caveats, *own.sources, *own.licences,
        Provenance(own.provenance).label, said_version(pack.version),
        "Made on 23 November 2026",
    ):  # fmt: skip
        assert wanted in text


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_document_says_the_classes_to_those_who_cannot_see_them(documents, kind):
    text = TEXT[kind](documents[kind])
    assert re.search(r"Higher than England: \d; .*Lower than England: \d", text)
    assert "Most deprived 20%: 111" in text


def test_workbook_has_a_row_for_each_of_634_areas(documents, items):
    book = openpyxl.load_workbook(io.BytesIO(documents["xlsx"]))
    rows = list(book["Figure 2"].iter_rows(values_only=True))
    headings = items["634 LSOAs"].table.headings
    start = rows.index(headings)
    assert len(rows) - start - 1 == len({row[1] for row in rows[start + 1 :]}) == 634


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_document_without_a_figure_can_be_made(kind):
    empty = replace(signed(), table=None)
    assert SIGNS in TEXT[kind](DOCUMENTS[kind](paper(empty)))
    assert "Active Together" in TEXT[kind](DOCUMENTS[kind](paper()))


def program(name: str) -> str:
    """Another program that reads our files, or why it is not asked."""
    found = which(name)
    if found is None:
        if os.environ.get("INSIGHT_REQUIRE_OFFICE") == "1":
            pytest.fail(f"{name} is required, and was not found.")
        pytest.skip(f"{name} is not installed: no other program opens the files.")
    return found


def test_libreoffice_opens_all_of_a_paper_without_complaint(documents, tmp_path):
    office = program("soffice")
    files = [tmp_path / f"{kind}.{kind}" for kind in documents]
    for file, content in zip(files, documents.values(), strict=True):
        file.write_bytes(content)
    done = subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    # It ends with 0 even where it could not open a file, and says so.
    assert done.returncode == 0
    assert "Error" not in done.stdout + done.stderr
    pages = {kind: pypdf.PdfReader(tmp_path / f"{kind}.pdf").pages for kind in documents}
    # Title, findings, two figures with their tables, and the sources.
    assert len(pages["pptx"]) == 7
    text = bare(" ".join(page.extract_text() for page in pages["docx"]))
    for wanted in (SIGNS, "Caveats and sources", "634 areas are in England’s most"):
        assert bare(wanted) in text
    assert "E01013600" in "".join(page.extract_text() for page in pages["xlsx"])


@pytest.mark.parametrize("case", MAPS)
def test_another_reader_finds_no_fault_in_a_pdf(pack, known, case, tmp_path):
    reader = program("pdftotext")
    file = tmp_path / "map.pdf"
    file.write_bytes(drawn(pack, known, case, Format.PDF))
    done = subprocess.run(
        [reader, "-enc", "UTF-8", str(file), "-"],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    found = bare(done.stdout.decode())
    assert bare(elements(pack, known, case)[0]) in found
    assert bare(said_version(pack.version)) in found


@pytest.mark.parametrize("size", [Size.HALF, Size.WIDE])
@pytest.mark.parametrize("case", MAPS)
def test_foot_has_two_lines_with_kind_version_day_and_the_boundaries_licence(
    pack, known, case, size
):
    item = map_item(pack, known, choice(pack, case), LINK)
    made = sheet(item.words, size)
    *_, foot, _ = (each.get_text() for each in made.figure.texts)
    assert foot.startswith("Source: ")
    assert foot.count("\n") <= 1
    said = bare(foot)
    for wanted in (Provenance(item.words.provenance).label, said_version(pack.version),
                   "23 November 2026", "OGL v3.0", "OS data © Crown copyright"):  # fmt: skip
        assert bare(wanted) in said


def test_sheet_names_who_made_it(pack, known):
    link = replace(LINK, maker="The partnership of somewhere")
    item = map_item(pack, known, choice(pack, "one area"), link)
    for size in Size:
        assert "partnership of somewhere" in pdf_text(item.draw(size, Format.PDF))


def test_address_of_this_machine_is_on_no_sheet(pack, known):
    link = replace(LINK, address="http://127.0.0.1:8501/map?indicator=imd")
    item = map_item(pack, known, choice(pack, "one area"), link)
    for size in Size:
        text = pdf_text(item.draw(size, Format.PDF))
        assert "127.0.0.1" not in text
        assert "View online" not in text


def code_frames(own: Words, size: Size) -> int:
    return len(sheet(own, size).figure.axes)


def test_full_page_has_a_code_where_others_can_open_the_address():
    assert code_frames(words(), Size.FULL) == 1
    assert code_frames(words(), Size.HALF) == 0
    assert code_frames(words(link="http://localhost:8501/map"), Size.FULL) == 0


def test_city_is_drawn_once_more_where_it_holds_most_of_the_marked_areas(known):
    homes = known.levels[Level.LSOA]["lad24cd"]
    is_city = homes.eq("E06000016").to_numpy()
    spread = layer(known, np.where(np.arange(634) % 7 == 0, 4, 0))
    dense = dense_district(layer(known, np.where(is_city, 4, 0)))
    assert dense is not None
    assert dense.name == "Leicester"
    assert dense_district(spread) is None


def digests(pack: Pack, known: Places) -> dict[str, str]:
    """A sum of each kind of file."""
    item = map_item(pack, known, choice(pack, "634 LSOAs"), LINK)
    files = {kind.value: item.draw(Size.HALF, kind) for kind in Format}
    files |= {kind: make(paper(item, signed())) for kind, make in DOCUMENTS.items()}
    return {kind: sha256(content).hexdigest() for kind, content in files.items()}


def test_another_process_makes_the_same_bytes(pack, known):
    environ = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "TZ": "Asia/Tokyo",
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve())],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == digests(pack, known)


if __name__ == "__main__":
    opened = open_pack()
    sys.stdout.write(json.dumps(digests(opened, places(opened))))
