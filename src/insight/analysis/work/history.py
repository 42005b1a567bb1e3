"""The history of one record of any kind, as a table."""

from collections.abc import Callable, Sequence

import pandas as pd

from insight.records.record import Content
from insight.records.steps import Change
from insight.statement import Column, Table
from insight.words import counted

ACTION_WORDS = {
    "add": "Added",
    "change": "Changed",
    "remove": "Removed",
    "restore": "Brought back",
    "undo": "Undone",
    "import": "Imported",
}


def history_table(
    steps: Sequence[Change[Content]], difference: Callable[[Content | None, Content | None], str]
) -> Table:
    """Every step, the newest first; `difference` says in words what changed in it."""
    rows = pd.DataFrame(
        [
            {
                "version": step.version,
                "at": f"{step.at:%d %B %Y %H:%M} UTC",
                "who": step.who,
                "action": ACTION_WORDS[step.action],
                "what": difference(step.before, step.after),
            }
            for step in reversed(steps)
        ]
    )
    return Table(
        rows,
        {
            "version": Column("Version", "", 0, width=70),
            "at": Column("When", width=170),
            "who": Column("Who", width=150),
            "action": Column("What was done", width=110),
            "what": Column("What changed"),
        },
        f"Table of {counted(len(rows), 'step')} in the history.",
    )
