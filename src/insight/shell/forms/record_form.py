"""One form for records of any kind: asked, checked, saved, and nobody overwritten."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, Literal

import streamlit as st

from insight.analysis.work.record_tables import fields_side_by_side
from insight.records.book import Book
from insight.records.errors import ConflictError
from insight.records.record import Content, Edit, Record
from insight.records.steps import removed_unseen
from insight.shell.forms.saving import ask_who, in_rows, outcome, remember_who, show_outcome
from insight.shell.kept_work import record_names
from insight.shell.show import show_table
from insight.shell.written import plain

SAID = "work:said"
_MADE = "work:made"
_SAVED = "work:saved"
_CONFLICT = "work:conflict"

Values = Mapping[str, Any]


def note_saved() -> None:
    """Remember that records changed, for a dialog that shows what they were."""
    st.session_state[_SAVED] = True


def open_dialog(title: str, close: Callable[[], None], draw: Callable[[], None]) -> None:
    """Open what shows records over the page; once they changed, close and run the page again."""

    @st.dialog(plain(title), width="large", on_dismiss=close)
    def show() -> None:
        if st.session_state.pop(_SAVED, False):
            close()
            st.rerun()
        show_what_came()
        draw()

    # What is drawn first shows the records as they are.
    st.session_state.pop(_SAVED, None)
    show()


@dataclass(frozen=True)
class Ask:
    """One question of a form."""

    name: str  # field of the content
    label: str
    kind: Literal["line", "text", "choice", "several", "day", "count"] = "line"
    help: str = ""
    options: Sequence[str] = ()
    words: Callable[[str], str] = str  # what an option is called


@dataclass(frozen=True)
class RecordForm(Generic[Content]):
    """How one kind of record is asked for and saved."""

    name: str  # stem of the keys of its widgets
    asks: tuple[Ask, ...]
    build: Callable[[Values], Content]  # raises `InsightError` if the answers make no content
    book: Callable[[], Book[Content]]  # opened when it is needed
    values: Callable[[Any], Values] = asdict  # answers that a content gives


def show_form(
    form: RecordForm[Content],
    values: Values,
    *,
    record: Record[Content] | None = None,
    label: str = "Save",
    columns: int = 2,
) -> None:
    """Ask, and save on the press of the button."""
    # Of its own for each version, and each one added: it is empty once it is saved.
    at = f"{record.id}:{record.version}" if record else f"new:{st.session_state.get(_MADE, 0)}"
    stem = f"{form.name}:{at}"
    with st.form(stem, border=False, enter_to_submit=False):
        for place, ask in in_rows(form.asks, columns):
            with place:
                _ask(stem, ask, values.get(ask.name))
        who, button = st.columns([2, 1], vertical_alignment="bottom")
        with who:
            ask_who(f"{stem}:who")
        button.form_submit_button(
            label, icon=":material/save:", on_click=_submit, args=(form, stem, record)
        )


def show_change(
    form: RecordForm[Content],
    record: Record[Content],
    *,
    label: str = "Save as a new version",
    columns: int = 2,
) -> None:
    """The form of a record that is there."""
    show_form(form, form.values(record.content), record=record, label=label, columns=columns)


def show_what_came() -> None:
    """What came of the last save, and what somebody else saved meanwhile."""
    show_outcome(SAID)
    show_conflict()


def show_conflict() -> None:
    """What somebody else saved meanwhile, next to what was not saved."""
    if _CONFLICT not in st.session_state:
        return
    theirs, mine, words = st.session_state[_CONFLICT]
    st.error(plain(words), icon=":material/sync_problem:")
    show_table(
        fields_side_by_side(
            theirs.content,
            mine,
            (f"Their version {theirs.version}", "My version (not saved)"),
            record_names(),
        ),
        key="work:conflict:table",
    )
    st.button(
        "Close comparison",
        key="work:conflict:close",
        on_click=st.session_state.pop,
        args=(_CONFLICT, None),
    )


def _ask(stem: str, ask: Ask, value: Any) -> None:  # noqa: ANN401 - of any field
    key = f"{stem}:{ask.name}"
    more: dict[str, Any] = {"key": key, "help": ask.help or None}
    options, words = list(ask.options), ask.words
    if ask.kind == "choice":
        at = options.index(value) if value in options else 0
        st.selectbox(ask.label, options, index=at, format_func=words, **more)
    elif ask.kind == "several":
        more["default"] = [each for each in value or () if each in options]
        st.pills(ask.label, options, selection_mode="multi", format_func=words, **more)
    elif ask.kind == "day":
        # Streamlit's own field for days has parts too small to be hit (1.67).
        more["help"] = ask.help or "For example, 27/03/2025"
        st.text_input(ask.label, f"{value:%d/%m/%Y}" if value else "", **more)
    elif ask.kind == "count":
        st.number_input(ask.label, min_value=0, value=value, step=1, **more)
    elif ask.kind == "text":
        st.text_area(ask.label, value or "", height=90, **more)
    else:
        st.text_input(ask.label, value or "", **more)


def _submit(form: RecordForm[Content], stem: str, record: Record[Content] | None) -> None:
    state = st.session_state
    who = remember_who(state[f"{stem}:who"])
    with outcome(SAID) as say:
        content = form.build({ask.name: state[f"{stem}:{ask.name}"] for ask in form.asks})
        try:
            if record is None:
                saved = form.book().add(content, who=who)
                state[_MADE] = state.get(_MADE, 0) + 1
            else:
                saved = form.book().change(Edit(record.id, record.version, content), who=who)
        except ConflictError as conflict:
            state[_CONFLICT] = (conflict.theirs, conflict.mine, str(conflict))
            return
        said = removed_unseen(content)
        say(f"Saved “{saved.name}”, version {saved.version}. {said}".rstrip())
        note_saved()
