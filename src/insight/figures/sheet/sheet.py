"""Sheets for board papers: everything that a reader needs, inside the frame."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache, partial
from html import escape
from ipaddress import ip_address
from threading import Lock
from urllib.parse import urlsplit

import matplotlib as mpl
import numpy as np
import segno
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from insight.characters import all_showable
from insight.figures.sheet.lettering import (
    MM_PER_INCH,
    PALETTE,
    PT_PER_INCH,
    fonts_of,
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
LEADING = 1.2
MARGIN_MM = 5.0
MOST_FOOT = 0.36
FOOT_LINES = 2
"""On half a page and on a slide; a full page has the room for all of it."""
LONGEST_ADDRESS = 60
QR_MM = 20.0
SENTENCE_END = re.compile(r"(?<=[.?!]) +")
"""Of the height of a full page, what its foot may take: the figure needs room too."""
TITLE_LINES, SUBTITLE_LINES = 3, 2
"""At the most, but on a full page."""
GAP_MM = 3.0
PRIVATE_ENDS = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
"""Of names that no one else can look up."""

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
    bare_mm: float
    title_pt: float
    text_pt: float
    foot_pt: float


SIZES: Mapping[Size, Measures] = {
    Size.HALF: Measures("A4 half", 180, 130, 96, 14, 9, 8),
    Size.FULL: Measures("A4 full", 180, 260, 190, 16, 10, 8),
    Size.WIDE: Measures("16:9", 338, 190, 136, 20, 13, 10),
}
"""`bare_mm` is the height of the figure alone."""


@dataclass(frozen=True)
class Words:
    """What stands on a sheet, whatever it shows."""

    title: str
    subtitle: str
    caveats: tuple[str, ...]
    sources: tuple[str, ...]
    licences: tuple[str, ...]
    provenance: str
    pack_version: str
    made: date
    link: str
    alt: str
    maker: str = ""
    brief_sources: tuple[str, ...] = ()
    brief_licences: tuple[str, ...] = ()
    is_bare: bool = False

    def bare(self) -> "Words":
        """The same for a sheet that is the figure alone: its document has the words."""
        return replace(self, is_bare=True)

    @property
    def caveat(self) -> str:
        """All that one has to be careful of."""
        return " ".join(self.caveats)

    @property
    def source(self) -> str:
        """Where all of it comes from."""
        return "; ".join(self.sources)

    @property
    def licence(self) -> str:
        """What every licence asks to be said."""
        return " ".join(self.licences)

    @property
    def kind(self) -> str:
        """What kind of data it is, as readers are told."""
        return KINDS.get(self.provenance, self.provenance)

    @property
    def online(self) -> str:
        """Where it is shown, if others can open that."""
        return public_address(self.link)

    @property
    def is_illustrative(self) -> bool:
        """Whether the sheet is marked as made up."""
        return self.provenance == "illustrative"

    @property
    def spelled_out(self) -> str:
        """Its abbreviations in full."""
        return spelled_out((self.title, self.subtitle, self.caveat))

    @property
    def made_words(self) -> str:
        """Who made it and when."""
        day = f"{self.made.day} {self.made:%B %Y}"
        return f"{self.maker}, {day}." if self.maker else f"Made on {day}."

    @property
    def credit(self) -> str:
        """Sources and licences in few words."""
        licences = ", ".join(self.brief_licences or self.licences)
        return f"Source: {'; '.join(self.brief_sources or self.sources)}. {licences}."

    def brief_foot(self) -> tuple[str, ...]:
        """The same as `foot` with sources and licences in few words, for a page that is full."""
        *caveats, _, about = self.foot()
        return *caveats, f"{self.credit} {about}"

    def foot(self) -> tuple[str, ...]:
        """All that is said beside the figure, in full, for a document."""
        return (
            *((self.caveat,) if self.caveat else ()),
            *((self.spelled_out,) if self.spelled_out else ()),
            f"Source: {self.source}. {self.licence}",
            f"{self.kind}. {said_version(self.pack_version)}. {self.made_words}"
            + (f" View online: {self.online}" if self.online else ""),
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


def public_address(address: str) -> str:
    """An address that others can open; empty for one that this machine or network alone knows.

    Examples
    --------
    >>> public_address("https://insight.example/map"), public_address("http://127.0.0.1:8501/map")
    ('https://insight.example/map', '')
    """
    try:
        found = urlsplit(address)
        host = found.hostname or ""
    except ValueError:
        return ""
    if found.scheme not in {"http", "https"} or host.endswith(PRIVATE_ENDS):
        return ""
    try:
        is_public = ip_address(host).is_global
    except ValueError:
        is_public = "." in host
    return address if is_public else ""


def blank(wide_mm: float, high_mm: float) -> Figure:
    """Paper with a canvas, which measures type while the sheet is laid out."""
    figure = Figure(figsize=(wide_mm / MM_PER_INCH, high_mm / MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def sheet(words: Words, size: Size) -> Sheet:
    """A sheet with title, subtitle, note and foot; of bare words with the figure's room alone."""
    of = SIZES[size]
    if words.is_bare:
        of = replace(of, height_mm=of.bare_mm)
        made = Sheet(blank(of.width_mm, of.height_mm), of, 0, 0, 1, 1)
    else:
        made = _with_words(words, size, of)
    if words.is_illustrative:
        look = lettering(PALETTE.text, 3 * of.title_pt, weight="bold", ha="center", va="center")
        made.figure.text(0.5, 0.5, WATERMARK, alpha=0.16, rotation=24, zorder=10, **look)
    return made


