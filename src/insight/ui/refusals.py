"""“May I …?”: what may be done with the figures, and what instead where it may not."""

from collections.abc import Mapping

import streamlit as st

from insight.catalogue import INDICATORS
from insight.ui import choices, link
from insight.ui.frame import Page, go_to
from insight.views.refusals import (
    Answer,
    Asked,
    may_add,
    may_show_together,
    may_show_trend,
    may_tell_apart,
)

PAGE = "data"
ASKED_WORDS = {
    Asked.TOGETHER: "show two measures together",
    Asked.TREND: "follow one over the years",
    Asked.DIFFER: "say that two places differ",
    Asked.ADD: "add up printed figures",
}


def show_refusals(page: Page) -> None:
    """Ask, and answer at once."""
    st.subheader("May I …?", anchor=False)
    asked = st.segmented_control(
        "What for",
        list(ASKED_WORDS),
        format_func=lambda each: ASKED_WORDS[each],
        key="choose:ask",
        required=True,
        label_visibility="collapsed",
        on_change=link.changed,
        args=("ask",),
    )
    if asked == Asked.ADD:
        show_adding(page, key="may")
        return
    left, right = st.columns(2)
    usable = choices.usable_indicators(page.choices)
    names = {key: f"{INDICATORS[key].group}: {INDICATORS[key].label}" for key in usable}
    with left:
        _choose("Measure", "one", names)
    one = INDICATORS[page.choices["one"]]
    if asked == Asked.TOGETHER:
        with right:
            _choose("With", "other", names)
        show_answer(may_show_together(one, INDICATORS[page.choices["other"]]), "may")
    elif asked == Asked.TREND:
        show_answer(may_show_trend(page.pack, one), "may")
    else:
        show_answer(may_tell_apart(one), "may")


def show_adding(page: Page, *, key: str) -> None:
    """Choose headline figures, and say whether they add up."""
    table = page.pack.table("headline_figures")
    words = table["what"].to_dict()
    chosen = st.multiselect(
        "Add up",
        list(table.index),
        format_func=lambda figure: f"{figure}: {words[figure]}",
        key=f"{key}:add",
        placeholder="Choose two or more figures",
    )
    if len(chosen) > 1:
        show_answer(may_add(page.pack, chosen), key)


def show_answer(answer: Answer, key: str) -> None:
    """The answer with its reason, and a way to the view that is offered."""
    draw = st.success if answer.is_allowed else st.warning
    draw(
        answer.sentence,
        icon=":material/check:" if answer.is_allowed else ":material/block:",
    )
    st.button(
        answer.label if answer.is_allowed else f"Instead: {answer.label}",
        key=f"{key}:open",
        icon=":material/arrow_forward:",
        on_click=_open,
        args=(answer.page, answer.choices),
    )


def ask_on_data_page(asked: Asked, one: str) -> None:
    """Open this question on the data page; for use in a callback."""
    for name, value in (("show", "may"), ("ask", str(asked)), ("one", one)):
        link.choose(name, value, PAGE)
    go_to(PAGE)


def _choose(label: str, name: str, names: Mapping[str, str]) -> None:
    st.selectbox(
        label,
        list(names),
        format_func=lambda key: names[key],
        key=f"choose:{name}",
        on_change=link.changed,
        args=(name,),
    )


def _open(page: str, wanted: Mapping[str, str]) -> None:
    for name, value in wanted.items():
        link.choose(name, value, page)
    go_to(page)
