"""Leverage of the ledger, the worked example, and the founding figures as printed."""

from dataclasses import dataclass

import pandas as pd

from insight.analysis.money.accounts import Accounts
from insight.analysis.money.fair_share import in_short
from insight.analysis.printed_figures import as_printed, printed_figures, printed_inactivity
from insight.analysis.refusals import printed_cannot_differ
from insight.analysis.view import Headline
from insight.analysis.work.worked_example import EXAMPLE_AREA, is_example_inside
from insight.errors import InsightError
from insight.measures.money.amounts import PENCE, cost_per_attendance, pounds_each
from insight.measures.money.leverage import Leverage, example, leverage
from insight.pack.pack import Pack
from insight.records.kinds.investments import Counted, Form, Part, pounds
from insight.statement import Column, Table
from insight.words import counted, number

AS_PRINTED = "as printed in the deck"
"""The class of figures that were taken over and cannot be checked."""


@dataclass(frozen=True)
class LeverageView:
    """Core and matched money with what it is made of.

    Attributes
    ----------
    finding
        The answer in a sentence or two; a refusal with its reason where there is
        nothing to reckon.
    headlines
        Core, matched and their ratio.
    table
        What it is made of.
    notes
        What does not reconcile.
    """

    finding: str
    headlines: tuple[Headline, ...]
    table: Table
    notes: tuple[str, ...] = ()


def own_leverage(accounts: Accounts) -> LeverageView:
    """What the ledger's core money drew in; in kind stands apart."""
    found = leverage(accounts.table, accounts.table["pence"])
    rows = pd.DataFrame(
        [
            {
                "part": str(part).capitalize(),
                "cash": found_pence(found, part, Form.CASH) / PENCE,
                "kind": found_pence(found, part, Form.IN_KIND) / PENCE,
            }
            for part in Part
        ]
    )
    table = Table(
        rows,
        {
            "part": Column("Money", width=120),
            "cash": Column("Cash, £", "", 0),
            "kind": Column("In kind, £", "In no ratio", 0),
        },
        "Table of core and matched money, in cash and in kind.",
    )
    notes = [_attendance_words(accounts)]
    if len(accounts.excess):
        first = accounts.excess.index[0]
        recipient = accounts.table["recipient"].get(first, "")
        notes.append(
            f"{counted(len(accounts.excess), 'whole')} of the ledger come to less than "
            f"their parts, first that to {recipient!r}, by "
            f"{pounds(int(accounts.excess.iloc[0]))}: the whole counts, its parts do "
            "not. Correct one of them."
        )
    try:
        ratio = found.ratio
    except InsightError as error:
        return LeverageView(str(error), (), table, tuple(notes))
    return LeverageView(
        f"**{pounds(found.core_pence)} of core money stands beside "
        f"{pounds(found.matched_pence)} matched: {ratio_words(ratio)}.**",
        (
            Headline("Core, cash", in_short(found.core_pence), "the partnership’s own"),
            Headline("Matched, cash", in_short(found.matched_pence), "what that drew in"),
            Headline("Leverage", ratio_words(ratio), "matched to core"),
        ),
        table,
        tuple(notes),
    )


def worked_example(pack: Pack) -> LeverageView:
    """The printed example, reckoned by its items and by its printed total.

    Raises
    ------
    ContractError
        If its table cannot be used.
    """
    table = pack.table("worked_example")
    found = example(table.reset_index())
    itemised, printed = found.itemised, found.printed
    per_head = pounds_each(itemised.together_pence, found.residents, noun="residents")
    rows = pd.DataFrame(
        {
            "what": table["what"],
            "part": table["part"].fillna("").str.capitalize(),
            "value": [
                as_printed(value, unit, "")
                for value, unit in zip(table["value"], table["unit"], strict=True)
            ],
        }
    )
    inactivity = printed_figures(pack, printed_inactivity(pack))["printed"]
    notes = pack.table("deck_notes")["words"]
    used = dict.fromkeys(" ".join(table["notes"].dropna()).split())
    where = EXAMPLE_AREA if is_example_inside(pack) else "outside this area"
    return LeverageView(
        f"**{pounds(itemised.core_pence)} of core money, "
        f"{pounds(itemised.matched_pence)} matched by items against a printed "
        f"{pounds(printed.matched_pence)}: {pounds(found.unexplained_pence)} is "
        f"unexplained.** Mixenden in Halifax, {where}.",
        (
            Headline("As itemised", ratio_words(itemised.ratio), pounds(itemised.matched_pence)),
            Headline("As printed", ratio_words(printed.ratio), pounds(printed.matched_pence)),
            Headline(
                "A head, itemised",
                f"£{number(per_head, 2)}",
                f"core and matched, circa {found.residents:,} residents",
            ),
        ),
        Table(
            rows,
            {
                "what": Column("What", width=215),
                "value": Column("As printed", width=95),
                "part": Column("Money", width=75),
            },
            "Table of the worked example’s items, its printed total and shares.",
        ),
        (
            f"Inactivity: {printed_cannot_differ(*inactivity)}",
            *(f"{note}. {notes.loc[note]}" for note in used),
            f"Class: {AS_PRINTED}.",
        ),
    )


