"""The frame of every page: configuration, navigation, district, faults, footer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from insight.catalogue import Level
from insight.errors import ContractError, InsightError
from insight.figures.palette import Palette, palette_for
from insight.geography.levels import Places
from insight.pack import Pack
from insight.ui import cache, link

PAGES = {
    "overview": ("Overview", ":material/dashboard:"),
    "map": ("Map", ":material/map:"),
    "data": ("Data and method", ":material/database:"),
}
"""Title and icon of each page, in the order of the navigation."""

PRODUCT = "Insight"
SIDEBAR_PX = 300
_ROUTED = "frame:routed"
_RETRIED = "frame:retried"


@dataclass(frozen=True)
class Page:
    """What a page script works with.

    Attributes
    ----------
    name
        Key of `PAGES`.
    pack, places
        The data, and its areas laid out by level.
    files
        Name of each level's boundaries in the served folder.
    choices
        Settled choices of this page, by name.
    districts
        Codes of the districts chosen; empty for the whole study area.
    palette
        Colours of the reader's theme.
    """

    name: str
    pack: Pack
    places: Places
    files: Mapping[Level, str]
    choices: Mapping[str, str]
    districts: tuple[str, ...]
    palette: Palette

    def url(self, file: str) -> str:
        """Address of a file in the served folder."""
        return f"{served_url()}{file}"


def served_url() -> str:
    """Address of the served folder, as the browser sees it."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/app/static/" if base else "/app/static/"


def navigation() -> StreamlitPage:
    """Name and order the pages; `app.py` runs the one that is returned."""
    st.session_state[_ROUTED] = True
    is_present = st.query_params.get("present") == "1"
    pages = [
        st.Page(
            cache.ROOT / "pages" / f"{name}.py",
            title=title,
            icon=icon,
            url_path=name,
            default=name == next(iter(PAGES)),
        )
        for name, (title, icon) in PAGES.items()
    ]
    return st.navigation(pages, position="hidden" if is_present else "top")


@contextmanager
def open_page(name: str, fields: Sequence[link.Field] = ()) -> Iterator[Page]:
    """Frame one page; a fault that is written for readers is shown as a page.

    Parameters
    ----------
    name
        Key of `PAGES`.
    fields
        The page's own choices; the district is every page's.
    """
    _route()
    title, icon = PAGES[name]
    st.set_page_config(
        page_title=f"{title} · {PRODUCT}",
        page_icon=icon,
        layout="wide",
        initial_sidebar_state=SIDEBAR_PX,
    )
    try:
        page = _page(name, fields)
        yield page
        _footer(page)
    except ContractError as error:
        _show_fault(error)
    except InsightError as error:
        st.error(str(error), icon=":material/error:")


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


def _page(name: str, fields: Sequence[link.Field]) -> Page:
    loaded = cache.load()
    pack = loaded.pack
    if loaded.places is None:
        raise ContractError(
            [
                problem
                for table in ("districts", "msoas", "areas")
                if table in pack.problems
                for problem in pack.problems[table].problems
            ]
        )
    districts = loaded.places.levels[Level.LOCALITY]
    every = [
        link.Field("pack", lambda _: (pack.version,), "data pack"),
        link.Field(
            "district",
            lambda _: list(districts.index),
            "district",
            is_shared=True,
            is_several=True,
        ),
        *fields,
    ]
    choices, notices = link.settle(name, every)
    chosen = tuple(c for c in choices["district"].split(link.SEPARATOR) if c)
    if choices.get("present") != "1":
        _choose_district(districts["place"].to_dict(), pack.about.short_title)
        for notice in notices:
            st.warning(notice, icon=":material/link_off:")
        if pack.problems:
            _warn_of_problems(pack)
    mode = st.context.theme.type
    return Page(
        name=name,
        pack=pack,
        places=loaded.places,
        files=loaded.files,
        choices=choices,
        districts=chosen,
        palette=palette_for("dark" if mode == "dark" else "light"),
    )


def _choose_district(labels: Mapping[str, str], whole: str) -> None:
    with st.sidebar:
        st.pills(
            f"District (none chosen: all of {whole})",
            list(labels),
            selection_mode="multi",
            format_func=lambda code: labels[code],
            key="choose:district",
            on_change=link.changed,
            args=("district",),
        )


def _warn_of_problems(pack: Pack) -> None:
    names = ", ".join(sorted(pack.problems))
    st.warning(
        f"{len(pack.problems)} of {len(pack.sources) or len(pack.problems)} tables of "
        f"the data pack cannot be used ({names}); what needs them is missing. "
        "Data and method says what is wrong.",
        icon=":material/database_off:",
    )


def _show_fault(error: ContractError) -> None:
    """Each broken rule in a sentence: which file, how many rows, what to do."""
    st.subheader("This page cannot be shown: the data pack is faulty", anchor=False)
    for problem in error.problems:
        st.error(problem.sentence(), icon=":material/database_off:")


def _footer(page: Page) -> None:
    if page.choices.get("present") == "1":
        return
    about = page.pack.about
    st.caption(
        f"{PRODUCT} for {about.partnership} · {about.title} · "
        f"data pack {page.pack.version} · {about.lsoa_year} LSOAs"
    )


