"""Investment: what has a place, and what every part of the page works with."""

from dataclasses import dataclass
from functools import cached_property, partial

import pandas as pd

from insight.analysis.money.accounts import Accounts
from insight.analysis.small_areas import SmallAreas
from insight.analysis.view import Figure
from insight.analysis.where import where
from insight.figures.money import PlacedChart, Segment
from insight.figures.palette import Palette
from insight.figures.screen.money import placed_bar
from insight.figures.sheet.money import paper_placed
from insight.geography.levels import Places
from insight.measures.money.amounts import PENCE, per_head, per_inactive_adult
from insight.measures.money.by_area import ByArea, Why
from insight.measures.money.by_district import DistrictReach
from insight.pack.catalogue import Level, Provenance
from insight.pack.pack import Pack
from insight.records.kinds.investments import Form, Place, about_pounds, pounds
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, listed, number, percent

LEVELS = {Place.LSOA: Level.LSOA, Place.NEIGHBOURHOOD: Level.LSOA, Place.DISTRICT: Level.LOCALITY}

CELL_WORDS = {
    Place.LSOA: ("small area (LSOA)", "small areas (LSOAs)"),
    Place.NEIGHBOURHOOD: ("saved neighbourhood", "saved neighbourhoods"),
    Place.DISTRICT: ("district", "districts"),
}

PER_PERSON = {
    "gbp": "£",
    "gbp_per_head": "£ per person",
    "gbp_per_inactive_adult": "£ per inactive adult",
}

BOTH_FORMS = "cash and in kind"
ONCE = (
    "Nothing is counted twice. Each investment is counted at the level it is recorded at and "
    "is not split across smaller areas."
)

RECORDED_AT = {
    Place.LSOA: "recorded for small areas that are not in just one of these",
    Place.NEIGHBOURHOOD: "recorded for neighbourhoods",
    Place.WARD: "recorded for wards",
    Place.DISTRICT: "recorded for districts",
    Place.AREA: "recorded for all of {short}",
    Place.ELSEWHERE: "spent elsewhere",
    Place.UNKNOWN: "no area recorded",
}

WHY_WORDS = {
    Why.WIDER: "recorded for a wider area",
    Why.SEVERAL: "recorded for several areas together",
    Why.OVERLAP: "in areas that overlap",
    Why.OUTSIDE: "outside all {cells}",
    Why.WARD: "recorded for a ward",
    Why.ELSEWHERE: "spent elsewhere",
    Why.UNKNOWN: "no area recorded",
    Why.NOT_FOUND: "recorded for a place that we can no longer find",
    Why.BEYOND: "recorded for an area that extends beyond {where}",
}


@dataclass(frozen=True)
class MoneyList:
    """Areas or investments that are listed, with their ids, and what is said of them."""

    words: str
    table: Table
    ids: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, eq=False)
