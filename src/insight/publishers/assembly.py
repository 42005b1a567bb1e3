"""A pack in the making: what is wanted of it, and the tables made so far."""

from collections.abc import Mapping
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
    """Districts of a pack by code, and its LSOAs with their names and districts."""

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

    def needed(
        self, form: TableForm, wanted: frozenset[str] | None = None, noun: str = "LSOAs"
    ) -> Reading:
        """The best table of a form that no pack can do without, for the LSOAs if not said."""
        found, few, first = self._best(form, wanted, noun)
        if found is None:
            raise ContractError([missing(form)])
        if few:
            remedy = f"Get {form.value} for all of them from {SPECS[form].where}."
            raise found.fault(f"{few} have no complete row", remedy, example=first)
        return found

    def optional(
        self, form: TableForm, wanted: frozenset[str] | None = None, noun: str = "LSOAs"
    ) -> Reading | None:
        """The best table of a form that a pack can do without; a note if it lacks rows."""
        if not self.inventory.has(form):
            return None
        found, few, first = self._best(form, wanted, noun)
        if found is None:
            self.notes.append(f"{form.value}: the file has none of these areas.")
        elif few:
            self.notes.append(
                f"{found.name}: {few} have no complete row, first {first}, so {form.value} "
                f"is left out. {GO_ON}"
            )
            return None
        return found

    def _best(
        self, form: TableForm, wanted: frozenset[str] | None, noun: str
    ) -> tuple[Reading | None, str, str]:
        """With how many areas have no row with every needed cell filled in, and the first."""
        wanted = self.scope.codes if wanted is None else wanted
        found = self.inventory.best(form, wanted)
        if found is None or found.covered >= len(wanted):
            return found, "", ""
        spec = SPECS[form]
        is_filled = found.frame[list(spec.fields)].astype(bool).all(axis="columns")
        absent = sorted(wanted - frozenset(found.frame.loc[is_filled, spec.key]))
        return found, f"{len(absent):,} of {len(wanted):,} {noun}", repr(absent[0])
