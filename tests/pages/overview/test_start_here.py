"""The card of the first steps: it knows what is done, and can be hidden."""

from datetime import date

import pytest

from insight.pages.overview.start_here import STEPS
from insight.records.kinds.investments import Entry, Form, Part, Place
from insight.records.kinds.model_terms import ChangeKind, Scope, Stage
from insight.records.kinds.neighbourhoods import Draft
from insight.records.kinds.vertical import Evidence
from insight.shell import kept_records
from opening import opened, value_of, words

pytestmark = pytest.mark.usefixtures("own_records")

AREA, LEICESTER = "E01013726", "E06000016"
DONE = ":material/check_circle:"
ENTRY = Entry(
    reference="", funder="Trust", programme="", recipient="Walkers", recipient_kind="",
    purpose="", amount_pence=100, form=Form.CASH, part=Part.CORE, start=date(2025, 4, 1), end=None,
    place=Place.LSOA, codes=(AREA,), parent="", count=None, counted=None, source="", note="",
)  # fmt: skip


def save_neighbourhood() -> None:
    kept_records.store().add(Draft("East", "", (AREA,), "By hand"), who="Ann")


def save_evidence() -> None:
    told = ("condition1",), (ChangeKind.PRACTICES,), "It changed", date(2025, 1, 1), "Minutes"
    made = Evidence("health", Scope.AREA, "", Stage.FOUNDATIONS, *told)
    kept_records.store().evidence.add(made, who="Ann")


def save_investment() -> None:
    kept_records.store().ledger.add(ENTRY, who="Ann")


def done(app) -> list[str]:
    """Keys of the steps that the card marks as done."""
    marked = [each.value for each in app.markdown if each.value.startswith(DONE)]
    return [step.key for step in STEPS if f"{DONE} {step.label}" in marked]


def test_at_first_nothing_is_done():
    app = opened("overview")
    assert "0 of 5" in words(app)
    assert done(app) == []


@pytest.mark.parametrize(
    ("key", "save"),
    [
        ("neighbourhood", save_neighbourhood),
        ("investment", save_investment),
        ("evidence", save_evidence),
    ],
)
def test_each_step_is_done_once_its_first_record_is_saved(key, save):
    save()
    assert done(opened("overview")) == [key]


def test_district_is_a_step_that_a_choice_does():
    assert done(opened("overview", district=LEICESTER)) == ["district"]


def test_first_figure_of_a_paper_is_the_last_step():
    app = opened("map")
    next(each for each in app.button if each.label == "Add to board paper").click().run()
    app.switch_page("pages/overview.py").run()
    assert done(app) == ["paper"]


def test_hidden_card_stays_hidden_from_page_to_page_and_in_a_link():
    app = opened("overview")
    app.button(key="start:hide").click().run()
    assert "Start here" not in words(app)
    assert value_of(app, "start") == "hidden"
    app.switch_page("pages/map.py").run()
    app.switch_page("pages/overview.py").run()
    assert "Start here" not in words(app)
    assert "Start here" not in words(opened("overview", start="hidden"))


def test_card_goes_when_all_is_done_and_while_the_example_is_on():
    save_neighbourhood(), save_investment(), save_evidence()
    app = opened("map", district=LEICESTER)
    app.switch_page("pages/overview.py").run()
    assert "4 of 5" in words(app)
    app.switch_page("pages/map.py").run()
    next(each for each in app.button if each.label == "Add to board paper").click().run()
    app.switch_page("pages/overview.py").run()
    assert "Start here" not in words(app)
    assert "Start here" not in words(opened("overview", records="illustrative"))
