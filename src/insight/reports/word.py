"""A paper as a Word document: headings, captions, alternative texts, real tables."""

import io
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from insight.figures.sheet.sheet import SIZES, Format, Size, Words
from insight.reports.packed import packed
from insight.reports.paper import MOST_ROWS, Paper, Progress, no_progress
from insight.statement import Item

PAGE_MM = (210, 297)
MARGIN_MM = 15
FONT = "Arial"
"""On every officer's machine."""
LANGUAGE = "en-GB"
TABLE_PT = 8


def word_document(paper: Paper, progress: Progress = no_progress) -> bytes:
    """The paper as DOCX."""
    document = Document()
    set_up(document, paper)
    document.add_heading(paper.title, level=0)
    document.add_paragraph(f"{paper.author}. Made on {paper.made.day} {paper.made:%B %Y}.")
    for number, item in enumerate(paper.items, start=1):
        _add_item(document, number, item)
        progress(number, len(paper.items))
    _add_appendix(document, paper)
    file = io.BytesIO()
    document.save(file)
    return packed(file.getvalue())


def set_up(document: Any, paper: Paper) -> None:  # noqa: ANN401 - docx has no types
    """A4, one typeface, British English, and properties without the time of day."""
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(mm) for mm in PAGE_MM)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(MARGIN_MM))
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Caption"):
        style = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    document.styles["Normal"].font.size = Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    properties = document.core_properties
    moment = datetime.combine(paper.made, time())
    properties.title, properties.author = paper.title, paper.author
    properties.created = properties.modified = moment
    properties.last_modified_by, properties.language = paper.author, LANGUAGE


def _add_item(document: Any, number: int, item: Item) -> None:  # noqa: ANN401
    words = item.words
    document.add_heading(words.title, level=1)
    size = SIZES[Size.HALF]
    picture = document.add_picture(
        io.BytesIO(item.draw(Size.HALF, Format.PNG)), width=Mm(size.width_mm)
    )
    described(picture, words)
    # The figure stays with its caption.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(f"Figure {number}. {words.subtitle}", style="Caption")
    headings, rows = item.texts
    if headings:
        _add_table(document, f"Table {number}. {item.words.subtitle}", headings, rows)


def _add_table(
    document: Any,  # noqa: ANN401
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    """The first rows, as a table that can be edited, its heading on every page."""
    shown = rows[:MOST_ROWS]
    left = len(rows) - len(shown)
    more = f" The first {len(shown)} of {len(rows):,} rows." if left else ""
    document.add_paragraph(f"{caption}{more}", style="Caption")
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        _write(cell, text, is_bold=True)
    repeated(table.rows[0])
    for row in shown:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _write(cell, text)
    document.add_paragraph()


def _write(cell: Any, text: str, *, is_bold: bool = False) -> None:  # noqa: ANN401
    """Small type, close together, so that a table stays on its page."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(TABLE_PT), is_bold


def described(picture: Any, words: Words) -> None:  # noqa: ANN401
    """Give a picture its title and alternative text."""
    properties = picture._inline.docPr
    properties.set("descr", words.alt)
    properties.set("title", words.title)


def repeated(row: Any) -> None:  # noqa: ANN401
    """Make a row the heading of its table on every page."""
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(heading)


def _add_appendix(document: Any, paper: Paper) -> None:  # noqa: ANN401
    """What to be careful of, and where each figure comes from."""
    document.add_heading("Caveats and sources", level=1)
    for number, item in enumerate(paper.items, start=1):
        document.add_heading(f"Figure {number}: {item.words.title}", level=2)
        for line in item.words.foot():
            document.add_paragraph(line)
    document.add_heading("This paper", level=2)
    document.add_paragraph(f"The same figures again: {paper.link}")
