"""The terms of the approach are those that the rest of the product works with."""

from insight.pages.approach.findings import HELP, TITLES, not_comparable, sections


def test_every_section_has_its_terms_in_order(pack):
    found = sections(pack, tuple(TITLES))
    counts = {name: len(each.items) for name, each in zip(TITLES, found, strict=True)}
    assert counts == {
        "definition": 1, "question": 5, "principle": 4, "influencer": 3, "layer": 3,
        "system": 3, "place": 3, "join": 1, "condition": 4, "step": 7, "outcome": 7,
        "impact": 4, "adults": 3, "children": 3, "survey": 7,
        "national": 6, "vertical": 3, "horizontal": 2, "reflection": 5, "insight": 2,
    }  # fmt: skip
    steps = dict(zip(TITLES, found, strict=True))["step"].items
    assert [each.title for each in steps][0::6] == ["What is strong", "Co-produce"]


def test_adults_and_children_never_share_a_term_for_the_lowest_level(pack):
    adults, children = sections(pack, ("adults", "children"))
    assert adults.items[0].title == "Inactive"
    assert children.items[0].title == "Less active"
    assert all("week" in each.words for each in adults.items)
    assert all("day" in each.words for each in children.items)


def test_survey_is_never_shown_without_why_it_stands_alone(pack):
    assert "do not map" in HELP["survey"]
    assert "27.3%" in not_comparable(pack)


def test_definition_is_initial(pack):
    table = pack.table("approach")
    assert table.loc["definition1", "status"] == "initial"
