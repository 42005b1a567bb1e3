"""Work and record: one neighbourhood on one screen, as it stood on any day."""

from datetime import date

import streamlit as st

from insight.analysis.maps.members import members_map
from insight.analysis.maps.work import WorkLayer, asset_spots, laid_over
from insight.analysis.place import Study
from insight.analysis.profile import inactivity_words
from insight.analysis.targeting import Screen
from insight.analysis.work.matrix import cell_key
from insight.analysis.work.place_record import PlaceRecordView, entries_table, place_record
from insight.analysis.work.recorded import Recorded, RecordSet, where_words
from insight.analysis.work.stage_words import PROGRESS_WORDS, day_words
from insight.analysis.work.worked_example import example_need
from insight.pages.neighbourhood.paper_record import record_item
from insight.pages.neighbourhood.place_files import record_downloads
from insight.records.kinds.horizontal import Asset, Step
from insight.records.kinds.model_terms import Progress
from insight.records.record import Record
from insight.shell import kept_records, link
from insight.shell.forms.local_knowledge import show_note, show_notes
from insight.shell.forms.model_cell import open_cell
from insight.shell.forms.model_forms import asset_form, asset_values, step_form
from insight.shell.forms.record_choice import (
    choose_records,
    day_of,
    open_records,
    say_what_these_are,
)
from insight.shell.forms.record_form import (
    SAID,
    close_if_saved,
    forget_saved,
    show_conflict,
    show_form,
)
from insight.shell.forms.record_history import show_history
from insight.shell.forms.saving import show_outcome
from insight.shell.frame import Page, go_to
from insight.shell.papers import paper_link, show_papers
from insight.shell.selection import row_of_table
from insight.shell.show import show_downloads, show_figure, show_table
from insight.shell.tray import show_tray_button
from insight.shell.written import plain
from insight.working_model.matrix import matrix
from insight.working_model.work import WorkPlace

PAGE = "neighbourhood"
MAP_PX = 420
ENTRY_PX = 118
"""Of the legend, so that two entries stand beside each other in a narrow map."""
TABLE_PX = 420


def show_place_record(page: Page, ground: Study) -> None:
    """Draw the record of the neighbourhood that is chosen."""
    recorded = open_records(page)
    if recorded is None:
        return
    with st.sidebar:
        choose_records(page, recorded)
    say_what_these_are(recorded)
    is_example = recorded.source is RecordSet.EXAMPLE
    places = recorded.within(() if is_example else page.districts)
    if not places:
        st.info(
            "No neighbourhood is saved"
            + (" in the districts chosen" if page.districts else "")
            + ". Save one first; meanwhile the illustrative records and Mixenden, "
            "under Records in the sidebar, show what this screen tells.",
            icon=":material/home_pin:",
        )
        return
    which, when = st.columns([1.5, 1], vertical_alignment="center")
    with which:
        place = _choose_place(page, places)
    day = day_of(page.choices, recorded)
    need, layer_map = _ground(page, ground, recorded, place, day)
    view = place_record(recorded, place, day, pack=page.pack, need=need, palette=page.palette)
    show_outcome(SAID)
    show_conflict()
    with when:
        _show_steps_in_time(view, day)
    _show_headlines(view)
    _show_three(page, recorded, place, view, layer_map)
    show_figure(page, view.figure, key="record:timeline")
    _show_more(page, recorded, place, view, day)
    _open_dialogs(page, recorded, place, view, day)


def _choose_place(page: Page, places: tuple[WorkPlace, ...]) -> WorkPlace:
    ids = [each.id for each in places]
    names = {each.id: each.name for each in places}
    chosen = page.choices["place"]
    at = ids.index(chosen) if chosen in ids else 0
    key = f"record:place:{chosen}:{len(ids)}"
    st.selectbox(
        "Neighbourhood",
        ids,
        index=at,
        format_func=lambda each: names[each],
        key=key,
        label_visibility="collapsed",
        on_change=_open_place,
        args=(key,),
    )
    return places[at]


def _open_place(key: str) -> None:
    link.choose("place", st.session_state[key], PAGE)
    link.choose("members", "", PAGE)


