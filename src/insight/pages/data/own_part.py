"""Own indicators: a file and a short form, and each is on every page."""

import hashlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from insight.analysis.own_indicators import KIND_WORDS, Figures, key_of, own_table
from insight.errors import InsightError
from insight.geography.codes import AreaCodes
from insight.geography.levels import LEVEL_NOUNS
from insight.pack.catalogue import LICENCES, Level, Provenance
from insight.records.book import Book
from insight.records.kinds.own_indicators import Direction, FigureKind, OwnIndicator
from insight.records.record import Record
from insight.shell import kept_records, open_packs
from insight.shell.forms.decisions import answers, ask_decisions, show_left_out
from insight.shell.forms.record_form import SAID, Ask, RecordForm, Values, show_conflict, show_form
from insight.shell.forms.record_history import show_history
from insight.shell.forms.saving import show_outcome
from insight.shell.frame import Page, link_to
from insight.shell.layout.column_widths import HALF_PX
from insight.shell.show import show_downloads, show_table
from insight.shell.written import plain
from insight.tables.area_table import AreaNames, Wanted
from insight.tables.decisions import UnansweredError, settled
from insight.tables.own_indicator_file import ASKED, OwnFile, read_own_file
from insight.tables.reader.grid import FORMATS, LARGEST_MB, SHEETS
from insight.tables.templates import figures_template

NONE_YET = (
    "You have not added any indicators yet. Upload a spreadsheet with a column of area codes "
    "(LSOA, MSOA, ward or district) and a column of figures."
)
HOW = (
    "Everyone who uses this site can see your indicators on the Map, Targeting and Compare pages "
    "and in downloads. We do not split figures across smaller areas."
)


def show_own_indicators(page: Page) -> None:
    """Draw the part: those that are there, and the ways to add or change one."""
    records = kept_records.store().own_indicators.all()
    _follow(records)
    show_outcome(SAID)
    show_conflict()
    left, right = st.columns([1, 1.15], gap="large")
    with left:
        st.subheader("Indicators you have added", anchor=False)
        st.caption(HOW)
        if records:
            _show_all(page, records)
        else:
            st.info(NONE_YET, icon=":material/playlist_add:")
        with st.expander("Change, undo or remove", expanded=False):
            show_history(
                _book(), records, key="own", label=lambda one: one.content.name, change=_show_change
            )
    with right:
        st.subheader("Add indicator", anchor=False)
        turn = len(records)
        show_downloads((figures_template(page.places.levels[Level.LOCALITY]["name"]),))
        file = _ask_file(f"own:file:{turn}", "Upload spreadsheet")
        figures = _choose_column(file, f"own:column:{turn}") if file else None
        if figures is not None:
            form = _form(f"own:{figures.stem}", figures)
            show_form(form, {"provenance": Provenance.OFFICIAL}, label="Save")


def _follow(records: tuple[Record[OwnIndicator], ...]) -> None:
    """All pages show what was saved just now."""
    if kept_records.own_indicators() != records:
        kept_records.look_again()
        open_packs.bring_own(records)
        st.rerun()


def _book() -> Book[OwnIndicator]:
    return kept_records.store().own_indicators


def _show_all(page: Page, records: tuple[Record[OwnIndicator], ...]) -> None:
    table = own_table(records, page.pack)
    version = ".".join(f"{each.id}{each.version}" for each in records)
    show_table(table, key=f"own:table:{version}", most_px=300, room_px=HALF_PX)
    with st.container(horizontal=True, gap="small"):
        for each in records:
            one = page.pack.own.get(key_of(each))
            if one is not None:
                level = next(iter(one.statistics))
                link_to(
                    "map",
                    f"Show {each.content.name} on the map",
                    ":material/map:",
                    {"indicator": one.key, "level": level.value},
                )


def _ask_file(key: str, label: str) -> OwnFile | None:
    file = st.file_uploader(
        label,
        type=list(FORMATS),
        key=key,
        max_upload_size=LARGEST_MB,
        help="The first row has headings. Each other row has an area code and a figure. You can "
        "leave other columns in. If there is no figure, leave the cell empty or enter *.",
    )
    if file is None:
        return None
    content = file.getvalue()
    stem = f"{key}:{file.file_id}"
    sheet = st.session_state.get(f"{stem}:sheet") or ""
    said = tuple(sorted(answers(stem).items()))
    try:
        found = _read(file.name, hashlib.sha256(content).hexdigest(), sheet, said, content)
    except UnansweredError as question:
        ask_decisions(stem, question.decisions)
        return None
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/upload_file:")
        return None
    if len(found.sheets) > 1 and all(each.key != SHEETS for each in found.decisions):
        sheets = list(found.sheets)
        st.selectbox("Worksheet", sheets, index=sheets.index(found.sheet), key=f"{stem}:sheet")
    ask_decisions(stem, found.decisions)
    for note in found.notes:
        st.caption(plain(note))
    show_left_out(found.left_out, found.name, stem)
    return found


