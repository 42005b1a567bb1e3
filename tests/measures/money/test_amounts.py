"""Money of a ledger: small ledgers by hand, and figures as the deck prints them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError, InsightError
from insight.measures.money.amounts import (
    cost_per_attendance,
    counted_once,
    overstated,
    pence_counted,
    per_head,
    per_inactive_adult,
    placed,
    pounds_each,
)
from insight.records.kinds.investments import Counted, Form, Place


def ledger(*rows: tuple[str, int, str], place: str = "area") -> pd.DataFrame:
    """Entries of a reference, an amount in pence and the whole they are part of."""
    table = pd.DataFrame(rows, columns=["reference", "amount_pence", "parent"])
    return table.astype({"amount_pence": "int64"}).assign(place=place)


def visits(*rows: tuple[str, int, str, int | None, str]) -> pd.DataFrame:
    """Entries with, besides, a number of people and what it counts."""
    table = ledger(*(row[:3] for row in rows))
    count = pd.array([row[3] for row in rows], dtype="Int64")
    return table.assign(count=count, counted=[row[4] for row in rows], form=str(Form.CASH))


def test_part_leaves_its_whole_the_rest():
    table = ledger(("A", 1000, ""), ("B", 300, "A"), ("C", 200, "A"), ("D", 50, ""))
    assert counted_once(table).tolist() == [1000 - 300 - 200, 300, 200, 50]


def test_part_of_a_part_is_counted_once():
    table = ledger(("C", 100, "B"), ("B", 300, "A"), ("A", 1000, ""))
    assert counted_once(table).tolist() == [100, 300 - 100, 1000 - 300]


def test_parts_that_are_all_of_their_whole_leave_it_nothing():
    table = ledger(("A", 500, ""), ("B", 300, "A"), ("C", 200, "A"))
    assert counted_once(table).tolist() == [0, 300, 200]
    assert overstated(table).empty


def test_parts_that_exceed_their_whole_do_not_count_and_are_named():
    table = ledger(("A", 500, ""), ("B", 300, "A"), ("C", 201, "A"))
    assert counted_once(table).tolist() == [500, 0, 0]
    assert overstated(table).to_dict() == {0: 1}


def test_what_hangs_from_a_part_that_does_not_count_does_not_count():
    table = ledger(("A", 500, ""), ("B", 600, "A"), ("C", 100, "B"), ("D", 700, "C"))
    assert counted_once(table).tolist() == [500, 0, 0, 0]
    assert overstated(table).to_dict() == {0: 100, 2: 600}


def test_parts_that_exceed_a_part_leave_the_wholes_rest_alone():
    table = ledger(("A", 500, ""), ("B", 200, "A"), ("C", 300, "B"))
    assert counted_once(table).tolist() == [300, 200, 0]


def test_money_that_was_paid_back_lowers_the_total():
    table = ledger(("A", 1000, ""), ("B", -200, "A"), ("C", -50, ""))
    assert counted_once(table).tolist() == [1200, -200, -50]
    assert counted_once(table).sum() == 1000 - 50


def test_parts_of_what_was_paid_back_are_below_zero():
    table = ledger(("A", -1000, ""), ("B", -300, "A"), ("C", -100, ""), ("D", -101, "C"))
    assert counted_once(table).tolist() == [-700, -300, -100, 0]
    assert overstated(table).to_dict() == {2: 1}


def test_whole_of_no_money_has_no_parts():
    table = ledger(("A", 0, ""), ("B", 300, "A"))
    assert counted_once(table).tolist() == [0, 0]
    assert overstated(table).to_dict() == {0: 300}


def test_part_whose_whole_is_not_there_counts_by_itself():
    table = ledger(("A", 1000, ""), ("B", 300, "gone"), ("", 5, ""))
    assert counted_once(table).tolist() == [1000, 300, 5]


def test_whole_is_found_whatever_the_capitals_and_spaces():
    """The records take both spellings for one name, so money must."""
    table = ledger(("Grant  7", 1000, ""), ("B", 300, " GRANT 7"))
    assert counted_once(table).tolist() == [700, 300]


def test_part_of_itself_is_refused():
    with pytest.raises(InsightError, match=r"^1 of 2 investments are .* first 'B'"):
        counted_once(ledger(("A", 1000, ""), ("B", 300, "B")))


def test_circle_is_named_without_what_hangs_from_it():
    table = ledger(("A", 1, "B"), ("B", 1, "C"), ("C", 1, "D"), ("D", 1, "B"))
    with pytest.raises(InsightError, match=r"^3 of 4 investments are .* first 'B'"):
        counted_once(table)


def test_long_chain_is_followed_to_its_top():
    links = 3000
    table = ledger(
        *((f"R{row}", links - row, f"R{row - 1}" if row else "") for row in range(links))
    )
    assert counted_once(table).eq(1).all()


def test_ledger_keeps_its_index():
    table = ledger(("A", 1000, ""), ("B", 300, "A"))
    table.index = pd.Index(["x", "y"], name="id")
    counted = counted_once(table)
    assert counted.to_dict() == {"x": 700, "y": 300}
    assert (counted.name, counted.dtype) == ("pence", np.int64)


def test_money_in_parts_of_pence_is_refused():
    table = ledger(("A", 1000, "")).assign(amount_pence=[10.5])
    with pytest.raises(TypeError, match="whole pence"):
        counted_once(table)


def test_levels_and_unknown_are_the_total():
    table = ledger(("A", 1000, ""), ("B", 300, "A"), ("C", 7, ""), ("D", -2, ""))
    found = placed(table.assign(place=["district", "lsoa", "unknown", "elsewhere"]))
    assert found.levels.to_dict() == {
        "lsoa": 300,
        "neighbourhood": 0,
        "ward": 0,
        "district": 700,
        "area": 0,
        "elsewhere": -2,
    }
    assert (found.unknown_pence, found.total_pence) == (7, 1005)


def test_members_and_plain_text_are_the_same_level():
    plain = ledger(("A", 1000, ""), ("B", 300, "A")).assign(place=["ward", "unknown"])
    members = plain.assign(place=pd.Series([Place.WARD, Place.UNKNOWN], dtype=object))
    assert placed(members).levels.to_dict() == placed(plain).levels.to_dict()
    assert placed(members).unknown_pence == 300


def test_ledger_without_entries_comes_to_nothing():
    empty = ledger()
    assert counted_once(empty).empty
    assert overstated(empty).empty
    assert placed(empty).levels.eq(0).all()
    assert (placed(empty).unknown_pence, placed(empty).total_pence) == (0, 0)


def test_choice_from_a_ledger_counts_as_in_the_whole_ledger():
    table = ledger(("A", 1000, ""), ("B", 300, "A"))
    counted = counted_once(table)
    whole_only = table["reference"].eq("A")
    assert placed(table[whole_only], counted[whole_only]).total_pence == 700
    assert placed(table[whole_only]).total_pence == 1000


def test_counts_of_other_rows_are_refused():
    table = ledger(("A", 1000, ""), ("B", 300, "A"))
    with pytest.raises(AlignmentError, match="1 of 2 investments"):
        pence_counted(table, counted_once(table).iloc[:1])


def test_area_without_residents_has_no_money_per_head():
    found = per_head(pd.Series([30000, 500, 0]), pd.Series([100, 0, 10]))
    pd.testing.assert_series_equal(found, pd.Series([3.0, None, 0], name="gbp_per_head"))


def test_money_per_inactive_adult_is_missing_without_an_estimate():
    inactive = pd.Series([4.0, None, 0])
    found = per_inactive_adult(pd.Series([1000, 5, 5]), inactive)
    assert found.name == "gbp_per_inactive_adult"
    assert found.iloc[0] == 10 / 4
    assert found.isna().tolist() == [False, True, True]


def test_rates_of_other_areas_are_refused():
    with pytest.raises(AlignmentError, match="between amounts and residents"):
        per_head(pd.Series([1], ["a"]), pd.Series([1], ["b"]))


def test_participants_are_not_attendances():
    found = cost_per_attendance(
        visits(
            ("A", 50_000, "", 100, "attendances"),
            ("B", 30_000, "", 60, "attendances"),
            ("C", 99_999, "", 7, "participants"),
            ("D", 99_999, "", None, ""),
        )
    )
    assert (found.pence, found.attendances, found.entries) == (80_000, 160, 2)
    assert found.pounds(found.pence) == 800 / 160


def test_part_of_a_whole_with_attendances_is_in_them_already():
    found = cost_per_attendance(
        visits(
            ("A", 50_000, "", 100, "attendances"),
            ("B", 20_000, "A", None, ""),
            ("C", 10_000, "B", 40, "attendances"),
        )
    )
    assert (found.pence, found.attendances, found.entries) == (50_000, 100, 1)


def test_part_with_attendances_of_a_whole_without_is_used():
    found = cost_per_attendance(
        visits(("A", 50_000, "", 9, "participants"), ("B", 20_000, "A", 40, "attendances"))
    )
    assert (found.pence, found.attendances, found.entries) == (20_000, 40, 1)


def test_parts_that_come_to_more_than_their_whole_cost_nothing():
    """Their £600 are not in the ledger, whose award is £500."""
    table = visits(
        ("A", 50_000, "", None, ""),
        ("B", 30_000, "A", 30, "attendances"),
        ("C", 30_000, "A", 30, "attendances"),
        ("D", 8_000, "", 20, "attendances"),
    )
    found = cost_per_attendance(table)
    assert (found.pence, found.attendances, found.entries) == (8_000, 20, 1)


def test_part_of_a_chosen_whole_is_in_it_though_what_links_them_is_not_chosen():
    table = visits(
        ("A", 50_000, "", 100, "attendances"),
        ("B", 20_000, "A", None, ""),
        ("C", 10_000, "B", 40, "attendances"),
        ("D", 70_000, "", 10, "attendances"),
    )
    found = cost_per_attendance(table, table.index[[0, 2]])
    assert (found.pence, found.attendances, found.entries) == (50_000, 100, 1)
    alone = cost_per_attendance(table, table.index[[2]])
    assert (alone.pence, alone.attendances, alone.entries) == (10_000, 40, 1)


def test_cost_tells_cash_from_what_was_given_in_kind():
    table = visits(
        ("A", 50_000, "", 100, "attendances"),
        ("B", 20_000, "A", None, ""),
        ("C", 7_000, "", 40, "attendances"),
    ).assign(form=["cash", "in kind", "in kind"])
    found = cost_per_attendance(table)
    assert (found.cash_pence, found.in_kind_pence) == (30_000, 27_000)
    assert found.pence == 50_000 + 7_000


families = st.lists(
    st.tuples(
        st.integers(1, 10_000),
        st.integers(-1, 8),
        st.sampled_from(["attendances", "participants", ""]),
        st.booleans(),
    ),
    min_size=1,
    max_size=10,
)


@given(families)
def test_cost_of_attendances_has_no_pound_twice(found):
    """It is never more than the ledger's own total of what is counted in it."""
    rows = [
        (f"R{at}", pence, f"R{min(of, at - 1)}" if at and of >= 0 else "",
         7 if counted else None, counted)
        for at, (pence, of, counted, _) in enumerate(found)
    ]  # fmt: skip
    table = visits(*rows)
    chosen = table.index[[each[3] for each in found]]
    try:
        cost = cost_per_attendance(table, chosen)
    except InsightError:
        return
    assert cost.pence <= counted_once(table).sum()
    assert cost.attendances == 7 * cost.entries
    whole = cost_per_attendance(table)
    assert cost.pence <= whole.pence


