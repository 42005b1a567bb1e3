"""Every table that leaves the product, with hostile values in every field.

A file that is written anywhere else, or by a function that is not among `MAKERS`,
fails here.
"""

import ast
import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

import insight
from filled_records import HALF, LONG, ODD
from insight.analysis.compared_place import Compared, PlaceKind, place_of
from insight.analysis.maps.downloads import downloads
from insight.analysis.maps.indicator import map_provided
from insight.analysis.maps.site_kinds import site_download, sites
from insight.analysis.measurement import Choice, measure
from insight.analysis.money.accounts import Filter, accounts, chosen
from insight.analysis.money.chosen_money import Money
from insight.analysis.own_indicators import key_of, with_own
from insight.analysis.place import Study
from insight.analysis.ranking import Wish, certainty, ranking
from insight.analysis.small_areas import Basis, small_areas
from insight.analysis.suggested import picked_by, suggestions
from insight.analysis.targeting import Targeting
from insight.analysis.work.files import conversation_downloads, evidence_downloads, matrix_downloads
from insight.analysis.work.knowledge import said_of, with_knowledge
from insight.analysis.work.place_record import PlaceRecord
from insight.analysis.work.recorded import Recorded, RecordSet, systems, terms
from insight.characters import UNSHOWN, showable
from insight.exports import table as door
from insight.exports.files import CSV, XLSX, Download, file_stem
from insight.exports.table import (
    EXAMPLE_HEADING,
    FORMULA,
    ExportSheet,
    ExportTable,
    Stamp,
    csv_bytes,
    geojson_bytes,
    tsv_text,
    xlsx_bytes,
)
from insight.figures.sheet.sheet import Words
from insight.geography.contiguity import links
from insight.geography.neighbourhoods import Bounds
from insight.measures.uncertainty import SimulationSettings
from insight.pack.catalogue import Level, Provenance, Scale
from insight.pages.compare.findings import Against, side_by_side
from insight.pages.compare.inequality import TableDescription, gap_of
from insight.pages.compare.inequality_figures import example_download, gap_download
from insight.pages.compare.side_by_side import comparison_download, wide_text
from insight.pages.investment.beside_map import map_download
from insight.pages.investment.ledger import ledger_downloads
from insight.pages.investment.ledger_plan import problems_download
from insight.pages.neighbourhood.checker import checked
from insight.pages.neighbourhood.place_files import record_downloads
from insight.pages.neighbourhood.saved import saved_downloads
from insight.pages.neighbourhood.what_if import what_if
from insight.pages.targeting.certainty import listed_areas
from insight.pages.targeting.neighbourhoods import neighbourhood_list
from insight.records.kinds.investments import Place as MoneyPlace
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.records.reading import RowProblem
from insight.reports.paper import Paper
from insight.reports.workbook import workbook
from insight.statement import Column, Item, Table
from insight.tables.group_table import read_pasted
from insight.tables.reader.grid import LeftOut, left_out_download
from insight.tables.templates import (
    estimates_template,
    figures_template,
    groups_template,
    ledger_templates,
    neighbourhood_template,
    places_template,
)
from insight.working_model.matrix import matrix
from insight.working_model.work import Work, WorkPlace
from ledger_fixtures import entry, ledger
from own_fixtures import own
from work_fixtures import DAY, HOOD, asset, evidence, note_content, record, step, system_content

