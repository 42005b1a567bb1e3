"""The matrix on paper: the greatest needs first, and what is left out is said."""

import io
from datetime import date

import pypdf
import pytest

from insight.figures.matrix import ColumnHead, MatrixChart, RowHead, Square
from insight.figures.sheet.matrix import MOST_ROWS, paper_matrix
from insight.figures.sheet.sheet import Format, Size, Words

FLAG = "high need, no system"
SAID = ("Finding", "Subtitle", (), ("records",), ("OGL",), "record", "v")
WORDS = Words(*SAID, date(2026, 1, 2), "l", "A")


def text(rows: int, size: Size, *squares: Square) -> str:
    heads = [RowHead(f"Place {at}", "need 90", "1 of 1", FLAG) for at in range(rows)]
    chart = MatrixChart(heads, [ColumnHead("Parks and green space", "in 1 of 1", "")], squares)
    content = paper_matrix(chart, WORDS, size, Format.PDF)
    return " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


@pytest.mark.parametrize("size", Size)
def test_stage_month_need_and_margins_are_there(size):
    found = text(
        3,
        size,
        Square(0, 0, 2, "Embed", "Mar 2026", is_present=True),
        Square(1, 0, 1, "Foundations", "Jan 2024", is_present=True, is_stale=True),
        Square(2, 0, is_absent=True),
    )
    for words in (
        *("Place 0", "need 90", "1 of 1", "Embed Mar 2026", "Foundations ! Jan 2024"),
        *("absent", "Parks and green", FLAG, "Redesign"),
    ):
        assert words in found


@pytest.mark.parametrize("size", Size)
def test_rows_that_do_not_fit_are_counted(size):
    most = MOST_ROWS[size]
    found = text(60, size, *(Square(at, 0) for at in range(60)))
    assert f"{60 - most} more rows do not fit here" in found
    assert f"Place {most - 1}" in found
    assert f"Place {most} " not in found


def test_no_row_is_an_empty_sheet_with_its_words():
    assert "Finding" in text(0, Size.HALF)
