"""The ledger on the page: listed, searched, changed and taken back, with what looks alike."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from insight.analysis.money.chosen_money import Money, MoneyList
from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.measures.money.likeness import AMOUNT_SHARE, DAYS
from insight.pages.investment import state
from insight.pages.investment.form_part import (
    SAID,
    open_form,
    outcome,
    show_conflict,
    show_editor,
    show_form,
    start_editing,
)
from insight.pages.investment.ledger import (
    Pair,
    investment_steps,
    ledger_table,
    receipts_table,
    side_by_side,
)
from insight.records.kinds.investments import Investment
from insight.shell import kept_records, link
from insight.shell.forms.saving import Who, ask_who, show_outcome
from insight.shell.frame import Page
from insight.shell.kept_work import accounts_of, record_names
from insight.shell.layout import example_data
from insight.shell.layout.column_widths import MOST_PX, WHOLE_PX
from insight.shell.selection import row_of_table
from insight.shell.show import show_table
from insight.shell.written import plain
from insight.words import counted

PAGE = "investment"
TABLE_PX = 430
LIKE, LIKE_ROWS = ("recipient", "gbp", "programme", "where"), 5
"""Of the example, what an empty page shows."""
ASIDE_PX = 310  # next to the ledger, in a frame


def show_ledger(page: Page, money: Money, revision: str) -> None:
    """Draw the list, with what can be done with it."""
    with st.container():
        show_outcome(SAID)
        show_conflict()
    if show_editor(page, money) or _show_form(page, money):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Search investments",
            key="ledger:search",
            placeholder="Recipient, funder, purpose or reference",
            label_visibility="collapsed",
            width=320,
        )
        if not money.is_illustrative:
            st.button(
                "Add investment",
                key="ledger:add",
                icon=":material/add:",
                on_click=open_form,
                args=("new",),
            )
    listed = ledger_table(money.accounts, page.places, money.short, search)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(listed.words + ".", width="content")
        if listed.ids and not money.is_illustrative:
            st.button(
                "Edit as a table",
                key="ledger:edit",
                type="tertiary",
                icon=":material/edit:",
                on_click=start_editing,
                args=(money.accounts, listed.ids),
            )
    if not listed.ids:
        _show_nothing(page, money, search)
    else:
        _show_rows(page, money, listed, revision)
    if not money.is_illustrative:
        show_pairs(revision)
        show_receipts(revision)
        show_removed(revision)


def has_form(page: Page, money: Money) -> bool:
    """Whether a form is open and its investment, if it changes one, can be read."""
    try:
        return _form(page, money) is not None
    except InsightError:
        return False


def _form(page: Page, money: Money) -> Callable[[], None] | None:
    """What draws the form that is open; None if none is."""
    way, chosen = page.choices["write"], page.choices["entry"]
    if money.is_illustrative or not way or (way == "change" and not chosen):
        return None
    record = kept_records.store().ledger.one(chosen) if way == "change" else None
    return partial(show_form, page, record)


def _show_form(page: Page, money: Money) -> bool:
    try:
        draw = _form(page, money)
    except InsightError as error:
        st.warning(plain(str(error)), icon=":material/link_off:")
        return False
    if draw is not None:
        draw()
    return draw is not None


def _show_nothing(page: Page, money: Money, search: str) -> None:
    if search or money.accounts.wanted.words() or money.accounts.districts:
        st.info(
            "No investment matches your search and filters. Use fewer search words, or change "
            "the filters in the sidebar.",
            icon=":material/search_off:",
        )
        return
    st.info(
        "No investments are recorded yet. Add one here, or import a spreadsheet under Import.",
        icon=":material/receipt_long:",
    )
    example_data.show_start("ledger")
    with st.container(border=True):
        st.markdown(example_data.PREVIEW)
        show_like(page)


def show_like(page: Page) -> None:
    """The first investments of the example."""
    made_up, whole = accounts_of("", RecordSet.ILLUSTRATIVE), page.pack.about.short_title
    table = ledger_table(made_up, page.places, whole, "").table
    columns = {name: table.columns[name] for name in LIKE}
    show_table(replace(table, rows=table.rows.head(LIKE_ROWS), columns=columns), key="ledger:like")


def _show_rows(page: Page, money: Money, listed: MoneyList, revision: str) -> None:
    chosen = page.choices["entry"]
    has_chosen = chosen and not money.is_illustrative
    left, right = st.columns([1.7, 1], gap="medium") if has_chosen else (st.container(), None)
    key = f"ledger:table:{revision}:{len(listed.ids)}"
    with left:
        opens = row_of_table(key, listed.ids, PAGE, field="entry")
        react = None if money.is_illustrative else opens
        room_px = MOST_PX if has_chosen else WHOLE_PX
        show_table(listed.table, key=key, most_px=TABLE_PX, on_select=react, room_px=room_px)
        if not money.is_illustrative and not has_chosen:
            st.caption("Select a row to change it or see its history.")
    if right is not None:
        with right, st.container(border=True):
            _show_one(chosen)


def _show_one(id: str) -> None:  # noqa: A002
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
            st.button(
                "Change investment",
                key="ledger:change",
                icon=":material/edit:",
                on_click=open_form,
                args=("change",),
            )
        st.button("Close", key="ledger:close", on_click=link.choose, args=("entry", "", PAGE))
    steps = investment_steps(ledger.history(id), record_names())
    show_table(steps, key=f"ledger:steps:{id}:{record.version}", most_px=180, room_px=ASIDE_PX)
    who = ask_who(f"ledger:who:{id}")
    with st.container(horizontal=True):
        for deed, label in (
            ("undo", "Undo last change"),
            ("restore", "Restore investment")
            if record.is_removed
            else ("remove", "Remove investment"),
        ):
            st.button(label, key=f"ledger:{deed}", on_click=_act, args=(deed, record, who))


def _act(deed: str, record: Investment, who: Who) -> None:
    ledger = kept_records.store().ledger
    act = {"undo": ledger.undo, "remove": ledger.remove, "restore": ledger.restore}
    words = {"undo": "Undone", "remove": "Removed", "restore": "Restored"}[deed]
    with outcome() as say:
        after = act[deed](record.id, version=record.version, who=who())
        if deed == "remove":
            link.choose("entry", "", PAGE)
        say(f"{words} “{after.name}”. It is now version {after.version}.")


SHOWN = 8


def show_receipts(revision: str) -> None:
    """Imports and table edits, each of which can be undone whole."""
    receipts = state.receipts_of(revision)
    if not receipts:
        return
    with st.expander(f"Imports and table edits ({len(receipts)})"):
        show_table(receipts_table(receipts), key=f"ledger:receipts:{revision}")
        who = ask_who("ledger:receipts:who")
        for each in receipts[:SHOWN]:
            st.button(
                f"Undo {each.action} of {counted(each.records, 'investment')} by "
                f"{plain(each.who)} on {each.at:%d %B %Y at %H:%M} UTC",
                key=f"ledger:batch:{each.id}",
                type="tertiary",
                icon=":material/undo:",
                on_click=undo_batch,
                args=(each.id, who),
            )


def undo_batch(batch: str, who: Who) -> None:
    """Undo a whole import or table edit."""
    with outcome() as say:
        done = kept_records.store().ledger.undo_import(batch, who=who())
        say(f"Undone for {counted(done.records, 'investment')}.")


def show_removed(revision: str) -> None:
    """What was removed last, to be restored."""
    removed = kept_records.store().ledger.removed()
    if not removed:
        return
    with st.expander(f"Removed investments ({len(removed)}{'+' if len(removed) == 100 else ''})"):
        who = ask_who("ledger:removed:who")
        for each in removed[:SHOWN]:
            left, right = st.columns([4, 1], vertical_alignment="center")
            left.text(f"{each.name}, removed by {each.changed_by}")
            right.button(
                "Restore investment",
                key=f"ledger:back:{each.id}:{revision}",
                type="tertiary",
                on_click=_restore,
                args=(each, who),
            )


def _restore(record: Investment, who: Who) -> None:
    with outcome() as say:
        kept_records.store().ledger.restore(record.id, version=record.version, who=who())
        say(f"Restored “{record.name}”.")


def show_pairs(revision: str) -> None:
    """Investments that look alike, one pair after the other, to decide."""
    alike = state.pairs_of(revision)
    if not alike.pairs:
        return
    more = " or more" if alike.is_cut else ""
    count = counted(len(alike.pairs), "possible duplicate")
    with st.expander(f"{count}{more}", icon=":material/content_copy:", key="ledger:pairs"):
        st.caption(
            "These investments have the same recipient, amounts within "
            f"{100 * AMOUNT_SHARE:.0f}% and start dates within {DAYS} days. Your "
            "decision also applies to later imports."
        )
        pair = alike.pairs[0]
        both = side_by_side(*pair.entries, record_names(), ("First", "Second"))
        show_table(both, key=f"ledger:pair:{':'.join(pair.marks)}:{pair.ids[1]}")
        who = ask_who("ledger:pairs:who")
        recipient = pair.entries[0].recipient
        same = [each for each in alike.pairs if each.entries[0].recipient == recipient]
        buttons: list[tuple[str, str, Callable[..., None], object]] = [
            ("different", "Keep both", _decide, [pair]),
            ("same", "Remove second as duplicate", _remove_other, pair),
            ("all", f"Keep all {len(same)} pairs for this recipient", _decide, same),
        ]
        with st.container(horizontal=True):
            for key, label, act, what in buttons[: 3 if len(same) > 1 else 2]:
                st.button(label, key=f"ledger:pair:{key}", on_click=act, args=(what, who))


def _decide(pairs: Sequence[Pair], who: Who) -> None:
    marks = [each.marks for each in pairs]
    with outcome() as say:
        kept_records.store().ledger.decide(marks, is_same=False, who=who())
        say(f"Kept both investments in {counted(len(pairs), 'pair')}.")


def _remove_other(pair: Pair, who: Who) -> None:
    ledger = kept_records.store().ledger
    with outcome() as say:
        gone = ledger.remove_double(pair.ids[1], pair.marks, version=pair.versions[1], who=who())
        say(f"Removed “{gone.name}”. You can restore it under Removed investments.")
