"""Money on paper: what is placed is always said, and nothing is lost."""

from datetime import date

import pytest

from insight.analysis.money.accounts import Filter
from insight.analysis.money.cell_needs import Need
from insight.analysis.money.chosen_money import placed_statement
from insight.analysis.money.fair_share import fair_statement
from insight.analysis.small_areas import Basis
from insight.figures.sheet.sheet import Format, Size
from insight.measures.money import by_district as money_by_district
from insight.pages.investment import state
from insight.pages.investment.maps import Measure, MoneyMap, map_statement
from insight.pages.investment.state import MoneyChoice
from insight.records.kinds.investments import Place
from insight.statement import PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/investment", date(2026, 11, 23))


def money(level=Place.LSOA, districts=()):
    choice = MoneyChoice("", "illustrative", Filter(), level, districts, Basis())
    return state.money_of(choice, None, "")


@pytest.mark.parametrize("level", [Place.LSOA, Place.DISTRICT, Place.NEIGHBOURHOOD])
@pytest.mark.parametrize("measure", Measure)
def test_every_map_says_what_is_placed_and_that_it_is_made_up(level, measure):
    shown = money(level)
    item = map_statement(MoneyMap(shown, measure)).item(LINK)
    text = " ".join(pdf_text(item.draw(Size.HALF, Format.PDF)).split())
    assert "of £2.63 million" in text
    assert "EXAMPLE DATA" in text
    assert "Example data" in text
    assert LINK.address in pdf_text(item.draw(Size.FULL, Format.PDF))


def test_sizes_of_circles_are_explained_on_paper():
    item = map_statement(MoneyMap(money(), Measure.AMOUNT)).item(LINK)
    text = pdf_text(item.draw(Size.HALF, Format.PDF))
    for said in ("Area of circle", "£20,000", "£5,000", "£1,000"):
        assert said in text


def test_rows_add_up_to_what_is_placed():
    shown = money()
    item = map_statement(MoneyMap(shown, Measure.HEAD)).item(LINK)
    pence = round(100 * item.table.rows["gbp"].sum())
    assert pence == shown.by_area.placed_pence
    assert len(item.table.rows) == 634
    assert item.words.title.startswith("52 of 634 ")


def test_parts_add_up_to_the_whole_to_the_penny():
    shown = money()
    item = placed_statement(shown).item(LINK)
    pence = round(100 * item.table.rows["gbp"].sum())
    assert pence == shown.accounts.total_pence
    assert item.words.title == "£341,000 of £2.63 million (13%) can be mapped"
    assert "to 52 of 634 small areas (LSOAs)" in item.words.subtitle


def test_map_of_one_district_has_its_areas_alone():
    shown = money(Place.LSOA, ("E06000017",))
    item = map_statement(MoneyMap(shown, Measure.HEAD)).item(LINK)
    assert len(item.table.rows) == 26
    text = " ".join(pdf_text(item.draw(Size.FULL, Format.PDF)).split())
    assert "Rutland, 26 small areas (LSOAs)" in text
    assert money_by_district.RULE[:60] in text


def test_need_and_money_count_what_they_name():
    shown = money()
    item = map_statement(MoneyMap(shown, Measure.NEED, Need.DEPRIVATION)).item(LINK)
    # 111 LSOAs are in national deciles 1 and 2.
    assert "of 111 " in item.words.title
    assert "no recorded investment" in item.words.title


def test_curves_carry_the_finding_and_its_bounds():
    shown = money()
    item = fair_statement(shown).item(LINK)
    text = pdf_text(item.draw(Size.WIDE, Format.PDF))
    for said in ("Investment that can be", "Inactive adults (modelled", "is not recorded at this"):
        assert said in text
    assert item.table.texts[0][0] == "Most deprived fifth"


@pytest.mark.parametrize("kind", Format)
def test_sheets_are_the_same_twice(kind):
    shown = money()
    for item in (placed_statement(shown).item(LINK), fair_statement(shown).item(LINK)):
        assert item.draw(Size.HALF, kind) == item.draw(Size.HALF, kind)
