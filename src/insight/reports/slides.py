"""A paper as slides: findings first, one figure each, tables after, sources once."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Mm, Pt

from insight.characters import all_showable
from insight.figures.comparison import Rug
from insight.figures.sheet.lettering import PALETTE
from insight.figures.sheet.sheet import SENTENCE_END, SIZES, Format, Size, public_address
from insight.reports.cells import FittedTable, fitted, what_is_cut
from insight.reports.native import CHARTS, add_chart, rgb
from insight.reports.packed import saved, tell_about
from insight.reports.paper import EXAMPLE, FONT, MOST_ROWS, Paper, Progress, no_progress
from insight.reports.register import Registers
from insight.statement import Item, Table

TITLE_SLIDE, BLANK_WITH_TITLE = 0, 5
"""Layouts of the template that the library brings."""
"""On every officer's machine."""
WIDE_MM, HIGH_MM = SIZES[Size.WIDE].width_mm, SIZES[Size.WIDE].height_mm
SIDE_MM = 12
ROOM_MM = WIDE_MM - 2 * SIDE_MM
TITLE_MM, SUBTITLE_MM, BODY_MM, FOOT_MM = (7, 21), (29, 9), (40, 132), (177, 9)
"""Top and height of what stands on a slide."""
EXAMPLE_MM = (1, 6)
TITLE_PT, TEXT_PT, TABLE_PT, FOOT_PT = 24, 14, 12, 10
FINDING_PT, MANY_PT = 16, 11
MANY = 14
SUBTITLE_LETTERS = 125
RUG_ROWS = 14
NOTES_LINES, NOTES_LETTERS = 30, 185
"""On one slide of notes, and letters on one of its lines."""
INK, MUTED = rgb(PALETTE.primary), rgb(PALETTE.text_muted)
LINED = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""PowerPoint's own name of the table style without fills, with a grid."""


def slides(paper: Paper, progress: Progress = no_progress) -> bytes:
    """The paper as PPTX, 16:9."""
    paper = all_showable(paper)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDE_MM), Mm(HIGH_MM)
    _own_theme(deck)
    _add_first(deck, paper)
    if len(paper.items) > 1:
        _add_findings(deck, paper)
    registers = Registers()
    for number, item in enumerate(paper.items, start=1):
        _add_item(deck, number, item, registers)
        progress(number, len(paper.items))
    for number, item in enumerate(paper.items, start=1):
        table = item.table
        if table is not None and table.columns and _whole_cells(item) is None:
            _add_table_slide(deck, number, item, table)
    _add_notes(deck, paper, registers)
    if paper.has_example:
        for slide in deck.slides:
            _text(slide, EXAMPLE, EXAMPLE_MM, FOOT_PT, INK)
    tell_about(deck, paper)
    return saved(deck)


def _own_theme(deck: Any) -> None:  # noqa: ANN401 - pptx has no types
    """Our typeface and colours, where whoever edits the slides finds them."""
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    own = (PALETTE.primary, *PALETTE.sequential.colours[2::-1], *PALETTE.categorical.colours[1:])
    text = theme.blob.decode().replace('"Calibri"', f'"{FONT}"')
    text = text.replace("1F497D", PALETTE.primary.lstrip("#"))
    standard = ("4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646")
    for before, after in zip(standard, own, strict=False):
        text = text.replace(before, after.lstrip("#").upper())
    theme._blob = text.encode()


def _add_first(deck: Any, paper: Paper) -> None:  # noqa: ANN401
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    title, under = slide.shapes.title, slide.placeholders[1]
    title.text = paper.title
    under.text = f"{paper.author}\n{paper.made.day} {paper.made:%B %Y}"
    for shape, top, high, pt, ink in ((title, 0.25, 0.25, 36, INK), (under, 0.52, 0.3, 18, MUTED)):
        shape.left, shape.width = Mm(SIDE_MM), Mm(ROOM_MM)
        shape.top, shape.height = Mm(top * HIGH_MM), Mm(high * HIGH_MM)
        _write(shape, pt, ink, is_bold=shape is title)
    if address := public_address(paper.link):
        slide.notes_slide.notes_text_frame.text = f"View online: {address}"


def _add_findings(deck: Any, paper: Paper) -> None:  # noqa: ANN401
    slide = _titled(deck, "Findings")
    lines = [f"{at}. {item.words.title}" for at, item in enumerate(paper.items, start=1)]
    top = SUBTITLE_MM[0]
    pt = FINDING_PT if len(lines) <= MANY else MANY_PT
    _text(slide, "\n".join(lines), (top, HIGH_MM - top), pt)


def _add_item(deck: Any, number: int, item: Item, registers: Registers) -> None:  # noqa: ANN401
    """Title, one grey line, the figure, and the numbers of its caveats and sources."""
    words, chart = item.words, item.chart
    slide = _titled(deck, words.title)
    _text(slide, _short(words.subtitle), SUBTITLE_MM, TEXT_PT, MUTED)
    top, high = BODY_MM
    room = (Mm(SIDE_MM), Mm(top), Mm(ROOM_MM), Mm(high))
    if isinstance(chart, CHARTS) and not words.is_illustrative:
        _described(add_chart(slide, chart, room), words.alt)
    elif cells := _whole_cells(item):
        _add_cells(slide, cells, words.alt)
    else:
        picture = slide.shapes.add_picture(
            io.BytesIO(item.figure(Size.WIDE, Format.PNG)), room[0], room[1], height=room[3]
        )
        picture.left = Mm(WIDE_MM / 2) - picture.width // 2
        _described(picture, words.alt)
    _text(slide, f"Figure {number}. {registers.marks(words)}", FOOT_MM, FOOT_PT, MUTED)
    said = (words.subtitle, *words.caveats, *filter(None, (words.spelled_out, words.made_words)))
    online = (f"View online: {words.online}",) if words.online else ()
    slide.notes_slide.notes_text_frame.text = "\n".join((*said, *online))


