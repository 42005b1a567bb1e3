"""Step 6 of targeting: the list as neighbourhoods, its certainty, its areas."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.suggested import Suggested, Suggestions
from insight.analysis.targeting import Screen, Targeting
from insight.errors import InsightError
from insight.pages.targeting import state
from insight.pages.targeting.certainty import how_sure, listed_areas, what_would_change
from insight.pages.targeting.finding import Finding
from insight.pages.targeting.neighbourhoods import neighbourhood_list
from insight.pages.targeting.saving import drafts_of, saved_as
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood
from insight.shell import kept_records, kept_work, link, page_state, study, uploads
from insight.shell.forms.local_knowledge import with_notes
from insight.shell.forms.saving import Who, ask_who, show_outcome
from insight.shell.frame import Page, go_to
from insight.shell.layout import example_data
from insight.shell.layout.actions import show_actions
from insight.shell.layout.column_widths import BESIDE_PX
from insight.shell.layout.rooms import map_and_side, spread_row
from insight.shell.papers import paper_link
from insight.shell.parts import segments
from insight.shell.profiles import open_members, open_record
from insight.shell.show import RowChoice, show_figure, show_table
from insight.shell.written import plain
from insight.words import counted

TABLE_PX = 560
_TICKED = "targeting:ticked"

NOBODY = (
    "No small area (LSOA) here meets both thresholds, so the list is empty. Change a threshold, "
    "or add the areas with the next highest need."
)
PARTS = {
    "neighbourhoods": "Neighbourhoods",
    "sure": "How certain is it?",
    "change": "What would change it?",
    "areas": "Areas on the list",
}


def show_list(page: Page, view: Targeting, screen: Screen, actions: DeltaGenerator) -> None:
    """Draw the part of the list that is chosen."""
    row = spread_row()
    with row:
        part = segments("Part of the list", "part", PARTS)
    if part == "neighbourhoods":
        _show_neighbourhoods(page, view, screen, actions, row)
    elif not view.found.rules.places:
        st.markdown(f"**{NOBODY}**")
        _offer_next_highest()
    else:
        _show_part(page, list_finding(view, page.choices), screen, actions)


def list_finding(view: Targeting, settled: page_state.Settled) -> Finding:
    """The part of the list that some choices show, without what is saved."""
    wish, brought = view.found.wish, uploads.used(settled)
    part = settled["part"]
    if part == "neighbourhoods":
        return neighbourhood_list(view, _suggestions(view, settled))
    if not view.found.rules.places:
        raise InsightError(NOBODY)
    if part == "change":
        return what_would_change(view, state.other_choices(wish, *brought))
    make = how_sure if part == "sure" else listed_areas
    return make(view, study.simulated(wish, *brought))


def _suggestions(view: Targeting, settled: page_state.Settled) -> Suggestions:
    return study.suggested(
        view.found.wish, page_state.bounds(settled), int(settled["hoods"]), *uploads.used(settled)
    )


def _show_part(page: Page, finding: Finding, screen: Screen, actions: DeltaGenerator) -> None:
    part = page.choices["part"]
    with actions:
        _show_files(page, finding, f"targeting-{part}", part, "area_code")
    st.markdown(f"**{finding.words}**")
    key = f"targeting:{part}"
    figure = finding.figure(screen)
    if figure is None:
        show_table(finding.table, key=f"{key}:table", most_px=TABLE_PX)
    else:
        left, right = map_and_side()
        with left:
            show_figure(page, figure, key=key)
        with right:
            show_table(finding.table, key=f"{key}:table", most_px=TABLE_PX, room_px=BESIDE_PX)
    for note in finding.notes:
        st.caption(note)


def _show_files(page: Page, finding: Finding, stem: str, name: str, key: str) -> None:
    """What can be taken away; local knowledge is told by the column `key`."""
    shown = finding.statement
    make = None if shown is None else partial(shown.item, paper_link(page))
    show_actions(page, make, stem, name, downloads=with_notes(finding.downloads, key))


def _show_neighbourhoods(
    page: Page, view: Targeting, screen: Screen, actions: DeltaGenerator, row: DeltaGenerator
) -> None:
    saved = _saved(page.choices)
    found = _suggestions(view, page.choices)
    finding = neighbourhood_list(view, found, saved_as(saved))
    ticked = _ticked(finding.table.alt, len(found.suggested))
    with row:
        _show_save(view, found.suggested, saved, ticked)
    with actions:
        _show_files(page, finding, "suggested-neighbourhoods", "list", "members")
    show_outcome("targeting:said")
    st.markdown(f"**{finding.words}**")
    if view.found.wish.is_strict and len(found.suggested) < int(page.choices["hoods"]):
        _offer_next_highest()
    left, right = map_and_side()
    with left:
        if (figure := finding.figure(screen)) is not None:
            show_figure(page, figure, key="targeting:list", has_zoom=True)
    with right:
        if found.suggested:
            table_key = f"targeting:list:table:{finding.table.alt}"
            show_table(
                finding.table,
                key=table_key,
                most_px=TABLE_PX,
                room_px=BESIDE_PX,
                on_select=RowChoice(
                    partial(_open_row, found.suggested, saved), partial(_tick, finding.table.alt)
                ),
            )
            st.caption("Select a name to open its profile. Tick the box of each you want to save.")
        for note in finding.notes:
            st.caption(note)
    st.caption(finding.rule)


def _offer_next_highest() -> None:
    st.button(
        "Add the next highest",
        key="targeting:fill",
        icon=":material/add:",
        on_click=link.choose,
        args=("fill", "1", None),
    )


def _saved(settled: page_state.Settled) -> tuple[Neighbourhood, ...]:
    try:
        return kept_work.neighbourhoods_of(settled["records"])
    except InsightError as error:
        st.warning(plain(str(error)), icon=":material/database_off:")
        return ()


def _open_row(suggested: tuple[Suggested, ...], saved: tuple[Neighbourhood, ...], row: int) -> None:
    records = {each.members: each.id for each in saved}
    members = suggested[row].facts.members
    if members in records:
        open_record(records[members])
    else:
        open_members(members)
    go_to("neighbourhood")


def _tick(alt: str, rows: list[int]) -> None:
    st.session_state[_TICKED] = (alt, rows)


def _ticked(alt: str, count: int) -> list[int]:
    """The rows that are ticked of the list that is shown."""
    of, rows = st.session_state.get(_TICKED, ("", []))
    return [row for row in rows if of == alt and row < count]


def _show_save(
    view: Targeting,
    suggested: tuple[Suggested, ...],
    saved: tuple[Neighbourhood, ...],
    ticked: list[int],
) -> None:
    """Save those that are ticked, or all where none is, but for those that are saved."""
    kept = saved_as(saved)
    wanted = [suggested[row] for row in ticked] or suggested
    new = [each for each in wanted if each.facts.members not in kept]
    if not new or example_data.is_closed("save neighbourhoods"):
        return
    which = "selected" if ticked else "all"
    # Of its own for each choice: the label of one that is open would not change.
    with st.popover(
        f"Save {which} ({len(new)})",
        icon=":material/save:",
        key=f"targeting:saving:{which}:{len(new)}",
    ):
        st.caption(
            f"Saves {counted(len(new), 'neighbourhood')} as proposed, with the ranking method "
            "used. You can change names later, or undo the whole step."
        )
        who = ask_who("targeting:who")
        st.button(
            "Save as proposed",
            key="targeting:save",
            on_click=_save_all,
            args=(drafts_of(view, new, saved), who),
        )


def _save_all(drafts: tuple[Draft, ...], who: Who) -> None:
    try:
        batch = kept_records.store().import_all(drafts, who=who())
    except InsightError as error:
        st.session_state["targeting:said"] = ("error", str(error))
        return
    st.session_state["targeting:said"] = (
        "success",
        f"Saved {counted(len(batch.added), 'neighbourhood')} as proposed.",
    )
