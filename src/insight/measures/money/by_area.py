"""Money in the cells of a map: as recorded, and never spread over an area.

A table of entries is that of `insight.measures.money.amounts` with, besides, ``codes``
(tuple of str): what the investment is recorded for, at the level of its ``place``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from insight.errors import InsightError
from insight.measures.money.amounts import pence_counted
from insight.records.kinds.investments import Place


class Why(StrEnum):
    """Why money does not enter any one cell of a map."""

    WIDER = "recorded for a wider area"
    SEVERAL = "several areas"
    OVERLAP = "areas that overlap"
    OUTSIDE = "outside every area"
    WARD = "ward"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "location not recorded"
    NOT_FOUND = "code not found"
    BEYOND = "extends beyond the selected districts"


@dataclass(frozen=True)
class AreaLookup:
    """What the codes of investments lie in, for a map of one level.

    `within`: codes of the districts looked at: a cell is one that lies wholly in them.
    Empty for all of the study area.
    """

    level: Place
    district_of: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class ByArea:
    """Money that belongs to one cell of a map, and the rest with its reasons.

    `cells`: on the code of every cell: ``pence`` and ``entries`` (how many investments are behind
    it); 0 where none is recorded. `entries`: on the index of the ledger: ``pence``, ``place``,
    ``cell`` (empty if none) and ``why`` (a `Why`, empty if it has a cell).
    """

    cells: pd.DataFrame
    entries: pd.DataFrame

    @property
    def placed_pence(self) -> int:
        """Pence in all cells."""
        return int(self.cells["pence"].sum())

    @property
    def left(self) -> pd.Series:
        """Pence that are in no cell, by ``place`` and ``why``."""
        rows = self.entries[self.entries["cell"].eq("")]
        return rows.groupby(["place", "why"])["pence"].sum()


def by_area(table: pd.DataFrame, ground: AreaLookup, pence: pd.Series | None = None) -> ByArea:
    """Money that may be drawn in each cell of a map, and why the rest may not.

    An investment enters a cell only if it is recorded at the level of the map or below it, and all
    its codes lie in that one cell. Nothing is shared out. Raises `InsightError` if the level is
    none that a map is drawn at.
    """
    pence = pence_counted(table, pence)
    cells = _cells(ground)
    place = table["place"].astype(str)
    entries = pd.DataFrame({"pence": pence, "place": place, "cell": "", "why": ""})
    entries["why"] = place.map(_wide_reasons(ground.level)).fillna("")
    is_inside = entries["why"].eq("").to_numpy()
    cell, why = _found(table[is_inside], ground)
    entries.loc[is_inside, "cell"] = cell
    entries.loc[is_inside, "why"] = why
    is_beyond = ~entries["cell"].isin(["", *cells])
    entries.loc[is_beyond, "why"] = str(Why.BEYOND)
    entries.loc[is_beyond, "cell"] = ""
    grouped = entries[entries["cell"].ne("")].groupby("cell")["pence"]
    found = grouped.agg(["sum", "count"]).reindex(cells, fill_value=0)
    found.columns = pd.Index(["pence", "entries"])
    return ByArea(found.astype("int64"), entries)


def _cells(ground: AreaLookup) -> pd.Index:
    home = ground.district_of
    wanted = set(ground.within or home.values())
    if ground.level is Place.LSOA:
        inside = sorted(code for code, its in home.items() if its in wanted)
        return pd.Index(inside, name="lsoa21cd")
    if ground.level is Place.NEIGHBOURHOOD:
        inside = [
            key
            for key, codes in ground.members.items()
            if not ground.within
            or (codes and wanted.issuperset(home.get(code, "") for code in codes))
        ]
        return pd.Index(inside, name="neighbourhood")
    if ground.level is Place.DISTRICT:
        return pd.Index(sorted(wanted.intersection(home.values())), name="lad24cd")
    raise InsightError(
        f"Investment cannot be mapped by {ground.level.value}. Choose small area (LSOA), "
        "neighbourhood or district."
    )


def _wide_reasons(level: Place) -> dict[str, str]:
    """Why whole levels of geography never enter a cell of this map."""
    order = (Place.LSOA, Place.NEIGHBOURHOOD, Place.DISTRICT, Place.AREA)
    wider = order[order.index(level) + 1 :]
    return {
        **{str(place): str(Why.WIDER) for place in wider},
        str(Place.WARD): str(Why.WARD),
        str(Place.ELSEWHERE): str(Why.ELSEWHERE),
        str(Place.UNKNOWN): str(Why.UNKNOWN),
    }


def _found(table: pd.DataFrame, ground: AreaLookup) -> tuple[np.ndarray, np.ndarray]:
    """Cell and reason of entries that are recorded at or below the map's level."""
    codes = _codes(table)
    pairs = codes.merge(_reach(ground), on=["place", "code"], how="inner")
    inside = pairs[pairs["cell"].ne("")]
    held = inside.groupby(["row", "cell"], sort=False)["is_whole"].sum().reset_index()

    def counts(rows: pd.Series) -> np.ndarray:
        return np.bincount(rows, minlength=len(table))

    wanted = counts(codes["row"])
    known = counts(pairs.drop_duplicates(["row", "code"])["row"])
    holders = held[held["is_whole"].to_numpy() == wanted[held["row"]]]
    number = counts(holders["row"])
    is_known = (known == wanted) & (wanted > 0)
    is_placed = is_known & (number == 1)

    cell = np.full(len(table), "", dtype=object)
    cell[holders["row"]] = holders["cell"]
    why = np.select(
        [~is_known, is_placed, number > 1, counts(held["row"]) == 0],
        [str(Why.NOT_FOUND), "", str(Why.OVERLAP), str(Why.OUTSIDE)],
        str(Why.SEVERAL),
    )
    return np.where(is_placed, cell, ""), why


def _codes(table: pd.DataFrame) -> pd.DataFrame:
    """Each code of each entry once, with the number of its row."""
    size = table["codes"].map(len).to_numpy(dtype="int64")
    row = np.repeat(np.arange(len(table)), size)
    codes = [code for each in table["codes"] for code in each]
    place = table["place"].astype(str).to_numpy(dtype=object)[row]
    found = pd.DataFrame({"row": row, "place": place, "code": codes})
    return found.drop_duplicates(["row", "code"])


def _reach(ground: AreaLookup) -> pd.DataFrame:
    """Every code that may be recorded, with each cell that it is in, or none.

    ``is_whole`` says whether all of it is in that cell.
    """
    lsoas, members = ground.district_of, ground.members
    rows: list[tuple[Place, str, str, bool]] = []
    if ground.level is Place.LSOA:
        rows = [(Place.LSOA, code, code, True) for code in lsoas]
    elif ground.level is Place.NEIGHBOURHOOD:
        rows = [(Place.LSOA, code, "", False) for code in lsoas]
        for key, codes in members.items():
            rows += [(Place.LSOA, code, key, True) for code in codes]
            rows.append((Place.NEIGHBOURHOOD, key, key, True))
    else:
        rows = [(Place.LSOA, code, cell, True) for code, cell in lsoas.items()]
        rows += [(Place.DISTRICT, cell, cell, True) for cell in set(lsoas.values())]
        for key, codes in members.items():
            cells = {lsoas.get(code, "") for code in codes}
            is_whole = len(cells) == 1
            rows += [(Place.NEIGHBOURHOOD, key, cell, is_whole) for cell in cells]
    return pd.DataFrame(
        [(str(place), *rest) for place, *rest in rows],
        columns=["place", "code", "cell", "is_whole"],
    ).drop_duplicates()
