"""One bomb, in a process with little memory and little time; says how it ended.

PYTEST_DONT_REWRITE: it is run by itself, as ``bombs.py NAME MEGABYTES SECONDS``.
"""

import io
import json
import random
import re
import resource
import sys
import zipfile

import geopandas as gpd
import shapely
import xlsxwriter

from insight.errors import InsightError
from insight.pack.catalogue import Level
from insight.tables.group_table import read_group_table, read_pasted
from insight.tables.ledger_columns import ASKED, is_heading
from insight.tables.neighbourhood_file import Codes, read_neighbourhoods
from insight.tables.reader.grid import read_grid
from insight.tables.small_area_file import read_small_area_file
from made_files import ods, ods_row, ods_table, repacked

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
TEXTS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
CODES = Codes(frozenset(["E01000001"]), {})
GROUPS = "group,population,value\n1,100,10\n2,100,20\n3,100,30\n"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (97 + at, b"&%c;" % (96 + at) * 10) for at in range(1, 12)
)


def book() -> dict[str, bytes]:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        sheet = made.add_worksheet("A")
        sheet.write_row(0, 0, ["funder", "amount", "start"])
        sheet.write_row(1, 0, ["x", 1, "01/01/2025"])
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(**changes) -> bytes:
    """A workbook, each part named put through a function."""
    names = {"sheet": SHEET, "book": BOOK, "texts": TEXTS, "styles": STYLES}
    parts = book()
    for key, change in changes.items():
        parts[names[key]] = change(parts[names[key]])
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def ledger(content: bytes) -> object:
    return read_grid("a", content, is_heading=is_heading, asked=ASKED)


def long_text(part: bytes, size: int = 500_000) -> bytes:
    return part.replace(b"<t>x</t>", b"<t>" + b"x" * size + b"</t>")


def many_cells(part: bytes, cell: bytes, times: int) -> bytes:
    rows = b"".join(b'<row r="%d">%s</row>' % (at, cell % at) for at in range(5, 5 + times))
    return part.replace(b"</sheetData>", rows + b"</sheetData>")


def bomb_swelling_part():
    return lambda: ledger(packed({**book(), "xl/media/x.bin": b"0" * 250_000_000}))


def bomb_archive_within_archive():
    inner = packed({f"{at}.zip": packed({"x": b"0" * 9_000_000}) for at in range(200)})
    return lambda: ledger(packed({**book(), "xl/embeddings/x.zip": inner}))


def bomb_one_text_in_many_cells():
    cell = b'<c r="A%d" t="s"><v>3</v></c>'
    content = with_parts(texts=long_text, sheet=lambda p: many_cells(p, cell, 90_000))
    return lambda: ledger(content)


def bomb_one_text_in_many_cells_written_oddly():
    cell = b"<c t='s' r='A%d'><v> 3</v></c>"
    content = with_parts(texts=long_text, sheet=lambda p: many_cells(p, cell, 90_000))
    return lambda: ledger(content)


def bomb_one_text_behind_a_comment():
    """The comment holds short texts that would stand for the long one."""

    def texts(part: bytes) -> bytes:
        short = b"<!--" + b"<si><t/></si>" * 9 + b"-->"
        return long_text(part).replace(b"<si>", short + b"<si>", 1)

    cell = b'<c r="A%d" t="s"><v>3</v></c>'
    content = with_parts(texts=texts, sheet=lambda p: many_cells(p, cell, 90_000))
    return lambda: ledger(content)


def bomb_millions_of_texts():
    rest = b"".join(b"<!--%x-->" % (at * 2_654_435_761) for at in range(60_000))

    def texts(part: bytes) -> bytes:
        return part.replace(b"</sst>", b"<si/>" * 20_000_000 + rest + b"</sst>")

    content = with_parts(texts=texts)
    return lambda: ledger(content)


def bomb_one_part_for_thousands_of_sheets():
    def sheets(part: bytes) -> bytes:
        many = b"".join(
            b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (at, at + 1) for at in range(5_000)
        )
        return re.sub(rb"<sheets>.*</sheets>", b"<sheets>" + many + b"</sheets>", part)

    content = with_parts(
        book=sheets,
        texts=lambda part: part.replace(b"funder", b"a").replace(b"amount", b"b")
        .replace(b"start", b"c"),
        sheet=lambda part: many_cells(part, b'<c r="A%d"><v>1</v></c>', 50_000),
    )  # fmt: skip
    return lambda: ledger(content)


