"""What a dry run of an import found, as tables."""

from collections.abc import Mapping

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
    rows = grid.rows.head(PREVIEWED)
    names = [name or f"column {at + 1}" for at, name in enumerate(grid.names)]
    unique = [f"{at}" for at in range(len(names))]
    shown = pd.DataFrame(rows.to_numpy(), columns=unique)
    return Table(
        shown,
        {key: Column(name, width=130) for key, name in zip(unique, names, strict=True)},
        f"Table of the first {len(rows)} of {len(grid.rows)} rows.",
    )


def problems_table(plan: Plan) -> Table:
    """Each fault with its row, column, value and what to do."""
    rows = pd.DataFrame(
        [
            {
                "row": each.place.removeprefix("row "),
                "column": each.column,
                "value": each.value,
                "advice": each.advice,
            }
            for each in plan.problems[:MOST_ROWS]
        ]
    )
    return Table(
        rows,
        {
            "row": Column("Row", "As the spreadsheet counts", width=60),
            "column": Column("Column", width=120),
            "value": Column("What stands there", width=170),
            "advice": Column("What is wrong and what to do"),
        },
        f"Table of {counted(len(plan.problems), 'fault')}.",
    )


def problems_download(plan: Plan) -> Download:
    """All faults as a file, to mend the spreadsheet by."""

    def table() -> ExportTable:
        rows = [
            (each.place.removeprefix("row "), each.column, each.value, each.advice)
            for each in plan.problems
        ]
        headings = ["row", "column", "value", "what to do"]
        return ExportTable(pd.DataFrame(rows, columns=headings))

    return csv_download("All of them as CSV", ("rows-to-mend",), table)


def edits_table(plan: Plan, names: Mapping[str, str]) -> Table:
    """What would change of each investment that is in the ledger already."""
    rows = pd.DataFrame(
        [
            {
                "row": str(row),
                "reference": edit.content.reference,
                "what": difference_words(before, edit.content, names),
            }
            for row, edit, before in list(
                zip(plan.edit_rows, plan.edits, plan.before, strict=True)
            )[:MOST_ROWS]
        ]
    )
    return Table(
        rows,
        {
            "row": Column("Row", width=60),
            "reference": Column("Reference", width=130),
            "what": Column("What would change"),
        },
        f"Table of {counted(len(plan.edits), 'change')}.",
    )


def alike_table(plan: Plan) -> Table:
    """Each pair in one row: what is new beside what it looks like."""
    rows = pd.DataFrame(
        [
            {
                "row": str(each.row),
                "recipient": each.entry.recipient,
                "gbp": each.entry.amount_pence / PENCE,
                "start": f"{each.entry.start:%d/%m/%Y}",
                "where": each.where,
                "other": f"{pounds(each.other.amount_pence)}, "
                f"{each.other.start:%d/%m/%Y}, {each.other.funder}",
            }
            for each in plan.alike[:MOST_ROWS]
        ]
    )
    return Table(
        rows,
        {
            "row": Column("Row", width=60),
            "recipient": Column("Recipient", width=200),
            "gbp": Column("£", "", 2),
            "start": Column("Start", width=100),
            "where": Column("Looks like one in", width=120),
            "other": Column("Which is", width=260),
        },
        f"Table of {counted(len(plan.alike), 'pair')} that look alike.",
    )