def _ground(
    page: Page, ground: Study, recorded: Recorded, place: WorkPlace, day: date
) -> tuple[str, object]:
    """What is known of its need, and its map with the assets; None outside the pack."""
    known = page.places.district_of.index
    members = [code for code in recorded.members.get(place.id, ()) if code in known]
    if not members:
        return (
            example_need(page.pack)
            if recorded.source is RecordSet.EXAMPLE
            else "none of its LSOAs is in the data pack"
        ), None
    found = ground.place(members, place.name)
    figure = members_map(ground, found, Screen(page.boundaries, page.palette, MAP_PX))
    assets = recorded.work.of(place.id).on(day).assets
    layer = WorkLayer((), asset_spots(assets, recorded, page.places), "")
    laid_over(figure.plot, layer, page.palette, is_illustrative=recorded.is_illustrative)
    figure.plot.update_layout(legend={"entrywidth": ENTRY_PX, "font": {"size": 11}})
    return inactivity_words(found.found, ground.short), figure


def _show_headlines(view: PlaceRecordView) -> None:
    for column, headline in zip(st.columns([1.7, 1.05, 1.05, 1, 0.9]), view.headlines, strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"**{headline.value}** {headline.label}")
            st.caption(headline.note)


def _show_three(
    page: Page, recorded: Recorded, place: WorkPlace, view: PlaceRecordView, figure: object
) -> None:
    left, middle, right = st.columns([1.4, 1.05, 1], gap="small")
    with left:
        if figure is None:
            st.info(
                f"No LSOA of {plain(place.name)} is in the data pack: there is no map.",
                icon=":material/map:",
            )
            show_table(view.assets, key="record:assets:left", most_px=300)
        else:
            show_figure(page, figure, key="record:map")  # type: ignore[arg-type]
    with middle:
        key = f"record:systems:{place.id}:{view.state.day}"
        keys = [cell_key(place.id, system) for system in view.system_keys]
        show_table(
            view.systems,
            key=key,
            most_px=TABLE_PX,
            on_select=row_of_table(key, keys, PAGE, field="cell"),
        )
    with right:
        key = f"record:terms:{place.id}:{view.state.day}"
        show_table(
            view.terms,
            key=key,
            most_px=TABLE_PX,
            on_select=row_of_table(key, view.term_keys, PAGE, field="term"),
        )
    if recorded.is_own:
        st.caption("Choose a row to see what it rests on and to record more. † over 12 months old.")


def _show_steps_in_time(view: PlaceRecordView, day: date) -> None:
    """From one change of the record to the next, for whoever replays it."""
    before = [each for each in view.days if each < day]
    after = [each for each in view.days if each > day]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Earlier",
            key="record:earlier",
            icon=":material/arrow_back:",
            disabled=not before,
            help=f"{len(before)} earlier changes",
            on_click=link.choose,
            args=("on", before[-1].isoformat() if before else "", None),
        )
        st.markdown(f"**As on {day_words(day)}**", width="content")
        st.button(
            "Later",
            key="record:later",
            icon=":material/arrow_forward:",
            disabled=not after,
            help=f"{len(after)} later changes",
            on_click=link.choose,
            args=("on", after[0].isoformat() if after else "", None),
        )


def _show_more(
    page: Page, recorded: Recorded, place: WorkPlace, view: PlaceRecordView, day: date
) -> None:
    gaps, assets = st.columns(2, gap="medium")
    with gaps:
        st.markdown("**Gaps and next conversations**")
        for words in view.gaps[:6]:
            st.markdown(f"- {plain(words)}")
        if not view.gaps:
            st.caption("None is found.")
        if recorded.is_own:
            st.button(
                "Money recorded here",
                key="record:money",
                icon=":material/payments:",
                type="tertiary",
                on_click=_open_money,
                args=(place.id,),
            )
    with assets:
        st.markdown("**Assets**")
        if recorded.source is not RecordSet.EXAMPLE:
            show_table(view.assets, key=f"record:assets:{place.id}", most_px=250)
        _show_asset_forms(page, recorded, place, day)
    if recorded.is_own:
        show_notes(place.id, place.name)
    else:
        for one in recorded.work.of(place.id).notes:
            show_note(one)
    with st.container(horizontal=True):
        address = paper_link(page)
        show_papers(
            lambda: record_item(recorded, place, day, page.pack, address), "record", "record"
        )
        show_tray_button(page)
        show_downloads(
            record_downloads(
                recorded, place, day, page.pack,
                history=kept_records.store() if recorded.is_own else None,
            )
        )  # fmt: skip
    st.caption(
        f"{plain(place.name)}, {where_words(recorded, place)}. What is recorded is "
        "dated by the day it tells of; the files say too when it was entered. Nothing "
        "is overwritten: each change is a version."
    )


