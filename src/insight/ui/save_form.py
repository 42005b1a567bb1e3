"""Save a neighbourhood, new or changed, so that nobody's work is overwritten."""

import streamlit as st

from insight.errors import InsightError
from insight.records.errors import ConflictError
from insight.records.neighbourhoods import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Draft,
    Neighbourhood,
    Status,
)
from insight.ui import cache, link
from insight.ui.frame import Page
from insight.ui.records import ask_who, show_outcome
from insight.views.neighbourhood import Place

PAGE = "neighbourhood"
_SAID = "save:said"
_CONFLICT = "save:conflict"
_SEEN = "save:seen"


def show_save(
    page: Page,
    place: Place,
    record: Neighbourhood | None,
    members: tuple[str, ...],
    *,
    key: str,
) -> None:
    """The form that saves what is seen.

    The version that the reader saw when they opened the record is kept with the
    session, so that a save is held against it however long they took.
    """
    show_outcome(_SAID)
    _show_conflict()
    version = _seen_version(record)
    with st.popover(
        "Save changes" if record else "Save this neighbourhood",
        icon=":material/save:",
    ):
        stem = f"save:{key}:{record.id if record else place.name}:{version}"
        name = st.text_input(
            "Name",
            record.name if record else place.name,
            key=f"{stem}:name",
            max_chars=LONGEST_NAME,
        )
        description = st.text_area(
            "Description",
            record.description if record else "",
            key=f"{stem}:description",
            max_chars=LONGEST_TEXT,
        )
        st.caption("No personal data, please: readers and exports show this text.")
        status = st.selectbox(
            "Status",
            [status.value for status in Status],
            index=list(Status).index(record.status) if record else 0,
            key=f"{stem}:status",
            format_func=str.capitalize,
        )
        who = ask_who(f"{stem}:who")
        draft = Draft(
            name=name,
            description=description,
            members=tuple(sorted(members)),
            defined_by=_defined_by(page, record, members),
            status=Status(status),
        )
        st.button(
            "Save",
            key=f"{stem}:save",
            icon=":material/save:",
            disabled=not (who and members and name.strip()),
            on_click=_save,
            args=(draft, record.id if record else "", version, who),
        )


def _defined_by(
    page: Page, record: Neighbourhood | None, members: tuple[str, ...]
) -> str:
    if record is not None and tuple(sorted(members)) == record.members:
        return record.defined_by
    return f"Chosen by hand, data pack {page.pack.version}."


def _seen_version(record: Neighbourhood | None) -> int:
    """The version that this session saw when it opened the record."""
    if record is None:
        return 0
    seen: dict[str, int] = st.session_state.setdefault(_SEEN, {})
    return seen.setdefault(record.id, record.version)


def forget_seen(id: str) -> None:  # noqa: A002 - the record's word
    """See a record anew, as when it is opened or has just been saved."""
    st.session_state.setdefault(_SEEN, {}).pop(id, None)


def _save(draft: Draft, id: str, version: int, who: str) -> None:  # noqa: A002
    store = cache.store
    try:
        if id:
            saved = store().change(id, draft, version=version, who=who)
        else:
            saved = store().add(draft, who=who)
    except ConflictError as conflict:
        st.session_state[_CONFLICT] = (conflict.theirs, draft, who)
        return
    except InsightError as error:
        st.session_state[_SAID] = ("error", str(error))
        return
    _done(saved)


def _done(saved: Neighbourhood) -> None:
    forget_seen(saved.id)
    st.session_state.pop(_CONFLICT, None)
    st.session_state[_SAID] = (
        "success",
        f"Saved “{saved.name}”, version {saved.version}, {saved.changed_at:%H:%M} UTC.",
    )
    link.choose("place", saved.id, PAGE)
    link.choose("members", "", PAGE)


def _show_conflict() -> None:
    """Both versions side by side, and the two ways on."""
    if _CONFLICT not in st.session_state:
        return
    theirs, mine, who = st.session_state[_CONFLICT]
    st.error(
        f"Not saved: {theirs.changed_by} changed this neighbourhood on "
        f"{theirs.changed_at:%d %B %Y at %H:%M} UTC, while you were working on it. "
        "Nothing of either version is lost.",
        icon=":material/sync_problem:",
    )
    left, right = st.columns(2)
    for column, title, draft, key, label in (
        (left, f"Theirs, version {theirs.version}", theirs.draft, "theirs",
         "Keep theirs"),
        (right, "Mine, not saved", mine, "mine", "Save mine as a new version"),
    ):  # fmt: skip
        with column.container(border=True):
            st.markdown(f"**{title}**")
            st.text(
                f"{draft.name}\n{draft.status}, {len(draft.members)} LSOAs\n"
                f"{', '.join(draft.members)}\n{draft.description}"
            )
            st.button(
                label,
                key=f"save:conflict:{key}",
                on_click=_resolve,
                args=(key == "mine", theirs, mine, who),
            )


def _resolve(
    is_mine: bool,  # noqa: FBT001 - Streamlit passes arguments by position
    theirs: Neighbourhood,
    mine: Draft,
    who: str,
) -> None:
    st.session_state.pop(_CONFLICT, None)
    if is_mine:
        _save(mine, theirs.id, theirs.version, who)
        return
    forget_seen(theirs.id)
    link.choose("place", theirs.id, PAGE)
    link.choose("members", "", PAGE)
