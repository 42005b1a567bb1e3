"""Investment: what has a place, and what every part of the page works with."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.catalogue import Level, Provenance, Source
from insight.figures.money import Segment, placed_bar
from insight.figures.palette import Palette
from insight.geography.levels import Places
from insight.measures.money import PENCE
from insight.measures.money_by_area import ByArea, Why
from insight.pack import Pack
from insight.records.investments import Place, pounds
from insight.views.accounts import Accounts
from insight.views.small_areas import SmallAreas
from insight.views.view import Figure, Provided
from insight.views.where import where
from insight.views.words import percent

LEVELS = {
    Place.LSOA: Level.LSOA,
    Place.NEIGHBOURHOOD: Level.LSOA,
    Place.DISTRICT: Level.LOCALITY,
}
"""The boundaries that each level of the map is drawn with."""

CELL_WORDS = {
    Place.LSOA: ("one LSOA", "LSOAs"),
    Place.NEIGHBOURHOOD: ("one saved neighbourhood", "neighbourhoods"),
    Place.DISTRICT: ("one locality", "localities"),
}

RECORDED_AT = {
    Place.LSOA: "for LSOAs in no single one of these",
    Place.NEIGHBOURHOOD: "for neighbourhoods",
    Place.WARD: "for wards",
    Place.DISTRICT: "district-wide",
    Place.AREA: "{short}-wide",
    Place.ELSEWHERE: "elsewhere",
    Place.UNKNOWN: "with no place recorded",
}
"""What money is called that has no cell of its own on the map."""


@dataclass(frozen=True, eq=False)
class Money:
    """What every part of the page works with.

    Attributes
    ----------
    pack, known
        Data and areas.
    activity
        Activity levels of every LSOA, for the number of inactive adults.
    accounts
        The investments looked at.
    level
        LSOA, neighbourhood or district: what a cell of the map is.
    districts
        Codes of the districts looked at; empty for all.
    filter_words
        Which investments are looked at; empty for all.
    """

    pack: Pack
    known: Places
    activity: SmallAreas
    accounts: Accounts
    level: Place
    districts: tuple[str, ...] = ()
    filter_words: str = ""

    @property
    def short(self) -> str:
        """The whole study area as its people abbreviate it."""
        return self.pack.about.short_title

    @property
    def where(self) -> str:
        """The districts looked at in words."""
        if not self.districts:
            return self.short
        return where(self.known, self.districts)

    @property
    def is_illustrative(self) -> bool:
        """Whether the money is made up."""
        return self.accounts.provenance is Provenance.ILLUSTRATIVE

    def provided(self, *tables: str, is_modelled: bool = False) -> Provided:
        """The ledger with the sources that are used beside it."""
        sources: tuple[Source, ...] = tuple(
            self.pack.sources[table] for table in tables
        )
        if is_modelled:
            sources = (*self.activity.sources, *sources)
        weakest = Provenance.MODELLED if is_modelled else Provenance.RECORD
        if self.is_illustrative:
            weakest = Provenance.ILLUSTRATIVE
        return Provided(tuple(dict.fromkeys(sources)), weakest, self.pack.version)

    def period(self) -> str:
        """First and last financial year of the investments looked at."""
        years = sorted(self.accounts.table["year"].unique())
        if not years:
            return "no investments"
        return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"

    def source_line(self, *tables: str, is_modelled: bool = False) -> str:
        """What stands inside a figure."""
        name = (
            "illustrative ledger, made up to show the tool"
            if self.is_illustrative
            else f"ledger of {self.pack.about.partnership}"
        )
        provided = self.provided(*tables, is_modelled=is_modelled)
        return f"Money: {name}. {provided.short()}"


@dataclass(frozen=True, eq=False)
class Spread:
    """Where the money is at one level, and what has no cell there.

    Attributes
    ----------
    found
        Money by cell, and the rest with its reasons.
    placed_pence, total_pence
        In cells, and altogether.
    segments
        Placed first, then the rest by where it is recorded; they add up to the
        total.
    """

    found: ByArea
    placed_pence: int
    total_pence: int
    segments: tuple[Segment, ...]

    @property
    def left_pence(self) -> int:
        """What has no cell, money recorded elsewhere left out."""
        return sum(
            each.pence for each in self.segments[1:] if each.key != Place.ELSEWHERE
        )


def spread(view: Money) -> Spread:
    """Put the money where it is recorded, and nowhere else."""
    found = view.accounts.at(view.level)
    left = found.left
    one, _ = CELL_WORDS[view.level]
    segments = [Segment("placed", f"in {one}", found.placed_pence)]
    for place in Place:
        here = left[left.index.get_level_values("place") == place.value]
        pence = int(here.sum())
        if not len(here):
            continue
        words = RECORDED_AT[place].format(short=view.short)
        if place is Place.DISTRICT and view.level is Place.DISTRICT:
            words = "for several districts"
        segments.append(Segment(place.value, words, pence))
    total = int(view.accounts.table["pence"].sum())
    return Spread(found, found.placed_pence, total, tuple(segments))


def placed_words(view: Money, money: Spread) -> str:
    """How much of the money has a place at this level, and where the rest is."""
    one, _ = CELL_WORDS[view.level]
    share = (
        f" ({percent(money.placed_pence / money.total_pence)})"
        if 0 <= money.placed_pence <= money.total_pence and money.total_pence
        else ""
    )
    rest = [
        f"{pounds(each.pence)} {each.words}"
        for each in money.segments[1:]
        if each.pence
    ]
    where = f" in {view.where}" if view.districts else ""
    said = (
        f"**{pounds(money.placed_pence)} of {pounds(money.total_pence)}{share} is "
        f"placed in {one}{where}**"
    )
    return said + (f"; {'; '.join(rest)}." if rest else ".")


def placed_figure(view: Money, money: Spread, palette: Palette) -> Figure:
    """The same as a bar, which stands on every part of the page."""
    alt = placed_words(view, money).replace("**", "")
    plot = placed_bar(money.segments, palette=palette)
    return Figure(plot, f"Bar of how much money is placed: {alt}")


def cells(view: Money, money: Spread) -> pd.DataFrame:
    """What is known of every cell of the map.

    Returns
    -------
    DataFrame
        By the code of the cell: ``name``, ``pence``, ``entries``, ``people``,
        ``inactive_adults`` (modelled), ``gbp``, ``gbp_per_head`` and
        ``gbp_per_inactive_adult`` (missing where there is nobody), of the cells in
        the districts looked at.
    """
    found = money.found.cells
    people = view.pack.table("population")["population"]
    inactive = view.activity.adults * view.activity.shares["inactive"]
    if view.level is Place.LSOA:
        names = pd.Series({code: view.known.title(code) for code in found.index})
        size = pd.DataFrame({"people": people, "inactive_adults": inactive})
    elif view.level is Place.DISTRICT:
        home = view.known.district_of
        names = view.known.levels[Level.LOCALITY]["name"]
        size = pd.DataFrame(
            {
                "people": people.groupby(home).sum(),
                "inactive_adults": inactive.groupby(home).sum(),
            }
        )
    else:
        names = pd.Series(view.accounts.names, dtype=object)
        size = pd.DataFrame(
            {
                key: {
                    "people": people.reindex(list(members)).sum(),
                    "inactive_adults": inactive.reindex(list(members)).sum(),
                }
                for key, members in view.accounts.members.items()
            }
        ).T.reindex(columns=["people", "inactive_adults"])
    table = found.join(size).assign(name=names.reindex(found.index))
    table["gbp"] = table["pence"] / PENCE
    for each, over in (
        ("gbp_per_head", "people"),
        ("gbp_per_inactive_adult", "inactive_adults"),
    ):
        whole = table[over].where(table[over] > 0)
        table[each] = table["gbp"] / whole
    return table[_is_looked_at(view, table.index)]


def _is_looked_at(view: Money, codes: pd.Index) -> np.ndarray:
    """Which cells lie, wholly or in part, in the districts looked at."""
    if not view.districts:
        return np.ones(len(codes), dtype=bool)
    if view.level is Place.DISTRICT:
        return codes.isin(view.districts)
    home = view.known.district_of
    if view.level is Place.LSOA:
        return home.reindex(codes).isin(view.districts).to_numpy()
    return np.array(
        [
            any(home.get(code) in view.districts for code in view.accounts.members[key])
            for key in codes
        ],
        dtype=bool,
    )


def why_words(why: str, view: Money) -> str:
    """Why an investment is in no cell of the map, for the table of those."""
    return {
        Why.WIDER.value: "recorded for a wider area",
        Why.SEVERAL.value: "recorded for several areas together",
        Why.OVERLAP.value: "in areas that overlap",
        Why.OUTSIDE.value: f"outside all {CELL_WORDS[view.level][1]}",
        Why.WARD.value: "recorded for a ward",
        Why.ELSEWHERE.value: "spent elsewhere",
        Why.UNKNOWN.value: "no place recorded",
        Why.NOT_FOUND.value: "a place that is no longer known",
    }[why]


def largest_left(view: Money, money: Spread, count: int = 5) -> tuple[str, ...]:
    """The largest sums that are in no cell, each with why."""
    entries = money.found.entries
    rows = entries[entries["cell"].eq("") & entries["pence"].ne(0)]
    rows = rows.sort_values("pence", ascending=False).head(count)
    recipients = view.accounts.table["recipient"].reindex(rows.index)
    return tuple(
        f"{pounds(pence)} to {recipient or 'nobody named'}: {why_words(why, view)}"
        for pence, recipient, why in zip(
            rows["pence"], recipients, rows["why"], strict=True
        )
    )
