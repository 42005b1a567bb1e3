"""The matrix on paper: the greatest needs first, and what is left out is said."""

import io
from datetime import date

import pypdf
import pytest

from insight.figures.screen.matrix import ColumnHead, RowHead, Square
from insight.figures.sheet.matrix import MOST_ROWS, paper_matrix
from insight.figures.sheet.sheet import Format, Size, Words

WORDS = Words("Finding", "Subtitle", "", "records", "OGL", "record", "v",
              date(2026, 1, 2), "l", "A")  # fmt: skip


def square(row: int, **changes) -> Square:
    values = {
        "stage": 0, "words": "", "when": "", "is_present": False, "is_ended": False,
        "is_stale": False, "is_absent": False, "key": "", "hover": "",
    }  # fmt: skip
    return Square(row, 0, **{**values, **changes})


def text(rows: int, size: Size, *squares: Square) -> str:
    content = paper_matrix(
        [RowHead(f"Place {at}", "need 90", "1 of 1", "high need, no system")
         for at in range(rows)],
        [ColumnHead("Parks and green space", "in 1 of 1", "")],
        squares, WORDS, size, Format.PDF,
    )  # fmt: skip
    return " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


@pytest.mark.parametrize("size", Size)
def test_stage_month_need_and_margins_are_there(size):
    found = text(
        3, size,
        square(0, stage=2, words="Embed", when="Mar 2026", is_present=True),
        square(1, stage=1, words="Foundations", when="Jan 2024", is_present=True,
               is_stale=True),
        square(2, is_absent=True),
    )  # fmt: skip
    for words in ("Place 0", "need 90", "1 of 1", "Embed Mar 2026",
                  "Foundations † Jan 2024", "absent", "Parks and green",
                  "high need, no system", "Redesign"):  # fmt: skip
        assert words in found


@pytest.mark.parametrize("size", Size)
def test_rows_that_do_not_fit_are_counted(size):
    most = MOST_ROWS[size]
    found = text(60, size, *(square(at) for at in range(60)))
    assert f"{60 - most} more rows do not fit here" in found
    assert f"Place {most - 1}" in found
    assert f"Place {most} " not in found


def test_no_row_is_an_empty_sheet_with_its_words():
    assert "Finding" in text(0, Size.HALF)
