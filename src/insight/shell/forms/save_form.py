"""Save a neighbourhood, new or changed, so that nobody's work is overwritten."""

from dataclasses import replace

import streamlit as st

from insight.analysis.place import ProfilePlace
from insight.records.errors import ConflictError
from insight.records.kinds.neighbourhoods import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Draft,
    Neighbourhood,
    Status,
)
from insight.records.steps import removed_unseen
from insight.shell import kept_records, link
from insight.shell.forms.saving import ask_who, outcome, remember_who, show_outcome
from insight.shell.frame import Page
from insight.shell.layout import example_data
from insight.shell.written import plain

PAGE = "neighbourhood"
_SAID = "save:said"
_CONFLICT = "save:conflict"
_SEEN = "save:seen"


def show_save_outcome() -> None:
    """What came of the last save, in a container that keeps its place, or a form would close."""
    with st.container():
        show_outcome(_SAID)
        _show_conflict()


def show_save(
    page: Page, place: ProfilePlace, record: Neighbourhood | None, members: tuple[str, ...]
) -> None:
    """The form that saves what is seen, held against the version that this session saw."""
    if example_data.is_closed("save this neighbourhood"):
        return
    draft, version = record.draft if record else Draft(place.name, "", (), ""), 0
    if record is not None:
        version = st.session_state.setdefault(_SEEN, {}).setdefault(record.id, record.version)
    ordered = tuple(sorted(members))
    if ordered != draft.members:
        by_hand = f"Areas selected by hand, data version {page.pack.version}."
        draft = replace(draft, members=ordered, defined_by=by_hand)
    stem = f"save:{record.id if record else '.'.join(members)}:{version}"
    with (
        # Of its own for each version: it closes when the version has been saved.
        st.popover(
            "Save changes" if record else "Save neighbourhood",
            icon=":material/save:",
            key=f"{stem}:popover",
        ),
        st.form(stem, border=False, enter_to_submit=False),
    ):
        st.text_input("Name", draft.name, key=f"{stem}:name", max_chars=LONGEST_NAME)
        st.text_area(
            "Description",
            draft.description,
            key=f"{stem}:description",
            max_chars=LONGEST_TEXT,
            help="Do not include personal data. This text appears on pages and in downloads.",
        )
        st.selectbox(
            "Status",
            [status.value for status in Status],
            index=list(Status).index(draft.status),
            key=f"{stem}:status",
            format_func=str.capitalize,
        )
        ask_who(f"{stem}:who")
        st.form_submit_button(
            "Save as a new version" if record else "Save new neighbourhood",
            icon=":material/save:",
            on_click=_submit,
            args=(stem, draft, record.id if record else "", version),
        )


def _submit(stem: str, before: Draft, id: str, version: int) -> None:  # noqa: A002
    state = st.session_state
    draft = replace(
        before,
        name=state[f"{stem}:name"],
        description=state[f"{stem}:description"],
        status=Status(state[f"{stem}:status"]),
    )
    save_draft(draft, id, version, remember_who(state[f"{stem}:who"]))


def forget_seen(id: str) -> None:  # noqa: A002 - the record's word
    """See a record afresh, as when it is opened or has just been saved."""
    st.session_state.setdefault(_SEEN, {}).pop(id, None)


def save_draft(draft: Draft, id: str, version: int, who: str) -> None:  # noqa: A002
    """Save a neighbourhood, new without an id, and open it; both versions stay in a conflict."""
    with outcome(_SAID) as say:
        store = kept_records.store()
        try:
            if id:
                saved = store.change(id, draft, version=version, who=who)
            else:
                saved = store.add(draft, who=who)
        except ConflictError as conflict:
            st.session_state[_CONFLICT] = (conflict.theirs, draft, who)
            return
        st.session_state.pop(_CONFLICT, None)
        done = f"Saved “{saved.name}”, version {saved.version}, {saved.changed_at:%H:%M} UTC."
        say(f"{done} {removed_unseen(draft)}".rstrip())
        _open(saved.id)


def _open(id: str) -> None:  # noqa: A002
    forget_seen(id)
    link.choose("place", id, PAGE)
    link.choose("members", "", PAGE)


def _show_conflict() -> None:
    if _CONFLICT not in st.session_state:
        return
    theirs, mine, who = st.session_state[_CONFLICT]
    st.error(
        f"Your changes are not saved. {plain(theirs.changed_by)} changed this neighbourhood on "
        f"{theirs.changed_at:%d %B %Y at %H:%M} UTC, while you were working on it. "
        "Choose which version to keep. Neither is lost.",
        icon=":material/sync_problem:",
    )
    left, right = st.columns(2)
    of_both = (
        (left, f"Their version {theirs.version}", theirs.draft, "theirs", "Keep their version"),
        (right, "My version (not saved)", mine, "mine", "Save my version"),
    )
    for column, title, draft, key, label in of_both:
        with column.container(border=True):
            st.markdown(f"**{title}**")
            st.text(
                f"{draft.name}\n{draft.status}, {len(draft.members)} small areas (LSOAs)\n"
                f"{', '.join(draft.members)}\n{draft.description}"
            )
            st.button(
                label, key=f"save:conflict:{key}", on_click=_resolve, args=(key, theirs, mine, who)
            )


def _resolve(key: str, theirs: Neighbourhood, mine: Draft, who: str) -> None:
    st.session_state.pop(_CONFLICT, None)
    if key == "mine":
        save_draft(mine, theirs.id, theirs.version, who)
    else:
        _open(theirs.id)
