"""What may be asked of the data: the answer, and that its links open what they say."""

from urllib.parse import parse_qsl

import pytest

from insight.pack.catalogue import INDICATORS, Level
from opening import opened, value_of, words

pytestmark = pytest.mark.usefixtures("own_records")

SAID = ("success", "warning")


def ask(what: str, **choices: str):
    app = opened("data", show="may", ask=what, **choices)
    assert not app.exception
    assert "In the link, " not in words(app)
    return app


def answered(app) -> str:
    return "\n".join(each.value for kind in SAID for each in app.get(kind))


def links(app, icon: str) -> list:
    found = [each.proto for each in app.get("page_link")]
    return [each for each in found if each.icon == f":material/{icon}:"]


def ways(app) -> list:
    return links(app, "arrow_forward")


def opened_by(link):
    """What somebody sees who opens the link, here or elsewhere."""
    query = dict(parse_qsl(link.query_string, keep_blank_values=True))
    app = opened(link.page or "overview", **query)
    assert not app.exception
    assert "In the link, " not in words(app)
    return app


def follow(app, at: int = 0):
    return opened_by(ways(app)[at])


def question(app, label: str):
    return next(each for each in links(app, "help") if each.label == label)


def holds(app, **choices: str) -> bool:
    return all(value_of(app, name) == value for name, value in choices.items())


def test_overlapping_money_is_refused_and_leads_to_the_ledger():
    app = ask("add", figures="H1.H3.H4.H5")
    assert answered(app).startswith("No. H1, H3, H4 and H5 are marked")
    app = follow(app)
    assert holds(app, show="ledger")
    assert "No investments are recorded yet" in app.info[0].value


def test_adults_against_children_are_refused_and_each_leads_to_its_own_map():
    app = ask("together", one="inactive", other="children")
    assert answered(app).startswith("No. Adults and children are measured differently")
    assert holds(follow(app, 0), indicator="inactive", level="locality")
    app = ask("together", one="inactive", other="children")
    assert holds(follow(app, 1), indicator="children", level="locality")


def test_small_area_trend_is_refused_and_leads_to_the_survey_years():
    app = ask("trend", one="estinactive", at="lsoa")
    assert answered(app).startswith("No. “Adults inactive, modelled estimate” is not measured")
    app = follow(app)
    assert "Adults inactive by survey year" in words(app)
    assert "look at several years together" in words(app)


def test_two_indices_are_refused_and_lead_to_both_side_by_side():
    app = follow(ask("trend", one="imd"))
    assert "do not read the difference as change" in words(app)


def test_two_indices_of_a_district_lead_to_an_area_of_it():
    app = follow(ask("trend", one="imd", district="E06000017"))
    assert "in Rutland" in words(app)
    assert "do not read the difference as change" in words(app)


def test_printed_shares_are_refused_and_lead_to_one_with_an_interval():
    app = ask("printed", figures="M12.M13")
    assert "cannot say whether 30% (M12) and 24% (M13) really differ" in answered(app)
    app = follow(app)
    assert holds(app, indicator="estinactive", level="lsoa")
    assert "range" in app.dataframe[0].value.columns


def test_ranks_without_interval_are_refused():
    assert "no confidence interval" in answered(ask("differ", one="imd"))


@pytest.mark.parametrize(
    ("what", "choices", "page_has"),
    [
        ("together", {"one": "inactive", "other": "active"}, {"indicator": "inactive"}),
        ("together", {"one": "imd", "other": "estinactive"}, {"step": "both"}),
        ("trend", {"one": "inactive"}, {}),
        ("trend", {"one": "children"}, {"indicator": "children", "scale": "england"}),
        ("differ", {"one": "estactive"}, {"indicator": "estactive"}),
        ("differ", {"one": "inactive"}, {"indicator": "inactive", "scale": "england"}),
        ("add", {"figures": "H10b.H18a"}, {"show": "figures"}),
        ("add", {"figures": "M01.M02"}, {"show": "leverage"}),
    ],
)
def test_legitimate_question_is_answered_yes_and_leads_there(what, choices, page_has):
    app = ask(what, **choices)
    assert answered(app).startswith("Yes. ")
    assert holds(follow(app), **page_has)


def test_question_is_in_the_address_and_follows_the_controls():
    app = ask("together")
    assert app.selectbox(key="choose:one").value != (app.selectbox(key="choose:other").value)
    app.selectbox(key="choose:one").select("children").run()
    app.selectbox(key="choose:other").select("active").run()
    assert holds(app, one="children", other="active", at="locality")
    assert answered(app).startswith("No. ")
    app.segmented_control(key="choose:ask").select("add").run()
    assert answered(app) == ""
    assert "Select two or more figures" in words(app)
    assert "£638,283" in list(app.dataframe[0].value["printed"])


@pytest.mark.parametrize("key", ["imd", "estinactive", "inactive", "people"])
def test_map_links_to_what_its_figure_cannot_bear(key):
    level = next(iter(INDICATORS[key].statistics)).value
    app = opened("map", indicator=key)
    is_surveyed = key == "inactive"
    label = "How has it changed?" if is_surveyed else "Why is there no trend?"
    app = opened_by(question(app, label))
    assert holds(app, show="may", ask="trend", one=key, at=level)
    assert answered(app).startswith("Yes. " if is_surveyed else "No. ")


def test_msoa_map_asks_about_msoas():
    app = opened("map", indicator="estactive", level="msoa")
    app = opened_by(question(app, "Do places differ?"))
    assert holds(app, ask="differ", one="estactive", at=Level.MSOA.value)
    assert answered(app).startswith("Yes. Each estimate has a 95% confidence interval")


def test_ticked_headline_figures_are_answered_at_once():
    assert answered(opened("investment", show="figures", figures="H1")) == ""
    app = opened("investment", show="figures", figures="H1.H4")
    assert answered(app).startswith("No. H1 and H4 are marked")
    # The figures themselves are open already.
    assert [way.label for way in ways(app)] == ["See your own investments"]
    assert holds(follow(app), show="ledger")
    app = opened("investment", show="figures", figures="H10b.H18a")
    assert answered(app).startswith("Yes. H10b and H18a come to **£335,881**")
    assert ways(app) == []


def test_worked_example_links_to_why_its_shares_do_not_differ():
    app = opened("investment", show="leverage")
    assert "30% and 24% differ" in words(app)
    app = opened_by(question(app, "Can I compare these inactivity figures?"))
    assert holds(app, ask="printed", figures="M12.M13")
    assert answered(app).startswith("No. ")
