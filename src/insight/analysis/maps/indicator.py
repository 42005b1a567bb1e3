"""One indicator at one level: the map, the table and the card of its page."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from insight.analysis.maps.area_card import Card, area_card
from insight.analysis.maps.downloads import downloads
from insight.analysis.maps.outlines import outlines
from insight.analysis.measurement import Choice, Measurement, measure, shown_codes
from insight.analysis.targeting import Screen
from insight.analysis.view import Figure
from insight.analysis.where import where
from insight.exports.files import Download
from insight.figures.area_map import AreaMap, Legend, MapLayer, class_entries
from insight.figures.caption import Caption
from insight.figures.palette import Palette
from insight.figures.screen.maps import area_map
from insight.figures.screen.wide_map import MOST_AS_SVG
from insight.figures.watermark import watermarked
from insight.geography.levels import LEVEL_NAMES, LEVEL_NOUNS, Places
from insight.measures.deprivation import decile
from insight.pack.catalogue import NATIONAL_LSOAS_2025, Combined, Group, Level, Provenance, Scale
from insight.pack.pack import Pack
from insight.statement import Column, Provided, Table
from insight.words import counted, ranges

MOST_ROWS = 25
"""Rows of a short table."""

LONG = 120
"""Areas above which a table can be cut short: more than any district but one."""


@dataclass(frozen=True)
class IndicatorMap:
    """An indicator, measured, and which of the areas are shown (their positions)."""

    pack: Pack
    known: Places
    measurement: Measurement
    at: np.ndarray

    @property
    def choice(self) -> Choice:
        """What was asked for."""
        return self.measurement.choice

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """Those shown."""
        return self.known.levels[self.choice.level].iloc[self.at]

    @property
    def place(self) -> str:
        """Where they lie."""
        return place_name(self.pack, self.known, self.choice.districts)

    @property
    def caveat(self) -> str:
        """What to be careful of with this indicator; empty if nothing."""
        return f"{self.measurement.basis} {self.choice.indicator.caveat}".strip()

    @property
    def provided(self) -> Provided:
        """Sources of the figures and of the boundaries."""
        return map_provided(self.pack, self.choice)

    @property
    def chart(self) -> AreaMap:
        """What is drawn, on the screen and on paper."""
        measurement, localities = self.measurement, self.known.levels[Level.LOCALITY]
        return AreaMap(
            map_layer(measurement, self.at),
            self.known.levels[self.choice.level],
            localities.loc[list(self.choice.districts) or list(localities.index)],
            _legend_title(measurement),
            measurement.labels,
            "diverging" if measurement.is_verdict else "sequential",
        )

    @property
    def alt(self) -> str:
        """The map in words: what, where, and how many areas in each class."""
        measurement = self.measurement
        bands = measurement.bands.to_numpy()[self.at]
        counts = [words for _, words in class_entries(measurement.labels, bands, ": ")]
        if missing := int(measurement.values.iloc[self.at].isna().sum()):
            counts.append(f"no figure: {missing}")
        areas = counted(len(self.at), *LEVEL_NOUNS[self.choice.level])
        return (
            f"Map of {self.choice.title} in {self.place}, {areas}. "
            f"{measurement.scale_words}. {'; '.join(counts)}."
        )

    @property
    def rows(self) -> pd.DataFrame:
        """The figures that the map shows, the most first, as numbers."""
        measurement, areas = self.measurement, self.areas
        localities = self.known.levels[Level.LOCALITY]["place"]
        rows = pd.DataFrame(
            {
                "name": areas["name"],
                "place": areas["place"],
                "locality": areas["lad24cd"].map(localities),
                "value": measurement.values.iloc[self.at],
                "position": measurement.positions.iloc[self.at],
            }
        )
        if measurement.low is not None and measurement.high is not None:
            rows["low"], rows["high"] = (
                each.iloc[self.at] for each in (measurement.low, measurement.high)
            )
        return rows.sort_values(["position", "name"], na_position="last")


def indicator_map(pack: Pack, known: Places, choice: Choice) -> IndicatorMap:
    """Measure one indicator; errors as `measure`."""
    shown = shown_codes(known, choice.level, choice.districts)
    return IndicatorMap(pack, known, measure(pack, known, choice), shown)


@dataclass(frozen=True)
class MapView:
    """Everything on the map page, with the area code of each row and how many rows are left out."""

    figure: Figure
    table: Table
    codes: tuple[str, ...]
    left_out: int
    card: Card | None
    caveat: str
    downloads: tuple[Download, ...]


def map_view(  # noqa: PLR0913 - data, choice and how it is drawn
    pack: Pack,
    known: Places,
    choice: Choice,
    screen: Screen,
    *,
    area: str = "",
    is_short: bool = False,
) -> MapView:
    """Measure one indicator and lay it out as map, table and card; errors as `measure`.

    The card is that of the chosen area, if it is shown. A short table lists only the first
    `MOST_ROWS` of hundreds of areas.
    """
    found = indicator_map(pack, known, choice)
    most = MOST_ROWS if is_short and len(found.at) > LONG else None
    table, codes = _table(found, most)
    areas = known.levels[choice.level]
    is_here = area in areas.index[found.at]
    selected = areas.index.get_loc(area) if is_here else None
    provided = found.provided
    beneath = outlines(known, choice.level, choice.districts, screen)
    if choice.statistic.is_count:
        # Circles are sized for the map itself.
        beneath = replace(beneath, inset=None)
    chart = found.chart
    level = "small area (LSOA)" if choice.level is Level.LSOA else LEVEL_NOUNS[choice.level][0]
    subtitle = f"{found.place}, by {level}"
    plot = area_map(
        beneath,
        chart.layer,
        chart.legend(screen.palette),
        Caption(choice.title, subtitle, provided.short()),
        palette=screen.palette,
        selected=selected,
        height=screen.height,
    )
    if choice.indicator.provenance is Provenance.ILLUSTRATIVE:
        watermarked(plot, screen.palette)
    return MapView(
        figure=Figure(plot, f"{found.alt} The table has the same figures."),
        table=table,
        codes=codes,
        left_out=len(found.at) - len(codes),
        card=area_card(pack, known, found.measurement, area) if is_here else None,
        caveat=found.caveat,
        downloads=downloads(found.measurement, known, found.at, provided),
    )


def place_name(pack: Pack, known: Places, districts: tuple[str, ...]) -> str:
    """The chosen districts in words, or the whole study area's name."""
    return where(known, districts) if districts else pack.about.title