def _short(subtitle: str) -> str:
    """Its sentences that fit on a line; the notes of the slide have all."""
    first, *others = SENTENCE_END.split(subtitle)
    for each in others:
        if len(first) + len(each) < SUBTITLE_LETTERS:
            first = f"{first} {each}"
    return first


def _whole_cells(item: Item) -> FittedTable | None:
    """The cells of a comparison, which stand for its figure; None unless all of them fit."""
    if not isinstance(item.chart, Rug) or item.table is None or len(item.table.rows) > RUG_ROWS:
        return None
    grid = fitted(item.table, ROOM_MM, TABLE_PT)
    return None if what_is_cut(grid, item.table) else grid


def _add_table_slide(deck: Any, number: int, item: Item, table: Table) -> None:  # noqa: ANN401
    """The first rows of the numbers behind a figure, to be edited."""
    slide = _titled(deck, f"Table {number}: numbers behind figure {number}")
    _text(slide, _short(item.words.subtitle), SUBTITLE_MM, TEXT_PT, MUTED)
    first = replace(table, rows=table.rows.head(MOST_ROWS))
    grid = fitted(first, ROOM_MM, TABLE_PT)
    _add_cells(slide, grid, f"Table {number}")
    if said := what_is_cut(grid, table):
        _text(slide, said, FOOT_MM, FOOT_PT, MUTED)


def _add_cells(slide: Any, grid: FittedTable, alt: str) -> None:  # noqa: ANN401
    rows = (grid.headings, *grid.rows)
    room = (Mm(SIDE_MM), Mm(BODY_MM[0]), Mm(ROOM_MM), Mm(7 * len(rows)))
    shape = slide.shapes.add_table(len(rows), len(grid.headings), *room)
    _described(shape, alt)
    table = shape.table
    shape._element.graphic.graphicData.tbl.tblPr.find(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
    ).text = LINED
    for at, width in enumerate(grid.widths_mm):
        table.columns[at].width = Mm(width)
    for y, texts in enumerate(rows):
        for x, text in enumerate(texts):
            cell = table.cell(y, x)
            cell.text = text
            cell.margin_top = cell.margin_bottom = Mm(0.8)
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size, paragraph.font.bold = Pt(TABLE_PT), y == 0
                if grid.is_number[x]:
                    paragraph.alignment = PP_ALIGN.RIGHT
                if y == 0:
                    paragraph.font.color.rgb = INK


def _add_notes(deck: Any, paper: Paper, registers: Registers) -> None:  # noqa: ANN401
    """What to be careful of and where the figures come from, each once."""
    lines = [f"{mark}  {line}" for mark, line in registers.numbered]
    lines += [*registers.licences, paper.made_of]
    for at, part in enumerate(_parts(lines)):
        slide = _titled(deck, "Caveats and sources" + (", continued" if at else ""))
        _text(slide, "\n".join(part), (SUBTITLE_MM[0], HIGH_MM - SUBTITLE_MM[0] - 8), FOOT_PT)


def _parts(lines: list[str]) -> Iterator[list[str]]:
    """As many of the sentences as fit on a slide, and again."""
    part: list[str] = []
    taken = 0
    for line in lines:
        needs = -(-max(len(line), 1) // NOTES_LETTERS)
        if part and taken + needs > NOTES_LINES:
            yield part
            part, taken = [], 0
        part.append(line)
        taken += needs
    yield part


def _titled(deck: Any, title: str) -> Any:  # noqa: ANN401
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK_WITH_TITLE])
    shape = slide.shapes.title
    shape.text = title
    shape.left, shape.width = Mm(SIDE_MM), Mm(ROOM_MM)
    shape.top, shape.height = (Mm(mm) for mm in TITLE_MM)
    _write(shape, TITLE_PT if len(title) <= 95 else TITLE_PT - 6, INK, is_bold=True)
    return slide


def _text(
    slide: Any,  # noqa: ANN401
    text: str,
    place: tuple[float, float],
    pt: float,
    ink: RGBColor | None = None,
) -> None:
    top, high = place
    shape = slide.shapes.add_textbox(Mm(SIDE_MM), Mm(top), Mm(ROOM_MM), Mm(high))
    shape.text_frame.text = text
    _write(shape, pt, ink)


def _write(shape: Any, pt: float, ink: RGBColor | None, *, is_bold: bool = False) -> None:  # noqa: ANN401
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = 0
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.font.size, paragraph.font.bold = Pt(pt), is_bold
        if ink is not None:
            paragraph.font.color.rgb = ink


def _described(shape: Any, alt: str) -> None:  # noqa: ANN401
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)
