"""Profiles on one page: what stands on them, and the documents made of them."""

import io
import re
from datetime import date

import pypdf
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation

from insight.analysis.papers.profile import profile_item
from insight.analysis.place import Study
from insight.analysis.small_areas import Basis, small_areas
from insight.figures.sheet.sheet import SIZES, Format, Size
from insight.geography.contiguity import links
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import Level
from insight.reports.pages import pdf_pages
from insight.reports.paper import Paper
from insight.reports.profiles import MOST_POINTS, profiles_document
from insight.reports.slides import slides
from insight.statement import PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/neighbourhood?place=x", date(2026, 11, 23))
NEW_PARKS = ("E01013725", "E01013726", "E01013727")
RUTLAND = "E06000017"
NAME = "St <b>Mary’s</b> & $5 " + "very long " * 5


@pytest.fixture(scope="module")
def ground(pack, known):
    areas = small_areas(pack, known, Basis())
    return Study(
        pack,
        known,
        areas,
        links(known.levels[Level.LSOA], within=known.district_of),
        Bounds(4000, 7500),
    )


@pytest.fixture(scope="module")
def profile(ground):
    def made(members=NEW_PARKS, name=NAME, work=()):
        return profile_item(ground, ground.place(members, name), LINK, work=work)

    return made


def district(known, code=RUTLAND):
    return tuple(known.district_of.index[known.district_of.eq(code)])


def paper(*items):
    return Paper("A pack", "Active Together", LINK.made, LINK.address, items)


@pytest.mark.parametrize("size", Size)
def test_page_holds_name_figures_comparison_and_sources(profile, size):
    text = pdf_text(profile().draw(size, Format.PDF))
    for said in (
        "St <b>Mary’s</b> & $5", "5,377", "3 of 3", "31% (26–36)", "Leicester", "LLR",
        "Most deprived 20%", "km", "N", "Child poverty", "68.5%", "Modelled estimate",
        "23 November 2026",
    ):  # fmt: skip
        assert said in text, said


def test_full_page_has_every_sentence_measure_and_licence(profile):
    item = profile()
    text = "".join(pdf_text(item.draw(Size.FULL, Format.PDF)).split())
    cells = [cell for row in item.table.texts for cell in row]
    for said in (*item.points, *cells, *item.words.licences, "number of areas shown",
                 LINK.address):  # fmt: skip
        assert "".join(said.split()) in text, said
    assert "fullpagehas" not in text


def test_sizes_with_less_room_say_where_all_measures_are(profile):
    item = profile()
    half = pdf_text(item.draw(Size.HALF, Format.PDF))
    assert f"all {len(item.table.rows)} measures" in half


def test_every_row_of_the_comparison_has_a_unit(profile):
    for _, *cells in profile().table.texts:
        assert all(re.search(r"%|people", cell) for cell in cells), cells


def test_district_has_its_survey_and_no_second_column_of_itself(profile, known):
    item = profile(district(known), "Rutland")
    assert item.table.headings == ("Measure", "Rutland", "LLR")
    assert item.words.title.startswith("Inactivity in Rutland is lower than LLR")
    assert item.words.subtitle.startswith(
        "Profile of 26 small areas (LSOAs) with about 41,200 residents"
    )
    assert not [point for point in item.points if "residents" in point and "asked" in point]


def test_work_is_said_after_the_needs(profile):
    item = profile(work=("Recorded up to 1 May 2026: 3 of 10 systems present.",))
    assert "3 of 10 systems present" in pdf_text(item.draw(Size.FULL, Format.PDF))


@pytest.mark.parametrize("kind", Format)
def test_page_is_the_same_twice(profile, kind):
    assert profile().draw(Size.FULL, kind) == profile().draw(Size.FULL, kind)


def test_page_has_the_size_it_says(profile):
    image = Image.open(io.BytesIO(profile().draw(Size.WIDE, Format.PNG)))
    measures = SIZES[Size.WIDE]
    assert image.width == pytest.approx(measures.width_mm / 25.4 * 300, abs=1)


def test_pack_has_a_page_for_each_place_and_an_outline(profile, known):
    told = []
    items = [profile(), profile(district(known), "Rutland")]
    content = pdf_pages(paper(*items), progress=lambda *at: told.append(at))
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 2
    assert [each.title for each in reader.outline] == [i.words.title for i in items]
    assert told == [(1, 2), (2, 2)]
    assert content == pdf_pages(paper(*items))


def test_pack_of_slides_has_one_for_each(profile):
    deck = Presentation(io.BytesIO(slides(paper(profile(), profile(NEW_PARKS[:1])))))
    # Title and findings, two profiles with their tables, and the sources.
    assert len(deck.slides) == 2 + 2 * 2 + 1


def test_word_profile_is_editable_and_complete(profile):
    points = tuple(f"Sentence {at}." for at in range(MOST_POINTS + 3))
    item = profile(work=points)
    content = profiles_document(paper(item), [item])
    document = Document(io.BytesIO(content))
    text = "\n".join(each.text for each in document.paragraphs)
    assert document.paragraphs[0].style.name == "Heading 1"
    assert "St <b>Mary’s</b> & $5" in text
    for point in item.points:
        assert point in text
    for line in item.words.brief_foot():
        assert line in text
    card, table = document.tables
    assert "5,377" in card.rows[0].cells[0].text
    assert len(table.rows) == len(item.table.texts) + 1
    assert document.inline_shapes[0]._inline.docPr.get("descr") == item.words.alt
    assert content == profiles_document(paper(item), [item])


def test_places_apart_and_of_one_lsoa_are_drawn(profile, known):
    far = (NEW_PARKS[0], district(known)[0])
    for members in (NEW_PARKS[:1], far):
        assert profile(members, "").draw(Size.HALF, Format.PNG)
