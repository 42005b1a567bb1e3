"""Figures of own indicators, by level and by place."""

from collections.abc import Sequence

import pandas as pd

from insight.geography.levels import LEVEL_NOUNS, Places
from insight.measures.counts import shown_counts
from insight.pack.catalogue import Combined, Given, Indicator, Level, Provenance
from insight.pack.pack import Pack

VALUE = "value"
"""Column of the figures in an own indicator's table."""


def complete_by_lsoa(pack: Pack, known: Places) -> dict[str, Indicator]:
    """Own indicators that can be an input of a score, by key.

    Their figures have a direction and are no counts, which say as much of how many
    live somewhere as of need; they are not made up; and every LSOA has one: its own,
    or that of the larger area in which it lies.
    """
    return {
        key: one
        for key, one in pack.own.items()
        if one.provenance is not Provenance.ILLUSTRATIVE
        and _given(one).need
        and not adds_up(one)
        and bool(by_lsoa(pack, known, one).notna().all())
    }


def adds_up(one: Indicator) -> bool:
    """Whether it is a number of people or things, of which larger areas have more."""
    return _given(one).combined is Combined.SUM


def by_lsoa(pack: Pack, known: Places, one: Indicator) -> pd.Series:
    """The figure of each LSOA: its own, or that of the larger area it lies in."""
    figures = pack.table(one.tables[0])[VALUE]
    return known.parent(_given(one).level).map(figures)


def need_of(pack: Pack, known: Places, one: Indicator) -> pd.Series:
    """The same with more need higher."""
    return _given(one).need * by_lsoa(pack, known, one)


def given_words(one: Indicator) -> str:
    """By what areas its figures are given, where a list is of LSOAs."""
    given = _given(one).level
    if given is Level.LSOA:
        return ""
    noun = LEVEL_NOUNS[given][0]
    return (
        f"{one.label} is available by {noun}. Each small area (LSOA) has the figure for its "
        f"{noun}, so differences within a {noun} are not known."
    )


def own_values(pack: Pack, known: Places, one: Indicator, level: Level) -> pd.Series:
    """The figures of the areas of a level, which are whole areas of the file's.

    A larger area has a figure only if all its parts have one: numbers are added up,
    shares and rates are averaged over residents (mid-2022). Below district level
    numbers of people are rounded, and left out if they are small.
    """
    found = _figures(pack, known, one, level)
    is_small = _given(one).are_people and level is not Level.LOCALITY
    return shown_counts(found) if is_small else found


def _figures(pack: Pack, known: Places, one: Indicator, level: Level) -> pd.Series:
    figures = pack.table(one.tables[0])[VALUE]
    given = _given(one).level
    if level is given:
        return figures
    parts = known.levels[given]
    parent = known.parent(level).groupby(known.parent(given)).first()
    parent = parent.reindex(parts.index)
    whole = figures.reindex(parts.index)
    is_whole = whole.notna().groupby(parent).all()
    if adds_up(one):
        return whole.groupby(parent).sum().where(is_whole)
    people = pack.table("population")["population"]
    people = people.groupby(known.parent(given)).sum().reindex(parts.index)
    found = (whole * people).groupby(parent).sum() / people.groupby(parent).sum()
    return found.where(is_whole)


def own_value(pack: Pack, known: Places, one: Indicator, members: Sequence[str]) -> float | None:
    """The figure of a place made of LSOAs; None where there is none.

    There is one where the place is one area that the file gives, or is made up of
    whole ones, all with a figure, that can be averaged or added up. Numbers of people
    are shown as of small areas, unless the place is made up of whole districts.
    """
    given = known.parent(_given(one).level)
    inside = given.loc[list(members)]
    sizes = given.isin(set(inside)).sum()
    figures = pack.table(one.tables[0])[VALUE].reindex(inside.unique())
    if sizes != len(inside) or figures.isna().any():
        return None
    if _given(one).are_people:
        return _people(known, members, float(figures.sum()))
    if len(figures) == 1:
        return float(figures.iloc[0])
    if _given(one).combined is Combined.NOT:
        return None
    if adds_up(one):
        return float(figures.sum())
    people = pack.table("population")["population"].loc[list(members)]
    people = people.groupby(inside).sum().reindex(figures.index)
    return float((figures * people).sum() / people.sum())


def _people(known: Places, members: Sequence[str], count: float) -> float | None:
    """A number of people in a place, as it may be shown."""
    districts = known.district_of
    of_whole = districts.isin(set(districts.loc[list(members)])).sum()
    if of_whole == len(members):
        return count
    (shown,) = shown_counts(pd.Series([count]))
    return None if pd.isna(shown) else float(shown)


def _given(one: Indicator) -> Given:
    if one.given is None:
        raise ValueError(f"{one.key} is no own indicator")
    return one.given
