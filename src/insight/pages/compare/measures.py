"""The measures by which places are compared."""

from dataclasses import dataclass

from insight.analysis.own_values import adds_up
from insight.pack.catalogue import (
    DOMAINS,
    ESTIMATE_TABLES,
    INDICATORS,
    PARTS,
    RATES,
    Indicator,
    Level,
    Provenance,
)
from insight.pack.pack import Pack

ESTIMATED = ("inactive", "active")
RANKED = tuple(key for key, one in INDICATORS.items() if key in ("imd", *DOMAINS, *PARTS))
"""Rankings in the order of the catalogue, each sub-domain after its domain."""
PER_CENT = "%"
ADULTS, IN_2025 = "Activity of adults", "Period: 2025."
OWN_SHELF = "Own indicators"
SURVEYED = (
    "Districts: their own survey, several years together. Smaller places: modelled "
    "estimates, never to be read as change."
)
CHILDREN = (
    "Surveyed in schools of localities only; compared with England by the "
    "publisher. Never on one scale with adults: minutes a day, not a week."
)
INDEX = "An index without a sampling error: a difference is not tested by chance."
COUNT = "Official mid-2022 estimates of residents, without a published interval."
UNTESTED = "Without an interval: not tested by chance."
SUMS = "A sum: larger places have more, so that it is not held against the comparator."


@dataclass(frozen=True)
class ComparedMeasure:
    """One row of the comparison; all but own indicators are per cent.

    A share's `unit` begins with the sign; `decimals` are those of figures that are no estimates;
    `period` is a sentence, empty where unit or note says it; `need` is that of `Indicator`.
    """

    key: str
    label: str
    unit: str
    shelf: str
    decimals: int
    note: str
    tables: tuple[str, ...]
    provenance: Provenance = Provenance.OFFICIAL
    period: str = ""
    need: int = 1

    @property
    def sign(self) -> str:
        """What stands behind its figures: that of per cent, or nothing."""
        return PER_CENT if self.unit.startswith(PER_CENT) else ""

    @property
    def named(self) -> str:
        """Its label, with the unit where that is another than per cent."""
        return self.label if self.sign else f"{self.label}, {self.unit}"


def measures(pack: Pack, period: str = "") -> tuple[ComparedMeasure, ...]:
    """The rows, in order: those of every pack, then own indicators.

    `period` is that of the pooled survey years, for the unit of what pools them.
    """
    unit = f"% of adults, {period}" if period else "% of adults"
    adults = (unit, ADULTS, 1, SURVEYED, ESTIMATE_TABLES, Provenance.MODELLED)
    people = ("% of residents", "Population", 1, COUNT, ("population",), Provenance.OFFICIAL)
    tables = ("deprivation", "population")
    index = (0, INDEX, tables, Provenance.OFFICIAL, IN_2025)
    shelf = "Deprivation 2025, average position"
    position = ("% of England’s LSOAs less deprived", shelf, *index)
    return (
        ComparedMeasure("inactive", "Adults inactive", *adults),
        ComparedMeasure("active", "Adults active", *adults, need=-1),
        ComparedMeasure(
            "children",
            "Children active",
            "% of children and young people",
            "Activity of children",
            1,
            CHILDREN,
            ("activity",),
            period="Period: the latest school year published.",
            need=-1,
        ),
        *(_rate(pack, key) for key in RATES if key in pack.indicators),
        *(ComparedMeasure(key, INDICATORS[key].label, *position) for key in RANKED),
        ComparedMeasure(
            "deprived",
            "Living in England’s most deprived 20%",
            "% of residents",
            "Deprivation 2025, people",
            *index,
        ),
        ComparedMeasure("young", "Aged 0 to 15", *people, "Period: mid-2022.", need=0),
        ComparedMeasure("old", "Aged 60 and over", *people, "Period: mid-2022.", need=0),
        *(_own(key, one) for key, one in pack.own.items()),
    )


def _rate(pack: Pack, key: str) -> ComparedMeasure:
    one = INDICATORS[key]
    unit, shelf = one.statistics[Level.LSOA][0].unit, "Deprivation 2025, rates"
    note = f"{one.caveat} {_gaps(pack, key)}{UNTESTED}"
    return ComparedMeasure(key, one.label, unit, shelf, 1, note, one.tables, period=IN_2025)


def _own(key: str, one: Indicator) -> ComparedMeasure:
    decimals = max(each.decimals for ways in one.statistics.values() for each in ways)
    unit, note = f"{one.unit}, {one.period}", f"{one.caveat} {SUMS if adds_up(one) else UNTESTED}"
    return ComparedMeasure(
        key, one.label, unit, OWN_SHELF, decimals, note, one.tables, one.provenance, need=one.need
    )


def _gaps(pack: Pack, key: str) -> str:
    """A sentence about the LSOAs that a rate leaves out; empty if there are none."""
    if not pack.is_usable("deprivation"):
        return ""
    rate = pack.table("deprivation")[INDICATORS[key].column]
    if not (count := int(rate.isna().sum())):
        return ""
    return f"{count:,} of {len(rate):,} LSOAs have no figure and are left out. "
