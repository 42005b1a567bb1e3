"""Compare: places side by side, one measure of them, small maps, inequality."""

from collections.abc import Callable
from html import escape

import streamlit as st

from insight.analysis.compared_place import Compared, in_order, place_of
from insight.analysis.small_areas import Basis, published_in
from insight.errors import InsightError
from insight.figures.palette import Palette
from insight.pack.catalogue import Level, Scale
from insight.pages.compare import state
from insight.pages.compare.figures import one_measure
from insight.pages.compare.findings import (
    ANSWER_WORDS,
    Against,
    ComparedFigure,
    SideBySide,
    interval_words,
    measures,
    side_by_side,
    written,
)
from insight.pages.compare.inequality_part import show_inequality
from insight.pages.compare.maps import multiples_item, multiples_view
from insight.pages.compare.paper import bar_item, dot_item, order_finding, rug_item
from insight.pages.compare.places_part import choose_places, compared_places
from insight.pages.compare.tables import comparison_download, comparison_table, wide_text
from insight.pages.compare.words import (
    HOW,
    against_text,
    estimates_words,
    finding,
    mark_of,
    several_finding,
)
from insight.shell import link, open_packs, page_state, study
from insight.shell.frame import Page
from insight.shell.papers import paper_link, show_papers
from insight.shell.parts import choose_part
from insight.shell.show import show_downloads, show_figure, show_table
from insight.shell.tray import show_tray_button
from insight.shell.written import plain
from insight.statement import Item, PaperLink

PARTS = {
    "places": "Side by side",
    "measure": "One measure",
    "maps": "Small maps",
    "gap": "Inequality",
}
FAINT = "29"
"""Of 255 in hexadecimal: how much of an answer's colour its cell has."""


def show_compare(page: Page) -> None:
    """Draw the part that is chosen."""
    choose_part(PARTS)
    DRAW[page.choices["show"]](page)


def comparison(page: Page, settled: page_state.Settled) -> SideBySide:
    """The places of some choices with all their measures."""
    return _against(compared_places(page, settled)[0], settled)


def all_localities(page: Page, settled: page_state.Settled) -> SideBySide:
    """The same of every locality."""
    whole = page.pack.about.short_title
    codes = page.places.levels[Level.LOCALITY].index
    found = [place_of(page.places, str(code), whole) for code in codes]
    return _against(in_order([each for each in found if each]), settled)


def _against(places: tuple[Compared, ...], settled: page_state.Settled) -> SideBySide:
    return _compared(places, Against(settled["against"]))


@open_packs.per_pack(max_entries=64, show_spinner=False, hash_funcs={Compared: repr})
def _compared(places: tuple[Compared, ...], against: Against) -> SideBySide:
    """The places side by side; the same for everybody who chose the same."""
    loaded = open_packs.load()
    areas = study.small_areas_of(Basis(), published_in(loaded.pack), "")
    return side_by_side(loaded.pack, loaded.known, areas, places, against)


