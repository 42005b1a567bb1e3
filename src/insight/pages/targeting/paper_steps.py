"""What the sheets of targeting share: their words, their ground and their rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.analysis.targeting import Targeting
from insight.figures.palette import Ramp
from insight.figures.sheet.maps import PaperLayer, neighbourhood_outlines
from insight.measures.need import HIGH, LOW, MIDDLE
from insight.pack.catalogue import Level
from insight.statement import Table
from insight.words import counted, number, ranges

APPROXIMATE = "Outlines of areas that were split after 2011 are approximate."
AGAINST = {HIGH: "above", MIDDLE: "similar", LOW: "below"}
WITHOUT = ("saved",)
"""Columns of the screen that a paper does not have: they change from day to day."""


@dataclass(frozen=True)
class Pointed:
    """What a map points out.

    Attributes
    ----------
    groups
        Codes of the LSOAs within each outline.
    words
        What the outlines are.
    is_numbered
        Whether each outline has its number, from 1.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    words: str = ""
    is_numbered: bool = False


def rows_of(table: Table) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings and rows of a table as they are written."""
    kept = {key: each for key, each in table.columns.items() if key not in WITHOUT}
    columns = [
        [
            str(cell)
            if column.decimals is None
            else "no figure" if pd.isna(cell)
            else f"{number(cell, column.decimals)}{column.suffix}"
            for cell in table.rows[key]
        ]
        for key, column in kept.items()
    ]  # fmt: skip
    return (tuple(column.label for column in kept.values()), tuple(zip(*columns, strict=True)))


def chosen(view: Targeting, code: str) -> Pointed:
    """The area that is chosen, pointed out where it is looked at."""
    if view.position(code) is None:
        return Pointed()
    return Pointed(((code,),), f"Outlined: {view.name(code)}")


def layer_of(  # noqa: PLR0913 - areas, classes and what is on them
    view: Targeting,
    classes: np.ndarray,
    labels: tuple[str, ...],
    ramp: Ramp,
    pointed: Pointed,
    *,
    legend_title: str = "",
    hatches: tuple[str, ...] = (),
) -> PaperLayer:
    """The LSOAs looked at in classes, with what is pointed out.

    Parameters
    ----------
    view
        Whose districts are shown.
    classes, labels, ramp, legend_title, hatches
        As `PaperLayer` has them.
    pointed
        What is outlined.
    """
    areas = view.known.levels[Level.LSOA]
    localities = view.known.levels[Level.LOCALITY]
    return PaperLayer(
        areas=areas.geometry.iloc[view.shown],
        bands=classes,
        labels=labels,
        ramp=ramp,
        legend_title=legend_title,
        districts=localities.loc[list(view.districts) or list(localities.index)],
        marked=neighbourhood_outlines(areas, pointed.groups) if pointed.groups else None,
        hatches=hatches,
    )


def need_rows(view: Targeting) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Every LSOA of the map, those where both needs are high first."""
    both = view.found.where_both_meet.loc[view.rows.index]
    table = view.rows.assign(both=both).sort_values(
        ["both", "inactive", "imd_rank"], ascending=[False, False, True]
    )
    homes = view.known.district_of.loc[table.index]
    names = view.known.levels[Level.LOCALITY]["place"]
    headings = (
        "Area", "Code", "Locality", "Inactive (estimate), %", "95% confidence interval",
        f"Against {view.short}", f"IMD {view.found.wish.imd_year} decile",
        "Both needs high",
    )  # fmt: skip
    columns = (
        view.known.levels[Level.LSOA]["name"].loc[table.index],
        table.index,
        homes.map(names),
        (100 * table["inactive"]).map(number),
        ranges(100 * table["low"], 100 * table["high"]),
        table["activity_class"].map(AGAINST),
        table["decile"].astype(str),
        table["both"].map({True: "yes", False: "no"}),
    )
    return headings, tuple(zip(*columns, strict=True))


def of_all(is_so: pd.Series) -> str:
    """How many of how many LSOAs."""
    return f"{int(is_so.sum())} of {counted(len(is_so), 'LSOA')}"


def where_most(view: Targeting, is_so: pd.Series) -> str:
    """In which locality most of them are, where there are several."""
    homes = view.known.district_of.loc[is_so.index]
    if len(homes.unique()) == 1:
        place = view.known.levels[Level.LOCALITY].at[str(homes.iloc[0]), "place"]
        return f" in {place}"
    inside = homes[is_so].value_counts()
    if inside.empty:
        return ""
    place = view.known.levels[Level.LOCALITY].at[str(inside.index[0]), "place"]
    count = "all" if len(inside) == 1 and inside.iloc[0] > 1 else str(inside.iloc[0])
    return f", {count} of them in {place}"


def outlines_caveat(view: Targeting) -> str:
    """That some outlines are approximate; empty if none is."""
    flags = view.known.levels[Level.LSOA]["is_boundary_approximate"].iloc[view.shown]
    return APPROXIMATE if flags.any() else ""
