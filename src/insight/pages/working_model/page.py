"""The working model: the matrix, the next conversations, the systems, an example."""

from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.work.conversations import RULE, talks
from insight.analysis.work.files import conversation_downloads, matrix_downloads
from insight.analysis.work.illustrative import LAST_DAY
from insight.analysis.work.matrix import matrix_figure, matrix_statement
from insight.analysis.work.recorded import Recorded, RecordSet
from insight.analysis.work.stage_words import STAGE_WORDS, day_words
from insight.analysis.work.worked_example import example_need
from insight.pages.working_model.example_part import show_example
from insight.pages.working_model.systems_part import show_systems
from insight.shell import kept_work, link, page_state
from insight.shell.forms.model_cell import open_cell
from insight.shell.forms.record_choice import (
    choose_records,
    day_of,
    matrix_by,
    open_records,
    recorded_by,
)
from insight.shell.forms.record_form import SAID
from insight.shell.forms.saving import show_outcome
from insight.shell.frame import Page, link_to
from insight.shell.layout import example_data
from insight.shell.layout.actions import show_actions
from insight.shell.layout.rooms import wide_room
from insight.shell.papers import paper_link
from insight.shell.parts import choose_part
from insight.shell.selection import row_of_table
from insight.shell.show import show_downloads, show_figure, show_table
from insight.shell.written import plain
from insight.statement import Item, PaperLink
from insight.words import counted
from insight.working_model.matrix import Matrix, matrix

PAGE = "working_model"
PARTS = {
    "matrix": "Matrix",
    "next": "Next conversations",
    "systems": "Systems",
    "example": "Worked example",
}
TABLE_PX = 420
TALKS = 12
PREVIEWED = 4
"""Rows and columns of the example that an empty page shows."""


def show_working_model(page: Page) -> None:
    """Draw the part that is chosen."""
    actions = choose_part(PARTS)
    part = page.choices["show"]
    if part == "example":
        show_example(page)
        return
    recorded = open_records(page)
    if recorded is None:
        return
    if part == "systems":
        show_systems(page, recorded, day_of(page.choices, recorded))
        return
    found = matrix_by(page.choices, recorded)
    with st.sidebar:
        choose_records(page, recorded)
        _choose_rows(page, recorded)
    if not recorded.places:
        _show_nothing(page)
        return
    (_show_matrix if part == "matrix" else _show_next)(page, recorded, found, actions)
    open_cell(page, recorded, found)


def _choose_rows(page: Page, recorded: Recorded) -> None:
    names = {each.key: each.name for each in recorded.work.systems}
    chosen = link.parts(page.choices["systems"])
    st.pills(
        "Systems",
        [*names, *(key for key in chosen if key not in names)],
        selection_mode="multi",
        format_func=lambda key: plain(names.get(key, f"{key} (not on the list)")),
        help="All systems are shown unless you select some.",
        **link.widget("systems"),
    )
    words = dict(zip(page_state.STAGES, STAGE_WORDS.values(), strict=True))
    st.pills(
        "Stages",
        page_state.STAGES,
        selection_mode="multi",
        format_func=words.__getitem__,
        help="All neighbourhoods are shown unless you select some stages. Then only those with "
        "a system at one of them are.",
        **link.widget("stages"),
    )


def _show_nothing(page: Page) -> None:
    example_data.show_empty(
        "model",
        "No neighbourhood is saved yet",
        "This page shows, at a glance, how far each system has come in each neighbourhood and "
        "where to talk next. Save a neighbourhood first, then record evidence in its cells.",
        partial(_show_preview, page),
        _show_first_steps,
    )


def _show_first_steps() -> None:
    link_to("targeting", "Save from the priority list", ":material/target:")
    link_to("neighbourhood", "Build neighbourhood", ":material/home_pin:")
    choose = partial(link.choose, "records", RecordSet.EXAMPLE.value, None)
    st.button("Show Mixenden", key="model:show:example", type="tertiary", on_click=choose)


