"""Map: one indicator at one level, its table, and the card of one area."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from insight.analysis.maps.area_card import Card, area_card
from insight.analysis.maps.downloads import downloads
from insight.analysis.maps.outlines import outlines
from insight.analysis.measurement import Choice, Measurement, measure, shown_codes
from insight.analysis.view import Figure
from insight.analysis.where import where
from insight.exports.files import Download
from insight.figures.palette import Palette
from insight.figures.screen.maps import Caption, Legend, MapLayer, area_map
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

RANGE = Column("95% CI", "95% confidence interval: survey and model error together", width=92)

LONG = 120
"""Areas above which a table can be cut short: more than any district but one."""


@dataclass(frozen=True)
class MapView:
    """Everything on the map page.

    Attributes
    ----------
    figure, table
        The same values as a map and as rows.
    codes
        Area code of each row of the table.
    left_out
        How many areas the table does not list.
    card
        Of the chosen area, if one is chosen.
    caveat
        What to be careful of with this indicator; empty if nothing.
    """

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
    *,
    urls: Mapping[Level, str],
    area: str,
    palette: Palette,
    height: int,
    is_short: bool = False,
) -> MapView:
    """Measure one indicator and lay it out as map, table and card.

    Parameters
    ----------
    pack, known, choice
        Data, areas, and what was asked for.
    urls
        Address of each level's boundaries.
    area
        Code of the chosen area; empty or of another level for none.
    palette
        Colours of the reader's theme.
    height
        Of the figure, in pixels.
    is_short
        List only the first `MOST_ROWS` of hundreds of areas.

    Raises
    ------
    ContractError
        If a table that the indicator is drawn from cannot be used.
    """
    measurement = measure(pack, known, choice)
    shown = shown_codes(known, choice.level, choice.districts)
    provided = map_provided(pack, choice)
    most = MOST_ROWS if is_short and len(shown) > LONG else None
    table, codes = _table(measurement, known, shown, most)
    left_out = len(shown) - len(codes)
    areas = known.levels[choice.level]
    is_here = area in areas.index[shown]
    return MapView(
        figure=_figure(
            measurement,
            known,
            shown,
            urls,
            areas.index.get_loc(area) if is_here else None,
            palette,
            height,
            provided,
            pack,
        ),
        table=table,
        codes=codes,
        left_out=left_out,
        card=area_card(pack, known, measurement, area) if is_here else None,
        caveat=f"{measurement.basis} {choice.indicator.caveat}".strip(),
        downloads=downloads(measurement, known, shown, provided),
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


def _figure(  # noqa: PLR0913 - gathers what the figure's records need
    measurement: Measurement,
    known: Places,
    shown: np.ndarray,
    urls: Mapping[Level, str],
    selected: int | None,
    palette: Palette,
    height: int,
    provided: Provided,
    pack: Pack,
) -> Figure:
    choice = measurement.choice
    where = place_name(pack, known, choice.districts)
    beneath = outlines(known, choice.level, choice.districts, urls=urls, height=height)
    if choice.statistic.is_count:
        # Circles are sized for the map itself.
        beneath = replace(beneath, inset=None)
    plot = area_map(
        beneath,
        map_layer(measurement, shown),
        map_legend(measurement, palette),
        Caption(
            title=f"{choice.title}",
            subtitle=f"{where}, by {LEVEL_NOUNS[choice.level][0]}",
            source=provided.short(),
        ),
        palette=palette,
        selected=selected,
        height=height,
    )
    if choice.indicator.provenance is Provenance.ILLUSTRATIVE:
        watermarked(plot, palette)
    return Figure(plot, map_alt(measurement, shown, where))


def map_layer(measurement: Measurement, shown: np.ndarray) -> MapLayer:
    """What the areas at some positions carry."""
    values = measurement.values.to_numpy()[shown]
    if measurement.low is not None and measurement.high is not None:
        ends = (measurement.low.to_numpy()[shown], measurement.high.to_numpy()[shown])
        values = np.column_stack([values, *ends])
    positions = measurement.positions.to_numpy()[shown]
    choice = measurement.choice
    # Of tens of thousands, where each stands would double what is sent.
    has_place = not choice.is_value_the_position and len(shown) <= MOST_AS_SVG
    if not has_place:
        positions = None
    return MapLayer(
        ids=shown.astype("uint16"),
        bands=measurement.bands.to_numpy()[shown],
        values=values,
        positions=positions,
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
    elif statistic.unit.startswith("%"):
        first = f"{value}{statistic.unit}"
    else:
        first = f"{value} {statistic.unit}"
    if has_range:
        is_modelled = choice.indicator.provenance is Provenance.MODELLED
        first += ", estimate" if is_modelled else ""
        first += f"<br>95% confidence interval {low} to {high}"
    among = f" of {measurement.out_of.max():,.0f} in {measurement.against.iloc[0]}"
    if choice.scale is Scale.DISTRICT:
        among = " in its district"
    lines = [
        "<b>%{properties.name}</b>"
        if choice.level is Level.LOCALITY
        else "<b>%{properties.name}</b>, %{properties.place}",
        "%{properties.code}",
        first,
    ]
    if choice.is_value_the_position:
        lines.append("1 = most deprived in England")
    elif has_place:
        place = f"%{{customdata[{3 if has_range else 1}]:,.0f}}"
        lines.append(f"{place}{among} (1 = {statistic.most})")
    lines.append(f"{choice.period}, {choice.indicator.provenance}")
    return "<br>".join(lines) + "<extra></extra>"


def map_legend(measurement: Measurement, palette: Palette) -> Legend:
    """What the classes compare with, their words and their colours."""
    noun = LEVEL_NOUNS[measurement.choice.level][1]
    if measurement.is_verdict:
        title = f"{measurement.scale_words}, the publisher’s own test · number of {noun}"
        return Legend(title, measurement.labels, palette.diverging)
    words = {
        Scale.ENGLAND: measurement.scale_words,
        Scale.AREA: f"{measurement.scale_words}, fifths of its {noun}",
        Scale.DISTRICT: f"{measurement.scale_words}, fifths of its {noun}",
    }[measurement.choice.scale]
    if measurement.choice.statistic.is_count:
        unit = measurement.choice.statistic.unit
        words = f"{measurement.scale_words}, larger circles are more {unit}"
    return Legend(f"{words} · number of {noun}", measurement.labels, palette.sequential)


def map_alt(measurement: Measurement, shown: np.ndarray, where: str) -> str:
    """The map in words: what, where, how many in each class, and the extremes."""
    choice = measurement.choice
    values = measurement.values.iloc[shown]
    classes = measurement.bands.iloc[shown]
    counts = [
        f"{label}: {int(classes.eq(band).sum())}"
        for band, label in reversed(list(enumerate(measurement.labels)))
        if label
    ]
    if (missing := int(values.isna().sum())) > 0:
        counts.append(f"no figure: {missing}")
    one, many = LEVEL_NOUNS[choice.level]
    return (
        f"Map of {choice.title} in {where}, {counted(len(shown), one, many)}. "
        f"{measurement.scale_words}. {'; '.join(counts)}. The table beside it has "
        "the same figures."
    )


def _table(
    measurement: Measurement, known: Places, shown: np.ndarray, most: int | None
) -> tuple[Table, tuple[str, ...]]:
    """The areas shown, the most first, with what the map says of each."""
    choice = measurement.choice
    areas = known.levels[choice.level].iloc[shown]
    rows = pd.DataFrame(
        {
            "name": _with_short_district(areas["name"], areas["lad24cd"], known),
            "place": areas["place"],
            "value": measurement.values.iloc[shown],
            "position": measurement.positions.iloc[shown],
        }
    )
    if measurement.low is not None and measurement.high is not None:
        ends = (measurement.low.iloc[shown], measurement.high.iloc[shown])
        rows["range"] = ranges(*ends)
    rows = rows.sort_values(["position", "name"], na_position="last")[:most]
    statistic = choice.statistic
    columns = {
        "name": Column(
            "Area",
            f"Official name of the {LEVEL_NAMES[choice.level]}",
            width=_name_width(rows["name"]),
        ),
        "value": Column(
            "National rank"
            if choice.is_national_rank
            else statistic.unit[:1].upper() + statistic.unit[1:],
            f"{choice.title}, {statistic.unit}",
            statistic.decimals,
            "%" if statistic.unit.startswith("%") else "",
        ),
        "position": Column(
            "Position", f"{measurement.scale_words}; 1 = {statistic.most}", 0, width=70
        ),
        "place": Column("Place", "Name of its MSOA by the House of Commons Library"),
    }
    if statistic.unit.startswith("%"):
        columns["value"] = Column("Value", columns["value"].help, statistic.decimals, "%")
    if "range" in rows:
        columns = _after(columns, "value", "range", RANGE)
    if choice.level is Level.LOCALITY:
        rows, columns = rows.drop(columns="place"), _without(columns, "place")
    if choice.is_value_the_position:
        # The national rank is the position already: its decile says more.
        rows["position"] = decile(rows["value"], NATIONAL_LSOAS_2025)
        columns["position"] = Column("Decile", "1 is England's most deprived 10%", 0, width=62)
    one, many = LEVEL_NOUNS[choice.level]
    alt = f"Table of {choice.title} for {counted(len(rows), one, many)}."
    return Table(_short(rows.reset_index(drop=True)), columns, alt), tuple(rows.index)


def _after(
    columns: Mapping[str, Column], before: str, name: str, column: Column
) -> dict[str, Column]:
    """The columns with one more behind another."""
    found: dict[str, Column] = {}
    for key, each in columns.items():
        found[key] = each
        if key == before:
            found[name] = column
    return found


def _short(rows: pd.DataFrame) -> pd.DataFrame:
    """The same numbers in half the bytes: a browser gets them at every change."""
    numbers = rows.select_dtypes("number")
    return rows.assign(**{str(name): _narrow(numbers[name]) for name in numbers})


def _narrow(values: pd.Series) -> pd.Series:
    is_whole = values.notna().all() and values.mod(1).eq(0).all()
    return values.astype("int32" if is_whole else "float32")


def _with_short_district(names: pd.Series, districts: pd.Series, known: Places) -> pd.Series:
    """Official names with the district's label: the last letters must stay in sight."""
    locality = known.levels[Level.LOCALITY]
    full, label = locality["name"].to_dict(), locality["place"].to_dict()
    return pd.Series(
        [
            # Names of wards stand by themselves.
            name if name == (rest := name.removeprefix(full[code])) else label[code] + rest
            for name, code in zip(names, districts, strict=True)
        ],
        index=names.index,
    )


def _name_width(names: pd.Series) -> int:
    """Pixels that the longest name needs, within reason."""
    return int(min(190, 24 + 6.8 * names.str.len().max()))


def _without(columns: Mapping[str, Column], name: str) -> dict[str, Column]:
    return {key: column for key, column in columns.items() if key != name}
