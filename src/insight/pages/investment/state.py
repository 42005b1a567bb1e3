"""What the address of Investment holds, and what is worked out once for it."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import streamlit as st

from insight.analysis.money.accounts import Filter, chosen
from insight.analysis.money.cell_needs import Need
from insight.analysis.money.chosen_money import Money
from insight.analysis.small_areas import Basis, Published
from insight.analysis.work.recorded import RecordSet
from insight.apart import apart
from insight.pages.investment.beside_map import BY_WORDS
from insight.pages.investment.import_work import Checked, Present, Saving, check, save, save_apart
from insight.pages.investment.ledger import Pairs, undecided
from insight.pages.investment.maps import Measure
from insight.records.kinds.investments import Form, Place
from insight.records.ledger import Receipt
from insight.records.record import RECORD_ID
from insight.shell import open_packs
from insight.shell.hosting.turns import Told
from insight.shell.kept_ledger import MANY
from insight.shell.kept_records import acting, heavy_turn, place, store
from insight.shell.kept_work import accounts_of
from insight.shell.link import Parameter
from insight.shell.open_packs import load, per_pack
from insight.shell.page_state import BASIS_FIELDS, CLASSES_FIELD, EVERY_PAGE, Settled, printed
from insight.shell.study import small_areas_of
from insight.tables.ledger_columns import Field
from insight.tables.ledger_file import Assumed, ledger_grid
from insight.tables.ledger_places import StudyArea
from insight.tables.reader.grid import Grid

PARTS = {
    "map": "Map",
    "fair": "Fair share",
    "ledger": "Ledger",
    "import": "Import",
    "leverage": "Match funding",
    "figures": "Headline figures",
}
LEVELS = {
    Place.LSOA.value: "Small area (LSOA)",
    Place.NEIGHBOURHOOD.value: "Neighbourhood",
    Place.DISTRICT.value: "Locality (district)",
}
MEASURES = {
    Measure.HEAD.value: "£ per person",
    Measure.INACTIVE.value: "£ per inactive adult",
    Measure.AMOUNT.value: "Amount (£)",
    Measure.NEED.value: "Need and investment",
}
NEEDS = {Need.INACTIVITY.value: "Inactivity (modelled)", Need.DEPRIVATION.value: "Deprivation"}
BESIDE = {"money": "Areas", "cold": "Cold spots", "break": "Breakdown", "without": "Not mapped"}
MANY_ROWS = 5_000  # of a file that is checked and saved in about a second
MANY_BYTES = 1_000_000  # of about as many rows
_LEFT = "import:left"
AREA_CODE = "E0[1-9][0-9]{6}"


def investment_parts(_settled: Settled) -> list[str]:
    """Parts of the investment page; printed figures only where a pack has some."""
    pack = open_packs.load().pack
    is_printed = pack.has("headline_figures") or "headline_figures" in pack.problems
    return [part for part in PARTS if is_printed or part != "figures"]


def money_filter(settled: Settled) -> Filter:
    """Which investments are looked at."""
    return Filter(**{name: settled[name] for name in ("funder", "programme", "year", "form")})


FIELDS: tuple[Parameter, ...] = (
    *EVERY_PAGE,
    Parameter("show", investment_parts, "part"),
    Parameter("level", lambda _: list(LEVELS), "level"),
    Parameter("measure", lambda _: list(MEASURES), "measure"),
    Parameter("need", lambda _: list(NEEDS), "need"),
    CLASSES_FIELD,
    Parameter("beside", lambda _: list(BESIDE), "table"),
    Parameter("by", lambda _: list(BY_WORDS), "breakdown"),
    # Only the records know these, and a link must not ask them.
    Parameter("funder", lambda _: ("",), "funder", pattern=".{1,200}"),
    Parameter("programme", lambda _: ("",), "programme", pattern=".{1,200}"),
    Parameter("year", lambda _: ("",), "financial year", pattern=r"\d{4}/\d\d"),
    Parameter("form", lambda _: ("", *(form.value for form in Form)), "form"),
    Parameter("figures", printed, "headline figures", is_several=True),
    Parameter("area", lambda _: ("",), "area", pattern=f"{AREA_CODE}|{RECORD_ID}"),
    Parameter("entry", lambda _: ("",), "investment", pattern=RECORD_ID),
    Parameter("write", lambda _: ("", "new", "change"), "form"),
    *BASIS_FIELDS,
)


@dataclass(frozen=True)
class MoneyChoice:
    """Everything that decides what money is looked at, and how."""

    revision: str
    records: str
    wanted: Filter
    level: Place
    districts: tuple[str, ...]
    basis: Basis


@per_pack(max_entries=8, show_spinner=False, hash_funcs={MoneyChoice: repr})
def money_of(choice: MoneyChoice, _published: Published | None, upload: str) -> Money:
    """The investments looked at, and where they are."""
    loaded = load()
    whole = accounts_of(choice.revision, choice.records)
    return Money(
        loaded.pack,
        loaded.known,
        small_areas_of(choice.basis, _published, upload),
        chosen(whole, choice.wanted, choice.districts),
        choice.level,
    )


@per_pack(max_entries=4, show_spinner="Checking for duplicates…")
def pairs_of(revision: str) -> Pairs:
    """Investments that look alike and that nobody decided on."""
    table, decisions = accounts_of(revision, RecordSet.OWN).table, store().ledger.decisions()
    if len(table) <= MANY:
        return undecided(table, decisions)
    return apart(undecided, _end_if_left, table, decisions)


@st.cache_resource(max_entries=4, show_spinner=False)
def receipts_of(revision: str) -> tuple[Receipt, ...]:  # noqa: ARG001
    """Imports, table edits and undoings."""
    return store().ledger.receipts()


@st.cache_resource(max_entries=2, show_spinner="Reading the file …")
def grid_of(name: str, sha256: str, sheet: str, _content: bytes) -> Grid:  # noqa: ARG001
    """The cells of a file that somebody brought."""
    if len(_content) <= MANY_BYTES:
        return ledger_grid(name, _content, sheet or None)
    return apart(ledger_grid, _end_if_left, name, _content, sheet or None)


@per_pack(max_entries=2, show_spinner="Checking every row …", hash_funcs={Assumed: repr})
def checked_of(
    sha256: str,  # noqa: ARG001
    mapping: tuple[tuple[Field, int], ...],
    assumed: Assumed,
    revision: str,
    _grid: Grid,
) -> Checked:
    """What an import of a file would do to the ledger at a revision."""
    loaded, kept = load(), store()
    area = StudyArea(loaded.pack, loaded.known, kept.neighbourhoods())
    present = Present(accounts_of(revision, RecordSet.OWN).table, kept.ledger.decisions())
    rows = len(_grid.rows)
    with import_turn(rows):
        if rows <= MANY_ROWS:
            return check(_grid, dict(mapping), assumed, area, present)
        return apart(check, _end_if_left, _grid, dict(mapping), assumed, area, present)


def saved(saving: Saving, rows: int) -> Receipt:
    """Save so many rows of a file that was checked."""
    if rows <= MANY_ROWS:
        return save(store().ledger, saving)
    # Whoever leaves the page now has asked for it to be saved.
    return apart(save_apart, lambda: None, place(), acting(), saving)


def _end_if_left() -> None:
    """Streamlit ends a run that nobody waits for whenever the run looks at its state."""
    st.session_state.get(_LEFT)


def forget_files() -> None:
    """Let go of files that were read: a long one and its plan take hundreds of megabytes."""
    grid_of.clear()
    checked_of.clear()


def import_turn(rows: int, told: Told = lambda _: None) -> AbstractContextManager[None]:
    """A turn at heavy work for a file of many rows; a small one need not wait."""
    return heavy_turn("import", told) if rows > MANY_ROWS else nullcontext()
