"""Where each row of a list of investments is, and names of places that no list has."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

import pandas as pd

from insight.geography.codes import Coverage, plain_name
from insight.tables.decisions import CellError, FileDecision, chosen
from insight.tables.ledger_columns import PLACE_FIELDS, Field
from insight.tables.ledger_places import NOT_GIVEN, PlaceFinder, Placing, UnlistedNameError
from insight.words import counted

Value = TypeVar("Value")

DISAGREES = "the district disagrees with the place, and the place was used"
MOST_ASKED = 8
"""Names that are asked about one by one; the others are one question."""
REFUSE, OTHERS = "refuse", "names"


@dataclass(frozen=True)
class UnlistedName:
    """A name of a place that is in no list, as it is first written."""

    written: str
    first: int
    rows: int

    @property
    def key(self) -> str:
        """What its decision is known by."""
        return f"name:{plain_name(self.written)}"


class RowPlaces:
    """Where rows are by the texts of their level and of `PLACE_FIELDS`, each read once."""

    def __init__(self, finder: PlaceFinder) -> None:
        self._finder = finder
        self.placing = cache(kept_error(self._placing))

    def unlisted(self, table: pd.DataFrame, mapping: Mapping[Field, int]) -> list[UnlistedName]:
        """Names that no list has, the most frequent first."""
        blank = pd.Series("", table.index)
        cells = [
            table[mapping[it]] if it in mapping else blank for it in (Field.LEVEL, *PLACE_FIELDS)
        ]
        found: dict[str, UnlistedName] = {}
        for row, *texts in zip(table.index.tolist(), *cells, strict=True):
            error = self.placing(*texts)
            if isinstance(error, UnlistedNameError) and _is_name(error.name):
                before = found.get(plain_name(error.name), UnlistedName(error.name, row, 0))
                found[plain_name(error.name)] = replace(before, rows=before.rows + 1)
        return sorted(found.values(), key=lambda each: -each.rows)

    def decide(self, names: Sequence[UnlistedName], decisions: Sequence[FileDecision]) -> None:
        """Take what was said of the names that no list has."""
        others = chosen(decisions, OTHERS)
        said = {plain_name(it.written): chosen(decisions, it.key, others) for it in names}
        self._finder.decided = {
            name: Coverage(answer) for name, answer in said.items() if answer != REFUSE
        }
        if said:
            self.placing.cache_clear()

    def _placing(self, level: str, *texts: str) -> Placing:
        """Where the first filled of the place columns says, at the level if said."""
        said = self._finder.level(level)
        by_field = dict(zip(PLACE_FIELDS, texts, strict=True))
        if said is not None:
            text = by_field[Field.PLACE] or next(filter(None, texts), "")
            return self._finder.at(said, text)
        readers: Mapping[Field, Callable[[str], Placing]] = {
            Field.LSOA: self._finder.lsoas,
            Field.POSTCODE: self._finder.lsoas,
            Field.NEIGHBOURHOOD: self._finder.neighbourhoods,
            Field.PLACE: self._finder.anywhere,
            Field.WARD: lambda text: self._finder.wards(text, by_field[Field.DISTRICT]),
            Field.DISTRICT: self._finder.districts,
        }
        for name, text in by_field.items():
            if text:
                return self._beside_district(readers[name](text), by_field[Field.DISTRICT])
        return NOT_GIVEN

    def _beside_district(self, found: Placing, district: str) -> Placing:
        """The place with a note if the column of the district says otherwise."""
        if not district or self._finder.agrees(found, district):
            return found
        return replace(found, note="; ".join(filter(None, [found.note, DISAGREES])))


def name_decisions(names: Sequence[UnlistedName], area: str) -> Iterable[FileDecision]:
    """Where places are whose names are in no list: asked once for all rows of a name."""
    alone = names if len(names) <= MOST_ASKED + 1 else names[:MOST_ASKED]
    options = {
        Coverage.ELSEWHERE.value: f"Outside {area}",
        Coverage.UNKNOWN.value: "Not known. Record it with no area.",
        REFUSE: "It is a mistake. Show me the rows.",
    }
    for each in alone:
        rows = counted(each.rows, "row names", "rows name")
        why = f"{rows} {each.written[:60]!r}, which is not in our lists (first row {each.first})."
        yield FileDecision(each.key, f"Where is {each.written[:60]!r}?", options, "", why)
    rest = names[len(alone) :]
    if rest:
        rows = counted(sum(each.rows for each in rest), "row names", "rows name")
        first = f"such as {rest[0].written[:60]!r} in row {rest[0].first}"
        why = f"{rows} {len(rest):,} other place names that are not in our lists, {first}."
        yield FileDecision(OTHERS, "Where are these places?", options, "", why)


def _is_name(text: str) -> bool:
    """Whether a text may be a name: digits are of a code, a postcode or an address."""
    return any(map(str.isalpha, text)) and not any(map(str.isdigit, text))


def kept_error(read: Callable[..., Value]) -> Callable[..., Value | CellError]:
    """A reading that returns its error, so that a bad text too is read once."""

    def reading(*texts: str) -> Value | CellError:
        try:
            return read(*texts)
        except CellError as error:
            return error

    return reading
