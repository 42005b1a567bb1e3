"""An indicator that people of the partnership brought: its figures and their terms."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from insight.pack.catalogue import LICENCES, Level, Provenance
from insight.pack.contracts import DISTRICT, LSOA, MSOA, WARD
from insight.records.steps import Fault, choice_faults, line_faults, text_faults, tidied_fields

AREA_CODES = {Level.LSOA: LSOA, Level.MSOA: MSOA, Level.WARD: WARD, Level.LOCALITY: DISTRICT}
"""What the codes of each level look like."""

LARGEST = 1e12  # beyond this a figure is a slip, or a number of another kind

MOST_AREAS = 50_000

MARKUP = re.compile(r"[<>\[\]{}*`$\\|~^#]")
"""What pages, charts and documents could take for something other than text."""

TEXTS = ("name", "unit", "period", "publisher", "source", "note")


class FigureKind(StrEnum):
    """What the figures are, which decides how larger areas get theirs."""

    PEOPLE = "people"
    NUMBER = "number"
    SHARE = "share"
    RATE = "rate"
    SCORE = "score"


class Direction(StrEnum):
    """What a high figure means."""

    MORE_NEED = "more need"
    LESS_NEED = "less need"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class OwnIndicator:
    """Figures of areas of one level, with what a reader must know of them."""

    name: str
    kind: FigureKind
    unit: str  # as written after the figure; of a share "% of residents" or the like
    direction: Direction
    period: str
    publisher: str
    source: str
    licence: str  # key of `LICENCES`
    provenance: Provenance
    note: str
    level: Level
    file: str
    codes: tuple[str, ...]  # of the areas with a figure, in order
    figures: tuple[float, ...]

    @property
    def sha256(self) -> str:
        """Checksum of the areas with their figures."""
        lines = "".join(
            f"{code} {figure!r}\n" for code, figure in zip(self.codes, self.figures, strict=True)
        )
        return hashlib.sha256(lines.encode()).hexdigest()


def tidied(content: OwnIndicator) -> OwnIndicator:
    """The indicator without stray spaces."""
    return tidied_fields(content, lines="name unit period publisher source file", texts="note")


def faults(content: OwnIndicator) -> tuple[Fault, ...]:
    """Every rule that a tidied indicator breaks; none if it can be saved."""
    return (
        *line_faults("name", content.name, "give the indicator a name"),
        *choice_faults("kind", content.kind, FigureKind),
        *line_faults("unit", content.unit, "enter the unit"),
        *_unit_faults(content),
        *choice_faults("direction", content.direction, Direction),
        *line_faults("period", content.period, "enter the period"),
        *line_faults("publisher", content.publisher, "enter who published the figures"),
        *line_faults("source", content.source, "enter the title of the table"),
        *choice_faults("licence", content.licence, LICENCES),
        *choice_faults("provenance", content.provenance, Provenance),
        *text_faults("note", content.note),
        *_markup_faults(content),
        *choice_faults("level", content.level, AREA_CODES),
        *line_faults("file", content.file),
        *_figure_faults(content),
    )


def _markup_faults(content: OwnIndicator) -> Iterator[Fault]:
    """The words stand in titles, legends, tables and documents of every kind."""
    for field in TEXTS:
        text = getattr(content, field)
        if found := MARKUP.search(text):
            yield Fault(field, text, f"contains {found.group()!r}; use plain words")


def _unit_faults(content: OwnIndicator) -> Iterator[Fault]:
    """The sign of per cent is how readers and charts know a share."""
    if (content.kind is FigureKind.SHARE) != content.unit.startswith("%"):
        rule = "must begin with % for a percentage, such as '% of residents', and for nothing else"
        yield Fault("unit", content.unit, rule)


def _figure_faults(content: OwnIndicator) -> Iterator[Fault]:
    codes, figures = content.codes, content.figures
    if not codes or len(codes) != len(figures):
        yield Fault("figures", "", "are missing; upload a file with a figure for each area")
        return
    if len(codes) > MOST_AREAS:
        yield Fault("figures", "", f"are for more than {MOST_AREAS:,} areas")
        return
    looks = re.compile(AREA_CODES.get(content.level, ""), re.ASCII)
    strange = [code for code in codes if not looks.fullmatch(code)]
    if strange or list(codes) != sorted(set(codes)):
        first = strange[0] if strange else codes[0]
        yield Fault("codes", first, "must all be at one level, in order and without repeats")
    yield from _size_faults(content)


def _size_faults(content: OwnIndicator) -> Iterator[Fault]:
    number = (0.0, LARGEST, "below 0")
    least, most, why = {
        FigureKind.PEOPLE: number,
        FigureKind.NUMBER: number,
        FigureKind.SHARE: (0.0, 100.0, "outside 0 to 100"),
    }.get(content.kind, (-LARGEST, LARGEST, "too large"))
    # No comparison holds for a number that is missing.
    wrong = [at for at, figure in enumerate(content.figures) if not least <= figure <= most]
    if wrong:
        code, figure = content.codes[wrong[0]], content.figures[wrong[0]]
        many = f"{len(wrong):,} of {len(content.figures):,}"
        rule = f"include {many} {why}, first {figure:g} at {code}"
        yield Fault("figures", f"{figure:g}", rule)