def _show_preview(page: Page) -> None:
    """The first rows of the example’s matrix."""
    recorded = kept_work.recorded_of("", RecordSet.ILLUSTRATIVE)
    some = replace(
        recorded,
        places=recorded.places[:PREVIEWED],
        work=replace(recorded.work, systems=recorded.work.systems[:PREVIEWED]),
    )
    found = matrix(some.work, some.places, LAST_DAY, some.terms.county_of)
    shown = matrix_statement(some, found, page.pack)
    show_figure(page, matrix_figure(some, found, shown, page.palette, ""), key="model:preview")


def _show_matrix(page: Page, recorded: Recorded, found: Matrix, actions: DeltaGenerator) -> None:
    show_outcome(SAID)
    if not found.rows:
        st.info(
            "No neighbourhood in the selected districts has a system at the selected stages. "
            "Change them in the sidebar.",
            icon=":material/filter_alt_off:",
        )
        return
    shown = matrix_statement(recorded, found, page.pack)
    figure = matrix_figure(recorded, found, shown, page.palette, page.choices["cell"])
    key = f"matrix:{recorded.source}"
    with wide_room():
        show_figure(page, figure, key=key, on_select=partial(_open_cell_of, key))
    for talk in talks(recorded, found)[:1]:
        st.markdown(f"**Next conversation.** {plain(f'{talk.title}. {talk.reason}')}")
    if recorded.source is RecordSet.EXAMPLE:
        st.caption(example_need(page.pack))
    st.caption(f"{' '.join(shown.caveats)} Select a cell to see its evidence.")
    address = paper_link(page)
    with actions:
        show_actions(
            page,
            lambda: shown.item(address),
            f"matrix-{recorded.source}",
            downloads=matrix_downloads(recorded, found, page.pack),
        )
    if shown.table is not None:
        with st.expander("Table of the matrix"):
            st.caption("Select a row to see its evidence.")
            cells = list(shown.table.rows.index)
            key = f"matrix:table:{recorded.source}:{found.day}:{len(cells)}"
            on_select = row_of_table(key, cells, PAGE, field="cell")
            show_table(shown.table, key=key, most_px=TABLE_PX, on_select=on_select)


def _open_cell_of(key: str) -> None:
    for point in st.session_state[key]["selection"]["points"][:1]:
        link.choose("cell", point["customdata"][0], PAGE)


def _show_next(page: Page, recorded: Recorded, found: Matrix, actions: DeltaGenerator) -> None:
    suggested = talks(recorded, found)
    st.subheader(f"As at {day_words(found.day)}", anchor=False)
    if not suggested and found.silent:
        st.info(
            f"Nothing is recorded yet for {counted(found.silent, 'neighbourhood')}, so we cannot "
            "tell if there are gaps. Select a cell of the matrix to record evidence.",
            icon=":material/edit_note:",
        )
        return
    if not suggested:
        st.info(
            "No gaps found. Every neighbourhood with high need has a system. No system that is "
            "embedded in the wider area is absent from a neighbourhood, and no evidence is out "
            "of date.",
            icon=":material/done_all:",
        )
        return
    st.caption(RULE)
    for number, talk in enumerate(suggested[:TALKS], start=1):
        with st.container(border=True):
            words, deed = st.columns([7, 1], vertical_alignment="center")
            words.markdown(
                f"**{number}. {plain(talk.title)}** :orange-badge[{talk.flag}]  \n"
                f"{plain(talk.reason)}"
            )
            if talk.cell:
                choose = partial(link.choose, "cell", talk.cell, PAGE)
                deed.button("Open cell", key=f"model:talk:{talk.cell}", on_click=choose)
    if len(suggested) > TALKS:
        st.caption(
            f"{len(suggested) - TALKS} more are in the download. To see them here, filter by "
            "district or system."
        )
    with actions:
        show_downloads(conversation_downloads(recorded, found, page.pack))


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The matrix that some choices show, for a paper."""
    recorded = recorded_by(settled)
    return matrix_statement(recorded, matrix_by(settled, recorded), page.pack).item(address)
