"""How wide each column of a table must be, so that no text in it is cut."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from insight.statement import Column, Table

BESIDE_PX, HALF_PX, MOST_PX, WHOLE_PX = 380, 440, 590, 966
"""Room beside a map, in half, in two thirds and in all of a page, of a screen 1280 pixels wide."""
ROW_PX, LINE_PX, LEAST_WRAPPED_PX = 35, 20, 66
"""Streamlit wraps texts in rows of more than 64 pixels only (1.67)."""
MOST_LINES = 4
MOST_BESIDE, MOST_LINES_BESIDE = 5, 3
"""Columns next to a map, and lines of a row there: rows as low as wrapped ones can be."""
MOST_KEPT = 20_000
"""Texts whose widths are kept; they come from users too, so that there is no end of them."""

_PADDING_PX, _MARK_PX, _SLACK_PX = 18, 36, 3
_EMPTY = "no figure"
_ADVANCES = {
    **dict.fromkeys(" ',.:;ij|’·", 3.6),
    **dict.fromkeys("!()-I[]fl{}", 4.3),
    **dict.fromkeys("/\\rt", 5.2),
    **dict.fromkeys('"*?csxz“”', 6.5),
    **dict.fromkeys("ABCKPRTZ`bdhnopqu", 8.2),
    **dict.fromkeys("&DGHNOQU", 9.3),
    **dict.fromkeys("Mw", 10.5),
    **dict.fromkeys("W—", 11.5),
    **dict.fromkeys("%@m…", 12.6),
}
_OTHER_PX = 7.2
"""Advances in Source Sans of 14 pixels, the type of a table's cells and headings."""
_LONGEST = 24  # texts of a column that are measured: those with the most letters


@dataclass(frozen=True)
class TableFit:
    """Pixels of each column that is shown by name, and of each row; and the columns left out."""

    widths: dict[str, int]
    row_px: int
    left_out: tuple[str, ...] = ()

    @property
    def px(self) -> int:
        """All columns together."""
        return sum(self.widths.values())


@lru_cache(maxsize=MOST_KEPT)
def text_px(text: str) -> float:
    """Pixels of a text on one line of a table."""
    return sum(_ADVANCES.get(letter, _OTHER_PX) for letter in text)


@lru_cache(maxsize=MOST_KEPT)
def wrapped_px(text: str, lines: int) -> float:
    """The least width in which a text stands on so many lines, broken between words."""
    words = [text_px(word) for word in text.split()] or [0.0]
    width = max(*words, text_px(text) / lines)
    while _lines(words, width) > lines:
        width += 4
    return width


def _lines(words: Iterable[float], width: float) -> int:
    count, at = 1, 0.0
    for word in words:
        if at and at + text_px(" ") + word > width:
            count, at = count + 1, word
        else:
            at += word + (text_px(" ") if at else 0)
    return count


def fitted(table: Table, room_px: int, *, has_marks: bool) -> TableFit:
    """Widths in which every text can be read, on as few lines as the room allows.

    The last columns are left out where not all find room on four lines, or next to a map where
    they need more than three lines or are more than five.
    """
    room = room_px - (_MARK_PX if has_marks else 0)
    names = list(table.columns)
    fit = TableFit({}, ROW_PX)
    texts = {name: _longest(table.rows[name], each) for name, each in table.columns.items()}
    is_beside = room_px <= BESIDE_PX
    most = min(len(names), MOST_BESIDE) if is_beside else len(names)
    most_lines = MOST_LINES_BESIDE if is_beside else MOST_LINES
    for count in range(most, 0, -1):
        shown = names[:count]
        for lines in (1, *range(3, most_lines + 1)):
            row_px = ROW_PX if lines == 1 else max(LEAST_WRAPPED_PX, lines * LINE_PX + 8)
            widths = {name: _px(table.columns[name], texts[name], lines) for name in shown}
            fit = TableFit(widths, row_px, tuple(names[count:]))
            if fit.px <= room:
                return fit
    return fit


def _px(column: Column, texts: Iterable[str], lines: int) -> int:
    lines = lines if column.decimals is None else 1
    inside = [wrapped_px(text, lines) for text in texts]
    return round(max(text_px(column.heading), *inside, 0.0)) + _PADDING_PX + _SLACK_PX


def _longest(values: pd.Series, column: Column) -> list[str]:
    """The texts of a column that can be its widest."""
    if column.decimals is not None:
        ends = values.dropna().agg(["min", "max"]).tolist() if values.notna().any() else []
        return [column.text(each) for each in ends] + [_EMPTY] * bool(values.isna().any())
    texts = sorted({str(each) for each in values.dropna()}, key=len)[-_LONGEST:]
    return texts + [_EMPTY] * bool(values.isna().any())
