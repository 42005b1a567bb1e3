"""Who may come in: the page that stands for every other until somebody signed in."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from insight.errors import InsightError
from insight.records.access import Role
from insight.records.errors import StoreError
from insight.shell import kept_records
from insight.shell.forms.another_try import offer_another_try
from insight.shell.hosting import returning
from insight.shell.hosting.access import Account
from insight.shell.hosting.returning import Aim
from insight.shell.product import FAVICON, PRODUCT


def require_sign_in(name: str) -> Account | None:
    """Who is here; where nobody may be, say so and draw nothing else.

    None on one's own machine, where nobody signs in.
    """
    found = None
    try:
        found = kept_records.account()
    except StoreError as error:
        _show_gate(str(error))
        offer_another_try(name)
        st.stop()
    except InsightError as error:
        is_out = not getattr(error, "is_signed_in", True)
        _show_gate(str(error), on_sign_in=partial(_sign_in, name) if is_out else None)
        st.stop()
    if found is not None and found.actor is None:
        _show_gate(
            f"{found.name} has no role here. Ask an administrator for one.",
            on_sign_out=partial(_sign_out, found.key),
        )
        st.stop()
    return found


def _show_gate(
    sentence: str,
    *,
    on_sign_in: Callable[[], None] | None = None,
    on_sign_out: Callable[[], None] | None = None,
) -> None:
    """The page that stands for every other while nobody may see them."""
    st.set_page_config(page_title=f"Sign in · {PRODUCT}", page_icon=FAVICON)
    st.title(PRODUCT, anchor=False)
    st.text(sentence)
    if on_sign_in is not None:
        st.button("Sign in", key="frame:in", icon=":material/login:", on_click=on_sign_in)
    elif on_sign_out is not None:
        st.button("Sign out", key="frame:out", on_click=on_sign_out)


def _sign_in(name: str) -> None:
    """Go to the provider, and remember for which page."""
    if known := returning.token():
        aim = Aim(name, st.query_params.to_dict())
        returning.aims().keep(known, aim)
    st.login()


def show_account(found: Account) -> None:
    """Who is signed in, what they may do, and the way out."""
    actor = found.actor
    if actor is None:
        return
    may = {
        Role.VIEWER: "may look",
        Role.EDITOR: f"may edit {actor.where}" if actor.where else "may edit",
        Role.ADMIN: "administrator",
    }[actor.role]
    with st.sidebar:
        st.text(f"{actor.name}: {may}")
        st.button(
            "Sign out",
            key="frame:out",
            icon=":material/logout:",
            on_click=_sign_out,
            args=(found.key,),
        )


def _sign_out(key: str) -> None:
    """End the session for good, here and wherever its cookie was copied to."""
    kept_records.store().sessions.end(key)
    st.logout()
