"""Leverage of the ledger, the worked example, and the founding figures."""

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
from insight.shell.show import show_headlines, show_table

FIGURES_PX = 400
FIGURE_PX = 74  # of a row whose words stand in three lines


def show_leverage(page: Page, money: Money) -> None:
    """The ledger’s own leverage beside the worked example."""
    left, right = st.columns(2, gap="large")
    with left:
        name = "illustrative ledger" if money.is_illustrative else "ledger"
        st.subheader(f"Of this {name}", anchor=False)
        _show_leverage_view(own_leverage(money.accounts), "own")
    with right:
        show_example(page)


def show_example(page: Page) -> None:
    """The worked example, reckoned by its items and by its printed total."""
    st.subheader("Worked example: Mixenden, as printed in the deck", anchor=False)
    _show_leverage_view(worked_example(page.pack), "example")
    link_to_question(
        Question(Asked.PRINTED, printed_inactivity(page.pack)),
        "May the shares of inactivity be compared?",
    )


def _show_leverage_view(view: LeverageView, key: str) -> None:
    st.markdown(view.finding)
    show_headlines(view.headlines)
    show_table(view.table, key=f"invest:leverage:{key}")
    for note in view.notes:
        st.caption(note)


def show_figures(page: Page) -> None:
    """The founding figures as printed, with what does not reconcile."""
    figures, notes = headline_figures(page.pack)
    st.markdown(
        "**Figures of the founding event, as printed in the deck.** None has a place "
        "below its scope words, some overlap in a way that is not known, and no total "
        "of them is formed. Tick two or more to ask whether they can be added."
    )
    question = Question(Asked.ADD, ticked(page))
    if len(question.measures) > 1:
        show_answer(page, question)
    show_ticked(page, figures, most_px=FIGURES_PX, row_px=FIGURE_PX)
    for column, some in zip(st.columns(2, gap="large"), (notes[:3], notes[3:]), strict=True):
        for words in some:
            column.caption(words)
    st.caption(page.pack.sources["headline_figures"].line() + f". Data pack {page.pack.version}.")
