"""The figures that the slides print, in one table, and what of them adds up."""

from collections.abc import Sequence

import pandas as pd

from insight.errors import InsightError
from insight.pack.pack import Pack
from insight.statement import Column, Table
from insight.words import listed

BOOKS = {
    "deck": "the headline figures for the study area",
    "example": "the Mixenden worked example",
}


def printed_figures(pack: Pack, figures: Sequence[str] | None = None) -> pd.DataFrame:
    """Headline figures and figures of the worked example; all, or some in an order.

    By number, such as ``H1`` or ``M03``: ``value`` in ``unit``; ``printed``, as it stands in
    the slides; ``what``; ``of``, the number of the whole that it is a part of; ``mark``, what
    the slides' table says against adding it; ``notes`` and ``book``, one of `BOOKS`.
    """
    table = pd.concat([headline_table(pack), _example(pack)])
    if figures is None:
        return table
    if unknown := [figure for figure in figures if figure not in table.index]:
        raise InsightError(
            f"We do not know {len(unknown)} of {len(figures)} figures. The first is "
            f"{unknown[0]!r}. Choose from the list."
        )
    return table.loc[list(figures)]


def askable_figures(pack: Pack) -> tuple[str, ...]:
    """Numbers of all printed figures; none where a table of theirs cannot be used."""
    is_usable = pack.is_usable("headline_figures", "worked_example")
    return tuple(printed_figures(pack).index) if is_usable else ()


def printed_table(pack: Pack) -> Table:
    """All printed figures in short, to choose from."""
    table = printed_figures(pack).rename_axis("figure").reset_index()
    columns = {
        "figure": Column("No."),
        "printed": Column("In the slides"),
        "what": Column("What"),
        "mark": Column("Can it be added?"),
    }
    alt = f"Table of {len(table)} figures from the source slides. Tick those you want to ask about."
    return Table(table[list(columns)], columns, alt)


def headline_table(pack: Pack) -> pd.DataFrame:
    """The headline figures alone, as `printed_figures` has them, in their order.

    Besides: ``scope``, where a figure is said to be of, and ``per``, the number of the
    figure that it can be divided by.
    """
    table = pack.table("headline_figures")
    order = table["line"].str.removeprefix("H").astype(int)
    table = table.assign(order=order, number=table.index)
    table = table.sort_values(["order", "number"]).rename(columns={"additive": "mark"})
    shown = ["value", "unit", "qualifier", "what", "of", "mark", "notes", "scope", "per"]
    return _with_printed(table[shown].assign(book="deck"))


def _example(pack: Pack) -> pd.DataFrame:
    table = pack.table("worked_example")
    totals = table[table["role"].eq("printed total")]
    whole = dict(zip(totals["part"], totals.index, strict=True))
    # Items are parts of the printed total of their kind of money.
    of = table["part"].map(whole).where(table["role"].eq("item"))
    shown = table[["value", "unit", "what", "notes"]]
    return _with_printed(
        shown.assign(qualifier="", mark="", of=of, scope="", per="", book="example")
    )


def _with_printed(table: pd.DataFrame) -> pd.DataFrame:
    table = table.fillna("")
    columns = [table[name] for name in ("value", "unit", "qualifier")]
    return table.assign(printed=[as_printed(*each) for each in zip(*columns, strict=True)])


def printed_inactivity(pack: Pack) -> tuple[str, ...]:
    """Numbers of the worked example's shares of inactivity, which invite comparison."""
    what = pack.table("worked_example")["what"]
    return tuple(what.index[what.str.startswith("Inactivity in ")])


def as_printed(value: int, unit: str, qualifier: str) -> str:
    """A figure as it was printed.

    >>> as_printed(15500, "£", "over"), as_printed(94, "%", "")
    ('over £15,500', '94%')
    >>> as_printed(53, "groups", "")
    '53 groups'
    """
    text = {"£": f"£{value:,}", "%": f"{value}%"}.get(unit, f"{value:,} {unit}")
    return f"{qualifier} {text}".strip()


def why_not_added(pack: Pack, rows: pd.DataFrame) -> str:
    """Why two or more rows of `printed_figures` do not add up; empty if they may."""
    names = listed(list(rows.index))
    if len(set(rows["book"])) > 1:
        return f"{names} are from two places: {listed(list(BOOKS.values()))}."
    units = list(dict.fromkeys(rows["unit"]))
    if len(units) > 1:
        words = ["pounds" if unit == "£" else unit for unit in units]
        return f"{names} are in different units ({listed(words)}), so you cannot add them."
    inside = rows["of"][rows["of"].isin(rows.index)]
    if len(inside):
        part, whole = inside.index[0], inside.iloc[0]
        return f"{part} is part of {whole}, so adding the two would count it twice."
    if units == ["%"]:
        return f"{names} are shares of different totals, so you cannot add them."
    if rows["mark"].ne("").any():
        return _marked(pack, rows)
    if units != ["£"]:
        return f"The same {units[0]} may be in more than one of {names}, so you cannot add them."
    return ""


def sum_words(rows: pd.DataFrame) -> str:
    """The sum of figures that add up; a bound where one of them is only a bound."""
    qualifier = "over" if rows["qualifier"].ne("").any() else ""
    total = as_printed(int(rows["value"].sum()), rows["unit"].iloc[0], qualifier)
    return (
        f"{listed(list(rows.index))} come to **{total}**. The slides do not say that they overlap. "
        "The figures are not verified."
    )


def _marked(pack: Pack, rows: pd.DataFrame) -> str:
    """What the slides' table says against adding, by mark, with the notes that only it has."""
    every = printed_figures(pack)
    sets = every["notes"].str.split().map(set)
    common = set.intersection(*sets[every["book"].eq("deck")])
    said = []
    for mark in dict.fromkeys(rows["mark"][rows["mark"].ne("")]):
        names = rows.index[rows["mark"].eq(mark)]
        notes = sorted(set.intersection(*sets[every["mark"].eq(mark)]) - common)
        numbers = listed([note.removeprefix("N") for note in notes])
        see = f" (see {'notes' if len(notes) > 1 else 'note'} {numbers})"
        verb = "is" if len(names) == 1 else "are"
        said.append(f"{listed(list(names))} {verb} marked “{mark}”{see if notes else ''}")
    what = rows["unit"].iloc[0].replace("£", "pound")
    every_name = listed(list(rows.index))
    return (
        f"{'. '.join(said)}. The same {what} may be in more than one of {every_name}, so you "
        "cannot add them."
    )
