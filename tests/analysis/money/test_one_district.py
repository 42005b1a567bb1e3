"""Forty investments of every kind of place, as Rutland sees them."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from insight.analysis.money.accounts import Filter, accounts, chosen
from insight.analysis.money.cell_needs import Need
from insight.analysis.money.chosen_money import Money, placed_rest, placed_title
from insight.analysis.money.fair_share import fair_share
from insight.analysis.money.leverage import own_leverage
from insight.analysis.small_areas import Basis, small_areas
from insight.measures.money.by_district import RULE, DistrictReach, reach
from insight.pack.catalogue import Level
from insight.pages.investment.beside_map import By, breakdown, cold_spots, map_download
from insight.pages.investment.ledger import about_file, ledger_table
from insight.records.kinds.investments import Form, Place, about_pounds, pounds
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from ledger_fixtures import entry, ledger

RUTLAND, LEICESTER, CHARNWOOD, MELTON = (
    "E06000017", "E06000016", "E07000130", "E07000133",
)  # fmt: skip
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEVELS = (Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT)

OTHERS = 8_000 + 123_456 + 1_214_222
"""Pence that are recorded for several districts, of which none is Rutland."""
RIGHT = 223_126_747
"""Pence that a choice of Rutland leaves."""


def codes_of(known, district: str) -> list[str]:
    homes = known.district_of
    return sorted(homes.index[homes.eq(district)])


def hood(key: str, *codes: str) -> Neighbourhood:
    return Neighbourhood(
        key,
        1,
        Draft(f"Hood {key}", "", codes, "", Status.ACTIVE),
        NOW,
        "A",
        NOW,
        "A",
        is_removed=False,
    )


@pytest.fixture(scope="module")
def saved(known):
    rutland, leicester, charnwood, melton = (
        codes_of(known, each) for each in (RUTLAND, LEICESTER, CHARNWOOD, MELTON)
    )
    return (
        hood("rutlandaaa", *rutland[:3]),
        hood("acrossmelt", rutland[5], melton[0]),
        hood("acrosscity", leicester[0], charnwood[0]),
    )


@pytest.fixture(scope="module")
def whole(known, saved):
    rutland, leicester, melton = (codes_of(known, each) for each in (RUTLAND, LEICESTER, MELTON))
    rows = [
        *(entry(100_000 + at, Place.LSOA, rutland[at]) for at in range(8)),
        *(entry(70_000, Place.LSOA, leicester[at]) for at in range(10)),
        entry(50_000, Place.LSOA, rutland[0], form=Form.IN_KIND),
        entry(4_000, Place.LSOA, rutland[0], rutland[9]),
        entry(6_000, Place.LSOA, rutland[0], leicester[3]),
        entry(8_000, Place.LSOA, leicester[3], melton[3]),
        entry(300_000, Place.NEIGHBOURHOOD, "rutlandaaa"),
        entry(20_000, Place.NEIGHBOURHOOD, "acrossmelt"),
        entry(123_456, Place.NEIGHBOURHOOD, "acrosscity"),
        entry(9_000, Place.NEIGHBOURHOOD, "removedlong"),
        entry(11_000, Place.WARD, f"Oakham North ({RUTLAND})"),
        entry(12_000, Place.WARD, f"Abbey ({LEICESTER})"),
        entry(13_000, Place.WARD, "Somewhere"),
        entry(5_000_000, Place.DISTRICT, RUTLAND, reference="R"),
        entry(1_000_000, Place.LSOA, rutland[4], parent="R"),
        entry(9_000_000, Place.DISTRICT, LEICESTER, reference="L"),
        entry(900_000, Place.LSOA, leicester[5], parent="L"),
        entry(700_000, Place.DISTRICT, RUTLAND, MELTON),
        entry(1_214_222, Place.DISTRICT, LEICESTER, CHARNWOOD),
        entry(200_000_000, Place.AREA, reference="A"),
        entry(444_444, Place.LSOA, leicester[6], parent="A"),
        entry(555_555, Place.LSOA, rutland[6], parent="A"),
        entry(15_000_000, Place.ELSEWHERE),
        entry(1_658_163, Place.UNKNOWN),
    ]
    assert len(rows) == 40
    return accounts(ledger(*rows), known, saved)


def view(pack, known, whole, level, *districts, wanted=None) -> Money:
    return Money(
        pack,
        known,
        small_areas(pack, known, Basis()),
        chosen(whole, wanted or Filter(), districts),
        level,
    )


def test_money_recorded_only_for_others_leaves_every_sum(pack, known, whole):
    """Counting what several other districts share made it £2,244,724.25."""
    shown = view(pack, known, whole, Place.LSOA, RUTLAND)
    assert pounds(RIGHT + OTHERS) == "£2,244,724.25"
    assert pounds(shown.accounts.total_pence) == "£2,231,267.47"
    for level in LEVELS:
        shown = view(pack, known, whole, level, RUTLAND)
        assert shown.accounts.total_pence == RIGHT
        assert sum(each.pence for each in shown.segments) == RIGHT
        for by in By:
            rows = breakdown(shown, by).rows
            assert round(100 * rows["gbp"].sum()) == RIGHT
            assert round(100 * rows["placed"].sum()) == shown.by_area.placed_pence
    assert "£2,231,267.47" in ledger_table(shown.accounts, known, "LLR", "").words
    assert "£2,231,267.47" in about_file(shown).lines[0]
    rows = own_leverage(shown.accounts).table.rows
    assert round(100 * (rows["cash"] + rows["kind"]).sum()) == RIGHT


def test_neighbourhood_of_other_districts_is_not_placed_in_rutland(pack, known, whole):
    only = whole.table[whole.table["amount_pence"].eq(123_456)].index
    table = whole.table.loc[only]
    one = replace(whole, table=table, years=whole.years.loc[only])
    shown = view(pack, known, one, Place.NEIGHBOURHOOD, RUTLAND)
    assert (shown.by_area.placed_pence, shown.accounts.total_pence) == (0, 0)
    assert "£0 of £0 can be mapped to 0 of 1 saved neighbourhood" in placed_title(shown)


def test_what_is_shared_is_kept_under_its_own_name_and_is_not_placed(pack, known, whole):
    for level in LEVELS:
        shown = view(pack, known, whole, level, RUTLAND)
        shared = {each.key: each.pence for each in shown.segments}["shared"]
        assert shared == 6_000 + 20_000 + 700_000
        assert shown.by_area.placed_pence == shown.cells["pence"].sum()
    both = view(pack, known, whole, Place.NEIGHBOURHOOD, RUTLAND, MELTON)
    assert both.by_area.cells["pence"].to_dict()["acrossmelt"] >= 20_000


def test_districts_shared_wide_elsewhere_and_unknown_are_the_ledger(known, whole):
    pence, total = whole.table["pence"], 0
    is_shared = False
    for district in known.levels[Level.LOCALITY].index:
        part = chosen(whole, Filter(), (district,))
        lies = reach(part.table["place"], part.table["districts"], [district])
        total += int(part.table["pence"][lies.eq(DistrictReach.INSIDE)].sum())
        is_shared |= whole.table.index.isin(lies.index[lies.eq(DistrictReach.SHARED)])
        wide = part.table["pence"][
            lies.isin({*DistrictReach} - {DistrictReach.INSIDE, DistrictReach.SHARED})
        ]
    assert total + int(pence[is_shared].sum()) + int(wide.sum()) == whole.total_pence


def test_findings_are_of_the_money_of_the_district_alone(pack, known, whole):
    shown = view(pack, known, whole, Place.LSOA, RUTLAND)
    inside = 8 * 100_000 + sum(range(8)) + 50_000 + 1_000_000 + 555_555
    assert shown.by_area.placed_pence == inside
    # All that may still reach an LSOA: everything but what is placed or elsewhere.
    left = RIGHT - inside - 15_000_000
    assert shown.left_pence == left
    assert f"£{left / 100:,.0f} is not mapped" in cold_spots(shown, Need.INACTIVITY).words
    found = fair_share(shown)
    assert about_pounds(inside) in found.finding
    assert about_pounds(left) in found.notes[0]
    said = placed_title(shown) + placed_rest(shown)
    assert f"{about_pounds(inside)} of {about_pounds(RIGHT)}" in said
    assert "can be mapped to 8 of 26 small areas (LSOAs) in Rutland" in said


def test_file_says_the_rule_and_what_the_district_holds(pack, known, whole):
    lines = about_file(view(pack, known, whole, Place.LSOA, RUTLAND)).lines
    assert RULE in lines
    said = next(line for line in lines if "shared with other districts £" in line)
    assert "shared with other districts £7,260" in said
    assert "for all of LLR £1,990,000.01" in said
    assert "elsewhere £150,000" in said
    shown = view(pack, known, whole, Place.LSOA, RUTLAND)
    file = map_download(shown).content().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert len(rows) == 26
    assert {row["districts_looked_at"] for row in rows} == {"Rutland"}
    assert {row["rules"] for row in rows} == {RULE}
    assert {row["total_gbp"] for row in rows} == {"2231267.47"}
    assert RULE not in about_file(view(pack, known, whole, Place.LSOA)).lines
