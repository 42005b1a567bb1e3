"""Build a neighbourhood by hand: click LSOAs, paste codes, see totals live."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from insight.analysis.maps.members import members_map
from insight.analysis.papers.profile import members_table
from insight.analysis.place import Study
from insight.analysis.profile import reason
from insight.errors import InsightError
from insight.geography.pasted import read_pasted
from insight.pack.catalogue import Level
from insight.records.kinds.neighbourhoods import LONGEST_NAME, Draft, Neighbourhood
from insight.shell import link
from insight.shell.forms.save_form import save_draft, show_save, show_save_outcome
from insight.shell.forms.saving import Who, ask_who
from insight.shell.frame import Page
from insight.shell.layout.column_widths import BESIDE_PX
from insight.shell.layout.rooms import map_and_side
from insight.shell.link import SEPARATOR
from insight.shell.profiles import open_part
from insight.shell.show import show_figure, show_table
from insight.shell.written import plain
from insight.words import counted

PAGE = "neighbourhood"
MAP_PX = 620
LONGEST_PASTE = 20_000
_SAID = "build:said"
_PASTED, _NAMED = "build:start:paste", "build:start:name"


def show_build(
    page: Page, ground: Study, record: Neighbourhood | None, members: tuple[str, ...]
) -> None:
    """Draw the map to click on, and what the choice adds up to."""
    place = ground.place(members, record.name if record else "") if members else None
    # The map shows the district of the filter, else of the members, else the first.
    home = place.found.districts[0] if place else ""
    if page.districts and home not in page.districts:
        home = page.districts[0]
    home = home or str(page.places.levels[Level.LOCALITY].index[0])
    show_save_outcome()
    left, right = map_and_side()
    with left:
        # A chart of its own for each choice: plotly would keep the last click, and
        # a second click on an area would not be heard.
        key = f"build:map:{home}:{SEPARATOR.join(members)}"
        show_figure(
            page,
            members_map(ground, place, page.screen(MAP_PX), home=home),
            key=key,
            on_select=partial(_toggle_on_map, key, members),
            has_zoom=True,
        )
        st.caption("Select a small area (LSOA) on the map to add or remove it.")
    with right:
        st.subheader(plain(place.name) if place else "New neighbourhood", anchor=False)
        if place is None:
            district = page.places.levels[Level.LOCALITY].at[home, "place"]
            st.caption(f"No area is selected yet. The map shows {district}.")
        else:
            st.markdown(reason(place.found, ground.short))
            for warning in ground.warnings(place.found):
                st.warning(warning, icon=":material/info:")
        if place is None and record is None:
            show_start(page, ground)
        _show_adders(page, members)
        if place is not None:
            table = members_table(ground, place.found)
            table_key = f"build:table:{SEPARATOR.join(members)}"
            on_select = partial(_take_out, table_key, list(table.rows.index))
            show_table(table, key=table_key, most_px=250, room_px=BESIDE_PX, on_select=on_select)
            st.caption("Select a row to remove that area.")
            with st.container(horizontal=True):
                show_save(page, place, record, members)
                clear = partial(open_part, members="", place="")
                st.button("Clear areas", key="build:clear", type="tertiary", on_click=clear)


def _set(members: tuple[str, ...]) -> None:
    link.choose("members", SEPARATOR.join(sorted(members)), PAGE)


def _toggle_on_map(key: str, members: tuple[str, ...]) -> None:
    for point in st.session_state[key]["selection"]["points"][:1]:
        code = point["properties"]["code"]
        others = tuple(each for each in members if each != code)
        _set(others if code in members else (*members, code))


def _take_out(key: str, codes: Sequence[str]) -> None:
    for row in st.session_state[key]["selection"]["rows"][:1]:
        _set(tuple(each for each in codes if each != codes[row]))


def _show_adders(page: Page, members: tuple[str, ...]) -> None:
    """How to add areas without the map: by name, and by pasting."""
    areas = page.places.levels[Level.LSOA]
    here = areas[areas["lad24cd"].isin(page.districts)] if page.districts else areas
    options = [code for code in here.index if code not in members]
    st.selectbox(
        "Area to add",
        options,
        index=None,
        format_func=page.places.title,
        key="build:add",
        placeholder="Type part of a name",
        on_change=_add_named,
        args=(members,),
    )
    if members:
        _show_paste(page, members)
    _show_said()


def _show_paste(page: Page, members: tuple[str, ...]) -> None:
    # Of its own for each choice: it closes when what was pasted has been added.
    with st.popover(
        "Paste codes or postcodes",
        icon=":material/content_paste:",
        key=f"build:pasting:{len(members)}",
    ):
        st.text_area(
            "LSOA codes or postcodes",
            key="build:paste",
            help="One on each line, or separated by commas.",
            max_chars=LONGEST_PASTE,
        )
        st.button("Add areas", key="build:pasted", on_click=_add_pasted, args=(page, members))


def _show_said() -> None:
    """What came of what was pasted, once."""
    for kind, words in st.session_state.pop(_SAID, []):
        (st.warning if kind == "warning" else st.caption)(plain(words))


def show_start(page: Page, ground: Study) -> None:
    """Paste a whole neighbourhood and save it, or see it on the map first."""
    _show_said()
    with st.form("build:start", enter_to_submit=False):
        st.text_area(
            "LSOA codes or postcodes",
            key=_PASTED,
            height=90,
            max_chars=LONGEST_PASTE,
            help="One on each line, or separated by commas. You can paste a column from a "
            "spreadsheet.",
        )
        st.text_input(
            "Name (optional)",
            key=_NAMED,
            max_chars=LONGEST_NAME,
            help="Without a name, we use the names of the middle-layer areas (MSOAs) it lies in.",
        )
        who = ask_who("build:who")
        with st.container(horizontal=True):
            for label, icon, saves in (
                ("Save as neighbourhood", "save", True),
                ("Show on map first", "map", False),
            ):
                st.form_submit_button(
                    label,
                    icon=f":material/{icon}:",
                    on_click=_start,
                    args=(page, ground, who if saves else None),
                )


def _start(page: Page, ground: Study, who: Who | None) -> None:
    """Choose what was pasted; saved by `who`, unless something could not be matched."""
    name = str(st.session_state.get(_NAMED) or "").strip()
    found = _choose_pasted(page, (), _PASTED)
    if found is None:
        return
    is_partial = not found.members or found.is_partial
    if who is None or is_partial:
        link.choose("show", "build", PAGE)
        if is_partial:
            st.session_state[_SAID].append(("warning", "The neighbourhood is not saved yet."))
        return
    draft = Draft(
        name or ground.place(found.members).name,
        "",
        found.members,
        f"Areas pasted as a list, data version {page.pack.version}.",
    )
    save_draft(draft, "", 0, who())


def _add_named(members: tuple[str, ...]) -> None:
    if code := st.session_state["build:add"]:
        _set((*members, code))
    st.session_state["build:add"] = None


@dataclass(frozen=True)
class Chosen:
    """The areas that are chosen now, and whether some of what was pasted is not among them."""

    members: tuple[str, ...]
    is_partial: bool


def _add_pasted(page: Page, members: tuple[str, ...]) -> None:
    _choose_pasted(page, members, "build:paste")


def _choose_pasted(page: Page, members: tuple[str, ...], key: str) -> Chosen | None:
    """Add what can be placed for certain; list the rest."""
    try:
        found = read_pasted(st.session_state[key], page.pack, page.places)
    except InsightError as error:
        st.session_state[_SAID] = [("warning", str(error))]
        return None
    unsure = [entry for entry in found.entries if not entry.lsoa21cd or entry.lsoa21cd_or]
    certain = dict.fromkeys(each.lsoa21cd for each in found.entries if each not in unsure)
    new = tuple(code for code in certain if code not in members)
    said = [("caption", f"{counted(len(new), 'area')} added.")]
    said += [("warning", f"{entry.typed} was not added. {entry.note}") for entry in unsure[:5]]
    if len(unsure) > 5:
        said.append(("warning", f"{len(unsure) - 5} more could not be added."))
    st.session_state[_SAID] = said
    st.session_state[key] = ""
    _set((*members, *new))
    return Chosen(tuple(sorted((*members, *new))), bool(unsure))
