"""Documents as another program prints them: pages, columns and type that can be read."""

import io
import os
from dataclasses import replace
from shutil import which

import pandas as pd
import pypdf
import pytest

from benchmarks.looks_papers import (
    COLUMN_MM,
    MAP_PCT,
    PAGES,
    TYPE_PT,
    as_pdf,
    column_widths,
    map_share,
    paper_of,
    smallest_type,
    twelve,
)
from insight.figures.sheet.sheet import Format, Size
from insight.reports.cells import LEAST_MM, MOST_COLUMNS, fitted
from insight.reports.slides import slides
from insight.reports.word import word_document
from insight.statement import Column, Table

MAKERS = {"docx": word_document, "pptx": slides}
ROUNDING_MM = 0.1
PROSE = "It comes first because both of its needs are high, and it is near the others. " * 4


@pytest.fixture(scope="module")
def items(pack, known):
    found = twelve(pack, known)
    # As wide as the list of neighbourhoods: thirteen columns, the last a paragraph.
    wide = {f"column {at}": [f"{at}%"] * 20 for at in range(12)} | {"why": [PROSE] * 20}
    columns = {name: Column(f"Heading of {name}") for name in wide}
    return [*found[:-1], replace(found[-1], table=Table(pd.DataFrame(wide), columns))]


@pytest.fixture(scope="module")
def documents(items):
    return {kind: make(paper_of(items)) for kind, make in MAKERS.items()}


@pytest.fixture(scope="module")
def printed(documents):
    if which("soffice") is None:
        if os.environ.get("INSIGHT_REQUIRE_OFFICE") == "1":
            pytest.fail("soffice is required, and was not found.")
        pytest.skip("LibreOffice (soffice) is not installed, so documents are not printed.")
    return {kind: as_pdf(content, kind) for kind, content in documents.items()}


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_twelve_figures_are_within_the_pages_of_a_paper(printed):
    assert 12 <= len(pages(printed["docx"])) <= PAGES


@pytest.mark.parametrize("kind", MAKERS)
def test_no_type_is_too_small_to_read(printed, kind):
    assert smallest_type(printed[kind]) >= TYPE_PT


def test_every_page_of_a_paper_has_its_number(printed):
    for number, text in enumerate(pages(printed["docx"]), start=1):
        assert f"Page {number}" in text


def test_no_column_is_too_narrow(documents):
    widths = column_widths(documents["docx"])
    assert len(widths) > 100
    assert min(widths) >= COLUMN_MM - ROUNDING_MM


def test_every_slide_has_a_title_and_each_source_is_said_once(printed, items):
    text = " ".join(" ".join(pages(printed["pptx"])).split())
    for source in {source for item in items for source in item.words.sources}:
        assert text.count(source) == 1, source


def test_each_source_and_caveat_is_said_once_in_a_paper(printed, items):
    text = " ".join(" ".join(pages(printed["docx"])).split())
    bare = "".join(text.split())
    for item in items:
        for said in (*item.words.sources, *item.words.caveats):
            assert bare.count("".join(f"\t{said}".split())) == 1, said


def test_table_that_is_too_wide_loses_its_paragraph_first(items):
    grid = fitted(items[-1].table, 174, 9)
    assert len(grid.headings) == MOST_COLUMNS
    assert "Heading of why" not in grid.headings
    assert sum(grid.widths_mm) == pytest.approx(174)
    assert min(grid.widths_mm) >= LEAST_MM


def test_numbers_are_at_the_right_and_words_at_the_left():
    rows = pd.DataFrame({"a": ["North"], "b": [12.0], "c": ["31% (26–37)"], "d": [float("nan")]})
    columns = {
        "a": Column("Area"),
        "b": Column("Share", decimals=1, suffix="%"),
        "c": Column("CI"),
        "d": Column("None", decimals=0),
    }
    assert fitted(Table(rows, columns), 174, 9).is_number == (False, True, False, True)


@pytest.mark.parametrize("size", Size)
def test_no_type_of_a_sheet_is_too_small(items, size):
    for item in (items[0], items[5], items[6], items[8]):
        assert smallest_type(item.draw(size, Format.PDF)) >= TYPE_PT


@pytest.mark.parametrize("size", [Size.HALF, Size.WIDE])
def test_map_takes_its_share_of_a_sheet(items, size):
    assert 100 * map_share(items[0], size) >= MAP_PCT
