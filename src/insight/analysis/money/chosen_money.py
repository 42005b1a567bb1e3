"""Investment: what has a place, and what every part of the page works with."""

from dataclasses import dataclass

import pandas as pd

from insight.analysis.money.accounts import Accounts
from insight.analysis.small_areas import SmallAreas
from insight.analysis.view import Figure
from insight.analysis.where import where
from insight.figures.palette import Palette
from insight.figures.screen.money import Segment, placed_bar
from insight.geography.levels import Places
from insight.measures.money.amounts import PENCE, per_head, per_inactive_adult
from insight.measures.money.by_area import ByArea, Why
from insight.measures.money.by_district import DistrictReach
from insight.pack.catalogue import Level, Provenance, Source
from insight.pack.pack import Pack
from insight.records.kinds.investments import Form, Place, pounds
from insight.statement import Provided
from insight.words import counted, number, percent

LEVELS = {Place.LSOA: Level.LSOA, Place.NEIGHBOURHOOD: Level.LSOA, Place.DISTRICT: Level.LOCALITY}
"""The boundaries that each level of the map is drawn with."""

CELL_WORDS = {
    Place.LSOA: ("LSOA", "LSOAs"),
    Place.NEIGHBOURHOOD: ("saved neighbourhood", "saved neighbourhoods"),
    Place.DISTRICT: ("locality", "localities"),
}

PER_PERSON = {"gbp": "£", "gbp_per_head": "£ per person",
              "gbp_per_inactive_adult": "£ per inactive adult"}  # fmt: skip
"""Columns of `cells` that are of cash and in kind together, and their words."""

