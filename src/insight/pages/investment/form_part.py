"""Enter or change one investment, so that nobody's work is overwritten."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from insight.errors import InsightError
from insight.pages.investment.ledger import LEVEL_WORDS, side_by_side
from insight.records.errors import ConflictError
from insight.records.kinds.investments import Entry, Form, Investment, Part, Place
from insight.records.record import Edit
from insight.shell import kept_records, link
from insight.shell.forms.saving import ask_who, in_rows, remember_who
from insight.shell.frame import Page
from insight.shell.show import show_table
from insight.shell.written import plain
from insight.tables.ledger_columns import MEANINGS, Field
from insight.tables.ledger_file import read_cells
from insight.tables.ledger_places import StudyArea
from insight.tables.ledger_sheet import OWN_COLUMNS, cells_of

PAGE = "investment"
SAID = "ledger:said"
_CONFLICT = "ledger:conflict"
_MADE = "ledger:made"

CHOSEN: Mapping[Field, Sequence[str]] = {
    Field.FORM: [form.value for form in Form],
    Field.PART: [part.value for part in Part],
    Field.LEVEL: [place.value for place in Place],
}

LABELS = {
    Field.FORM: "Cash or in kind",
    Field.PART: "Core or matched",
    Field.PARENT: "Part of (reference)",
    Field.AMOUNT: "Amount, £",
    Field.START: "Start, dd/mm/yyyy",
    Field.END: "End, dd/mm/yyyy",
    Field.LEVEL: "Recorded at",
    Field.PLACE: "Place: code, postcode or name",
}


def show_form(page: Page, record: Investment | None) -> None:
    """The form that adds an investment or changes one."""
    # Of its own for each version, and each one added: it closes once it is saved.
    turn = st.session_state.get(_MADE, 0)
    stem = f"entry:{record.id}:{record.version}" if record else f"entry:new:{turn}"
    label = "Change" if record else "Add an investment"
    icon = ":material/edit:" if record else ":material/add:"
    with (
        st.popover(label, icon=icon, key=f"{stem}:popover", width="content"),
        st.form(stem, border=False, enter_to_submit=False),
    ):
        names = kept_records.neighbourhood_names()
        values = cells_of(record.content, names) if record else {}
        for place, field in in_rows(OWN_COLUMNS, 3):
            with place:
                _ask(stem, field, values.get(field, ""), page.pack.about.short_title)
        ask_who(f"{stem}:who")
        st.form_submit_button(
            "Save as a new version" if record else "Save this investment",
            icon=":material/save:",
            on_click=_submit,
            args=(page, stem, record),
        )


def _ask(stem: str, field: Field, value: str, short: str) -> None:
    label = LABELS.get(field, field.value.capitalize())
    key = f"{stem}:{field.name}"
    if field in CHOSEN:
        options = list(CHOSEN[field])
        st.selectbox(
            label,
            options,
            index=options.index(value) if value else 0,
            key=key,
            format_func=lambda each: (
                LEVEL_WORDS[each].format(short=short) if field is Field.LEVEL else each.capitalize()
            ),
        )
    else:
        st.text_input(label, value, key=key, help=MEANINGS[field].help)


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
    """Save what the form says, by the rules by which a file is read."""
    state = st.session_state
    who = remember_who(state[f"{stem}:who"])
    values = {field: str(state[f"{stem}:{field.name}"]) for field in OWN_COLUMNS}
    edits: list[Edit[Entry]] = []
    with outcome(edits, who) as say:
        entry, problems = read_cells(values, study_area(page))
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
        say(f"Saved: {saved.name}, version {saved.version}.")
        link.choose("entry", saved.id, PAGE)


def study_area(page: Page) -> StudyArea:
    """Places that investments may be recorded at."""
    return StudyArea(page.pack, page.places, kept_records.store().neighbourhoods())


def show_conflict(names: Mapping[str, str]) -> None:
    """Both versions side by side, and the two ways on."""
    if _CONFLICT not in st.session_state:
        return
    theirs, mine, edits, who = st.session_state[_CONFLICT]
    deed = "removed" if theirs.is_removed else "changed"
    st.error(
        f"Not saved: {plain(theirs.changed_by)} {deed} this investment on "
        f"{theirs.changed_at:%d %B %Y at %H:%M} UTC, while you were working on it. "
        "Nothing of either version is lost.",
        icon=":material/sync_problem:",
    )
    titles = (f"Theirs, version {theirs.version}", "Mine, not saved")
    show_table(side_by_side(theirs.content, mine, names, titles), key="ledger:conflict:table")
    with st.container(horizontal=True):
        st.button("Keep theirs", key="ledger:conflict:theirs", on_click=_keep_theirs)
        if not theirs.is_removed:
            st.button(
                "Save mine as a new version",
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


def save_edits(edits: tuple[Edit[Entry], ...], who: str) -> bool:
    """Save several edits together, say what came of it, and whether it is done."""
    with outcome(edits, who) as say:
        done = kept_records.store().ledger.change_all(edits, who=who)
        say(
            f"Saved: {done.records} changed. They can be undone together under Imports "
            "and table edits."
        )
        return True
    return False
