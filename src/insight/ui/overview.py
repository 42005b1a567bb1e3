"""The overview page: how the view is laid out."""

import streamlit as st

from insight.catalogue import INDICATORS, Level
from insight.ui.frame import Page
from insight.ui.show import show_figure, show_table
from insight.views.area_map import map_view
from insight.views.measurement import Choice
from insight.views.overview import overview

SMALL_MAP_PX = 400


def show_overview(page: Page) -> None:
    """Draw the overview of the chosen districts."""
    view = overview(
        page.pack, page.places, districts=page.districts, palette=page.palette
    )
    st.header(view.place.name, anchor=False)
    for column, headline in zip(st.columns(5), view.headlines, strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            # The number first: labels of one and of two lines stay aligned.
            st.subheader(headline.value, anchor=False)
            st.markdown(headline.label, help=headline.help)
            st.caption(headline.note)
    left, right = st.columns([1.1, 1], gap="large")
    with left:
        st.subheader("What stands out", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in view.findings))
    with right:
        _show_small_map(page)
    st.subheader("Localities side by side", anchor=False)
    show_table(view.districts, key="overview:districts")
    left, right = st.columns([1.6, 1], gap="large", vertical_alignment="center")
    with left:
        st.subheader("Adults inactive, by survey year", anchor=False)
        show_figure(page, view.trend, key="overview:trend")
    with right:
        st.markdown(view.trend_words)
    st.caption(view.provided.line())


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
        urls=page.boundaries,
        area="",
        palette=page.palette,
        height=SMALL_MAP_PX,
    )
    show_figure(page, view.figure, key="overview:map")
