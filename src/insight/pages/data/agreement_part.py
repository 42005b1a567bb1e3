"""How well the estimates agree with published ones: how the view is laid out."""

import streamlit as st

from insight.analysis.small_areas import Basis, SmallAreas, published_in
from insight.errors import InsightError
from insight.pages.data import state
from insight.pages.data.agreement import NO_CHECKS, not_at_hand, partnerships, what_it_is
from insight.pages.data.agreement_here import here
from insight.shell import study, uploads
from insight.shell.frame import Page, link_to
from insight.shell.show import show_figure, show_table
from insight.shell.written import plain

MAP_PX = 600
TABLE_PX = 440


def show_agreement(page: Page) -> None:
    """Every partnership, then the study area, then what cannot be checked."""
    areas = study.small_areas_of(Basis(is_published=False), None, "")
    st.subheader("What the estimate is", anchor=False)
    st.markdown(what_it_is(page.pack, areas))
    st.subheader("Agreement in every partnership", anchor=False)
    _show_partnerships(page)
    st.subheader(f"Agreement in {page.pack.about.short_title}", anchor=False)
    _show_here(page, areas)
    # A closed expander would be worked out all the same.
    if st.toggle("What if small areas differ more, or less, within an MSOA?"):
        try:
            words, table = state.within()
        except InsightError as error:
            st.info(plain(str(error)), icon=":material/table_view:")
            return
        st.markdown(words)
        show_table(table, key="agreement:within")


def _show_partnerships(page: Page) -> None:
    view = partnerships(page.pack, page.palette)
    if view is None:
        st.info(NO_CHECKS, icon=":material/table_view:")
        return
    st.markdown(f"**{view.finding}**")
    st.markdown(
        "We predicted each partnership with a model fitted without it. Agreement is the "
        "correlation with the published estimates within districts. These are its weak points."
        "\n\n" + "\n".join(f"- {words}" for words in view.weak)
    )
    show_table(view.table, key="agreement:places", most_px=TABLE_PX)
    show_figure(page, view.figure, key="agreement:dots")
    st.caption(view.provided.line())


def _show_here(page: Page, areas: SmallAreas) -> None:
    upload, checksum = uploads.uploaded()
    published = upload or published_in(page.pack)
    if published is None:
        words = not_at_hand(page.pack.about.short_title)
        st.info("\n\n".join(words), icon=":material/upload_file:")
        link_to("targeting", "Open Targeting", ":material/arrow_forward:")
        return
    screen = page.screen(MAP_PX)
    view = here(page.pack, page.places, areas, published, screen)
    if view is None:
        st.info(
            "The published estimates you loaded have too few MSOAs in this area to compare.",
            icon=":material/upload_file:",
        )
        return
    lists = state.lists_compared(upload, checksum)
    words = (*view.finding, lists.words)
    st.markdown("\n".join(f"- {plain(each)}" for each in words))
    left, right = st.columns(2, gap="medium")
    with left:
        show_figure(page, view.map, key="agreement:map", has_zoom=True)
    with right:
        show_figure(page, view.chart, key="agreement:chart")
    st.markdown("**Agreement within each district**")
    show_table(view.districts, key="agreement:districts", most_px=TABLE_PX)
    st.markdown("**Each MSOA**")
    show_table(view.table, key="agreement:msoas", most_px=TABLE_PX)
    st.caption(view.provided.line())