def map_provided(pack: Pack, choice: Choice) -> Provided:
    """Sources of what a map of a choice shows."""
    tables = list(choice.indicator.tables)
    if not _needs_residents(choice):
        tables.remove("population")
    sources = tuple(pack.sources[table] for table in tables)
    found = Provided(sources, choice.indicator.provenance, pack.version)
    return found.drawn_on(pack, choice.level)


def _needs_residents(choice: Choice) -> bool:
    """Whether figures of an indicator are put together over residents."""
    given = choice.indicator.given
    if given is not None:
        return choice.level is not given.level and given.combined is Combined.MEAN
    is_deprivation = choice.indicator.group is Group.DEPRIVATION
    return not (is_deprivation and choice.level is Level.LSOA)


def map_layer(measurement: Measurement, shown: np.ndarray) -> MapLayer:
    """What the areas at some positions carry."""
    values = measurement.values.to_numpy()[shown]
    if measurement.low is not None and measurement.high is not None:
        ends = (measurement.low.to_numpy()[shown], measurement.high.to_numpy()[shown])
        values = np.column_stack([values, *ends])
    choice = measurement.choice
    # Of tens of thousands, where each stands would double what is sent.
    has_place = not choice.is_value_the_position and len(shown) <= MOST_AS_SVG
    return MapLayer(
        ids=shown.astype("uint16"),
        bands=measurement.bands.to_numpy()[shown],
        values=values,
        positions=measurement.positions.to_numpy()[shown] if has_place else None,
        hover=_hover(measurement, has_place=has_place),
        is_count=choice.statistic.is_count,
    )


