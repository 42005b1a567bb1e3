"""One schema for each table of a data pack, and the check against it."""

from insight.pack.contracts.checks import check, relation_problems
from insight.pack.contracts.rules import shown
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
