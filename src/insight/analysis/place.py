"""A neighbourhood to be described, and what it is described from."""

from collections.abc import Sequence
from dataclasses import dataclass

from insight.analysis.profile import Facts, facts
from insight.analysis.small_areas import SmallAreas
from insight.geography.contiguity import Links
from insight.geography.levels import Places
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import Level, Provenance
from insight.pack.pack import Pack
from insight.statement import Provided
from insight.words import counted, listed, number


@dataclass(frozen=True, eq=False)
class ProfilePlace:
    """A neighbourhood to be described: saved, suggested, or being built.

    Its name is as saved, or made from the names of its MSOAs.
    """

    name: str
    found: Facts


@dataclass(frozen=True, eq=False)
class Study:
    """What every profile is drawn from; `bounds` is how many people it should have.

    If it `is_example`, what is described is marked as not real.
    """

    pack: Pack
    known: Places
    areas: SmallAreas
    links: Links
    bounds: Bounds
    is_example: bool = False

    @property
    def short(self) -> str:
        """The whole study area as its people abbreviate it."""
        return self.pack.about.short_title

    def place(self, members: Sequence[str], name: str = "") -> ProfilePlace:
        """A set of LSOAs with what is known of it."""
        found = facts(self.pack, self.known, self.areas, members)
        return ProfilePlace(name or found.name, found)

    def warnings(self, found: Facts) -> tuple[str, ...]:
        """What is unusual about a set of LSOAs; nothing is forbidden."""
        said = []
        parts = self.links.parts(found.members)
        if len(parts) > 1:
            said.append(
                f"This neighbourhood is in {len(parts)} separate pieces. Areas are joined if they "
                "share at least 20 metres of boundary."
            )
        if len(found.districts) > 1:
            names = self.known.levels[Level.LOCALITY]["name"]
            said.append(
                f"It is in {len(found.districts)} districts: "
                f"{listed([str(names[code]) for code in found.districts])}."
            )
        least, most = self.bounds.least, self.bounds.most
        if not least <= found.people <= most:
            side = "Fewer" if found.people < least else "More"
            said.append(
                f"{side} residents ({number(found.people)}) than the "
                f"{number(least)} to {number(most)} you asked for."
            )
        approximate = self.known.levels[Level.LSOA]["is_boundary_approximate"]
        cut = approximate.loc[list(found.members)]
        if cut.any():
            said.append(
                f"{counted(int(cut.sum()), 'area')} {'was' if cut.sum() == 1 else 'were'} split "
                "after 2011, so the boundary shown is approximate."
            )
        return tuple(said)

    def provided(self) -> Provided:
        """Sources of everything on a profile."""
        sources = self.areas.sources
        if self.pack.is_usable("imd2019", "lsoa_links"):
            sources = (*sources, self.pack.sources["imd2019"])
        kind = Provenance.ILLUSTRATIVE if self.is_example else Provenance.MODELLED
        found = Provided(sources, kind, self.pack.version)
        return found.drawn_on(self.pack, Level.LSOA)
