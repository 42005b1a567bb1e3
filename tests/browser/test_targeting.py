"""From my district to a saved, explained list, as an officer would go."""

import pytest

from steps import choices_of, click_area, painted, press, settled, shows

pytestmark = pytest.mark.browser

ROW_PX = 35
LOUGHBOROUGH = "E01025697.E01025725.E01033386"


def open_row(page, at: int) -> None:
    """Choose a row of the first table, which is drawn on a canvas."""
    box = page.locator("[data-testid=stDataFrame]").first.bounding_box()
    page.mouse.click(box["x"] + 150, box["y"] + ROW_PX * (at + 1.5))


def save(page, button: str, **fields: str) -> None:
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name=button, exact=True).click()


def open_form(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_label("Name", exact=True).wait_for()


WHO = "Your name (required)"


def test_from_my_district_to_a_saved_neighbourhood(server, visit):
    page = visit.page
    page.goto(f"{server}/targeting")
    painted(page)
    shows(page, "all 10 in Leicester")
    press(page, "Charnwood")
    shows(page, "None of 102 small areas")
    settled(page)
    page.get_by_role("button", name="Add the next highest").click()
    shows(page, "all 10 in Charnwood")
    painted(page)
    open_row(page, 0)
    shows(page, "is not saved")
    painted(page)
    assert choices_of(page)["members"] == LOUGHBOROUGH
    assert choices_of(page)["district"] == "E07000130"
    open_form(page, "Save neighbourhood")
    save(page, "Save new neighbourhood", Name="East of the canal", **{WHO: "Ann"})
    shows(page, "Saved “East of the canal”, version 1")
    settled(page)
    assert choices_of(page)["place"]
    page.go_back()
    shows(page, "is not saved|all 10 in Charnwood")


def test_the_second_of_two_editors_sees_both_versions(server, visit, launched):
    page = visit.page
    page.goto(f"{server}/neighbourhood?show=profile&members=E01013726.E01013727")
    painted(page)
    open_form(page, "Save neighbourhood")
    save(page, "Save new neighbourhood", Name="Two editors", **{WHO: "Ann"})
    shows(page, "version 1")
    settled(page)
    second = launched.new_page(viewport={"width": 1440, "height": 900})
    second.goto(page.url)
    painted(second)
    open_form(second, "Save changes")
    save(second, "Save as a new version", Name="Bo was faster", **{WHO: "Bo"})
    shows(second, "version 2")
    second.close()
    open_form(page, "Save changes")
    save(page, "Save as a new version", Name="Ann was later")
    shows(page, "Bo changed this neighbourhood")
    shows(page, "Bo was faster")
    shows(page, "Ann was later")
    page.get_by_role("button", name="Save my version").click()
    shows(page, "Saved “Ann was later”, version 3")


def test_a_neighbourhood_is_built_by_clicking(server, visit):
    page = visit.page
    page.goto(f"{server}/neighbourhood?show=build&district=E07000130")
    painted(page)
    click_area(page, 3)
    shows(page, "1 area outlined")
    painted(page)
    first = choices_of(page)["members"]
    click_area(page, 4)
    shows(page, "2 areas outlined")
    painted(page)
    assert choices_of(page)["members"].startswith(first)
    # A second click on an area takes it out again.
    click_area(page, 3)
    shows(page, "1 area outlined")
    assert first not in choices_of(page)["members"]
    page.go_back()
    shows(page, "2 areas outlined")


def test_a_link_to_a_list_reproduces_it_for_somebody_else(server, visit, launched):
    page = visit.page
    page.goto(f"{server}/targeting?reach=quota&order=composite&preset=equal")
    shows(page, "1 in Rutland")
    settled(page)
    asked = page.url
    told = page.locator("[data-testid=stMarkdown] strong").first.inner_text()
    other = launched.new_page(viewport={"width": 1440, "height": 900})
    other.goto(asked)
    shows(other, "1 in Rutland")
    settled(other)
    assert other.url == asked
    assert other.locator("[data-testid=stMarkdown] strong").first.inner_text() == told
    other.close()


def test_estimates_that_are_brought_are_used_and_forgotten(server, visit):
    """A file for every MSOA, made here: one is far more inactive than the others."""
    from insight.pack.pack import open_pack

    codes = list(open_pack().table("msoas").index)
    rows = [f"{code},{0.6 if at == 0 else 0.2},0.3" for at, code in enumerate(codes)]
    text = "msoa,inactive_pct,active_pct\n" + "\n".join(rows)
    page = visit.page
    page.goto(f"{server}/targeting?step=areas")
    painted(page)
    page.get_by_text("Activity estimates").click()
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    chooser.set_input_files(
        {"name": "estimates.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    shows(page, "estimates.csv")
    shows(page, "matched to each district survey result")
    settled(page)
    assert choices_of(page)["activity"] == "upload"
    page.get_by_role("button", name="Remove file").click()
    shows(page, "modelled estimate")
    bad = {"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    page.locator("input[type=file]").set_input_files(bad)
    shows(page, "bad.csv: ")
    assert "Traceback" not in page.inner_text("body")


def test_a_click_on_an_area_says_why_it_is_listed_or_not(server, visit):
    page = visit.page
    page.goto(f"{server}/targeting?step=both&district=E07000130&fill=1")
    painted(page)
    click_area(page, 5)
    shows(page, r"is (not )?on the list of 30, at rank \d+ of 102")
    first = choices_of(page)["area"]
    press(page, "3 Activity need")
    painted(page)
    shows(page, r"in 90% of simulations")
    assert choices_of(page)["area"] == first
    page.get_by_role("button", name="Close").click()
    shows(page, "Select an area")
    assert choices_of(page)["area"] == ""
