"""Somebody's list of investments becomes entries, or faults that say what to do."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from insight.errors import ContractError
from insight.records.kinds.investments import Counted, Form, Part, Place
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.tables.ledger_columns import OTHERS, Field, field_of, guessed, is_360giving
from insight.tables.ledger_file import Assumed, read_cells, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.tables.reader.grid import CellFault, Grid

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SPLIT, MERGED, HEIR = "E01013607", "E01013647", "E01034020"
PARTS = ("E01034010", "E01034011", "E01034012")
SURE, UNSURE = "LE1 1AA", "CV13 0AA"


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
    gone = replace(
        saved, id="zzzzzzzzzz", content=replace(saved.content, name="Gone"), is_removed=True
    )
    return StudyArea(pack, known, (saved, gone))


def grid(names: list[str], *rows: list[str], sheet: str = "") -> Grid:
    index = pd.Index(range(2, len(rows) + 2), name="row")
    cells = pd.DataFrame(rows, columns=range(len(names)), index=index, dtype=str)
    mark = hashlib.sha256(repr(rows).encode()).hexdigest()
    return Grid("grants.csv", mark, tuple(names), cells, sheet, (), (), ())


BASE = {Field.FUNDER: "Sport England", Field.AMOUNT: "100", Field.START: "01/04/2025"}


def read(area, assumed=None, **cells: str):
    """One row by its fields."""
    values = {
        **{name.value: text for name, text in BASE.items()},
        **{name.replace("_", " "): text for name, text in cells.items()},
    }
    table = grid(list(values), list(values.values()))
    return read_ledger(table, guessed(table.names), assumed or Assumed(), area)


def entry(area, assumed=None, **cells: str):
    found = read(area, assumed, **cells)
    assert found.problems == ()
    return found.entries[0]


def advice(area, assumed=None, **cells: str) -> str:
    found = read(area, assumed, **cells)
    assert found.entries == ()
    assert found.wrong == 1
    (problem,) = found.problems
    assert problem.place == "row 2"
    return f"{problem.column}: {problem.advice}"


def test_full_row_is_read(area):
    found = entry(
        area, reference="R 1", programme="Together Fund", recipient="Club",
        recipient_kind="club", purpose="Walks", form="In kind", part="Matched",
        end="31/03/2026", level="ward", place="Abbey; Eyres Monsell", attendances="240",
        source="Letter", note="More",
    )  # fmt: skip
    assert (found.amount_pence, found.form, found.part) == (
        10_000, Form.IN_KIND, Part.MATCHED,
    )  # fmt: skip
    assert (found.start, found.end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (found.place, found.codes) == (Place.WARD, ("Abbey", "Eyres Monsell"))
    assert (found.count, found.counted) == (240, Counted.ATTENDANCES)


def test_row_that_says_little_takes_what_is_assumed(area):
    found = entry(area, Assumed(part=Part.MATCHED, form=Form.IN_KIND))
    assert (found.part, found.form) == (Part.MATCHED, Form.IN_KIND)
    assert (found.place, found.codes) == (Place.UNKNOWN, ())


@pytest.mark.parametrize(
    ("cells", "place", "codes"),
    [
        ({"lsoa": "E01013600"}, Place.LSOA, ("E01013600",)),
        ({"lsoa": " e01 013600 "}, Place.LSOA, ("E01013600",)),
        ({"lsoa": "E01013600; E01013601"}, Place.LSOA, ("E01013600", "E01013601")),
        ({"lsoa": MERGED}, Place.LSOA, (HEIR,)),
        ({"place": "E01013600"}, Place.LSOA, ("E01013600",)),
        ({"neighbourhood": " new parks"}, Place.NEIGHBOURHOOD, ("abcdefghij",)),
        ({"place": "New Parks"}, Place.NEIGHBOURHOOD, ("abcdefghij",)),
        ({"district": "Blaby"}, Place.DISTRICT, ("E07000129",)),
        ({"district": "Blaby District Council"}, Place.DISTRICT, ("E07000129",)),
        ({"district": "City of Leicester"}, Place.DISTRICT, ("E06000016",)),
        ({"district": "Hinckley & Bosworth"}, Place.DISTRICT, ("E07000132",)),
        ({"district": "e07000129"}, Place.DISTRICT, ("E07000129",)),
        ({"place": "Melton; Rutland"}, Place.DISTRICT, ("E06000017", "E07000133")),
        ({"district": "E08000025"}, Place.ELSEWHERE, ()),
        ({"ward": "Abbey"}, Place.WARD, ("Abbey",)),
        ({"ward": "Abbey", "district": "Leicester"}, Place.WARD, ("Abbey (E06000016)",)),
        ({"place": "E05010463"}, Place.WARD, ("E05010463",)),
        ({"place": "LLR"}, Place.AREA, ()),
        ({"district": "LLR"}, Place.AREA, ()),
        ({"place": "Leicester, Leicestershire and Rutland"}, Place.AREA, ()),
        ({"level": "LLR"}, Place.AREA, ()),
        ({"level": "area"}, Place.AREA, ()),
        ({"level": "elsewhere"}, Place.ELSEWHERE, ()),
        ({"level": "locality", "place": "Melton"}, Place.DISTRICT, ("E07000133",)),
        ({"lsoa": "E01013600", "district": "Melton"}, Place.LSOA, ("E01013600",)),
        ({"postcode": "SW1A 1AA"}, Place.ELSEWHERE, ()),
        ({"lsoa": "E01000001"}, Place.ELSEWHERE, ()),
        ({"place": "S01006506"}, Place.ELSEWHERE, ()),
        ({"place": "E12000004"}, Place.UNKNOWN, ()),
        ({"place": "E92000001"}, Place.UNKNOWN, ()),
        ({"place": "E02005345"}, Place.DISTRICT, ("E07000130",)),
        ({"place": "E02000001"}, Place.ELSEWHERE, ()),
    ],
)
def test_place_is_found_and_never_finer_than_said(area, cells, place, codes):
    found = entry(area, **cells)
    assert (found.place, found.codes) == (place, codes)


def test_postcode_stands_for_its_lsoa_and_the_reader_is_told(area, pack):
    homes = pack.table("postcodes")
    sure = homes[homes["lsoa21cd_or"].isna()].index[0]
    found = read(area, postcode=sure.replace(" ", "").lower())
    assert found.entries[0].codes == (homes.at[sure, "lsoa21cd"],)
    assert found.notes == ("1 row: a postcode is recorded at its LSOA.",)


def test_postcode_near_an_edge_is_recorded_at_both_lsoas(area, pack):
    home = pack.table("postcodes").loc[UNSURE]
    found = read(area, postcode=UNSURE)
    assert set(found.entries[0].codes) == {home["lsoa21cd"], home["lsoa21cd_or"]}
    assert "both LSOAs" in found.notes[0]


def test_split_2011_code_is_asked_or_kept_whole(area):
    said = advice(area, lsoa=SPLIT)
    assert all(code in said for code in PARTS)
    found = entry(area, Assumed(takes_all_parts=True), lsoa=SPLIT)
    assert found.codes == PARTS


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"amount": "lots"}, "amount: is 'lots', not an amount"),
        ({"amount": ""}, "amount: is blank; fill it in"),
        ({"amount": "0"}, "amount: is 0"),
        ({"start": "04/31/2025"}, "start: is '04/31/2025', but there is no month 31"),
        ({"start": ""}, "start: is blank"),
        ({"end": "01/01/2025"}, "end: is 01/01/2025, before the start"),
        ({"funder": ""}, "funder: is blank; enter who originally provided"),
        ({"lsoa": "01013600"}, "lsoa: is '01013600', which looks like an LSOA code"),
        ({"lsoa": "1.01E+07"}, "lsoa: is '1.01E+07', which looks like an LSOA code"),
        ({"place": "E0101360O"}, "place: is 'E0101360O', which looks like an LSOA code"),
        ({"district": "Mordor"}, "district: is 'Mordor', which is not a district of LLR"),
        ({"district": "Blaby; E08000025"}, "1 of 2 places that are outside LLR"),
        ({"lsoa": "E01013600; E01000001"}, "1 of 2 places that are outside LLR"),
        ({"neighbourhood": "Gone"}, "which is not a saved neighbourhood"),
        ({"place": "Somewhere"}, "place: is 'Somewhere', a place we do not know"),
        ({"level": "parish"}, "level: is 'parish'; use one of lsoa"),
        ({"level": "lsoa"}, "place: is missing for the level 'lsoa'"),
        ({"form": "cheque"}, "form: is 'cheque'; write cash or in kind"),
        ({"part": "both"}, "part: is 'both'; write core or matched"),
        ({"currency": "EUR"}, "currency: is 'EUR'; only pounds sterling"),
        ({"attendances": "3", "participants": "4"}, "together with participants"),
        ({"participants": "many"}, "participants: is 'many', not a whole number"),
        ({"postcode": "LE1"}, "only part of a postcode; enter all of it"),
    ],
)
def test_fault_is_said_with_column_value_and_remedy(area, cells, words):
    refused = Assumed(answers=(("name:mordor", "refuse"), ("name:somewhere", "refuse")))
    assert words in advice(area, refused, **cells)


def test_good_rows_stand_beside_bad_ones_with_their_row_numbers(area):
    table = grid(
        ["Funder", "Amount", "Start"],
        ["A", "1", "01/01/2025"],
        ["B", "x", "y"],
        ["C", "3", "03/01/2025"],
    )
    found = read_ledger(table, guessed(table.names), Assumed(), area)
    assert [each.funder for each in found.entries] == ["A", "C"]
    assert found.rows == (2, 4)
    assert [each.place for each in found.problems] == ["row 3", "row 3"]
    assert found.wrong == 1


def test_year_stands_for_dates(area):
    values = {"funder": "A", "amount": "1", "financial year": "2024/25"}
    table = grid(list(values), list(values.values()))
    found = read_ledger(table, guessed(table.names), Assumed(), area).entries[0]
    assert (found.start, found.end) == (date(2024, 4, 1), date(2025, 3, 31))


def test_calendar_year_is_noted(area):
    table = grid(["funder", "amount", "year"], ["A", "1", "2024"])
    found = read_ledger(table, guessed(table.names), Assumed(), area)
    assert found.entries[0].start == date(2024, 1, 1)
    assert "1 row: a calendar year" in found.notes[0]


def test_faulty_cell_matters_only_in_a_column_that_is_used(area):
    table = grid(["Funder", "Amount", "Start", "Colour"], ["A", "1", "01/01/2025", ""])
    for column, wrong in ((1, 1), (3, 0), (-1, 1)):
        fault = CellFault(2, column, "contains a formula without a value")
        broken = replace(table, faults=(fault,))
        found = read_ledger(broken, guessed(table.names), Assumed(), area)
        assert found.wrong == wrong


def test_rows_elsewhere_are_left_out_only_when_asked(area):
    assert len(read(area, district="E08000025").entries) == 1
    found = read(area, Assumed(leaves_out=frozenset({"elsewhere"})), district="E08000025")
    assert (found.entries, found.passed_over) == ((), 1)


def test_recipient_address_is_noted_when_it_is_what_places_the_money(area, pack):
    homes = pack.table("postcodes")
    sure = homes[homes["lsoa21cd_or"].isna()].index[0]
    values = {"Funder": "A", "Amount": "1", "Start": "01/01/2025",
              "Recipient Org:Postal Code": sure}  # fmt: skip
    table = grid(list(values), list(values.values()))
    mapping = guessed(table.names)
    assert Field.POSTCODE not in mapping
    by_address = read_ledger(table, {**mapping, Field.POSTCODE: 3}, Assumed(), area)
    assert "recipient’s address" in by_address.entries[0].note


@pytest.mark.parametrize("heading", ["provenance", "class"])
def test_illustrative_ledger_does_not_come_back_as_a_record(area, heading):
    values = {"funder": "A", "amount": "1", "start": "01/01/2025",
              heading: "illustrative"}  # fmt: skip
    table = grid(list(values), list(values.values()))
    with pytest.raises(ContractError, match="1 of 1 rows: marked as example data"):
        read_ledger(table, guessed(table.names), Assumed(), area)


STANDARD = [
    "Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date",
    "Planned Dates:0:Start Date", "Recipient Org:0:Identifier", "Recipient Org:0:Name",
    "Recipient Org:0:Postal Code", "Funding Org:0:Identifier", "Funding Org:0:Name",
    "Grant Programme:0:Title", "Beneficiary Location:0:Name",
    "Beneficiary Location:0:Geographic Code",
    "Beneficiary Location:0:Geographic Code Type",
]  # fmt: skip


def test_file_in_the_360giving_standard_is_read_by_who_benefits(area):
    assert is_360giving(STANDARD)
    table = grid(
        STANDARD,
        ["360G-1", "Walks", "", "GBP", "5000", "2024-05-01T00:00:00+00:00", "", "GB-1",
         "Club", "B1 1AA", "GB-2", "Trust", "Small grants", "Blaby", "E07000129",
         "LAD"],
        ["360G-2", "Runs", "", "GBP", "100.5", "2024-05-02", "", "GB-1", "Club",
         "LE1 1AA", "GB-2", "Trust", "", "", "", ""],
        ["360G-3", "Far", "", "GBP", "7", "2024-05-02", "", "GB-1", "Club", "", "GB-2",
         "Trust", "", "", "S12000033", ""],
    )  # fmt: skip
    found = read_ledger(
        table, guessed(table.names), Assumed(leaves_out=frozenset({"elsewhere"})), area
    )
    assert found.problems == ()
    first, second = found.entries
    assert (first.reference, first.funder, first.programme, first.recipient) == (
        "360G-1", "Trust", "Small grants", "Club",
    )  # fmt: skip
    assert (first.place, first.codes) == (Place.DISTRICT, ("E07000129",))
    # The office of the recipient is in Leicester, which places nothing.
    assert second.place is Place.UNKNOWN
    assert found.passed_over == 1


def test_every_heading_means_one_field():
    names = [name for field in Field for name in (field.value, *OTHERS.get(field, ()))]
    assert len(names) == len(set(names))
    assert all(field_of(name) is not None for name in names)


def test_own_heading_wins_over_another_name():
    assert guessed(["Total", "Amount"]) == {Field.AMOUNT: 1}


def test_form_is_read_by_the_rules_of_a_file(area):
    good, none = read_cells({**BASE, Field.PLACE: "Blaby"}, area)
    assert none == ()
    assert good.codes == ("E07000129",)
    bad, problems = read_cells({**BASE, Field.AMOUNT: "much"}, area)
    assert bad is None
    assert problems[0].column == "amount"
