"""A figure for a board paper, in two clicks from where it is seen."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from insight.analysis.papers.files import papers_of
from insight.exports.files import file_stem
from insight.figures.sheet.sheet import SIZES, Format
from insight.pack.catalogue import Level
from insight.shell.frame import Page
from insight.shell.show import download_button
from insight.statement import Item, PaperLink

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PAPERS_PX = 340


def paper_link(page: Page, address: str = "") -> PaperLink:
    """What makes the sheets of this view the same again, or those of another address."""
    return PaperLink(address or page.address, date.today(), page.pack.about.partnership)


def dated(*parts: str) -> str:
    """Beginning of a file's name: the place, what it shows, and the month it is made in."""
    return file_stem(*parts, f"{date.today():%Y-%m}").lower()


def place_words(page: Page) -> str:
    """The districts that a view is of, for the name of a file."""
    names = page.places.levels[Level.LOCALITY]["place"]
    return "-".join(str(names[code]) for code in page.districts) or page.pack.about.short_title


def show_papers(make: Callable[[], Item], stem: str, name: str = "figure") -> None:
    """A row for each size, a button for each format, behind one button.

    The rows are sent when they are opened, and the figure is made when one of the buttons is
    pressed: most who read a page take no figure of it. It is then made outside the run of the page,
    when Streamlit knows neither the reader nor their pack.
    """
    # A fragment stands in a container that is as wide as it can be (Streamlit 1.67).
    with st.container(width="content"):
        _show_popover(make, stem, name)


@st.fragment
def _show_popover(make: Callable[[], Item], stem: str, name: str) -> None:
    """Opened and closed without running the page again."""
    papers = st.popover(
        "Download figure", icon=":material/article:", key=f"papers:{name}", on_change="rerun"
    )
    with papers:
        if papers.open:
            _show_sizes(make, stem, name)
        else:
            # As high as what will stand there, so that it opens where there is room.
            st.container(height=PAPERS_PX, border=False)


def _show_sizes(make: Callable[[], Item], stem: str, name: str) -> None:
    st.caption(
        "Each file has the title, legend, source, licence, caveats, date and link. Use PNG "
        "in documents. SVG and PDF stay sharp when enlarged."
    )
    papers = papers_of(make, stem)
    for size, of in SIZES.items():
        st.markdown(f"**{of.words}** :small[{of.width_mm:.0f} × {of.height_mm:.0f} mm]")
        with st.container(horizontal=True):
            for kind in Format:
                download_button(papers[size, kind], f"paper:{name}:{size}:{kind}")
