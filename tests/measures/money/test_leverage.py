"""Leverage: the printed example of the deck, and a ledger by hand."""

import pandas as pd
import pytest

from insight.errors import AlignmentError, InsightError
from insight.measures.money.amounts import counted_once, pounds_each
from insight.measures.money.leverage import Leverage, example, leverage

MIXENDEN = pd.DataFrame(
    [
        ("first year", "item", "core", 88_000),
        ("second year", "item", "core", 86_000),
        ("largest", "item", "matched", 400_000),
        ("second", "item", "matched", 80_000),
        ("third", "item", "matched", 20_000),
        ("fourth", "item", "matched", 15_000),
        ("fifth", "item", "matched", 5_000),
        ("printed", "printed total", "matched", 585_000),
        ("residents", "residents", "", 5_500),
    ],
    columns=["item", "role", "part", "value"],
)
"""As printed, whose items add up to less than the total beside them."""


def ledger(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    """Amount in pence, form, part, and the whole that it is part of."""
    table = pd.DataFrame(rows, columns=["amount_pence", "form", "part", "parent"])
    table["reference"] = [f"R{row}" for row in range(len(rows))]
    return table.astype({"amount_pence": "int64"})


def test_printed_example_is_reckoned_by_its_items():
    found = example(MIXENDEN).itemised
    assert found.core_pence == (88_000 + 86_000) * 100 == 174_000 * 100
    assert found.matched_pence == 520_000 * 100
    assert round(found.ratio, 4) == 2.9885


def test_printed_example_is_reckoned_by_its_printed_total():
    found = example(MIXENDEN).printed
    assert (found.core_pence, found.matched_pence) == (174_000 * 100, 585_000 * 100)
    assert round(found.ratio, 4) == 3.3621


def test_what_the_printed_items_do_not_explain_is_told():
    assert example(MIXENDEN).unexplained_pence == 65_000 * 100


@pytest.mark.parametrize("part", ["matched", ""])
def test_printed_total_is_of_matched_money_whatever_its_part_says(part):
    is_total = MIXENDEN["role"].eq("printed total")
    table = MIXENDEN.assign(part=MIXENDEN["part"].mask(is_total, part))
    assert example(table) == example(MIXENDEN)


def test_printed_example_per_head():
    found = example(MIXENDEN)
    assert found.residents == 5_500

    def each(pence: int) -> float:
        return round(pounds_each(pence, found.residents, noun="residents"), 2)

    assert each(found.itemised.together_pence) == 126.18
    assert each(found.itemised.matched_pence) == 94.55
    assert each(found.itemised.core_pence) == 31.64
    assert each(found.printed.together_pence) == 138.00


def test_what_is_given_in_kind_stands_apart():
    table = ledger(
        (1000, "cash", "core", ""),
        (2500, "cash", "matched", ""),
        (70, "in kind", "core", ""),
        (900, "in kind", "matched", ""),
        (500, "cash", "matched", ""),
    )
    found = leverage(table)
    assert found == Leverage(1000, 3000, 70, 900)
    assert found.ratio == 3.0
    assert found.together_pence == 4000


def test_matched_part_of_a_core_whole_is_counted_once():
    table = ledger((1000, "cash", "core", ""), (300, "cash", "matched", "R0"))
    assert leverage(table) == Leverage(700, 300)


def test_chosen_rows_count_as_in_the_whole_ledger():
    table = ledger((1000, "cash", "core", ""), (300, "cash", "matched", "R0"))
    counted, chosen = counted_once(table), table["part"].eq("core")
    assert leverage(table[chosen], counted[chosen]) == Leverage(700, 0)
    with pytest.raises(AlignmentError):
        leverage(table[chosen], counted)


def test_ledger_without_entries_has_no_money():
    assert leverage(ledger()) == Leverage(0, 0)


@pytest.mark.parametrize("core", [0, -100])
def test_matched_money_is_no_ratio_of_no_core_money(core):
    with pytest.raises(InsightError, match="no core funding in cash"):
        _ = Leverage(core, 500, core_in_kind_pence=900).ratio
