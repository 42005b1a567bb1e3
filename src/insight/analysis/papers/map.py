"""The map of one indicator for a board paper, with a finding for its title."""

import re
from functools import partial

import pandas as pd

from insight.analysis.maps.indicator import IndicatorMap, indicator_map
from insight.analysis.measurement import Choice, Measurement
from insight.figures.sheet.maps import PaperLayer, paper_map
from insight.geography.levels import LEVEL_NOUNS, Places
from insight.measures.bands import CLASSES
from insight.pack.catalogue import Level, Scale
from insight.pack.pack import Pack
from insight.statement import Column, Item, PaperLink, Statement, Table
from insight.words import counted, listed, ranges, small_areas_of

TOP = CLASSES - 1
MOST_NAMED = 3
APPROXIMATE = "Boundaries of areas that were split after 2011 are approximate."


def map_statement(found: IndicatorMap) -> Statement:
    """The map with its numbers, and what it shows most plainly."""
    return Statement(
        title=finding(found),
        shorter=_shorter(found),
        rest=f"{_shorter(found)[0]}.",
        subtitle=map_subtitle(found),
        caveats=map_caveats(found),
        provided=found.provided,
        alt=found.alt,
        table=_table(found),
        on_sheet=partial(paper_map, PaperLayer.of(found.chart)),
    )


def map_item(pack: Pack, known: Places, choice: Choice, link: PaperLink) -> Item:
    """The map that a choice asks for, for a document; errors as `measure`."""
    return map_statement(indicator_map(pack, known, choice)).item(link)


def map_subtitle(found: IndicatorMap) -> str:
    """Measure, place, number of areas, scale and period."""
    choice, words = found.choice, found.measurement.scale_words
    areas = counted(len(found.at), *LEVEL_NOUNS[choice.level])
    if choice.level is Level.LSOA:
        areas = small_areas_of(len(found.at))
    return f"{choice.title}. {found.place}, {areas}. {words}. Period: {choice.period}."


def _lower(words: str) -> str:
    """As a sentence goes on."""
    return f"{words[:1].lower()}{words[1:]}"


def map_caveats(found: IndicatorMap) -> tuple[str, ...]:
    """What to be careful of: the measure's own, and outlines that are approximate."""
    is_approximate = found.areas["is_boundary_approximate"].any()
    is_said = found.choice.level is Level.LSOA and is_approximate
    return (found.caveat, APPROXIMATE if is_said else "")


def _table(found: IndicatorMap) -> Table:
    """The figures of the map in rows, the most first."""
    rows, statistic = found.rows, found.choice.statistic
    rows["code"] = rows.index
    position = f"Position, {_lower(found.measurement.scale_words)}"
    columns = {
        "name": Column("Area"),
        "code": Column("Code"),
        "locality": Column("Locality (district)"),
        "value": Column(f"{found.choice.title}, {statistic.unit}", decimals=statistic.decimals),
    }
    if "low" in rows:
        rows["range"] = ranges(rows["low"], rows["high"], " to ")
        columns["range"] = Column("95% confidence interval")
    return Table(rows, columns | {"position": Column(position, decimals=0)})


def finding(found: IndicatorMap) -> str:
    """What the map shows most plainly: ends, verdicts, or where the top class is found."""
    values = found.measurement.values.iloc[found.at].dropna()
    title = found.choice.title
    if values.empty:
        return f"No figure for {title}"
    if found.measurement.is_verdict:
        return f"{title}: {_verdicts(found)}"
    is_by_locality = found.choice.level is Level.LOCALITY
    return f"{title}: {_ends(found, values) if is_by_locality else _where_most(found)}"


def _shorter(found: IndicatorMap) -> tuple[str, ...]:
    """The finding without the measure, which the subtitle names, and without where most are."""
    said = finding(found).removeprefix(f"{found.choice.title}: ")
    said = f"{said[:1].upper()}{said[1:]}"
    most = said.partition(", with ")[0]
    in_fifth = most.replace(f" {_lower(found.measurement.scale_words)}", "")
    return said, most, in_fifth, said.partition(", lowest")[0], _no_names(said)


def _no_names(said: str) -> str:
    return re.sub(r" \([^)]*\)", "", said)


def _verdicts(found: IndicatorMap) -> str:
    names = found.areas["place"]
    classes = found.measurement.bands.iloc[found.at]
    said = []
    for band in (TOP, 0):
        these = list(map(str, names[classes.eq(band)]))
        if these:
            which = f" ({listed(these)})" if len(these) <= MOST_NAMED else ""
            word = found.measurement.labels[band]
            said.append(f"{len(these)} of {len(names)} {_lower(word)}{which}")
    return "; ".join(said) or "all are similar to England"


def _ends(found: IndicatorMap, values: pd.Series) -> str:
    names, text = found.areas["place"], found.measurement.text
    order = values.sort_values()
    low, high = str(order.index[0]), str(order.index[-1])
    if len(order) == 1:
        return f"{names[high]} {text(high)}"
    return f"highest in {names[high]} ({text(high)}), lowest in {names[low]} ({text(low)})"


def _where_most(found: IndicatorMap) -> str:
    """How many areas are in the top class, and in which locality most of them."""
    choice = found.choice
    classes = found.measurement.bands.iloc[found.at]
    top = classes[classes.eq(TOP)]
    many = "areas" if choice.level is Level.LSOA else LEVEL_NOUNS[choice.level][1]
    total = int(classes.ge(0).sum())
    said = f"{len(top):,} of {total:,} {many} are in {top_words(found.measurement)}"
    homes = found.areas["lad24cd"]
    if top.empty or len(homes.unique()) == 1 or choice.scale is Scale.DISTRICT:
        return said
    inside = homes.loc[top.index].value_counts()
    name = found.known.levels[Level.LOCALITY].at[str(inside.index[0]), "place"]
    return f"{said}, with {int(inside.iloc[0])} in {name}"


def top_words(measurement: Measurement) -> str:
    """The class that is most, in words."""
    choice = measurement.choice
    if choice.scale is Scale.ENGLAND:
        label = measurement.labels[TOP]
        return f"England’s {label[:1].lower()}{label[1:]}"
    whole = _lower(measurement.scale_words)
    most = choice.statistic.most
    return f"the fifth with the {most if ' ' in most else f'{most} figures'} {whole}"


def map_stem(choice: Choice) -> str:
    """Beginning of the names of its files."""
    level = LEVEL_NOUNS[choice.level][1]
    return f"{choice.indicator.label} {choice.statistic.key} {level}"