def _with_words(words: Words, size: Size, of: Measures) -> Sheet:
    figure = blank(of.width_mm, of.height_mm)
    side, edge = MARGIN_MM / of.width_mm, MARGIN_MM / of.height_mm
    top = 1 - edge
    most = TITLE_LINES if size is Size.FULL else SUBTITLE_LINES
    for text, pt, weight, colour, limit in (
        (words.title, of.title_pt, "bold", PALETTE.text, TITLE_LINES),
        (words.subtitle, of.text_pt, "normal", PALETTE.text_muted, most),
    ):
        lines = _head_lines(partial(broken, size=of, pt=pt, weight=weight), text, limit)
        look = lettering(colour, pt, weight=weight, va="top", linespacing=LEADING)
        figure.text(side, top, "\n".join(lines), **look)
        top -= _height(len(lines), pt, of) + 1 / of.height_mm
    bottom = edge
    share = 1.0
    if size is Size.FULL and words.online:
        share -= (QR_MM + GAP_MM) / (of.width_mm - 2 * MARGIN_MM)
        _draw_code(figure, words.online, of)
    blocks = (_foot_lines(words, size, of, share), _note_lines(words, size, of, share))
    for lines, colour in zip(blocks, (PALETTE.text_muted, PALETTE.text), strict=True):
        if not lines:
            continue
        look = lettering(colour, of.foot_pt, va="bottom", linespacing=LEADING)
        figure.text(side, bottom, "\n".join(lines), **look)
        bottom += _height(len(lines), of.foot_pt, of)
    if share < 1:
        bottom = max(bottom, edge + QR_MM / of.height_mm)
    gap = GAP_MM / of.height_mm
    return Sheet(figure, of, side, bottom + gap, 1 - 2 * side, top - bottom - 1.5 * gap)


def _head_lines(in_lines: Callable[[str], list[str]], text: str, most: int) -> list[str]:
    """As many sentences of a title or subtitle as fit in some lines, or a part of the first.

    The sentences that do not fit are left to what the file says of itself.
    """
    sentences = SENTENCE_END.split(text)
    for count in range(len(sentences), 0, -1):
        lines = in_lines(" ".join(sentences[:count]))
        if len(lines) <= most:
            return lines
    return _cut(lines, most)


