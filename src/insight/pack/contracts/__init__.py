"""One schema for each table of a data pack, and the check against it."""

from insight.pack.contracts.checks import check
from insight.pack.contracts.relations import relation_problems
from insight.pack.contracts.schemas import (
    BRITISH_NATIONAL_GRID,
    CONTRACTS,
    CORRECT,
    DISTRICT,
    LSOA,
    MSOA,
    WARD,
    WGS84,
    Contract,
)
from insight.pack.contracts.values import shown

__all__ = [
    "BRITISH_NATIONAL_GRID",
    "CONTRACTS",
    "CORRECT",
    "DISTRICT",
    "LSOA",
    "MSOA",
    "WARD",
    "WGS84",
    "Contract",
    "check",
    "relation_problems",
    "shown",
]
