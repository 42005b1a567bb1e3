"""Who is here, for a page: the account, or a page that says why nothing is shown."""

import streamlit as st

from insight.errors import InsightError
from insight.records.access import Role
from insight.records.errors import StoreError
from insight.shell import kept_records
from insight.shell.forms.another_try import offer_another_try
from insight.shell.hosting import access
from insight.shell.hosting.access import Account, SignInError
from insight.shell.hosting.boundary import AWAY, Boundary
from insight.shell.product import FAVICON, PRODUCT


def require_sign_in(name: str) -> Account | None:
    """Who is here; where nobody may be, say so and draw nothing else.

    None on one's own machine, where nobody signs in. The boundary has asked already; this
    holds where the app was started without it, and while the records are away.
    """
    try:
        if access.is_hosted() and not Boundary.is_up:
            raise SignInError(
                "This site was started without its sign-in checks, so nothing is "
                "shown. Start it with INSIGHT_HOSTED=1 python3 run.py, or run hosted.py."
            )
        return kept_records.account()
    except InsightError as error:
        st.set_page_config(page_title=PRODUCT, page_icon=FAVICON)
        st.title(PRODUCT, anchor=False)
        is_away = isinstance(error, StoreError)
        st.text(AWAY if is_away else str(error))
        if is_away:
            offer_another_try(name)
        st.stop()


def show_account(found: Account) -> None:
    """Who is signed in, what they may do, and the way out."""
    actor = found.actor
    if actor is None:
        return
    may = {
        Role.VIEWER: "can view",
        Role.EDITOR: f"can edit {actor.where}" if actor.where else "can edit",
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