HOSTILE = (
    '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1",
    "\uff0b1", "\uff0d1", "\uff201", "'=1", '"=1', "=1,2\n=3", "x\r=1", "x\n-1;+2",
)  # fmt: skip
WORST = (*HOSTILE, *ODD, HALF, LONG)
"""With texts that a format cannot hold, or that nobody sees."""
ONE = " ".join((*HOSTILE, *ODD))
"""All of them in one field; it begins as a formula does."""
STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
FORMER = {
    "class", "data_pack", "lsoa21cd", "lsoa21nm", "where", "where_code", "code",
}  # fmt: skip
"""Headings that no file has any more: each meant something else in another file."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MEMBERS = ("E01013726", "E01013727")
WRITERS = {
    "csv_download", "geojson_download", "xlsx_download", "csv_bytes", "geojson_bytes",
    "xlsx_bytes", "tsv_text", "with_table",
}  # fmt: skip
SOURCE = Path(insight.__file__).parent


def hood(name=ONE, id="abcdefghij", members=MEMBERS):  # noqa: A002
    return Neighbourhood(
        id, 1, Draft(name, ONE, members, ONE, Status.ACTIVE), NOW, ONE, NOW, ONE, is_removed=False
    )


@pytest.fixture(scope="module")
def view(pack, known):
    return Targeting(pack, known, ranking(pack, known, Wish()))


@pytest.fixture(scope="module")
def money(town):
    codes = [f"E0100000{at}" for at in range(1, 7)]
    texts = dict.fromkeys(
        ("funder", "programme", "recipient", "recipient_kind", "purpose", "source",
         "note", "reference"), ONE,
    )  # fmt: skip
    rows = (
        entry(-500, MoneyPlace.LSOA, codes[1], **texts),
        entry(500, MoneyPlace.NEIGHBOURHOOD, "abcdefghij", **{**texts, "reference": ""}),
    )
    saved = (hood(members=tuple(codes[1:3])),)
    whole = accounts(ledger(*rows), town.known, saved, Provenance.RECORD)
    return Money(
        town.pack,
        town.known,
        small_areas(town.pack, town.known, Basis()),
        chosen(whole, Filter(), ()),
        MoneyPlace.NEIGHBOURHOOD,
    )


@pytest.fixture(scope="module")
def recorded(pack, known):
    work = Work(
        systems(pack, [record(system_content(name=ONE, words=ONE))]),
        evidence=(evidence(what=ONE, source=ONE, changes=(ONE,), conditions=(ONE,)),),
        steps=(step(what=ONE, source=ONE),),
        assets=(asset(name=ONE, contact_role=ONE, source=ONE),),
        notes=(record(note_content(subject=HOOD, words=ONE, reason=ONE, about=ONE)),),
    )
    places = (WorkPlace(HOOD, ONE, ("E06000016",), 95.0, 0.93, -5),)
    members = {HOOD: MEMBERS}
    return Recorded(RecordSet.OWN, work, places, members, terms(pack, known))


@pytest.fixture(scope="module")
def history():
    """A store in which a record of each kind was changed once."""
    change = SimpleNamespace(
        version=1, at=NOW, who=ONE, action="change", before=None,
        after=note_content(words=ONE),
    )  # fmt: skip
    book = SimpleNamespace(removed=list, history=lambda _: [change])
    return SimpleNamespace(steps=book, evidence=book, assets=book, notes=book)


def own_map(pack, known):
    lsoas = known.levels[Level.LSOA].index
    one = own(
        {str(code): at - 3.5 for at, code in enumerate(lsoas)}, name=ONE, unit=ONE,
        period=ONE, publisher=ONE, source=ONE, note=ONE,
    )  # fmt: skip
    found = with_own(pack, (one,))
    indicator = found.own[key_of(one)]
    statistic = indicator.statistics[Level.LSOA][0]
    choice = Choice(indicator, Level.LSOA, statistic, Scale.AREA, indicator.period)
    provided = map_provided(found, choice)
    return downloads(measure(found, known, choice), known, np.arange(5), provided)


def compared(pack, known):
    places = [
        place_of(known, "E06000016", "LLR"),
        Compared("n" * 10, ONE, PlaceKind.NEIGHBOURHOOD, MEMBERS),
    ]
    areas = small_areas(pack, known, Basis())
    return side_by_side(pack, known, areas, places, Against.AREA)


def suggested(view, pack, known):
    touching = links(known.levels[Level.LSOA], within=known.district_of)
    picked = picked_by(pack, known, touching, view.found, bounds=Bounds(), count=3)
    found = suggestions(view, picked, certainty(view.found, SimulationSettings(draws=50)))
    return neighbourhood_list(view, found).downloads


def pools(town_with):
    rows = pd.DataFrame(
        [["1", "Pool", ONE, ONE, 450_500, 300_800]],
        columns=["site", "kind", "name", "access", "easting_m", "northing_m"],
    )
    town = town_with(facilities=lambda _: rows)
    return [site_download(town.pack, town.known, sites(town.pack, town.known).rows)]


def inequality(_pack):
    rows = "\n".join(f"{at}\t100\t{30 - at}\t{ONE.split()[0]}" for at in range(1, 6))
    found = read_pasted(f"group\tpopulation\tvalue\tperiod\n{rows}")
    return [gap_download(gap_of(found, TableDescription(ONE, ONE, ONE), found.periods), ONE)]


def paper():
    words = Words(
        title=ONE, subtitle=ONE, caveats=(ONE,), sources=(ONE,), licences=(ONE,), provenance=ONE,
        pack_version=ONE, made=DAY, link=ONE, alt=ONE,
    )  # fmt: skip
    item = Item(words, lambda *_: b"", Table(
        pd.DataFrame({"text": HOSTILE, "value": -1.5}),
        {"text": Column(ONE), "value": Column("Value", decimals=1)},
    ))  # fmt: skip
    made = Paper(ONE, ONE, DAY, ONE, [item])
    return [Download("Numbers", "paper.xlsx", XLSX, lambda: workbook(made))]


def noted(pack, known):
    said = said_of({MEMBERS[0]: [record(note_content(words=ONE))], ONE: []})
    files = saved_downloads([hood()], pack, known)
    return with_knowledge(files, lambda: {**said, ONE: ONE}, ["area_name", "members"])


def another_rate(pack, known):
    touching = links(known.levels[Level.LSOA], within=known.district_of)
    study = Study(pack, known, small_areas(pack, known, Basis()), touching, Bounds())
    return [what_if(study, [(ONE, MEMBERS), (HALF, MEMBERS[:1])], 0.2, ONE).download]


@pytest.fixture(scope="module")
def makers(pack, known, view, money, recorded, history, town_with):
    laid = matrix(recorded.work, recorded.places, DAY, recorded.terms.county_of)
    problem = RowProblem("row 2", ONE, ONE, ONE)
    sure = certainty(view.found, SimulationSettings(draws=50))
    return {
        "reports.workbook.workbook": paper,
        "tables.templates.ledger_templates": lambda: ledger_templates({"funder": HOSTILE}),
        "tables.templates._template": lambda: [
            groups_template(), places_template(), neighbourhood_template(HOSTILE),
            figures_template(pd.Series([ONE], [ONE])), estimates_template(pd.Series([ONE], [ONE])),
        ],
        "tables.reader.grid.left_out_download": lambda: [
            left_out_download(ONE, [LeftOut(2, ONE, ONE)])
        ],
        "pages.investment.beside_map.map_download": lambda: [map_download(money)],
        "pages.neighbourhood.checker._csv": lambda: checked(
            "\n".join(("E01025699", *HOSTILE)), pack, known,
            [hood(members=("E01025699",))],
        ).downloads,
        "pages.compare.side_by_side.comparison_download": lambda: [
            comparison_download(compared(pack, known))
        ],
        "pages.compare.side_by_side.wide_text": lambda: [
            Download("Copy", "clipboard.tsv", "text/tab-separated-values", lambda:
                     wide_text(compared(pack, known)).encode())
        ],
        "analysis.maps.downloads.downloads": lambda: own_map(pack, known),
        "pages.compare.inequality_figures.example_download": lambda: [example_download()],
        "pages.compare.inequality_figures.gap_download": lambda: inequality(pack),
        "analysis.work.knowledge.with_knowledge": lambda: noted(pack, known),
        "pages.investment.ledger.ledger_downloads": lambda: ledger_downloads(money),
        "pages.investment.ledger_plan.problems_download": lambda: [
            problems_download(SimpleNamespace(problems=[problem]))
        ],
        "analysis.work.files.evidence_downloads": lambda: evidence_downloads(
            recorded, DAY, pack
        ),
        "analysis.work.files.matrix_downloads": lambda: matrix_downloads(recorded, laid, pack),
        "analysis.work.files.conversation_downloads": lambda: conversation_downloads(
            recorded, laid, pack
        ),
        "pages.neighbourhood.place_files.record_downloads": lambda: record_downloads(
            PlaceRecord(recorded, recorded.places[0], DAY), pack, history=history
        ),
        "pages.neighbourhood.saved.saved_downloads": lambda: saved_downloads([hood()], pack, known),
        "pages.neighbourhood.what_if.WhatIf": lambda: another_rate(pack, known),
        "analysis.maps.site_kinds.site_download": lambda: pools(town_with),
        "pages.targeting.neighbourhoods._suggested_csv": lambda: suggested(view, pack, known),
        "pages.targeting.certainty._areas_csv": lambda: listed_areas(view, sure).downloads,
    }  # fmt: skip


def writing() -> set[str]:
    """Every function of the product that has a table written."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        module = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
        if module.startswith("exports."):
            continue
        for outer in ast.parse(file.read_text("utf-8")).body:
            for node in ast.walk(outer):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    if name in WRITERS:
                        found.add(f"{module}.{getattr(outer, 'name', '')}")
    return found