def _hover(measurement: Measurement, *, has_place: bool) -> str:
    """Plotly template of the text under the pointer."""
    choice = measurement.choice
    statistic = choice.statistic
    value, low, high = (f"%{{customdata[{at}]:,.{statistic.decimals}f}}" for at in range(3))
    # The template is one for all areas: of one without, it would say "NaN".
    low_ends, values = measurement.low, measurement.values
    has_range = low_ends is not None and bool(low_ends[values.notna()].notna().all())
    if choice.is_national_rank:
        first = f"National rank {value} of {NATIONAL_LSOAS_2025:,}"
    else:
        first = f"{value}{'' if statistic.unit.startswith('%') else ' '}{statistic.unit}"
    if has_range:
        is_modelled = choice.indicator.provenance is Provenance.MODELLED
        first += ", modelled estimate" if is_modelled else ""
        first += f"<br>95% confidence interval {low} to {high}"
    among = f" of {measurement.out_of.max():,.0f} in {measurement.against.iloc[0]}"
    if choice.scale is Scale.DISTRICT:
        among = " in its district"
    place = "" if choice.level is Level.LOCALITY else ", %{properties.place}"
    lines = [f"<b>%{{properties.name}}</b>{place}", "%{properties.code}", first]
    if choice.is_value_the_position:
        lines.append("1 = most deprived in England")
    elif has_place:
        place = f"%{{customdata[{3 if has_range else 1}]:,.0f}}"
        lines.append(f"{place}{among} (1 = {statistic.most})")
    lines.append(f"{choice.period}. {choice.indicator.provenance.label}")
    return "<br>".join(lines) + "<extra></extra>"


def map_legend(measurement: Measurement, palette: Palette) -> Legend:
    """What the classes compare with, their words and their colours."""
    ramp = palette.diverging if measurement.is_verdict else palette.sequential
    return Legend(_legend_title(measurement), measurement.labels, ramp)


def _legend_title(measurement: Measurement) -> str:
    choice, words = measurement.choice, measurement.scale_words
    noun = LEVEL_NOUNS[choice.level][1]
    if measurement.is_verdict:
        words = "Compared with England by OHID (95% confidence)"
    elif choice.statistic.is_count:
        words = f"{words}. Larger circles mean more {choice.statistic.unit}"
    elif choice.scale is not Scale.ENGLAND:
        words = f"Fifths of all {noun}, {words[:1].lower()}{words[1:]}"
    return f"{words} (number of {noun})"


def _table(found: IndicatorMap, most: int | None) -> tuple[Table, tuple[str, ...]]:
    choice, statistic = found.choice, found.choice.statistic
    rows = found.rows[:most]
    rows["name"] = _with_short_district(rows["name"], rows["locality"], found)
    is_percent = statistic.unit.startswith("%")
    label = "Value" if is_percent else statistic.unit[:1].upper() + statistic.unit[1:]
    columns = {
        "name": Column("Area", f"Official name of the {LEVEL_NAMES[choice.level]}"),
        "value": Column(
            "National rank" if choice.is_national_rank else label,
            f"{choice.title}, {statistic.unit}",
            statistic.decimals,
            "%" if is_percent else "",
        ),
    }
    if "low" in rows:
        rows["range"] = ranges(rows.pop("low"), rows.pop("high"))
        about = "95% confidence interval, with survey and model error"
        columns["range"] = Column("95% CI", about)
    if choice.is_value_the_position:
        # The national rank is the position already: its decile says more.
        rows["position"] = decile(rows["value"], NATIONAL_LSOAS_2025)
        columns["position"] = Column("Decile", "1 is England’s most deprived 10%", 0)
    else:
        about = f"{found.measurement.scale_words}; 1 = {statistic.most}"
        columns["position"] = Column("Position", about, 0)
    if choice.level is not Level.LOCALITY:
        columns["place"] = Column("Place", "Name of its MSOA, from the House of Commons Library")
    alt = f"Table of {choice.title} for {counted(len(rows), *LEVEL_NOUNS[choice.level])}."
    codes = tuple(rows.index)
    shown = rows[[name for name in rows if name in columns]].reset_index(drop=True)
    # The same numbers in half the bytes: a browser gets them at every change.
    for name, values in shown.select_dtypes("number").items():
        is_whole = values.notna().all() and values.mod(1).eq(0).all()
        shown[name] = values.astype("int32" if is_whole else "float32")
    return Table(shown, columns, alt), codes


def _with_short_district(names: pd.Series, labels: pd.Series, found: IndicatorMap) -> list[str]:
    """Official names with the district's label: the last letters must stay in sight."""
    locality = found.known.levels[Level.LOCALITY]
    full = dict(zip(locality["place"], locality["name"], strict=True))
    return [
        # Names of wards stand by themselves.
        name if name == (rest := name.removeprefix(full[label])) else label + rest
        for name, label in zip(names, labels, strict=True)
    ]
