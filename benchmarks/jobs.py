"""The fourteen jobs in a browser: how many clicks each takes, by its budget.

A click is a press of the mouse, or what is typed or pasted into the fields of one form. Opening a
page by the navigation is not counted.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import browser
from benchmarks.rows import Row
from benchmarks.server import APP, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 90_000
STUCK = 99
"""Clicks of a job that could not be done."""
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
AREAS = ".js-plotly-plot .choroplethlayer path"
NAME = "A. Officer"
MEMBERS = "E01013600.E01013601"


class Hand:
    """A reader's hand on one tab of the app, which counts what it does."""

    def __init__(self, page: "Page", site: str) -> None:
        self.page, self.site, self.clicks = page, site, 0
        page.set_default_timeout(PATIENCE_MS)

    def open(self, path: str = "") -> None:
        """Open a page, or a link; not counted."""
        self.page.goto(f"{self.site}/{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the app is at rest."""
        self.page.wait_for_selector(AT_REST)
        self.page.wait_for_timeout(300)

    def press(self, name: str, *, is_part: bool = False, downloads: bool = False) -> str:
        """Click what is called so; the name of the file that it gives, if it gives one."""
        self.clicks += 1
        found = self.page.get_by_role("button", name=name, exact=not is_part)
        for role in ("radio", "checkbox", "link", "tab"):
            found = found.or_(self.page.get_by_role(role, name=name, exact=not is_part))
        if downloads:
            with self.page.expect_download() as file:
                found.first.click()
            return str(file.value.suggested_filename)
        found.first.click()
        self.settle()
        return ""

    def type(self, **fields: str) -> None:
        """Fill in fields of one form, by their labels with "_" for a space: one click."""
        self.clicks += 1
        for label, text in fields.items():
            field = self.page.get_by_label(label.replace("_", " ")).locator("visible=true")
            field.last.fill(text)

    def enter(self) -> None:
        """Press Enter, which is part of what was typed."""
        self.page.keyboard.press("Enter")
        self.settle()

    def cell(self, key: str, row: int, at_px: int) -> None:
        """Click a cell of a table, so far from its left edge."""
        self.clicks += 1
        table = self.page.locator(f"[class*='st-key-{key}'] [data-testid=stDataFrame]").first
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + at_px, box["y"] + 35 * row + 17)
        self.settle()

    def sees(self, pattern: str) -> None:
        """Wait until the page says what matches."""
        self.page.wait_for_function(
            "p => document.body && new RegExp(p).test(document.body.innerText)", arg=pattern
        )

    def sees_map(self) -> None:
        """Wait until a map is painted."""
        self.page.wait_for_selector(AREAS)
        self.settle()


@dataclass(frozen=True)
class Job:
    """One job: what it is for, how many clicks it may take, and how it is done."""

    name: str
    words: str
    budget: int
    walk: Callable[[Hand], None]
    is_after: Callable[[Hand], None] = lambda _hand: None
    """What stands before it begins, such as a saved neighbourhood; not counted."""


def _my_district(hand: Hand) -> None:
    hand.open()
    hand.sees_map()
    hand.press("Charnwood")
    hand.sees(r"Charnwood")
    assert "district=E07000130" in hand.page.url


def _which_neighbourhoods(hand: Hand) -> None:
    hand.open("targeting?district=E06000016")
    hand.sees(r"neighbourhoods? with about")
    hand.cell("targeting-list-table", 1, 150)
    hand.sees("Back to the priority list")


def _postcode(hand: Hand) -> None:
    hand.open("compare")
    hand.type(Find_a_place="LE1 1AA")
    hand.enter()
    hand.sees(r"[Ii]n England’s most deprived 20%")
    hand.sees(r"Most deprived 15%")


def _paste_and_save(hand: Hand) -> None:
    hand.open("neighbourhood")
    hand.type(LSOA_codes_or_postcodes="E01025699, E01025700")
    hand.press("Save as neighbourhood")
    hand.sees(r"Saved “.+”, version 1")


def _log_step(hand: Hand) -> None:
    hand.open("neighbourhood")
    hand.press("Log step or outcome")
    hand.type(What_happened="The first conversation was held.")
    hand.press("Save entry")
    hand.sees(r"Saved “.+”, version 1")


def _log_investment(hand: Hand) -> None:
    hand.open("investment")
    hand.press("Add investment")
    fields = {"Funder_(required)": "Council", "Amount_(£)_(required)": "2500"}
    hand.type(**fields, **{"Start_date_(required)": "27/03/2025", **AREA})
    hand.press("Save investment")
    hand.sees(r"Saved “£2,500")


def _one_page(hand: Hand) -> None:
    hand.open(f"neighbourhood?show=profile&members={MEMBERS}")
    hand.sees_map()
    assert hand.press("Download profile (PDF)", downloads=True).endswith(".pdf")