def bad(cell: str, *, may_be_number: bool = True) -> bool:
    is_number = may_be_number and NUMBER.fullmatch(cell)
    return cell.startswith(STARTS) and not is_number


def rows_of(content: bytes, delimiter: str = ",") -> list[list[str]]:
    """Cells as a spreadsheet finds them, whose rows end at every bare CR or LF."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def live_cells(content: bytes) -> list[str]:
    """Texts of a workbook that a spreadsheet would take for formulas when edited."""
    book = zipfile.ZipFile(io.BytesIO(content))
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    marked = [each.get("quotePrefix") == "1" for each in styles.find(f"{MAIN}cellXfs")]
    found = []
    for name in book.namelist():
        if not name.startswith("xl/worksheets/"):
            continue
        sheet = ElementTree.fromstring(book.read(name))
        assert not list(sheet.iter(f"{MAIN}f"))
        assert not list(sheet.iter(f"{MAIN}hyperlink"))
        for cell in sheet.iter(f"{MAIN}c"):
            text = "".join(each.text or "" for each in cell.iter(f"{MAIN}t"))
            assert UNSHOWN.search(text) is None
            if FORMULA.match(text) and not marked[int(cell.get("s", 0))]:
                found.append(text)
    return found


def check(file: Download, *, is_number_fine: bool = True) -> None:
    assert re.fullmatch(r"\w[\w.-]*", file.file_name), file.file_name
    content = file.content()
    if file.mime == XLSX:
        assert live_cells(content) == []
        return
    assert UNSHOWN.search(content.decode()) is None
    if file.file_name.endswith(".geojson"):
        assert json.loads(content)["type"] == "FeatureCollection"
        return
    rows = rows_of(content, "," if file.mime == CSV else "\t")
    assert len({len(row) for row in rows}) == 1
    live = [cell for row in rows for cell in row if bad(cell, may_be_number=is_number_fine)]
    assert live == []


def test_every_table_is_written_by_a_function_that_is_tried_here(makers):
    assert writing() == set(makers)


def test_every_file_of_the_product_is_inert(makers):
    for make in makers.values():
        for file in make():
            check(file)


def poisoned(table: ExportTable) -> ExportTable:
    """A hostile text for each heading and cell, the stamp's among them."""
    names = [f"{WORST[at % len(WORST)]}{at}" for at in range(len(table.rows.columns))]
    rows = pd.DataFrame([[text] * len(names) for text in WORST], columns=names, dtype=object)
    outlines = [{}] * len(WORST)
    return replace(table, rows=rows, stamp=Stamp(*HOSTILE[:4]), outlines=outlines)


