"""Investments that look alike are found, and only those."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.measures.money.likeness import MOST_PAIRS, near_duplicates


def table(*rows: tuple) -> pd.DataFrame:
    """Recipient, pence, day of 2025, and reference and parent if given."""
    filled = [(*row, *[""] * (5 - len(row))) for row in rows]
    columns = ["recipient", "amount_pence", "day", "reference", "parent"]
    made = pd.DataFrame(filled, columns=columns).astype({"amount_pence": "int64"})
    day = pd.to_timedelta(made["day"].astype("int64"), unit="D")
    return made.assign(start=pd.Timestamp("2025-01-01") + day)


def pairs(made: pd.DataFrame, **more) -> list[list[int]]:
    return near_duplicates(made, **more).pairs.to_numpy().tolist()


@pytest.mark.parametrize(
    ("other", "is_pair"),
    [
        (("Club", 10_000, 0), True),
        (("Club", 10_100, 0), True),
        (("Club", 10_102, 0), False),
        (("Club", 9_900, 0), True),
        (("Club", 9_899, 0), False),
        (("Club", 10_000, 90), True),
        (("Club", 10_000, 91), False),
        (("  cLUB ", 10_000, 0), True),
        (("Clubs", 10_000, 0), False),
        (("Club", -10_000, 0), False),
    ],
)
def test_pair_is_one_recipient_one_per_cent_and_ninety_days(other, is_pair):
    assert pairs(table(("Club", 10_000, 0), other)) == ([[0, 1]] if is_pair else [])


def test_without_a_recipient_nothing_is_alike():
    assert pairs(table(("", 100, 0), ("", 100, 0))) == []


def test_money_paid_back_twice_is_alike():
    assert pairs(table(("Club", -100, 0), ("Club", -100, 5))) == [[0, 1]]


def test_a_whole_and_its_part_are_no_pair():
    made = table(("Club", 100, 0, "Whole"), ("Club", 100, 0, "", "whole"))
    assert pairs(made) == []


def test_only_pairs_with_a_new_row_count():
    made = table(("Club", 100, 0), ("Club", 100, 0), ("Club", 100, 0))
    assert pairs(made) == [[0, 1], [0, 2], [1, 2]]
    assert pairs(made, new_from=2) == [[0, 2], [1, 2]]


def test_an_empty_ledger_has_none():
    assert pairs(table()) == []


def test_pairs_without_end_are_cut_and_said():
    made = table(*[("Club", 100, 0)] * 100)
    found = near_duplicates(made)
    assert found.is_cut
    assert len(found.pairs) == MOST_PAIRS


ROW = st.tuples(st.sampled_from(["A", "b", ""]), st.integers(-300, 300), st.integers(0, 300))


@given(st.lists(ROW, max_size=12))
def test_all_pairs_are_found_that_a_plain_search_finds(rows):
    made = table(*rows)
    expected = [
        [i, j]
        for i, (name, pence, day) in enumerate(rows)
        for j, (other, most, then) in enumerate(rows)
        if i < j and name and name == other and (pence < 0) == (most < 0)
        and abs(pence - most) * 100 <= max(abs(pence), abs(most))
        and abs(day - then) <= 90
    ]  # fmt: skip
    assert pairs(made) == expected
