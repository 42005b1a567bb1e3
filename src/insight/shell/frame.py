"""The frame of every page: configuration, navigation, district, faults, footer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from insight.analysis.targeting import Screen
from insight.errors import ContractError, InsightError
from insight.figures.palette import Mode, Palette, palette_for
from insight.geography.contiguity import Links
from insight.geography.levels import Places
from insight.glossary import TERMS
from insight.pack.catalogue import Level
from insight.pack.pack import Pack, said_version
from insight.records.errors import StoreError
from insight.root import ROOT
from insight.shell import kept_records, link, open_packs
from insight.shell.forms.another_try import bring_back_typed, offer_another_try
from insight.shell.hosting.base_path import base_path
from insight.shell.hosting.gate import require_sign_in, show_account
from insight.shell.layout.example_data import show_ribbon, show_switch
from insight.shell.layout.rooms import set_look
from insight.shell.layout.search_box import show_search
from insight.shell.page_state import EVERYWHERE, district_options, districts
from insight.shell.parts import select
from insight.shell.product import FAVICON, PRODUCT
from insight.shell.registry import PAGES, PURPOSES, fields_of
from insight.shell.written import plain

SIDEBAR_PX = 272
PHONE_PX = 360  # the width of a map on one
MOST_PILLS = 15  # districts that are offered at a glance; more would push all else out of sight
_GO, _ALL = "frame:go", "frame:all"
_ROUTED = "frame:routed"
_RETRIED = "frame:retried"


@dataclass(frozen=True)
class Page:
    """What a page script works with."""

    name: str
    loaded: open_packs.Loaded
    choices: Mapping[str, str]
    districts: tuple[str, ...]
    palette: Palette

    @property
    def pack(self) -> Pack:
        """The data."""
        return self.loaded.pack

    @property
    def places(self) -> Places:
        """The areas by level."""
        return self.loaded.known

    @property
    def links(self) -> Links:
        """Which LSOAs of one district touch; faults as `places`."""
        return self.loaded.touching

    @property
    def map_palette(self) -> Palette:
        """Colours of every map, which is a light card on a dark page too, as it is on paper."""
        return palette_for("light")

    def screen(
        self, height: int, *, width: int = 0, has_names: bool = True, has_nine: bool = False
    ) -> Screen:
        """How maps of a height are drawn; for the width of a telephone on one."""
        width = width or (PHONE_PX if is_phone() else 0)
        colours = self.map_palette
        return Screen(self.boundaries, colours, height, has_names, width, has_nine, self.palette)

    @property
    def served(self) -> str:
        """Address of the served folder, as the browser sees it."""
        return f"{base_path()}/app/static/"

    def link(self, **changes: str) -> str:
        """Address of this page with some of its choices changed."""
        return f"{_path(self.name)}?{urlencode({**self.choices, **changes})}"

    @property
    def short_choices(self) -> dict[str, str]:
        """Choices that differ from those that the page opens with."""
        return link.shortest(fields_of(self.name), self.choices)

    @property
    def address(self) -> str:
        """Where this view is, in full and without what it would open with anyway."""
        return address_of(self.name, self.choices)

    @property
    def boundaries(self) -> dict[Level, str]:
        """Address of each level's boundaries."""
        files, region = self.loaded.files, self.choices.get("region", "")
        return {
            level: self.served + files.get(f"{level}:{region}", files[level])
            for level in self.places.levels
        }