def test_every_file_is_inert_whatever_stands_in_its_fields(makers):
    for make in makers.values():
        for file in make():
            if file.table is not None:
                check(file.with_table(poisoned), is_number_fine=False)


def test_a_layer_has_every_text_as_it_was(pack, known):
    _, layer = own_map(pack, known)
    (first, *_) = json.loads(layer.content())["features"]
    assert first["properties"]["indicator"].startswith(ONE.strip()[:5])
    _, saved = saved_downloads([hood()], pack, known)
    (one,) = json.loads(saved.content())["features"]
    assert one["properties"]["area_name"] == showable(ONE)


def test_every_file_with_areas_speaks_the_one_vocabulary(makers):
    said = ("provenance", "source", "licence", "data_version")
    without = {
        "tables.templates.ledger_templates", "pages.investment.ledger_plan.problems_download",
        "pages.investment.ledger.ledger_downloads", "tables.reader.grid.left_out_download",
        "pages.compare.inequality_figures.example_download",
    }  # fmt: skip
    for name, make in makers.items():
        for file in make():
            if file.table is None:
                continue
            headings = list(file.table().stamped().columns)
            assert not set(headings) & FORMER, name
            if name not in without:
                assert set(said) <= set(headings), name
                rows = file.table().stamped()
                assert rows[list(said)].astype(str).ne("").all(axis=None), name