def bomb_cells_left_open_in_a_comment():
    comment = b"<!--" + b"<c a>" * 1_900_000 + b"<f> -->"
    content = with_parts(
        sheet=lambda part: part.replace(b"</worksheet>", comment + b"</worksheet>")
    )
    return lambda: ledger(content)


def bomb_entities_in_the_sheet():
    content = with_parts(sheet=lambda _: LAUGHS + b"]><worksheet>&k;</worksheet>")
    return lambda: ledger(content)


def bomb_entities_in_the_book():
    content = with_parts(book=lambda _: LAUGHS + b"]><workbook>&k;</workbook>")
    return lambda: ledger(content)


def bomb_entities_in_wide_letters():
    text = (LAUGHS + b"]><sst>&k;</sst>").decode().encode("utf-16")
    content = with_parts(texts=lambda _: text)
    return lambda: ledger(content)


def bomb_file_of_separators():
    return lambda: ledger(b"funder,amount\n" + b"," * 49_000_000)


def bomb_file_of_short_cells():
    return lambda: ledger(b"funder,amount\n" + (b"ab," * 400 + b"\n") * 40_000)


def bomb_file_of_headings():
    return lambda: ledger(b"funder," * 7_000_000)


def bomb_file_of_quotation_marks():
    return lambda: ledger(b'funder,amount\n"' + b'""' * 24_000_000)


def bomb_cell_of_digits():
    return lambda: read_group_table("a", GROUPS.replace("\n1", "\n" + "1" * 130_000)
                                    .encode())  # fmt: skip


def bomb_group_of_a_hundred_million():
    return lambda: read_pasted(GROUPS.replace("\n3,", "\n99999999,"))


def bomb_group_in_a_workbook_of_digits():
    parts = book()
    parts[TEXTS] = (
        parts[TEXTS].replace(b"funder", b"group").replace(b"amount", b"population")
        .replace(b"start", b"value").replace(b"01/01/2025", b"5")
        .replace(b"<t>x</t>", b"<t>" + b"1" * 900_000 + b"</t>")
    )  # fmt: skip
    return lambda: read_group_table("a", packed(parts))


def bomb_small_areas_of_separators():
    areas = {Level.LSOA: [], Level.MSOA: []}
    return lambda: read_small_area_file(b"code\n" + b"," * 4_900_000, "a", areas)


def bomb_names_of_separators():
    return lambda: read_neighbourhoods("a.csv", b"name,members\n" + b"," * 4_900_000, CODES)


def bomb_members_of_one_row():
    return lambda: read_neighbourhoods(
        "a.csv", b'name,members\nA,"' + b"E01000001 " * 12_000 + b'"\n', CODES
    )


def layer(geometry: object) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {"name": "A"}, "geometry": geometry}],
        }
    ).encode()


def read_layer(content: bytes) -> object:
    points = gpd.GeoSeries([shapely.Point(450_000, 300_000)], ["E01000001"], crs=27700)
    return read_neighbourhoods("a.geojson", content, CODES, points)


def bomb_layer_of_brackets():
    return lambda: read_layer(b"[" * 4_900_000)


def bomb_layer_of_deep_coordinates():
    deep = b"[" * 900 + b"]" * 900
    good = layer({"type": "Polygon", "coordinates": "HERE"})
    return lambda: read_layer(good.replace(b'"HERE"', deep))


def bomb_layer_of_a_million_corners():
    ring = [[at % 7, at % 5] for at in range(400_000)]
    return lambda: read_layer(layer({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}))


def bomb_layer_of_a_number_without_end():
    good = layer({"type": "Polygon", "coordinates": [[["HERE", 52]]]})
    return lambda: read_layer(good.replace(b'"HERE"', b"9" * 4_000_000))


ODS_ERROR = '<table:table-cell calcext:value-type="error"/>'


