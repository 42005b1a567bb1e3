"""The working model in a browser: record, see it in the matrix, replay, export."""

import csv
import io
from datetime import date

import pytest

from steps import choices_of, open_more, painted, press, save_neighbourhood, settled, shows

pytestmark = pytest.mark.browser

WHO = "Your name (required)"
MEMBERS = "E01013726.E01013727"
CELL_X = 184 + 30
"""From the left of the matrix into its first column, in pixels."""
ROW_PX = 35


def saved_neighbourhood(page, server, name: str) -> str:
    """Save a neighbourhood as an officer does, and return its id."""
    save_neighbourhood(page, server, MEMBERS, name, "Ann")
    shows(page, "Saved")
    # The address follows what is shown.
    page.wait_for_function("() => new URLSearchParams(location.search).get('place')")
    settled(page)
    return choices_of(page)["place"]


def dialog(page):
    found = page.get_by_role("dialog")
    found.wait_for()
    settled(page)
    return found


def answer(found, label: str, words: str) -> None:
    found.get_by_role("textbox", name=label, exact=True).fill(words)


def close(page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    settled(page)


def rows_of(download) -> list[dict[str, str]]:
    text = download.value.path().read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_evidence_goes_from_the_cell_to_the_matrix_and_its_file(server, visit):
    page = visit.page
    place = saved_neighbourhood(page, server, "Matrix <b>Street</b>")
    page.goto(f"{server}/working_model?systems=social-care.parks")
    shows(page, "Matrix <b>Street</b>")
    page.wait_for_selector(".js-plotly-plot .barlayer path", state="attached")
    settled(page)
    plot = page.locator(".js-plotly-plot").first
    # Other tests may have saved neighbourhoods that stand above this one.
    name = plot.locator("text").filter(has_text="Matrix <b>Street</b>").bounding_box()
    page.mouse.click(plot.bounding_box()["x"] + CELL_X, name["y"])
    found = dialog(page)
    shows(page, "so it has no stage")
    assert choices_of(page)["cell"] == f"{place}~social-care"
    answer(found, "What changed", "Activity is asked about")
    answer(found, WHO, "Ann")
    found.get_by_role("button", name="Save evidence").click()
    shows(page, "say where the evidence can be found")
    answer(dialog(page), "Evidence source", "Minutes of 3 March")
    found.get_by_role("button", name="Save evidence").click()
    shows(page, "Saved “the evidence of")
    page.get_by_role("dialog").wait_for(state="detached")
    settled(page)
    assert choices_of(page)["cell"] == ""
    shows(page, f"Foundations{date.today():%b %Y}")
    settled(page)
    open_more(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Matrix (CSV)").click()
    mine = [row for row in rows_of(caught) if row["neighbourhood_id"] == place]
    assert [row["stage_here"] for row in mine] == ["Foundations", ""]
    # A link to the cell opens it for somebody else.
    page.goto(f"{server}/working_model?cell={place}~social-care")
    dialog(page)
    shows(page, "Adult social care in Matrix <b>Street</b>")
    shows(page, "In this neighbourhood: Foundations")
    close(page)


def test_step_is_recorded_in_three_interactions_and_replayed(server, visit):
    page = visit.page
    place = saved_neighbourhood(page, server, "Replay Road")
    page.goto(f"{server}/neighbourhood?show=work&place={place}")
    painted(page)
    tables = page.locator("[data-testid=stDataFrame]")
    tables.nth(1).scroll_into_view_if_needed()
    box = tables.nth(1).bounding_box()
    # One: the row of the third step.
    page.mouse.click(box["x"] + 16, box["y"] + ROW_PX * 3.5)
    found = dialog(page)
    shows(page, "Relationships, Replay Road")
    # Two: what happened; the day, the step and the state are filled in.
    answer(found, "What happened", "Met on the green")
    answer(found, WHO, "Ann")
    # Three.
    found.get_by_role("button", name="Save entry").click()
    shows(page, "Saved “the entry of")
    page.get_by_role("dialog").wait_for(state="detached")
    settled(page)
    shows(page, "1 of 7 steps begun")
    open_more(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download state at").click()
    third = [row for row in rows_of(caught) if row["name"] == "Relationships"]
    assert [(row["state"], row["what_happened"]) for row in third] == [
        ("Begun", "Met on the green")
    ]
    assert third[0]["as_on"] == date.today().isoformat()
    page.goto(f"{server}/neighbourhood?show=work&place={place}&on=2020-01-01")
    shows(page, "0 of 7 steps begun")
    press(page, "Later")
    shows(page, "1 of 7 steps begun")


def test_local_knowledge_stands_beside_the_figure_and_in_the_file(server, visit):
    page = visit.page
    page.goto(f"{server}/map?area=E01013728")
    painted(page)
    page.get_by_role("button", name="Add local knowledge").click()
    settled(page)
    page.get_by_role("textbox", name="Local knowledge").fill("An estate is missed")
    page.get_by_role("textbox", name="Reason").fill("I work there")
    page.get_by_role("textbox", name=WHO).last.fill("Cat")
    page.get_by_role("button", name="Save note").click()
    shows(page, "shown next to the figures, not part of them")
    settled(page)
    page.keyboard.press("Escape")
    settled(page)
    open_more(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download CSV", exact=True).click()
    rows = rows_of(caught)
    mine = next(row for row in rows if row["area_code"] == "E01013728")
    assert "An estate is missed (how known: I work there; Cat" in mine["local_knowledge"]
    assert {row["local_knowledge"] for row in rows if row is not mine} == {""}


def test_small_area_trend_is_refused_where_it_is_asked_for(server, visit):
    page = visit.page
    page.goto(f"{server}/map?indicator=estinactive")
    painted(page)
    page.get_by_role("link", name="Why is there no trend?").click()
    shows(page, "No. .*does not show local change")
    settled(page)
    page.get_by_role("link", name="by survey year, with confidence intervals").click()
    painted(page)
    shows(page, "Overview")
