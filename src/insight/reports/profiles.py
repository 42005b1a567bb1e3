"""Profiles as a Word document: a page each, every word and number editable."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Mm, Pt

from insight.characters import all_showable
from insight.figures.sheet.profile import PICTURE_MM
from insight.reports.cells import fitted
from insight.reports.packed import saved
from insight.reports.paper import Paper, Profile, Progress, no_progress
from insight.reports.word import ROOM_MM, add_cells, described, set_up

SMALL_PT, TITLE_PT = 8, 13
MOST_POINTS = 8
"""Sentences that fit on the page; the others are under the sources."""


def profiles_document(
    paper: Paper, profiles: Sequence[Profile], progress: Progress = no_progress
) -> bytes:
    """The profiles as DOCX, a page each, under title, author, day and link of `paper`."""
    paper, profiles = all_showable((paper, profiles))
    document = Document()
    set_up(document, paper)
    for style in ("List Bullet", "Normal"):
        document.styles[style].paragraph_format.space_after = Pt(2)
    for number, profile in enumerate(profiles, start=1):
        _add(document, profile)
        if number < len(profiles):
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        progress(number, len(profiles))
    return saved(document)


def _add(document: Any, profile: Profile) -> None:  # noqa: ANN401 - docx has no types
    words = profile.words
    heading = document.add_heading(words.title, level=1)
    heading.paragraph_format.space_before = Pt(0)
    for run in heading.runs:
        run.font.size = Pt(TITLE_PT)
    _small(document.add_paragraph(words.subtitle), SMALL_PT)
    card = document.add_table(rows=1, cols=len(profile.headlines), style="Table Grid")
    for cell, (value, label, note) in zip(card.rows[0].cells, profile.headlines, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(f"{value} ").bold = True
        _small(paragraph, SMALL_PT, f"{label}. {note}")
    picture = document.add_picture(io.BytesIO(profile.picture()), width=Mm(PICTURE_MM[0]))
    described(picture, words)
    for sentence in profile.points[:MOST_POINTS]:
        paragraph = document.add_paragraph(style="List Bullet")
        _small(paragraph, SMALL_PT, sentence)
    if profile.table is not None:
        add_cells(document, fitted(profile.table, ROOM_MM, SMALL_PT), SMALL_PT)
    for line in (*profile.points[MOST_POINTS:], *words.brief_foot()):
        _small(document.add_paragraph(line), SMALL_PT)


def _small(paragraph: Any, pt: float, text: str = "") -> None:  # noqa: ANN401
    """Type of a size, close together."""
    paragraph.add_run(text)
    paragraph.paragraph_format.space_after = Pt(1)
    for run in paragraph.runs:
        run.font.size = Pt(pt)
