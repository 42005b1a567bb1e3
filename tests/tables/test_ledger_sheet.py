"""The ledger as a file reads back as it was, and holds no formula."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.characters import normalised, refusal
from insight.errors import ContractError
from insight.exports.table import csv_bytes, xlsx_bytes
from insight.pack.catalogue import Provenance
from insight.records.kinds.investments import Counted, Entry, Form, Part, Place, tidied
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.tables.ledger_columns import ASKED, guessed, is_heading
from insight.tables.ledger_file import Assumed, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.tables.ledger_sheet import OWN_COLUMNS, About, exported_ledger, ledger_sheets
from insight.tables.reader.grid import read_grid
from insight.tables.templates import ledger_templates
from ledger_fixtures import entry

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = {"abcdefghij": "New Parks"}
ABOUT = About("Ledger", Provenance.RECORD, ("Line",))

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12).filter(
    lambda text: not refusal(normalised(text))
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
PLACES = st.sampled_from(
    [
        (Place.LSOA, ("E01013600", "E01013601")),
        (Place.NEIGHBOURHOOD, ("abcdefghij",)),
        (Place.WARD, ("Abbey (E06000016)", "Eyres Monsell")),
        (Place.DISTRICT, ("E07000129",)),
        (Place.AREA, ()),
        (Place.ELSEWHERE, ()),
        (Place.UNKNOWN, ()),
    ]
)


@st.composite
def entries(draw) -> Entry:
    place, codes = draw(PLACES)
    start, other = draw(DAYS), draw(DAYS)
    counted = draw(st.sampled_from([None, *Counted]))
    return tidied(
        Entry(
            reference="",
            funder=draw(WORDS) or "Funder",
            programme=draw(WORDS),
            recipient=draw(WORDS),
            recipient_kind=draw(WORDS),
            purpose=draw(WORDS),
            amount_pence=draw(st.integers(-(10**10), 10**10)) or 1,
            form=draw(st.sampled_from(Form)),
            part=draw(st.sampled_from(Part)),
            start=min(start, other),
            end=draw(st.sampled_from([None, max(start, other)])),
            place=place,
            codes=codes,
            parent=draw(WORDS),
            count=draw(st.integers(0, 10**6)) if counted else None,
            counted=counted,
            source=draw(WORDS),
            note=draw(WORDS),
        )
    )


@pytest.fixture(scope="module")
def area(pack, known):
    saved = Neighbourhood(
        "abcdefghij",
        1,
        Draft("New Parks", "", ("E01013600",), "", Status.ACTIVE),
        NOW,
        "Ann",
        NOW,
        "Ann",
        is_removed=False,
    )
    return StudyArea(pack, known, (saved,))


def read(content: bytes, area):
    grid = read_grid("ledger", content, is_heading=is_heading, asked=ASKED)
    return read_ledger(grid, guessed(grid.names), Assumed(), area)


def ledger_csv(entries, names, about, counts_in):
    return csv_bytes(exported_ledger(entries, names, about, counts_in))


def ledger_xlsx(entries, names, about, counts_in):
    table = exported_ledger(entries, names, about, counts_in)
    return xlsx_bytes(ledger_sheets(table, about))


@given(st.lists(entries(), min_size=1, max_size=4))
def test_what_is_written_reads_back_the_same(area, some):
    for written in (ledger_csv, ledger_xlsx):
        found = read(written(some, NAMES, ABOUT, [""] * len(some)), area)
        assert found.problems == ()
        assert list(found.entries) == some


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "'=1", "\uff1d1")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(area, text):
    one = tidied(
        replace(
            entry(-500), funder=text, recipient=text, purpose=text, note=text,
            source=text, programme=text,
        )
    )  # fmt: skip
    content = ledger_csv([one], NAMES, ABOUT, [""]).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(content)))[1]
    amount = [field.value for field in OWN_COLUMNS].index("amount")
    assert row.pop(amount) == "-5.00"
    assert not [cell for cell in row if re.match("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]", cell)]
    book = zipfile.ZipFile(io.BytesIO(ledger_xlsx([one], NAMES, ABOUT, [""])))
    parts = [name for name in book.namelist() if "worksheets/" in name]
    assert parts
    assert all(b"<f>" not in book.read(name) for name in parts)
    assert all(b"hyperlink" not in book.read(name) for name in parts)
    for written in (ledger_csv, ledger_xlsx):
        assert read(written([one], NAMES, ABOUT, [""]), area).entries == (one,)


def test_neighbourhoods_are_written_by_name():
    one = entry(1, Place.NEIGHBOURHOOD, "abcdefghij", "zzzzzzzzzz")
    content = ledger_csv([one], NAMES, ABOUT, [""]).decode("utf-8-sig")
    assert "New Parks; zzzzzzzzzz" in content


def test_illustrative_files_say_so_in_every_row_and_are_not_read(area):
    about = About("ILLUSTRATIVE", Provenance.ILLUSTRATIVE, ())
    for written in (ledger_csv, ledger_xlsx):
        content = written([entry(1), entry(2)], NAMES, about, ["", ""])
        with pytest.raises(ContractError, match="2 of 2 rows: marked as example data"):
            read(content, area)


def test_workbook_says_what_it_is_and_what_its_columns_hold():
    book = zipfile.ZipFile(io.BytesIO(ledger_xlsx([entry()], NAMES, ABOUT, [""])))
    texts = b"".join(book.read(name) for name in book.namelist())
    assert b"Ledger" in texts
    assert b"Who originally provided the funding" in texts


@pytest.mark.parametrize("template", [each.content() for each in ledger_templates()])
def test_template_has_our_headings_and_no_rows(template):
    with pytest.raises(ContractError, match="has headings but no records"):
        read_grid("template", template, is_heading=is_heading, asked=ASKED)
    if template.startswith(b"PK"):
        return
    row = next(csv.reader(io.StringIO(template.decode("utf-8-sig"))))
    assert row == [field.value for field in OWN_COLUMNS]
