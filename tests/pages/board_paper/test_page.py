"""The tray and the board paper, as Streamlit's own test runner sees them."""

import pytest

from insight.records.kinds.neighbourhoods import Draft
from insight.shell import kept_records, tray
from insight.shell.written import taken
from opening import opened, value_of, words

LEICESTER = "map!district%3DE06000016"
ESTIMATE = "map!indicator%3Destinactive"


def press(app, label: str):
    return next(each for each in app.button if each.label == label).click().run()


def test_empty_tray_says_what_to_do():
    app = opened("board_paper")
    assert not app.exception
    assert "Your board paper is empty" in words(app)


def test_map_goes_into_the_tray_and_out_again():
    app = opened("map", indicator="estinactive")
    press(app, "Add to board paper")
    assert not app.exception
    app.switch_page("pages/board_paper.py").run()
    assert value_of(app, "items") == ESTIMATE
    assert "1. 127 of 634 areas" in words(app)
    press(app, "Remove figure")
    assert value_of(app, "items") == ""
    assert "Your board paper is empty" in words(app)


def test_link_to_a_paper_shows_the_same_figures_in_their_order():
    app = opened("board_paper", items=f"{ESTIMATE}~{LEICESTER}")
    said = words(app)
    assert said.index("1. 127 of 634 areas") < said.index("2. 101 of 200 areas")
    assert "Leicester, 200 small areas (LSOAs)" in said
    app.button(key="paper:Move down:0").click().run()
    assert value_of(app, "items") == f"{LEICESTER}~{ESTIMATE}"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("nowhere!x", "has no figure for a board paper"),
        ("approach!", "has no figure for a board paper"),
        ("map!indicator%3Dnothing", ""),
        ("map", ""),
        ("~~", "Your board paper is empty"),
    ],
)
def test_damaged_items_are_said_and_do_no_harm(items, said):
    app = opened("board_paper", items=items)
    assert not app.exception
    assert said in words(app)


def test_items_survive_being_written_and_read():
    item = "map!district%3DE06000016.E06000017%26indicator%3Dimd"
    assert tray.view_of(item) == (
        "map", {"district": "E06000016.E06000017", "indicator": "imd"},
    )  # fmt: skip
    assert tray.items_in(f"{item}~~{item}~map!") == (item, "map!")


def test_moving_beyond_the_ends_changes_nothing():
    assert tray.moved(["a", "b"], 0, -1) == ["a", "b"]
    assert tray.moved(["a", "b"], 1, 1) == ["a", "b"]
    assert tray.moved(["a", "b", "c"], 2, -1) == ["a", "c", "b"]


def test_profile_comes_into_the_paper_by_its_members():
    app = opened(
        "board_paper", items="neighbourhood!show%3Dprofile%26members%3DE01013726.E01013727"
    )
    assert not app.exception
    assert "inactivity is higher than LLR" in words(app)


def test_title_says_what_of_it_cannot_be_shown():
    app = opened("board_paper", items="overview!")
    app.text_input(key="paper:title").set_value("Our\u200b paper\ufffe").run()
    said = words(app)
    assert not app.exception
    assert "The title holds 1 character that cannot be shown, first U+FFFE" in said
    assert "was removed, first U+200B in the title" in said
    assert taken("Our\u200b  paper\ufffe", "title") == "Our paper\ufffd"


def test_profile_of_nothing_is_said():
    app = opened("board_paper", items="neighbourhood!show%3Dprofile")
    assert not app.exception
    assert "Choose at least one area" in app.warning[0].value


def test_pack_of_saved_neighbourhoods_is_made_with_those_outside_said():
    for name, members in (("Pack one", ("E01013726",)), ("Pack elsewhere", ("E01000001",))):
        kept_records.store().add(Draft(name, "", members, "by hand"), who="Ann")
    app = opened("neighbourhood")
    press(app, "Create file")
    assert not app.exception
    said = " ".join(each.value for each in app.caption)
    assert "1 of 2 neighbourhoods left out" in said
    assert "Pack elsewhere" in said
    names = [each.label for each in app.get("download_button")]
    assert any(name.startswith("Download profiles (PPTX") for name in names)


def test_maps_of_one_measure_share_the_scale_of_the_first():
    rutland = "map!district%3DE06000017%26scale%3Darea"
    app = opened("board_paper", items=f"map!~{rutland}")
    assert words(app).count("Compared with all of England") == 2
    app = opened("board_paper", items=f"{rutland}~map!")
    assert words(app).count("(LSOAs). Within LLR.") == 2


def test_record_of_a_neighbourhood_comes_into_the_paper():
    app = opened("board_paper", items="neighbourhood!show%3Dwork%26records%3Dillustrative")
    assert not app.exception
    assert "7 of 7 steps begun" in words(app)


def test_index_of_inequality_is_refused_as_an_item_of_a_link():
    app = opened("board_paper", items="compare!show%3Dgap")
    assert not app.exception
    assert "a table you uploaded" in app.warning[0].value


def test_trend_of_a_district_comes_into_the_paper():
    app = opened("board_paper", items="overview!district%3DE06000016")
    assert not app.exception
    assert "inactivity in Leicester" in words(app)


@pytest.mark.parametrize(
    ("part", "title"),
    [("map", "52 of 634"), ("fair", "£341,000"), ("ledger", "£341,000 of £2.63 million")],
)
def test_parts_of_investment_come_into_the_paper(part, title):
    item = f"investment!ledger%3Dillustrative%26show%3D{part}"
    app = opened("board_paper", items=item)
    assert not app.exception
    assert title in words(app)


def test_empty_ledger_is_said_in_the_paper():
    app = opened("board_paper", items="investment!funder%3DNobody%20at%20all")
    assert not app.exception
    assert "No investments match" in app.warning[0].value
