"""What people who know a place say beside its figures; no figure changes by it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from insight.analysis.work.knowledge import said_of, with_knowledge
from insight.analysis.work.stage_words import NOTE_WORDS, day_words
from insight.errors import InsightError
from insight.exports.files import Download
from insight.records.kinds.horizontal import Note
from insight.records.record import Record
from insight.shell import kept_records, kept_work, link
from insight.shell.forms.model_forms import answer_form, note_form
from insight.shell.forms.record_form import show_change, show_form, show_what_came
from insight.shell.forms.record_history import show_history
from insight.shell.layout import example_data
from insight.shell.written import plain

LONGEST_LABEL = 50


def with_notes(
    downloads: Sequence[Download], *columns: str, names: Mapping[str, str] | None = None
) -> tuple[Download, ...]:
    """Files with what is said of the places in each row, asked when one is made."""
    source = link.wish("records")  # a file is made outside the run of the page

    def said() -> dict[str, str] | None:
        try:
            found = said_of(kept_work.notes_of(source))
        except InsightError:
            return None
        own = {name: found[key] for key, name in (names or {}).items() if key in found}
        return found | own

    return with_knowledge(downloads, said, columns)


def show_notes(subject: str, name: str, *, about: str = "") -> None:
    """What is said of an area or a neighbourhood, and a way to say more."""
    try:
        found = kept_work.notes_of(link.wish("records")).get(subject, ())
    except InsightError as error:
        st.caption(plain(str(error)))
        return
    # Steps and evidence are saved on the same pages: what came of those is theirs.
    with st.container(border=bool(found), gap="small", key=f"notes:{subject}"):
        if found:
            st.markdown(
                "**Local knowledge** (shown next to the figures, not part of them)", width="content"
            )
            for one in found:
                show_note(one)
        if example_data.is_closed("add local knowledge"):
            return
        label = "Add local knowledge or report an error"
        with st.popover(label, icon=":material/rate_review:", key=f"notes:open:{subject}"):
            show_what_came()
            st.caption(
                "Your note and name appear next to the figures and in downloads. The note "
                "does not change any figure."
            )
            st.text(name)
            show_form(note_form(subject, about), {"about": about}, label="Save note", columns=1)
        if found:
            with st.popover(
                "Answer or change notes", icon=":material/reply:", key=f"notes:change:{subject}"
            ):
                show_history(
                    kept_records.store().notes,
                    found,
                    key=f"notes:history:{subject}",
                    label=lambda one: f"{one.created_by}: {one.content.words[:LONGEST_LABEL]}",
                    change=lambda one: show_change(
                        answer_form(one.content), one, label="Save answer", columns=1
                    ),
                )


def show_note(one: Record[Note]) -> None:
    """One note: what is said, how that is known, by whom, and the answer."""
    content = one.content
    st.markdown(f":blue-badge[{NOTE_WORDS[content.kind]}]")
    about = f"About {content.about}: " if content.about else ""
    st.text(f"{about}{content.words}")
    st.caption(f"{plain(one.created_by)}, {day_words(one.created_at.date())}. Reason:")
    st.text(content.reason)
    if content.answer:
        st.caption(f"Answer from {plain(one.changed_by)}, {day_words(one.changed_at.date())}:")
        st.text(content.answer)
