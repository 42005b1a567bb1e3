"""Enter or change investments, one in a form or several in a table, overwriting nobody’s work."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from insight.analysis.money.accounts import Accounts
from insight.analysis.money.chosen_money import Money
from insight.characters import removal_note
from insight.errors import InsightError
from insight.exports.table import escape_formula, unescape_formula
from insight.pages.investment.ledger import LEVEL_WORDS, side_by_side
from insight.records.errors import ConflictError
from insight.records.kinds.entries import entry_of_row
from insight.records.kinds.investments import Entry, Form, Investment, Part, Place
from insight.records.record import Edit
from insight.shell import kept_records, link
from insight.shell.forms.saving import Who, ask_who, in_rows, remember_who
from insight.shell.frame import Page
from insight.shell.kept_work import record_names
from insight.shell.show import show_table
from insight.shell.written import plain
from insight.tables.ledger_columns import MEANINGS, Field
from insight.tables.ledger_file import read_cells
from insight.tables.ledger_places import StudyArea
from insight.tables.ledger_sheet import OWN_COLUMNS, cells_of
from insight.words import counted

PAGE = "investment"
SAID = "ledger:said"
_CONFLICT = "ledger:conflict"
_MADE = "ledger:made"
FORM_PX = 760

CHOSEN: Mapping[Field, Sequence[str]] = {
    Field.FORM: [form.value for form in Form],
    Field.PART: [part.value for part in Part],
    Field.LEVEL: [place.value for place in Place],
}

LABELS = {
    Field.FORM: "Cash or in kind",
    Field.PART: "Core or match funding",
    Field.PARENT: "Main investment (reference)",
    Field.AMOUNT: "Amount (£)",
    Field.START: "Start date",
    Field.END: "End date",
    Field.LEVEL: "Area level",
    Field.PLACE: "Area (code, postcode or name)",
}


FIRST = (
    *(Field.FUNDER, Field.RECIPIENT, Field.AMOUNT, Field.START),
    *(Field.LEVEL, Field.PLACE, Field.FORM, Field.PART),
)
"""Fields that are asked for first; the others can be left empty."""
NEEDED = (Field.FUNDER, Field.AMOUNT, Field.START)
"""Fields without which nothing is saved; those that are chosen always have a value."""


def open_form(way: str) -> None:
    """Show the form of a ``new`` investment, to ``change`` the one that is open, or neither."""
    if way == "new":
        link.choose("entry", "", PAGE)
    link.choose("write", way, PAGE)


def show_form(page: Page, record: Investment | None) -> None:
    """The form that adds an investment or changes one, in place of the ledger."""
    # Of its own for each version, and each one added.
    turn = st.session_state.get(_MADE, 0)
    stem = f"entry:{record.id}:{record.version}" if record else f"entry:new:{turn}"
    st.subheader("Change investment" if record else "Add investment", anchor=False)
    with st.form(stem, border=False, enter_to_submit=False, width=FORM_PX):
        names = kept_records.neighbourhood_names()
        values = cells_of(record.content, names) if record else {}
        others = [field for field in OWN_COLUMNS if field not in FIRST]
        for fields in (FIRST, others):
            if fields is others:
                st.markdown("**If you know it**")
            for place, field in in_rows(fields, 2):
                with place:
                    _ask(stem, field, values.get(field, ""), page.pack.about.short_title)
        ask_who(f"{stem}:who")
        with st.container(horizontal=True):
            st.form_submit_button(
                "Save as a new version" if record else "Save investment",
                icon=":material/save:",
                on_click=_submit,
                args=(page, stem, record),
            )
            st.form_submit_button(
                "Back to the ledger", type="tertiary", on_click=open_form, args=("",)
            )


def _ask(stem: str, field: Field, value: str, short: str) -> None:
    label = LABELS.get(field, field.label)
    key = f"{stem}:{field.name}"
    if field in CHOSEN:
        words = {each: each.capitalize() for each in CHOSEN[field]}
        if field is Field.LEVEL:
            words = {each: LEVEL_WORDS[each].format(short=short) for each in words}
        options = list(words)
        at = options.index(value) if value else 0
        st.selectbox(label, options, at, key=key, format_func=lambda each: words[each])
    else:
        needed = " (required)" if field in NEEDED else ""
        st.text_input(f"{label}{needed}", value, key=key, help=MEANINGS[field].help)
    for advice in st.session_state.get(f"{stem}:wrong", {}).get(field, ()):
        st.error(plain(f"{label} {advice}"), icon=":material/error:")


@contextmanager
def outcome(edits: Sequence[Edit[Entry]] = (), who: str = "") -> Iterator[Callable[[str], None]]:
    """What came of a save, said by `show_outcome`: the words given, or why it failed.

    Of edits both versions are held until the reader has chosen between them.
    """
    try:
        yield lambda words: st.session_state.update({SAID: ("success", words)})
    except InsightError as error:
        if edits and isinstance(error, ConflictError):
            st.session_state[_CONFLICT] = (error.theirs, error.mine, tuple(edits), who)
        else:
            st.session_state[SAID] = ("error", str(error))


def _submit(page: Page, stem: str, record: Investment | None) -> None:
    state = st.session_state
    who = remember_who(state[f"{stem}:who"])
    values = {field: str(state[f"{stem}:{field.name}"]) for field in OWN_COLUMNS}
    edits: list[Edit[Entry]] = []
    with outcome(edits, who) as say:
        entry, problems = read_cells(values, study_area(page))
        state[f"{stem}:wrong"] = {
            field: [each.advice for each in problems if each.column == field] for field in values
        }
        if entry is None:
            said = "; ".join(f"{each.column} {each.advice}" for each in problems)
            raise InsightError(f"Nothing was saved: {said}.")
        ledger = kept_records.store().ledger
        if record is None:
            saved = ledger.add(entry, who=who)
            state[_MADE] = state.get(_MADE, 0) + 1
        else:
            edits.append(Edit(record.id, record.version, entry))
            saved = ledger.change(edits[0], who=who)
        note = removal_note((f"the {field}", text) for field, text in values.items())
        say(f"Saved “{saved.name}”, version {saved.version}. {note}".rstrip())
        link.choose("entry", saved.id, PAGE)
        link.choose("write", "", PAGE)


def study_area(page: Page) -> StudyArea:
    """Places that investments may be recorded at."""
    return StudyArea(page.pack, page.places, kept_records.store().neighbourhoods())


def show_conflict() -> None:
    """Both versions side by side, and the two ways on."""
    if _CONFLICT not in st.session_state:
        return
    theirs, mine, edits, who = st.session_state[_CONFLICT]
    deed = "removed" if theirs.is_removed else "changed"
    st.error(
        f"Your changes are not saved. {plain(theirs.changed_by)} {deed} this investment on "
        f"{theirs.changed_at:%d %B %Y at %H:%M} UTC, while you were working on it. "
        "Choose which version to keep. Neither is lost.",
        icon=":material/sync_problem:",
    )
    titles = (f"Their version {theirs.version}", "My version (not saved)")
    show_table(
        side_by_side(theirs.content, mine, record_names(), titles), key="ledger:conflict:table"
    )
    with st.container(horizontal=True):
        st.button("Keep their version", key="ledger:conflict:theirs", on_click=_keep_theirs)
        if not theirs.is_removed:
            st.button(
                "Save my version",
                key="ledger:conflict:mine",
                on_click=_save_mine,
                args=(theirs, edits, who),
            )


def _keep_theirs() -> None:
    st.session_state.pop(_CONFLICT, None)


def _save_mine(theirs: Investment, edits: tuple[Edit[Entry], ...], who: str) -> None:
    """Save again, from their version this time."""
    _keep_theirs()
    newest = [
        replace(edit, version=theirs.version) if edit.id == theirs.id else edit for edit in edits
    ]
    save_edits(tuple(newest), who)


def save_edits(edits: tuple[Edit[Entry], ...], who: str, note: str = "") -> bool:
    """Save several edits together, say what came of it, and whether it is done."""
    with outcome(edits, who) as say:
        done = kept_records.store().ledger.change_all(edits, who=who)
        say(
            f"Saved changes to {counted(done.records, 'investment')}. You can undo them "
            f"together under Imports and table edits. {note}".rstrip()
        )
        return True
    return False


_EDITED = "ledger:edited"
_TURN = "ledger:turn"
TABLE_PX = 460
MOST_ROWS = 200

COLUMNS = (
    *(Field.RECIPIENT, Field.AMOUNT, Field.FUNDER, Field.PROGRAMME, Field.START, Field.END),
    *(Field.LEVEL, Field.PLACE, Field.FORM, Field.PART, Field.REFERENCE, Field.PARENT),
    *(Field.PURPOSE, Field.SOURCE, Field.NOTE),
)


@dataclass(frozen=True, eq=False)
class Editing:
    """Rows as they were seen, with their versions.

    A copy that the session keeps: what others save in the meantime must neither move a pending
    edit to another row nor throw it away, as where the rows of a live table change under an
    editor (Streamlit 1.67).
    """

    key: str
    rows: pd.DataFrame
    versions: dict[str, int]
    whole: dict[str, dict[Field, str]]


def start_editing(accounts: Accounts, ids: tuple[str, ...]) -> None:
    """Copy some rows of the ledger for the editor."""
    wanted = list(ids[:MOST_ROWS])
    table = accounts.table.set_index("id", drop=False).loc[wanted]
    whole = {
        str(row.id): cells_of(entry_of_row(row), accounts.names)
        for row in table.itertuples(index=False)
    }
    # The browser can save an editor's table as CSV.
    cells = [[escape_formula(whole[key][field]) for field in COLUMNS] for key in wanted]
    rows = pd.DataFrame(cells, index=wanted, columns=[field.value for field in COLUMNS])
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    versions = {str(key): int(version) for key, version in table["version"].items()}
    st.session_state[_EDITED] = Editing(f"ledger:editor:{turn}", rows, versions, whole)


def show_editor(page: Page, money: Money) -> bool:
    """The table that is being edited, if one is."""
    editing: Editing | None = st.session_state.get(_EDITED)
    if editing is None or money.is_illustrative:
        return False
    st.data_editor(
        editing.rows,
        key=editing.key,
        height=TABLE_PX,
        hide_index=True,
        alt="Table of investments that can be edited.",
        column_config={
            field.value: st.column_config.SelectboxColumn(
                field.label, options=list(CHOSEN[field]), required=True
            )
            if field in CHOSEN
            else st.column_config.TextColumn(field.label)
            for field in COLUMNS
        },
    )
    changed = st.session_state[editing.key]["edited_rows"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = ask_who("ledger:editor:who")
        st.button(
            f"Save {counted(len(changed), 'change')}",
            key="ledger:editor:save",
            icon=":material/save:",
            disabled=not changed,
            on_click=_save,
            args=(page, editing, who),
        )
        st.button("Stop editing", key="ledger:editor:stop", on_click=_stop)
    st.caption(
        "All changes are saved together, and you can undo them together. Enter dates like "
        "27/03/2025."
    )
    return True


def _stop() -> None:
    st.session_state.pop(_EDITED, None)


def _save(page: Page, editing: Editing, who: Who) -> None:
    edits, wrong = [], []
    written: list[tuple[str, str]] = []
    area = study_area(page)
    for position, changes in st.session_state[editing.key]["edited_rows"].items():
        key = str(editing.rows.index[int(position)])
        typed = {Field(name): unescape_formula(str(text or "")) for name, text in changes.items()}
        written += [(f"the {field} of row {int(position) + 1}", typed[field]) for field in typed]
        entry, problems = read_cells({**editing.whole[key], **typed}, area)
        if entry is None:
            said = "; ".join(f"{each.column} {each.advice}" for each in problems)
            wrong.append(f"row {int(position) + 1}, {said}")
        else:
            edits.append(Edit(key, editing.versions[key], entry))
    if wrong:
        st.session_state[SAID] = ("error", f"Nothing was saved: {'. '.join(wrong)}.")
    elif save_edits(tuple(edits), who(), removal_note(written)):
        _stop()
