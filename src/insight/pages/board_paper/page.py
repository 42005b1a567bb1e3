"""The board paper: its figures in order, as Word, slides or a workbook."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from insight.analysis.measurement import Choice
from insight.analysis.papers.map import map_item
from insight.errors import InsightError
from insight.exports.files import XLSX, Download
from insight.pages.board_paper.breaks import agreed
from insight.reports.paper import Paper
from insight.reports.slides import slides
from insight.reports.word import word_document
from insight.reports.workbook import workbook
from insight.shell import link, page_state, tray
from insight.shell.frame import Page, address_of, link_to
from insight.shell.hosting.browsers import remember, remembered
from insight.shell.layout import example_data
from insight.shell.papers import DOCX, PPTX, dated, paper_link
from insight.shell.registry import PAGES, fields_of, paper_item_of
from insight.shell.show import download_button, show_table
from insight.shell.written import plain, taken
from insight.statement import Column, Item, Table

EXAMPLES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Adults inactive by survey year", "overview", {}),
    ("Where investment goes", "investment", {"show": "map"}),
    ("How investment compares with need", "investment", {"show": "fair"}),
    ("Systems in each neighbourhood", "working_model", {}),
    ("The record of one neighbourhood", "neighbourhood", {"show": "work"}),
)
"""Figures of the example paper: what each shows, its page and its choices there."""
LONGEST_TITLE = 120
_TITLE = "paper:title"
TITLE = "Physical activity, deprivation and investment"
EXAMPLE_TITLE = f"Example board paper. {TITLE}"


def show_board_paper(page: Page) -> None:
    """Draw the tray and what can be made of it."""
    kept = tray.items_in(page.choices[tray.TRAY])
    if not kept and example_data.is_on():
        kept = example_items(page)
    elif not kept and tray.current():
        # What this browser had before a reload is now part of the address.
        st.rerun()
    st.header("Figures in this paper", anchor=False)
    if not kept:
        example_data.show_empty(
            "paper",
            "Your board paper is empty",
            "Select “Add to board paper” on any page with a figure. The figures appear here in the "
            "order you add them. Download them as one document with tables, caveats and sources.",
            _show_preview,
            lambda: link_to("map", "Go to the map", ":material/map:"),
        )
        return
    title = _title(is_example=any(map(example_data.is_example, kept)))
    scales = _agreed_scales(kept)
    resolved = [_resolved(page, item, scales.get(item)) for item in kept]
    items = [found for found in resolved if isinstance(found, Item)]
    if items:
        _show_files(page, title, items)
    for at, (item, found) in enumerate(zip(kept, resolved, strict=True)):
        _show_item(item, at, kept, found)


def _show_preview() -> None:
    """The contents of the paper that the example shows."""
    rows = [(at, words, PAGES[name]) for at, (words, name, _) in enumerate(EXAMPLES, start=1)]
    columns = {"at": Column("Figure", decimals=0), "what": Column("Shows"), "page": Column("From")}
    table = Table(pd.DataFrame(rows, columns=list(columns)), columns, "Contents of the example.")
    show_table(table, key="paper:like")


def example_items(page: Page) -> tuple[str, ...]:
    """Figures of the paper that the example shows while the reader's own is empty."""
    made_up = {"records": page.choices["records"], "district": page.choices["district"]}
    shared = {name: value for name, value in made_up.items() if value}
    real = {name: value for name, value in shared.items() if name != "records"}
    return tuple(
        tray.item_of(name, {**(real if name == "overview" else shared), **view})
        for _, name, view in EXAMPLES
    )


def _agreed_scales(kept: tuple[str, ...]) -> dict[str, Choice]:
    """What each map of the paper shows, where it takes the classes of another."""
    own = {}
    for item in kept:
        name, given = tray.view_of(item)
        if name == "map":
            settled = link.settled_of(fields_of(name), given)
            own[item] = page_state.measurement_choice(settled)
    shared = zip(own, agreed(list(own.values())), strict=True)
    return {item: choice for item, choice in shared if choice != own[item]}


def _title(*, is_example: bool) -> str:
    """The title of the paper, which the browser remembers unless it is the example's."""
    usual, key = (EXAMPLE_TITLE, "paper:example") if is_example else (TITLE, _TITLE)
    before = "" if is_example else remembered(_TITLE, tray.owner())
    title = st.text_input("Title of the paper", before or usual, key=key, max_chars=LONGEST_TITLE)
    if not is_example:
        remember(_TITLE, title, tray.owner())
    return taken(title, "title") or usual


def _resolved(page: Page, item: str, shared: Choice | None) -> Item | str:
    """The figure of an item, or why there is none.

    A map that takes the classes of the paper's other maps has the paper's own link, which shows
    it so.
    """
    name, given = tray.view_of(item)
    make = paper_item_of(name)
    if make is None:
        return f"“{name}” has no figure for a board paper. Remove it from the paper."
    try:
        if shared is not None:
            address = paper_link(page)
            return map_item(page.pack, page.places, shared, address)
        settled = link.settled_of(fields_of(name), given)
        address = paper_link(page, address_of(name, settled))
        return make(page, settled, address)
    except InsightError as error:
        return str(error)


def _show_item(item: str, at: int, kept: tuple[str, ...], found: Item | str) -> None:
    with st.container(border=True):
        words, deeds = st.columns([2.6, 1.5], vertical_alignment="center")
        if isinstance(found, Item):
            mark = ":orange-badge[EXAMPLE DATA] " if found.words.is_illustrative else ""
            title, subtitle = plain(found.words.title), plain(found.words.subtitle)
            words.markdown(f"{mark}**{at + 1}. {title}**  \n:small[{subtitle}]")
        else:
            words.warning(found, icon=":material/link_off:")
        with deeds.container(horizontal=True, gap="small"):
            without = [each for each in kept if each != item]
            for label, icon, after, is_off in (
                ("Move up", "arrow_upward", tray.moved(kept, at, -1), at == 0),
                ("Move down", "arrow_downward", tray.moved(kept, at, 1), at == len(kept) - 1),
                ("Remove figure", "close", without, False),
            ):
                st.button(
                    label,
                    key=f"paper:{label}:{at}",
                    icon=f":material/{icon}:",
                    disabled=is_off,
                    on_click=tray.keep,
                    args=(after,),
                )


def _show_files(page: Page, title: str, items: list[Item]) -> None:
    about = page.pack.about
    paper = Paper(title, about.partnership, date.today(), page.address, items)
    with st.container(horizontal=True):
        for label, kind, mime, make in (
            ("Paper as Word (DOCX)", "docx", DOCX, word_document),
            ("Paper as slides (PPTX)", "pptx", PPTX, slides),
            ("Data tables (XLSX)", "xlsx", XLSX, workbook),
        ):
            file = Download(label, f"{dated(title)}.{kind}", mime, partial(make, paper))
            download_button(file, f"paper:make:paper.{kind}")
        st.button("Remove all", key="paper:empty", type="tertiary", on_click=tray.keep, args=([],))
    st.caption(
        "Maps of the same measure use the same colour bands. To share this paper, send the "
        "address of this page. Each figure has its own link, caveats and sources."
    )
