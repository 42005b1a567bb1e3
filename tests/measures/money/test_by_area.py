"""Money in the cells of a map: every reason by hand, and laws of every ledger."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import AlignmentError, InsightError
from insight.measures.money.amounts import counted_once, placed
from insight.measures.money.by_area import AreaLookup, Why, by_area
from insight.records.kinds.investments import Place

DISTRICT_OF = {"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B"}
MEMBERS = {"left": ("a1", "a2"), "right": ("a2", "a3"), "across": ("a3", "b1"), "empty": ()}
"""Left and right overlap in a2; across lies in two districts; b2 is in none."""
LEVELS = (Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT)


def ground(level: Place) -> AreaLookup:
    return AreaLookup(level, DISTRICT_OF, MEMBERS)


def one(level: Place, place: str, *codes: str) -> tuple[str, str]:
    """Cell and reason of a single investment."""
    table = entries([(place, codes, 100, "", "R")])
    found = by_area(table, ground(level)).entries.iloc[0]
    return str(found["cell"]), str(found["why"])


def entries(rows: list[tuple[str, tuple[str, ...], int, str, str]]) -> pd.DataFrame:
    columns = ["place", "codes", "amount_pence", "parent", "reference"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"amount_pence": "int64"})


@pytest.mark.parametrize(
    ("level", "place", "codes", "cell", "why"),
    [
        (Place.LSOA, "lsoa", ["a1"], "a1", ""),
        (Place.LSOA, "lsoa", ["a1", "a1"], "a1", ""),
        (Place.LSOA, "lsoa", ["a1", "a2"], "", Why.SEVERAL),
        (Place.LSOA, "lsoa", ["zz"], "", Why.NOT_FOUND),
        (Place.LSOA, "lsoa", ["a1", "zz"], "", Why.NOT_FOUND),
        (Place.LSOA, "lsoa", [], "", Why.NOT_FOUND),
        (Place.LSOA, "neighbourhood", ["left"], "", Why.WIDER),
        (Place.LSOA, "district", ["A"], "", Why.WIDER),
        (Place.NEIGHBOURHOOD, "neighbourhood", ["left"], "left", ""),
        (Place.NEIGHBOURHOOD, "neighbourhood", ["left", "right"], "", Why.SEVERAL),
        (Place.NEIGHBOURHOOD, "neighbourhood", ["a1"], "", Why.NOT_FOUND),
        (Place.NEIGHBOURHOOD, "lsoa", ["a1"], "left", ""),
        (Place.NEIGHBOURHOOD, "lsoa", ["a1", "a2"], "left", ""),
        (Place.NEIGHBOURHOOD, "lsoa", ["a2"], "", Why.OVERLAP),
        (Place.NEIGHBOURHOOD, "lsoa", ["a1", "a3"], "", Why.SEVERAL),
        (Place.NEIGHBOURHOOD, "lsoa", ["a1", "b2"], "", Why.SEVERAL),
        (Place.NEIGHBOURHOOD, "lsoa", ["b2"], "", Why.OUTSIDE),
        (Place.NEIGHBOURHOOD, "lsoa", ["zz"], "", Why.NOT_FOUND),
        (Place.NEIGHBOURHOOD, "district", ["A"], "", Why.WIDER),
        (Place.DISTRICT, "district", ["A"], "A", ""),
        (Place.DISTRICT, "district", ["A", "B"], "", Why.SEVERAL),
        (Place.DISTRICT, "lsoa", ["a1", "a3"], "A", ""),
        (Place.DISTRICT, "lsoa", ["a1", "b1"], "", Why.SEVERAL),
        (Place.DISTRICT, "neighbourhood", ["left", "right"], "A", ""),
        (Place.DISTRICT, "neighbourhood", ["across"], "", Why.SEVERAL),
        (Place.DISTRICT, "neighbourhood", ["left", "across"], "", Why.SEVERAL),
        (Place.DISTRICT, "neighbourhood", ["gone"], "", Why.NOT_FOUND),
        (Place.DISTRICT, "area", [], "", Why.WIDER),
        (Place.DISTRICT, "ward", ["Abbey"], "", Why.WARD),
        (Place.DISTRICT, "elsewhere", [], "", Why.ELSEWHERE),
        (Place.DISTRICT, "unknown", [], "", Why.UNKNOWN),
    ],
)
def test_investment_has_its_cell_or_its_reason(level, place, codes, cell, why):
    assert one(level, place, *codes) == (cell, str(why))


def test_neighbourhood_beyond_the_study_area_is_not_in_one_district():
    beyond = AreaLookup(Place.DISTRICT, DISTRICT_OF, {"edge": ("a1", "zz"), "off": ("zz",)})
    table = entries(
        [("neighbourhood", ("edge",), 100, "", "R"), ("neighbourhood", ("off",), 100, "", "S")]
    )
    found = by_area(table, beyond).entries
    assert found["why"].tolist() == [str(Why.SEVERAL), str(Why.OUTSIDE)]


def test_cells_hold_what_is_recorded_in_them_and_the_rest_says_why():
    table = entries(
        [
            ("area", (), 1000, "", "grant"),
            ("lsoa", ("a1",), 300, "grant", "part"),
            ("lsoa", ("a1",), -50, "", "back"),
            ("lsoa", ("b2",), 7, "", "small"),
            ("district", ("A",), 20, "", "wide"),
            ("lsoa", ("zz",), 4, "", "lost"),
        ]
    )
    found = by_area(table, ground(Place.LSOA))
    assert found.cells["pence"].to_dict() == {"a1": 300 - 50, "a2": 0, "a3": 0, "b1": 0, "b2": 7}
    assert found.cells["entries"].tolist() == [2, 0, 0, 0, 1]
    assert found.cells.index.name == "lsoa21cd"
    assert found.placed_pence == 257
    assert found.left.to_dict() == {
        ("area", "recorded for a wider area"): 1000 - 300,
        ("district", "recorded for a wider area"): 20,
        ("lsoa", "code not found"): 4,
    }


def test_every_cell_is_there_without_any_money():
    for level, name, cells in (
        (Place.LSOA, "lsoa21cd", ["a1", "a2", "a3", "b1", "b2"]),
        (Place.NEIGHBOURHOOD, "neighbourhood", ["left", "right", "across", "empty"]),
        (Place.DISTRICT, "lad24cd", ["A", "B"]),
    ):
        found = by_area(entries([]), ground(level))
        assert found.cells.index.tolist() == cells
        assert found.cells.index.name == name
        assert found.cells.eq(0).all(axis=None)
        assert (found.placed_pence, found.left.sum()) == (0, 0)


def test_map_of_no_neighbourhoods_has_no_cells():
    nowhere = AreaLookup(Place.NEIGHBOURHOOD, DISTRICT_OF, {})
    found = by_area(entries([("lsoa", ("a1",), 100, "", "R")]), nowhere)
    assert found.cells.empty
    assert found.left.to_dict() == {("lsoa", "outside every area"): 100}


@pytest.mark.parametrize("level", sorted(set(Place) - set(LEVELS)))
def test_other_levels_are_no_map(level):
    with pytest.raises(InsightError, match=f"cannot be mapped by {level}"):
        by_area(entries([]), ground(level))


def test_members_are_the_same_as_plain_text():
    table = entries([("lsoa", ("a1",), 100, "", "R"), ("ward", ("x",), 5, "", "S")])
    members = table.assign(place=pd.Series([Place.LSOA, Place.WARD], dtype=object))
    found, plain = (by_area(each, ground(Place.LSOA)) for each in (members, table))
    pd.testing.assert_frame_equal(found.cells, plain.cells)
    assert found.left.to_dict() == plain.left.to_dict()


def test_chosen_rows_count_as_in_the_whole_ledger():
    table = entries([("lsoa", ("a1",), 100, "", "R"), ("lsoa", ("a2",), 30, "R", "S")])
    counted, chosen = counted_once(table), table["reference"].eq("R")
    found = by_area(table[chosen], ground(Place.LSOA), counted[chosen])
    assert found.cells["pence"].to_dict()["a1"] == 70
    with pytest.raises(AlignmentError):
        by_area(table, ground(Place.LSOA), counted[chosen])


CODES = {
    "lsoa": [*DISTRICT_OF, "zz"],
    "neighbourhood": [*MEMBERS, "gone"],
    "district": ["A", "B", "Z"],
    "ward": ["Abbey"],
}


@st.composite
def ledgers(draw: st.DrawFn) -> pd.DataFrame:
    """Any levels, wholes, amounts and codes; parts come after their wholes."""
    rows = []
    for row in range(draw(st.integers(0, 12))):
        place = draw(st.sampled_from([str(place) for place in Place]))
        codes = draw(st.lists(st.sampled_from(CODES.get(place, ["x"])), max_size=3))
        wholes = ["", "gone", *(f"R{other}" for other in range(row))]
        parent = draw(st.sampled_from(wholes))
        amount = draw(st.integers(-200, 1000))
        rows.append((place, tuple(codes), amount, parent, f"R{row}"))
    return entries(rows)


def on_top(table: pd.DataFrame) -> pd.Series:
    """Whether each investment is part of none that is there."""
    return ~table["parent"].isin(table["reference"])


@given(ledgers())
def test_total_is_that_of_the_wholes(table):
    assert counted_once(table).sum() == table.loc[on_top(table), "amount_pence"].sum()


@given(ledgers())
def test_each_counts_for_what_its_parts_leave_or_else_without_them(table):
    counted = dict(zip(table["reference"], counted_once(table), strict=True))
    assert counted == counted_from_the_top(table)


def counted_from_the_top(table: pd.DataFrame) -> dict[str, int]:
    found = {}

    def visit(rows: pd.DataFrame, is_dropped: bool) -> None:
        for name, amount in zip(rows["reference"], rows["amount_pence"], strict=True):
            parts = table[table["parent"].eq(name)]
            inside = parts["amount_pence"].sum()
            is_over = inside > amount if amount > 0 else inside < amount
            is_over |= bool(amount == 0 and inside != 0)
            found[name] = 0 if is_dropped else amount - (0 if is_over else inside)
            visit(parts, is_dropped or is_over)

    visit(table[on_top(table)], is_dropped=False)
    return found


@given(ledgers())
def test_levels_and_unknown_are_the_total_to_the_penny(table):
    found = placed(table)
    assert found.levels.sum() + found.unknown_pence == found.total_pence
    assert found.total_pence == counted_once(table).sum()


@given(ledgers(), st.sampled_from(LEVELS))
def test_cells_and_what_is_left_are_the_total_to_the_penny(table, level):
    found = by_area(table, ground(level))
    assert found.placed_pence + found.left.sum() == placed(table).total_pence
    assert found.entries["cell"].eq("").eq(found.entries["why"].ne("")).all()


@given(ledgers(), st.sampled_from(LEVELS))
def test_cell_is_the_only_one_that_all_codes_lie_in(table, level):
    found = by_area(table, ground(level))
    assert found.entries["cell"].tolist() == [
        only_cell(level, place, codes)
        for place, codes in zip(table["place"], table["codes"], strict=True)
    ]


def only_cell(level: Place, place: str, codes: tuple[str, ...]) -> str:
    """The cell by sets of LSOAs, where the map's own code stands for itself."""
    small = {
        Place.LSOA: {code: {code} for code in DISTRICT_OF},
        Place.NEIGHBOURHOOD: {key: set(held) for key, held in MEMBERS.items()},
        Place.DISTRICT: {
            key: {code for code, held in DISTRICT_OF.items() if held == key} for key in ("A", "B")
        },
    }
    if place == str(level):
        return codes[0] if set(codes) in [{cell} for cell in small[level]] else ""
    if place not in [str(below) for below in LEVELS[: LEVELS.index(level)]]:
        return ""
    parts = small[Place(place)]
    if not codes or not set(codes) <= set(parts):
        return ""
    covered = [parts[code] for code in codes]
    cells = [
        cell
        for cell, held in small[level].items()
        if all(part and part <= held for part in covered)
    ]
    return cells[0] if len(cells) == 1 else ""


@given(ledgers(), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_order_of_the_rows_does_not_matter(table, level, random):
    order = list(table.index)
    random.shuffle(order)
    shuffled = table.loc[order]
    before, after = (by_area(each, ground(level)) for each in (table, shuffled))
    assert counted_once(shuffled).sort_index().equals(counted_once(table))
    pd.testing.assert_frame_equal(before.cells, after.cells)
    assert before.left.to_dict() == after.left.to_dict()
    assert placed(shuffled).levels.equals(placed(table).levels)
