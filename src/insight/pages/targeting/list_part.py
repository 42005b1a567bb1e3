"""Step 6 of targeting: the list as neighbourhoods, its certainty, its areas."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from insight.analysis.suggested import ListView, Suggested, Suggestions, list_view
from insight.analysis.targeting import Screen, Targeting
from insight.errors import InsightError
from insight.pages.targeting import state
from insight.pages.targeting.paper_list import change_item, sure_item
from insight.pages.targeting.paper_maps import areas_item, list_item
from insight.pages.targeting.saving import drafts_of, saved_as
from insight.pages.targeting.target_list import PartView, how_sure, listed_areas, what_would_change
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood
from insight.shell import kept_records, link, page_state, study, uploads
from insight.shell.forms.local_knowledge import with_notes
from insight.shell.forms.saving import Who, ask_who, show_outcome
from insight.shell.frame import Page, go_to
from insight.shell.papers import paper_link, show_papers
from insight.shell.profiles import open_members, open_record
from insight.shell.show import show_downloads, show_figure, show_table
from insight.shell.tray import show_tray_button
from insight.shell.written import plain
from insight.statement import Item, PaperLink

TABLE_PX = 400

PARTS = {
    "neighbourhoods": "Neighbourhoods",
    "sure": "How sure",
    "change": "What would change it",
    "areas": "LSOAs on it",
}


def show_list(page: Page, view: Targeting, screen: Screen) -> None:
    """Draw the part of the list that is chosen."""
    st.segmented_control(
        "Part of the list",
        list(PARTS),
        format_func=lambda part: PARTS[part],
        key="choose:part",
        required=True,
        label_visibility="collapsed",
        on_change=link.changed,
        args=("part",),
    )
    part = page.choices["part"]
    if part == "neighbourhoods":
        _show_neighbourhoods(page, view, screen)
        return
    _show_part(page, _part(view, screen, page.choices), part)


def part_item(
    view: Targeting, screen: Screen, settled: page_state.Settled, address: PaperLink
) -> Item:
    """The figure of the part of the list that some choices show, for a paper."""
    if settled["part"] == "neighbourhoods":
        shown = list_view(view, _listed(view, settled), screen, saved={})
        return list_item(view, shown, address)
    return _part(view, screen, settled).item(address)


@dataclass(frozen=True)
class _Part:
    """A part of the list on the screen, and how it is put on paper."""

    shown: PartView
    item: Callable[[PaperLink], Item]


def _part(view: Targeting, screen: Screen, settled: page_state.Settled) -> _Part:
    wish, brought = view.found.wish, uploads.used(settled)
    if settled["part"] == "change":
        shown = what_would_change(view, state.other_choices(wish, *brought), screen)
        return _Part(shown, lambda address: change_item(view, shown, address))
    sure = study.shaken(wish, *brought)
    if settled["part"] == "sure":
        return _Part(how_sure(view, sure, screen), lambda address: sure_item(view, sure, address))
    listed = listed_areas(view, sure)
    return _Part(listed, lambda address: areas_item(view, listed, address))


def _listed(view: Targeting, settled: page_state.Settled) -> Suggestions:
    return study.suggested(
        view.found.wish, page_state.bounds(settled), int(settled["hoods"]), *uploads.used(settled)
    )


def _show_part(page: Page, whole: _Part, part: str) -> None:
    view, address = whole.shown, paper_link(page)
    st.markdown(f"**{view.finding}**")
    key = f"targeting:{part}"
    if view.figure is None:
        show_table(view.table, key=f"{key}:table", most_px=TABLE_PX)
    else:
        left, right = st.columns([1.4, 1], gap="medium")
        with left:
            show_figure(page, view.figure, key=key)
        with right:
            show_table(view.table, key=f"{key}:table", most_px=TABLE_PX)
    for note in view.notes:
        st.caption(note)
    with st.container(horizontal=True):
        show_papers(lambda: whole.item(address), f"targeting-{part}", part)
        show_tray_button(page)
        show_downloads(with_notes(view.downloads, "area_code"))


def _show_neighbourhoods(page: Page, view: Targeting, screen: Screen) -> None:
    saved = _saved()
    shown = list_view(view, _listed(view, page.choices), screen, saved=saved_as(saved))
    st.markdown(f"**{shown.finding}{shown.hold}**  \n:small[{shown.rule}]")
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        show_figure(page, shown.figure, key="targeting:list", has_zoom=True)
    with right:
        table_key = f"targeting:list:table:{shown.table.alt}"
        show_table(
            shown.table,
            key=table_key,
            most_px=TABLE_PX,
            on_select=_open_row(shown.suggested, saved, table_key),
        )
        st.caption("Choose a row to open its profile and save it.")
        for note in (shown.certainty, *shown.notes):
            st.caption(note)
        with st.container(horizontal=True):
            address = paper_link(page)
            show_papers(lambda: list_item(view, shown, address), "suggested-neighbourhoods", "list")
            show_tray_button(page)
            show_downloads(with_notes(shown.downloads, "members"))
            _show_save_all(view, shown, saved)


def _saved() -> tuple[Neighbourhood, ...]:
    """The saved neighbourhoods; none while the records cannot be read."""
    try:
        return kept_records.store().neighbourhoods()
    except InsightError as error:
        st.warning(plain(str(error)), icon=":material/database_off:")
        return ()


def _open_row(
    found: tuple[Suggested, ...], saved: tuple[Neighbourhood, ...], key: str
) -> Callable[[], None]:
    records = {each.members: each.id for each in saved}

    def select() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if not rows:
            return
        members = found[rows[0]].facts.members
        if members in records:
            open_record(records[members])
        else:
            open_members(members)
        go_to("neighbourhood")

    return select


def _show_save_all(view: Targeting, shown: ListView, saved: tuple[Neighbourhood, ...]) -> None:
    """Save the whole list as proposed neighbourhoods, in one step."""
    show_outcome("targeting:said")
    kept = saved_as(saved)
    new = [each for each in shown.suggested if each.facts.members not in kept]
    if not new:
        return
    with st.popover(f"Save these {len(new)}", icon=":material/save:"):
        st.caption(
            "Each is saved as proposed, with the rule that made it; names can be "
            "changed afterwards, and the whole step undone."
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
        f"Saved {len(batch.added)} neighbourhoods as proposed.",
    )
