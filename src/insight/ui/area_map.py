"""The map page: its choices, and how the view is laid out."""

from collections.abc import Mapping

import streamlit as st

from insight.catalogue import INDICATORS, Group, Indicator, Level, Scale, Statistic
from insight.geography.levels import LEVEL_NAMES
from insight.geography.search import search
from insight.ui import cache, link
from insight.ui.frame import Page
from insight.ui.show import show_downloads, show_figure, show_provided, show_table
from insight.views.area_map import Card, MapView, map_view
from insight.views.measurement import Choice, periods

PAGE = "map"
MAP_PX = 590
PRESENT_PX = (1120, 630)
TABLE_PX = 520
CARD_TABLE_PX = 200


def _usable_indicators(_settled: Mapping[str, str]) -> list[str]:
    pack = cache.load().pack
    return [key for key, i in INDICATORS.items() if pack.is_usable(*i.tables)]


def _indicator(settled: Mapping[str, str]) -> Indicator:
    return INDICATORS[settled["indicator"]]


def _levels(settled: Mapping[str, str]) -> list[str]:
    return [level.value for level in _indicator(settled).statistics]


def _statistic(settled: Mapping[str, str]) -> Statistic:
    statistics = _indicator(settled).statistics[Level(settled["level"])]
    return next(s for s in statistics if s.key == settled["show"])


def _statistics(settled: Mapping[str, str]) -> list[str]:
    return [s.key for s in _indicator(settled).statistics[Level(settled["level"])]]


def _scales(settled: Mapping[str, str]) -> list[str]:
    return [scale.value for scale in _statistic(settled).scales]


def _periods(settled: Mapping[str, str]) -> list[str]:
    return [p.replace("/", "-") for p in periods(cache.load().pack, _indicator(settled))]


def _areas(settled: Mapping[str, str]) -> list[str]:
    known = cache.load().places
    if known is None:
        return [""]
    return ["", *known.levels[Level(settled["level"])].index]


FIELDS = (
    link.Field("indicator", _usable_indicators, "indicator"),
    link.Field("level", _levels, "level"),
    link.Field("show", _statistics, "measure"),
    link.Field("period", _periods, "year"),
    link.Field("scale", _scales, "scale"),
    link.Field("area", _areas, "area"),
    link.Field("present", lambda _: ("0", "1"), "present mode"),
)


def show_map(page: Page) -> None:
    """Draw the map page for the settled choices."""
    choice = _choice(page)
    is_present = page.choices["present"] == "1"
    if not is_present:
        with st.sidebar:
            _show_controls(page)
    view = map_view(
        page.pack,
        page.places,
        choice,
        urls={level: page.url(file) for level, file in page.files.items()},
        area=page.choices["area"],
        palette=page.palette,
        height=PRESENT_PX[1] if is_present else MAP_PX,
    )
    if is_present:
        _show_present(page, view)
        return
    if not page.choices["area"] and choice.indicator.group is Group.ACTIVITY:
        pass
    left, right = st.columns([1.55, 1], gap="medium")
    with left:
        show_figure(page, view.figure, key="map", on_select=_on_map(view), has_zoom=True)
    with right:
        _show_side(view)
    with st.container(horizontal=True):
        show_downloads(view.downloads)
        st.button(
            "Present",
            icon=":material/slideshow:",
            on_click=link.choose,
            args=("present", "1", PAGE),
            help="Only title, map, legend and source, at 16:9, for a picture.",
        )
    show_provided(view.provided)


def _choice(page: Page) -> Choice:
    chosen = page.choices
    return Choice(
        indicator=_indicator(chosen),
        level=Level(chosen["level"]),
        statistic=_statistic(chosen),
        scale=Scale(chosen["scale"]),
        period=chosen["period"].replace("-", "/")
        if _indicator(chosen).group is Group.ACTIVITY
        else chosen["period"],
        districts=page.districts,
    )


