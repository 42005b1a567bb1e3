"""Leverage of the ledger, the worked example, and the founding figures as printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from insight.analysis.data_guidance import printed_cannot_differ
from insight.analysis.money.accounts import Accounts
from insight.analysis.printed_figures import headline_table, printed_figures, printed_inactivity
from insight.analysis.view import Headline
from insight.analysis.work.worked_example import EXAMPLE_AREA, is_example_inside
from insight.errors import InsightError
from insight.measures.money.amounts import PENCE, cost_per_attendance, pounds_each
from insight.measures.money.leverage import example, leverage
from insight.pack.pack import Pack
from insight.records.kinds.investments import Counted, Part, about_pounds, pounds
from insight.statement import Column, Table
from insight.words import counted, number, rounded_people


@dataclass(frozen=True)
class LeverageView:
    """Core and matched money, or why there is nothing to reckon; what does not reconcile."""

    finding: str
    headlines: tuple[Headline, ...]
    table: Table
    notes: tuple[str, ...] = ()


def own_leverage(accounts: Accounts) -> LeverageView:
    """What the ledger's core money drew in; in kind stands apart."""
    ledger = leverage(accounts.table, accounts.table["pence"])
    columns = {
        "part": Column("Funding"),
        "cash": Column("Cash, £", decimals=0),
        "kind": Column("In kind, £", "Not included in the ratio", 0),
    }
    rows = [
        (str(Part.CORE).capitalize(), ledger.core_pence, ledger.core_in_kind_pence),
        (str(Part.MATCHED).capitalize(), ledger.matched_pence, ledger.matched_in_kind_pence),
    ]
    sums = pd.DataFrame(rows, columns=list(columns))
    sums[["cash", "kind"]] /= PENCE
    table = Table(sums, columns, "Table of core funding and match funding, in cash and in kind.")
    notes = [_attendance_words(accounts)]
    if len(accounts.excess):
        first = accounts.excess.index[0]
        recipient = accounts.table["recipient"].get(first, "")
        notes.append(
            f"{counted(len(accounts.excess), 'investment is', 'investments are')} less than the "
            f"sum of the parts. The first is to {recipient!r}, by "
            f"{about_pounds(int(accounts.excess.iloc[0]))}. We count the main investment and not "
            "its parts. Correct one of them."
        )
    try:
        ratio = ledger.ratio
    except InsightError as error:
        return LeverageView(str(error), (), table, tuple(notes))
    return LeverageView(
        f"**Every £1 of core funding sits alongside £{number(ratio, 2)} of match funding.**",
        (
            Headline("Core funding, cash", about_pounds(ledger.core_pence), "from the partnership"),
            Headline("Match funding, cash", about_pounds(ledger.matched_pence), "from others"),
            Headline("Leverage", ratio_words(ratio), "match funding to core funding"),
        ),
        table,
        tuple(notes),
    )


def worked_example(pack: Pack) -> LeverageView:
    """The printed example, reckoned by its items and by its printed total."""
    table = pack.table("worked_example")
    printing = example(table.reset_index())
    itemised, printed = printing.itemised, printing.printed
    per_head = pounds_each(itemised.together_pence, printing.residents, noun="residents")
    columns = {"what": Column("What"), "value": Column("In the slides"), "part": Column("Funding")}
    figures = printed_figures(pack)
    rows = pd.DataFrame(
        {
            "what": table["what"],
            "part": table["part"].fillna("").str.capitalize(),
            "value": figures["printed"].reindex(table.index),
        }
    )
    alt = "Table of the worked example’s items, the total in the slides and shares."
    inactivity = figures.loc[list(printed_inactivity(pack)), "printed"]
    notes = pack.table("deck_notes")["words"]
    used = dict.fromkeys(" ".join(table["notes"].dropna()).split())
    where = EXAMPLE_AREA if is_example_inside(pack) else "outside this area"
    return LeverageView(
        f"**Core funding was {pounds(itemised.core_pence)} and match funding "
        f"{pounds(itemised.matched_pence)} as itemised.** The slides give "
        f"{pounds(printed.matched_pence)}, so {pounds(printing.unexplained_pence)} is unexplained. "
        f"Mixenden is in Halifax, {where}.",
        (
            Headline("As itemised", ratio_words(itemised.ratio), pounds(itemised.matched_pence)),
            Headline("In the slides", ratio_words(printed.ratio), pounds(printed.matched_pence)),
            Headline(
                "Per person, as itemised",
                f"£{number(per_head, 2)}",
                f"core and match funding, {rounded_people(printing.residents)}",
            ),
        ),
        Table(rows, columns, alt),
        (
            f"On inactivity: {printed_cannot_differ(*inactivity)}",
            *(f"{note_words(note)}. {notes.loc[note]}" for note in used),
            "Figures are from the source slides (Working in Place, November 2024).",
        ),
    )


