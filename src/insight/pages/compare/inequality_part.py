"""The gap between the most and the least deprived: paste or upload, see, take away."""

import hashlib
from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.analysis.view import Figure
from insight.errors import InsightError
from insight.figures.screen.inequality import gradient_figure
from insight.pages.compare.inequality import (
    EXAMPLE,
    EXAMPLE_ABOUT,
    Gap,
    TableDescription,
    change_words,
    fit_words,
    gap_of,
    headlines,
    ratio_words,
)
from insight.pages.compare.inequality_figures import (
    example_download,
    gap_download,
    gap_statement,
    gradient_chart,
    method_notes,
)
from insight.pages.compare.inequality_refusals import NEEDED, refused_shelves
from insight.shell.forms.decisions import answers, ask_decisions, show_left_out
from insight.shell.frame import Page, link_to
from insight.shell.layout.column_widths import MOST_PX
from insight.shell.layout.rooms import more_actions
from insight.shell.papers import dated, paper_link, show_papers
from insight.shell.show import show_downloads, show_figure, show_headlines, show_table
from insight.shell.written import plain, taken
from insight.statement import Statement
from insight.tables.decisions import UnansweredError
from insight.tables.group_table import PASTED, GroupTable, read_group_table, read_pasted
from insight.tables.reader.grid import FORMATS, LARGEST_MB
from insight.tables.templates import groups_template

UNKNOWN = "The data on this site cannot show whether the gap is narrowing. This is why."
LONGEST = 100_000
"""Characters: some hundred rows of a wide sheet."""
ALONE = "No other period"
ABOUT = {
    "measure": ("Measure", "Adults inactive", 60),
    "place": ("Population", "England", 60),
    "source": ("Source", "Sport England, Active Lives Online", 120),
}
"""Label, example and most letters of what the reader says of the table."""

_KEPT, _TEXT = "inequality:kept", "inequality:text"
_FIELDS = {name: f"inequality:{name}" for name in ABOUT}


def show_inequality(page: Page, actions: DeltaGenerator) -> None:
    """Ask for a surveyed table, show its index of inequality, or say what is wrong."""
    _restore()
    left, right = st.columns([1, 2.1], gap="medium")
    with left:
        table, about = _ask()
    with right:
        if table is None:
            _show_start()
        else:
            _show_table_of(page, table, about, actions)
        _show_guidance(page)


def _restore() -> None:
    """Streamlit drops what a widget held when another page is opened (1.67)."""
    kept = st.session_state.setdefault(_KEPT, {})
    for key in (_TEXT, *_FIELDS.values()):
        if key in st.session_state:
            kept[key] = st.session_state[key]
        else:
            st.session_state[key] = kept.get(key, "")


def _ask() -> tuple[GroupTable | None, TableDescription]:
    text = st.text_area(
        "Paste table",
        key=_TEXT,
        height=190,
        max_chars=LONGEST,
        placeholder="group, population, sample, value\n1, 200000, 900, 33.0\n"
        "2, 210000, 950, 29.0\n…",
        help="Use one row for each fifth or tenth. Headings are group (1 is the most deprived), "
        "population or sample, and value in per cent. You can add lower and upper (95% limits) "
        "and period.",
    )
    file = st.file_uploader(
        "Upload table", type=list(FORMATS), key="inequality:file", max_upload_size=LARGEST_MB
    )
    st.caption("Your table is not saved or included in links.")
    words = {
        name: taken(
            st.text_input(label, key=_FIELDS[name], placeholder=example, max_chars=most),
            f"answer to “{label}”",
        )
        for name, (label, example, most) in ABOUT.items()
    }
    about = TableDescription(**words)
    if file is None and not text.strip():
        return None, about
    stem = f"inequality:{file.file_id if file else hashlib.sha256(text.encode()).hexdigest()[:12]}"
    said = answers(stem)
    try:
        table = (
            read_group_table(file.name, file.getvalue(), said) if file else read_pasted(text, said)
        )
        ask_decisions(stem, table.decisions)
        show_left_out(table.left_out, table.file)
        return table, about
    except UnansweredError as question:
        ask_decisions(stem, question.decisions)
        return None, about
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/table_rows:")
        return None, about


def _show_start() -> None:
    st.info(
        f"{NEEDED} You can find such tables in Active Lives Online and in Fingertips. Paste one "
        "with the most deprived group first.",
        icon=":material/content_paste:",
    )
    with st.container(horizontal=True):
        st.button(
            "Try it with example data",
            key="inequality:example",
            icon=":material/science:",
            on_click=_take_example,
        )
        show_downloads((example_download(), groups_template()))
    st.caption("Example data is not real. Everything made from it is marked.")


def _take_example() -> None:
    st.session_state[_TEXT] = EXAMPLE
    for name, key in _FIELDS.items():
        st.session_state[key] = getattr(EXAMPLE_ABOUT, name)


def _forget() -> None:
    for key in (_TEXT, *_FIELDS.values()):
        st.session_state[key] = ""


def _show_table_of(
    page: Page, table: GroupTable, about: TableDescription, actions: DeltaGenerator
) -> None:
    try:
        gap = gap_of(table, about, _choose_periods(table.periods))
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/table_rows:")
        return
    if table.is_illustrative:
        st.warning("Example data. This table is not real.", icon=":material/science:")
    found = gap_statement(gap, page.pack.version)
    st.markdown(f"**{plain(found.title)}**")
    said = (ratio_words(gap), *change_words(gap), fit_words(gap))
    st.markdown(plain(" ".join(filter(None, said))))
    show_headlines(headlines(gap))
    plot = gradient_figure(gradient_chart(gap), page.palette)
    show_figure(page, Figure(plot, found.alt), key="inequality:figure")
    with actions:
        _show_files(page, gap, found)
    if found.table is not None:
        show_table(found.table, key="inequality:table", most_px=250, room_px=MOST_PX)
    st.caption(plain(f"How we read your table. {' '.join(table.notes)}"))
    st.caption(plain(" ".join(filter(None, method_notes(gap)))))
    st.caption(plain(found.provided.line()))


def _choose_periods(periods: Sequence[str]) -> tuple[str, ...]:
    if len(periods) < 2:
        return tuple(periods)
    left, right = st.columns(2)
    later = left.selectbox(
        "Period", list(periods[::-1]), key="inequality:later", format_func=_period_words
    )
    others = [each for each in periods if each != later]
    other = right.selectbox(
        "Earlier period",
        [*others[:1], ALONE, *others[1:]],
        key="inequality:earlier",
        format_func=_period_words,
    )
    chosen = {later, other} - {ALONE}
    return tuple(each for each in periods if each in chosen)


def _period_words(period: str) -> str:
    return period or "No period given"


def _show_files(page: Page, gap: Gap, found: Statement) -> None:
    show_papers(partial(found.item, paper_link(page)), dated("inequality"), "inequality")
    with more_actions("inequality"):
        show_downloads((gap_download(gap, page.pack.version),))
        if gap.table.file == PASTED:
            # A file is taken away at its own cross.
            label, key = "Clear table", "inequality:forget"
            st.button(label, key=key, icon=":material/delete:", on_click=_forget)


def _show_guidance(page: Page) -> None:
    with st.container(border=True):
        st.markdown(f"**{UNKNOWN}**")
        for shelf in refused_shelves(page.pack):
            st.markdown(f"**{shelf.group}.** {plain(shelf.words)}")
            for way in shelf.ways:
                link_to(way.page, way.label, ":material/arrow_forward:", way.choices)
