"""How words look on paper, and in which colours all of it is printed."""

from functools import cache
from pathlib import Path
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import FT2Font

from insight.characters import INSTEAD, UNSEEN, showable
from insight.figures.palette import palette_for

MM_PER_INCH, PT_PER_INCH = 25.4, 72
FONTS = Path(__file__).with_name("fonts")
for _file in sorted(FONTS.glob("*.ttf")):
    fontManager.addfont(_file)
FAMILY = "Source Sans 3"
"""That of the screen; it comes along, so that a sheet looks the same on every machine."""
FALLBACK = "DejaVu Sans"
"""Comes with matplotlib, for the few signs that the other has not."""
FAMILIES = [FAMILY, FALLBACK]
WEIGHTS = ("normal", "bold")
LINESPACING = 1.15
LEAST_PT = 8.0
"""Smaller type cannot be read on paper by everybody."""
PALETTE = palette_for("light")
"""Of all that is printed."""


def lettering(colour: str, pt: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """How words are written, as matplotlib's texts take it; `linespacing` is in sizes of type."""
    spacing = more.pop("linespacing", LINESPACING) / _natural_spacing()
    look = {"family": FAMILIES, "color": colour, "size": max(pt, LEAST_PT), "linespacing": spacing}
    return look | more


@cache
def _natural_spacing() -> float:
    """From line to line as the font itself has it, of which matplotlib takes multiples."""
    font = fonts_of("normal")[0]
    return font.height / font.units_per_EM


def in_type(text: str) -> str:
    """A text in the letters that the type has; others are � on paper."""
    if text.isascii() and text.isprintable():
        return text
    known = _letters()
    return "".join(each if each in known else INSTEAD for each in UNSEEN.sub("", showable(text)))


@cache
def _letters() -> frozenset[str]:
    """What the type has in each weight, and the end of a line."""
    codes = set.intersection(
        *({code for font in fonts_of(weight) for code in font.get_charmap()} for weight in WEIGHTS)
    )
    return frozenset(map(chr, codes)) | {"\n"}


@cache
def fonts_of(weight: str) -> tuple[FT2Font, ...]:
    """The fonts of a weight in which a letter is looked for, in order."""
    return tuple(
        get_font(findfont(FontProperties(family=family, weight=weight))) for family in FAMILIES
    )


def in_mm(pt: float) -> float:
    """Points in millimetres."""
    return pt / PT_PER_INCH * MM_PER_INCH
