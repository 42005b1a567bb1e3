"""Targeting: what every step works with, and its table of areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pandas as pd

from insight.analysis.measurement import shown_codes
from insight.analysis.own_values import given_words
from insight.analysis.ranking import Ranking
from insight.analysis.targeting_words import circularity, reach_words, rule_words
from insight.analysis.where import where
from insight.exports.table import ExportTable
from insight.figures.highlights import MarkedAreas
from insight.figures.palette import Palette, palette_for
from insight.geography.levels import Places
from insight.measures.need import HIGH, LOW, MIDDLE
from insight.pack.catalogue import Indicator, Level, Provenance
from insight.pack.pack import Pack
from insight.statement import Column, Provided, Table
from insight.verdicts import Verdict
from insight.words import percent, ranges, small_areas_of

AGAINST = {HIGH: Verdict.HIGHER, MIDDLE: Verdict.SIMILAR, LOW: Verdict.LOWER}
LIGHT = palette_for("light")


@dataclass(frozen=True)
class Screen:
    """How the maps of a page are drawn: boundaries by level, colours, pixels high, place names.

    A width in pixels is given where a map is much wider than high. Two things at once are in nine
    classes, or else only what is high in them stands out. Charts that are no maps have colours of
    their own.
    """

    urls: Mapping[Level, str]
    palette: Palette
    height: int
    has_names: bool = True
    width: int = 0
    has_nine: bool = False
    chart_palette: Palette = LIGHT


@dataclass(frozen=True)
class Targeting:
    """What every step works with.

    `looked_at` are the districts that are shown; those of the ranking's own filter if None.
    """

    pack: Pack
    known: Places
    found: Ranking
    looked_at: tuple[str, ...] | None = None

    @property
    def short(self) -> str:
        """The whole study area as its people abbreviate it."""
        return self.pack.about.short_title

    @property
    def districts(self) -> tuple[str, ...]:
        """Codes of the districts looked at; empty for all."""
        return self.found.wish.districts if self.looked_at is None else self.looked_at

    def looking_at(self, districts: tuple[str, ...]) -> "Targeting":
        """The same, seen closer: only some districts, unless there are none or all."""
        is_closer = 0 < len(districts) < len(self.known.levels[Level.LOCALITY])
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
    def reach(self) -> str:
        """Who competes with whom."""
        return reach_words(self.found.wish, self.known, self.short)

    @property
    def whole_words(self) -> str:
        """The rate that areas are compared with."""
        return percent(self.found.activity.whole)

    @property
    def circularity(self) -> str:
        """What must be said where both needs are put together."""
        return circularity(self.found)

    @property
    def where(self) -> str:
        """The districts looked at in words."""
        return where(self.known, self.districts) if self.districts else self.pack.about.title

    @property
    def period(self) -> str:
        """Of the estimates and of the Indices, for the subtitle of a sheet."""
        return f"Survey years {self.found.activity.period}, IMD {self.found.wish.imd_year}."

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

    def export(self, rows: pd.DataFrame) -> ExportTable:
        """A list for a file; every row says by what rule it was made."""
        said = {
            "list": self.reach,
            "rule": self.rule,
            "estimates": self.found.activity.words,
            "caution": self.circularity,
        }
        return ExportTable(rows.assign(**said), self.provided("areas").stamp)


def marked(known: Places, members: Sequence[str], words: str = "") -> MarkedAreas | None:
    """LSOAs to be outlined, or None for none."""
    if not members:
        return None
    index = known.levels[Level.LSOA].index
    return MarkedAreas([int(at) for at in index.get_indexer(list(members))], words)


AREA_COLUMNS = {
    "name": Column("Area"),
    "code": Column("Code"),
    "home": Column("Locality (district)"),
    "inactive": Column("Inactive", "Adults inactive, modelled estimate", 0, "%"),
    "range": Column("95% CI", "95% confidence interval, with survey and model error, per cent"),
    "decile": Column("IMD decile", "In England; 1 is the most deprived", 0),
    "both": Column("Both needs high"),
    "adults": Column("Adults", "Aged 16 and over, mid-2022, to the nearest 5", 0),
    "rank": Column("Rank", "1 is the highest need", 0),
}


def area_table(view: Targeting, rows: pd.DataFrame, shown: tuple[str, ...]) -> Table:
    """LSOAs in the order given, with some of `AREA_COLUMNS` of each."""
    codes = rows.index
    adults = view.found.activity.adults.loc[codes]
    places = view.known.levels[Level.LOCALITY]["place"]
    both = view.found.where_both_meet.loc[codes]
    values = pd.DataFrame(
        {
            "name": [view.name(code) for code in codes],
            "code": codes,
            "home": view.known.district_of.loc[codes].map(places).to_numpy(),
            "inactive": 100 * rows["inactive"].to_numpy(),
            "range": ranges(100 * rows["low"], 100 * rows["high"]).to_numpy(),
            "against": rows["activity_class"]
            .map({one: each.label for one, each in AGAINST.items()})
            .to_numpy(),
            "decile": rows["decile"].to_numpy(),
            "both": both.map({True: "yes", False: "no"}).to_numpy(),
            "adults": (adults / 5).round().mul(5).astype("int64").to_numpy(),
        }
    )
    alt = f"Table of {small_areas_of(len(rows))}. {view.reach}."
    columns = AREA_COLUMNS | {"against": Column(f"Compared with {view.short}")}
    return Table(values[list(shown)], {name: columns[name] for name in shown}, alt)
