"""Tables of another shape: read, or refused with a sentence that says what to do."""

import pytest

from insight.errors import ContractError
from insight.tables.group_table import read_group_table
from insight.tables.ledger_file import ledger_grid
from made_files import DISTRICTS, HEADINGS, book, grant, own, said, text, total

BANK = ["Funder", "Recipient", "Start", "District", "Debit", "Credit"]


def paid(debit="", credit=""):
    return ["Trust", "Club", "01/05/2025", "Blaby", debit, credit]


@pytest.mark.parametrize("names", [("Debit", "Credit"), ("Paid out (£)", "Paid in (£)"),
                                   ("DR", "CR")])  # fmt: skip
def test_debits_and_credits_in_two_columns_are_one_amount(read, names):
    rows = [paid("1,000.00"), paid("", "250"), paid("£50", "0.00"), paid("-", "30")]
    content = text(*rows, headings=[*BANK[:4], *names])
    found = read(content)
    assert [each.amount_pence for each in found.entries] == [100_000, -25_000, 5_000, -3_000]
    (decision,) = [each for each in found.decisions if each.key == "credit"]
    assert decision.chosen == "minus"
    assert f"{names[0]!r} and {names[1]!r}" in said(found) + " ".join(ledger_grid(
        "a.csv", content.encode()).notes)  # fmt: skip
    assert total(read(content, answers={"credit": "plus"})) == -total(found)


def test_row_with_a_debit_and_a_credit_is_one_to_mend(read):
    found = read(text(paid("10", "20"), paid("5"), headings=BANK))
    assert (total(found), [each.place for each in found.problems]) == (500, ["row 2"])


def test_debit_and_credit_beside_an_amount_are_not_read(read):
    rows = [[*paid("10"), "99"]]
    assert total(read(text(*rows, headings=[*BANK, "Amount"]))) == 9_900


@pytest.mark.parametrize(
    "years",
    [("2023/24", "2024/25"), ("2023", "2024"), ("2023-24 (£)", "2024-25 (£)"), ("FY24", "FY25"),
     ("Amount 2023/24", "Amount 2024/25")],
)  # fmt: skip
def test_column_for_each_year_is_refused_with_what_to_do(years):
    content = text(["Trust", "Club", "Blaby", "1", "2"],
                   headings=["Funder", "Recipient", "District", *years])  # fmt: skip
    with pytest.raises(ContractError) as caught:
        ledger_grid("a.csv", content.encode())
    assert "a column for each year" in str(caught.value)
    assert "Give each year its own row" in str(caught.value)
    groups = text(*([at, 1000, 20, 21] for at in range(1, 11)),
                  headings=["decile", "population", *years])  # fmt: skip
    with pytest.raises(ContractError, match="a column for each year"):
        read_group_table("a.csv", groups.encode())


def test_years_beside_an_amount_are_no_fault(read):
    headings = [*HEADINGS, "Members 2023", "Members 2024"]
    assert total(read(text([*grant(), "5", "6"], headings=headings))) == 10_000


@pytest.mark.parametrize("pack_of", ["csv", "xlsx"])
def test_table_that_is_turned_round_is_refused_with_what_to_do(pack_of):
    rows = [["Funder", "A", "B"], ["Recipient", "C", "D"], ["Amount", "1", "2"],
            ["Start", "01/05/2025", "02/05/2025"]]  # fmt: skip
    content = book(*rows[1:], headings=rows[0])
    content = text(*rows[1:], headings=rows[0]).encode() if pack_of == "csv" else content
    with pytest.raises(ContractError) as caught:
        ledger_grid(f"a.{pack_of}", content)
    assert "headings are in a column" in str(caught.value)
    assert "transpose" in str(caught.value)


def test_areas_along_a_row_are_refused_with_what_to_do(here):
    content = text(["value", *range(9)], headings=["code", *DISTRICTS])
    with pytest.raises(ContractError, match="transpose"):
        own(here, content)
