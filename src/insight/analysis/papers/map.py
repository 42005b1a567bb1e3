"""The map of one indicator for a board paper, with a finding for its title."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from insight.analysis.maps.indicator import map_alt, map_legend, map_provided, place_name
from insight.analysis.measurement import Choice, Measurement, measure, shown_codes
from insight.analysis.papers.words import sheet_words
from insight.figures.palette import palette_for
from insight.figures.sheet.maps import PaperLayer, paper_map
from insight.figures.sheet.sheet import Format, Size, Words
from insight.geography.levels import LEVEL_NOUNS, Places
from insight.measures.bands import CLASSES
from insight.pack.catalogue import Level, Scale
from insight.pack.pack import Pack
from insight.statement import Item, PaperLink
from insight.words import counted, listed, number, ranges

TOP = CLASSES - 1
MOST_NAMED = 3
BESIDE = " The table beside it has the same figures."


def map_paper(  # noqa: PLR0913 - what is drawn, where from, and in which form
    pack: Pack, known: Places, choice: Choice, link: PaperLink, *, size: Size, kind: Format
) -> bytes:
    """The map of one indicator as a file for a paper."""
    measurement = measure(pack, known, choice)
    shown = shown_codes(known, choice.level, choice.districts)
    palette = palette_for("light")
    legend = map_legend(measurement, palette)
    places = known.levels[Level.LOCALITY]
    wanted = list(choice.districts) or list(places.index)
    layer = PaperLayer(
        areas=known.levels[choice.level].geometry.iloc[shown],
        bands=measurement.bands.to_numpy()[shown],
        labels=legend.labels,
        ramp=legend.ramp,
        legend_title=legend.title,
        districts=places.loc[wanted],
        is_count=choice.statistic.is_count,
    )
    words = map_words(pack, known, measurement, shown, link)
    return paper_map(layer, words, size, kind)


def map_item(pack: Pack, known: Places, choice: Choice, link: PaperLink) -> Item:
    """The map with its numbers, for a document."""
    measurement = measure(pack, known, choice)
    shown = shown_codes(known, choice.level, choice.districts)
    headings, rows = _numbers(known, measurement, shown)
    return Item(
        map_words(pack, known, measurement, shown, link),
        lambda size, kind: map_paper(pack, known, choice, link, size=size, kind=kind),
        headings,
        rows,
    )


def _numbers(
    known: Places, measurement: Measurement, shown: np.ndarray
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The figures of the map in rows, the most first, as they are written."""
    choice = measurement.choice
    districts = known.levels[Level.LOCALITY]["place"].to_dict()
    order = measurement.positions.iloc[shown].sort_values(na_position="last").index
    areas = known.levels[choice.level].loc[order]
    position = f"Position ({measurement.scale_words.removeprefix('Scale: ')})"
    headings = ["Area", "Code", "Locality", f"{choice.title}, {choice.statistic.unit}"]
    columns: list[Iterable[str]] = [
        map(str, areas["name"]),
        map(str, order),
        (str(districts[code]) for code in areas["lad24cd"]),
        _column(measurement.values[order], choice.statistic.decimals),
    ]
    if measurement.low is not None and measurement.high is not None:
        headings.append("95% confidence interval")
        columns.append(ranges(measurement.low[order], measurement.high[order], " to "))
    columns.append(_column(measurement.positions[order], 0))
    return (*headings, position), tuple(zip(*columns, strict=True))


def _column(values: pd.Series, decimals: int) -> list[str]:
    return [_written(each, decimals) for each in values.tolist()]


def _written(value: float, decimals: int) -> str:
    return "no figure" if value != value else number(value, decimals)


