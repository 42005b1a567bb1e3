"""What may be done with the figures, and what instead where it may not."""

from collections.abc import Mapping

import streamlit as st

from insight.analysis.data_guidance import Asked, Question, answer
from insight.analysis.printed_figures import askable_figures, printed_table
from insight.errors import InsightError
from insight.geography.levels import LEVEL_NAMES
from insight.pack.catalogue import Level
from insight.shell import link, page_state
from insight.shell.frame import Page, link_to
from insight.shell.layout.column_widths import WHOLE_PX, fitted
from insight.shell.link import SEPARATOR
from insight.shell.parts import segments, select
from insight.shell.show import guarded_texts
from insight.shell.written import plain
from insight.statement import Table

PAGE = "data"
ASKED_WORDS: Mapping[str, str] = {
    Asked.TOGETHER: "compare two measures",
    Asked.TREND: "show a trend",
    Asked.DIFFER: "say that two places differ",
    Asked.PRINTED: "compare headline figures",
    Asked.ADD: "add up headline figures",
}
LEVEL_WORDS: Mapping[str, str] = {level.value: LEVEL_NAMES[level] for level in Level}

TABLE_PX = 320


def show_guidance(page: Page) -> None:
    """Ask, and answer at once."""
    segments("Can I use this data to", "ask", ASKED_WORDS, is_labelled=True)
    is_printed = page.choices["ask"] in (Asked.ADD, Asked.PRINTED)
    question = _ask_of_figures(page) if is_printed else _ask_of_indicators(page)
    if question is not None:
        show_answer(page, question)
    if is_printed and askable_figures(page.pack):
        table = printed_table(page.pack)
        show_ticked(page, table, most_px=TABLE_PX)
    st.caption(
        "The answer depends on the definition, areas and years of each measure, and whether it "
        "has a confidence interval. To share the question, send the address of this page."
    )


def _ask_of_indicators(page: Page) -> Question:
    usable = page_state.usable_indicators(page.choices)
    every = page.pack.indicators
    names = {key: every[key].shelved for key in usable}
    asked = Asked(page.choices["ask"])
    left, middle, right = st.columns([2, 2, 1])
    with left:
        select("Measure", "one", names)
    measures = [page.choices["one"]]
    if asked is Asked.TOGETHER:
        with middle:
            others = {key: name for key, name in names.items() if key != page.choices["one"]}
            select("Second measure", "other", others)
        measures.append(page.choices["other"])
    with right if asked is Asked.TOGETHER else middle:
        select("Area level", "at", LEVEL_WORDS)
    return Question(asked, tuple(measures), Level(page.choices["at"]), page.districts)


def _ask_of_figures(page: Page) -> Question | None:
    if not askable_figures(page.pack):
        st.info(
            "The headline figures cannot be shown. Their table has a fault or is not in this "
            "data version."
        )
        return None
    chosen = ticked(page)
    if len(chosen) < 2:
        st.caption("Select two or more figures to see the answer here.")
        return None
    return Question(Asked(page.choices["ask"]), chosen)


def ticked(page: Page) -> tuple[str, ...]:
    """Numbers of the printed figures that are ticked on a page."""
    return tuple(link.parts(page.choices["figures"]))


def show_ticked(page: Page, figures: Table, *, most_px: int) -> None:
    """Printed figures of which any number can be ticked; each tick asks anew."""
    name, numbers, before = page.name, list(figures.rows["figure"]), ticked(page)
    key = f"{name}:figures"

    def tick() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        link.choose("figures", SEPARATOR.join(numbers[row] for row in rows), name)

    fit = fitted(figures, WHOLE_PX, has_marks=True)
    st.dataframe(
        guarded_texts(figures.rows),
        key=key,
        hide_index=True,
        column_order=list(fit.widths),
        column_config={
            each: st.column_config.TextColumn(figures.columns[each].label, width=width)
            for each, width in fit.widths.items()
        },
        height=most_px,
        row_height=fit.row_px,
        on_select=tick,
        selection_mode="multi-row",
        # Of a link: what is ticked afterwards the browser keeps itself.
        selection_default={
            "selection": {"rows": [at for at, each in enumerate(numbers) if each in before]}
        },
        alt=figures.alt,
    )


def show_answer(page: Page, question: Question) -> None:
    """The answer with its reason, and ways to the views that are offered."""
    try:
        guidance = answer(page.pack, question)
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/database_off:")
        return
    if guidance.is_allowed:
        st.success(guidance.sentence, icon=":material/check:")
    else:
        st.warning(guidance.sentence, icon=":material/block:")
    ways = [
        way
        for way in guidance.ways
        # But for what is open already.
        if way.page != page.name or not way.choices.items() <= page.choices.items()
    ]
    if not ways:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Go to" if guidance.is_allowed else "Use instead", width="content")
        for way in ways:
            link_to(way.page, way.label, ":material/arrow_forward:", way.choices)


def link_to_question(question: Question, label: str) -> None:
    """A link to the answer to a question, on the data page."""
    chosen = {"show": "may", "ask": str(question.asked)}
    if question.asked in (Asked.ADD, Asked.PRINTED):
        chosen["figures"] = SEPARATOR.join(question.measures)
    else:
        chosen |= dict(zip(("one", "other"), question.measures, strict=False))
    if question.level is not None:
        chosen["at"] = question.level.value
    link_to(PAGE, label, ":material/help:", chosen)
