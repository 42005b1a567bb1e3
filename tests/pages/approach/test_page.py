"""The approach page, as Streamlit's own test runner sees it."""

import pytest

from opening import opened, words


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("place", "especially where the need is greatest"),
        ("place", "Draft definition"),
        ("model", "Knitting system leadership and working in a place together"),
        ("model", "Steps of community-led work"),
        ("levels", "less than 30 minutes a week"),
        ("levels", "an average of 60 minutes or more a day"),
        ("survey", "self-selected"),
    ],
)
def test_every_part_shows_its_terms_and_its_source(part, said):
    app = opened("approach", show=part)
    assert not app.exception
    assert said in words(app)
    assert "presented 7 November 2024" in words(app)


def test_what_is_not_quoted_is_marked():
    said = words(opened("approach"))
    assert "*With the people it is for*" in said
    assert "**Targeted.** To where the need, and opportunity for impact" in said
