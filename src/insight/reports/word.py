"""A paper as a Word document: headings, captions, alternative texts, real tables."""

import io
from dataclasses import replace
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from insight.characters import all_showable
from insight.figures.sheet.sheet import SIZES, Format, Size, Words
from insight.reports.packed import saved, tell_about
from insight.reports.paper import MOST_ROWS, Paper, Progress, no_progress
from insight.statement import Item, Table

PAGE_MM = (210, 297)
MARGIN_MM = 15
FONT = "Arial"
"""On every officer's machine."""
LANGUAGE = "en-GB"
TABLE_PT = 8


def word_document(paper: Paper, progress: Progress = no_progress) -> bytes:
    """The paper as DOCX."""
    paper = all_showable(paper)
    document = Document()
    set_up(document, paper)
    document.add_heading(paper.title, level=0)
    document.add_paragraph(f"{paper.author}, {paper.made.day} {paper.made:%B %Y}.")
    for number, item in enumerate(paper.items, start=1):
        _add_item(document, number, item)
        progress(number, len(paper.items))
    _add_appendix(document, paper)
    return saved(document)


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
    tell_about(document, paper)
    document.core_properties.language = LANGUAGE


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
    if item.table is not None:
        _add_table(document, f"Table {number}. {item.words.subtitle}", item.table)


def _add_table(document: Any, caption: str, table: Table) -> None:  # noqa: ANN401
    """The first rows, as a table that can be edited."""
    count = len(table.rows)
    more = f" First {MOST_ROWS} of {count:,} rows." if count > MOST_ROWS else ""
    document.add_paragraph(f"{caption}{more}", style="Caption")
    first = replace(table, rows=table.rows.head(MOST_ROWS))
    add_cells(document, first, TABLE_PT).alignment = WD_TABLE_ALIGNMENT.LEFT
    document.add_paragraph()


def add_cells(document: Any, numbers: Table, pt: float) -> Any:  # noqa: ANN401
    """A table in small type, close together, its heading on every page."""
    headings = numbers.headings
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    repeated(table.rows[0])
    for texts in (headings, *numbers.texts):
        is_first = texts is headings
        row = table.rows[0] if is_first else table.add_row()
        for cell, text in zip(row.cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(pt), is_first
    return table


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
        document.add_heading(f"Figure {number}. {item.words.title}", level=2)
        for line in item.words.foot():
            document.add_paragraph(line)
    document.add_heading("This paper online", level=2)
    document.add_paragraph(f"View online: {paper.link}")
