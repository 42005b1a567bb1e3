"""What was brought in, what looks alike, and what was removed; each can be undone."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from insight.pages.investment import state
from insight.pages.investment.form_part import outcome
from insight.pages.investment.ledger import Pair, receipts_table, side_by_side
from insight.records.kinds.investments import Investment
from insight.shell import kept_records
from insight.shell.forms.saving import Who, ask_who
from insight.shell.show import show_table
from insight.shell.written import plain
from insight.words import counted

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
                f"Undo the {each.action} of {counted(each.records, 'investment')} by "
                f"{plain(each.who)}, {each.at:%d %B %Y %H:%M} UTC",
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
        say(f"Undone: {counted(done.records, 'investment')} as they were before.")


def show_removed(revision: str) -> None:
    """What was removed last, to be brought back."""
    removed = kept_records.store().ledger.removed()
    if not removed:
        return
    with st.expander(f"Removed ({len(removed)}{'+' if len(removed) == 100 else ''})"):
        who = ask_who("ledger:removed:who")
        for each in removed[:SHOWN]:
            left, right = st.columns([4, 1], vertical_alignment="center")
            left.text(f"{each.name}, removed by {each.changed_by}")
            right.button(
                "Bring back",
                key=f"ledger:back:{each.id}:{revision}",
                type="tertiary",
                on_click=_restore,
                args=(each, who),
            )


def _restore(record: Investment, who: Who) -> None:
    with outcome() as say:
        kept_records.store().ledger.restore(record.id, version=record.version, who=who())
        say(f"Brought back: {record.name}.")


def show_pairs(revision: str, names: Mapping[str, str]) -> None:
    """Investments that look alike, one pair after the other, to decide."""
    alike = state.pairs_of(revision)
    if not alike.pairs:
        return
    more = " or more" if alike.is_cut else ""
    count = counted(len(alike.pairs), "pair looks", "pairs look")
    with st.expander(
        f"{count}{more} alike: the same money twice?",
        icon=":material/content_copy:",
        key="ledger:pairs",
    ):
        st.caption(
            "Same recipient, amounts within 1%, starts within 90 days. What you "
            "decide is remembered, for this ledger and for imports to come."
        )
        pair = alike.pairs[0]
        show_table(
            side_by_side(*pair.entries, names, ("One", "Other")),
            key=f"ledger:pair:{pair.marks[0]}:{pair.marks[1]}:{pair.ids[1]}",
        )
        who = ask_who("ledger:pairs:who")
        recipient = pair.entries[0].recipient
        same = [each for each in alike.pairs if each.entries[0].recipient == recipient]
        buttons: list[tuple[str, str, Callable[..., None], object]] = [
            ("different", "Different: keep both", _decide, [pair]),
            ("same", "The same: remove the other", _remove_other, pair),
            ("all", f"All {len(same)} of this recipient are different", _decide, same),
        ]
        with st.container(horizontal=True):
            for key, label, act, what in buttons[: 3 if len(same) > 1 else 2]:
                st.button(label, key=f"ledger:pair:{key}", on_click=act, args=(what, who))


def _decide(pairs: Sequence[Pair], who: Who) -> None:
    marks = [each.marks for each in pairs]
    with outcome() as say:
        kept_records.store().ledger.decide(marks, is_same=False, who=who())
        say(f"Kept: {counted(len(pairs), 'pair is', 'pairs are')} different money.")


def _remove_other(pair: Pair, who: Who) -> None:
    ledger = kept_records.store().ledger
    with outcome() as say:
        gone = ledger.remove(pair.ids[1], version=pair.versions[1], who=who())
        ledger.decide([pair.marks], is_same=True, who=who())
        say(f"Removed: {gone.name}. It can be brought back under Removed.")
