"""The approach page: the partnership's own terms, each linked to where it is used."""

from collections.abc import Callable

import streamlit as st

from insight.pack.pack import said_version
from insight.pages.approach import state
from insight.pages.approach.findings import Section, not_comparable, sections, whose_terms
from insight.shell.frame import Page, link_to
from insight.shell.parts import choose_part
from insight.shell.written import plain

PARTS = {
    "place": "Working in place",
    "model": "Vertical and horizontal",
    "levels": "Levels of activity",
    "survey": "Local survey",
}


def show_approach(page: Page) -> None:
    """Draw the part that is chosen."""
    there = state.approach_parts(page.choices)
    choose_part({part: PARTS[part] for part in there})
    if others := whose_terms(page.pack):
        st.info(plain(others), icon=":material/menu_book:")
    draw: dict[str, Callable[[Page], None]] = {
        "place": _show_place,
        "model": _show_model,
        "levels": _show_levels,
        "survey": _show_survey,
    }
    draw[page.choices["show"]](page)
    st.caption(
        f"Source: {page.pack.sources['approach'].line()}. Text in italics is our summary, not a "
        f"quotation. {said_version(page.pack.version)}."
    )


def _show_place(page: Page) -> None:
    names = ("definition", "principle", "layer", "question", "national")
    definition, principle, layer, question, national = sections(page.pack, names)
    with st.container(border=True):
        st.subheader("What working in place means", anchor=False)
        st.markdown(f"“{definition.items[0].words}.”")
        st.caption(definition.help)
    for column, some in zip(
        st.columns(3), ((principle,), (layer, question), (national,)), strict=True
    ):
        with column:
            for section in some:
                _show_section(section)
    with st.container(horizontal=True):
        link_to("targeting", "Find where need is greatest", ":material/target:")
        link_to("neighbourhood", "See neighbourhoods", ":material/home_pin:")
        printed = "headline figures and " if page.pack.has("headline_figures") else ""
        link_to("investment", f"See {printed}the worked example", ":material/payments:")


def _show_model(page: Page) -> None:
    parts = (
        ("vertical", "system", "condition", "join"),
        ("horizontal", "place", "step", "insight"),
        ("outcome", "impact", "influencer", "reflection"),
    )
    names = [name for some in parts for name in some]
    found = dict(zip(names, sections(page.pack, names), strict=True))
    for column, some in zip(st.columns(3), parts, strict=True):
        with column:
            for name in some:
                _show_section(found[name])

    with st.container(horizontal=True):
        link_to("working_model", "See the matrix and its evidence", ":material/grid_on:")
        link_to("neighbourhood", "See the work in each neighbourhood", ":material/timeline:")


def _show_levels(page: Page) -> None:
    found = sections(page.pack, ("adults", "children"))
    for column, section in zip(st.columns(2), found, strict=True):
        with column:
            _show_section(section)
    link_to("map", "See activity on the map", ":material/map:")


def _show_survey(page: Page) -> None:
    (survey,) = sections(page.pack, ("survey",))
    left, right = st.columns(2, gap="large")
    with left:
        _show_section(survey)
    with right:
        st.subheader("Why you cannot compare these results", anchor=False)
        st.markdown(not_comparable(page.pack))


def _show_section(section: Section) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"**{section.title}**")
        words = [
            f"- **{item.title}{item.stop}** {f'*{item.words}*' if item.is_ours else item.words}"
            for item in section.items
        ]
        st.markdown("\n".join(words))
        if section.help:
            st.caption(section.help)
