"""Small readings of texts: names, codes, numbers and headings, each by a case or two."""

from datetime import date

import pytest

from insight.records.kinds.investments import pounds
from insight.records.kinds.neighbourhoods import Draft, Status, faults, tidied
from insight.records.place import records_place
from insight.records.reading import RowProblem
from insight.records.steps import Fault, name_key, shortened
from insight.tables.deprivation_groups import Ordered, ordered
from insight.tables.group_columns import GroupColumn, column_of
from insight.tables.group_table import number_in
from insight.tables.ledger_cells import count_in, date_in, pence_in, year_in
from insight.tables.ledger_columns import Field, field_of, guessed, heading_key, is_360giving
from insight.tables.ledger_sheet import decimal
from insight.tables.neighbourhood_file import codes_in, column, split_codes
from insight.tables.reader.text import clean_name

CASES = [
    (pounds, 123450, "£1,234.50"),
    (pounds, -100_000, "−£1,000"),
    (pounds, 5, "£0.05"),
    (decimal, 123405, "1234.05"),
    (decimal, -5, "-0.05"),
    (pence_in, "£1,234.50", 123450),
    (pence_in, "1 234", 123400),
    (pence_in, "(500)", -50000),
    (pence_in, "-0.5", -50),
    (number_in, "32.4%", 32.4),
    (number_in, "12,000", 12000.0),
    (count_in, "1,204", 1204),
    (count_in, "12 000", 12000),
    (date_in, "3/4/2025", date(2025, 4, 3)),
    (date_in, "2025-04-03", date(2025, 4, 3)),
    (date_in, "45750", date(2025, 4, 3)),
    (year_in, "2025/26", (date(2025, 4, 1), date(2026, 3, 31))),
    (year_in, "2025", (date(2025, 1, 1), date(2025, 12, 31))),
    (column, " Defined By", "defined_by"),
    (column, "LSOA21CD", "members"),
    (column, "Ward", "ward"),
    (split_codes, "E01000001; E01000002,E01000003", ("E01000001", "E01000002", "E01000003")),
    (codes_in, "• E01000001 (Abbey), E010000O2", ("E01000001", "E010000O2")),
    (name_key, "St Mary’s  QUAY", name_key(" St mary’s Quay")),
    (clean_name, "C:\\Users\\me\\<b>Estimates 2024.csv", "bEstimates 2024.csv"),
    (heading_key, "Recipient Org:Name", "recipient org name"),
    (heading_key, " Amount (£) ", "amount"),
    (field_of, "Amount Awarded", Field.AMOUNT),
    (field_of, "Recipient Org:0:Name", Field.RECIPIENT),
    (field_of, "Recipient Org:Postal Code", None),
    (is_360giving, ["Amount Awarded", "Award Date", "Funding Org:Name"], True),
    (
        guessed,
        ["Title", "Amount", "Award Date", "Value"],
        {Field.PURPOSE: 0, Field.AMOUNT: 1, Field.START: 2},
    ),
    (column_of, "Lower CI 95.0 limit", GroupColumn.LOW),
    (column_of, "Inactive (%)", GroupColumn.VALUE),
    (
        ordered,
        ["Most deprived decile (IMD2019)", "Second least deprived decile"],
        Ordered((1, 9), 10, "We put the groups in order by their names."),
    ),
]


@pytest.mark.parametrize(("read", "text", "meant"), CASES)
def test_what_a_text_means(read, text, meant):
    assert read(text) == meant


def test_groups_that_count_from_the_least_deprived_are_turned_round():
    assert ordered(["Q1 (least deprived)", "Q2", "Q3"]).positions == (3, 2, 1)


def test_long_texts_are_cut_for_messages():
    assert shortened("abcdef", 4) == "abc…"


def test_faults_as_sentences():
    assert (
        Fault("name", "", "is blank; give it one").sentence() == "The name is blank; give it one."
    )
    problem = RowProblem("row 7", "status", "maybe", "is 'maybe'; use agreed")
    assert problem.sentence() == "Row 7, status: is 'maybe'; use agreed."


def test_drafts_are_tidied_and_must_have_a_name_and_members():
    messy = Draft(" New  Parks ", "", ("e01000002", "E01000001"), "by hand")
    tidy = Draft("New Parks", "", ("E01000001", "E01000002"), "by hand", Status.PROPOSED)
    assert tidied(messy) == tidy
    assert [fault.field for fault in faults(Draft("", "", (), ""))] == ["name", "members"]


def test_records_are_where_the_environment_says():
    found = records_place({"INSIGHT_RECORDS": "/srv/insight"})
    assert (found.url, found.backups.as_posix()) == (None, "/srv/insight/backups")