def headline_figures(pack: Pack) -> tuple[Table, tuple[str, ...]]:
    """The founding figures as printed, and the notes on what does not reconcile.

    No total is formed of them: four overlap in a way that nobody knows.

    Raises
    ------
    ContractError
        If a table cannot be used.
    """
    table = pack.table("headline_figures").reset_index()
    order = table["line"].str.removeprefix("H").astype(int)
    table = table.assign(order=order).sort_values(["order", "figure"])
    table = table.set_index("figure")
    values = table["value"]
    amount = dict(zip(table.index, values, strict=True))
    unit = dict(zip(table.index, table["unit"], strict=True))
    is_bound = dict(zip(table.index, table["qualifier"].notna(), strict=True))
    each = [
        # Where both are only bounds, their ratio is a bound of nothing.
        _each(amount[key], amount[other], unit[other], unit[key])
        if other and not (is_bound[key] and is_bound[other])
        else ""
        for key, other in zip(table.index, table["per"].fillna(""), strict=True)
    ]
    rows = pd.DataFrame(
        {
            "figure": table.index,
            "value": [
                as_printed(value, unit, qualifier)
                for value, unit, qualifier in zip(
                    values, table["unit"], table["qualifier"].fillna(""), strict=True
                )
            ],
            "what": table["what"],
            "scope": table["scope"],
            "each": each,
            "additive": _additive(table),
            "notes": table["notes"].fillna(""),
        }
    )
    notes = pack.table("deck_notes")
    return (
        Table(
            rows,
            {
                "figure": Column("No.", width=55),
                "value": Column("As printed", width=110),
                "what": Column("What", width=330),
                "additive": Column("Can it be added?", width=130),
                "scope": Column("Where, in its words", width=110),
                "each": Column("Derived", width=130),
                "notes": Column("Notes", width=75),
            },
            f"Table of {len(rows)} founding figures as printed, without any total.",
        ),
        tuple(
            f"**{note} {title}.** {words}"
            for note, title, words in zip(notes.index, notes["title"], notes["words"], strict=True)
        ),
    )


def found_pence(found: Leverage, part: Part, form: Form) -> int:
    """One of the four sums of a leverage."""
    return {
        (Part.CORE, Form.CASH): found.core_pence,
        (Part.MATCHED, Form.CASH): found.matched_pence,
        (Part.CORE, Form.IN_KIND): found.core_in_kind_pence,
        (Part.MATCHED, Form.IN_KIND): found.matched_in_kind_pence,
    }[part, form]


def ratio_words(ratio: float) -> str:
    """A ratio as it is spoken.

    Examples
    --------
    >>> ratio_words(2.9885)
    '2.99 : 1'
    """
    return f"{number(ratio, 2)} : 1"


def _attendance_words(accounts: Accounts) -> str:
    try:
        cost = cost_per_attendance(accounts.ledger, accounts.table.index)
    except InsightError as error:
        return str(error)
    people = int(accounts.table["counted"].eq(Counted.PARTICIPANTS.value).sum())
    others = (
        f"; {counted(people, 'investment')} that counted participants left out, "
        "because attendances are not people"
        if people
        else ""
    )
    forms = "in cash"
    if cost.in_kind_pence:
        forms = (
            f"(£{number(cost.pounds(cost.cash_pence), 2)} in cash, "
            f"£{number(cost.pounds(cost.in_kind_pence), 2)} in kind)"
        )
    is_part = bool(accounts.rules())
    return (
        f"£{number(cost.pounds(cost.pence), 2)} {forms} per attendance, over "
        f"{counted(cost.entries, 'investment')} that counted attendances{others}."
        + (" Each counts with all of its money and attendances." if is_part else "")
    )


def _each(value: int, other: int, noun: str, unit: str) -> str:
    """What one of a figure's things cost, or its share."""
    if unit != "£":
        return ""
    return f"£{number(pounds_each(value * PENCE, other, noun=noun), 2)} {_one(noun)}"


def _one(noun: str) -> str:
    """A counted noun in the singular.

    Examples
    --------
    >>> _one("attendances"), _one("young people")
    ('per attendance', 'each')
    """
    return f"per {noun[:-1]}" if noun.endswith("s") else "each"


def _additive(table: pd.DataFrame) -> list[str]:
    words = []
    for said, of in zip(table["additive"].fillna(""), table["of"].fillna(""), strict=True):
        words.append(said or (f"part of {of}, never added" if of else ""))
    return words