BOTH_FORMS = "cash and in kind"

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
    """

    pack: Pack
    known: Places
    activity: SmallAreas
    accounts: Accounts
    level: Place

    @property
    def districts(self) -> tuple[str, ...]:
        """Codes of the districts looked at; empty for all."""
        return self.accounts.districts

    @property
    def filter_words(self) -> str:
        """Which investments are looked at; empty for all."""
        return self.accounts.wanted.words()

    @property
    def forms(self) -> str:
        """Whether the investments looked at are cash, in kind, or some of each."""
        found = set(self.accounts.table["form"])
        return BOTH_FORMS if len(found) > 1 else next(iter(found), Form.CASH.value)

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
        sources: tuple[Source, ...] = tuple(self.pack.sources[table] for table in tables)
        if is_modelled:
            sources = (*self.activity.sources, *sources)
        weakest = Provenance.MODELLED if is_modelled else Provenance.RECORD
        if self.is_illustrative:
            weakest = Provenance.ILLUSTRATIVE
        return Provided(tuple(dict.fromkeys(sources)), weakest, self.pack.version)

    def period(self) -> str:
        """First and last financial year of the investments looked at."""
        years = sorted(self.accounts.years["year"].unique())
        if not years:
            return "no investments"
        return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"

    @property
    def ledger_words(self) -> str:
        """Which ledger it is."""
        if self.is_illustrative:
            return "illustrative ledger, made up to show the tool"
        return f"ledger of {self.pack.about.partnership}"

    def source_line(self, *tables: str, is_modelled: bool = False) -> str:
        """What stands inside a figure."""
        provided = self.provided(*tables, is_modelled=is_modelled)
        return f"Money: {self.ledger_words}. {provided.short()}"


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
        return sum(each.pence for each in self.segments[1:] if each.key != Place.ELSEWHERE)


def spread(view: Money) -> Spread:
    """Put the money where it is recorded, and nowhere else."""
    found = view.accounts.at(view.level)
    rows = found.entries[found.entries["cell"].eq("")]
    is_shared = view.accounts.reach[rows.index].eq(DistrictReach.SHARED)
    _, many = CELL_WORDS[view.level]
    segments = [Segment("placed", f"in {many}", found.placed_pence)]
    for place in Place:
        here = rows["pence"][rows["place"].eq(place.value) & ~is_shared]
        words = RECORDED_AT[place].format(short=view.short)
        if place is Place.DISTRICT and view.level is Place.DISTRICT:
            words = "for several districts"
        if len(here):
            segments.append(Segment(place.value, words, int(here.sum())))
    if is_shared.any():
        words = f"shared by {view.where} with other districts"
        segments.append(
            Segment(DistrictReach.SHARED.value, words, int(rows["pence"][is_shared].sum()))
        )
    return Spread(found, found.placed_pence, view.accounts.total_pence, tuple(segments))


def placed_words(view: Money, money: Spread) -> str:
    """How much of the money has a place at this level, and where the rest is."""
    share = (
        f" ({percent(money.placed_pence / money.total_pence)})"
        if 0 <= money.placed_pence <= money.total_pence and money.total_pence
        else ""
    )
    rest = [f"{pounds(each.pence)} {each.words}" for each in money.segments[1:] if each.pence]
    where = f" in {view.where}" if view.districts else ""
    said = (
        f"**{pounds(money.placed_pence)} of {pounds(money.total_pence)}{share} is "
        f"placed in {_with_money(view, money)}{where}**"
    )
    return said + (f"; {'; '.join(rest)}." if rest else ".")


def _with_money(view: Money, money: Spread) -> str:
    """How many areas have money, of how many, such as “52 of 634 LSOAs”."""
    pence = money.found.cells["pence"]
    return f"{int(pence.ne(0).sum()):,} of {counted(len(pence), *CELL_WORDS[view.level])}"


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
        the districts looked at. The last three are of cash and in kind together, and
        again of each (``gbp_cash``, ``gbp_in_kind_per_head``).
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
            {"people": people.groupby(home).sum(), "inactive_adults": inactive.groupby(home).sum()}
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
    for stem, pence in (
        ("gbp", table["pence"]),
        *((f"gbp_{_key(form)}", _of_form(view, money, form)) for form in Form),
    ):
        table[stem] = pence / PENCE
        table[f"{stem}_per_head"] = per_head(pence, table["people"])
        table[f"{stem}_per_inactive_adult"] = per_inactive_adult(pence, table["inactive_adults"])
    return table


def _key(form: Form) -> str:
    return form.value.replace(" ", "_")


def _of_form(view: Money, money: Spread, form: Form) -> pd.Series:
    """Pence of each cell in cash, or in kind."""
    entries = money.found.entries
    here = entries[view.accounts.table["form"].eq(form.value)]
    pence = here.groupby("cell")["pence"].sum()
    return pence.reindex(money.found.cells.index, fill_value=0)


def per_person_columns(view: Money) -> dict[str, str]:
    """Columns of `cells` with money and rates, and what each is called.

    Cash and what was given in kind are told apart: both together first, then each;
    or the one that there is, named.
    """
    if view.forms != BOTH_FORMS:
        return {key: f"{words}, {view.forms}" for key, words in PER_PERSON.items()}
    together = {key: f"{words}, {BOTH_FORMS}" for key, words in PER_PERSON.items()}
    apart = {
        key.replace("gbp", f"gbp_{_key(form)}", 1): f"{words}, {form.value}"
        for form in Form
        for key, words in PER_PERSON.items()
    }
    return together | apart


def each_words(view: Money, row: pd.Series, over: str) -> str:
    """Pounds per person of one cell, with what of them is cash and in kind.

    Parameters
    ----------
    view, row
        The investments looked at, and a row of `cells`.
    over
        ``head`` or ``inactive_adult``.
    """
    said = f"£{number(row[f'gbp_per_{over}'], 2)}"
    if view.forms != BOTH_FORMS:
        return f"{said} {'in cash' if view.forms == Form.CASH else view.forms}"
    apart = [number(row[f"gbp_{_key(form)}_per_{over}"], 2) for form in Form]
    return f"{said} (£{apart[0]} in cash, £{apart[1]} in kind)"


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
        Why.BEYOND.value: f"in an area that reaches beyond {view.where}",
    }[why]


def largest_left(view: Money, money: Spread, count: int = 5) -> tuple[str, ...]:
    """The largest sums that are in no cell, each with why."""
    entries = money.found.entries
    rows = entries[entries["cell"].eq("") & entries["pence"].ne(0)]
    rows = rows.sort_values("pence", ascending=False).head(count)
    recipients = view.accounts.table["recipient"].reindex(rows.index)
    return tuple(
        f"{pounds(pence)} to {recipient or 'nobody named'}: {why_words(why, view)}"
        for pence, recipient, why in zip(rows["pence"], recipients, rows["why"], strict=True)
    )
