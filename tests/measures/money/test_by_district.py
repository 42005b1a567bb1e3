"""What a choice of districts means for money: by hand, and laws of every ledger."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.measures.money.amounts import counted_once
from insight.measures.money.by_area import AreaLookup, Why, by_area
from insight.measures.money.by_district import DistrictReach, districts_of, reach
from insight.records.kinds.investments import Place

DISTRICT_OF = {"a1": "A", "a2": "A", "b1": "B", "b2": "B", "c1": "C"}
MEMBERS = {"in A": ("a1", "a2"), "across": ("a2", "b1"), "edge": ("c1", "zz"),
           "off": ("zz",)}  # fmt: skip
GROUND = AreaLookup(Place.DISTRICT, DISTRICT_OF, MEMBERS)
CODES = {
    Place.LSOA: (*DISTRICT_OF, "zz"),
    Place.NEIGHBOURHOOD: (*MEMBERS, "gone"),
    Place.DISTRICT: ("A", "B", "C", "Z"),
    Place.WARD: ("Abbey",),
}


def ledger(*rows: tuple[str, tuple[str, ...], int, str]) -> pd.DataFrame:
    """Level, codes, pence, and the number of the row that it is a part of."""
    table = pd.DataFrame(rows, columns=["place", "codes", "amount_pence", "parent"])
    table["reference"] = [str(at) for at in range(len(table))]
    return table.astype({"amount_pence": "int64"})


@pytest.mark.parametrize(
    ("place", "codes", "lies"),
    [
        ("lsoa", ["a1"], DistrictReach.INSIDE),
        ("lsoa", ["a1", "a2"], DistrictReach.INSIDE),
        ("lsoa", ["a1", "b1"], DistrictReach.SHARED),
        ("lsoa", ["b1"], DistrictReach.OTHER),
        ("lsoa", ["b1", "c1"], DistrictReach.OTHER),
        # Nobody knows where the place is that is not found.
        ("lsoa", ["zz"], DistrictReach.UNKNOWN),
        ("lsoa", ["b1", "zz"], DistrictReach.UNKNOWN),
        ("neighbourhood", ["in A"], DistrictReach.INSIDE),
        ("neighbourhood", ["across"], DistrictReach.SHARED),
        ("neighbourhood", ["edge"], DistrictReach.OTHER),
        ("neighbourhood", ["gone"], DistrictReach.UNKNOWN),
        ("district", ["A"], DistrictReach.INSIDE),
        ("district", ["A", "B"], DistrictReach.SHARED),
        ("district", ["B", "C"], DistrictReach.OTHER),
        ("district", ["Z"], DistrictReach.OTHER),
        ("ward", ["Abbey"], DistrictReach.UNKNOWN),
        ("area", [], DistrictReach.AREA),
        ("elsewhere", [], DistrictReach.ELSEWHERE),
        ("unknown", [], DistrictReach.UNKNOWN),
    ],
)
def test_investment_lies_to_district_a(place, codes, lies):
    table = ledger((place, tuple(codes), 100, ""))
    found = reach(table["place"], districts_of(table, GROUND), ["A"])
    assert found.tolist() == [lies]


def test_what_two_districts_share_is_inside_both_together():
    table = ledger(("district", ("A", "B"), 100, ""))
    homes = districts_of(table, GROUND)
    assert reach(table["place"], homes, ["A", "B"]).tolist() == [DistrictReach.INSIDE]
    assert reach(table["place"], homes, ["A", "C"]).tolist() == [DistrictReach.SHARED]


def test_neighbourhood_that_reaches_beyond_is_no_cell_and_says_so():
    table = ledger(("neighbourhood", ("across",), 100, ""), ("neighbourhood", ("in A",), 7, ""))
    ground = AreaLookup(Place.NEIGHBOURHOOD, DISTRICT_OF, MEMBERS, ("A",))
    found = by_area(table, ground)
    assert found.cells["pence"].to_dict() == {"in A": 7}
    assert found.entries["why"].tolist() == [str(Why.BEYOND), ""]


@st.composite
def ledgers(draw) -> pd.DataFrame:
    rows = []
    for at in range(draw(st.integers(1, 14))):
        place = draw(st.sampled_from(Place))
        some = st.lists(st.sampled_from(CODES.get(place, ("",))), max_size=3)
        codes = tuple(dict.fromkeys(draw(some))) if place in CODES else ()
        pence = draw(st.integers(-(10**9), 10**9)) or 1
        parent = draw(st.sampled_from(["", *(str(row) for row in range(at))]))
        rows.append((str(place), codes, pence, parent))
    return ledger(*rows)


@given(ledgers())
def test_districts_shared_wide_elsewhere_and_unknown_are_the_ledger(table):
    pence, homes = counted_once(table), districts_of(table, GROUND)
    every = sorted({home for each in homes for home in each})
    lies = {home: reach(table["place"], homes, [home]) for home in every}
    alone = sum(int(pence[lies[home].eq(DistrictReach.INSIDE)].sum()) for home in every)
    is_shared = pd.Series(False, table.index)
    for found in lies.values():
        is_shared |= found.eq(DistrictReach.SHARED)
    wide = reach(table["place"], homes, []).isin(
        [DistrictReach.AREA, DistrictReach.ELSEWHERE, DistrictReach.UNKNOWN]
    )
    assert alone + int(pence[is_shared | wide].sum()) == int(pence.sum())
    assert not (is_shared & wide).any()


@given(
    ledgers(),
    st.sampled_from([Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT]),
    st.lists(st.sampled_from("ABC"), min_size=1, max_size=2, unique=True),
)
def test_only_money_inside_the_districts_is_placed_in_them(table, level, chosen):
    lies = reach(table["place"], districts_of(table, GROUND), chosen)
    kept = lies.ne(DistrictReach.OTHER)
    pence = counted_once(table)[kept]
    ground = AreaLookup(level, DISTRICT_OF, MEMBERS, tuple(chosen))
    found = by_area(table[kept], ground, pence)
    is_placed = found.entries["cell"].ne("")
    assert lies[kept][is_placed].eq(DistrictReach.INSIDE).all()
    assert found.placed_pence + found.left.sum() == pence.sum()
    # Every cell has what it has when all districts are looked at.
    whole = by_area(table, AreaLookup(level, DISTRICT_OF, MEMBERS))
    assert found.cells["pence"].equals(whole.cells["pence"].reindex(found.cells.index))
