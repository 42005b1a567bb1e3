"""Match funding of the ledger, the worked example, and the headline figures."""

import streamlit as st

from insight.analysis.data_guidance import Asked, Question
from insight.analysis.money.chosen_money import Money
from insight.analysis.money.leverage import (
    LeverageView,
    headline_figures,
    own_leverage,
    worked_example,
)
from insight.analysis.printed_figures import printed_inactivity
from insight.shell.data_guidance import link_to_question, show_answer, show_ticked, ticked
from insight.shell.frame import Page
from insight.shell.layout.column_widths import HALF_PX
from insight.shell.show import show_headlines, show_table

FIGURES_PX = 400


def show_leverage(page: Page, money: Money) -> None:
    """The ledger’s own match funding, next to the worked example."""
    left, right = st.columns(2, gap="large")
    with left:
        title = (
            "Match funding in the example data" if money.is_illustrative else "Our match funding"
        )
        st.subheader(title, anchor=False)
        _show_leverage_view(own_leverage(money.accounts), "own")
    with right:
        show_example(page)


def show_example(page: Page) -> None:
    """The worked example, by its items and by its printed total."""
    st.subheader("Worked example from the source slides, Mixenden", anchor=False)
    _show_leverage_view(worked_example(page.pack), "example")
    link_to_question(
        Question(Asked.PRINTED, printed_inactivity(page.pack)),
        "Can I compare these inactivity figures?",
    )


def _show_leverage_view(view: LeverageView, key: str) -> None:
    st.markdown(view.finding)
    show_headlines(view.headlines)
    show_table(view.table, key=f"invest:leverage:{key}", room_px=HALF_PX)
    for note in view.notes:
        st.caption(note)


def show_figures(page: Page) -> None:
    """The headline figures of the source slides, with what does not reconcile."""
    figures, notes = headline_figures(page.pack)
    st.markdown(
        "These are headline figures from the **Working in Place event, November 2024**. They are "
        "not broken down by area and may overlap, so do not add them up. Select two or more to "
        "check whether they can be added."
    )
    question = Question(Asked.ADD, ticked(page))
    if len(question.measures) > 1:
        show_answer(page, question)
    show_ticked(page, figures, most_px=FIGURES_PX)
    for column, some in zip(st.columns(2, gap="large"), (notes[:3], notes[3:]), strict=True):
        for words in some:
            column.caption(words)
    st.caption(f"{page.pack.sources['headline_figures'].line()}.")
