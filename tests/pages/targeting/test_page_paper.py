"""The figures of targeting in the tray and in the board paper."""

import pytest

from opening import opened, value_of, words


def press(app, label: str):
    return next(each for each in app.button if each.label == label).click().run()


FIGURES = {
    "targeting!step%3Dactivity": "are more inactive than LLR (23%)",
    "targeting!step%3Dareas": "of 634 areas are more inactive than LLR",
    "targeting!step%3Dsocial%26district%3DE06000017": "20% in Rutland",
    "targeting!step%3Dboth": "of 634 areas, ",
    "targeting!": "10 neighbourhoods with",
    "targeting!part%3Dsure": "nearly always on the list of 30",
    "targeting!part%3Dchange": "of 30 areas",
    "targeting!part%3Dareas%26places%3D10": "10 areas on the list",
}


@pytest.mark.parametrize("item", FIGURES)
def test_each_step_and_part_is_made_again_from_its_link(item):
    app = opened("board_paper", items=item)
    assert not app.exception
    assert [each.value for each in app.warning] == []
    assert FIGURES[item] in words(app).replace("\\", "")


def test_step_without_a_figure_says_where_there_is_one():
    app = opened("board_paper", items="targeting!step%3Dcontext")
    assert not app.exception
    assert "no figure" in app.warning[0].value
    assert "Compare" in app.warning[0].value


@pytest.mark.parametrize(
    ("choices", "item"),
    [
        ({"step": "both"}, "targeting!step%3Dboth"),
        ({"step": "list", "part": "sure"}, "targeting!part%3Dsure"),
        ({"step": "list"}, "targeting!"),
    ],
)
def test_what_is_open_goes_into_the_tray(choices, item):
    app = opened("targeting", **choices)
    press(app, "Add to board paper")
    assert not app.exception
    app.switch_page("pages/board_paper.py").run()
    assert value_of(app, "items") == item
    assert FIGURES[item] in words(app).replace("\\", "")


@pytest.mark.parametrize("step", ["activity", "areas", "social", "both", "list"])
def test_every_figure_can_be_had_in_nine_files(step):
    app = opened("targeting", step=step)
    app.session_state[f"papers:{step}"] = True
    app.run()
    labels = [each.label for each in app.get("download_button")]
    assert [labels.count(f"Download {kind}") for kind in ("PNG", "SVG", "PDF")] == [3, 3, 3]
