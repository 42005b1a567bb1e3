"""A pack in the making: what is wanted of it, and the tables made so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from insight.errors import ContractError
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.publishers.reading.files import GO_ON, Inventory, Reading, missing
from insight.publishers.reading.forms import SPECS, TableForm
from insight.publishers.reading.records import Origin


@dataclass(frozen=True, eq=False)
class PackAreas:
    """The areas of a pack."""

    names: Mapping[str, str]
    lsoas: pd.DataFrame

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the LSOAs."""
        return frozenset(self.lsoas.index)


@dataclass(eq=False)
class Assembly:
    """A pack in the making."""

    inventory: Inventory
    scope: PackAreas
    base: Pack
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """The LSOAs with their outlines, on their code."""
        return gpd.GeoDataFrame(self.tables["areas"])

    @property
    def levels(self) -> Mapping[Level, pd.Index]:
        """Codes of the two levels of small areas."""
        msoas = self.tables["areas"]["msoa21cd"].unique()
        return {Level.LSOA: self.scope.lsoas.index, Level.MSOA: pd.Index(msoas)}

    def put(self, name: str, frame: pd.DataFrame, origin: Origin) -> None:
        """Keep a table that has been made."""
        self.tables[name] = frame
        self.origins[name] = origin

    def needed(self, form: TableForm, wanted: frozenset[str], noun: str) -> Reading:
        """The best table of a form that no pack can do without."""
        found = self.inventory.best(form, wanted)
        if found is None:
            raise ContractError([missing(form)])
        if found.covered < len(wanted):
            absent = sorted(wanted - _complete(found))
            raise found.fault(
                f"{len(absent):,} of {len(wanted):,} {noun} have no complete row",
                f"Bring {form.value} for all of them from {SPECS[form].where}.",
                example=repr(absent[0]),
            )
        return found

    def optional(self, form: TableForm, wanted: frozenset[str], noun: str) -> Reading | None:
        """The best table of a form that a pack can do without; a note if it lacks rows."""
        if not self.inventory.has(form):
            return None
        found = self.inventory.best(form, wanted)
        if found is None:
            self.notes.append(f"{form.value}: the file has none of these areas.")
        elif found.covered < len(wanted):
            absent = sorted(wanted - _complete(found))
            self.notes.append(
                f"{found.name}: {len(absent):,} of {len(wanted):,} {noun} have no "
                f"complete row, first {absent[0]!r}; {form.value} left out. {GO_ON}"
            )
            return None
        return found

    def every(self, form: TableForm) -> Sequence[Reading]:
        """All tables of a form."""
        return self.inventory.every(form)


def _complete(reading: Reading) -> frozenset[str]:
    """Codes whose row has every needed cell filled in."""
    spec = SPECS[reading.candidate.form]
    is_filled = reading.frame[list(spec.fields)].astype(bool).all(axis="columns")
    return frozenset(reading.frame.loc[is_filled, spec.key])
