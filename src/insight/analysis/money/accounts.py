"""The ledger made ready for the pages: each pound counted once, with its year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from insight.geography.levels import Places
from insight.measures.money import by_district as money_by_district
from insight.measures.money import financial_years
from insight.measures.money.amounts import counted_once, overstated
from insight.measures.money.by_area import AreaLookup, ByArea, by_area
from insight.measures.money.by_district import DistrictReach, districts_of, reach
from insight.measures.money.financial_years import by_financial_year
from insight.pack.catalogue import Provenance
from insight.records.kinds.investments import Place, ward_home
from insight.records.kinds.neighbourhoods import Neighbourhood

SEARCHED = ("reference", "funder", "programme", "recipient", "purpose", "source")


@dataclass(frozen=True)
class Filter:
    """Which investments are looked at; empty is all, of a year the part that falls in it."""

    funder: str = ""
    programme: str = ""
    year: str = ""
    form: str = ""

    def words(self) -> str:
        """What is looked at, for a caption; empty for everything."""
        return ", ".join(value for value in vars(self).values() if value)


@dataclass(frozen=True, eq=False)
class Accounts:
    """The whole ledger, or a part of it that was chosen.

    In the `table` the entries that were chosen have ``pence`` that each adds to any total, of
    the year chosen if there is one; ``districts``, a tuple of those that it is recorded for;
    and ``words`` to search in. `excess` is the pence by which the parts of a row exceed it.
    """

    ledger: pd.DataFrame
    table: pd.DataFrame
    years: pd.DataFrame
    district_of: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    provenance: Provenance
    excess: pd.Series
    wanted: Filter = Filter()
    districts: tuple[str, ...] = ()

    @property
    def total_pence(self) -> int:
        """Each pound once."""
        return int(self.table["pence"].sum())

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """What each filter can be set to, the newest year first."""
        options = {
            column: sorted(set(self.table[column].unique()) - {""}, key=str.casefold)
            for column in ("funder", "programme", "form")
        }
        return options | {"year": sorted(self.years["year"].unique(), reverse=True)}

    @cached_property
    def reach(self) -> pd.Series:
        """How each investment lies to the districts looked at, if some are chosen."""
        return reach(self.table["place"], self.table["districts"], self.districts)

    def at(self, level: Place) -> ByArea:
        """The money by the areas of one level, in the districts looked at."""
        ground = AreaLookup(level, self.district_of, self.members, self.districts)
        table = _with_homes(self.table) if level is Place.DISTRICT else self.table
        return by_area(table, ground, self.table["pence"])

    def rules(self) -> tuple[str, ...]:
        """By what rules a choice of districts or of a year changes the sums."""
        by_district = (money_by_district.RULE,) if self.districts else ()
        return (*by_district, *((financial_years.RULE,) if self.wanted.year else ()))


def accounts(
    entries: pd.DataFrame,
    known: Places,
    saved: Sequence[Neighbourhood],
    provenance: Provenance = Provenance.RECORD,
) -> Accounts:
    """Make a table of entries ready, with the neighbourhoods they may be recorded at."""
    present = [each for each in saved if not each.is_removed]
    district_of = {str(code): home for code, home in known.district_of.items()}
    members = {each.id: each.members for each in present}
    ground = AreaLookup(Place.DISTRICT, district_of, members)
    pence = counted_once(entries)
    table = entries.assign(
        pence=pence,
        districts=districts_of(_with_homes(entries), ground),
        words=entries[SEARCHED[0]].str.cat(entries[list(SEARCHED[1:])], sep="\n").str.casefold(),
    )
    return Accounts(
        ledger=table,
        table=table,
        years=by_financial_year(pence, entries["start"], entries["end"]),
        district_of=district_of,
        members=members,
        names={each.id: each.name for each in present},
        provenance=provenance,
        excess=overstated(entries),
    )


def chosen(whole: Accounts, wanted: Filter, districts: tuple[str, ...] = ()) -> Accounts:
    """The investments that a filter and a choice of districts leave, by `Accounts.rules`."""
    if wanted == Filter() and not districts:
        return whole
    table, years = whole.table, whole.years
    kept = np.ones(len(table), dtype=bool)
    for column in ("funder", "programme", "form"):
        if value := getattr(wanted, column):
            kept &= table[column].eq(value).to_numpy()
    if wanted.year:
        years = years[years["year"].eq(wanted.year)]
        kept &= table.index.isin(years.index)
    if districts:
        lies = reach(table["place"], table["districts"], districts)
        kept &= lies.ne(DistrictReach.OTHER).to_numpy()
    rows = table[kept]
    years = years[years.index.isin(rows.index)]
    if wanted.year:
        rows = rows.assign(pence=years["pence"])
    return replace(
        whole,
        table=rows,
        years=years,
        excess=whole.excess[whole.excess.index.isin(rows.index)],
        wanted=wanted,
        districts=districts,
    )


def _with_homes(table: pd.DataFrame) -> pd.DataFrame:
    """Wards whose district is known count in it, as if recorded there."""
    is_ward = table["place"].eq(Place.WARD.value)
    if not is_ward.any():
        return table
    homes = table.loc[is_ward, "codes"].map(_ward_homes)
    homes = homes[homes.map(len) > 0]
    place, codes = table["place"].copy(), table["codes"].copy()
    place.loc[homes.index] = Place.DISTRICT.value
    codes.loc[homes.index] = homes
    return table.assign(place=place, codes=codes)


def _ward_homes(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Districts of some wards; none if that of one of them is not known."""
    homes = [ward_home(code) for code in codes]
    return tuple(dict.fromkeys(homes)) if all(homes) else ()