class Money:
    """The investments looked at, and where they are at one level, of which a cell of the map is."""

    pack: Pack
    known: Places
    activity: SmallAreas
    accounts: Accounts
    level: Place

    @property
    def forms(self) -> str:
        """Whether the investments looked at are cash, in kind, or some of each."""
        forms = self.accounts.table["form"].unique()
        return BOTH_FORMS if len(forms) > 1 else next(iter(forms), Form.CASH.value)

    @property
    def short(self) -> str:
        """The whole study area as its people abbreviate it."""
        return self.pack.about.short_title

    @property
    def where(self) -> str:
        """The districts looked at in words."""
        districts = self.accounts.districts
        return where(self.known, districts) if districts else self.short

    @property
    def is_illustrative(self) -> bool:
        """Whether the money is made up."""
        return self.accounts.provenance is Provenance.ILLUSTRATIVE

    def provided(self, *tables: str, is_modelled: bool = False) -> Provided:
        """The ledger with the sources that are used beside it."""
        modelled = self.activity.sources if is_modelled else ()
        sources = (*modelled, *(self.pack.sources[table] for table in tables))
        weakest = Provenance.MODELLED if is_modelled else Provenance.RECORD
        weakest = Provenance.ILLUSTRATIVE if self.is_illustrative else weakest
        return Provided(tuple(dict.fromkeys(sources)), weakest, self.pack.version)

    def period(self) -> str:
        """First and last financial year of the investments looked at."""
        years = sorted(self.accounts.years["year"].unique())
        return " to ".join(dict.fromkeys([*years[:1], *years[-1:]])) or "no investments"

    @property
    def ledger_words(self) -> str:
        """Which ledger it is."""
        own = f"investment records of {self.pack.about.partnership}"
        return "example data, not real investments" if self.is_illustrative else own

    def source_line(self, provided: Provided) -> str:
        """What stands inside a figure."""
        return f"Investment: {self.ledger_words}. {provided.short()}"

    @cached_property
    def by_area(self) -> ByArea:
        """The money where it is recorded, and nowhere else."""
        return self.accounts.at(self.level)

    @property
    def placed_share(self) -> str:
        """Per cent of the money that is in cells; empty where that has no meaning."""
        part, whole = self.by_area.placed_pence, self.accounts.total_pence
        return percent(part / whole) if whole and 0 <= part <= whole else ""

    @property
    def left_pence(self) -> int:
        """Pence in no cell, money recorded elsewhere left out."""
        return sum(each.pence for each in self.segments[1:] if each.key != Place.ELSEWHERE)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Placed first, then the rest by where it is recorded; they add up to the total."""
        entries = self.by_area.entries
        rows = entries[entries["cell"].eq("")]
        is_shared = self.accounts.reach[rows.index].eq(DistrictReach.SHARED)
        placed = f"in {CELL_WORDS[self.level][1]}"
        segments = [Segment("placed", placed, self.by_area.placed_pence)]
        for place in Place:
            here = rows["pence"][rows["place"].eq(place.value) & ~is_shared]
            words = RECORDED_AT[place].format(short=self.short)
            if place is Place.DISTRICT and self.level is Place.DISTRICT:
                words = "recorded for several districts"
            if len(here):
                segments.append(Segment(place.value, words, int(here.sum())))
        if is_shared.any():
            words = f"shared by {self.where} with other districts"
            pence = int(rows["pence"][is_shared].sum())
            segments.append(Segment(DistrictReach.SHARED.value, words, pence))
        return tuple(segments)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """What is known of every cell of the map; never changed in place.

        Returns
        -------
        DataFrame
            By the code of the cell: ``name``, ``pence``, ``entries``, ``people``,
            ``inactive_adults`` (modelled), ``gbp``, ``gbp_per_head`` and
            ``gbp_per_inactive_adult`` (missing where there is nobody), of the cells in
            the districts looked at. The last three are of cash and in kind together,
            and again of each (``gbp_cash``, ``gbp_in_kind_per_head``).
        """
        index = self.by_area.cells.index
        inactive = self.activity.adults * self.activity.shares["inactive"]
        people = self.pack.table("population")["population"]
        each = pd.DataFrame({"people": people, "inactive_adults": inactive})
        if self.level is Place.LSOA:
            names = pd.Series({code: self.known.title(code) for code in index})
            size = each
        elif self.level is Place.DISTRICT:
            names = self.known.levels[Level.LOCALITY]["name"]
            size = each.groupby(self.known.district_of).sum()
        else:
            names = pd.Series(self.accounts.names, dtype=object)
            members = self.accounts.members.items()
            sums = {key: each.reindex(list(of)).sum() for key, of in members}
            size = pd.DataFrame(sums, index=each.columns).T
        table = self.by_area.cells.join(size).assign(name=names.reindex(index))
        entries = self.by_area.entries
        forms = {
            f"gbp_{_key(form)}": entries[self.accounts.table["form"].eq(form.value)]
            .groupby("cell")["pence"]
            .sum()
            .reindex(index, fill_value=0)
            for form in Form
        }
        for stem, pence in {"gbp": table["pence"], **forms}.items():
            table[stem] = pence / PENCE
            table[f"{stem}_per_head"] = per_head(pence, table["people"])
            table[f"{stem}_per_inactive_adult"] = per_inactive_adult(
                pence, table["inactive_adults"]
            )
        return table

    @property
    def average(self) -> float:
        """Pounds per resident of all cells together."""
        return float(self.cells["gbp"].sum() / max(self.cells["people"].sum(), 1))


def placed_title(money: Money) -> str:
    """How much of the money has a place at this level."""
    pence, placed = money.by_area.cells["pence"], money.by_area.placed_pence
    share = f" ({money.placed_share})" if money.placed_share else ""
    return (
        f"{about_pounds(placed)} of {about_pounds(money.accounts.total_pence)}{share} can be "
        f"mapped to {int(pence.ne(0).sum()):,} of {counted(len(pence), *CELL_WORDS[money.level])}"
        + (f" in {money.where}" if money.accounts.districts else "")
    )


def _rest(part: Segment) -> str:
    verb = "has" if part.words == RECORDED_AT[Place.UNKNOWN] else "is"
    return f"{about_pounds(part.pence)} {verb} {part.words}"


def placed_rest(money: Money) -> str:
    """Where the rest of the money is; the end of a sentence."""
    rest = [_rest(each) for each in money.segments[1:] if each.pence]
    # The verb that the first has is not said again.
    rest[1:] = [each.replace(" is recorded for ", " for ") for each in rest[1:]]
    return f". Of the rest, {listed(rest)}." if rest else "."


def _placed_alt(money: Money) -> str:
    return f"Bar of how much investment can be mapped. {placed_title(money)}{placed_rest(money)}"


def placed_figure(money: Money, palette: Palette) -> Figure:
    """The bar, which stands on every part of the page."""
    return Figure(placed_bar(PlacedChart(money.segments), palette), _placed_alt(money))


def placed_statement(money: Money) -> Statement:
    """How much of the money has a place, part by part."""
    columns = {"where": Column("Where it is recorded"), "gbp": Column("£", decimals=2)}
    rows = [(each.words, each.pounds) for each in money.segments]
    return Statement(
        title=placed_title(money),
        shorter=(placed_title(money).partition(" to ")[0],),
        subtitle=said_of(money, "Investment by where it is recorded, £"),
        caveats=counted_by(money),
        provided=money.provided(),
        alt=_placed_alt(money),
        table=Table(pd.DataFrame(rows, columns=list(columns)), columns),
        on_sheet=partial(paper_placed, PlacedChart(money.segments)),
        more_source=money.ledger_words,
    )


def said_of(money: Money, what: str) -> str:
    """The subtitle of a statement: what, of which money, and how much of it has a place."""
    which = f" {words}." if (words := money.accounts.wanted.words()) else ""
    many = counted(len(money.by_area.cells), *CELL_WORDS[money.level])
    placed = f"{placed_title(money)}{placed_rest(money)}"
    return f"{what}. {money.where}, {many}, {money.period()}.{which} {placed}"


def counted_by(money: Money) -> tuple[str, ...]:
    """By what rules the money of a statement is counted."""
    return (ONCE, *money.accounts.rules())


def _key(form: Form) -> str:
    return form.value.replace(" ", "_")


def per_person_columns(money: Money) -> dict[str, str]:
    """Columns of `Money.cells` with money and rates, together and of each form that there is."""
    columns = {key: f"{words}, {money.forms}" for key, words in PER_PERSON.items()}
    if money.forms != BOTH_FORMS:
        return columns
    return columns | {
        key.replace("gbp", f"gbp_{_key(form)}", 1): f"{words}, {form.value}"
        for form in Form
        for key, words in PER_PERSON.items()
    }


def short_rate(money: Money, label: str) -> str:
    """Heading of one of `per_person_columns` without the forms, where it is of all of them."""
    return label.removesuffix(f", {money.forms}")


def rate_words(money: Money, row: pd.Series, over: str) -> str:
    """Pounds per ``head`` or ``inactive_adult`` of a row of `Money.cells`, by form."""
    rate = f"£{number(row[f'gbp_per_{over}'], 2)}"
    if money.forms != BOTH_FORMS:
        return f"{rate} {'in cash' if money.forms == Form.CASH else money.forms}"
    apart = [number(row[f"gbp_{_key(form)}_per_{over}"], 2) for form in Form]
    return f"{rate} (£{apart[0]} in cash, £{apart[1]} in kind)"


def largest_left(money: Money, count: int = 5) -> tuple[str, ...]:
    """The largest sums that are in no cell, each with why."""
    entries = money.by_area.entries
    rows = entries[entries["cell"].eq("") & entries["pence"].ne(0)]
    rows = rows.sort_values("pence", ascending=False).head(count)
    recipients = money.accounts.table["recipient"].reindex(rows.index)
    names = {"cells": CELL_WORDS[money.level][1], "where": money.where}
    return tuple(
        f"{pounds(pence)} to {recipient or 'a recipient not named'}, "
        f"{WHY_WORDS[why].format(**names)}"
        for pence, recipient, why in zip(rows["pence"], recipients, rows["why"], strict=True)
    )
