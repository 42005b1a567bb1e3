"""Whose records of the working model are looked at, and as at which day."""

from datetime import date
from functools import partial

import streamlit as st

from insight.analysis.work.illustrative import LAST_DAY
from insight.analysis.work.matrix import earliest
from insight.analysis.work.recorded import Recorded, RecordSet
from insight.analysis.work.stage_words import day_words
from insight.analysis.work.worked_example import PRESENTED
from insight.errors import InsightError
from insight.shell import kept_ledger, kept_work, link, page_state
from insight.shell.frame import Page
from insight.shell.parts import select
from insight.shell.written import plain
from insight.tables.decisions import CellError
from insight.tables.ledger_cells import date_in
from insight.working_model.matrix import Matrix, matrix

_TURN = "model:on:turn"
_WRONG = "model:on:wrong"

SOURCES = {
    "own": "Our records",
    "illustrative": "Example data",
    "example": "Mixenden (source slides)",
}


def recorded_by(settled: page_state.Settled) -> Recorded:
    """The records that are chosen."""
    source = settled["records"]
    # The others need no records, and stay as they are.
    revision = kept_ledger.revision() if source == RecordSet.OWN else ""
    return kept_work.recorded_of(revision, source)


def open_records(page: Page) -> Recorded | None:
    """The records that are chosen; None, and said so, while they cannot be read."""
    try:
        return recorded_by(page.choices)
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/database_off:")
        return None


def day_of(settled: page_state.Settled, recorded: Recorded) -> date:
    """The day as at which the records are shown."""
    last = {RecordSet.ILLUSTRATIVE: LAST_DAY, RecordSet.EXAMPLE: PRESENTED}
    return page_state.day(settled, last.get(recorded.source, date.today()))


def matrix_by(settled: page_state.Settled, recorded: Recorded) -> Matrix:
    """The matrix of the records, by the choices of the page that shows it."""
    is_example = recorded.source is RecordSet.EXAMPLE
    return matrix(
        recorded.work,
        recorded.within(() if is_example else page_state.districts(settled)),
        day_of(settled, recorded),
        recorded.terms.county_of,
        systems=link.parts(settled["systems"]),
        stages=page_state.stages(settled),
    )


def choose_records(page: Page, recorded: Recorded) -> None:
    """Whose records, and as at which day."""
    select("Records", "records", SOURCES)
    day, first = day_of(page.choices, recorded), earliest(recorded)
    key = f"model:on:{day}:{st.session_state.get(_TURN, 0)}"
    st.text_input(
        "Show records as at",
        f"{day:%d/%m/%Y}",
        key=key,
        on_change=_choose_day,
        args=(key,),
        help="For example, 27/03/2025. Shows records as they were on this date. Anything "
        "added later is hidden."
        + (f" The first record is from {day_words(first)}." if first else ""),
    )
    if wrong := st.session_state.pop(_WRONG, ""):
        st.error(wrong)
    if page.choices["on"]:
        back = partial(link.choose, "on", "", None)
        st.button("Show latest date", key="model:last", type="tertiary", on_click=back)


def _choose_day(key: str) -> None:
    typed = st.session_state[key].strip()
    # A field of its own for each try, so that a wrong one does not stay in it.
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    try:
        link.choose("on", date_in(typed).isoformat() if typed else "", None)
    except CellError as error:
        st.session_state[_WRONG] = f"The date {error}."
