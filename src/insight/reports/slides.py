"""A paper as slides: one figure each, with its caveats in the notes."""

import io
from typing import Any

from pptx import Presentation
from pptx.util import Mm

from insight.characters import all_showable
from insight.figures.sheet.sheet import SIZES, Format, Size
from insight.reports.packed import saved, tell_about
from insight.reports.paper import Paper, Progress, no_progress
from insight.statement import Item

TITLE_SLIDE, BLANK_WITH_TITLE = 0, 5
"""Layouts of the template that the library brings."""
TITLE_MM = 1
"""Height of the title that is put for a slide where it is not seen."""


def slides(paper: Paper, progress: Progress = no_progress) -> bytes:
    """The paper as PPTX, 16:9."""
    paper = all_showable(paper)
    deck = Presentation()
    measures = SIZES[Size.WIDE]
    deck.slide_width, deck.slide_height = Mm(measures.width_mm), Mm(measures.height_mm)
    _add_first(deck, paper)
    for number, item in enumerate(paper.items, start=1):
        _add_item(deck, item)
        progress(number, len(paper.items))
    tell_about(deck, paper)
    return saved(deck)


def _add_first(deck: Any, paper: Paper) -> None:  # noqa: ANN401 - pptx has no types
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    measures = SIZES[Size.WIDE]
    title, under = slide.shapes.title, slide.placeholders[1]
    title.text = paper.title
    under.text = f"{paper.author}\n{paper.made.day} {paper.made:%B %Y}"
    slide.notes_slide.notes_text_frame.text = f"View online: {paper.link}"
    for shape, top, high in ((title, 0.25, 0.25), (under, 0.52, 0.3)):
        shape.left, shape.width = Mm(20), Mm(measures.width_mm - 40)
        shape.top = Mm(top * measures.height_mm)
        shape.height = Mm(high * measures.height_mm)


def _add_item(deck: Any, item: Item) -> None:  # noqa: ANN401
    """The figure fills the slide; its title is there for outline and screen reader."""
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK_WITH_TITLE])
    measures = SIZES[Size.WIDE]
    picture = slide.shapes.add_picture(
        io.BytesIO(item.draw(Size.WIDE, Format.PNG)), 0, 0, width=Mm(measures.width_mm)
    )
    described = picture._element.nvPicPr.cNvPr
    described.set("descr", item.words.alt)
    title = slide.shapes.title
    title.text = item.words.title
    # The picture has the words already: the title is above the slide's edge.
    title.left, title.top = Mm(0), Mm(-TITLE_MM - 10)
    title.width, title.height = Mm(measures.width_mm), Mm(TITLE_MM)
    notes = "\n".join((item.words.title, item.words.subtitle, *item.words.foot()))
    slide.notes_slide.notes_text_frame.text = notes