def is_phone() -> bool:
    """Whether the browser says that it is on a telephone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def address_of(name: str, settled: Mapping[str, str]) -> str:
    """Where a view of a page is, as `Page.address`."""
    choices = link.shortest(fields_of(name), settled)
    found = urlsplit(st.context.url or "")
    origin = f"{found.scheme}://{found.netloc}" if found.netloc else ""
    return f"{origin}{_path(name)}?{urlencode(choices)}"


def _path(name: str) -> str:
    """Path of a page; the first is at the root, and nowhere else (Streamlit 1.67)."""
    return f"{base_path()}/{'' if name == next(iter(PAGES)) else name}"


def navigation() -> StreamlitPage:
    """Name and order the pages; `app.py` runs the one that is returned.

    Streamlit's own menu is hidden: it opens a page with an empty address, which
    costs a dead step of the browser's back button (1.67).
    """
    st.session_state[_ROUTED] = True
    return st.navigation([_streamlit_page(name) for name in PAGES], position="hidden")


def _streamlit_page(name: str) -> StreamlitPage:
    # Without an icon: Streamlit would take it as the tab's icon and fetch it from outside (1.67).
    return st.Page(
        ROOT / "pages" / f"{name}.py",
        title=PAGES[name],
        url_path=name,
        default=name == next(iter(PAGES)),
    )


def _navigation_bar(partnership: str = "") -> None:
    """Whose product this is, and links to the pages; Streamlit marks the one that is open.

    Without icons and gaps, so that all are in one row of a screen of 1280 pixels.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap=None):
        words = " · ".join(filter(None, (f"**{PRODUCT}**", plain(partnership))))
        st.caption(f"{words}&emsp;", width="content")
        for name, title in PAGES.items():
            link_to(name, title)


def _heading(name: str, chip: str = "", *, has_switch: bool = False) -> None:
    """The only heading of the first level, what the page is for, its terms and districts."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(PAGES[name], anchor=False, width="content")
        st.markdown(PURPOSES[name], width="content")
        if chip:
            st.badge(chip, icon=":material/location_on:")
        with st.popover("What these terms mean", icon=":material/help:", type="tertiary"):
            st.markdown("\n".join(f"- {term.line}" for term in TERMS))
        if has_switch:
            show_switch()


def link_to(
    name: str, label: str, icon: str | None = None, chosen: Mapping[str, str] | None = None
) -> None:
    """A link to a page, with the choices that it would open with, or others.

    Preferred to `go_to` where nothing else is done: `st.switch_page` with an address first writes
    it to the page that is left, whose own choices the back button then misses (Streamlit 1.67).
    """
    st.page_link(
        _streamlit_page(name),
        label=label,
        icon=icon,
        query_params=link.preview(name, fields_of(name), chosen),
        width="content",
    )


def go_to(name: str) -> None:
    """Open another page after this rerun's callbacks; for use in a callback."""
    st.session_state[_GO] = name


@contextmanager
def open_page(name: str) -> Iterator[Page]:
    """Frame one page; a fault that is written for readers is shown as a page."""
    _route()
    with kept_records.kept_journal().rerun(name), _framed(name) as page:
        yield page


@contextmanager
def _framed(name: str) -> Iterator[Page]:
    open_packs.look_anew()
    bring_back_typed(name)
    account = require_sign_in(name)
    if (other := st.session_state.pop(_GO, None)) is not None and other != name:
        st.switch_page(_streamlit_page(other), query_params=link.preview(other, fields_of(other)))
    try:
        page = _page(name)
        if account is not None:
            show_account(account)
    except InsightError as error:
        _navigation_bar()
        _heading(name)
        _show_fault(error, name)
        st.stop()
    try:
        yield page
    except InsightError as error:
        _show_fault(error, name)
    _footer(page)


def _route() -> None:
    """Go through `app.py`, whatever way the page was reached.

    With a folder called ``pages`` beside ``app.py``, the first visit of a fresh
    server by a deep link runs the page's file alone (Streamlit 1.67). Naming the
    pages once switches that off for the process; the rerun then comes through
    ``app.py``. Only one rerun is asked for: a test of a page's file stays alone.
    """
    state = st.session_state
    if not state.pop(_ROUTED, False) and not state.get(_RETRIED):
        state[_RETRIED] = True
        navigation()
        state.pop(_ROUTED)
        st.rerun()
    state.pop(_RETRIED, None)