def test_what_is_counted_may_be_a_member():
    table = visits(("A", 50_000, "", 100, "")).assign(
        counted=pd.Series([Counted.ATTENDANCES], dtype=object)
    )
    assert cost_per_attendance(table).attendances == 100


@pytest.mark.parametrize(
    "table",
    [
        visits(),
        visits(("A", 50_000, "", 100, "participants")),
        visits(("A", 50_000, "", 0, "attendances")),
    ],
    ids=["no entries", "participants only", "nobody came"],
)
def test_attendance_has_no_cost_without_attendances(table):
    with pytest.raises(InsightError, match=r"None of the [01] investments has a number"):
        cost_per_attendance(table)


def test_deck_cost_per_attendance():
    table = visits(("leisure", 638_283_00, "", 520_159, "attendances"))
    found = cost_per_attendance(table)
    assert found.pounds(found.pence) == pytest.approx(1.2271, abs=5e-5)


@pytest.mark.parametrize(
    ("pounds", "number", "each"),
    [
        (259_349, 53, 4_893.38),
        (1_432_540, 106, 13_514.53),
        (566_895, 80, 7_086.19),
        (865_645, 26, 33_294.04),
        (320_081, 30, 10_669.37),
        (15_800, 56, 282.14),
    ],
)
def test_deck_pounds_each(pounds, number, each):
    assert round(pounds_each(pounds * 100, number, noun="grants"), 2) == each


def test_deck_part_of_the_programme_is_in_its_total():
    """£566,895 of the £1,432,540; the rest is £865,645."""
    table = ledger(("all", 1_432_540_00, ""), ("of which", 566_895_00, "all"))
    assert counted_once(table).tolist() == [865_645_00, 566_895_00]
    assert placed(table).total_pence == 1_432_540_00


def test_money_is_not_shared_between_none():
    with pytest.raises(InsightError, match="There are no awards"):
        pounds_each(100, 0, noun="awards")
