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
    """What a size is made of.

    Attributes
    ----------
    words
        What it is called.
    width_mm, height_mm
        Of the sheet.
    title_pt, text_pt, foot_pt
        Sizes of type.
    """

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
    """What stands on a sheet, whatever it shows.

    Attributes
    ----------
    title
        What is found.
    subtitle
        Measure, place, number of areas, period.
    caveat
        What to be careful of; empty if nothing.
    source, licence
        As their publishers ask.
    provenance, pack_version
        How much it may be leant on, and of which data.
    made
        Day on which it was made.
    link
        Where the same view is.
    alt
        The sheet in words.
    """

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
    """A sheet with its words, and the room that is left for the figure.

    Attributes
    ----------
    figure
        Of matplotlib.
    size
        Its measures.
    left, bottom, width, height
        The room, as shares of the sheet.
    """

    figure: Figure
    size: Measures
    left: float
    bottom: float
    width: float
    height: float

    def axes(self, *, x: float = 0, y: float = 0, width: float = 1, height: float = 1) -> Axes:
        """Axes in a part of the room, given as shares of it."""
        return self.figure.add_axes(
            (
                self.left + x * self.width,
                self.bottom + y * self.height,
                width * self.width,
                height * self.height,
            )
        )


def sheet(words: Words, size: Size) -> Sheet:
    """A sheet with title, subtitle and foot."""
    measures = SIZES[size]
    palette = palette_for("light")
    figure = Figure(
        figsize=(measures.width_mm / MM_PER_INCH, measures.height_mm / MM_PER_INCH),
        facecolor="white",
    )
    FigureCanvasAgg(figure)  # measures type while the sheet is laid out
    top = 1 - MARGIN_MM / measures.height_mm
    for text, pt, weight, colour in (
        (words.title, measures.title_pt, "bold", palette.text),
        (words.subtitle, measures.text_pt, "normal", palette.text_muted),
    ):
        lines = broken(text, measures, pt, weight=weight)
        figure.text(
            MARGIN_MM / measures.width_mm, top, "\n".join(lines), size=pt,
            weight=weight, color=colour, family=FAMILY, va="top", linespacing=LEADING,
        )  # fmt: skip
        top -= _height(len(lines), pt, measures) + 1 / measures.height_mm
    foot = [line for text in words.foot() for line in broken(text, measures, measures.foot_pt)]
    bottom = MARGIN_MM / measures.height_mm
    figure.text(
        MARGIN_MM / measures.width_mm, bottom, "\n".join(foot), size=measures.foot_pt,
        color=palette.text_muted, family=FAMILY, va="bottom", linespacing=LEADING,
    )  # fmt: skip
    bottom += _height(len(foot), measures.foot_pt, measures)
    gap = GAP_MM / measures.height_mm
    side = MARGIN_MM / measures.width_mm
    if words.is_illustrative:
        figure.text(
            0.5, 0.5, WATERMARK, size=3 * measures.title_pt, color=palette.text,
            alpha=0.25, rotation=24, ha="center", va="center", weight="bold",
            family=FAMILY, zorder=10,
        )  # fmt: skip
    return Sheet(figure, measures, side, bottom + gap, 1 - 2 * side, top - bottom - 2 * gap)


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
    """The sheet as a file, the same bytes every time.

    Parameters
    ----------
    made
        The sheet, finished.
    kind
        PNG at 300 dots an inch, SVG, or PDF with its type embedded.
    words
        Whose title and alternative text go into the file.
    """
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
        return {"Title": words.title, "Description": words.alt, "Software": None,
                "Comment": "\n".join((words.subtitle, *words.foot()))}  # fmt: skip
    if kind is Format.SVG:
        return {"Title": words.title, "Description": words.alt, "Date": None,
                "Creator": "Insight"}  # fmt: skip
    return {"Title": words.title, "Subject": words.alt, "CreationDate": None,
            "Creator": "Insight", "Producer": None}  # fmt: skip


def _with_description(content: bytes, words: Words) -> bytes:
    """Title and description where a screen reader looks for them in an SVG."""
    text = content.decode()
    at = text.index(">", text.index("<svg")) + 1
    said = f"\n <title>{escape(words.title)}</title>\n <desc>{escape(words.alt)}</desc>"
    return (text[:at].replace("<svg ", '<svg role="img" ', 1) + said + text[at:]).encode()


def _height(lines: int, pt: float, size: Measures) -> float:
    return lines * LEADING * pt / PT_PER_INCH * MM_PER_INCH / size.height_mm
