"""An own indicator with defaults, for tests."""

from insight.pack.catalogue import Level, Provenance
from insight.records.kinds.own_indicators import Direction, FigureKind, OwnIndicator
from insight.records.record import Record
from work_fixtures import record


def own_content(figures: dict[str, float], **changes) -> OwnIndicator:
    """Figures by code, as an officer would bring them."""
    ordered = dict(sorted(figures.items()))
    values = {
        "name": "Households in fuel poverty", "kind": FigureKind.SHARE,
        "unit": "% of households", "direction": Direction.MORE_NEED, "period": "2023",
        "publisher": "A department", "source": "Sub-regional table",
        "licence": "ogl3", "provenance": Provenance.OFFICIAL, "note": "",
        "level": Level.LSOA, "file": "fuel.csv", "codes": tuple(ordered),
        "figures": tuple(ordered.values()),
    }  # fmt: skip
    return OwnIndicator(**{**values, **changes})


def own(figures: dict[str, float], **changes) -> Record[OwnIndicator]:
    return record(own_content(figures, **changes))
