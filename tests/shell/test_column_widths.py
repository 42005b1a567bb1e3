"""Every text of a table fits its column, and what finds no room is named."""

from pathlib import Path

import pandas as pd
import pytest
import streamlit
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from insight.shell.layout.column_widths import (
    BESIDE_PX,
    LEAST_WRAPPED_PX,
    MOST_BESIDE,
    ROW_PX,
    WHOLE_PX,
    fitted,
    text_px,
    wrapped_px,
)
from insight.statement import Column, Table

NAMES = (
    "Leicester 017A, Spinney Hill Road and Belgrave South",
    "Hinckley and Bosworth 010A",
    "£1,234,567.89 (95% CI 12.3–45.6)",
    "Wolds & Melton Mowbray, 50% “most”",
)


def table(*columns: Column, cells: list[list[object]]) -> Table:
    names = [f"c{at}" for at in range(len(columns))]
    return Table(pd.DataFrame(cells, columns=names), dict(zip(names, columns, strict=True)), "")


@pytest.fixture(scope="module")
def advances() -> dict[str, float]:
    """Pixels of each letter in the type that Streamlit brings for tables."""
    pytest.importorskip("brotli")
    (file,) = Path(streamlit.__file__).parent.glob("static/static/media/SourceSansVF-Upright*")
    font = instantiateVariableFont(TTFont(file), {"wght": 400})
    units, widths = font["head"].unitsPerEm, font["hmtx"]
    return {chr(at): 14 * widths[name][0] / units for at, name in font.getBestCmap().items()}


@pytest.mark.parametrize("text", NAMES)
def test_a_text_is_taken_for_as_wide_as_it_is_or_a_little_wider(advances, text):
    true = sum(advances[letter] for letter in text)
    assert true - 3 <= text_px(text) <= 1.08 * true + 3


def test_short_texts_stand_on_one_line():
    fit = fitted(table(Column("Area"), cells=[["Oadby"]]), BESIDE_PX, has_marks=True)
    assert fit.row_px == ROW_PX
    assert fit.widths["c0"] > text_px("Oadby")


def test_a_heading_needs_its_room_too():
    fit = fitted(table(Column("A heading of some words"), cells=[["x"]]), 400, has_marks=False)
    assert fit.widths["c0"] > text_px("A heading of some words")


def test_a_page_uses_the_short_heading():
    wide, short = Column("A heading of many words"), Column("A heading of many words", short="A")
    cells: list[list[object]] = [["x"]]
    assert (
        fitted(table(short, cells=cells), 400, has_marks=False).px
        < fitted(table(wide, cells=cells), 400, has_marks=False).px
    )


def test_long_names_are_broken_between_words_where_the_room_is_short():
    columns = (Column("Area"), *[Column("Figure", decimals=1)] * 3)
    fit = fitted(table(*columns, cells=[[NAMES[0], 1.0, 2.0, 3.0]]), BESIDE_PX, has_marks=True)
    assert fit.row_px >= LEAST_WRAPPED_PX
    assert fit.px <= BESIDE_PX
    assert fit.left_out == ()
    assert max(map(text_px, NAMES[0].split())) < fit.widths["c0"] < text_px(NAMES[0])


def test_a_wrapped_text_is_no_wider_than_its_longest_line():
    assert wrapped_px("one two", 1) >= text_px("one two")
    assert text_px("two") <= wrapped_px("one two", 2) < text_px("one two")


def test_next_to_a_map_are_at_most_five_columns_and_the_others_are_named():
    many = table(*[Column("x")] * 7, cells=[["y"] * 7])
    beside = fitted(many, BESIDE_PX, has_marks=False)
    assert len(beside.widths) == MOST_BESIDE
    assert beside.left_out == ("c5", "c6")
    assert fitted(many, WHOLE_PX, has_marks=False).left_out == ()


def test_a_number_is_given_the_room_of_its_longest_and_never_wrapped():
    money = Column("£", decimals=2)
    fit = fitted(table(money, cells=[[1.0], [-1_234_567.0]]), 400, has_marks=False)
    assert fit.widths["c0"] > text_px("-1,234,567.00")


def test_the_words_for_a_missing_figure_have_room():
    fit = fitted(table(Column("n", decimals=0), cells=[[1.0], [None]]), 400, has_marks=False)
    assert fit.widths["c0"] > text_px("no figure")


def test_a_table_without_columns_needs_no_room():
    fit = fitted(Table(pd.DataFrame(), {}, ""), WHOLE_PX, has_marks=False)
    assert (fit.widths, fit.left_out) == ({}, ())


@pytest.mark.parametrize("measured", [text_px, wrapped_px])
def test_widths_of_users_texts_are_kept_up_to_a_number(measured):
    assert measured.cache_info().maxsize


def test_next_to_a_map_rows_are_low_and_the_last_columns_give_way():
    name = "Highfields South and St Matthews & Highfields North"
    columns = Column("Name"), Column("A heading of five words"), Column("A Heading")
    wide = table(*columns, cells=[[name, "x", "y"]])
    beside = fitted(wide, BESIDE_PX, has_marks=True)
    assert beside.row_px <= LEAST_WRAPPED_PX + 2
    assert beside.left_out == ("c2",)