NUMBERS = ExportTable(
    pd.DataFrame({"=name": ["=1", None], "value": [-1.23456, np.nan], "at": [1, -2]}),
    Stamp("record", "-S", "L", "1"),
    {"value": 2},
    ({"type": "Point"}, {}),
)


def test_numbers_stay_numbers_and_have_their_places():
    assert rows_of(csv_bytes(NUMBERS))[:2] == [
        ["'=name", "value", "at", "provenance", "source", "licence", "data_version"],
        ["'=1", "-1.23", "1", "record", "'-S", "L", "1"],
    ]
    _, first, second = tsv_text(NUMBERS).split("\n")
    assert first.split("\t")[:3] == ["'=1", "-1.23", "1"]
    assert second.split("\t")[:3] == ["", "", "-2"]
    one, two = json.loads(geojson_bytes(NUMBERS))["features"]
    assert (one["properties"]["value"], two["properties"]["value"]) == (-1.23, None)
    assert one["properties"]["=name"] == "=1"


def test_numbers_of_a_workbook_have_their_format_and_texts_their_mark():
    openpyxl = pytest.importorskip("openpyxl")
    content = xlsx_bytes([ExportSheet("A", NUMBERS, lines=[["=title"], []])])
    sheet = openpyxl.load_workbook(io.BytesIO(content))["A"]
    assert [cell.value for cell in sheet[4]][:3] == ["=1", -1.23, 1]
    assert sheet["B4"].number_format == "#,##0.00"
    assert sheet["A4"].quotePrefix
    assert sheet["A1"].quotePrefix
    assert live_cells(content) == []


def test_the_same_day_makes_the_same_workbook():
    made = [
        xlsx_bytes([ExportSheet("A", NUMBERS)], title="T", made=date(2026, 1, 2)) for _ in range(2)
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_escape_is_undone(text):
    assert door.unescape_formula(door.escape_formula(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_file_name_is_inert(text):
    assert re.fullmatch(r"\w[\w-]*", file_stem(text, "record"))
    assert "/" not in file_stem("../../etc", text)


def test_the_check_itself_sees_a_formula():
    assert bad("=1")
    assert not bad("-1")
    assert bad("-1", may_be_number=False)


def test_table_of_the_example_is_marked_once_however_often_it_is_stamped():
    table = ExportTable(pd.DataFrame({"a": [1]}), Stamp("illustrative", "S", "L", "V"))
    again = replace(table, rows=table.stamped())
    assert list(again.stamped().columns).count(EXAMPLE_HEADING) == 1
    assert again.stamped().columns[0] == EXAMPLE_HEADING
