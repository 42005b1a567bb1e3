"""Change several investments in one table; saved together, each by its version.

The table that is edited is a copy that the session keeps: what others save in the
meantime must neither move a pending edit to another row nor throw it away, which
happens where the rows of a live table change under an editor (Streamlit 1.67).
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from insight.analysis.money.accounts import Accounts
from insight.analysis.money.chosen_money import Money
from insight.exports.table import escape_formula, unescape_formula
from insight.pages.investment.form_part import CHOSEN, SAID, save_edits, study_area
from insight.records.kinds.entries import entry_of_row
from insight.records.record import Edit
from insight.shell.forms.saving import Who, ask_who
from insight.shell.frame import Page
from insight.tables.ledger_columns import Field
from insight.tables.ledger_file import read_cells
from insight.tables.ledger_sheet import cells_of

_EDITED = "ledger:edited"
_TURN = "ledger:turn"
TABLE_PX = 460
MOST_ROWS = 200

COLUMNS = (
    *(Field.RECIPIENT, Field.AMOUNT, Field.FUNDER, Field.PROGRAMME, Field.START, Field.END),
    *(Field.LEVEL, Field.PLACE, Field.FORM, Field.PART, Field.REFERENCE, Field.PARENT),
    *(Field.PURPOSE, Field.SOURCE, Field.NOTE),
)
"""What can be edited in the table; counts are left to the form."""


@dataclass(frozen=True, eq=False)
class Editing:
    """The rows as they were seen, with their versions."""

    key: str
    rows: pd.DataFrame
    versions: dict[str, int]
    whole: dict[str, dict[Field, str]]


def start_editing(accounts: Accounts, ids: tuple[str, ...]) -> None:
    """Copy some rows of the ledger for the editor."""
    wanted = list(ids[:MOST_ROWS])
    table = accounts.table.set_index("id", drop=False).loc[wanted]
    whole = {
        str(row.id): cells_of(entry_of_row(row), accounts.names)
        for row in table.itertuples(index=False)
    }
    # The browser can save an editor's table as CSV.
    cells = [[escape_formula(whole[key][field]) for field in COLUMNS] for key in wanted]
    rows = pd.DataFrame(cells, index=wanted, columns=[field.value for field in COLUMNS])
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    versions = {str(key): int(version) for key, version in table["version"].items()}
    st.session_state[_EDITED] = Editing(f"ledger:editor:{turn}", rows, versions, whole)


def show_editor(page: Page, money: Money) -> bool:
    """The table that is being edited, if one is."""
    editing: Editing | None = st.session_state.get(_EDITED)
    if editing is None or money.is_illustrative:
        return False
    st.data_editor(
        editing.rows,
        key=editing.key,
        height=TABLE_PX,
        hide_index=True,
        alt="Table of investments that can be edited.",
        column_config={
            field.value: st.column_config.SelectboxColumn(
                field.value.capitalize(), options=list(CHOSEN[field]), required=True
            )
            if field in CHOSEN
            else st.column_config.TextColumn(field.value.capitalize())
            for field in COLUMNS
        },
    )
    changed = st.session_state[editing.key]["edited_rows"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = ask_who("ledger:editor:who")
        st.button(
            f"Save {len(changed)} changed",
            key="ledger:editor:save",
            icon=":material/save:",
            disabled=not changed,
            on_click=_save,
            args=(page, editing, who),
        )
        st.button("Stop editing", key="ledger:editor:stop", on_click=_stop)
    st.caption(
        "All changes are saved together or not at all, and can be undone as one. "
        "Dates as dd/mm/yyyy."
    )
    return True


def _stop() -> None:
    st.session_state.pop(_EDITED, None)


def _save(page: Page, editing: Editing, who: Who) -> None:
    """Read every edited row by the rules of a file, then save all of them."""
    edits, wrong = [], []
    area = study_area(page)
    for position, changes in st.session_state[editing.key]["edited_rows"].items():
        key = str(editing.rows.index[int(position)])
        typed = {Field(name): unescape_formula(str(text or "")) for name, text in changes.items()}
        entry, problems = read_cells({**editing.whole[key], **typed}, area)
        if entry is None:
            said = "; ".join(f"{each.column} {each.advice}" for each in problems)
            wrong.append(f"row {int(position) + 1}, {said}")
        else:
            edits.append(Edit(key, editing.versions[key], entry))
    if wrong:
        st.session_state[SAID] = ("error", f"Nothing was saved: {'. '.join(wrong)}.")
    elif save_edits(tuple(edits), who()):
        _stop()
