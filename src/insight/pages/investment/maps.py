"""Maps of money: the amount, per head, per inactive adult, and beside need."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from insight.analysis.maps.outlines import outlines
from insight.analysis.money.cell_needs import Need, members, money_class, needs
from insight.analysis.money.chosen_money import (
    BOTH_FORMS,
    CELL_WORDS,
    LEVELS,
    Money,
    Spread,
    cells,
    per_person_columns,
)
from insight.analysis.targeting import Screen
from insight.analysis.view import Figure
from insight.figures.bivariate import Axis, BivariateKey
from insight.figures.highlights import Highlights
from insight.figures.labels import Name
from insight.figures.palette import Palette, Ramp
from insight.figures.screen.bivariate import bivariate_map
from insight.figures.screen.maps import Caption, Legend, MapLayer, Outlines, area_map
from insight.figures.watermark import watermarked
from insight.measures import bands
from insight.pack.catalogue import Level
from insight.records.kinds.investments import Place
from insight.statement import Column, Table
from insight.words import counted, number, percent


class Measure(StrEnum):
    """What of the money is mapped."""

    HEAD = "head"
    INACTIVE = "inactive"
    AMOUNT = "amount"
    NEED = "need"


@dataclass(frozen=True)
class Put:
    """How a measure is put into numbers and words."""

    column: str
    title: str
    unit: str
    decimals: int


PUT = {
    Measure.HEAD: Put("gbp_per_head", "Investment per resident", "£ per resident", 2),
    Measure.INACTIVE: Put(
        "gbp_per_inactive_adult",
        "Investment per inactive adult",
        "£ per inactive adult (modelled number)",
        2,
    ),
    Measure.AMOUNT: Put("gbp", "Investment", "£", 0),
}

NEED_AXES = {
    Need.INACTIVITY: Axis("More inactive", ("below", "around", "above")),
    Need.DEPRIVATION: Axis("More deprived", ("decile 6–10", "3–5", "1–2")),
}
MONEY_AXIS = Axis("More money", ("none", "below mean", "mean or more"))
NO_MONEY = "None recorded"
HINTS = {
    "": "Recorded here, each pound once",
    "head": "Per resident, mid-2022",
    "inactive_adult": "Their number is modelled",
}
"""What each column of money is over."""
MOST_ROWS = 200


def money_map(  # noqa: PLR0913 - what is drawn on it
    view: Money,
    money: Spread,
    screen: Screen,
    *,
    measure: Measure,
    need: Need = Need.INACTIVITY,
    selected: str = "",
) -> Figure:
    """The map of one measure, or of need and money at once.

    Parameters
    ----------
    view, money
        The investments looked at, and where they are.
    screen
        How the map is drawn.
    measure
        What of the money is mapped.
    need
        What it is held against, for the map of both.
    selected
        Code of the chosen area.
    """
    table = cells(view, money)
    if measure is Measure.NEED:
        return _both(view, table, screen, need=need, selected=selected)
    put = PUT[measure]
    values, classes, labels = classed(table, put)
    ground = cell_ground(view, table.index)
    at = ground["cell"]
    layer = MapLayer(
        ids=ground["at"].to_numpy("uint16"),
        bands=classes.reindex(at).to_numpy("int8"),
        values=_numbers(table, at),
        positions=None,
        hover=_hover(view),
        is_count=measure is Measure.AMOUNT,
    )
    caption = _caption(view, money, f"{put.title}, {view.forms}", measure)
    plot = area_map(
        _outlines(view, screen),
        layer,
        Legend(
            f"{put.unit}, {view.forms}; quarters of those with money"
            + (", and how many LSOAs they hold" if view.level is Place.NEIGHBOURHOOD else ""),
            labels,
            money_ramp(screen.palette),
        ),
        caption,
        palette=screen.palette,
        selected=_position(view, selected),
        height=screen.height,
        marks=_marks(view, table.index),
    )
    some = values[values > 0]
    by = CELL_WORDS[view.level][0]
    alt = (
        f"Map of {put.title.lower()}, {view.forms}, by {by} in {view.where}: "
        f"{number(len(some))} of {number(len(values))} have money"
        + (f", from £{number(some.min(), put.decimals)} to "
           f"£{number(some.max(), put.decimals)}." if len(some) else ".")
    )  # fmt: skip
    return Figure(_marked(plot, view, screen.palette), alt)


def classed(table: pd.DataFrame, put: Put) -> tuple[pd.Series, pd.Series, tuple[str, ...]]:
    """Values of the cells, their classes (0 for no money), and the classes' words."""
    values = table[put.column].astype(float)
    classes = bands.quarter_above_zero(values.clip(lower=0))
    return values, classes, _labels(values, classes, put)


