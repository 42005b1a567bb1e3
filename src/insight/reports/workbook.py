"""The numbers of a paper as a workbook: one sheet a figure, and about each."""

import re
from dataclasses import replace

from insight.characters import all_showable
from insight.exports.table import ExportSheet, xlsx_bytes
from insight.reports.paper import EXAMPLE, Paper
from insight.statement import Item

NUMBER = re.compile(r"−?\d{1,3}(,\d{3})*(\.\d+)?|−?\d+(\.\d+)?")


def workbook(paper: Paper) -> bytes:
    """All rows of every figure's table; texts are never formulas."""
    paper = all_showable(paper)
    figures = [_sheet_of(number, item) for number, item in enumerate(paper.items, start=1)]
    return xlsx_bytes(
        [_contents(paper), *figures], title=paper.title, author=paper.author, made=paper.made
    )


def _contents(paper: Paper) -> ExportSheet:
    lines = [
        [paper.title],
        [f"{paper.author}, {paper.made.day} {paper.made:%B %Y}"],
        [f"View online: {paper.link}"],
    ]
    lines += [[]] + [
        [f"Figure {number}", item.words.title] for number, item in enumerate(paper.items, start=1)
    ]
    return ExportSheet("Contents", lines=lines, widths=(12, 110))


def _sheet_of(number: int, item: Item) -> ExportSheet:
    words = item.words
    marked = (EXAMPLE,) if words.is_illustrative else ()
    lines = [[line] for line in (*marked, words.title, words.subtitle, *words.foot())]
    table = None if item.table is None else item.table.export
    if table is not None:
        table = replace(table, rows=table.rows.map(_value))
    widths = [22.0] * (1 if table is None else len(table.rows.columns))
    return ExportSheet(f"Figure {number}", table, [*lines, []], widths)


def _value(cell: object) -> object:
    """A number where a text is one, as in a table of several units."""
    if isinstance(cell, str) and NUMBER.fullmatch(cell):
        return float(cell.replace(",", "").replace("−", "-"))
    return cell
