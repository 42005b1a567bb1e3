"""Targeting: what every step works with, its maps and its table of areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

from insight.analysis.maps.outlines import outlines
from insight.analysis.measurement import shown_codes
from insight.analysis.own_values import given_words
from insight.analysis.ranking import Ranking
from insight.analysis.targeting_words import decile_span, reach_words, rule_words
from insight.analysis.view import Figure, Headline
from insight.analysis.where import where
from insight.figures.labels import Name
from insight.figures.palette import Palette
from insight.figures.screen.bivariate import Axis, BivariateCells, bivariate_map
from insight.figures.screen.maps import Caption, Legend, MapLayer, MarkedAreas, area_map
from insight.geography.levels import Places
from insight.pack.catalogue import Indicator, Level, Provenance
from insight.pack.pack import Pack
from insight.statement import Column, Provided, Table
from insight.words import counted, percent, ranges

LAST_DECILE = 10


@dataclass(frozen=True)
class Screen:
    """How the maps of a page are drawn.

    Attributes
    ----------
    urls
        Address of each level's boundaries.
    palette
        Colours of the reader's theme.
    height
        Of a figure, in pixels.
    """

    urls: Mapping[Level, str]
    palette: Palette
    height: int


@dataclass(frozen=True)
class StepView:
    """One step: what it found, drawn and listed.

    Attributes
    ----------
    finding
        The answer, in a sentence or two.
    figure
        Map or chart; None where the table says it all.
    table
        The numbers behind it.
    codes
        Area code of each row of the table.
    notes
        What must be kept in mind.
    headlines
        Large numbers, where the step has some.
    provided
        Sources, class and pack version.
    """

    finding: str
    figure: Figure | None
    table: Table
    codes: tuple[str, ...]
    notes: tuple[str, ...]
    provided: Provided
    headlines: tuple[Headline, ...] = ()


@dataclass(frozen=True)
class Targeting:
    """What every step works with.

    Attributes
    ----------
    pack, known, found
        Data, areas, and the ranking that was asked for.
    looked_at
        Districts that are shown; those of the ranking's own filter if None.
    """

    pack: Pack
    known: Places
    found: Ranking

    @property
    def short(self) -> str:
        """The whole study area as its people abbreviate it."""
        return self.pack.about.short_title

    looked_at: tuple[str, ...] | None = None

    @property
    def districts(self) -> tuple[str, ...]:
        """Codes of the districts looked at; empty for all."""
        if self.looked_at is not None:
            return self.looked_at
        return self.found.wish.districts

    def looking_at(self, districts: tuple[str, ...]) -> "Targeting":
        """The same, seen closer: only some districts, unless there are none or all."""
        every = self.known.levels[Level.LOCALITY].index
        is_closer = 0 < len(districts) < len(every)
        return replace(self, looked_at=districts if is_closer else None)

    @property
    def own(self) -> Indicator | None:
        """The own indicator that is an input of the score, if one is."""
        wish = self.found.wish
        return self.pack.own[wish.own] if wish.has_own else None

    @property
    def rule(self) -> str:
        """How the list is ordered, complete by itself."""
        one = self.own
        said = rule_words(self.found, self.short, one.label if one else "")
        return f"{said} {given_words(one)}".strip() if one else said

    @property
    def where(self) -> str:
        """The districts looked at in words."""
        if not self.districts:
            return self.pack.about.title
        return where(self.known, self.districts)

    @property
    def shown(self) -> np.ndarray:
        """Positions of the LSOAs looked at."""
        return shown_codes(self.known, Level.LSOA, self.districts)

    @property
    def rows(self) -> pd.DataFrame:
        """The ranking of the LSOAs looked at."""
        return self.found.table.iloc[self.shown]

    def position(self, code: str) -> int | None:
        """Where an LSOA stands among all; None if it is not looked at."""
        if code not in self.rows.index:
            return None
        return int(cast("int", self.found.table.index.get_loc(code)))

    def provided(self, *tables: str, is_modelled: bool = True) -> Provided:
        """Sources of a step: the activity's, then those of `tables`."""
        sources = self.found.activity.sources if is_modelled else ()
        own = () if self.own is None else self.own.tables[:1]
        more = [self.pack.sources[table] for table in (*tables, *own)]
        everything = tuple(dict.fromkeys((*sources, *more)))
        weakest = Provenance.MODELLED if is_modelled else Provenance.OFFICIAL
        return Provided(everything, weakest, self.pack.version)

    def name(self, code: str) -> str:
        """How an LSOA is called in a list."""
        return self.known.title(code)


