"""The figures of the founding slides are as printed, with their known faults."""

from itertools import combinations

import pandas as pd
import pytest

from insight.measures.money.leverage import example

PRINTED = {
    "H1": 638_283, "H2": 520_159, "H3": 259_349, "H3b": 53, "H4": 2_330_445,
    "H5": 1_432_540, "H5b": 106, "H6": 566_895, "H6b": 80, "H7": 74_080,
    "H8": 6_993, "H9": 6_559, "H10a": 56, "H10b": 15_800, "H10c": 70,
    "H11": 187_877, "H12": 19_801, "H13a": 65_164, "H13b": 21_856,
    "H14a": 15_500, "H14b": 40, "H15a": 4_891, "H15b": 195, "H15c": 94,
    "H15d": 11, "H16a": 51, "H16b": 2, "H16c": 100, "H17a": 690, "H17b": 21_051,
    "H18a": 320_081, "H18b": 30, "H18c": 106, "H19a": 55, "H19b": 4, "H19c": 13,
    "H19d": 47,
}  # fmt: skip

WHOLES = {
    "H6": "H5", "H6b": "H5b", "H8": "H7", "H9": "H7", "H10c": "H10a",
    "H15c": "H15a", "H15d": "H15a", "H19d": "H19a",
}  # fmt: skip

COSTS = {
    "H1": 1.23, "H3": 4_893, "H5": 13_515, "H6": 7_086, "H10b": 282, "H18a": 10_669,
}  # fmt: skip
"""Pounds for each, to the penny or the pound."""


@pytest.fixture(scope="module")
def figures(pack) -> pd.DataFrame:
    return pack.table("headline_figures")


@pytest.fixture(scope="module")
def value(figures) -> pd.Series:
    return figures["value"]


@pytest.fixture(scope="module")
def mixenden(pack) -> pd.DataFrame:
    return pack.table("worked_example")


def test_figures_are_as_printed(value):
    assert value.to_dict() == PRINTED
    assert value.dtype == "int64"


def test_every_line_of_the_slide_is_there(figures):
    assert set(figures["line"]) == {f"H{line}" for line in range(1, 20)}


def test_attendances_are_nowhere_people(figures):
    attendances = figures[figures["unit"].eq("attendances")]
    assert list(attendances.index) == ["H2"]
    people = figures["unit"].isin(["people", "young people", "women"])
    assert not figures.loc[people, "what"].str.contains("attendance", case=False).any()


def test_inequalities_are_printed_as_such(figures):
    assert figures["qualifier"].dropna().to_dict() == {
        "H14a": "over",
        "H14b": "more than",
        "H16c": "over",
    }


def test_word_for_a_place_stays_with_its_figure(figures):
    scope = figures["scope"]
    assert scope[scope.ne("not stated")].to_dict() == {
        "H1": "county",
        "H9": "county",
        "H4": "locality partners",
        **dict.fromkeys(["H5", "H5b", "H6", "H6b"], "LLR"),
        **dict.fromkeys(["H15a", "H15b", "H15c", "H15d", "H19b"], "in Leicestershire"),
    }


def test_three_sums_come_to_273_pounds_less_than_the_fourth(figures, value):
    parts = [value["H1"], value["H3"], value["H5"]]
    assert sum(parts) == 638_283 + 259_349 + 1_432_540 == 2_330_172
    assert value["H4"] - sum(parts) == 273
    four = figures.loc[["H1", "H3", "H4", "H5"]]
    assert four["notes"].str.split().map(lambda notes: "N2" in notes).all()
    assert set(four["additive"]) == {"overlap unknown, not additive"}
    assert four["of"].isna().all()


def test_parts_name_their_wholes_and_say_that_they_are_not_added(figures):
    parts = figures.dropna(subset="of")
    assert parts["of"].to_dict() == WHOLES
    for figure, row in parts.iterrows():
        assert row["of"] in row["additive"], figure