def _map_for_paper(hand: Hand) -> None:
    hand.open("map")
    hand.sees_map()
    hand.press("Download figure")
    hand.sees("Use PNG in documents")
    assert hand.press("PNG", is_part=True, downloads=True).endswith(".png")


def _whole_paper(hand: Hand) -> None:
    hand.open("map")
    hand.sees_map()
    hand.press("Add to board paper")
    hand.page.get_by_role("link", name="Board paper").first.click()
    hand.sees("Figures in this paper")
    hand.settle()
    assert hand.press("Paper as Word", is_part=True, downloads=True).endswith(".docx")


def _is_it_real(hand: Hand) -> None:
    hand.open("compare")
    hand.sees(r"Inactivity is (higher|lower|similar)")


def _is_the_gap_narrowing(hand: Hand) -> None:
    hand.open("compare")
    hand.press("Inequality")
    hand.sees("cannot show whether the gap is narrowing")
    hand.sees("This is why")


def _same_map_again(hand: Hand) -> None:
    hand.open("map?indicator=crime&district=E07000133")
    hand.sees_map()
    title = hand.page.locator(".js-plotly-plot .g-gtitle").text_content()
    hand.page.goto(hand.page.url)
    hand.sees_map()
    assert hand.page.locator(".js-plotly-plot .g-gtitle").text_content() == title


def _what_happens_here(hand: Hand) -> None:
    hand.open()
    hand.sees("Our neighbourhoods")
    hand.cell("overview-work", 1, 60)
    for words in ("need \\(100 is highest\\)", "systems present", "investment", "assets", "Gaps"):
        hand.sees(words)


def _you_are_wrong(hand: Hand) -> None:
    hand.open("map?level=lsoa&area=E01025699&indicator=imd")
    hand.sees_map()
    hand.press("Add local knowledge or report an error", is_part=True)
    field = hand.page.get_by_label("Figure it is about", exact=False)
    assert "deprivation" in field.last.input_value().casefold()


def _term(hand: Hand) -> None:
    hand.open("compare")
    hand.press("What these terms mean", is_part=True)
    hand.sees("least and the most deprived people")


def _name_known(hand: Hand) -> None:
    """Somebody whose name this session knows, and one neighbourhood that is saved."""
    hand.open("neighbourhood")
    hand.type(
        LSOA_codes_or_postcodes=MEMBERS.replace(".", "\n"),
        **{"Your_name_(required)": NAME, "Name_(optional)": "First"},
    )
    hand.press("Save as neighbourhood")
    hand.sees(r"Saved “|already")


AREA = {"Area_(code,_postcode_or_name)": "E01025699"}
JOBS = (
    Job("J1", "Show me my district", 1, _my_district),
    Job("J2", "Which neighbourhoods should we be in?", 1, _which_neighbourhoods),
    Job("J3", "Is this postcode within a funder's line?", 1, _postcode),
    Job("J4", "Build a neighbourhood from a list", 2, _paste_and_save, _name_known),
    Job("J5_step", "Log a step", 3, _log_step, _name_known),
    Job("J5_investment", "Log an investment", 3, _log_investment, _name_known),
    Job("J6", "One page for tonight's meeting", 1, _one_page),
    Job("J7", "A map for the paper", 2, _map_for_paper),
    Job("J8", "A whole paper", 2, _whole_paper),
    Job("J9", "Is this difference real?", 0, _is_it_real),
    Job("J10", "Is the gap narrowing?", 1, _is_the_gap_narrowing),
    Job("J11", "Reproduce last quarter's map", 0, _same_map_again),
    Job("J12", "What is happening in our place?", 1, _what_happens_here, _name_known),
    Job("J13", "You have this wrong", 1, _you_are_wrong),
    Job("J14", "Understand a term", 1, _term),
)


def clicks_of(job: Job, page: "Page", site: str) -> int:
    """How many clicks a job takes in a tab; errors of the browser where it cannot be done."""
    before = Hand(page, site)
    job.is_after(before)
    hand = Hand(page, site)
    job.walk(hand)
    return hand.clicks


def measure() -> list[Row]:
    """The clicks of each job with its budget, and how many are over it."""
    from playwright.sync_api import Error

    rows, over = [], 0
    with (
        tempfile.TemporaryDirectory() as records,
        browser.playwright() as chromium,
        served(APP, INSIGHT_RECORDS=records) as server,
        browser.cold_browser(chromium) as opened,
    ):
        for job in JOBS:
            page = opened.new_page(viewport=browser.VIEWPORT)
            try:
                clicks = clicks_of(job, page, server.url)
            except (Error, AssertionError) as error:
                print(f"{job.name}: {str(error).splitlines()[0]}")
                clicks = STUCK
            page.close()
            over += clicks > job.budget
            rows.append(Row(f"jobs.{job.name}_clicks", clicks, "clicks", "budget", job.budget))
    return [*rows, Row("jobs.over_budget", over, "jobs", "target", 0)]
