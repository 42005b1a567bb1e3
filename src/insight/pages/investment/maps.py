"""Maps of investment: the amount, per person, per inactive adult, and with need."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from insight.analysis.maps.outlines import outlines
from insight.analysis.money.cell_needs import (
    HIGH,
    MOST_TO,
    NEED_CLASS,
    Need,
    members,
    money_class,
    needs,
)
from insight.analysis.money.chosen_money import (
    BOTH_FORMS,
    CELL_WORDS,
    LEVELS,
    Money,
    counted_by,
    per_person_columns,
    said_of,
    short_rate,
)
from insight.analysis.targeting import Screen
from insight.analysis.view import Figure
from insight.figures.area_map import Legend, MapLayer
from insight.figures.bivariate import Axis, BivariateKey, HighlightKey
from insight.figures.caption import Caption
from insight.figures.dots import Dots
from insight.figures.highlights import Highlights
from insight.figures.labels import Name
from insight.figures.palette import Palette, Ramp, palette_for
from insight.figures.screen.bivariate import bivariate_map
from insight.figures.screen.maps import area_map
from insight.figures.screen.wide_map import is_wide
from insight.figures.sheet.bivariate import PaperNeeds, needs_ramp, paper_bivariate
from insight.figures.sheet.maps import PaperLayer, neighbourhood_outlines, paper_map
from insight.figures.sheet.sheet import Format, Size, Words
from insight.figures.watermark import watermarked
from insight.measures import bands
from insight.pack.catalogue import Level
from insight.records.kinds.investments import Place
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, number, percent


class Measure(StrEnum):
    """What of the money is mapped."""

    HEAD = "head"
    INACTIVE = "inactive"
    AMOUNT = "amount"
    NEED = "need"


class MeasureWords(NamedTuple):
    """How a measure is put into numbers and words."""

    column: str
    title: str
    unit: str
    decimals: int = 2


OVER = "gbp_per_inactive_adult"
MODELLED = "£ per inactive adult (modelled estimate)"
MEASURE_WORDS = {
    Measure.HEAD: MeasureWords("gbp_per_head", "Investment per person", "£ per person"),
    Measure.INACTIVE: MeasureWords(OVER, "Investment per inactive adult", MODELLED),
    Measure.AMOUNT: MeasureWords("gbp", "Investment", "£", 0),
    Measure.NEED: MeasureWords("gbp_per_head", "Need and investment", "£ per person"),
}

NEED_AXES = {
    Need.INACTIVITY: Axis("More inactive", ("lower", "similar", "higher")),
    Need.DEPRIVATION: Axis("More deprived", ("decile 6–10", "3–5", "1–2")),
}
MONEY_AXIS = Axis("More investment", ("none", "below average", "average or more"))
NO_MONEY = "None recorded"
HINTS = {
    "": "Recorded here, nothing counted twice",
    "head": "Per resident, mid-2022",
    "inactive_adult": "The number of inactive adults is a modelled estimate",
}
MOST_ROWS = 200
UNSAID = {Measure.AMOUNT: "_per_", Measure.INACTIVE: "_per_head"}
"""Rates that a document leaves out with a measure; else those per inactive adult."""
APART = tuple(
    f"gbp_{form}_per_{over}" for over in ("head", "inactive_adult") for form in ("cash", "in_kind")
)
"""Rates of cash and in kind, after the first four numbers under the pointer."""


@dataclass(frozen=True, eq=False)
class MoneyMap:
    """One measure of the money on a map, or money and a need at once."""

    money: Money
    measure: Measure
    need: Need = Need.INACTIVITY

    @property
    def words(self) -> MeasureWords:
        """What is measured."""
        return MEASURE_WORDS[self.measure]

    @property
    def is_both(self) -> bool:
        """Whether need and money are drawn at once."""
        return self.measure is Measure.NEED

    @property
    def values(self) -> pd.Series:
        """The measure of each cell, in its unit."""
        return self.money.cells[self.words.column].astype(float)

    @cached_property
    def needs(self) -> pd.DataFrame:
        """How much need each cell has."""
        return needs(self.money)

    @cached_property
    def classes(self) -> pd.Series:
        """Of each cell: 0 for no money, else its quarter.

        Of both three times the class of need, 0 to 2, and that of money.
        """
        if self.is_both:
            return 3 * self.needs[NEED_CLASS[self.need]].astype(int) + money_class(self.money)
        return bands.quarter_above_zero(self.values.clip(lower=0))

    @property
    def legend(self) -> str:
        """What the classes are of."""
        return f"{self.words.unit}, {self.money.forms}. Quarters of areas with investment (number)"

    @property
    def labels(self) -> tuple[str, ...]:
        """What each class holds, from the smallest to the largest that is in it."""
        labels = [NO_MONEY]
        for band in range(1, bands.CLASSES):
            inside = self.values[self.classes.eq(band)]
            ends = dict.fromkeys(self.pounds(end) for end in (inside.min(), inside.max()))
            labels.append("" if inside.empty else " to ".join(ends))
        return tuple(labels)

    def pounds(self, value: float) -> str:
        """A value of the measure with as many places as it has."""
        return f"£{number(value, self.words.decimals)}"

    @cached_property
    def ground(self) -> pd.DataFrame:
        """Position, in the layer that is drawn, of each area and the cell it shows."""
        money, index = self.money, self.money.cells.index
        areas = money.known.levels[LEVELS[money.level]].index
        if money.level is not Place.NEIGHBOURHOOD:
            return pd.DataFrame({"at": areas.get_indexer(index), "cell": index})
        # Where two neighbourhoods overlap the first saved is drawn.
        cell = {code: key for key in reversed(index) for code in members(money, key)}
        return pd.DataFrame({"at": areas.get_indexer(list(cell)), "cell": list(cell.values())})

    @property
    def provided(self) -> Provided:
        """The ledger, what its money is divided by or held against, and the outlines."""
        is_modelled = self.measure is Measure.INACTIVE or self.is_both
        tables = ["population"] if self.words.column == "gbp_per_head" else []
        if self.is_both and self.need is Need.DEPRIVATION:
            tables.insert(0, "deprivation")
        provided = self.money.provided(*tables, is_modelled=is_modelled)
        return provided.drawn_on(self.money.pack, LEVELS[self.money.level])


class MapWords(NamedTuple):
    """What is said of a map: over it on the screen, in documents, and instead of it."""

    heading: str
    subtitle: str
    title: str
    what: str
    alt: str
    caveats: tuple[str, ...] = ()


def _words(chart: MoneyMap) -> MapWords:
    if chart.is_both:
        return _both_words(chart)
    money, words = chart.money, chart.words
    one, many = CELL_WORDS[money.level]
    some = chart.values[chart.values > 0].sort_values(ascending=False)
    finding, ends = f"No investment is recorded in {many}", ""
    if len(some):
        finding = f"{len(some)} of {len(chart.values)} {many} have recorded investment"
        most = f"{money.cells['name'][some.index[0]]} ({chart.pounds(some.iloc[0])})"
        ends = (
            f", from {chart.pounds(some.min())} to {chart.pounds(some.max())}. The highest is "
            f"in {most}"
        )
    which = f"; {money.accounts.wanted.words()}" if money.accounts.wanted.words() else ""
    return MapWords(
        heading=f"{words.title}, {money.forms}",
        subtitle=f"{money.where}, by {one}, {money.period()}{which}; "
        f"{money.placed_share or 'part'} of investment is mapped",
        title=finding,
        what=f"{words.unit}, {money.forms}",
        alt=f"Map of {words.title.lower()}, {money.forms}, by {one} in {money.where}. "
        f"{number(len(some))} of {number(len(chart.values))} have recorded investment{ends}.",
        caveats=(money.activity.words,) if chart.measure is Measure.INACTIVE else (),
    )


def _both_words(chart: MoneyMap) -> MapWords:
    money, rate = chart.money, percent(chart.money.activity.whole)
    is_high = chart.needs[NEED_CLASS[chart.need]].eq(HIGH)
    is_bare = money.cells["gbp_per_head"].fillna(0).le(0)
    bare = f"{int((is_high & is_bare).sum())} of {int(is_high.sum())}"
    against = "Index of Multiple Deprivation (IMD) 2025, deciles in England"
    high = f"High need means in England’s most deprived {10 * MOST_TO}% (IMD 2025)."
    if chart.need is Need.INACTIVITY:
        against = f"inactivity (modelled estimate) compared with {money.short} ({rate})"
        high = (
            f"High need means estimated inactivity is higher than {money.short} ({rate}). Do "
            "not use these estimates to show change."
        )
    none = "with high need have no recorded investment"
    return MapWords(
        heading=chart.words.title,
        subtitle=f"{money.where}, {money.period()}; {against}",
        title=f"{bare} {CELL_WORDS[money.level][1]} {none}",
        what=f"{NEED_AXES[chart.need].title} by investment per person ({money.forms})",
        alt=f"Map of need and investment in {money.where}. {bare} areas {none}.",
        caveats=(high,),
    )


def map_statement(chart: MoneyMap) -> Statement:
    """The map for a document, with every cell in its table."""
    words, table = _words(chart), money_table(chart, _in_order(chart))
    unsaid = UNSAID.get(chart.measure, "_per_inactive_adult")
    return Statement(
        title=words.title,
        shorter=(words.title.replace(CELL_WORDS[chart.money.level][1], "areas"),),
        subtitle=said_of(chart.money, words.what),
        caveats=(*words.caveats, *counted_by(chart.money)),
        provided=chart.provided,
        alt=words.alt,
        table=table.only(*(key for key in table.columns if key != "number" and unsaid not in key)),
        on_sheet=partial(_on_sheet, chart),
        more_source=chart.money.ledger_words,
    )


def money_table(chart: MoneyMap, shown: pd.DataFrame) -> Table:
    """Some of the cells with their money, as large as they are on the map, that first."""
    money, cells = chart.money, chart.money.cells
    columns = {"name": Column("Area")}
    amounts = per_person_columns(money).items()
    for key, label in sorted(amounts, key=lambda each: each[0] != chart.words.column):
        hint = HINTS[key.partition("_per_")[2]]
        columns[key] = Column(label, hint, 2, short=short_rate(money, label))
    columns["entries"] = Column("Investments", "Number of investments recorded here", 0)
    rows = shown[list(columns)].reset_index(drop=True)
    # Circles stand where the numbers would.
    if money.level is Place.NEIGHBOURHOOD and chart.measure is not Measure.AMOUNT:
        numbers = {key: at for at, key in enumerate(cells.index, start=1)}
        rows.insert(0, "number", [numbers[key] for key in shown.index])
        columns = {"number": Column("No.", "Number shown on the map", 0), **columns}
    alt = (
        f"Table of {counted(len(rows), 'area')} by investment. "
        f"{number(int(cells['entries'].eq(0).sum()))} of {number(len(cells))} have none recorded."
    )
    return Table(rows, columns, alt)


def listed_cells(chart: MoneyMap) -> pd.DataFrame:
    """The cells in order of the measure; of the many LSOAs those with money."""
    ordered = _in_order(chart)
    is_long = chart.money.level is Place.LSOA
    return ordered[ordered["entries"] > 0].head(MOST_ROWS) if is_long else ordered


def _in_order(chart: MoneyMap) -> pd.DataFrame:
    return chart.money.cells.sort_values(
        [chart.words.column, "name"], ascending=[False, True], na_position="last"
    )


def map_figure(chart: MoneyMap, screen: Screen, *, selected: str = "") -> Figure:
    """The map on the screen, with the area of a code chosen."""
    money, palette = chart.money, screen.palette
    level, wanted = LEVELS[money.level], money.accounts.districts
    areas = money.known.levels[level].index
    ground = outlines(money.known, level, wanted, screen)
    if money.level is Place.NEIGHBOURHOOD:
        # A few neighbourhoods leave an inset without the ground that it needs.
        ground = replace(ground, inset=None)
    ids = chart.ground["at"].to_numpy("uint16")
    classes = chart.classes.reindex(chart.ground["cell"]).to_numpy("int8")
    numbers, hover = _numbers(chart), _hover(chart)
    words = _words(chart)
    at = int(areas.get_loc(selected)) if selected in areas else None
    caption = Caption(words.heading, words.subtitle, money.source_line(chart.provided))
    drawn: dict[str, Any] = {"caption": caption, "palette": palette, "height": screen.height}
    layer = MapLayer(ids, classes, numbers, None, hover, is_count=False)
    if chart.is_both and screen.has_nine:
        key = BivariateKey(NEED_AXES[chart.need], MONEY_AXIS)
        marked = Highlights(at, marks=_marks(money))
        plot = bivariate_map(ground, layer, key, highlights=marked, **drawn)
    elif chart.is_both:
        high = _need_highlight(chart)
        layer = replace(layer, bands=high.bands(classes))
        legend = Legend(high.title, high.labels, palette.highlight)
        plot = area_map(ground, layer, legend, selected=at, marks=_marks(money), **drawn)
    # Thousands of areas are drawn by another kind of map, which has no circles.
    elif chart.measure is Measure.AMOUNT and not is_wide(layer):
        layer = replace(layer, bands=np.minimum(classes, 1))
        legend = _under_dots(chart, palette)
        plot = area_map(ground, layer, legend, selected=at, dots=_dots(chart), **drawn)
    else:
        holds = ", in their small areas (LSOAs)" if money.level is Place.NEIGHBOURHOOD else ""
        legend = Legend(f"{chart.legend}{holds}", chart.labels, money_ramp(palette))
        plot = area_map(ground, layer, legend, selected=at, marks=_marks(money), **drawn)
    return Figure(watermarked(plot, palette) if money.is_illustrative else plot, words.alt)


def _need_highlight(chart: MoneyMap) -> HighlightKey:
    """Where need is high, by how much is invested: nothing recorded stands out most."""
    high = f"inactivity above {chart.money.short}"
    if chart.need is Need.DEPRIVATION:
        high = f"England’s most deprived {10 * MOST_TO}%"
    return HighlightKey(
        f"High need: {high} (number of areas)",
        (
            "Need not high",
            "High need, average or more",
            "High need, below average",
            "High need, none recorded",
        ),
        ((), (8,), (7,), (6,)),
    )


def _under_dots(chart: MoneyMap, palette: Palette) -> Legend:
    """Whether areas have any investment, which is what they show beneath circles."""
    fills = (palette.surface, palette.highlight.colours[0])
    ramp = Ramp("Amounts", "sequential", fills, palette.sequential.labels[:2])
    return Legend(f"Areas, {chart.money.forms} (number)", (NO_MONEY, "With investment"), ramp)


def _dots(chart: MoneyMap) -> Dots | None:
    """The amount of each cell at its middle; None where there is none."""
    money, level = chart.money, LEVELS[chart.money.level]
    areas, values = money.known.levels[level], chart.values
    shown = values[values > 0]
    if shown.empty:
        return None
    at = areas[["longitude", "latitude"]]
    is_area = shown.index.isin(at.index)
    groups = {key: members(money, str(key)) for key in shown.index[~is_area]}
    of_groups = pd.DataFrame({key: at.loc[codes].mean() for key, codes in groups.items()}).T
    found = pd.concat([at.loc[shown.index[is_area]], of_groups])
    return Dots(
        found["longitude"].to_numpy(float),
        found["latitude"].to_numpy(float),
        values.loc[found.index].to_numpy(float),
        chart.pounds,
        "Area of circle: amount",
    )


def _on_sheet(chart: MoneyMap, words: Words, size: Size, kind: Format) -> bytes:
    """The map on paper; neighbourhoods are on the ground of their districts."""
    money = chart.money
    areas, localities = (money.known.levels[each] for each in (LEVELS[money.level], Level.LOCALITY))
    at = chart.ground["at"].to_numpy()
    classes = chart.classes.reindex(chart.ground["cell"]).to_numpy("int8")
    wanted = list(money.accounts.districts) or list(localities.index)
    is_shown = areas["lad24cd"].iloc[at].isin(wanted).to_numpy()
    marked = None
    if money.level is Place.NEIGHBOURHOOD:
        groups = [members(money, str(key)) for key in money.cells.index]
        marked = neighbourhood_outlines(areas, groups)
    noun = "areas" if LEVELS[money.level] is Level.LSOA else "districts"
    layer = PaperLayer(
        areas=areas.geometry.iloc[at[is_shown]],
        bands=classes[is_shown],
        labels=("",) * 9 if chart.is_both else chart.labels,
        ramp=needs_ramp() if chart.is_both else money_ramp(palette_for("light")),
        legend_title=chart.legend,
        districts=localities.loc[wanted],
        marked=marked,
        bounds=tuple(localities.loc[wanted].total_bounds),
    )
    if chart.is_both:
        key = BivariateKey(NEED_AXES[chart.need], MONEY_AXIS, noun)
        return paper_bivariate(PaperNeeds(layer, key), words, size, kind)
    if chart.measure is Measure.AMOUNT:
        legend = _under_dots(chart, palette_for("light"))
        layer = replace(
            layer,
            bands=np.minimum(layer.bands, 1),
            labels=legend.labels,
            ramp=legend.ramp,
            legend_title=legend.title,
            dots=_dots(chart),
        )
    return paper_map(layer, words, size, kind)


def money_ramp(palette: Palette) -> Ramp:
    """The four upper classes; no money is no shade of money."""
    whole = palette.sequential
    return replace(whole, colours=(palette.surface, *whole.colours[1:]))


def _marks(money: Money) -> tuple[Name, ...]:
    if money.level is not Place.NEIGHBOURHOOD:
        return ()
    areas = money.known.levels[Level.LSOA]
    return tuple(
        Name(str(at), float(here["longitude"].mean()), float(here["latitude"].mean()))
        for at, key in enumerate(money.cells.index, start=1)
        if len(here := areas.loc[members(money, key)])
    )


def _numbers(chart: MoneyMap) -> np.ndarray:
    columns = ["gbp", "gbp_per_head", "gbp_per_inactive_adult", "entries", *APART]
    numbers = chart.money.cells[columns].fillna(0)
    if chart.is_both:
        inactive = (100 * chart.needs["inactive"]).round()
        numbers = numbers.assign(inactive=inactive, decile=chart.needs["decile"])
    return numbers.reindex(chart.ground["cell"]).to_numpy(float)


def _hover(chart: MoneyMap) -> str:
    money = chart.money
    name = "<b>%{properties.name}</b>"
    if money.level is not Place.DISTRICT:
        name += ", %{properties.place}<br>%{properties.code}"
    whole = "<br>for its neighbourhood:" if money.level is Place.NEIGHBOURHOOD else ""
    apart = [f", {money.forms}"] * 2
    if money.forms == BOTH_FORMS:
        form = " (£%{{customdata[{}]}} in cash, £%{{customdata[{}]}} in kind)"
        apart = [form.format(4, 5), form.format(6, 7)]
    need = "<br>Inactive (modelled estimate): %{customdata[8]}%; IMD decile %{customdata[9]}"
    return (
        f"{name}{whole}<br>£%{{customdata[0]:,.0f}} in %{{customdata[3]}} investments"
        f"<br>£%{{customdata[1]}} per person{apart[0]}"
        f"<br>£%{{customdata[2]}} per inactive adult{apart[1]}"
        f"{need if chart.is_both else ''}<extra></extra>"
    )
