"""Maps for a paper: complete by themselves, and the same bytes every time."""

import io
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest
import shapely
from PIL import Image

from insight.analysis.maps.indicator import indicator_map
from insight.analysis.measurement import Choice, periods
from insight.analysis.papers.files import papers_of
from insight.analysis.papers.map import finding, map_item
from insight.figures.sheet.maps import path_of
from insight.figures.sheet.sheet import SIZES, Format, Size, Words, rendered, sheet
from insight.pack.catalogue import INDICATORS, Level, Scale
from insight.pack.pack import said_version
from insight.statement import PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/map?pack=x&indicator=imd", date(2026, 11, 23))
SVG = "{http://www.w3.org/2000/svg}"


def choice(pack, key="imd", level=Level.LSOA, show="position", scale=Scale.ENGLAND,
           districts=()):  # fmt: skip
    one = INDICATORS[key]
    statistic = next(each for each in one.statistics[level] if each.key == show)
    return Choice(one, level, statistic, scale, periods(pack, one)[0], districts)


def made(pack, known, kind, size=Size.HALF, **what) -> bytes:
    return map_item(pack, known, choice(pack, **what), LINK).draw(size, kind)


@pytest.mark.parametrize("kind", Format)
def test_the_same_link_gives_the_same_bytes(pack, known, kind):
    assert made(pack, known, kind) == made(pack, known, kind)


@pytest.mark.parametrize("size", Size)
def test_everything_a_reader_needs_is_inside(pack, known, size):
    text = pdf_text(made(pack, known, Format.PDF, size))
    whole = (
        "Compared with all of England", "Period: 2025", "Source: Ministry of Housing",
        "Open Government Licence", LINK.address,
    )  # fmt: skip
    for words in (
        "111 of 634 areas are in England’s most deprived 20%", "ith 101 in Leicester",
        "Most deprived 20% · 111", "Least deprived 20% · 136",
        "Source: M", "OS data", "Official statistics", "Leicester, enlarged",
        said_version(pack.version), "Made on 23 November 2026",
        "split after 2011 are approximate", "10 km", "N",
        *(() if size is Size.HALF else ("634 small areas (LSOAs)",)),
        *(whole if size is Size.FULL else ()),
    ):  # fmt: skip
        assert " ".join(words.split()) in text


def test_type_of_a_pdf_is_embedded(pack, known):
    page = pypdf.PdfReader(io.BytesIO(made(pack, known, Format.PDF))).pages[0]
    fonts = page["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        descendant = font.get_object().get("/DescendantFonts", [font])[0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"]


@pytest.mark.parametrize("size", Size)
def test_picture_has_300_dots_an_inch(pack, known, size, tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(made(pack, known, Format.PNG, size))
    with Image.open(file) as picture:
        wanted = (SIZES[size].width_mm, SIZES[size].height_mm)
        for dots, mm in zip(picture.size, wanted, strict=True):
            assert dots == pytest.approx(mm / 25.4 * 300, abs=1)
        assert picture.info["dpi"][0] == pytest.approx(300, abs=0.1)
        assert picture.info["Description"].startswith("Map of Index of Multiple")


def test_svg_tells_what_it_shows_to_those_who_cannot_see_it(pack, known):
    root = ElementTree.fromstring(made(pack, known, Format.SVG))
    assert root.get("role") == "img"
    assert "111 of 634" in root.find(f"{SVG}title").text
    said = root.find(f"{SVG}desc").text
    assert "Most deprived 20%: 111" in said
    assert "The table has" not in said


def test_files_of_every_size_and_kind_are_offered_and_none_is_made():
    papers = papers_of(lambda: pytest.fail("made"), "a")
    assert len(papers) == len(Size) * len(Format)
    assert len({paper.file_name for paper in papers.values()}) == len(papers)


def title(pack, known, **what) -> str:
    return finding(indicator_map(pack, known, choice(pack, **what)))


def test_findings_follow_what_is_shown(pack, known):
    locality = {"key": "inactive", "level": Level.LOCALITY, "show": "share"}
    verdicts = title(pack, known, **locality, scale=Scale.ENGLAND)
    assert "1 of 9 higher than England (Leicester)" in verdicts
    ends = title(pack, known, **locality, scale=Scale.AREA)
    assert re.search(r"highest in Leicester \(.*\), lowest in \w+", ends)
    estimate = title(pack, known, key="estinactive", show="share", scale=Scale.AREA)
    assert "in the fifth with the highest estimate within LLR" in estimate
    inside = title(pack, known, districts=("E06000017",))
    assert inside.endswith("0 of 26 areas are in England’s most deprived 20%")


@pytest.mark.parametrize(
    "what",
    [
        {"districts": ("E06000017",)},
        {"key": "people", "show": "number", "scale": Scale.AREA},
        {"key": "children", "level": Level.LOCALITY, "show": "share",
         "scale": Scale.AREA},
        {"key": "inactive", "level": Level.LOCALITY, "show": "share",
         "districts": ("E07000130",)},
        {"key": "estinactive", "level": Level.MSOA, "show": "share",
         "scale": Scale.DISTRICT},
    ],
)  # fmt: skip
def test_few_areas_counts_and_gaps_can_be_drawn(pack, known, what):
    content = made(pack, known, Format.SVG, **what)
    assert ElementTree.fromstring(content).tag == f"{SVG}svg"


def test_every_indicator_has_words_at_every_level(pack, known):
    for one in INDICATORS.values():
        for level, statistics in one.statistics.items():
            for statistic in statistics:
                wanted = Choice(one, level, statistic, statistic.scales[0],
                                periods(pack, one)[0])  # fmt: skip
                words = map_item(pack, known, wanted, LINK).words
                assert wanted.title in f"{words.title} {words.subtitle}"
                assert words.licence
                assert len(words.title) <= 200


def words_with(**changes) -> Words:
    values = {
        "title": "T", "subtitle": "S", "caveats": (), "sources": ("X",), "licences": ("L",),
        "provenance": "official", "pack_version": "v", "made": date(2026, 1, 2),
        "link": "l", "alt": "A",
    }  # fmt: skip
    return Words(**{**values, **changes})


def test_what_is_made_up_is_marked_in_every_format():
    for kind in Format:
        plain, marked = (
            rendered(sheet(words, Size.HALF), kind, words)
            for words in (words_with(), words_with(provenance="illustrative"))
        )
        assert plain != marked
    assert "EXAMPLE DATA" in pdf_text(marked)


def test_long_words_keep_within_the_sheet_and_leave_room():
    long = words_with(title="Inactive adults " * 14, caveats=("Careful. " * 60,))
    for size in Size:
        made_sheet = sheet(long, size)
        assert made_sheet.height > 0.35
        renderer = made_sheet.figure.canvas.get_renderer()
        for text in made_sheet.figure.texts:
            box = text.get_window_extent(renderer)
            assert box.x1 <= made_sheet.figure.bbox.x1
            assert box.y0 >= 0
            assert box.y1 <= made_sheet.figure.bbox.y1


def test_dollars_are_no_formula():
    words = words_with(title="$x$ and $y$")
    assert "$x$ and $y$" in pdf_text(rendered(sheet(words, Size.HALF), Format.PDF, words))


def test_holes_stay_holes():
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    path = path_of(ring)
    assert len(path.to_polygons()) == 2
    assert np.isfinite(path.vertices).all()


def test_another_day_or_link_is_another_sheet(pack, known):
    one = choice(pack)
    later = replace(LINK, made=date(2026, 11, 24))
    first, second = (
        map_item(pack, known, one, link).draw(Size.HALF, Format.PDF) for link in (LINK, later)
    )
    assert first != second