def map_words(
    pack: Pack, known: Places, measurement: Measurement, shown: np.ndarray,
    link: PaperLink,
) -> Words:  # fmt: skip
    """What stands on the sheet."""
    choice = measurement.choice
    provided = map_provided(pack, choice)
    where = place_name(pack, known, choice.districts)
    one, many = LEVEL_NOUNS[choice.level]
    caveat = f"{measurement.basis} {choice.indicator.caveat}".strip()
    flags = known.levels[choice.level]["is_boundary_approximate"]
    if choice.level is Level.LSOA and flags.iloc[shown].any():
        caveat += " Outlines of areas that were split after 2011 are approximate."
    return sheet_words(
        link,
        provided,
        title=finding(known, measurement, shown),
        subtitle=f"{choice.title}. {where}, n = {counted(len(shown), one, many)}. "
        f"{measurement.scale_words}. Period: {choice.period}.",
        caveat=caveat.strip(),
        alt=map_alt(measurement, shown, where).removesuffix(BESIDE),
    )


def finding(known: Places, measurement: Measurement, shown: np.ndarray) -> str:
    """What the map shows most plainly, by rule.

    Localities: the highest and the lowest, or how many differ from England by the
    publisher's test. Smaller areas: where the class that is most is found.
    """
    values = measurement.values.iloc[shown].dropna()
    if values.empty:
        return f"No figure for {measurement.choice.title}"
    if measurement.is_verdict:
        return _verdicts(known, measurement, shown)
    if measurement.choice.level is Level.LOCALITY:
        return _ends(known, measurement, values)
    return _where_most(known, measurement, shown)


def _verdicts(known: Places, measurement: Measurement, shown: np.ndarray) -> str:
    names = known.levels[measurement.choice.level]["place"].iloc[shown]
    classes = measurement.bands.iloc[shown]
    said = []
    for band, word in ((TOP, "higher than"), (0, "lower than")):
        found = [str(name) for name in names[classes.eq(band)]]
        if found:
            which = listed(found) if len(found) <= MOST_NAMED else ""
            said.append(
                f"{len(found)} of {len(names)} {word} England" + (f" ({which})" if which else "")
            )
    title = measurement.choice.title
    return f"{title}: {'; '.join(said) or 'all are similar to England'}"


def _ends(known: Places, measurement: Measurement, values: pd.Series) -> str:
    names = known.levels[Level.LOCALITY]["place"]
    order = values.sort_values()
    low, high = str(order.index[0]), str(order.index[-1])
    title = measurement.choice.title
    if len(order) == 1:
        return f"{title}: {names[high]} {measurement.text(high)}"
    return (
        f"{title}: most in {names[high]} ({measurement.text(high)}), least in "
        f"{names[low]} ({measurement.text(low)})"
    )


def _where_most(known: Places, measurement: Measurement, shown: np.ndarray) -> str:
    """How many areas are in the top class, and in which locality most of them."""
    choice = measurement.choice
    classes = measurement.bands.iloc[shown]
    top = classes[classes.eq(TOP)]
    many = LEVEL_NOUNS[choice.level][1]
    total = int(classes.ge(0).sum())
    said = f"{choice.title}: {len(top):,} of {total:,} {many} are in {top_words(measurement)}"
    homes = known.levels[choice.level]["lad24cd"]
    is_one = len(homes.iloc[shown].unique()) == 1
    if top.empty or is_one or choice.scale is Scale.DISTRICT:
        return said
    inside = homes.loc[top.index].value_counts()
    name = known.levels[Level.LOCALITY].at[str(inside.index[0]), "place"]
    return f"{said}, {int(inside.iloc[0])} of them in {name}"


def top_words(measurement: Measurement) -> str:
    """The class that is most, in words."""
    choice = measurement.choice
    if choice.scale is Scale.ENGLAND:
        label = measurement.labels[TOP]
        return f"England’s {label[:1].lower()}{label[1:]}"
    whole = measurement.scale_words.removeprefix("Scale: ")
    return f"the fifth with the {choice.statistic.most} ({whole})"


def map_stem(choice: Choice) -> str:
    """Beginning of the names of its files."""
    return f"{choice.indicator.key}-{choice.statistic.key}-{choice.level.value}"
