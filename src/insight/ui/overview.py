"""The overview page: how the view is laid out."""

import streamlit as st

from insight.catalogue import INDICATORS, Level
from insight.ui.frame import Page
from insight.ui.show import show_figure, show_provided, show_table
from insight.views.area_map import map_view
from insight.views.measurement import Choice
from insight.views.overview import overview

SMALL_MAP_PX = 380


def show_overview(page: Page) -> None:
    """Draw the overview of the chosen districts."""
    view = overview(
        page.pack, page.places, districts=page.districts, palette=page.palette
    )
    st.header(view.place.name, anchor=False)
    with st.container(horizontal=True):
        for headline in view.headlines:
            st.metric(
                headline.label,
                headline.value,
                headline.note,
                delta_color="off",
                delta_arrow="off",
                help=headline.help,
                border=True,
            )
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("What stands out", anchor=False)
        for sentence in view.findings:
            st.markdown(f"- {sentence}")
        st.markdown("**Adults inactive, by survey year**")
        show_figure(page, view.trend, key="overview:trend")
        st.caption(view.trend_words)
    with right:
        _show_small_map(page)
    st.subheader("Localities side by side", anchor=False)
    show_table(view.districts, key="overview:districts")
    show_provided(view.provided)


def _show_small_map(page: Page) -> None:
    indicator = INDICATORS["imd"]
    statistic = indicator.statistics[Level.LSOA][0]
    view = map_view(
        page.pack,
        page.places,
        Choice(
            indicator,
            Level.LSOA,
            statistic,
            statistic.scales[0],
            indicator.period,
            page.districts,
        ),
        urls={level: page.url(file) for level, file in page.files.items()},
        area="",
        palette=page.palette,
        height=SMALL_MAP_PX,
    )
    show_figure(page, view.figure, key="overview:map")