def _page(name: str) -> Page:
    open_packs.ask_for(st.query_params.get("pack", ""))
    if (own := kept_records.own_indicators()) is not None:
        open_packs.bring_own(own)
    loaded = open_packs.load()
    pack = loaded.pack
    settled, notices = link.settle(name, fields_of(name))
    is_present = settled.get("present") == "1"
    st.set_page_config(
        page_title=f"{PAGES[name]} · {PRODUCT}",
        page_icon=FAVICON,
        layout="wide",
        initial_sidebar_state="collapsed" if is_present else SIDEBAR_PX,
    )
    set_look()
    if is_present:
        st.title(PAGES[name], anchor=False)
        show_ribbon()
    else:
        _navigation_bar(pack.about.partnership)
        _heading(name, _chip(loaded.places, settled), has_switch=True)
        show_ribbon()
        if loaded.places is not None:
            with st.sidebar:
                show_search(name, go_to)
            _choose_place(loaded.places, settled, pack.about.short_title)
        for notice in notices:
            st.warning(plain(notice), icon=":material/link_off:")
        if pack.problems:
            _warn_of_problems(pack)
        if pack.version != (newer := open_packs.in_use()):
            _say_which_pack(name, pack.version, newer)
    mode: Mode = "dark" if st.context.theme.type == "dark" else "light"
    return Page(name, loaded, settled, districts(settled), palette_for(mode))


def _choose_place(known: Places, settled: Mapping[str, str], whole: str) -> None:
    names = known.levels[Level.LOCALITY]["place"]
    labels = {code: str(names[code]) for code in district_options(settled)}
    regions = {**known.regions, EVERYWHERE: f"All of {whole}"}
    with st.sidebar:
        if known.regions:
            select("Region", "region", regions)
            whole = regions[settled["region"]].removeprefix("All of ")
        place: DeltaGenerator = st.container()
        if len(labels) > MOST_PILLS:
            place = place.popover(f"Districts: {_chosen_in_short(labels, settled)}")
        st.session_state[_ALL] = None if settled["district"] else f"All of {whole}"
        place.pills(
            "District",
            [f"All of {whole}"],
            key=_ALL,
            on_change=link.choose,
            args=("district", "", None),
        )
        place.pills(
            "Districts",
            list(labels),
            selection_mode="multi",
            format_func=lambda code: labels[code],
            label_visibility="collapsed",
            **link.widget("district"),
        )


def _chip(known: Places | None, settled: Mapping[str, str]) -> str:
    """The districts that are chosen, as the heading has them; empty for all."""
    if known is None or not settled["district"]:
        return ""
    names = known.levels[Level.LOCALITY]["place"]
    return plain(_chosen_in_short({str(code): str(name) for code, name in names.items()}, settled))


def _chosen_in_short(labels: Mapping[str, str], settled: Mapping[str, str]) -> str:
    """One or two districts by name, else their number."""
    chosen = [labels[code] for code in link.parts(settled["district"])]
    if not chosen:
        return f"all {len(labels)}"
    return ", ".join(chosen) if len(chosen) < 3 else f"{len(chosen)} districts"


def _say_which_pack(name: str, version: str, in_use: str) -> None:
    """That a link led to another pack than the one in use, and the way to that."""
    st.info(
        f"This link uses data version {version}, which you are looking at now. The latest "
        f"version is {in_use}.",
        icon=":material/history:",
    )
    with st.container(horizontal=True):
        label, key = "Use the latest data", "frame:in_use"
        st.button(label, key=key, on_click=open_packs.look_at, args=(in_use,))
        if name != "data":
            link_to("data", "See what changed", None, {"show": "packs", "than": in_use})


def _warn_of_problems(pack: Pack) -> None:
    names = ", ".join(sorted(pack.problems))
    st.warning(
        f"Some data did not load ({names}), so parts of this site are missing. "
        f"{len(pack.problems)} of {len({*pack.sources, *pack.problems})} tables have a fault. "
        "See Data and method.",
        icon=":material/database_off:",
    )


def _show_fault(error: InsightError, name: str) -> None:
    """Each broken rule in a sentence: which file, how many rows, what to do."""
    if not isinstance(error, ContractError):
        st.error(plain(str(error)), icon=":material/error:")
        if isinstance(error, StoreError):
            offer_another_try(name)
        return
    st.header("We cannot show this page because its data has a fault", anchor=False)
    for problem in error.problems:
        st.error(plain(problem.sentence()), icon=":material/database_off:")


def _footer(page: Page) -> None:
    if page.choices.get("present") == "1":
        return
    about = page.pack.about
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"{PRODUCT} for {about.partnership} · {about.title} · "
            f"{said_version(page.pack.version)} · {about.lsoa_year} small areas (LSOAs)",
            width="content",
        )
        link_to("data", "Sources, licences and limits", ":material/info:")
