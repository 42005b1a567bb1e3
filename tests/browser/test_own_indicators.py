"""Somebody's own figures, from a file to the map, and away again."""

import pytest

from steps import choices_of, painted, press, settled, shows

pytestmark = pytest.mark.browser

NAME = "Homes without a garden"
FORM = {
    "Indicator name": NAME,
    "Unit": "homes",
    "Period": "2024",
    "Publisher": "Our councils",
    "Table title": "Survey of homes",
    "Your name (required)": "Ann",
}


def csv(known) -> dict[str, object]:
    """A figure for every LSOA but one, which is withheld."""
    codes = known.levels["lsoa"].index
    rows = [f"{code},{at if at else '*'},x" for at, code in enumerate(codes)]
    text = "\n".join(["lsoa21cd,homes,comment", *rows, "E01000001,5,elsewhere"])
    return {"name": "homes.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_figures_go_from_the_file_to_the_map_and_away_again(server, visit, known):
    page = visit.page
    page.goto(f"{server}/data?show=own")
    shows(page, "Add indicator")
    settled(page)
    chooser = page.locator("input[type=file]").last
    chooser.set_input_files({"name": "bad.csv", "mimeType": "text/csv",
                             "buffer": b"code,value\nE01000001,3\n"})  # fmt: skip
    shows(page, "none of its codes are in this study area")
    chooser = page.locator("input[type=file]").last
    chooser.set_input_files(csv(known))
    shows(page, "1 of 635 rows is for areas outside this study area")
    shows(page, "633 LSOAs")
    settled(page)
    for label, text in FORM.items():
        page.get_by_role("textbox", name=label).last.fill(text)
    press(page, "Save")
    shows(page, f"Saved “{NAME}”, version 1")
    settled(page)
    page.get_by_role("link", name=f"Show {NAME} on the map").click()
    page.wait_for_url("**/map?**")
    shows(page, "Your own indicator, by")
    settled(page)
    assert choices_of(page)["level"] == "lsoa"
    assert painted(page) > 600
    page.goto(f"{server}/data?show=own")
    shows(page, "Change, undo or remove")
    settled(page)
    page.get_by_text("Change, undo or remove").click()
    settled(page)
    page.get_by_role("textbox", name="Your name").last.fill("Ann")
    press(page, "Remove entry")
    shows(page, f"Removed “{NAME}”")
    shows(page, "You have not added any indicators yet")
    assert visit.complaints == []