@open_packs.per_pack(max_entries=4, show_spinner="Reading the file…")
def _read(
    name: str,
    sha256: str,  # noqa: ARG001
    sheet: str,
    said: tuple[tuple[str, str], ...],
    _content: bytes,
) -> OwnFile:
    loaded = open_packs.load()
    areas = {level: each.index for level, each in loaded.known.levels.items()}
    lists = AreaCodes(loaded.pack, loaded.known)
    wanted = Wanted(areas, ASKED, lists, AreaNames.of(loaded.known))
    return read_own_file(_content, name, wanted, dict(said), sheet or None)


def _choose_column(file: OwnFile, key: str) -> Figures | None:
    column = file.columns[0]
    if len(file.columns) > 1:
        column = st.selectbox("Column of figures", file.columns, key=key)
    stem = f"{key}:{file.sha256}:{column}"
    try:
        found, notes = file.figures(column, answers(stem))
    except UnansweredError as question:
        ask_decisions(stem, question.decisions)
        return None
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/upload_file:")
        return None
    ask_decisions(stem, settled(file.name, file.figure_decisions(column), answers(stem)))
    for note in notes:
        st.caption(plain(note))
    many = LEVEL_NOUNS[file.level][1]
    st.markdown(f"**{len(found):,} {many}**, from {found.min():,.6g} to {found.max():,.6g}.")
    codes, figures = tuple(map(str, found.index)), tuple(map(float, found))
    return Figures(file.name, file.level, codes, figures)


def _show_change(record: Record[OwnIndicator]) -> None:
    """The form of one that is there, with new figures if a file is uploaded."""
    stem = f"own:change:{record.id}:{record.version}"
    file = _ask_file(f"{stem}:file", "Upload new figures (optional)")
    figures: Figures | None = Figures.of(record.content)
    if file is not None:
        figures = _choose_column(file, f"{stem}:column")
    if figures is not None:
        values = {ask.name: getattr(record.content, ask.name) for ask in ASKS}
        show_form(_form(stem, figures), values, record=record, label="Save new version")


def _form(name: str, figures: Figures) -> RecordForm[OwnIndicator]:
    def build(values: Values) -> OwnIndicator:
        kinds: dict[str, Callable[[str], Any]] = {
            "kind": FigureKind,
            "direction": Direction,
            "provenance": Provenance,
        }
        asked: dict[str, Any] = {
            ask.name: kinds.get(ask.name, str)(values[ask.name]) for ask in ASKS
        }
        return OwnIndicator(**asked, **vars(figures))

    return RecordForm(name, ASKS, build, _book)


ASKS = (
    Ask("name", "Indicator name", help="For example, Households in fuel poverty"),
    Ask(
        "kind",
        "Type of figure",
        "choice",
        help="For larger areas, we add up numbers, average percentages and rates over residents, "
        "and leave out scores and ranks. Below district level, we do not show fewer than 10 "
        "people.",
        options=[each.value for each in FigureKind],
        words=lambda key: KIND_WORDS[FigureKind(key)],
    ),
    Ask("unit", "Unit", help="For example, % of residents"),
    Ask(
        "direction",
        "Meaning of a high figure",
        "choice",
        options=[each.value for each in Direction],
        words=str.capitalize,
    ),
    Ask("period", "Period", help="For example, 2023 or April 2023 to March 2024"),
    Ask("publisher", "Publisher"),
    Ask("source", "Table title"),
    Ask(
        "licence", "Licence", "choice", options=list(LICENCES), words=lambda key: LICENCES[key].name
    ),
    Ask(
        "provenance",
        "Type of data",
        "choice",
        help="Official statistics come from an official body. Example data is not real and has a "
        "watermark everywhere.",
        options=[each.value for each in Provenance],
        words=lambda key: Provenance(key).label,
    ),
    Ask("note", "Method and limits", "text"),
)
"""The short form."""