def _note_lines(words: Words, size: Size, of: Measures, share: float) -> list[str]:
    """What to be careful of: all of it on a full page, else the first sentences that fit a line."""
    if size is Size.FULL:
        said = " ".join(filter(None, (words.caveat, words.spelled_out)))
        return _fitting(broken(said, of, of.foot_pt, share=share), of.foot_pt, of, MOST_FOOT / 2)
    found: list[str] = []
    sentences = SENTENCE_END.split(" ".join((words.caveat, words.spelled_out)).strip())
    for each in sentences:
        lines = broken(" ".join((*found, each)), of, of.foot_pt)
        if len(lines) == 1:
            found.append(each)
    return [" ".join(found)] if found else _cut(broken(sentences[0], of, of.foot_pt), 1)


def _foot_lines(words: Words, size: Size, of: Measures, share: float) -> list[str]:
    """Sources, licences and what the sheet is: whole on a full page, else in two lines."""
    made = f"{words.kind}. {said_version(words.pack_version)}. {words.made_words}"
    online = f"View online: {words.online}" if words.online else ""
    if size is Size.FULL:
        text = f"Source: {words.source}. {words.licence} {made} {online}".strip()
        return _fitting(broken(text, of, of.foot_pt, share=share), of.foot_pt, of, MOST_FOOT / 2)
    short = online
    if words.online and len(words.online) > LONGEST_ADDRESS:
        found = urlsplit(words.online)
        short = f"View online: {found.netloc}{found.path}"
    sources = words.brief_sources or words.sources
    lines: list[str] = []
    whole = len(sources)
    for count in range(whole, 0, -1):
        # The last are the boundaries, whose owners ask to be named wherever they are drawn.
        shown = sources if count == whole else (*sources[: count - 1], sources[-1])
        if count < whole:
            shown = (*shown, f"{whole - count} more")
        credit = f"{replace(words, brief_sources=shown).credit} {made}"
        for text in (f"{credit} {short}", credit):
            lines = broken(text, of, of.foot_pt)
            if len(lines) <= FOOT_LINES:
                return lines
    return _cut(lines, FOOT_LINES)


def _draw_code(figure: Figure, address: str, of: Measures) -> None:
    """The address as a QR code at the bottom right, for those who have the paper in hand."""
    dots = np.array([list(row) for row in segno.make(address, error="m").matrix], dtype=bool)
    side = 1 - (MARGIN_MM + QR_MM) / of.width_mm
    room = (side, MARGIN_MM / of.height_mm, QR_MM / of.width_mm, QR_MM / of.height_mm)
    axes = figure.add_axes(room)
    axes.set_axis_off()
    axes.imshow(~dots, cmap="gray", interpolation="nearest")


def broken(
    text: str, size: Measures, pt: float, *, share: float = 1, weight: str = "normal"
) -> list[str]:
    """A text in lines that fit across a share of the sheet."""
    room_pt = (size.width_mm - 2 * MARGIN_MM) * share / MM_PER_INCH * PT_PER_INCH
    room = FILLED * room_pt / pt
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and type_width(longer, weight) > room:
            lines.append("")
            longer = word
        *full, lines[-1] = _pieces(longer, room, weight)
        lines[-1:-1] = full
    return [line for line in lines if line]


def _pieces(text: str, room: float, weight: str) -> list[str]:
    """A text cut where it is full: an address has no spaces."""
    pieces = [""]
    for letter in text:
        if pieces[-1] and type_width(pieces[-1] + letter, weight) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def type_width(text: str, weight: str) -> float:
    """Of a line, in sizes of its type."""
    return sum(_letter_width(letter, weight) for letter in text)


@lru_cache(maxsize=4096)
def _letter_width(letter: str, weight: str) -> float:
    """Of one letter, in sizes of its type, from the font itself."""
    code = ord(in_type(letter) or " ")
    font = next(each for each in fonts_of(weight) if code in each.get_charmap())
    font.set_size(1, PT_PER_INCH)
    return font.load_char(code).linearHoriAdvance / FIXED_POINT


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
    return _cut(lines, int(share / _height(1, pt, size)))


def _cut(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]


def _height(lines: int, pt: float, size: Measures) -> float:
    return lines * LEADING * in_mm(pt) / size.height_mm
