"""How papers look: share of a sheet that is map, smallest type, pages and columns of Word.

The paper of twelve figures has maps of several levels and kinds, trends and a comparison.
It is rendered through LibreOffice.
"""

import io
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from shutil import which
from unittest.mock import patch

import docx
import pypdf
from docx.shared import Length
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PathCollection

from benchmarks.rows import Row, Skipped
from insight.analysis.measurement import Choice, periods
from insight.analysis.papers.map import map_item
from insight.figures.sheet import maps
from insight.figures.sheet.sheet import Format, Sheet, Size
from insight.geography.levels import Places, places
from insight.pack.catalogue import INDICATORS, Level, Scale
from insight.pack.pack import Pack, open_pack
from insight.pages.overview.findings import trend_of
from insight.reports.paper import Paper
from insight.reports.word import word_document
from insight.statement import Item, PaperLink

LINK = PaperLink("https://insight.example/map?indicator=imd", date(2026, 11, 23), "A partnership")
LIMIT = "as it must be"
PAGES, COLUMN_MM, TYPE_PT, MAP_PCT = 14, 18.0, 8.0, 40.0
OFFICE_SECONDS = 180
MAPS = (
    ("imd", Level.LSOA, "position", Scale.ENGLAND, ()),
    ("imd", Level.LSOA, "position", Scale.ENGLAND, ("E06000017",)),
    ("crime", Level.LSOA, "position", Scale.ENGLAND, ()),
    ("income", Level.LSOA, "position", Scale.ENGLAND, ()),
    ("health", Level.LSOA, "position", Scale.ENGLAND, ()),
    ("inactive", Level.LOCALITY, "share", Scale.ENGLAND, ()),
    ("people", Level.LSOA, "number", Scale.AREA, ()),
    ("estinactive", Level.MSOA, "share", Scale.AREA, ()),
)
TRENDS = ((), ("E06000016",), ("E06000017",), ("E07000130",))


def measure() -> list[Row]:
    pack = open_pack()
    known = places(pack)
    items = twelve(pack, known)
    rows = []
    for size in (Size.HALF, Size.WIDE):
        share = 100 * map_share(items[0], size)
        rows.append(Row(f"looks.map_{size.value}_pct", share, "%", LIMIT, MAP_PCT))
    smallest = min(
        smallest_type(item.draw(size, Format.PDF)) for item in items[::3] for size in Size
    )
    rows.append(Row("looks.sheet_type_pt", smallest, "pt", LIMIT, TYPE_PT))
    document = word_document(paper_of(items))
    narrowest = min(column_widths(document))
    rows.append(Row("looks.word_column_mm", narrowest, "mm", LIMIT, COLUMN_MM))
    if which("soffice") is None:
        raise Skipped("LibreOffice is not installed, so the pages of a paper cannot be counted.")
    pages = len(pypdf.PdfReader(io.BytesIO(as_pdf(document, "docx"))).pages)
    rows.append(Row("looks.word_pages", pages, "pages", LIMIT, PAGES))
    return rows


def twelve(pack: Pack, known: Places) -> list[Item]:
    """The figures of the paper."""
    return [
        *(map_item(pack, known, _choice(pack, each), LINK) for each in MAPS),
        *(trend_of(pack, known, codes).item(LINK) for codes in TRENDS),
    ]


def _choice(pack: Pack, wanted: tuple[str, Level, str, Scale, tuple[str, ...]]) -> Choice:
    key, level, show, scale, districts = wanted
    one = INDICATORS[key]
    statistic = next(each for each in one.statistics[level] if each.key == show)
    return Choice(one, level, statistic, scale, periods(pack, one)[0], districts)


def paper_of(items: list[Item]) -> Paper:
    return Paper("Twelve figures", LINK.maker, LINK.made, LINK.address, items)


def as_pdf(document: bytes, kind: str) -> bytes:
    """A document as LibreOffice prints it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"paper.{kind}"
        file.write_bytes(document)
        own = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", "--headless", own, "--convert-to", "pdf", "--outdir", folder]
        subprocess.run(
            [*command, str(file)], check=True, capture_output=True, timeout=OFFICE_SECONDS
        )
        return file.with_suffix(".pdf").read_bytes()


def column_widths(document: bytes) -> list[float]:
    """Of every column of every table of a Word document, in millimetres."""
    tables = docx.Document(io.BytesIO(document)).tables
    return [Length(cell.width).mm for table in tables for row in table.rows for cell in row.cells]


def smallest_type(content: bytes) -> float:
    """Points of the smallest type that is drawn in a PDF."""
    sizes: list[float] = []

    def seen(text: str, page: list[float], line: list[float], _font: object, pt: float) -> None:
        if text.strip():
            sizes.append(pt * abs(line[3] or line[1]) * abs(page[3] or page[1]))

    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=seen)
    return round(min(sizes), 2)


def map_share(item: Item, size: Size) -> float:
    """Of a sheet, what the frames of its maps take."""
    found: list[Sheet] = []
    with patch.object(maps, "rendered", lambda made, *_: found.append(made) or b""):
        item.draw(size, Format.PNG)
    boxes = [each.get_position() for each in found[0].figure.axes if _is_map(each)]
    return float(sum(box.width * box.height for box in boxes))


def _is_map(axes: Axes) -> bool:
    return any(isinstance(each, PathCollection | EllipseCollection) for each in axes.collections)