def test_money_through_officers_is_39_6_per_cent_of_its_whole(figures, value):
    assert figures["of"]["H6"] == "H5"
    assert round(100 * value["H6"] / value["H5"], 1) == 39.6
    assert round(100 * value["H6b"] / value["H5b"]) == 75


def test_unit_costs_are_those_worked_by_hand(figures, value):
    per = figures["per"].dropna()
    is_exact = figures.loc[per.index, "qualifier"].isna()
    assert set(per.index[is_exact]) == set(COSTS)
    assert list(per.index[~is_exact]) == ["H14a"]
    for figure, cost in COSTS.items():
        digits = 2 if cost < 10 else 0
        assert round(value[figure] / value[per[figure]], digits) == cost


def test_every_figure_says_that_it_has_no_place(figures):
    assert figures["notes"].str.split().map(lambda notes: "N6" in notes).all()


def test_notes_are_the_six_and_each_in_at_most_three_sentences(pack):
    notes = pack.table("deck_notes")
    assert list(notes.index) == ["N1", "N2", "N3", "N4", "N5", "N6"]
    sentences = notes["words"].str.count(r"\.(?: |$)")
    assert sentences.between(1, 3).all()


def test_notes_give_the_figures_that_the_tables_come_to(pack, value, mixenden):
    words = pack.table("deck_notes")["words"]
    together = value[["H1", "H3", "H5"]].sum()
    for number in (together, value["H4"], value["H4"] - together):
        assert f"£{number:,}" in words["N2"]
    found = example(mixenden.reset_index())
    for pence in (
        found.itemised.core_pence,
        found.itemised.matched_pence,
        found.printed.matched_pence,
        found.unexplained_pence,
    ):
        assert f"£{pence // 100:,}" in words["N3"]
    for each in (found.itemised, found.printed):
        assert f"{each.ratio:.2f} to 1" in words["N3"]
    assert f"{found.residents:,}" in words["N4"]
    assert f"{100 * value['H6'] / value['H5']:.1f}% of H5" in words["N1"]


def test_additional_items_come_to_65_000_less_than_their_printed_total(mixenden):
    items = mixenden[mixenden["role"].eq("item")]
    total = mixenden.loc[mixenden["role"].eq("printed total"), "value"].item()
    sums = items.groupby("part")["value"].sum().to_dict()
    assert sums == {"core": 174_000, "matched": 520_000}
    assert (total, total - sums["matched"]) == (585_000, 65_000)


def test_no_choice_of_the_seven_items_makes_the_printed_total(mixenden):
    items = mixenden.loc[mixenden["role"].eq("item"), "value"]
    assert len(items) == 7
    sums = {sum(some) for n in range(1, 8) for some in combinations(items, n)}
    assert 585_000 not in sums
    assert min(sums, key=lambda each: abs(each - 585_000)) == 586_000


def test_example_is_reckoned_as_in_its_inventory(mixenden):
    found = example(mixenden.reset_index())
    assert round(found.itemised.ratio, 2) == 2.99
    assert round(found.printed.ratio, 2) == 3.36
    assert found.residents == 5_500


def test_shares_of_the_example_are_as_printed(mixenden):
    shares = mixenden[mixenden["role"].eq("printed share")]
    assert list(shares["value"]) == [70, 30, 30, 24]
    assert shares["notes"].eq("N4").tolist() == [True, True, False, False]


@pytest.mark.parametrize("table", ["headline_figures", "worked_example"])
def test_record_says_as_printed_and_not_audited(pack, table):
    source = pack.sources[table]
    assert source.short.startswith("Source slides")
    assert "not verified" in source.caveat
    assert "overlap" in source.caveat
    assert source.period.startswith("presented 7 November 2024")


def test_record_of_the_example_says_where_it_is(pack):
    assert "outside Leicester" in pack.sources["worked_example"].caveat