def _open_money(place: str) -> None:
    for name, value in (("show", "map"), ("level", "neighbourhood"), ("area", place)):
        link.choose(name, value, "investment")
    go_to("investment")


def _show_asset_forms(page: Page, recorded: Recorded, place: WorkPlace, day: date) -> None:
    if not recorded.is_own:
        return
    form = asset_form(page, recorded, place.id)
    with st.container(horizontal=True):
        with st.popover("Add an asset", icon=":material/add_location:"):
            show_form(form, {"since": day, "until": None}, label="Save this asset")
        with st.popover("Change or remove assets", icon=":material/edit:"):

            def change(one: Record[Asset]) -> None:
                show_form(
                    form, asset_values(one.content), record=one, label="Save as a new version"
                )

            show_history(
                kept_records.store().assets,
                recorded.work.of(place.id).assets,
                key="record:asset",
                label=lambda one: one.content.name,
                change=change,
            )


def _open_dialogs(
    page: Page, recorded: Recorded, place: WorkPlace, view: PlaceRecordView, day: date
) -> None:
    """At most one is open: of a system, else of a step."""
    if page.choices["cell"].startswith(place.id):
        found = matrix(recorded.work, (place,), day, recorded.terms.county_of)
        open_cell(page, recorded, found)
    elif page.choices["term"]:
        _open_term(page, recorded, place, view, day)


def _open_term(
    page: Page, recorded: Recorded, place: WorkPlace, view: PlaceRecordView, day: date
) -> None:
    key = page.choices["term"]
    every = (*view.state.steps, *view.state.outcomes)
    state = next(each for each in every if each.key == key)
    title = recorded.terms.titles.get(key, key)

    @st.dialog(plain(f"{title}, {place.name}"), width="large", on_dismiss=_close_term)
    def show() -> None:
        close_if_saved(_close_term)
        show_outcome(SAID)
        show_conflict()
        st.caption(recorded.terms.words.get(key, ""))
        if state.entries:
            show_table(
                entries_table(state.entries),
                key=f"term:entries:{key}:{len(state.entries)}",
                row_px=76,
                most_px=280,
            )
        else:
            st.caption(f"Nothing is recorded up to {day_words(day)}.")
        if recorded.is_own:
            _show_term_forms(recorded, place, key, state.entries, day)

    forget_saved()
    show()


def _close_term() -> None:
    link.choose("term", "", PAGE)


def _show_term_forms(
    recorded: Recorded, place: WorkPlace, key: str, entries: tuple[Record[Step], ...], day: date
) -> None:
    form = step_form(recorded, place.id)
    now = entries[0].content.progress if entries else Progress.BEGUN
    st.markdown("**Record what happened**")
    show_form(form, {"about": key, "on": day, "progress": now}, label="Save this entry")
    if entries:
        with st.expander("Change, undo or remove an entry"):
            show_history(
                kept_records.store().steps,
                entries,
                key=f"term:history:{key}",
                label=lambda one: (
                    f"{day_words(one.content.on)}: {PROGRESS_WORDS[one.content.progress]}"
                ),
                change=lambda one: show_form(
                    form,
                    {
                        name: getattr(one.content, name)
                        for name in ("what", "progress", "on", "about", "source")
                    },
                    record=one,
                    label="Save as a new version",
                ),
            )
