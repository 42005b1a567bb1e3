"""Sheets for board papers: everything that a reader needs, inside the frame."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from html import escape
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text

from insight.figures.palette import palette_for
from insight.figures.watermark import WATERMARK

MM_PER_INCH = 25.4
PT_PER_INCH = 72
DPI = 300
FIXED_POINT = 2**16
"""What FreeType's 16.16 numbers are divided by."""
FILLED = 0.98
"""Of a line, what the letters may take: dots and hints make them a little wider."""
LEADING = 1.3
MARGIN_MM = 5.0
GAP_MM = 3.0
FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so that a sheet looks the same on every machine."""
PALETTE = palette_for("light")
"""Of all that is printed."""


def typed(pt: float, colour: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - matplotlib's
    """How words look."""
    return {"family": FAMILY, "size": pt, "color": colour, **more}


Type = dict[str, Any]
"""Size, family, weight and colour of type, as matplotlib takes them."""

_drawing = Lock()  # matplotlib keeps its fonts for the whole process


class Size(StrEnum):
    """Sizes of a sheet."""

    HALF = "half"
    FULL = "full"
    WIDE = "wide"


class Format(StrEnum):
    """Kinds of file."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"


@dataclass(frozen=True)
class Measures:
    """What a size is called and made of."""

    words: str
    width_mm: float
    height_mm: float
    title_pt: float
    text_pt: float
    foot_pt: float


SIZES: Mapping[Size, Measures] = {
    Size.HALF: Measures("A4 half", 180, 130, 10.5, 7.5, 6),
    Size.FULL: Measures("A4 full", 180, 260, 12, 8.5, 6.5),
    Size.WIDE: Measures("16:9", 338, 190, 17, 11, 8),
}


@dataclass(frozen=True)
class Words:
    """What stands on a sheet, whatever it shows."""

    title: str
    subtitle: str
    caveat: str
    source: str
    licence: str
    provenance: str
    pack_version: str
    made: date
    link: str
    alt: str

    @property
    def is_illustrative(self) -> bool:
        """Whether the sheet is marked as made up."""
        return self.provenance == "illustrative"

    def foot(self) -> tuple[str, ...]:
        """The lines under the figure, before they are broken."""
        return (
            *((self.caveat,) if self.caveat else ()),
            f"Source: {self.source}. {self.licence}",
            f"Class: {self.provenance}. Data pack {self.pack_version}. Made on "
            f"{self.made.day} {self.made:%B %Y}. {self.link}",
        )


@dataclass(frozen=True)
class Sheet:
    """A sheet with its words, and the room left for the figure, in shares of the sheet."""

    figure: Figure
    size: Measures
    left: float
    bottom: float
    width: float
    height: float

    def axes(self, *, x: float = 0, y: float = 0, width: float = 1, height: float = 1) -> Axes:
        """Axes in a part of the room, given as shares of it."""
        left, bottom = self.left + x * self.width, self.bottom + y * self.height
        return self.figure.add_axes((left, bottom, width * self.width, height * self.height))

    def type(self, colour: str, *, is_small: bool = False, weight: str = "normal") -> Type:
        """How words look in the size of the text, or of the foot."""
        pt = self.size.foot_pt if is_small else self.size.text_pt
        return {"size": pt, "family": FAMILY, "weight": weight, "color": colour}


