"""What officers do, in a real browser against a real server."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from steps import choices_of, choose, click_area, open_more, painted, press, settled, shows

pytestmark = pytest.mark.browser


def test_newcomer_sees_overview_with_painted_map(server, visit):
    visit.page.goto(server)
    assert painted(visit.page) >= 634
    shows(visit.page, "1,136,660")
    shows(visit.page, "What stands out")
    assert choices_of(visit.page)["district"] == ""


def test_cold_deep_link_sets_every_choice(server, visit):
    visit.page.goto(f"{server}/map?district=E07000133&indicator=health&level=lsoa&scale=district")
    painted(visit.page)
    shows(visit.page, "Health deprivation and disability, national rank")
    found = choices_of(visit.page)
    assert found["district"] == "E07000133"
    assert (found["scale"], found["show"], found["present"]) == ("district", "position", "0")
    assert len(found["pack"]) == 10


def test_district_filter_is_one_click_and_kept_across_pages(server, visit):
    page = visit.page
    page.goto(server)
    painted(page)
    press(page, "Melton")
    shows(page, r"Melton\n")
    assert choices_of(page)["district"] == "E07000133"
    page.get_by_role("link", name="Map").click()
    page.wait_for_url("**/map?*")
    painted(page)
    assert choices_of(page)["district"] == "E07000133"
    shows(page, "Melton, by small area")


def test_back_button_restores_the_earlier_choice(server, visit):
    page = visit.page
    page.goto(f"{server}/map")
    painted(page)
    choose(page, "Indicator", "Deprivation: Crime")
    choose(page, "Indicator", "Deprivation: Income deprivation")
    assert choices_of(page)["indicator"] == "income"
    page.go_back()
    settled(page)
    shows(page, "Crime, national rank")
    assert choices_of(page)["indicator"] == "crime"
    assert "Crime" in page.get_by_role("combobox", name="Indicator").input_value()
    page.go_forward()
    settled(page)
    assert choices_of(page)["indicator"] == "income"


def test_back_button_across_pages_takes_one_step(server, visit):
    page = visit.page
    page.goto(server)
    painted(page)
    press(page, "Blaby")
    page.get_by_role("link", name="Data and method").click()
    shows(page, "Known limits")
    settled(page)
    page.go_back()
    settled(page)
    shows(page, "What stands out")
    assert choices_of(page)["district"] == "E07000129"


def test_fast_clicks_are_never_lost(server, visit):
    page = visit.page
    page.goto(f"{server}/map")
    painted(page)
    for name in ("Blaby", "Melton", "Rutland", "Blaby"):
        page.get_by_role("button", name=name, exact=True).or_(
            page.get_by_role("checkbox", name=name, exact=True)
        ).first.click()
    settled(page)
    page.wait_for_function("() => location.search.includes('E06000017.E07000133')")
    shows(page, "Rutland and Melton, by small area")


def test_click_on_the_map_opens_the_card_and_goes_into_the_link(server, visit):
    page = visit.page
    page.goto(f"{server}/map?district=E07000133&level=lsoa")
    painted(page)
    click_area(page, 10)
    shows(page, "neighbouring LSOA")
    area = choices_of(page)["area"]
    assert re.fullmatch(r"E01\d{6}", area)
    shows(page, f"LSOA {area}, in Melton")
    choose(page, "Indicator", "Deprivation: Crime")
    assert choices_of(page)["area"] == area
    page.get_by_role("button", name="Close", exact=True).click()
    settled(page)
    assert choices_of(page)["area"] == ""


def test_table_row_opens_the_card(server, visit):
    page = visit.page
    page.goto(f"{server}/map?district=E06000017")
    painted(page)
    table = page.locator("[data-testid=stDataFrame]").bounding_box()
    page.mouse.click(table["x"] + 18, table["y"] + 35 + 17)
    settled(page)
    shows(page, "1 of 26 in Rutland")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("LE1 1AA", "LE1 1AA is"),
        ("le11aa", "LE1 1AA is"),
        ("E01013726", "E01013726 is Leicester 012D"),
        ("Braunstone Park", r"\d+ places match"),
        ("Mixenden", "found nothing"),
        ("LE1", "part of a postcode"),
        ("E01013647", "no longer used"),
        ("<b>x</b>*#", "found nothing"),
    ],
)
def test_search_answers_none_one_and_many(server, visit, asked, answer):
    page = visit.page
    page.goto(f"{server}/map")
    painted(page)
    page.get_by_label("Find a place").fill(asked)
    page.keyboard.press("Enter")
    shows(page, answer)


def test_search_finds_a_place_outside_the_chosen_district(server, visit):
    page = visit.page
    page.goto(f"{server}/map?district=E07000133&indicator=inactive")
    painted(page)
    page.get_by_label("Find a place").fill("E01013726")
    page.keyboard.press("Enter")
    shows(page, "LSOA E01013726, in Leicester")
    assert choices_of(page)["district"] == "E06000016"


def test_present_mode_shows_the_figure_alone(server, visit):
    page = visit.page
    page.goto(f"{server}/map?district=E07000133")
    painted(page)
    open_more(page)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Present").click()
    page = popup.value
    painted(page)
    assert choices_of(page)["present"] == "1"
    shows(page, "Index of Multiple Deprivation")
    figure = page.locator(".js-plotly-plot").bounding_box()
    assert figure["y"] + figure["height"] <= 720
    assert page.locator("[data-testid=stSidebar]").count() == 0
    assert page.get_by_role("link", name="Overview").count() == 0
    assert "Source:" in page.locator(".js-plotly-plot").inner_text()
    page.get_by_role("button", name="Close presentation").click()
    page.wait_for_url("**present=0*")
    # The presented map still stands while the page with its menu is drawn.
    page.get_by_role("link", name="Overview").wait_for()
    painted(page)


def test_downloads_carry_what_the_numbers_mean(server, visit):
    page = visit.page
    page.goto(f"{server}/map?district=E06000017")
    painted(page)
    open_more(page)
    with page.expect_download() as csv_file:
        page.get_by_role("button", name="Download CSV", exact=True).click()
    text = Path(csv_file.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 26
    assert rows[0]["unit"].startswith("rank of 33,755")
    assert "Open Government Licence" in rows[0]["licence"]
    assert rows[0]["period"] == "2025"
    assert "Indices of Deprivation 2025" in rows[0]["source"]
    with page.expect_download() as geo_file:
        page.get_by_role("button", name="Download GeoJSON", exact=True).click()
    collection = json.loads(Path(geo_file.value.path()).read_text("utf-8"))
    assert len(collection["features"]) == 26
    assert collection["features"][0]["properties"]["unit"] == rows[0]["unit"]


def test_a_bad_link_falls_back_and_says_what_it_ignored(server, visit):
    page = visit.page
    page.goto(f"{server}/map?indicator=nope&level=ward&district=E99&foo=1&pack=old")
    painted(page)
    shows(page, "indicator “nope”")
    shows(page, "do not know: foo")
    shows(page, "old")
    assert choices_of(page)["indicator"] == "imd"


def test_another_browser_sees_the_same_view(server, visit, launched):
    page = visit.page
    page.goto(f"{server}/map?district=E07000131&indicator=aged60plus&show=share")
    painted(page)
    title = page.locator(".js-plotly-plot .g-gtitle").text_content()
    other = launched.new_page()
    other.goto(page.url)
    painted(other)
    assert other.locator(".js-plotly-plot .g-gtitle").text_content() == title
    assert other.url == page.url
    other.close()


def test_geometry_is_fetched_once(server, visit):
    page = visit.page
    fetched = []
    page.on("request", lambda r: fetched.append(r.url) if "lsoa-" in r.url else None)
    page.goto(f"{server}/map")
    painted(page)
    choose(page, "Indicator", "Deprivation: Crime")
    choose(page, "Indicator", "Deprivation: Income deprivation")
    painted(page)
    assert len(fetched) == 1


def test_every_figure_and_table_has_alternative_text(server, visit):
    page = visit.page
    for path in ("", "/map"):
        page.goto(server + path)
        painted(page)
        for kind in ("stPlotlyChart", "stDataFrame"):
            for element in page.locator(f"[data-testid={kind}]").all():
                labels = element.locator("xpath=descendant-or-self::*[@aria-label]")
                texts = [e.get_attribute("aria-label") for e in labels.all()]
                assert any(len(text) > 20 for text in texts), (path, kind, texts)


def test_filter_and_download_work_from_the_keyboard(server, visit):
    page = visit.page
    page.goto(f"{server}/map")
    painted(page)
    page.get_by_role("button", name="Rutland", exact=True).or_(
        page.get_by_role("checkbox", name="Rutland", exact=True)
    ).first.focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => location.search.includes('district=E06000017')")
    painted(page)
    page.get_by_role("button", name="More", exact=True).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Download CSV", exact=True).focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
