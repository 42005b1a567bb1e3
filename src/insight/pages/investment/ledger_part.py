"""The ledger on the page: listed, searched, entered, changed, taken back."""

import streamlit as st

from insight.analysis.money.chosen_money import Listed, Money
from insight.errors import InsightError
from insight.pages.investment.editor_part import show_editor, start_editing
from insight.pages.investment.form_part import SAID, outcome, show_conflict, show_form
from insight.pages.investment.ledger import investment_steps, ledger_downloads, ledger_table
from insight.pages.investment.receipts_part import show_pairs, show_receipts, show_removed
from insight.records.kinds.investments import Investment
from insight.shell import kept_records, link
from insight.shell.forms.saving import Who, ask_who, show_outcome
from insight.shell.frame import Page
from insight.shell.selection import row_of_table
from insight.shell.show import show_downloads, show_table
from insight.shell.written import plain

PAGE = "investment"
TABLE_PX = 430


def show_ledger(page: Page, money: Money, revision: str) -> None:
    """Draw the list, with what can be done with it."""
    with st.container():
        show_outcome(SAID)
        show_conflict(money.accounts.names)
    if show_editor(page, money):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Search",
            key="ledger:search",
            placeholder="Recipient, funder, purpose, reference …",
            label_visibility="collapsed",
            width=320,
        )
        if not money.is_illustrative:
            show_form(page, None)
        show_downloads(ledger_downloads(money))
    listed = ledger_table(money.accounts, page.places, money.short, search)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(listed.words + ".", width="content")
        if listed.ids and not money.is_illustrative:
            st.button(
                "Edit in the table",
                key="ledger:edit",
                type="tertiary",
                icon=":material/edit:",
                on_click=start_editing,
                args=(money.accounts, listed.ids),
            )
    if not listed.ids:
        _show_nothing(money, search)
    else:
        _show_rows(page, money, listed, revision)
    if not money.is_illustrative:
        show_pairs(revision, money.accounts.names)
        show_receipts(revision)
        show_removed(revision)


def _show_nothing(money: Money, search: str) -> None:
    if search or money.accounts.wanted.words() or money.accounts.districts:
        st.info(
            "No investment has all these words and choices. Search for fewer, or "
            "choose others in the sidebar.",
            icon=":material/search_off:",
        )
        return
    st.info(
        "The ledger is empty. Add an investment here, or bring in a spreadsheet under Import.",
        icon=":material/receipt_long:",
    )


def _show_rows(page: Page, money: Money, listed: Listed, revision: str) -> None:
    chosen = page.choices["entry"]
    has_chosen = chosen and not money.is_illustrative
    left, right = st.columns([1.7, 1], gap="medium") if has_chosen else (st.container(), None)
    key = f"ledger:table:{revision}:{len(listed.ids)}"
    with left:
        opens = row_of_table(key, listed.ids, PAGE, field="entry")
        show_table(
            listed.table,
            key=key,
            most_px=TABLE_PX,
            on_select=None if money.is_illustrative else opens,
        )
        if not money.is_illustrative and not has_chosen:
            st.caption("Choose a row to change it or to see its history.")
    if right is not None:
        with right, st.container(border=True):
            _show_one(page, money, chosen)


def _show_one(page: Page, money: Money, id: str) -> None:  # noqa: A002
    ledger = kept_records.store().ledger
    try:
        record = ledger.one(id)
    except InsightError as error:
        st.warning(plain(str(error)), icon=":material/link_off:")
        return
    st.text(f"{record.name}{' (removed)' if record.is_removed else ''}")
    st.caption(
        f"Version {record.version}, {plain(record.changed_by)}, "
        f"{record.changed_at:%d %B %Y %H:%M} UTC"
    )
    with st.container(horizontal=True):
        if not record.is_removed:
            show_form(page, record)
        st.button("Close", key="ledger:close", on_click=link.choose, args=("entry", "", PAGE))
    steps = ledger.history(id)
    show_table(
        investment_steps(steps, money.accounts.names),
        key=f"ledger:steps:{id}:{record.version}",
        most_px=180,
    )
    who = ask_who(f"ledger:who:{id}")
    with st.container(horizontal=True):
        for deed, label in (
            ("undo", "Undo the last change"),
            ("restore", "Bring back") if record.is_removed else ("remove", "Remove"),
        ):
            st.button(label, key=f"ledger:{deed}", on_click=_act, args=(deed, record, who))


def _act(deed: str, record: Investment, who: Who) -> None:
    ledger = kept_records.store().ledger
    act = {"undo": ledger.undo, "remove": ledger.remove, "restore": ledger.restore}
    words = {"undo": "Undone", "remove": "Removed", "restore": "Brought back"}[deed]
    with outcome() as say:
        after = act[deed](record.id, version=record.version, who=who())
        if deed == "remove":
            link.choose("entry", "", PAGE)
        say(f"{words}: {after.name}, now version {after.version}.")
