"""A figure for a paper is made when somebody takes it, and not before."""

from datetime import date

import pytest
import streamlit as st

from insight.analysis.papers.map import map_item
from insight.figures.sheet.sheet import Format, Size
from insight.reports.paper import Profile
from insight.shell import link, open_packs, page_state
from insight.shell.frame import address_of
from insight.shell.registry import fields_of
from insight.statement import Item, PaperLink
from opening import opened

VIEWS = {
    "map": ("map", {}, "figure"),
    "estimate": ("map", {"indicator": "estinactive", "level": "msoa"}, "figure"),
    "overview": ("overview", {}, "figure"),
    "both needs": ("targeting", {"step": "both"}, "both"),
    "list": ("targeting", {"step": "list"}, "list"),
    "how sure": ("targeting", {"step": "list", "part": "sure"}, "sure"),
    "other choices": ("targeting", {"step": "list", "part": "change"}, "change"),
    "money": ("investment", {"records": "illustrative"}, "figure"),
    "fair": ("investment", {"records": "illustrative", "show": "fair"}, "figure"),
    "side by side": ("compare", {"with": "E06000016"}, "figure"),
    "dots": ("compare", {"with": "E06000016", "show": "measure"}, "dots"),
    "bars": ("compare", {"with": "E06000016", "show": "measure"}, "bars"),
    "small maps": ("compare", {"show": "maps"}, "figure"),
    "matrix": ("working_model", {"records": "illustrative"}, "figure"),
    "record": ("neighbourhood", {"show": "work", "records": "illustrative"}, "record"),
    "profile": (
        "neighbourhood",
        {"show": "profile", "members": "E01013726"},
        "profile",
    ),
}  # fmt: skip


@pytest.fixture
def made(monkeypatch) -> list[Item]:
    """Every figure for a paper that is made, in order."""
    found: list[Item] = []
    for kind in (Item, Profile):

        def watched(self, *args, first=kind.__init__, **keywords):
            found.append(self)
            first(self, *args, **keywords)

        monkeypatch.setattr(kind, "__init__", watched)
    return found


@pytest.fixture
def buttons(monkeypatch) -> dict[str, object]:
    """What each download button of the page calls when it is pressed, by its key."""
    found: dict[str, object] = {}
    drawn = st.download_button

    def watched(label, data, *, key, **keywords):
        found[key] = data
        return drawn(label, data, key=key, **keywords)

    monkeypatch.setattr(st, "download_button", watched)
    return found


def open_papers(app, name: str):
    """The page with the sizes and formats of one of its figures in sight."""
    app.session_state[f"papers:{name}"] = True
    return app.run()


@pytest.mark.parametrize("view", VIEWS)
def test_figure_is_made_when_a_button_is_pressed(view, made, buttons):
    page, query, name = VIEWS[view]
    app = opened(page, **query)
    assert not app.exception
    assert not [key for key in buttons if key.startswith("paper:")]
    open_papers(app, name)
    assert not app.exception
    offered = [key for key in buttons if key.startswith(f"paper:{name}:")]
    assert len(offered) == len(Size) * len(Format)
    assert made == []
    press = buttons[f"paper:{name}:{Size.HALF}:{Format.SVG}"]
    first = press()
    assert b"<svg" in first[:1000]
    assert len(made) == 1
    assert press() == first
    assert len(made) == 1


def test_file_is_that_of_the_figure_with_the_link(buttons):
    query = {"indicator": "income", "district": "E06000017"}
    app = opened("map", **query)
    open_papers(app, "figure")
    settled = link.settled_of(fields_of("map"), query)
    loaded = open_packs.load()
    address = PaperLink(address_of("map", settled), date.today(), loaded.pack.about.partnership)
    chosen = page_state.measurement_choice(settled)
    item = map_item(loaded.pack, loaded.known, chosen, address)
    pressed = buttons[f"paper:figure:{Size.HALF}:{Format.SVG}"]()
    assert pressed == item.draw(Size.HALF, Format.SVG)


def test_change_of_the_map_makes_none(made):
    app = opened("map")
    app.selectbox(key="choose:indicator").set_value("income").run()
    app.selectbox(key="choose:indicator").set_value("estinactive").run()
    assert not app.exception
    assert made == []