def both_map(  # noqa: PLR0913 - what is drawn on it differs by step
    view: Targeting,
    screen: Screen,
    *,
    title: str,
    alt: str,
    subtitle: str = "",
    selected: str = "",
    members: Sequence[str] = (),
    numbers: Mapping[int, Sequence[str]] | None = None,
) -> Figure:
    """The map of both needs, with the members of neighbourhoods outlined.

    Parameters
    ----------
    subtitle
        In place of what is shown where.
    members
        LSOAs to be outlined.
    numbers
        A number to be written on each set of LSOAs.
    """
    rows, found = view.rows, view.found
    wish = found.wish
    classes = 3 * rows["activity_class"] + rows["deprivation_class"]
    plot = bivariate_map(
        outlines(view.known, Level.LSOA, view.districts, urls=screen.urls, height=screen.height),
        BivariateCells(
            ids=view.shown.astype("uint16"),
            classes=classes.to_numpy(dtype="int8"),
            values=_hover_values(view),
            hover=_hover(view),
        ),
        up=Axis("More inactive", ("below", "around", "above")),
        across=Axis(
            "More deprived",
            (
                f"decile {decile_span(wish.middle_to + 1, LAST_DECILE)}",
                decile_span(wish.most_to + 1, wish.middle_to),
                decile_span(1, wish.most_to),
            ),
        ),
        caption=Caption(
            title,
            subtitle
            or f"{view.where}, by LSOA; inactivity against {view.short} "
            f"({percent(found.activity.whole)}), IMD {wish.imd_year} in England",
            view.provided("areas").short(),
        ),
        palette=screen.palette,
        height=screen.height,
        selected=view.position(selected),
        marked=marked(view.known, members, "Suggested neighbourhoods"),
        marks=_numbers(view.known, numbers or {}),
    )
    return Figure(plot, alt)


def marked(known: Places, members: Sequence[str], words: str = "") -> MarkedAreas | None:
    """LSOAs to be outlined, or None for none."""
    if not members:
        return None
    index = known.levels[Level.LSOA].index
    return MarkedAreas([int(at) for at in index.get_indexer(list(members))], words)


def _numbers(known: Places, numbers: Mapping[int, Sequence[str]]) -> tuple[Name, ...]:
    """Each number in the middle of its LSOAs."""
    areas = known.levels[Level.LSOA]
    return tuple(
        Name(
            str(number),
            float(areas.loc[list(codes), "longitude"].mean()),
            float(areas.loc[list(codes), "latitude"].mean()),
        )
        for number, codes in numbers.items()
    )


def _hover_values(view: Targeting) -> np.ndarray:
    rows = view.rows
    percents = 100 * rows[["inactive", "low", "high"]].to_numpy()
    return np.column_stack([percents, rows["decile"].to_numpy()]).round()


def _hover(view: Targeting) -> str:
    year = view.found.wish.imd_year
    return (
        "<b>%{properties.name}</b>, %{properties.place}<br>%{properties.code}<br>"
        "Inactive, estimate: %{customdata[0]}% "
        "(95% confidence interval %{customdata[1]} to %{customdata[2]})<br>"
        f"IMD {year}: decile %{{customdata[3]}} in England<extra></extra>"
    )


def class_map(  # noqa: PLR0913 - what distinguishes one map from another
    view: Targeting,
    screen: Screen,
    *,
    classes: np.ndarray,
    legend: Legend,
    caption: Caption,
    alt: str,
    selected: str = "",
) -> Figure:
    """A map of the LSOAs looked at in three classes."""
    plot = area_map(
        outlines(view.known, Level.LSOA, view.districts, urls=screen.urls, height=screen.height),
        MapLayer(
            ids=view.shown.astype("uint16"),
            bands=classes.astype("int8"),
            values=_hover_values(view),
            positions=None,
            hover=_hover(view),
            is_count=False,
        ),
        legend,
        caption,
        palette=screen.palette,
        selected=view.position(selected),
        height=screen.height,
    )
    return Figure(plot, alt)


AREA_COLUMNS = {
    "inactive": Column("Inactive", "Estimate of adults inactive", 0, "%"),
    "range": Column("95% CI", "95% confidence interval: survey and model, per cent"),
    "decile": Column("IMD decile", "National, 1 is most deprived", 0),
    "adults": Column("Adults", "Aged 16 and over, mid-2022, to the nearest 5", 0),
    "rank": Column("Rank", "1 is the greatest need", 0),
}


def area_table(view: Targeting, rows: pd.DataFrame, shown: tuple[str, ...]) -> Table:
    """LSOAs in the order given, with some of what is known of each."""
    adults = view.found.activity.adults.loc[rows.index]
    values = pd.DataFrame(
        {
            "name": [view.name(code) for code in rows.index],
            "inactive": 100 * rows["inactive"].to_numpy(),
            "range": ranges(100 * rows["low"], 100 * rows["high"]).to_numpy(),
            "decile": rows["decile"].to_numpy(),
            "adults": (adults / 5).round().mul(5).astype("int64").to_numpy(),
        }
    )
    columns = {"name": Column("Area", width=176)}
    columns |= {name: AREA_COLUMNS[name] for name in shown}
    reach = reach_words(view.found.wish, view.known, view.short)
    return Table(values, columns, f"Table of {counted(len(rows), 'LSOA')}. {reach}.")
