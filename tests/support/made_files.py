"""Small files as people keep them, made in a test."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter

from insight.tables.decisions import UnansweredError
from insight.tables.own_indicator_file import read_own_file

HEADINGS = ["Funder", "Recipient", "Amount", "Start", "District"]

DISTRICTS = ("E06000016", "E06000017", *(f"E070001{at}" for at in range(29, 36)))


def text(*rows, headings=HEADINGS, delimiter=",") -> str:
    lines = io.StringIO(newline="")
    csv.writer(lines, delimiter=delimiter).writerows([headings, *rows])
    return lines.getvalue()


def grant(amount="100", start="01/05/2025", district="Blaby", recipient="Club"):
    return ["Trust", recipient, amount, start, district]


def fill(made, sheet, rows) -> None:
    """Write rows into a worksheet, days as spreadsheets keep them."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, (date, datetime)):
                day = made.add_format({"num_format": "dd/mm/yyyy"})
                sheet.write_datetime(number, column, cell, day)
            else:
                sheet.write(number, column, cell)


def book(*rows, headings=HEADINGS, change=None, **options) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **options}) as made:
        sheet = made.add_worksheet("Grants")
        fill(made, sheet, [headings, *rows])
        if change is not None:
            change(made, sheet)
    return file.getvalue()


def repacked(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook, one part of it put through a function."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change(data) if name == part else data)
    return file.getvalue()


def total(found) -> int:
    return sum(each.amount_pence for each in found.entries)


def said(found) -> str:
    return " ".join((*found.notes, *(each.why for each in found.decisions)))


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s"
 xmlns:calcext="c"><office:automatic-styles><style:style style:name="gone">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>
</office:document-content>"""


def ods(*tables: str, frame: str = ODS) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", frame.format(sheets="".join(tables)))
    return file.getvalue()


def ods_table(*rows: str, name: str = "Grants", style: str = "") -> str:
    shown = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{shown}>{"".join(rows)}</table:table>'


def ods_row(*cells, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(cell) -> str:
    if isinstance(cell, (int, float)):
        kind, text_of = f'office:value-type="float" office:value="{cell}"', f"{cell}"
    elif isinstance(cell, date):
        kind, text_of = f'office:value-type="date" office:date-value="{cell}"', f"{cell:%d/%m/%y}"
    elif cell.startswith("<"):
        return cell
    else:
        kind, text_of = 'office:value-type="string"', cell
    return f"<table:table-cell {kind}><text:p>{text_of}</text:p></table:table-cell>"


def question(read, *content, **more) -> UnansweredError:
    with pytest.raises(UnansweredError) as caught:
        read(*content, **more)
    return caught.value


def own(here, content: bytes | str, name: str = "mine.csv", answers=None):
    data = content.encode() if isinstance(content, str) else content
    file = read_own_file(data, name, here.wanted(), answers)
    return file, file.figures(file.columns[0], answers)


def figures(cells, heading="value", delimiter=",") -> str:
    rows = zip(DISTRICTS, cells, strict=False)
    return text(*map(list, rows), headings=["code", heading], delimiter=delimiter)
