"""The neighbourhood page: saved ones, a profile, building one, checking places."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.maps.members import members_map
from insight.analysis.papers.profile import (
    members_table,
    profile_comparison,
    profile_headlines,
    profile_provided,
    profile_sentences,
    shape_words,
)
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.work.place_record import PlaceRecord
from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.pages.neighbourhood.build_part import show_build
from insight.pages.neighbourhood.checker_part import show_checker
from insight.pages.neighbourhood.record_part import show_place_record
from insight.pages.neighbourhood.saved_part import show_no_neighbourhood, show_saved
from insight.pages.neighbourhood.what_if_part import show_what_if
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.shell import kept_work, link, page_state, study, uploads
from insight.shell.forms.local_knowledge import show_notes
from insight.shell.forms.record_choice import day_of, recorded_by
from insight.shell.forms.save_form import show_save, show_save_outcome
from insight.shell.frame import Page, link_to
from insight.shell.layout.rooms import map_and_side, room_for_actions, spread_row
from insight.shell.link import SEPARATOR
from insight.shell.parts import choose_part, select
from insight.shell.profiles import (
    members_here,
    open_part,
    open_record,
    profile_maker,
    show_one_page,
)
from insight.shell.show import show_figure, show_headline, show_table
from insight.shell.sites import show_nearby
from insight.shell.written import plain
from insight.statement import Item, PaperLink

PAGE = "neighbourhood"
MAP_PX = 600

PARTS = {
    "saved": "Saved",
    "profile": "Profile",
    "work": "Work and record",
    "build": "Build or change",
    "what_if": "What if",
    "check": "Check postcodes",
}


def show_neighbourhood(page: Page) -> None:
    """Draw the part of the page that is chosen."""
    actions = choose_part(PARTS)
    part = page.choices["show"]
    if part == "check":
        show_checker(page)
        return
    saved = saved_neighbourhoods(page.choices)
    ground = ground_of(page, page.choices)
    if part == "saved":
        show_saved(page, saved, ground)
        return
    if part == "what_if":
        show_what_if(page, saved or (), ground)
        return
    if part == "work":
        show_place_record(page, ground, actions)
        return
    record = chosen_record(page.choices)
    members = members_of(page, page.choices, record)
    if part == "build":
        show_build(page, ground, record, members)
    elif members:
        _show_profile(page, ground, saved or (), record, members, actions)
    else:
        st.info(
            "No neighbourhood is open. Select one under Saved or on the Targeting page, or "
            "build one.",
            icon=":material/home_pin:",
        )
        if saved == ():
            show_no_neighbourhood(page, "profile")


def ground_of(page: Page, settled: page_state.Settled) -> Study:
    """What every profile is drawn from, by the choices of a view."""
    areas = study.small_areas_of(page_state.basis(settled), *uploads.used(settled))
    is_example = settled["records"] == RecordSet.ILLUSTRATIVE and bool(settled["place"])
    bounds = page_state.bounds(settled)
    return Study(page.pack, page.places, areas, page.links, bounds, is_example)


def saved_neighbourhoods(settled: page_state.Settled) -> tuple[Neighbourhood, ...] | None:
    """All that are saved, removed ones too; None while they cannot be read."""
    try:
        return kept_work.neighbourhoods_of(settled["records"], with_removed=True)
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/database_off:")
        return None


def chosen_record(settled: page_state.Settled) -> Neighbourhood | None:
    """The saved neighbourhood that is open, if one is."""
    place = settled["place"]
    return kept_work.neighbourhood_of(settled["records"], place) if place else None


def members_of(
    page: Page, settled: page_state.Settled, record: Neighbourhood | None
) -> tuple[str, ...]:
    """The LSOAs looked at: those of the address, else those of the record."""
    chosen = tuple(link.parts(settled["members"]))
    return chosen if chosen or record is None else members_here(page, record)


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The profile or the record that some choices show, for a paper; an error if none."""
    if settled["show"] == "work":
        recorded = recorded_by(settled)
        shown = recorded.place(settled["place"]) or next(iter(recorded.places), None)
        if shown is None:
            raise InsightError(
                "No neighbourhood is saved, so there is no record to add. Save one first."
            )
        record = PlaceRecord(recorded, shown, day_of(settled, recorded))
        return record.statement(page.pack).item(address)
    saved = chosen_record(settled)
    ground = ground_of(page, settled)
    place = ground.place(members_of(page, settled, saved), saved.name if saved else "")
    return profile_maker(ground, place, saved.id if saved else "", address, settled["records"])()


