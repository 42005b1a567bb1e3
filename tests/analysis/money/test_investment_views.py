"""What the investment page says of a ledger in toy town, worked out by hand."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from insight.analysis.money.accounts import Filter, accounts, chosen
from insight.analysis.money.cell_needs import Need, money_class, needs
from insight.analysis.money.chosen_money import (
    Money,
    largest_left,
    per_person_columns,
    placed_figure,
    placed_rest,
    placed_title,
)
from insight.analysis.money.fair_share import curves_figure, fair_share
from insight.analysis.money.illustrative import illustrative_ledger
from insight.analysis.money.leverage import headline_figures, own_leverage, worked_example
from insight.analysis.small_areas import Basis, small_areas
from insight.analysis.targeting import Screen
from insight.figures.palette import palette_for
from insight.figures.screen import wide_map
from insight.measures.money import financial_years
from insight.measures.money.equity import EquityError
from insight.pack.catalogue import Level, Provenance
from insight.pages.investment.beside_map import By, area_money, breakdown, cold_spots, map_download
from insight.pages.investment.ledger import (
    about_file,
    investment_steps,
    ledger_downloads,
    ledger_table,
    receipts_table,
    side_by_side,
    undecided,
)
from insight.pages.investment.maps import (
    Measure,
    MoneyMap,
    listed_cells,
    map_figure,
    map_statement,
    money_table,
)
from insight.records.kinds.investments import Counted, Form, Part, Place, about_pounds
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.records.ledger import Decision, File, Receipt
from insight.records.steps import Change
from insight.statement import Table
from ledger_fixtures import entry, ledger

LSOAS = [f"E0100000{at}" for at in range(1, 7)]
SOUTH, NORTH = "E07000001", "E07000002"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOOD = Neighbourhood(
    "abcdefghij",
    1,
    Draft("Hill <b>", "", (LSOAS[1], LSOAS[2]), "", Status.ACTIVE),
    NOW,
    "A",
    NOW,
    "A",
    is_removed=False,
)
PALETTE = palette_for("light")
SCREEN = Screen({level: f"/{level}" for level in Level}, PALETTE, 560)

ENTRIES = (
    entry(20_000, Place.LSOA, LSOAS[1]),  # £200 over 100 residents
    entry(20_000, Place.LSOA, LSOAS[2], funder="Other"),  # £200 over 200
    entry(5_000, Place.LSOA, LSOAS[1], LSOAS[2]),  # in both together
    entry(30_000, Place.NEIGHBOURHOOD, "abcdefghij"),
    entry(4_000, Place.WARD, f"Quay ({NORTH})"),
    entry(1_000, Place.WARD, "Somewhere"),
    entry(90_000, Place.DISTRICT, NORTH, reference="N", start=date(2024, 3, 31)),
    entry(40_000, Place.LSOA, LSOAS[5], parent="N"),  # of which £400
    entry(70_000, Place.AREA),
    entry(6_000, Place.ELSEWHERE, form=Form.IN_KIND),
    entry(3_000, Place.UNKNOWN, part=Part.MATCHED),
)
TOTAL = 249_000
"""All but the part: 20 + 20 + 5 + 30 + 4 + 1 + 90 + 70 + 6 + 3 thousand pence."""


def view(town, *rows, level=Place.LSOA, districts=(), wanted=None, kind=None) -> Money:
    whole = accounts(ledger(*(rows or ENTRIES)), town.known, (HOOD,), kind or Provenance.RECORD)
    return Money(
        town.pack,
        town.known,
        small_areas(town.pack, town.known, Basis()),
        chosen(whole, wanted or Filter(), districts),
        level,
    )


def listed(chart: MoneyMap) -> Table:
    return money_table(chart, listed_cells(chart))


def segments(shown) -> dict[str, int]:
    return {each.key: each.pence for each in shown.segments}


def test_segments_add_up_to_the_total_at_every_level(town):
    for level in (Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT):
        shown = view(town, level=level)
        assert sum(segments(shown).values()) == shown.accounts.total_pence == TOTAL


def test_money_is_placed_where_it_is_recorded_and_nowhere_else(town):
    shown = view(town)
    assert shown.by_area.cells["pence"].to_dict() == {
        LSOAS[0]: 0, LSOAS[1]: 20_000, LSOAS[2]: 20_000, LSOAS[3]: 0, LSOAS[4]: 0,
        LSOAS[5]: 40_000,
    }  # fmt: skip
    assert segments(shown) == {
        "placed": 80_000, "lsoa": 5_000, "neighbourhood": 30_000, "ward": 5_000,
        "district": 50_000, "area": 70_000, "elsewhere": 6_000, "unknown": 3_000,
    }  # fmt: skip
    assert shown.left_pence == TOTAL - 80_000 - 6_000


def test_neighbourhood_holds_its_lsoas_together(town):
    shown = view(town, level=Place.NEIGHBOURHOOD)
    assert shown.by_area.cells["pence"].to_dict() == {"abcdefghij": 75_000}


def test_locality_holds_all_below_it_and_wards_that_name_it(town):
    shown = view(town, level=Place.DISTRICT)
    assert shown.by_area.cells["pence"].to_dict() == {SOUTH: 75_000, NORTH: 94_000}
    assert segments(shown)["ward"] == 1_000


def test_words_say_how_much_is_placed_and_where_the_rest_is(town):
    shown = view(town)
    assert placed_title(shown) == "£800 of £2,490 (32%) can be mapped to 3 of 6 small areas (LSOAs)"
    said = placed_title(shown) + placed_rest(shown)
    assert "£700 for all of Toy" in said
    assert "£60 is spent elsewhere" in said
    assert "£30 has no area recorded" in said
    figure = placed_figure(shown, PALETTE)
    assert figure.alt == f"Bar of how much investment can be mapped. {said}"
    assert sum(bar.x[0] for bar in figure.plot.data) == pytest.approx(2490)


def test_all_that_was_paid_back_has_no_share(town):
    shown = view(town, entry(-500, Place.LSOA, LSOAS[1]))
    assert "−£5 of −£5 can be mapped" in placed_title(shown)


def test_district_leaves_out_what_lies_in_others_and_keeps_what_is_wider(town):
    shown = view(town, districts=(SOUTH,))
    assert shown.by_area.placed_pence == 40_000
    # Without the 90 thousand of the North and the ward that names it.
    assert shown.accounts.total_pence == TOTAL - 94_000
    assert list(shown.cells.index) == LSOAS[:3]


@pytest.mark.parametrize(
    ("wanted", "pence"),
    [
        (Filter(funder="Other"), 20_000),
        (Filter(form="in kind"), 6_000),
        (Filter(year="2023/24"), 50_000),
        (Filter(year="2025/26"), TOTAL - 50_000),
        (Filter(funder="Nobody"), 0),
        (Filter(), TOTAL),
    ],
)
def test_filters_choose_and_the_sums_of_a_breakdown_are_the_total(town, wanted, pence):
    assert view(town, wanted=wanted).accounts.total_pence == pence


def test_cash_and_in_kind_are_told_apart_per_person(town):
    shown = view(
        town,
        entry(20_000, Place.LSOA, LSOAS[1]),  # £2 for each of 100 residents
        entry(30_000, Place.LSOA, LSOAS[1], form=Form.IN_KIND),
        entry(9_000, Place.LSOA, LSOAS[5]),
    )
    row = shown.cells.loc[LSOAS[1]]
    assert row["gbp_cash_per_head"] == pytest.approx(2)
    assert row["gbp_in_kind_per_head"] == pytest.approx(3)
    assert row["gbp_per_head"] == pytest.approx(5)
    assert row["gbp_cash_per_inactive_adult"] + row[
        "gbp_in_kind_per_inactive_adult"
    ] == pytest.approx(row["gbp_per_inactive_adult"])
    labels = per_person_columns(shown)
    for table in (listed(MoneyMap(shown, Measure.HEAD)), fair_share(shown).table):
        for key, label in labels.items():
            assert table.columns[key].label == label
            assert "cash" in label or "in kind" in label
    assert "(£2.00 in cash, £3.00 in kind) per person" in area_money(shown, LSOAS[1]).words
    for measure in (Measure.HEAD, Measure.INACTIVE, Measure.AMOUNT):
        figure = map_figure(MoneyMap(shown, measure), SCREEN)
        assert "cash and in kind" in figure.alt
        assert "cash and in kind" in figure.plot.layout.title.text
    file = map_download(shown).content().decode("utf-8-sig")
    rows = {each["area_code"]: each for each in csv.DictReader(io.StringIO(file))}
    found = rows[LSOAS[1]]
    assert float(found["gbp_cash_per_resident"]) == pytest.approx(2)
    assert float(found["gbp_in_kind_per_resident"]) == pytest.approx(3)
    assert found["gbp_is"] == "cash and in kind"


@pytest.mark.parametrize("form", list(Form))
def test_money_of_one_form_is_called_by_it(town, form):
    shown = view(town, entry(20_000, Place.LSOA, LSOAS[1], form=form))
    assert list(per_person_columns(shown).values()) == [
        f"£, {form}", f"£ per person, {form}", f"£ per inactive adult, {form}",
    ]  # fmt: skip
    words = area_money(shown, LSOAS[1]).words
    assert ("in cash per person" in words) == (form is Form.CASH)
    assert ("in kind per person" in words) == (form is Form.IN_KIND)


YEARLY = (
    entry(36_500, Place.LSOA, LSOAS[1], start=date(2025, 1, 1), end=date(2025, 12, 31)),
    entry(300_000, Place.AREA, start=date(2023, 4, 1), end=date(2026, 3, 31)),
)
"""A calendar year, and three financial years."""


@pytest.mark.parametrize(
    ("year", "pence"),
    [("2023/24", 100_182), ("2024/25", 9_000 + 99_909), ("2025/26", 27_500 + 99_909)],
)
def test_year_holds_the_share_of_each_award_that_falls_in_it(town, year, pence):
    shown = view(town, *YEARLY, wanted=Filter(year=year))
    assert shown.accounts.total_pence == pence
    assert shown.period() == year
    assert sum(segments(shown).values()) == shown.accounts.total_pence == pence
    rows = breakdown(shown, By.YEAR).rows
    assert (rows["what"].tolist(), rows["gbp"].tolist()) == ([year], [pence / 100])
    listed = ledger_table(shown.accounts, town.known, "Toy", "")
    assert f"for {year}" in listed.words
    assert round(100 * listed.table.rows["in_year"].sum()) == pence
    assert financial_years.RULE in shown.accounts.rules()


def test_years_of_a_ledger_add_up_to_it(town):
    shown = view(town, *YEARLY)
    assert shown.accounts.choices["year"] == ["2025/26", "2024/25", "2023/24"]
    assert shown.period() == "2023/24 to 2025/26"
    rows = breakdown(shown, By.YEAR).rows
    assert round(100 * rows["gbp"].sum()) == 336_500
    lines = about_file(shown).lines
    assert financial_years.RULE in lines
    assert "By financial year: 2023/24 £1,001.82; 2024/25 £1,089.09; 2025/26 £1,274.09." in lines
    text = ledger_downloads(shown)[0].content().decode("utf-8-sig")
    assert [row["counts in"] for row in csv.DictReader(io.StringIO(text))] == [
        "2024/25 90.00; 2025/26 275.00",
        "2023/24 1001.82; 2024/25 999.09; 2025/26 999.09",
    ]


def test_core_and_matched_money_of_a_year_is_what_falls_in_it(town):
    shown = view(
        town, YEARLY[0], replace(YEARLY[1], part=Part.MATCHED),
        wanted=Filter(year="2024/25"),
    )  # fmt: skip
    assert own_leverage(shown.accounts).table.rows["cash"].tolist() == [90, 999.09]


def test_cost_of_attendances_in_a_year_is_of_whole_investments(town):
    one = replace(YEARLY[0], count=73, counted=Counted.ATTENDANCES)
    said = own_leverage(view(town, one, wanted=Filter(year="2024/25")).accounts).notes[0]
    assert said.startswith("£5.00 in cash per attendance")
    assert said.endswith("with all its attendances.")


def test_money_that_was_paid_back_without_a_place_leaves_no_bounds(town):
    shown = view(town, entry(9_000, Place.LSOA, LSOAS[5]), entry(-500, Place.AREA))
    note = fair_share(shown).notes[0]
    assert "paid back" in note


def test_areas_are_counted_that_truly_have_money(town):
    """A whole that its parts leave nothing of gives its area nothing."""
    shown = view(
        town,
        entry(9_000, Place.LSOA, LSOAS[5], reference="W"),
        entry(9_000, Place.LSOA, LSOAS[1], parent="W"),
        entry(70, Place.LSOA, LSOAS[1], LSOAS[2]),
    )
    assert "mapped to 1 of 6 small areas (LSOAs)" in placed_title(shown)


def test_rates_are_over_residents_and_over_inactive_adults(town):
    shown = view(town)
    table = shown.cells
    assert table.loc[LSOAS[1], "gbp_per_head"] == pytest.approx(200 / 100)
    assert table.loc[LSOAS[2], "gbp_per_head"] == pytest.approx(200 / 200)
    # Nobody lives in the first.
    assert table["gbp_per_head"].isna().tolist() == [True] + [False] * 5
    inactive = shown.activity.shares["inactive"] * shown.activity.adults
    assert table.loc[LSOAS[5], "gbp_per_inactive_adult"] == pytest.approx(400 / inactive[LSOAS[5]])


def test_districts_are_made_of_their_lsoas(town):
    shown = view(town, level=Place.DISTRICT)
    table = shown.cells
    assert table["people"].to_dict() == {SOUTH: 300, NORTH: 1200}
    assert table.loc[NORTH, "gbp_per_head"] == pytest.approx(940 / 1200)


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("level", [Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT])
def test_every_map_has_its_source_and_an_alternative(town, measure, level):
    shown = view(town, level=level)
    chart = MoneyMap(shown, measure)
    figure = map_figure(chart, SCREEN, selected=LSOAS[1])
    assert "in Toy" in figure.alt
    texts = [each.text for each in figure.plot.layout.annotations]
    assert any("records of Toy" in text.replace("<br>", " ") for text in texts)
    assert not any("EXAMPLE DATA" in text for text in texts)
    assert set(map_statement(chart).table.rows["name"]) == set(shown.cells["name"])
    assert len(listed(chart).rows) == len(listed_cells(chart))


def test_illustrative_money_is_marked_on_every_figure_and_in_every_file(town):
    shown = view(town, kind=Provenance.ILLUSTRATIVE)
    figures = [map_figure(MoneyMap(shown, measure), SCREEN) for measure in Measure]
    figures.append(curves_figure(shown, fair_share(shown), PALETTE))
    for figure in figures:
        texts = [each.text for each in figure.plot.layout.annotations]
        assert "EXAMPLE DATA" in texts
        assert any("not real" in text for text in texts)
    as_csv, as_book = ledger_downloads(shown)
    lines = as_csv.content().decode("utf-8-sig").splitlines()
    assert all(",illustrative," in line for line in lines[1:])
    assert "illustrative" in as_csv.file_name
    assert as_book.content().startswith(b"PK")
    assert shown.provided().provenance is Provenance.ILLUSTRATIVE


def test_map_values_are_those_of_the_table(town):
    shown = view(town)
    plot = map_figure(MoneyMap(shown, Measure.HEAD), SCREEN).plot
    drawn = plot.data[0]
    # The first area has nobody, and so no figure per head.
    assert list(drawn.locations) == [1, 2, 3, 4, 5]
    assert [round(row[0]) for row in drawn.customdata] == [200, 200, 0, 0, 400]
    assert list(drawn.z) == [4, 3, 0, 0, 2]
    table = listed(MoneyMap(shown, Measure.HEAD)).rows
    assert table["gbp"].tolist() == [200, 200, 400]
    assert table["gbp_per_head"].tolist() == pytest.approx([2.0, 1.0, 0.8])


@pytest.mark.parametrize("by", list(By))
@pytest.mark.parametrize("level", [Place.LSOA, Place.DISTRICT])
def test_breakdown_adds_up_to_the_total_and_to_what_is_placed(town, by, level):
    shown = view(town, level=level)
    rows = breakdown(shown, by).rows
    assert round(rows["gbp"].sum() * 100) == shown.accounts.total_pence
    assert round(rows["placed"].sum() * 100) == shown.by_area.placed_pence
    assert rows["entries"].sum() == len(ENTRIES)


def test_breakdown_names_what_is_not_said(town):
    rows = breakdown(view(town), By.PROGRAMME).rows
    assert rows["what"].tolist() == ["not said"]


def test_areas_of_the_map_are_a_file_that_says_what_it_is(town):
    shown = view(town, level=Place.NEIGHBOURHOOD)
    file = map_download(shown)
    rows = list(csv.DictReader(io.StringIO(file.content().decode("utf-8-sig"))))
    assert [row["area_code"] for row in rows] == ["abcdefghij"]
    assert (rows[0]["gbp"], rows[0]["total_gbp"]) == ("750.0", "2490.0")
    assert rows[0]["provenance"] == "modelled"
    assert "records of Toy Together" in rows[0]["source"]
    made_up = view(town, kind=Provenance.ILLUSTRATIVE)
    file = map_download(made_up)
    lines = file.content().decode("utf-8-sig").splitlines()
    assert all("illustrative" in line for line in lines[1:])
    assert "illustrative" in file.file_name


def test_file_of_the_ledger_says_what_is_recorded_at_each_level(town):
    lines = about_file(view(town)).lines
    assert lines[2] == (
        "By area level: LSOA £850; Neighbourhood £300; Ward £50; "
        "District £500; All of Toy £700; Elsewhere £60; Not recorded £30."
    )
    assert "£2,490" in lines[0]


def test_need_of_each_cell_is_that_of_its_residents(town):
    found = needs(view(town))
    # Ranks 3375, 3376, 6751, 6752, 20253 and 33755 of 33,755.
    assert found["decile"].tolist() == [1, 2, 2, 3, 6, 10]
    assert found["deprivation_class"].tolist() == [2, 2, 2, 1, 0, 0]
    both = needs(view(town, level=Place.NEIGHBOURHOOD))
    assert both["rank"].tolist() == [pytest.approx((3376 * 100 + 6751 * 200) / 300)]
    assert both["most_deprived"].tolist() == [1.0]


def test_total_of_an_area_is_that_of_the_investments_behind_it(town):
    for level in (Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT):
        shown = view(town, level=level)
        for key, pence in shown.by_area.cells["pence"].items():
            found = area_money(shown, key)
            assert round(100 * found.table.rows["gbp"].sum()) == pence
            assert len(found.ids) == shown.by_area.cells.at[key, "entries"]


def test_many_investments_behind_a_total_are_cut_and_said(town):
    shown = view(town, *(entry(at + 1, Place.LSOA, LSOAS[1]) for at in range(101)))
    found = area_money(shown, LSOAS[1])
    assert len(found.ids) == 100
    assert "largest 100" in found.words


def test_area_says_what_it_got_against_need(town):
    shown = view(town)
    found = area_money(shown, LSOAS[1])
    assert found.words.startswith("£200 in 1 investment, £")
    assert "£1,630 is recorded for wider areas" in found.words
    assert "IMD decile 2; £2.00 (£2.00 in cash, £0.00 in kind) per person" in found.words
    assert "£0.53, cash and in kind." in found.words
    assert found.ids == ("id0",)


def test_whole_counts_without_its_parts_and_both_sums_are_shown(town):
    shown = view(town, level=Place.DISTRICT)
    rows = area_money(shown, NORTH).table.rows
    assert sorted(rows["gbp"]) == [40, 400, 500]
    assert sorted(rows["recorded"]) == [40, 400, 900]


def test_lsoa_of_a_neighbourhood_opens_the_neighbourhood(town):
    shown = view(town, level=Place.NEIGHBOURHOOD)
    assert area_money(shown, LSOAS[2]).title == "Hill <b>"
    assert area_money(shown, LSOAS[5]) is None
    assert area_money(shown, "") is None


def test_money_is_none_little_or_the_mean_and_more(town):
    shown = view(town)
    # £800 over 1,500 residents are £0.53 a head.
    assert money_class(shown).tolist() == [0, 2, 2, 0, 0, 2]


def test_cold_spots_are_of_high_need_and_say_why(town):
    shown = view(town, entry(20_000, Place.LSOA, LSOAS[5]))
    found = cold_spots(shown, Need.DEPRIVATION)
    assert found.ids == (LSOAS[0], LSOAS[1], LSOAS[2])
    assert "3 of 3 " in found.words
    why = found.table.rows["why"].tolist()
    assert "IMD decile 2" in why[1]
    assert all("no investment recorded" in words for words in why)
    funded = view(town, entry(20_000, Place.LSOA, LSOAS[1]))
    codes = cold_spots(funded, Need.DEPRIVATION).ids
    assert codes == (LSOAS[0], LSOAS[2])


def test_little_money_is_cold_too_and_the_mean_is_said(town):
    shown = view(
        town,
        entry(1_000, Place.LSOA, LSOAS[1]),  # 10p a head
        entry(149_000, Place.LSOA, LSOAS[2]),  # the mean is £1 a head
    )
    found = cold_spots(shown, Need.DEPRIVATION)
    assert found.ids == (LSOAS[0], LSOAS[1])
    why = found.table.rows["why"].iloc[1]
    assert "£0.10 in cash per person" in why
    assert "£1.00, cash" in why


def test_unplaced_money_may_reach_cold_spots_and_that_is_said(town):
    shown = view(town, entry(20_000, Place.AREA))
    found = cold_spots(shown, Need.INACTIVITY)
    assert "£200 is not mapped" in found.words


def test_fair_share_says_lean_bounds_and_what_would_move(town):
    shown = view(town)
    found = fair_share(shown)
    assert "of the £800 mapped would go to different areas" in found.finding
    assert found.table.rows["gbp"].sum() == pytest.approx(800)
    assert found.table.rows["people"].sum() == 1500
    assert any("£1,630 is not recorded at this level" in note for note in found.notes)
    assert "1 area with no figure left out." in found.notes
    assert len(found.headlines) == 3


def test_fair_share_is_never_worked_out_on_nothing(town):
    shown = view(town, entry(1_000, Place.AREA))
    with pytest.raises(EquityError, match="adds up to £0"):
        fair_share(shown)


def test_money_in_proportion_to_residents_leans_nowhere(town):
    people = [100, 200, 300, 400, 500]
    rows = [
        entry(100 * each, Place.LSOA, code) for code, each in zip(LSOAS[1:], people, strict=True)
    ]
    shown = view(town, *rows)
    found = fair_share(shown)
    assert found.headlines[0].value == "0.00"
    assert "All investment can be mapped" in found.notes[0]


def test_largest_sums_without_a_place_are_listed_with_why(town):
    shown = view(town)
    words = largest_left(shown, 3)
    assert words[0] == "£700 to Club, recorded for a wider area"
    assert len(words) == 3


def test_ledger_is_searched_by_words_that_all_must_stand(town):
    whole = accounts(
        ledger(
            entry(1, recipient="Walking group", purpose="Hill walks"),
            entry(2, recipient="Running group"),
        ),
        town.known,
        (),
    )
    found = ledger_table(whole, town.known, "Toy", "GROUP walks")
    assert found.ids == ("id0",)
    assert found.words.startswith("1 investment, £0.01 in total")
    assert ledger_table(whole, town.known, "Toy", "").ids == ("id1", "id0")
    assert ledger_table(whole, town.known, "Toy", "swim").ids == ()


def test_long_ledger_lists_the_newest_and_says_so(town):
    whole = accounts(ledger(*(entry(at + 1) for at in range(400))), town.known, ())
    found = ledger_table(whole, town.known, "Toy", "")
    assert len(found.ids) == 300
    assert found.ids[0] == "id399"
    assert "400 investments" in found.words
    assert "newest 300" in found.words


def test_places_are_in_words(town):
    rows = ledger_table(view(town).accounts, town.known, "Toy", "").table.rows
    said = rows["where"].tolist()[::-1]
    assert said[3] == "Neighbourhood: Hill <b>"
    assert said[4] == "Ward: Quay, North"
    assert said[5] == "Ward: Somewhere"
    assert said[6] == "District: North"
    assert said[8:] == ["All of Toy", "Elsewhere", "Not recorded"]


def test_history_says_what_each_step_changed():
    steps = [
        Change(1, NOW, "Ann", "add", None, entry(100)),
        Change(2, NOW, "Ben", "change", entry(100), entry(200, Place.AREA)),
    ]
    rows = investment_steps(steps, {}).rows
    assert rows["what"].tolist() == [
        "Amount changed from “£1” to “£2”; Level changed from “Not recorded” to “All of the area”",
        "£1 to Club",
    ]


def test_receipts_name_file_and_checksum():
    file = File("grants.csv", "ab" * 32, 10, 2)
    rows = receipts_table([Receipt("x", NOW, "Ann", "import", 8, 12_345, file)]).rows
    assert rows.loc[0, ["file", "left", "gbp"]].tolist() == ["grants.csv", 2, 123.45]
    assert rows.loc[0, "sha256"] == "ab" * 6


def test_likenesses_are_listed_until_they_are_decided():
    table = ledger(entry(10_000), entry(10_010), entry(99_999))
    found = undecided(table, ())
    (pair,) = found.pairs
    assert pair.ids == ("id0", "id1")
    first, second = sorted(pair.marks)
    decided = Decision(first, second, is_same=False, who="Ann")
    again = undecided(table, (decided,))
    assert again.pairs == ()


def test_side_by_side_marks_what_differs():
    rows = side_by_side(entry(1), entry(2), {}, ("One", "Other")).rows
    differing = rows[rows["same"].eq("Different")]
    assert differing["field"].tolist() == ["Amount"]


def test_leverage_is_of_cash_and_in_kind_stands_apart(town):
    whole = accounts(
        ledger(
            entry(10_000),
            entry(25_000, part=Part.MATCHED),
            entry(99_000, part=Part.MATCHED, form=Form.IN_KIND),
        ),
        town.known,
        (),
    )
    found = own_leverage(whole)
    assert "£2.50 of match funding" in found.finding
    assert found.table.rows["kind"].tolist() == [0, 990]
    assert "None of the 3 investments" in found.notes[0]


def test_leverage_without_core_money_is_refused_in_words(town):
    whole = accounts(ledger(entry(5, part=Part.MATCHED)), town.known, ())
    assert "no core funding in cash" in own_leverage(whole).finding


def test_attendances_are_not_people(town):
    whole = accounts(
        ledger(
            entry(10_000, count=50, counted=Counted.ATTENDANCES),
            entry(90_000, count=10, counted=Counted.PARTICIPANTS),
        ),
        town.known,
        (),
    )
    assert own_leverage(whole).notes[0] == (
        "£2.00 in cash per attendance, from 1 investment that counted attendances. "
        "We leave out 1 investment that counted participants, because attendances are "
        "not people."
    )


def test_filter_that_leaves_out_what_is_between_counts_no_pound_twice(town):
    """The £100 of C are in the £500 of A, through B of another funder."""
    shown = view(
        town,
        entry(50_000, reference="A", count=100, counted=Counted.ATTENDANCES),
        entry(20_000, reference="B", parent="A", funder="Other"),
        entry(10_000, parent="B", count=40, counted=Counted.ATTENDANCES),
        wanted=Filter(funder="Funder"),
    )
    said = own_leverage(shown.accounts).notes[0]
    assert said.startswith("£5.00 in cash per attendance, from 1 investment")


def test_nothing_is_said_of_participants_where_none_were_counted(town):
    one = entry(10_000, count=50, counted=Counted.ATTENDANCES)
    whole = accounts(ledger(one), town.known, ())
    assert own_leverage(whole).notes[0] == (
        "£2.00 in cash per attendance, from 1 investment that counted attendances."
    )


def test_parts_larger_than_their_whole_are_pointed_out(town):
    whole = accounts(ledger(entry(100, reference="W"), entry(150, parent="W")), town.known, ())
    assert whole.total_pence == 100
    assert "1 investment is less than the sum of the parts" in (own_leverage(whole).notes[1])


def test_mixenden_is_reckoned_twice(pack):
    found = worked_example(pack)
    assert "£174,000 and match funding £520,000" in found.finding
    assert "£585,000, so £65,000 is unexplained" in found.finding
    assert [each.value for each in found.headlines] == ["2.99 to 1", "3.36 to 1", "£126.18"]
    assert any("source slides" in note for note in found.notes)


def test_headline_figures_have_unit_costs_and_no_total(pack):
    table, notes = headline_figures(pack)
    rows = table.rows.set_index("figure")
    assert rows.loc["H1", "each"] == "£1.23 per attendance"
    assert rows.loc["H3", "each"] == "£4,893.38 per group"
    assert rows.loc["H5", "each"] == "£13,514.53 per organisation"
    assert rows.loc["H6", "each"] == "£7,086.19 per organisation"
    assert rows.loc["H18a", "each"] == "£10,669.37 per school"
    # Both are only bounds.
    assert rows.loc["H14a", "each"] == ""
    for key in ("H1", "H3", "H4", "H5"):
        assert rows.loc[key, "additive"] == "overlap unknown, not additive"
    assert rows.loc["H6", "additive"] == "part of H5, never added"
    assert list(rows.index[:4]) == ["H1", "H2", "H3", "H3b"]
    assert not rows["printed"].str.contains("2,330,172|4,660,617").any()
    assert [note[:8] for note in notes] == [f"**Note {at}" for at in range(1, 7)]


def test_illustrative_ledger_is_the_same_each_time_and_says_example(pack, known):
    first, second = (illustrative_ledger(pack, known) for _ in range(2))
    assert first.equals(second)
    for column in ("reference", "funder", "programme", "recipient"):
        assert first[column].str.casefold().str.startswith("example").all()
    whole = accounts(first, known, (), Provenance.ILLUSTRATIVE)
    parents = first["parent"].eq("")
    assert whole.total_pence == first.loc[parents, "amount_pence"].sum()
    assert len(whole.excess) == 0
    assert set(first["place"]) >= {"lsoa", "ward", "district", "area"}


def test_headline_sums_are_short():
    assert about_pounds(123_456_789_00) == "£123 million"


def test_numbers_are_listed_only_where_the_map_has_them(town):
    hoods = view(town, level=Place.NEIGHBOURHOOD)
    assert "number" in listed(MoneyMap(hoods, Measure.HEAD)).columns
    assert "number" not in listed(MoneyMap(hoods, Measure.AMOUNT)).columns
    texts = [each.text for each in map_figure(MoneyMap(hoods, Measure.AMOUNT), SCREEN).plot.data]
    assert not any("1" in (each or ()) for each in texts)


def test_amounts_of_very_many_areas_are_told_apart_by_colour(town, monkeypatch):
    chart = MoneyMap(view(town), Measure.AMOUNT)
    monkeypatch.setattr(wide_map, "MOST_AS_SVG", len(LSOAS) - 1)
    plot = map_figure(chart, SCREEN).plot
    assert len(set(chart.classes)) > 2
    assert {label for label in chart.labels[1:] if label} <= {
        (each.name or "").partition(" · ")[0] for each in plot.data
    }
