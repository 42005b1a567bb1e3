"""The investment page: what is mapped, its maps, and its other parts."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.money.cell_needs import Need
from insight.analysis.money.chosen_money import (
    Money,
    placed_figure,
    placed_rest,
    placed_statement,
    placed_title,
)
from insight.analysis.money.fair_share import COVERING, curves_figure, fair_share, fair_statement
from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.exports.files import Download
from insight.measures.money.financial_years import RULE
from insight.pages.investment import state
from insight.pages.investment.beside_map import map_download
from insight.pages.investment.import_part import show_import, template_values
from insight.pages.investment.ledger import ledger_downloads
from insight.pages.investment.ledger_part import has_form, show_ledger, show_like
from insight.pages.investment.leverage_part import show_example, show_figures, show_leverage
from insight.pages.investment.map_part import show_map
from insight.pages.investment.maps import Measure, MoneyMap, map_statement
from insight.pages.investment.state import MoneyChoice
from insight.records.kinds.investments import Place
from insight.shell import kept_ledger, kept_records, kept_work, link, page_state, uploads
from insight.shell.forms.local_knowledge import with_notes
from insight.shell.frame import Page
from insight.shell.layout import example_data
from insight.shell.layout.actions import show_actions
from insight.shell.layout.column_widths import HALF_PX
from insight.shell.papers import paper_link
from insight.shell.parts import CLASSES, choose_part, segments, select
from insight.shell.show import show_downloads, show_figure, show_headlines, show_table
from insight.shell.written import plain
from insight.statement import Item, PaperLink, Statement
from insight.tables.templates import ledger_templates

PAGE = "investment"

FIRST_STEPS = (
    ("import", "Import spreadsheet", "upload", "show", "import"),
    ("enter", "Add investment", "add", "write", "new"),
)
FILTERS = (
    ("funder", "Funder", "All funders"),
    ("programme", "Programme", "All programmes"),
    ("year", "Financial year", "All years"),
    ("form", "Cash or in kind", "Both"),
)


def show_investment(page: Page) -> None:
    """Draw the part that is chosen, under what is mapped."""
    actions = choose_part(
        {part: state.PARTS[part] for part in state.investment_parts(page.choices)}
    )
    part, source = page.choices["show"], page.choices["records"]
    revision = _revision(source, is_newest=part == "import")
    if part == "figures":
        show_figures(page)
        return
    if revision is None:
        show_example(page)
        return
    if part == "import":
        if not example_data.is_closed("import a spreadsheet"):
            show_import(revision)
        return
    whole = kept_work.accounts_of(revision, source)
    if whole.table.empty and part != "ledger":
        _show_first_run(page, revision)
        return
    with st.sidebar:
        _show_filters(page, whole.choices)
    money = _money(page.choices, revision)
    if source == RecordSet.OWN and part != "ledger":
        with actions:
            st.button(
                "Add investment",
                key="invest:add",
                icon=":material/add:",
                on_click=_take_step,
                args=("write", "new"),
            )
    _show_money(page, money, revision, actions)


def _show_money(page: Page, money: Money, revision: str, actions: DeltaGenerator) -> None:
    """A part of the ledger with how much of it is where: below a map, and not with a form."""
    part = page.choices["show"]
    if part != "map" and not (part == "ledger" and has_form(page, money)):
        _show_placed(page, money)
    _show_part(page, money, revision, actions)
    if part == "map":
        _show_placed(page, money)
    if part != "ledger":
        tables = ("deprivation", "population", *(("areas",) if part == "map" else ()))
        st.caption(money.provided(*tables, is_modelled=True).line())


def _show_placed(page: Page, money: Money) -> None:
    """How much of the investment is where, and by what rules it is counted."""
    st.markdown(f"**{placed_title(money)}**{placed_rest(money)}")
    show_figure(page, placed_figure(money, page.palette), key="invest:placed")
    for rule in money.accounts.rules():
        st.caption(rule)


def _show_part(page: Page, money: Money, revision: str, actions: DeltaGenerator) -> None:
    """One part, and its figure for a paper unless it has none or no investment is left."""
    part = page.choices["show"]
    draw: dict[str, Callable[[], bool | None]] = {
        "map": lambda: show_map(page, money),
        "fair": lambda: _show_fair(page, money),
        "ledger": lambda: show_ledger(page, money, revision),
        "leverage": lambda: show_leverage(page, money),
    }
    if draw[part]() is not False and not money.accounts.table.empty:
        address = paper_link(page)
        with actions:
            show_actions(
                page,
                lambda: _statement(money, page.choices).item(address),
                f"investment-{part}",
                downloads=_files(part, money),
            )


def _files(part: str, money: Money) -> tuple[Download, ...]:
    if part == "ledger":
        return ledger_downloads(money)
    return with_notes((map_download(money),), "area_code") if part == "map" else ()


def _revision(source: str, *, is_newest: bool) -> str | None:
    """The revision of the records; None where they cannot be read, which is said."""
    is_shared = source != RecordSet.ILLUSTRATIVE and not is_newest
    try:
        return kept_ledger.revision() if is_shared else kept_records.store().ledger.revision()
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/database_off:")
        return "" if source == RecordSet.ILLUSTRATIVE else None


def _money(settled: page_state.Settled, revision: str) -> Money:
    wanted, level = state.money_filter(settled), Place(settled["level"])
    districts, basis = page_state.districts(settled), page_state.basis(settled)
    choice = MoneyChoice(revision, settled["records"], wanted, level, districts, basis)
    return state.money_of(choice, *uploads.used(settled))


def paper_item(_page: Page, settled: page_state.Settled, address: PaperLink) -> Item:
    """The figure of the part that some choices show, for a paper."""
    try:
        revision = kept_ledger.revision()
    except InsightError:
        # The ledger that is made up needs no records.
        if settled["records"] != RecordSet.ILLUSTRATIVE:
            raise
        revision = ""
    money = _money(settled, revision)
    if money.accounts.table.empty:
        raise InsightError(
            "No investments match the filters and districts. Change them on the Investment page."
        )
    return _statement(money, settled).item(address)


def _statement(money: Money, settled: page_state.Settled) -> Statement:
    if settled["show"] == "map":
        return map_statement(MoneyMap(money, Measure(settled["measure"]), Need(settled["need"])))
    return fair_statement(money) if settled["show"] == "fair" else placed_statement(money)


def _show_filters(page: Page, known: dict[str, list[str]]) -> None:
    part = page.choices["show"]
    if part in ("map", "fair"):
        select("Area level", "level", state.LEVELS)
    if part == "map":
        select("Measure", "measure", state.MEASURES)
        select("Need measure", "need", state.NEEDS)
        if page.choices["measure"] == Measure.NEED:
            segments("Map of two needs", "classes", CLASSES, is_labelled=True)
    for name, label, every in FILTERS:
        # A link may name one that is no longer in the ledger.
        chosen = ("", page.choices[name], *known[name])
        words = {value: (value[:1].upper() + value[1:]) or every for value in chosen}
        select(label, name, words, RULE if name == "year" else None)


def _show_fair(page: Page, money: Money) -> bool:
    try:
        if money.level not in COVERING:
            raise InsightError(
                "Saved neighbourhoods do not cover every area, so we cannot work out a fair "
                "share between them. Choose small area or district in the sidebar."
            )
        share = fair_share(money)
    except InsightError as error:
        st.info(plain(str(error)), icon=":material/balance:")
        return False
    st.markdown(share.finding)
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        show_figure(page, curves_figure(money, share, page.palette), key="invest:curves")
    with right:
        show_headlines(share.headlines)
        show_table(share.table, key="invest:fifths", room_px=HALF_PX)
        for note in share.notes:
            st.caption(note)
    return True


def _take_step(name: str, value: str) -> None:
    link.choose(name, value, PAGE)
    if name == "write":
        link.choose("show", "ledger", PAGE)


def _show_first_run(page: Page, revision: str) -> None:
    example_data.show_empty(
        "investment",
        "No investments are recorded yet",
        "This page compares investment with need. Record each investment at one level, "
        "such as district or neighbourhood. We do not split it across smaller areas, and "
        "we always show how much could not be mapped.",
        partial(show_like, page),
        partial(_show_first_steps, revision),
    )
    show_example(page)


def _show_first_steps(revision: str) -> None:
    for key, label, icon, name, value in FIRST_STEPS:
        st.button(
            label,
            key=f"invest:first:{key}",
            icon=f":material/{icon}:",
            on_click=_take_step,
            args=(name, value),
        )
    show_downloads(ledger_templates(template_values(revision)))