def _show_profile(  # noqa: PLR0913 - what is shown, and what is around it
    page: Page,
    ground: Study,
    saved: Sequence[Neighbourhood],
    record: Neighbourhood | None,
    members: tuple[str, ...],
    actions: DeltaGenerator,
) -> None:
    place = ground.place(members, record.name if record else "")
    found, other = place.found, _other(page, ground)
    show_save_outcome()
    row = spread_row()
    row.subheader(plain(place.name), anchor=False, width="content")
    with room_for_actions(row):
        if record is not None:
            st.button(
                "View record",
                key="neighbourhood:work",
                icon=":material/timeline:",
                on_click=_open_work,
            )
        show_save(page, place, record, members)
        st.button(
            "Change areas",
            key="neighbourhood:change",
            icon=":material/edit:",
            on_click=open_part,
            kwargs={"members": SEPARATOR.join(members), "show": "build"},
        )
    with actions:
        show_one_page(page, ground, place, record.id if record else "")
    _show_ways_on(saved, record)
    _show_state(record, members)
    st.caption(" ".join((shape_words(ground, found), *ground.warnings(found))))
    left, right = map_and_side()
    with left:
        screen = page.screen(MAP_PX)
        show_figure(page, members_map(ground, place, screen), key="neighbourhood:map")
    with right:
        for headline in profile_headlines(ground, found):
            show_headline(headline)
        sentences = profile_sentences(ground, place, other)
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
    _choose_other(page, saved)
    compared = profile_comparison(ground, place, other)
    show_table(compared, key="neighbourhood:compared", most_px=360)
    if record is not None:
        show_notes(record.id, record.name, about="Profile")
    st.subheader("Small areas (LSOAs) in this neighbourhood", anchor=False)
    show_table(members_table(ground, found), key="neighbourhood:members")
    show_nearby(found.members)
    st.caption(ground.areas.words)
    st.caption(profile_provided(ground, found).line())


def _show_ways_on(saved: Sequence[Neighbourhood], record: Neighbourhood | None) -> None:
    """To the priority list, and from a saved neighbourhood to the next."""
    with st.container(horizontal=True, gap="small"):
        link_to("targeting", "Back to the priority list", ":material/arrow_back:", {"step": "list"})
        if record is None:
            return
        there = [each for each in saved if not each.is_removed]
        ids = [each.id for each in there]
        if record.id not in ids or len(ids) < 2:
            return
        following = there[(ids.index(record.id) + 1) % len(ids)]
        st.button(
            f"Next: {plain(following.name)}",
            key="neighbourhood:next",
            icon=":material/arrow_forward:",
            type="tertiary",
            on_click=open_record,
            args=(following.id,),
        )


def _show_state(record: Neighbourhood | None, members: tuple[str, ...]) -> None:
    """Whether what is seen is saved, and by whom."""
    if record is None:
        st.caption("This neighbourhood is not saved.")
        return
    is_same = tuple(sorted(members)) == record.members
    changed = "" if is_same else " The areas shown differ from those saved."
    gone = " This neighbourhood has been removed." if record.is_removed else ""
    st.caption(
        f"Saved as {record.status}, version {record.version}, last changed by "
        f"{plain(record.changed_by)} on {record.changed_at:%d %B %Y}.{gone}{changed}"
    )
    if record.description:
        st.text(record.description)


def _other(page: Page, ground: Study) -> ProfilePlace | None:
    if not page.choices["other"]:
        return None
    record = kept_work.neighbourhood_of(page.choices["records"], page.choices["other"])
    members = members_here(page, record) if record else ()
    return ground.place(members, record.name) if record and members else None


def _choose_other(page: Page, saved: Sequence[Neighbourhood]) -> None:
    names = {each.id: each.name for each in saved if not each.is_removed}
    shown, none = page.choices["place"], "No other neighbourhood"
    words = {"": none} | {key: name for key, name in names.items() if key != shown}
    words.setdefault(page.choices["other"], names.get(page.choices["other"], none))
    if len(words) > 1:
        select("Comparison neighbourhood", "other", words)


def _open_work() -> None:
    if link.wish("records") == RecordSet.EXAMPLE:
        link.choose("records", RecordSet.OWN.value, None)
    link.choose("show", "work", PAGE)