def sheet(words: Words, size: Size) -> Sheet:
    """A sheet with title, subtitle and foot."""
    of = SIZES[size]
    palette = palette_for("light")
    figure = Figure(
        figsize=(of.width_mm / MM_PER_INCH, of.height_mm / MM_PER_INCH), facecolor="white"
    )
    FigureCanvasAgg(figure)  # measures type while the sheet is laid out
    side, edge = MARGIN_MM / of.width_mm, MARGIN_MM / of.height_mm
    look: Type = {"family": FAMILY, "linespacing": LEADING}
    top = 1 - edge
    for text, pt, weight, colour in (
        (words.title, of.title_pt, "bold", palette.text),
        (words.subtitle, of.text_pt, "normal", palette.text_muted),
    ):
        lines = broken(text, of, pt, weight=weight)
        type_: Type = {"size": pt, "weight": weight, "color": colour, "va": "top"}
        figure.text(side, top, "\n".join(lines), **type_, **look)
        top -= _height(len(lines), pt, of) + 1 / of.height_mm
    foot = [line for text in words.foot() for line in broken(text, of, of.foot_pt)]
    type_ = {"size": of.foot_pt, "color": palette.text_muted, "va": "bottom"}
    figure.text(side, edge, "\n".join(foot), **type_, **look)
    gap = GAP_MM / of.height_mm
    bottom = edge + _height(len(foot), of.foot_pt, of)
    if words.is_illustrative:
        middle: Type = {"ha": "center", "va": "center", "alpha": 0.25, "rotation": 24, "zorder": 10}
        type_ = {"size": 3 * of.title_pt, "color": palette.text, "weight": "bold"}
        figure.text(0.5, 0.5, WATERMARK, family=FAMILY, **type_, **middle)
    return Sheet(figure, of, side, bottom + gap, 1 - 2 * side, top - bottom - 2 * gap)


def broken(
    text: str, size: Measures, pt: float, *, share: float = 1, weight: str = "normal"
) -> list[str]:
    """A text in lines that fit across a share of the sheet."""
    room_pt = (size.width_mm - 2 * MARGIN_MM) * share / MM_PER_INCH * PT_PER_INCH
    room = FILLED * room_pt / pt
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and _width(longer, weight) > room:
            lines.append("")
            longer = word
        *full, lines[-1] = _pieces(longer, room, weight)
        lines[-1:-1] = full
    return [line for line in lines if line]


def _pieces(text: str, room: float, weight: str) -> list[str]:
    """A text cut where it is full: an address has no spaces."""
    pieces = [""]
    for letter in text:
        if pieces[-1] and _width(pieces[-1] + letter, weight) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _width(text: str, weight: str) -> float:
    """Of a line, in sizes of its type."""
    return sum(_letter_width(letter, weight) for letter in text)


@lru_cache(maxsize=4096)
def _letter_width(letter: str, weight: str) -> float:
    """Of one letter, in sizes of its type, from the font itself."""
    font = get_font(findfont(FontProperties(family=FAMILY, weight=weight)))
    font.set_size(1, PT_PER_INCH)
    return font.load_char(ord(letter)).linearHoriAdvance / FIXED_POINT


def rendered(made: Sheet, kind: Format, words: Words) -> bytes:
    """The finished sheet as a file, the same bytes every time, its type embedded."""
    for text in made.figure.findobj(Text):
        text.set_parse_math(False)  # a pair of dollars would be read as a formula
    file = io.BytesIO()
    with (
        _drawing,
        mpl.rc_context({"pdf.fonttype": 42, "svg.hashsalt": "insight", "svg.fonttype": "path"}),
    ):
        made.figure.savefig(file, format=kind.value, dpi=DPI, metadata=_metadata(kind, words))
    content = file.getvalue()
    return _with_description(content, words) if kind is Format.SVG else content


def _metadata(kind: Format, words: Words) -> dict[str, str | None]:
    """Title and alternative text, and nothing that differs from day to day."""
    if kind is Format.PNG:
        said = "\n".join((words.subtitle, *words.foot()))
        return {"Title": words.title, "Description": words.alt, "Software": None, "Comment": said}
    own: dict[str, str | None] = {"Title": words.title, "Creator": "Insight"}
    if kind is Format.SVG:
        return own | {"Description": words.alt, "Date": None}
    return own | {"Subject": words.alt, "CreationDate": None, "Producer": None}


def _with_description(content: bytes, words: Words) -> bytes:
    """Title and description where a screen reader looks for them in an SVG."""
    text = content.decode()
    at = text.index(">", text.index("<svg")) + 1
    said = f"\n <title>{escape(words.title)}</title>\n <desc>{escape(words.alt)}</desc>"
    return (text[:at].replace("<svg ", '<svg role="img" ', 1) + said + text[at:]).encode()


def _height(lines: int, pt: float, size: Measures) -> float:
    return lines * LEADING * pt / PT_PER_INCH * MM_PER_INCH / size.height_mm
