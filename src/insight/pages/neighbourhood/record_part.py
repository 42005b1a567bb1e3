"""Work and record: one neighbourhood on one screen, as it stood on any day."""

from datetime import date
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.maps.members import members_map
from insight.analysis.maps.work import WorkLayer, asset_spots, laid_over
from insight.analysis.place import Study
from insight.analysis.profile import inactivity_words
from insight.analysis.view import Figure
from insight.analysis.work.matrix import cell_key
from insight.analysis.work.place_record import PlaceRecord, entries_table
from insight.analysis.work.recorded import RecordSet, where_words
from insight.analysis.work.stage_words import PROGRESS_WORDS, day_words
from insight.analysis.work.worked_example import example_need
from insight.pages.neighbourhood.place_files import record_downloads
from insight.pages.neighbourhood.saved_part import show_no_neighbourhood
from insight.records.kinds.horizontal import Step
from insight.records.kinds.model_terms import Progress
from insight.records.record import Record
from insight.shell import kept_records, link
from insight.shell.forms.local_knowledge import show_note, show_notes
from insight.shell.forms.model_cell import open_cell
from insight.shell.forms.model_forms import asset_form, step_form
from insight.shell.forms.record_choice import choose_records, day_of, open_records
from insight.shell.forms.record_form import open_dialog, show_change, show_form, show_what_came
from insight.shell.forms.record_history import show_history
from insight.shell.frame import Page, go_to
from insight.shell.layout.actions import show_actions
from insight.shell.layout.column_widths import BESIDE_PX, MOST_PX
from insight.shell.layout.rooms import map_and_side
from insight.shell.papers import paper_link
from insight.shell.profiles import open_part
from insight.shell.selection import row_of_table
from insight.shell.show import show_figure, show_table
from insight.shell.written import plain
from insight.statement import Statement
from insight.words import counted
from insight.working_model.work import WorkPlace

PAGE = "neighbourhood"
MAP_PX = 600
TABLE_PX = 420
MOST_GAPS = 6
NOWHERE = "no estimate, because none of its areas is in this data version"


def show_place_record(page: Page, ground: Study, actions: DeltaGenerator) -> None:
    """Draw the record of the neighbourhood that is chosen."""
    recorded = open_records(page)
    if recorded is None:
        return
    with st.sidebar:
        choose_records(page, recorded)
    is_example = recorded.source is RecordSet.EXAMPLE
    places = recorded.within(() if is_example else page.districts)
    if not places:
        show_no_neighbourhood(page, "record")
        return
    which, when = st.columns([1.5, 1], vertical_alignment="center")
    with which:
        place = _choose_place(page, places)
    record = PlaceRecord(recorded, place, day_of(page.choices, recorded))
    need, area_map = _ground(page, ground, record)
    show_what_came()
    # From one change of the record to the next, for whoever replays it.
    with when, st.container(horizontal=True, vertical_alignment="center"):
        _show_step("Earlier", "back", [each for each in record.days[::-1] if each < record.day])
        st.markdown(f"**As at {day_words(record.day)}**", width="content")
        _show_step("Later", "forward", [each for each in record.days if each > record.day])
    _show_place(page, record, area_map, need)
    _show_tables(record)
    shown = record.statement(page.pack)
    show_figure(page, record.figure(shown, page.palette), key="record:timeline")
    _show_more(page, record, shown, actions)
    # At most one dialog is open: of a system, else of a step.
    if page.choices["cell"].startswith(place.id):
        open_cell(page, recorded, record.matrix)
    elif page.choices["term"]:
        _open_term(record, page.choices["term"])


def _choose_place(page: Page, places: tuple[WorkPlace, ...]) -> WorkPlace:
    names = {each.id: each.name for each in places}
    ids, chosen = list(names), page.choices["place"]
    at = ids.index(chosen) if chosen in ids else 0
    key = f"record:place:{chosen}:{len(ids)}"
    st.selectbox(
        "Neighbourhood",
        ids,
        index=at,
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
        on_change=lambda: open_part(place=st.session_state[key], members=""),
    )
    return places[at]


def _ground(page: Page, ground: Study, record: PlaceRecord) -> tuple[str, Figure | None]:
    """What is known of its need, and its map with the assets; None outside the pack."""
    recorded, place = record.recorded, record.place
    known = page.places.district_of.index
    members = [code for code in recorded.members.get(place.id, ()) if code in known]
    if not members:
        is_example = recorded.source is RecordSet.EXAMPLE
        return example_need(page.pack) if is_example else NOWHERE, None
    found = ground.place(members, place.name)
    figure = members_map(ground, found, page.screen(MAP_PX))
    layer = WorkLayer((), asset_spots(record.state.assets, recorded, page.places), "")
    laid_over(figure.plot, layer, page.map_palette, is_illustrative=recorded.is_illustrative)
    return inactivity_words(found.found, ground.short), figure


