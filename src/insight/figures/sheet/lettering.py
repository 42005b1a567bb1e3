"""How words look on paper, and in which colours all of it is printed."""

from functools import cache
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font

from insight.characters import INSTEAD, UNSEEN, showable
from insight.figures.palette import palette_for

MM_PER_INCH, PT_PER_INCH = 25.4, 72
FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so that a sheet looks the same on every machine."""
PALETTE = palette_for("light")
"""Of all that is printed."""


def lettering(colour: str, pt: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """How words are written, as matplotlib's texts take it."""
    return {"family": FAMILY, "color": colour, "size": pt} | more


def in_type(text: str) -> str:
    """A text in the letters that the type has; others are � on paper."""
    if text.isascii() and text.isprintable():
        return text
    known = _letters()
    return "".join(each if each in known else INSTEAD for each in UNSEEN.sub("", showable(text)))


@cache
def _letters() -> frozenset[str]:
    """What the type has in each weight, and the end of a line."""
    weights = ("normal", "bold")
    files = [findfont(FontProperties(family=FAMILY, weight=weight)) for weight in weights]
    codes = set.intersection(*(set(get_font(file).get_charmap()) for file in files))
    return frozenset(map(chr, codes)) | {"\n"}


def in_mm(pt: float) -> float:
    """Points in millimetres."""
    return pt / PT_PER_INCH * MM_PER_INCH
