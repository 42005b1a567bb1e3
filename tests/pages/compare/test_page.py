"""The Compare page, as Streamlit's own test runner sees it."""

import pytest

from insight.records.kinds.neighbourhoods import Draft
from insight.shell import kept_records
from opening import opened, value_of, words

PLACES = "E06000016.E01013726"


def table_of(app) -> str:
    return app.get("html")[0].proto.body


def test_page_opens_with_the_least_active_localities():
    app = opened("compare")
    assert not app.exception
    assert "higher than LLR in Leicester" in words(app)
    assert value_of(app, "with") == ""


def test_chosen_district_is_among_the_places():
    app = opened("compare", district="E06000017")
    assert "Rutland" in table_of(app)
    assert "Rutland" not in table_of(opened("compare"))


@pytest.mark.parametrize("show", ["places", "measure", "maps", "gap"])
@pytest.mark.parametrize("against", ["area", "england"])
def test_every_part_is_drawn(show, against):
    app = opened("compare", show=show, against=against, **{"with": f"all.{PLACES}"})
    assert not app.exception
    assert not app.error


def test_place_is_added_and_kept_in_the_address():
    app = opened("compare", **{"with": PLACES})
    box = next(each for each in app.selectbox if each.label == "Add place")
    box.set_value("E07000130").run()
    assert not app.exception
    assert value_of(app, "with") == "E06000016.E07000130.E01013726"


def test_unknown_places_are_said():
    app = opened("compare", **{"with": f"{PLACES}.abcdefghjk.E99"})
    assert not app.exception
    said = " ".join(each.value for each in app.warning)
    assert "1 of 3 places in the link are not shown. The first is “abcdefghjk”" in said
    assert "E99" in said


def test_saved_neighbourhood_can_be_compared_and_its_name_is_text():
    name = "St <b>Mary's</b> & *Co*"
    draft = Draft(name, "", ("E01013726", "E01013727"), "by hand")
    saved = kept_records.store().add(draft, who="Ann")
    app = opened("compare", **{"with": f"{saved.id}.E06000016"})
    assert not app.exception
    assert "St &lt;b&gt;Mary&#x27;s&lt;/b&gt; &amp; *Co*" in table_of(app)


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("compare!with%3DE06000016.E06000017", "higher than LLR in Leicester"),
        ("compare!show%3Dmeasure%26measure%3Dimd", "6 places"),
        ("compare!show%3Dmaps", "111 areas are in England"),
    ],
)
def test_every_part_comes_into_the_paper(item, title):
    app = opened("board_paper", items=item)
    assert not app.exception
    assert not app.warning
    assert title in words(app)
