"""The ledger made ready for the pages: each pound counted once, with its year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from insight.catalogue import Provenance
from insight.geography.levels import Places
from insight.measures.money import counted_once, overstated
from insight.measures.money_by_area import ByArea, Ground, by_area
from insight.records.investments import Place
from insight.records.neighbourhoods import Neighbourhood

WARD_HOME = re.compile(r".*\((E0[6-9]\d{6})\)")
"""A ward with the code of its district behind it."""

FIRST_MONTH = 4
"""Of a financial year."""

SEARCHED = ("reference", "funder", "programme", "recipient", "purpose", "source")


@dataclass(frozen=True, eq=False)
class Accounts:
    """The whole ledger, or a part of it that was chosen.

    Attributes
    ----------
    table
        Entries with, besides: ``pence`` that each adds to any total, worked out on
        the whole ledger; ``year``, the financial year of its start; ``home``, the
        one district that it lies in, or empty; and ``words`` to search in.
    district_of
        District of every LSOA.
    members, names
        LSOAs and name of every saved neighbourhood, by id.
    provenance
        Real records, or made up.
    excess
        Pence by which the parts of a whole exceed it, by its row.
    """

    table: pd.DataFrame
    district_of: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    provenance: Provenance
    excess: pd.Series

    @property
    def total_pence(self) -> int:
        """Each pound once."""
        return int(self.table["pence"].sum())

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """What each filter can be set to, the newest year first."""
        found = {
            column: sorted(set(self.table[column]) - {""}, key=str.casefold)
            for column in ("funder", "programme", "year", "form")
        }
        return found | {"year": found["year"][::-1]}

    def at(self, level: Place) -> ByArea:
        """The money by the areas of one level."""
        ground = Ground(level, self.district_of, self.members)
        table = _with_homes(self.table) if level is Place.DISTRICT else self.table
        return by_area(table, ground, self.table["pence"])


@dataclass(frozen=True)
class Filter:
    """Which investments are looked at; empty is all.

    Attributes
    ----------
    funder, programme
        As recorded.
    year
        Financial year, such as ``2025/26``.
    form
        Cash or in kind.
    """

    funder: str = ""
    programme: str = ""
    year: str = ""
    form: str = ""

    def words(self) -> str:
        """What is looked at, for a caption; empty for everything."""
        return ", ".join(value for value in vars(self).values() if value)


def accounts(
    entries: pd.DataFrame,
    known: Places,
    saved: Sequence[Neighbourhood],
    provenance: Provenance = Provenance.RECORD,
) -> Accounts:
    """Make a ledger ready.

    Parameters
    ----------
    entries
        The table of entries.
    known
        Where the LSOAs lie.
    saved
        Neighbourhoods that money may be recorded at.
    provenance
        Real records, or made up.
    """
    present = [each for each in saved if not each.is_removed]
    started = entries["start"].dt
    year = started.year - (started.month < FIRST_MONTH)
    table = entries.assign(
        pence=counted_once(entries),
        year=[f"{first}/{(first + 1) % 100:02}" for first in year],
        words=entries[SEARCHED[0]]
        .str.cat(entries[list(SEARCHED[1:])], sep="\n")
        .str.casefold(),
    )
    ready = Accounts(
        table=table,
        district_of={str(code): home for code, home in known.district_of.items()},
        members={each.id: each.members for each in present},
        names={each.id: each.name for each in present},
        provenance=provenance,
        excess=overstated(entries),
    )
    home = ready.at(Place.DISTRICT).entries["cell"]
    return replace(ready, table=table.assign(home=home))


def chosen(
    whole: Accounts, wanted: Filter, districts: tuple[str, ...] = ()
) -> Accounts:
    """The investments that a filter and a choice of districts leave.

    What lies in other districts is left out; what is recorded for all of the area,
    elsewhere or nowhere stays, because nobody knows that it is not there.
    """
    table = whole.table
    kept = np.ones(len(table), dtype=bool)
    for column, value in vars(wanted).items():
        if value:
            kept &= table[column].eq(value).to_numpy()
    if districts:
        kept &= table["home"].isin(["", *districts]).to_numpy()
    if kept.all():
        return whole
    rows = table[kept]
    return replace(
        whole, table=rows, excess=whole.excess[whole.excess.index.isin(rows.index)]
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
    found = [WARD_HOME.fullmatch(code) for code in codes]
    return tuple(dict.fromkeys(each.group(1) for each in found if each)) * all(found)