def _show_controls(page: Page) -> None:
    _show_search(page)
    st.selectbox(
        "Indicator",
        _usable_indicators(page.choices),
        format_func=lambda key: f"{INDICATORS[key].group}: {INDICATORS[key].label}",
        key="choose:indicator",
        on_change=link.changed,
        args=("indicator",),
    )
    levels = _levels(page.choices)
    _segments("Level", "level", levels, {lv.value: LEVEL_NAMES[lv] for lv in Level})
    statistics = _indicator(page.choices).statistics[Level(page.choices["level"])]
    _segments("Show", "show", [s.key for s in statistics], {s.key: s.choice for s in statistics})
    short = page.pack.about.short_title
    _segments(
        "Compare within",
        "scale",
        _scales(page.choices),
        {"england": "England", "area": short, "district": "Own district"},
    )
    years = _periods(page.choices)
    if len(years) > 1:
        st.selectbox(
            "Survey year",
            years,
            format_func=lambda year: year.replace("-", "/"),
            key="choose:period",
            on_change=link.changed,
            args=("period",),
        )
    if _indicator(page.choices).group is Group.ACTIVITY:
        st.caption(
            "Activity is surveyed by district: there is no published figure for "
            "smaller areas in this data pack."
        )


def _segments(
    label: str, name: str, options: list[str], words: Mapping[str, str]
) -> None:
    """A choice of two to five; with one option there is nothing to choose."""
    if len(options) < 2:
        return
    st.segmented_control(
        label,
        options,
        format_func=lambda option: words[option],
        key=f"choose:{name}",
        required=True,
        on_change=link.changed,
        args=(name,),
    )


def _show_search(page: Page) -> None:
    asked = st.text_input(
        "Find a place",
        placeholder="Postcode, LSOA code or name",
        key="map:search",
        max_chars=60,
    )
    if not asked:
        return
    if not page.pack.is_usable("postcodes", "lsoa_links"):
        st.warning("Search is off: its tables cannot be used.")
        return
    found = search(asked, page.pack, page.places)
    st.caption(found.sentence)
    for match in found.matches:
        st.button(
            match.title,
            key=f"match:{match.code}",
            help=match.reason,
            on_click=_go_to,
            args=(match.code, match.level.value),
            type="tertiary",
        )


def _go_to(code: str, level: str) -> None:
    """Show a place that was found, at its own level."""
    link.choose("level", level, PAGE)
    link.choose("area", code, PAGE)


def _on_map(view: MapView):  # noqa: ANN202
    def select() -> None:
        points = st.session_state["map"]["selection"]["points"]
        if points:
            at = points[0]["point_index"]
            link.choose("area", view.shown[at], PAGE)

    return select


def _on_table(view: MapView):  # noqa: ANN202
    def select() -> None:
        rows = st.session_state["map:table"]["selection"]["rows"]
        link.choose("area", view.codes[rows[0]] if rows else "", PAGE)

    return select


def _show_side(view: MapView) -> None:
    if view.card is None:
        st.caption("Click an area, a row of the table, or search, to see one area.")
    else:
        _show_card(view.card)
    show_table(
        view.table,
        key="map:table",
        height=TABLE_PX if view.card is None else CARD_TABLE_PX,
        on_select=_on_table(view),
    )


def _show_card(card: Card) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{card.title}**", width="stretch")
            st.button(
                "Close",
                icon=":material/close:",
                type="tertiary",
                key="map:close",
                on_click=link.choose,
                args=("area", "", PAGE),
            )
        st.caption(card.subtitle)
        st.metric(card.value_note, card.value)
        with st.container(horizontal=True):
            for where, standing in card.positions:
                st.markdown(f":small[{where}]  \n**{standing}**")
        for note in card.notes:
            st.caption(note)


def _show_present(page: Page, view: MapView) -> None:
    with st.container(width=PRESENT_PX[0]):
        show_figure(page, view.figure, key="map:present")
    st.button(
        "Leave present mode",
        icon=":material/close:",
        type="tertiary",
        on_click=link.choose,
        args=("present", "0", PAGE),
    )