def money_table(view: Money, money: Spread, *, measure: Measure) -> Table:
    """The cells in order of the measure, those with money first."""
    table = cells(view, money)
    shown = _in_order(view, table, measure)
    columns = {"name": Column("Area", width=150)}
    for key, label in per_person_columns(view).items():
        columns[key] = Column(label, HINTS[key.partition("_per_")[2]], 2, width=90)
    columns["entries"] = Column("Entries", "Investments behind it", 0, width=55)
    rows = shown[list(columns)].reset_index(drop=True)
    if view.level is Place.NEIGHBOURHOOD:
        numbers = {key: at for at, key in enumerate(table.index, start=1)}
        rows.insert(0, "number", [numbers[key] for key in shown.index])
        columns = {"number": Column("No.", "As on the map", 0, width=50), **columns}
    none = int(table["entries"].eq(0).sum())
    alt = (
        f"Table of {counted(len(rows), 'area')} by money; {number(none)} of "
        f"{number(len(table))} have "
        "none recorded."
    )
    return Table(rows, columns, alt)


def table_codes(view: Money, money: Spread, *, measure: Measure) -> tuple[str, ...]:
    """Code of the cell of each row of `money_table`."""
    return tuple(_in_order(view, cells(view, money), measure).index)


def _in_order(view: Money, table: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Cells by the measure, the most first; of the many LSOAs those with money."""
    put = PUT.get(measure, PUT[Measure.HEAD])
    ordered = table.sort_values([put.column, "name"], ascending=[False, True], na_position="last")
    if view.level is not Place.LSOA:
        return ordered
    return ordered[ordered["entries"] > 0].head(MOST_ROWS)


def need_classes(view: Money, table: pd.DataFrame, need: Need) -> tuple[pd.Series, pd.Series]:
    """Class of need, 0 to 2, and of both: three times that and the class of money."""
    found = needs(view, table.index)
    column = "activity_class" if need is Need.INACTIVITY else "deprivation_class"
    up = found[column].astype(int)
    return up, 3 * up + money_class(table)


def _both(view: Money, table: pd.DataFrame, screen: Screen, *, need: Need, selected: str) -> Figure:
    found = needs(view, table.index)
    up, classes = need_classes(view, table, need)
    ground = cell_ground(view, table.index)
    at = ground["cell"]
    short = view.short
    against = (
        f"inactivity (estimate) against {short} ({percent(view.activity.whole)})"
        if need is Need.INACTIVITY
        else "IMD 2025 decile in England"
    )
    plot = bivariate_map(
        _outlines(view, screen),
        MapLayer(
            ids=ground["at"].to_numpy("uint16"),
            bands=classes.reindex(at).to_numpy("int8"),
            values=np.column_stack(
                [
                    _numbers(table, at),
                    (100 * found["inactive"]).reindex(at).round().to_numpy(),
                    found["decile"].reindex(at).to_numpy(),
                ]
            ),
            positions=None,
            hover=_hover(view, with_need=True),
            is_count=False,
        ),
        BivariateKey(NEED_AXES[need], MONEY_AXIS),
        caption=Caption(
            "Need and investment",
            f"{view.where}, {view.period()}; {against}",
            view.source_line("areas", "deprivation", is_modelled=True),
        ),
        palette=screen.palette,
        height=screen.height,
        highlights=Highlights(_position(view, selected), marks=_marks(view, table.index)),
    )
    bare = int((up.eq(2) & table["gbp_per_head"].fillna(0).le(0)).sum())
    alt = (
        f"Map of need and investment in {view.where}: {bare} of "
        f"{int(up.eq(2).sum())} areas of high need have no money recorded."
    )
    return Figure(_marked(plot, view, screen.palette), alt)


def cell_ground(view: Money, index: pd.Index) -> pd.DataFrame:
    """Position, in the layer that is drawn, of each area and the cell it shows."""
    areas = view.known.levels[LEVELS[view.level]].index
    if view.level is not Place.NEIGHBOURHOOD:
        return pd.DataFrame({"at": areas.get_indexer(index), "cell": index})
    # Where two neighbourhoods overlap the first saved is drawn.
    cell = {code: key for key in reversed(index) for code in members(view, key)}
    codes = list(cell)
    return pd.DataFrame({"at": areas.get_indexer(codes), "cell": list(cell.values())})


def money_ramp(palette: Palette) -> Ramp:
    """The four upper classes; no money is no shade of money."""
    whole = palette.sequential
    return replace(whole, colours=(palette.surface, *whole.colours[1:]))


def _outlines(view: Money, screen: Screen) -> Outlines:
    ground = outlines(
        view.known, LEVELS[view.level], view.districts, urls=screen.urls, height=screen.height
    )
    # A few neighbourhoods leave an inset without the ground that it needs.
    is_sparse = view.level is Place.NEIGHBOURHOOD
    return replace(ground, inset=None) if is_sparse else ground


def _position(view: Money, code: str) -> int | None:
    """Where the chosen area stands in the layer; None if it is not in it."""
    index = view.known.levels[LEVELS[view.level]].index
    return int(index.get_loc(code)) if code in index else None


def _marks(view: Money, index: pd.Index) -> tuple[Name, ...]:
    """The number of each neighbourhood in its middle."""
    if view.level is not Place.NEIGHBOURHOOD:
        return ()
    areas = view.known.levels[Level.LSOA]
    return tuple(
        Name(
            str(at),
            float(areas.loc[members(view, key), "longitude"].mean()),
            float(areas.loc[members(view, key), "latitude"].mean()),
        )
        for at, key in enumerate(index, start=1)
        if members(view, key)
    )


def _labels(values: pd.Series, classes: pd.Series, put: Put) -> tuple[str, ...]:
    """What each class holds, from the smallest to the largest that is in it."""
    labels = [NO_MONEY]
    for band in range(1, bands.CLASSES):
        inside = values[classes.eq(band)]
        if inside.empty:
            labels.append("")
            continue
        low, high = (f"£{number(end, put.decimals)}" for end in (inside.min(), inside.max()))
        labels.append(low if low == high else f"{low} to {high}")
    return tuple(labels)


def _numbers(table: pd.DataFrame, at: pd.Series) -> np.ndarray:
    """What `_hover` shows of each area drawn, in its order."""
    columns = ["gbp", "gbp_per_head", "gbp_per_inactive_adult", "entries", *APART]
    return table[columns].fillna(0).reindex(at).to_numpy(float)


APART = ("gbp_cash_per_head", "gbp_in_kind_per_head",
         "gbp_cash_per_inactive_adult", "gbp_in_kind_per_inactive_adult")  # fmt: skip
"""Rates of cash and in kind, after the first four numbers of an area."""


def _hover(view: Money, *, with_need: bool = False) -> str:
    name = "<b>%{properties.name}</b>"
    if view.level is not Place.DISTRICT:
        name += ", %{properties.place}<br>%{properties.code}"
    whole = "<br>of its neighbourhood:" if view.level is Place.NEIGHBOURHOOD else ""
    apart = [f", {view.forms}"] * 2
    if view.forms == BOTH_FORMS:
        apart = [
            f" (£%{{customdata[{at}]}} in cash, £%{{customdata[{at + 1}]}} in kind)"
            for at in (4, 6)
        ]
    need = (
        "<br>Inactive, estimate: %{customdata[8]}%; IMD decile %{customdata[9]}"
        if with_need
        else ""
    )
    return (
        f"{name}{whole}<br>£%{{customdata[0]:,.0f}} in %{{customdata[3]}} entries"
        f"<br>£%{{customdata[1]}} per person{apart[0]}"
        f"<br>£%{{customdata[2]}} per inactive adult{apart[1]}"
        f"{need}<extra></extra>"
    )


def _caption(view: Money, money: Spread, title: str, measure: Measure) -> Caption:
    share = (
        percent(money.placed_pence / money.total_pence)
        if 0 <= money.placed_pence <= money.total_pence and money.total_pence
        else "part"
    )
    which = f"; {view.filter_words}" if view.filter_words else ""
    by = CELL_WORDS[view.level][0]
    return Caption(
        title,
        f"{view.where}, by {by}, {view.period()}{which}; {share} of the money has a place here",
        view.source_line("areas", "population", is_modelled=measure is Measure.INACTIVE),
    )


def _marked(plot: go.Figure, view: Money, palette: Palette) -> go.Figure:
    return watermarked(plot, palette) if view.is_illustrative else plot