def paper_item(page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The figure of the part that some choices show, for a paper."""
    if settled["show"] == "gap":
        raise InsightError(
            "The index of inequality is made from a table that somebody brought, which "
            "no link holds. Save its figure from the Compare page."
        )
    if settled["show"] == "maps":
        choice = state.lsoa_choice(settled)
        return multiples_item(page.pack, page.places, choice, address)
    found = comparison(page, settled)
    if settled["show"] == "measure":
        return dot_item(found, settled["measure"], address)
    return rug_item(found, address)


def _choose_against(page: Page) -> None:
    names = {Against.AREA.value: page.pack.about.short_title, Against.ENGLAND.value: "England"}
    with st.sidebar:
        st.segmented_control(
            "Compare with",
            state.comparators(page.choices),
            format_func=lambda key: names[key],
            key="choose:against",
            required=True,
            on_change=link.changed,
            args=("against",),
        )


def _places(page: Page) -> SideBySide | None:
    """The places, chosen above the part, with their measures."""
    _choose_against(page)
    places, lost = compared_places(page, page.choices)
    choose_places(page, places, lost)
    if not places:
        st.info("Add a place to compare.", icon=":material/compare_arrows:")
        return None
    return _against(places, page.choices)


def _show_places(page: Page) -> None:
    found = _places(page)
    if found is None:
        return
    st.markdown(f"**{plain(finding(found))}**")
    st.html(rug_html(found, page.palette))
    st.caption(f"{HOW} {estimates_words(found)} {several_finding(found, 'inactive')}")
    with st.container(horizontal=True, gap="small"):
        address = paper_link(page)
        show_papers(lambda: rug_item(found, address), "comparison")
        show_tray_button(page)
        show_downloads((comparison_download(found),))
        with st.popover("Copy for a spreadsheet", icon=":material/content_copy:"):
            st.caption("Press the sign at the right, then paste into a spreadsheet.")
            st.code(wide_text(found), language=None)
    with st.expander("The same as a table that can be sorted"):
        show_table(comparison_table(found), key="compare:table", most_px=420)
    st.caption(found.provided.line())


def rug_html(found: SideBySide, palette: Palette) -> str:
    """The comparison as a table that a screen reader and a clipboard understand."""
    line = f"border-bottom:1px solid {palette.rule}"
    head = f"padding:4px 8px;text-align:center;vertical-align:bottom;{line}"
    heads = "".join(
        f'<th scope="col" style="{head}">{escape(place.name)}'
        f'<br><span style="font-weight:400">{escape(str(place.kind))}</span></th>'
        for place in found.places
    )
    body = []
    head_of_shelf = ""
    for row in found.lines:
        own = f"{row.measure.shelf}, {row.measure.unit}"
        if own != head_of_shelf:
            head_of_shelf = own
            body.append(
                f'<tr><th scope="colgroup" colspan="{len(found.places) + 2}" '
                f'style="text-align:left;padding:5px 8px 1px;font-size:0.8rem;'
                f'color:{palette.text_muted};{line}">{escape(own)}</th></tr>'
            )
        cells = "".join(_cell(reading, line, palette) for reading in row.readings)
        body.append(
            f'<tr><th scope="row" style="text-align:left;font-weight:400;'
            f'padding:2px 8px;{line}">{escape(row.measure.label)}</th>'
            f'<td style="text-align:center;color:{palette.text_muted};{line}">'
            f"{escape(against_text(row))}</td>{cells}</tr>"
        )
    return (
        f'<table style="width:100%;border-collapse:collapse;table-layout:fixed;'
        f'color:{palette.text};font-size:0.875rem;line-height:1.2"><thead><tr>'
        f'<th scope="col" style="{head};text-align:left;width:22%">Measure</th>'
        f'<th scope="col" style="{head};width:9%">{escape(found.against_name)}'
        f'<br><span style="font-weight:400">comparator</span></th>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _cell(reading: ComparedFigure, line: str, palette: Palette) -> str:
    mark = mark_of(reading.answer, palette)
    small = f"font-size:0.75rem;color:{palette.text}"
    style = f"text-align:center;padding:2px 4px;{line}"
    figure, answer = escape(written(reading)), ANSWER_WORDS[reading.answer]
    under = " · ".join(part for part in (interval_words(reading), answer) if part)
    between = "<br>" if interval_words(reading) else " "
    if mark is not None:
        style += f";background:{mark.colour}{FAINT};border:1px solid {mark.colour}"
        figure = f"<strong>{mark.glyph} {figure}</strong>"
    return f'<td style="{style}">{figure}{between}<span style="{small}">{escape(under)}</span></td>'


def _show_measure(page: Page) -> None:
    with st.sidebar:
        labels = {each.key: each.label for each in measures(page.pack)}
        st.selectbox(
            "Measure",
            list(labels),
            format_func=lambda key: labels[key],
            key="choose:measure",
            on_change=link.changed,
            args=("measure",),
        )
    found = _places(page)
    if found is None:
        return
    localities = all_localities(page, page.choices)
    key = page.choices["measure"]
    view = one_measure(found, localities, key, page.palette)
    address = paper_link(page)
    left, right = st.columns(2, gap="medium")
    line = found.line(key)
    with left:
        st.markdown(f"**{plain(view.words)}**")
        st.caption(f"{line.measure.unit}; lines are 95% CIs where there are any")
        show_figure(page, view.spreads, key="compare:dots")
        with st.container(horizontal=True, gap="small"):
            show_papers(lambda: dot_item(found, key, address), f"compare-{key}", "dots")
            show_tray_button(page)
    with right:
        st.markdown(f"**{plain(order_finding(found, localities, key))}**")
        st.caption(f"{line.measure.unit}; filled bars are among the places chosen")
        show_figure(page, view.order, key="compare:bars")
        with st.container(horizontal=True, gap="small"):
            show_papers(
                lambda: bar_item(found, localities, key, address), f"localities-{key}", "bars"
            )
            show_downloads((comparison_download(found),))
    st.caption(f"{line.measure.note} {HOW} {several_finding(found, key)}")
    st.caption(found.provided.line())


def _show_maps(page: Page) -> None:
    with st.sidebar:
        every = page.pack.indicators
        st.selectbox(
            "Indicator",
            [key for key in state.indicators_by_lsoa(page.choices) if key],
            format_func=lambda key: every[key].shelved,
            key="choose:indicator",
            on_change=link.changed,
            args=("indicator",),
        )
        scales = state.scales_of_all(page.choices)
        names = {Scale.ENGLAND.value: "England", Scale.AREA.value: page.pack.about.short_title}
        st.segmented_control(
            "Same classes within",
            scales,
            format_func=lambda key: names[key],
            key="choose:scale",
            required=True,
            on_change=link.changed,
            args=("scale",),
        )
    choice = state.lsoa_choice(page.choices)
    view = multiples_view(
        page.pack, page.places, choice, urls=page.boundaries, palette=page.palette
    )
    show_figure(page, view.figure, key="compare:maps")
    with st.container(horizontal=True, gap="small"):
        address = paper_link(page)
        show_papers(
            lambda: multiples_item(page.pack, page.places, choice, address),
            f"localities-{choice.indicator.key}",
        )
        show_tray_button(page)
    if view.caveat:
        st.caption(view.caveat)


DRAW: dict[str, Callable[[Page], None]] = {
    "places": _show_places,
    "measure": _show_measure,
    "maps": _show_maps,
    "gap": show_inequality,
}
"""How each part is drawn."""
