"""Sheets for board papers: everything that a reader needs, inside the frame."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from html import escape
from threading import Lock

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text

from insight.characters import all_showable
from insight.figures.sheet.lettering import (
    FAMILY,
    MM_PER_INCH,
    PALETTE,
    PT_PER_INCH,
    in_mm,
    in_type,
    lettering,
)
from insight.figures.watermark import WATERMARK
from insight.glossary import spelled_out
from insight.pack.catalogue import Provenance
from insight.pack.pack import said_version

DPI = 300
KINDS = {each.value: each.label for each in Provenance}
"""What readers are told of each kind of data."""
FIXED_POINT = 2**16
"""What FreeType's 16.16 numbers are divided by."""
FILLED = 0.98
"""Of a line, what the letters may take: dots and hints make them a little wider."""
LEADING = 1.3
MARGIN_MM = 5.0
MOST_HEAD, MOST_FOOT = 0.18, 0.42
"""Of the height, what title, subtitle and foot may take: the figure needs room too."""
GAP_MM = 3.0

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
            *((full,) if (full := spelled_out((self.title, self.subtitle, self.caveat))) else ()),
            f"Source: {self.source}. {self.licence}",
            f"{KINDS.get(self.provenance, self.provenance)}. {said_version(self.pack_version)}. "
            f"Made on {self.made.day} {self.made:%B %Y}. View online: {self.link}",
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

    @property
    def wide_mm(self) -> float:
        """Width of the room."""
        return self.width * self.size.width_mm

    @property
    def high_mm(self) -> float:
        """Height of the room."""
        return self.height * self.size.height_mm


def blank(wide_mm: float, high_mm: float) -> Figure:
    """Paper with a canvas, which measures type while the sheet is laid out."""
    figure = Figure(figsize=(wide_mm / MM_PER_INCH, high_mm / MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def sheet(words: Words, size: Size) -> Sheet:
    """A sheet with title, subtitle and foot."""
    of = SIZES[size]
    figure = blank(of.width_mm, of.height_mm)
    side, edge = MARGIN_MM / of.width_mm, MARGIN_MM / of.height_mm
    top = 1 - edge
    for text, pt, weight, colour in (
        (words.title, of.title_pt, "bold", PALETTE.text),
        (words.subtitle, of.text_pt, "normal", PALETTE.text_muted),
    ):
        lines = _fitting(broken(text, of, pt, weight=weight), pt, of, MOST_HEAD)
        look = lettering(colour, pt, weight=weight, va="top", linespacing=LEADING)
        figure.text(side, top, "\n".join(lines), **look)
        top -= _height(len(lines), pt, of) + 1 / of.height_mm
    foot = [line for text in words.foot() for line in broken(text, of, of.foot_pt)]
    foot = _fitting(foot, of.foot_pt, of, MOST_FOOT)
    look = lettering(PALETTE.text_muted, of.foot_pt, va="bottom", linespacing=LEADING)
    figure.text(side, edge, "\n".join(foot), **look)
    gap = GAP_MM / of.height_mm
    bottom = edge + _height(len(foot), of.foot_pt, of)
    if words.is_illustrative:
        look = lettering(PALETTE.text, 3 * of.title_pt, weight="bold", ha="center", va="center")
        figure.text(0.5, 0.5, WATERMARK, alpha=0.25, rotation=24, zorder=10, **look)
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
    shown = in_type(letter) or " "
    return font.load_char(ord(shown)).linearHoriAdvance / FIXED_POINT


def rendered(made: Sheet, kind: Format, words: Words) -> bytes:
    """The finished sheet as a file, the same bytes every time, its type embedded."""
    words = all_showable(words)
    for text in made.figure.findobj(Text):
        text.set_parse_math(False)  # a pair of dollars would be read as a formula
        text.set_text(in_type(text.get_text()))
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


def _fitting(lines: list[str], pt: float, size: Measures, share: float) -> list[str]:
    """The first lines that fit in a share of the height, the last with dots if more follow."""
    most = int(share / _height(1, pt, size))
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]


def _height(lines: int, pt: float, size: Measures) -> float:
    return lines * LEADING * in_mm(pt) / size.height_mm