def opened(*tables: str) -> object:
    """An ODS with a table like those of all bombs before others."""
    first = ods_table(ods_row("funder", "amount", "start"), name="Ledger")
    content = repacked(ods(first, *tables), "content.xml", lambda part: part)
    return lambda: ledger(content)


def repeated(cells: list[object], times: int) -> str:
    return ods_row(*cells, more=f' table:number-rows-repeated="{times}"')


def bomb_ods_of_errors_in_repeated_rows():
    return opened(ods_table(repeated(["x", *[ODS_ERROR] * 60], 100_000)))


def bomb_ods_of_worksheets_that_are_large_together():
    rows = repeated(["x"] * 60, 110_000)
    return opened(*(ods_table(rows, name=f"s{at}") for at in range(60)))


def bomb_ods_of_blank_rows_in_many_worksheets():
    rows = repeated([""], 110_000) + ods_row("x")
    return opened(*(ods_table(rows, name=f"s{at}") for at in range(390)))


def bomb_ods_of_empty_worksheets():
    return opened(*(ods_table(name=f"s{at}") for at in range(1_000_000)))


def bomb_ods_of_one_text_in_many_cells():
    rows = repeated(["x " * 200_000] * 3, 90_000)
    content = ods(ods_table(ods_row("funder", "amount", "start"), rows))
    return lambda: ledger(content)


def bomb_ods_of_spaces():
    cell = ods_cell_of('<text:s text:c="100"/>' * 9_000)
    return opened(ods_table(*[ods_row(*[cell] * 300)] * 3), *[noise(450_000)] * 3)


def noise(size: int) -> str:
    """A comment that keeps a part from shrinking so far that it is refused for that."""
    return f"<!--{random.Random(1).randbytes(size).hex()}-->"


def ods_cell_of(inside: str) -> str:
    kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{inside}</text:p></table:table-cell>"


def merges(ranges: str, part: bytes) -> bytes:
    return part.replace(b"</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>".encode())


def bomb_merged_cells_that_overlap():
    ranges = "".join(f'<mergeCell ref="C2:C{at}"/>' for at in range(20_001, 20_601))
    cell = b'<c r="B%d"><v>1</v></c>'
    content = with_parts(sheet=lambda part: merges(ranges, many_cells(part, cell, 20_000)))
    return lambda: ledger(content)


def bomb_column_of_endless_letters():
    cell = b'<c r="' + b"A" * 900_000 + b'%d"><v>1</v></c>'
    content = with_parts(sheet=lambda part: many_cells(part, cell, 1))
    return lambda: ledger(content)


def bomb_hidden_columns_without_end():
    columns = b'<col min="1" max="399" hidden="1"/>' * 4_000_000 + noise(450_000).encode() * 2
    content = with_parts(
        sheet=lambda part: part.replace(b"<sheetData>", b"<cols>%s</cols><sheetData>" % columns)
    )
    return lambda: ledger(content)


def bomb_format_of_brackets():
    code = b'<numFmts count="1"><numFmt numFmtId="164" formatCode="%s"/></numFmts><fonts' % (
        b"[$" * 20_000
    )
    content = with_parts(
        styles=lambda part: part.replace(b"<fonts", code, 1).replace(
            b"</cellXfs>", b'<xf numFmtId="164"/></cellXfs>'
        )
    )
    return lambda: ledger(content)


def bomb_json_of_empty_grants():
    return lambda: ledger(b'{"grants":[' + b"{}," * 16_000_000 + b"{}]}")


def bomb_json_of_one_long_name():
    leaves = b",".join(b'"%d":1' % at for at in range(390))
    return lambda: ledger(b'[{"' + b"funder " * 500_000 + b'":{' + leaves + b"}}]")


def limit(megabytes: int, seconds: int) -> None:
    """What the process has now and so much more."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        pages = int(file.read().split()[0])
    most = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    used = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, used + seconds))


def main(name: str, megabytes: str, seconds: str) -> None:
    go_off = globals()[f"bomb_{name}"]()
    limit(int(megabytes), int(seconds))
    try:
        go_off()
    except InsightError as error:
        print("sentence:", error)  # noqa: T201
    else:
        print("rows: read")  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
