"""What a dry run of an import found, as tables."""

from collections.abc import Mapping
from itertools import islice

import pandas as pd

from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.measures.money.amounts import PENCE
from insight.pages.investment.ledger import difference_words
from insight.pages.investment.ledger_plan import Plan
from insight.records.kinds.investments import pounds
from insight.statement import Column, Table
from insight.tables.grid import Grid
from insight.words import counted

PREVIEWED = 4
MOST_ROWS = 300


def preview(grid: Grid) -> Table:
    """The first rows of a file under its own headings."""
    names = [name or f"column {at}" for at, name in enumerate(grid.names, start=1)]
    columns = {f"{at}": Column(name, width=130) for at, name in enumerate(names)}
    rows = grid.rows.head(PREVIEWED).set_axis(list(columns), axis=1).reset_index(drop=True)
    return Table(rows, columns, f"Table of the first {len(rows)} of {len(grid.rows)} rows.")


def _problems(plan: Plan) -> pd.DataFrame:
    rows = [
        (each.place.removeprefix("row "), each.column, each.value, each.advice)
        for each in plan.problems
    ]
    return pd.DataFrame(rows, columns=["row", "column", "value", "what to do"])


def problems_table(plan: Plan) -> Table:
    """Each fault with its row, column, value and what to do."""
    columns = {
        "row": Column("Row", "As the spreadsheet counts", width=60),
        "column": Column("Column", width=120),
        "value": Column("What stands there", width=170),
        "what to do": Column("What is wrong and what to do"),
    }
    alt = f"Table of {counted(len(plan.problems), 'fault')}."
    return Table(_problems(plan).head(MOST_ROWS), columns, alt)


def problems_download(plan: Plan) -> Download:
    """All faults as a file, to mend the spreadsheet by."""
    return csv_download(
        "All of them as CSV", ("rows-to-mend",), lambda: ExportTable(_problems(plan))
    )


def edits_table(plan: Plan, names: Mapping[str, str]) -> Table:
    """What would change of each investment that is in the ledger already."""
    columns = {
        "row": Column("Row", width=60),
        "reference": Column("Reference", width=130),
        "what": Column("What would change"),
    }
    rows = [
        (str(row), new.reference, difference_words(each.before, new, names))
        for row, each in islice(plan.edits.items(), MOST_ROWS)
        for new in [each.edit.content]
    ]
    alt = f"Table of {counted(len(plan.edits), 'change')}."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)


def alike_table(plan: Plan) -> Table:
    """Each pair in one row: what is new beside what it looks like."""
    columns = {
        "row": Column("Row", width=60),
        "recipient": Column("Recipient", width=200),
        "gbp": Column("£", decimals=2),
        "start": Column("Start", width=100),
        "where": Column("Looks like one in", width=120),
        "other": Column("Which is", width=260),
    }
    rows = [
        (
            str(each.row),
            new.recipient,
            new.amount_pence / PENCE,
            f"{new.start:%d/%m/%Y}",
            each.where,
            f"{pounds(old.amount_pence)}, {old.start:%d/%m/%Y}, {old.funder}",
        )
        for each in plan.alike[:MOST_ROWS]
        for new, old in [(each.entry, each.other)]
    ]
    alt = f"Table of {counted(len(plan.alike), 'pair')} that look alike."
    return Table(pd.DataFrame(rows, columns=list(columns)), columns, alt)