def _show_place(page: Page, record: PlaceRecord, area_map: Figure | None, need: str) -> None:
    """The map, and next to it what is known in short."""
    recorded, place = record.recorded, record.place
    left, right = map_and_side()
    with left:
        if area_map is None:
            st.info(
                f"There is no map, because no area of {plain(place.name)} is in this data version.",
                icon=":material/map:",
            )
            show_table(record.assets, key="record:assets:left", most_px=300, room_px=BESIDE_PX)
        else:
            show_figure(page, area_map, key="record:map")
    with right:
        for headline in record.headlines(need):
            st.markdown(f"**{headline.value}** {headline.label}  \n:small[{headline.note}]")
        st.subheader("Gaps and next conversations", anchor=False)
        st.markdown("\n".join(f"- {plain(words)}" for words in record.gaps[:MOST_GAPS]))
        if not record.gaps:
            is_silent = record.matrix.rows[0].is_silent
            st.caption(
                "Nothing is recorded here yet, so we cannot tell if there are gaps."
                if is_silent
                else "No gaps found."
            )
        if recorded.is_own:
            st.button(
                "View investment here",
                key="record:money",
                icon=":material/payments:",
                type="tertiary",
                on_click=_open_money,
                args=(place.id,),
            )


def _show_tables(record: PlaceRecord) -> None:
    """The systems, then the steps and outcomes, each in all of the width."""
    place = record.place
    st.subheader("Systems here", anchor=False)
    table, key = record.systems, f"record:systems:{place.id}:{record.day}"
    cells = [cell_key(place.id, str(system)) for system in table.rows.index]
    on_select = row_of_table(key, cells, PAGE, field="cell")
    show_table(table, key=key, most_px=TABLE_PX, on_select=on_select)
    st.subheader("Steps and outcomes", anchor=False)
    table, key = record.terms, f"record:terms:{place.id}:{record.day}"
    on_select = row_of_table(key, list(table.rows.index), PAGE, field="term")
    show_table(table, key=key, most_px=TABLE_PX, on_select=on_select)
    if record.recorded.is_own:
        st.caption("Select a row to see its evidence or to add more.")


def _show_step(label: str, way: str, days: list[date]) -> None:
    """To the first of some days, if there is one."""
    st.button(
        label,
        key=f"record:{label.lower()}",
        icon=f":material/arrow_{way}:",
        disabled=not days,
        help=counted(len(days), f"{label.lower()} change"),
        on_click=link.choose,
        args=("on", days[0].isoformat() if days else "", None),
    )


def _show_more(page: Page, record: PlaceRecord, shown: Statement, actions: DeltaGenerator) -> None:
    recorded, place = record.recorded, record.place
    st.subheader("Assets", anchor=False)
    if recorded.source is not RecordSet.EXAMPLE:
        show_table(record.assets, key=f"record:assets:{place.id}", most_px=250)
    if recorded.is_own:
        _show_asset_forms(page, record)
    history = None
    if recorded.is_own:
        show_notes(place.id, place.name, about="Work and record")
        history = kept_records.store()
    else:
        for one in recorded.work.of(place.id).notes:
            show_note(one)
    address = paper_link(page)
    with actions:
        show_actions(
            page,
            lambda: shown.item(address),
            "record",
            "record",
            downloads=record_downloads(record, page.pack, history=history),
        )
    st.caption(
        f"{plain(place.name)}, {where_words(recorded, place)}. Each entry is dated by when it "
        "happened. The downloads also show when it was entered. Every change is kept as a "
        "version."
    )


def _open_money(place: str) -> None:
    for name, value in {"show": "map", "level": "neighbourhood", "area": place}.items():
        link.choose(name, value, "investment")
    go_to("investment")


def _show_asset_forms(page: Page, record: PlaceRecord) -> None:
    form = asset_form(page, record.recorded, record.place.id)
    with st.container(horizontal=True):
        with st.popover("Add asset", icon=":material/add_location:"):
            show_form(form, {"since": record.day, "until": None}, label="Save asset")
        with st.popover("Change or remove assets", icon=":material/edit:"):
            show_history(
                form.book(),
                record.recorded.work.of(record.place.id).assets,
                key="record:asset",
                label=lambda one: one.content.name,
                change=partial(show_change, form),
            )


def _open_term(record: PlaceRecord, key: str) -> None:
    every, terms = (*record.state.steps, *record.state.outcomes), record.recorded.terms
    state = next(each for each in every if each.key == key)

    def draw() -> None:
        st.caption(terms.words.get(key, ""))
        if state.entries:
            at = f"term:entries:{key}:{len(state.entries)}"
            show_table(entries_table(state.entries), key=at, most_px=280, room_px=MOST_PX)
        else:
            st.caption(f"Nothing is recorded by {day_words(record.day)}.")
        if record.recorded.is_own:
            _show_term_forms(record, key, state.entries)

    title = f"{terms.titles.get(key, key)}, {record.place.name}"
    open_dialog(title, partial(link.choose, "term", "", PAGE), draw)


def _show_term_forms(record: PlaceRecord, key: str, entries: tuple[Record[Step], ...]) -> None:
    form = step_form(record.recorded, record.place.id)
    now = entries[0].content.progress if entries else Progress.BEGUN
    st.markdown("**Record what happened**")
    show_form(form, {"about": key, "on": record.day, "progress": now}, label="Save entry")
    if entries:
        with st.expander("Change, undo or remove an entry"):
            show_history(
                form.book(),
                entries,
                key=f"term:history:{key}",
                label=lambda one: (
                    f"{day_words(one.content.on)}: {PROGRESS_WORDS[one.content.progress]}"
                ),
                change=partial(show_change, form),
            )
