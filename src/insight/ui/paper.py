"""A figure for a board paper, in two clicks from where it is seen."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from insight.exports.files import Download
from insight.figures.paper import SIZES, Format, Size
from insight.ui.frame import Page
from insight.views.paper_words import PaperLink

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def paper_link(page: Page) -> PaperLink:
    """What makes the sheets of this view the same again."""
    return PaperLink(page.address, date.today())


def show_papers(
    papers: Mapping[tuple[Size, Format], Download], name: str = "figure"
) -> None:
    """A row for each size, a button for each format; drawn when it is pressed.

    Parameters
    ----------
    papers
        The figure in every size and format.
    name
        Which of the page's figures it is, where there are several.
    """
    with st.popover("Figure for paper", icon=":material/article:"):
        st.caption(
            "Title, legend, source, licence, caveats, date and link are inside. PNG is "
            "for any document; SVG and PDF can be enlarged."
        )
        for size, measures in SIZES.items():
            st.markdown(
                f"**{measures.words}** :small[{measures.width_mm:.0f} × "
                f"{measures.height_mm:.0f} mm]"
            )
            with st.container(horizontal=True):
                for kind in Format:
                    paper = papers[size, kind]
                    st.download_button(
                        kind.value.upper(),
                        data=paper.content,
                        file_name=paper.file_name,
                        mime=paper.mime,
                        key=f"paper:{name}:{size}:{kind}",
                        on_click="ignore",
                        icon=":material/download:",
                    )
