"""The numbers of a paper as a workbook: one sheet a figure, and about each."""

import io
import re
from datetime import datetime, time

import xlsxwriter

from insight.reports.paper import Item, Paper

LONGEST_NAME = 31
"""Of a sheet in Excel."""
NUMBER = re.compile(r"−?\d{1,3}(,\d{3})*(\.\d+)?|−?\d+(\.\d+)?")


def workbook(paper: Paper) -> bytes:
    """All rows of every figure's table; texts are never formulas."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    moment = datetime.combine(paper.made, time())
    book.set_properties(
        {"title": paper.title, "author": paper.author, "created": moment}
    )
    _add_contents(book, paper)
    for number, item in enumerate(paper.items, start=1):
        _add_item(book, number, item)
    book.close()
    return file.getvalue()


def _add_contents(book: xlsxwriter.Workbook, paper: Paper) -> None:
    sheet = book.add_worksheet("Contents")
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, paper.title, bold)
    sheet.write_string(1, 0, f"{paper.author}, {paper.made.isoformat()}")
    sheet.write_string(2, 0, paper.link)
    for number, item in enumerate(paper.items, start=1):
        sheet.write_string(3 + number, 0, f"Figure {number}")
        sheet.write_string(3 + number, 1, item.words.title)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 110)


def _add_item(book: xlsxwriter.Workbook, number: int, item: Item) -> None:
    sheet = book.add_worksheet(f"Figure {number}"[:LONGEST_NAME])
    bold = book.add_format({"bold": True, "bottom": 1})
    top = 0
    for line in (item.words.title, item.words.subtitle, *item.words.foot()):
        sheet.write_string(top, 0, line)
        top += 1
    top += 1
    sheet.write_row(top, 0, item.headings, bold)
    for at, row in enumerate(item.rows, start=top + 1):
        for column, text in enumerate(row):
            if NUMBER.fullmatch(text):
                value = float(text.replace(",", "").replace("−", "-"))
                sheet.write_number(at, column, value)
            elif text:
                sheet.write_string(at, column, text)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_column(0, max(len(item.headings) - 1, 0), 22)
