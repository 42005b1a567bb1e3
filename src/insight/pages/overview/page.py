"""The overview page: how the view is laid out."""

import streamlit as st

from insight.analysis.maps.indicator import map_view
from insight.analysis.measurement import Choice
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.small_areas import Basis, published_in
from insight.analysis.view import Figure
from insight.errors import ContractError, InsightError
from insight.figures.screen.charts import trend
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import INDICATORS, Level
from insight.pages.overview.findings import Overview, overview, trend_of
from insight.pages.overview.start_part import show_start_here
from insight.pages.overview.work_part import show_work
from insight.shell import kept_ledger, kept_records, open_packs, page_state, study
from insight.shell.frame import Page
from insight.shell.layout.actions import show_actions
from insight.shell.layout.rooms import map_and_side, title_row
from insight.shell.papers import paper_link
from insight.shell.profiles import show_one_page
from insight.shell.show import show_figure, show_headline, show_table
from insight.shell.sites import show_nearby
from insight.statement import Item, PaperLink

MAP_PX = 620


def show_overview(page: Page) -> None:
    """Draw the overview of the chosen districts."""
    view, revision = _view(page.districts), _revision()
    if revision is not None:
        show_start_here(page, revision)
    with title_row(view.place.name):
        _show_profile(page, view.place.name)
    left, right = map_and_side()
    with left:
        _show_map(page)
    with right:
        for headline in view.headlines:
            show_headline(headline)
        st.header("What stands out", anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in view.findings))
    if revision is None:
        st.caption("Our neighbourhoods cannot be shown, because the records do not answer.")
    else:
        show_work(page, revision)
    st.header("Districts compared", anchor=False)
    st.caption(view.districts_words)
    show_table(view.districts, key="overview:districts")
    address = paper_link(page)
    with title_row("Adults inactive by survey year"):
        show_actions(
            page,
            lambda: trend_of(page.pack, page.places, page.districts).item(address),
            "inactive-by-year",
        )
    left, right = st.columns([1.6, 1], gap="medium", vertical_alignment="center")
    with left:
        figure = Figure(trend(view.trend.chart, page.palette), view.trend.alt)
        show_figure(page, figure, key="overview:trend")
    right.markdown(view.trend.words)
    if page.districts:
        homes = page.places.district_of
        show_nearby(list(homes.index[homes.isin(page.districts)]))
    st.caption(view.provided.line())


def _revision() -> str | None:
    """That of the records; None where they do not answer, which is not waited for twice."""
    if kept_records.own_indicators() is None:
        return None
    try:
        return kept_ledger.revision()
    except InsightError:
        return None


@open_packs.per_pack(max_entries=64, show_spinner=False)
def _view(districts: tuple[str, ...]) -> Overview:
    loaded = open_packs.load()
    return overview(loaded.pack, loaded.known, districts)


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The trend of the districts that some choices show, for a paper."""
    return trend_of(page.pack, page.places, page_state.districts(settled)).item(address)


def _show_profile(page: Page, name: str) -> None:
    try:
        ground, place = _on_its_ground(page.districts, name)
    except ContractError:
        return
    show_one_page(page, ground, place, has_tray=False)


@open_packs.per_pack(max_entries=64, show_spinner=False)
def _on_its_ground(districts: tuple[str, ...], name: str) -> tuple[Study, ProfilePlace]:
    """Chosen districts as a place, and what a profile of it stands on."""
    loaded = open_packs.load()
    areas = study.small_areas_of(Basis(), published_in(loaded.pack), "")
    ground = Study(loaded.pack, loaded.known, areas, loaded.touching, Bounds())
    homes = loaded.known.district_of
    inside = homes.isin(districts) if districts else homes.notna()
    return ground, ground.place([str(code) for code in homes.index[inside]], name)


def _show_map(page: Page) -> None:
    imd = INDICATORS["imd"]
    way = imd.statistics[Level.LSOA][0]
    view = map_view(
        page.pack,
        page.places,
        Choice(imd, Level.LSOA, way, way.scales[0], imd.period, page.districts),
        page.screen(MAP_PX),
    )
    show_figure(page, view.figure, key="overview:map")
