"""Own indicators beside those of a pack, and what is told of each."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from insight.analysis.own_values import VALUE
from insight.geography.levels import LEVEL_NAMES, LEVEL_NOUNS
from insight.measures.counts import FEWEST_SHOWN, NEAREST
from insight.pack.catalogue import (
    LICENCES,
    Combined,
    Given,
    Group,
    Indicator,
    Level,
    Scale,
    Source,
    Statistic,
)
from insight.pack.pack import Pack
from insight.records.kinds.own_indicators import Direction, FigureKind, OwnIndicator
from insight.records.record import Record
from insight.statement import Column, Table
from insight.words import counted, listed

KIND_WORDS = {
    FigureKind.PEOPLE: "A number of people",
    FigureKind.NUMBER: "A number of things",
    FigureKind.SHARE: "A percentage",
    FigureKind.RATE: "Another rate",
    FigureKind.SCORE: "A score or rank",
}

DIRECTION_WORDS = {
    Direction.MORE_NEED: "A high figure means more need.",
    Direction.LESS_NEED: "A high figure means less need.",
    Direction.NEITHER: "A high figure is neither good nor bad.",
}

COMBINED = {
    FigureKind.PEOPLE: Combined.SUM,
    FigureKind.NUMBER: Combined.SUM,
    FigureKind.SHARE: Combined.MEAN,
    FigureKind.RATE: Combined.MEAN,
    FigureKind.SCORE: Combined.NOT,
}

NEED = {Direction.MORE_NEED: 1, Direction.LESS_NEED: -1, Direction.NEITHER: 0}

COARSER = {
    Level.LSOA: (Level.MSOA, Level.LOCALITY),
    Level.MSOA: (Level.LOCALITY,),
    Level.WARD: (Level.LOCALITY,),
    Level.LOCALITY: (),
}
"""Levels whose areas are made up of whole areas of another."""


@dataclass(frozen=True)
class Figures:
    """Figures of areas of one level, as a file or a record has them."""

    file: str
    level: Level
    codes: tuple[str, ...]
    figures: tuple[float, ...]

    @classmethod
    def of(cls, one: OwnIndicator) -> "Figures":
        """Those of an indicator that is saved."""
        return cls(one.file, one.level, one.codes, one.figures)

    @property
    def stem(self) -> str:
        """A few characters that tell these figures from others."""
        lines = f"{self.file} {self.codes} {self.figures}"
        return hashlib.sha256(lines.encode()).hexdigest()[:10]


def key_of(record: Record[OwnIndicator]) -> str:
    """What an own indicator is called in links."""
    return f"own-{record.id}"


def table_of(key: str) -> str:
    """Name of the table that holds its figures."""
    return key.replace("-", "_")


def with_own(pack: Pack, records: Sequence[Record[OwnIndicator]]) -> Pack:
    """The pack with indicators that people brought, each with a table and a source.

    Those whose areas the pack has not, such as wards, are left out, as are figures of
    areas that it has not.
    """
    own: dict[str, Indicator] = {}
    tables: dict[str, pd.DataFrame] = {}
    sources: dict[str, Source] = {}
    for record in records:
        frame = _frame(pack, record.content)
        if frame.empty:
            continue
        key = key_of(record)
        own[key] = indicator_of(record, frame[VALUE])
        tables[table_of(key)] = frame
        sources[table_of(key)] = _source(record)
    if not own:
        return pack
    return pack.with_own(own, tables, sources)


def indicator_of(record: Record[OwnIndicator], figures: pd.Series) -> Indicator:
    """What the catalogue says of an own indicator."""
    one = record.content
    key = key_of(record)
    return Indicator(
        key=key,
        label=one.name,
        group=Group.OWN,
        definition=one.note or f"{one.name}, as uploaded by {record.changed_by}.",
        direction=DIRECTION_WORDS[one.direction],
        period=one.period,
        unit=one.unit,
        provenance=one.provenance,
        tables=(table_of(key), "population"),
        column=VALUE,
        statistics=_statistics(one, figures),
        caveat=_caveat(one),
        given=Given(
            one.level,
            COMBINED[one.kind],
            NEED[one.direction],
            are_people=one.kind is FigureKind.PEOPLE,
        ),
    )


def own_table(records: Sequence[Record[OwnIndicator]], pack: Pack) -> Table:
    """Every own indicator of the pack that has them, a row each."""
    rows = pd.DataFrame(
        {
            "name": [each.content.name for each in records],
            "level": [LEVEL_NAMES[each.content.level] for each in records],
            "areas": [_shown_areas(each, pack) for each in records],
            "period": [each.content.period for each in records],
            "publisher": [each.content.publisher for each in records],
            "provenance": [each.content.provenance.label for each in records],
            "who": [f"{each.changed_by}, version {each.version}" for each in records],
        }
    )
    columns = {
        "name": Column("Indicator"),
        "level": Column("Level"),
        "areas": Column("Areas shown"),
        "period": Column("Period"),
        "publisher": Column("Publisher"),
        "provenance": Column("Type of data"),
        "who": Column("Last changed by"),
    }
    return Table(rows, columns, f"Table of {counted(len(rows), 'own indicator')}.")


def _frame(pack: Pack, one: OwnIndicator) -> pd.DataFrame:
    if not pack.is_usable("areas", "msoas", "districts"):
        return pd.DataFrame()
    if one.level is Level.LSOA:
        known = pack.areas.index
    elif one.level is Level.WARD:
        known = pd.Index(pack.table("wards")["ward_code"].unique())
    else:
        known = pack.table("msoas" if one.level is Level.MSOA else "districts").index
    figures = pd.Series(one.figures, pd.Index(one.codes), dtype="float64")
    return pd.DataFrame({VALUE: figures[figures.index.isin(known)]})


def _statistics(one: OwnIndicator, figures: pd.Series) -> dict[Level, tuple[Statistic, ...]]:
    is_number = COMBINED[one.kind] is Combined.SUM
    # The label is filled in with the period: braces are refused when it is saved.
    label = f"{one.name} ({{period}})"
    statistic = Statistic(
        "number" if is_number else "value",
        "Number" if is_number else "Figure",
        label,
        one.unit,
        next((each for each in (0, 1) if (figures - figures.round(each)).abs().max() < 1e-9), 2),
        "highest",
        "lowest",
        (Scale.AREA, Scale.DISTRICT),
        is_count=is_number,
    )
    coarser = () if one.kind is FigureKind.SCORE else COARSER[one.level]
    # Averages have decimals even where all figures are whole.
    decimals = statistic.decimals if is_number else max(1, statistic.decimals)
    averaged = replace(statistic, decimals=decimals)
    every = {one.level: statistic} | dict.fromkeys(coarser, averaged)
    if Level.LOCALITY in every:
        every[Level.LOCALITY] = replace(every[Level.LOCALITY], scales=(Scale.AREA,))
    return {level: (each,) for level, each in every.items()}


def _caveat(one: OwnIndicator) -> str:
    """How levels are dealt with, which nobody should have to guess."""
    noun, many = LEVEL_NOUNS[one.level]
    coarser = [LEVEL_NOUNS[level][1] for level in COARSER[one.level]]
    said = [f"Your own indicator, by {noun}."]
    if one.level is not Level.LSOA:
        said.append("It has no figures for smaller areas, and we do not estimate them.")
    if one.level is Level.WARD:
        said.append("The map shows each ward as the small areas (LSOAs) that fit it best.")
    if one.kind is FigureKind.PEOPLE and one.level is not Level.LOCALITY:
        said.append(
            f"Below district level, we do not show numbers under {FEWEST_SHOWN} and we round "
            f"others to the nearest {NEAREST}."
        )
    if coarser:
        areas = listed(coarser)
        said.append(
            {
                Combined.SUM: f"Figures for {areas} are the sum of their {many}.",
                Combined.NOT: f"We do not average scores, so {areas} have no figure.",
                Combined.MEAN: f"Figures for {areas} are averages of their {many}, weighted by "
                "all residents (mid-2022).",
            }[COMBINED[one.kind]]
        )
    return " ".join(said)


def _source(record: Record[OwnIndicator]) -> Source:
    one = record.content
    return Source(
        table=table_of(key_of(record)),
        publisher=one.publisher,
        title=one.source,
        short=f"{one.publisher}, {one.source}",
        period=one.period,
        retrieved=record.changed_at.date().isoformat(),
        licence=LICENCES[one.licence],
        address="not stated",
        sha256=one.sha256,
        caveat="Uploaded by the partnership. We do not know how the publisher checked it.",
        made_by=f"Read from {one.file}. Version {record.version}, saved by "
        f"{record.changed_by}. {one.note}".strip(),
    )


def _shown_areas(record: Record[OwnIndicator], pack: Pack) -> str:
    """How many of its areas this pack has."""
    codes = len(record.content.codes)
    one: Mapping[str, Indicator] = pack.own
    if key_of(record) not in one:
        return f"0 of {codes:,} (not in this data version)"
    shown = len(pack.table(table_of(key_of(record))))
    return f"{shown:,}" if shown == codes else f"{shown:,} of {codes:,}"
