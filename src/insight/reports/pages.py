"""Sheets as the pages of one PDF."""

import io

import pypdf

from insight.characters import all_showable
from insight.figures.sheet.sheet import Format, Size
from insight.reports.paper import Paper, Progress, no_progress


def pdf_pages(paper: Paper, size: Size = Size.FULL, progress: Progress = no_progress) -> bytes:
    """Every figure of the paper on a page of its own."""
    paper = all_showable(paper)
    writer = pypdf.PdfWriter()
    for number, item in enumerate(paper.items, start=1):
        page = pypdf.PdfReader(io.BytesIO(item.draw(size, Format.PDF)))
        writer.append(page, outline_item=item.words.title)
        progress(number, len(paper.items))
    # Nothing that differs from day to day.
    writer.metadata = {"/Title": paper.title, "/Author": paper.author}
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
