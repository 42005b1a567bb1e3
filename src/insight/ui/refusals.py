"""“May I …?”: what may be done with the figures, and what instead where it may not."""

from collections.abc import Mapping, Sequence

import streamlit as st

from insight.catalogue import INDICATORS, Level
from insight.errors import InsightError
from insight.geography.levels import LEVEL_NAMES
from insight.ui import choices, link
from insight.ui.frame import Page, go_to
from insight.ui.link import SEPARATOR
from insight.views.refusals import Answer, Asked, Question, Way, answer, askable_figures

PAGE = "data"
ASKED_WORDS = {
    Asked.TOGETHER: "compare two measures",
    Asked.TREND: "show a trend",
    Asked.DIFFER: "say that two places differ",
    Asked.PRINTED: "tell printed figures apart",
    Asked.ADD: "add up printed figures",
}
LEVEL_WORDS: Mapping[str, str] = {level.value: LEVEL_NAMES[level] for level in Level}


def show_refusals(page: Page) -> None:
    """Ask, and answer at once."""
    st.segmented_control(
        "May I …",
        list(ASKED_WORDS),
        format_func=lambda each: ASKED_WORDS[each],
        key="choose:ask",
        required=True,
        on_change=link.changed,
        args=("ask",),
    )
    question = (
        _ask_of_figures(page)
        if page.choices["ask"] in (Asked.ADD, Asked.PRINTED)
        else _ask_of_indicators(page)
    )
    if question is not None:
        show_answer(page, question, key="may")
    st.caption(
        "The answer follows from what the catalogue and the data pack say of each "
        "measure: its definition, its areas, its years, and whether it has an interval."
        " The address of this page holds the question, to pass it on."
    )


def _ask_of_indicators(page: Page) -> Question:
    usable = choices.usable_indicators(page.choices)
    names = {key: f"{INDICATORS[key].group}: {INDICATORS[key].label}" for key in usable}
    asked = Asked(page.choices["ask"])
    left, middle, right = st.columns([2, 2, 1])
    with left:
        _choose("Measure", "one", names)
    measures = [page.choices["one"]]
    if asked is Asked.TOGETHER:
        with middle:
            _choose("With", "other", names, without=page.choices["one"])
        measures.append(page.choices["other"])
    with right if asked is Asked.TOGETHER else middle:
        _choose("By", "at", LEVEL_WORDS)
    return Question(asked, tuple(measures), Level(page.choices["at"]), page.districts)


def _ask_of_figures(page: Page) -> Question | None:
    names = askable_figures(page.pack)
    if not names:
        st.info("The printed figures cannot be used: their table is faulty.")
        return None
    st.multiselect(
        "Printed figures",
        list(names),
        format_func=lambda figure: names[figure],
        key="choose:figures",
        placeholder="Choose two or more figures",
        on_change=link.changed,
        args=("figures",),
    )
    chosen = tuple(page.choices["figures"].split(SEPARATOR))
    if len(chosen) < 2:
        st.caption("Two or more figures make a question.")
        return None
    return Question(Asked(page.choices["ask"]), chosen)


def show_answer(page: Page, question: Question, *, key: str) -> None:
    """The answer with its reason, and ways to the views that are offered."""
    try:
        found = answer(page.pack, question)
    except InsightError as error:
        st.error(str(error), icon=":material/database_off:")
        return
    draw = st.success if found.is_allowed else st.warning
    draw(
        found.sentence,
        icon=":material/check:" if found.is_allowed else ":material/block:",
    )
    _show_ways(page, found, key)


def _show_ways(page: Page, found: Answer, key: str) -> None:
    """A button for each view, but for what is open already."""
    ways = [way for way in found.ways if not _is_open(page, way)]
    if not ways:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("See it:" if found.is_allowed else "Instead:", width="content")
        for at, way in enumerate(ways):
            st.button(
                way.label,
                key=f"{key}:open:{at}",
                icon=":material/arrow_forward:",
                on_click=_open,
                args=(way,),
            )


def _is_open(page: Page, way: Way) -> bool:
    return way.page == page.name and way.choices.items() <= page.choices.items()


def ask_on_data_page(asked: Asked, measures: Sequence[str], level: str = "") -> None:
    """Open a question on the data page; for use in a callback."""
    wanted = {"show": "may", "ask": str(asked)}
    if asked in (Asked.ADD, Asked.PRINTED):
        wanted["figures"] = SEPARATOR.join(measures)
    else:
        wanted |= dict(zip(("one", "other"), measures, strict=False))
    if level:
        wanted["at"] = level
    _open(Way("", PAGE, wanted))


def _choose(
    label: str, name: str, names: Mapping[str, str], *, without: str = ""
) -> None:
    st.selectbox(
        label,
        [key for key in names if key != without],
        format_func=lambda key: names[key],
        key=f"choose:{name}",
        on_change=link.changed,
        args=(name,),
    )


def _open(way: Way) -> None:
    for name, value in way.choices.items():
        link.choose(name, value, way.page)
    go_to(way.page)
