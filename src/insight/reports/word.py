"""A paper as a Word document: findings first, captions, alternative texts, real tables."""

import io
from dataclasses import replace
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from insight.characters import all_showable
from insight.figures.sheet.lettering import PALETTE
from insight.figures.sheet.sheet import Format, Size, Words, public_address
from insight.reports.cells import FittedTable, fitted, what_is_cut
from insight.reports.packed import saved, tell_about
from insight.reports.paper import EXAMPLE, FONT, MOST_ROWS, Paper, Progress, no_progress
from insight.reports.register import Registers
from insight.statement import Item, Table

PAGE_MM = (210, 297)
MARGIN_MM = 18
ROOM_MM = PAGE_MM[0] - 2 * MARGIN_MM
"""On every officer's machine."""
LANGUAGE = "en-GB"
TEXT_PT, SMALL_PT = 11, 9
HEADINGS = {"Title": 24, "Heading 1": 15, "Heading 2": 12}
"""Styles in navy, and their points."""
INK = RGBColor.from_string(PALETTE.primary.lstrip("#"))
FRONT = "Findings"
BACK = "Caveats and sources"
HANG_MM = 10


def word_document(paper: Paper, progress: Progress = no_progress) -> bytes:
    """The paper as DOCX."""
    paper = all_showable(paper)
    document = Document()
    set_up(document, paper)
    _add_front(document, paper)
    registers = Registers()
    for number, item in enumerate(paper.items, start=1):
        _add_item(document, number, item, registers)
        progress(number, len(paper.items))
    _add_back(document, paper, registers)
    return saved(document)


def set_up(document: Any, paper: Paper) -> None:  # noqa: ANN401 - docx has no types
    """A4, one typeface, British English, page numbers, and properties without the time of day."""
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(mm) for mm in PAGE_MM)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(MARGIN_MM))
    for name in ("Normal", "Caption", "List Bullet", *HEADINGS):
        style = document.styles[name]
        style.font.name = FONT
        # A theme's font would go before the style's own.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[key]
        fonts.set(qn("w:eastAsia"), FONT)
    for name, pt in HEADINGS.items():
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(pt), True, INK
    caption = document.styles["Caption"]
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(SMALL_PT), False, INK
    caption.paragraph_format.space_after = Pt(4)
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(TEXT_PT), Pt(6)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(14)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)
    _number_pages(section)
    if paper.has_example:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head.add_run(EXAMPLE).bold = True
    tell_about(document, paper)
    document.core_properties.language = LANGUAGE


def _number_pages(section: Any) -> None:  # noqa: ANN401
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = foot.add_run("Page ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    foot._p.append(number)
    run.font.size = Pt(SMALL_PT)


def _add_front(document: Any, paper: Paper) -> None:  # noqa: ANN401
    """Title, who made it, and every finding in order."""
    document.add_heading(paper.title, level=0)
    document.add_paragraph(f"{paper.author}, {paper.made.day} {paper.made:%B %Y}.")
    if paper.items:
        document.add_heading(FRONT, level=1)
    for number, item in enumerate(paper.items, start=1):
        finding = item.words.title.rstrip(".")
        document.add_paragraph(f"{finding} (figure {number}).", style="List Bullet")


def _add_item(document: Any, number: int, item: Item, registers: Registers) -> None:  # noqa: ANN401
    words = item.words
    document.add_heading(words.title, level=1)
    picture = document.add_picture(
        io.BytesIO(item.figure(Size.HALF, Format.PNG)), width=Mm(ROOM_MM)
    )
    described(picture, words)
    # The figure stays with its caption.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    said = f"Figure {number}. {words.subtitle} {registers.marks(words)}"
    document.add_paragraph(said, style="Caption")
    if item.table is not None and item.table.columns:
        _add_table(document, number, item.table)


def _add_table(document: Any, number: int, table: Table) -> None:  # noqa: ANN401
    """The first rows and columns, as a table that can be edited."""
    grid = fitted(replace(table, rows=table.rows.head(MOST_ROWS)), ROOM_MM, SMALL_PT)
    said = f"Table {number}. {what_is_cut(grid, table)}".strip()
    caption = document.add_paragraph(said, style="Caption")
    caption.paragraph_format.keep_with_next = True
    add_cells(document, grid, SMALL_PT)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def add_cells(document: Any, grid: FittedTable, pt: float) -> None:  # noqa: ANN401
    """A table in small type, numbers at the right, its heading on every page."""
    table = document.add_table(rows=1, cols=len(grid.headings), style="Table Grid")
    table.autofit = False
    repeated(table.rows[0])
    for number, texts in enumerate((grid.headings, *grid.rows)):
        is_first, is_last = number == 0, number == len(grid.rows)
        row = table.rows[0] if is_first else table.add_row()
        _whole(row)
        for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = Mm(grid.widths_mm[at])
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            # A table that fits on a page is on one page.
            paragraph.paragraph_format.keep_with_next = not is_last
            if grid.is_number[at]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            run.font.size, run.bold = Pt(pt), is_first
            if is_first:
                run.font.color.rgb = INK
    for at, column in enumerate(table.columns):
        column.width = Mm(grid.widths_mm[at])


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


def _whole(row: Any) -> None:  # noqa: ANN401
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _add_back(document: Any, paper: Paper, registers: Registers) -> None:  # noqa: ANN401
    """What to be careful of and where the figures come from, each once."""
    document.add_heading(BACK, level=1)
    for mark, line in registers.numbered:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.left_indent = Mm(HANG_MM)
        paragraph.paragraph_format.first_line_indent = Mm(-HANG_MM)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(HANG_MM))
        paragraph.add_run(f"{mark}\t{line}").font.size = Pt(SMALL_PT)
    document.add_paragraph().add_run(" ".join(registers.licences)).font.size = Pt(SMALL_PT)
    about = document.add_paragraph(paper.made_of)
    links = [("this paper", public_address(paper.link))]
    links += [(f"figure {at}", item.words.online) for at, item in enumerate(paper.items, start=1)]
    between = " View online: "
    for text, address in links:
        if address:
            about.add_run(between)
            linked(about, text, address)
            between = ", "


def linked(paragraph: Any, text: str, address: str) -> None:  # noqa: ANN401
    """Add words that open an address, however long that is."""
    to = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), to)
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline = INK, True
    link.append(run._r)
    paragraph._p.append(link)