def headline_figures(pack: Pack) -> tuple[Table, tuple[str, ...]]:
    """The founding figures as printed, without a total, and notes on what does not reconcile."""
    table = headline_table(pack)
    is_part = table["mark"].eq("") & table["of"].ne("")
    figures = table.to_dict("index")
    rows = table.assign(
        each=[_each(one, figures.get(one["per"])) for one in figures.values()],
        additive=table["mark"].where(~is_part, "part of " + table["of"] + ", do not add"),
    )
    columns = {
        "figure": Column("No."),
        "printed": Column("In the slides"),
        "what": Column("What"),
        "additive": Column("Can it be added?"),
        "scope": Column("Area, as given"),
        "each": Column("Worked out"),
        "notes": Column("Notes"),
    }
    rows = rows.rename_axis("figure").reset_index()[list(columns)]
    rows["notes"] = rows["notes"].str.replace("N", "").str.replace(" ", ", ")
    alt = f"Table of {len(rows)} headline figures from the source slides, with no total."
    notes = pack.table("deck_notes")
    return Table(rows, columns, alt), tuple(
        f"**{note_words(note)}. {title}.** {words}"
        for note, title, words in zip(notes.index, notes["title"], notes["words"], strict=True)
    )


def note_words(note: str) -> str:
    """A note by its number.

    >>> note_words("N4")
    'Note 4'
    """
    return note.replace("N", "Note ")


def ratio_words(ratio: float) -> str:
    """A ratio as it is spoken."""
    return f"{number(ratio, 2)} to 1"


def _attendance_words(accounts: Accounts) -> str:
    try:
        cost = cost_per_attendance(accounts.ledger, accounts.table.index)
    except InsightError as error:
        return str(error)
    whole, cash, in_kind = (
        f"£{number(cost.pounds(pence), 2)}"
        for pence in (cost.pence, cost.cash_pence, cost.in_kind_pence)
    )
    forms = f"({cash} in cash, {in_kind} in kind)" if cost.in_kind_pence else "in cash"
    words = f"{whole} {forms} per attendance, from {counted(cost.entries, 'investment')} that "
    words += "counted attendances."
    if people := int(accounts.table["counted"].eq(Counted.PARTICIPANTS.value).sum()):
        left_out = counted(people, "investment that counted", "investments that counted")
        words += f" We leave out {left_out} participants, because attendances are not people."
    is_part = bool(accounts.rules())
    return f"{words}{' Each counts in full, with all its attendances.' if is_part else ''}"


def _each(one: Mapping[Any, Any], other: Mapping[Any, Any] | None) -> str:
    # Where both are only bounds, their ratio is a bound of nothing.
    if other is None or one["unit"] != "£" or (one["qualifier"] and other["qualifier"]):
        return ""
    noun = other["unit"]
    each = pounds_each(one["value"] * PENCE, other["value"], noun=noun)
    return f"£{number(each, 2)} {f'per {noun[:-1]}' if noun.endswith('s') else 'each'}"
