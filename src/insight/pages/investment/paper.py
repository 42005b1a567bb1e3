"""Figures of the investment page for papers; what has a place is always said."""

import pandas as pd

from insight.analysis.money.cell_needs import Need, members
from insight.analysis.money.chosen_money import (
    CELL_WORDS,
    LEVELS,
    Money,
    Spread,
    cells,
    per_person_columns,
    placed_words,
)
from insight.analysis.money.fair_share import CURVE_NAMES, curves, fair_share
from insight.analysis.papers.words import sheet_words
from insight.figures.bivariate import BivariateKey
from insight.figures.palette import palette_for
from insight.figures.sheet.bivariate import PaperNeeds, needs_ramp, paper_bivariate
from insight.figures.sheet.maps import PaperLayer, neighbourhood_outlines, paper_map
from insight.figures.sheet.money import paper_curves, paper_placed
from insight.figures.sheet.sheet import Words
from insight.measures.money.amounts import PENCE
from insight.pack.catalogue import Level
from insight.pages.investment.maps import (
    MONEY_AXIS,
    NEED_AXES,
    PUT,
    Measure,
    cell_ground,
    classed,
    money_ramp,
    need_classes,
)
from insight.records.kinds.investments import Place
from insight.statement import Item, PaperLink
from insight.words import counted, number, percent

BOTH = ("",) * 9
"""Of the nine classes of need and money, whose words stand beside a square."""
HIGH = 2
"""Class of high need."""
ONCE = (
    "Each pound is counted once, at the level it is recorded at; nothing is spread "
    "over smaller areas."
)


def money_item(view: Money, money: Spread, measure: Measure, need: Need, link: PaperLink) -> Item:
    """The map of money, with the areas in rows.

    Parameters
    ----------
    view, money
        The investments looked at, and where they are.
    measure, need
        What is mapped, and what it is held against on the map of both.
    link
        Where it is shown, and the day.
    """
    table = cells(view, money)
    if measure is Measure.NEED:
        return _both_item(view, money, table, need, link)
    put = PUT[measure]
    values, classes, labels = classed(table, put)
    layer = _layer(
        view,
        table.index,
        classes,
        labels,
        legend_title=f"{put.unit}, {view.forms}; quarters of those with money · "
        f"number of {_noun(view)}",
        is_count=measure is Measure.AMOUNT,
    )
    some = values[values > 0].sort_values(ascending=False)
    cells_words = CELL_WORDS[view.level][1]
    finding = f"no money is recorded in {cells_words}"
    if len(some):
        top = str(some.index[0])
        finding = (
            f"{len(some)} of {len(values)} {cells_words} have money, most in "
            f"{table['name'][top]} (£{number(float(some.iloc[0]), put.decimals)})"
        )
    words = _words(
        view,
        money,
        link,
        title=f"{put.title}, {view.forms}: {finding}",
        what=f"{put.unit}, {view.forms}",
        caveat=f"{view.activity.words} {ONCE}" if measure is Measure.INACTIVE else ONCE,
        is_modelled=measure is Measure.INACTIVE,
        is_map=True,
    )
    return Item(words, lambda size, kind: paper_map(layer, words, size, kind), *_rows(view, table))


def _both_item(
    view: Money, money: Spread, table: pd.DataFrame, need: Need, link: PaperLink
) -> Item:
    up, classes = need_classes(view, table, need)
    layer = _layer(view, table.index, classes, BOTH, legend_title="", is_count=False)
    shown = PaperNeeds(layer, BivariateKey(NEED_AXES[need], MONEY_AXIS, _noun(view)))
    bare = int((up.eq(HIGH) & table["gbp_per_head"].fillna(0).le(0)).sum())
    words = _words(
        view,
        money,
        link,
        title=f"Need and investment: {bare} of {int(up.eq(HIGH).sum())} "
        f"{CELL_WORDS[view.level][1]} of high need have no money recorded",
        what=f"{NEED_AXES[need].title.lower()} by money for each resident ({view.forms})",
        caveat=f"High need: {_high(view, need)} {ONCE}",
        is_modelled=True,
        is_map=True,
    )
    return Item(
        words, lambda size, kind: paper_bivariate(shown, words, size, kind), *_rows(view, table)
    )


def _high(view: Money, need: Need) -> str:
    if need is Need.DEPRIVATION:
        return "national decile 1 or 2 of IMD 2025."
    return (
        f"estimated inactivity above {view.short}’s {percent(view.activity.whole)}; "
        "estimates are never to be read as change."
    )


def _noun(view: Money) -> str:
    return "LSOAs" if LEVELS[view.level] is Level.LSOA else "localities"


def _layer(  # noqa: PLR0913 - what is drawn, and its legend
    view: Money,
    index: pd.Index,
    classes: pd.Series,
    labels: tuple[str, ...],
    *,
    legend_title: str,
    is_count: bool,
) -> PaperLayer:
    areas = view.known.levels[LEVELS[view.level]]
    localities = view.known.levels[Level.LOCALITY]
    ground = cell_ground(view, index)
    at = ground["at"].to_numpy()
    bands = classes.reindex(ground["cell"]).fillna(-1).to_numpy("int8")
    marked = None
    if view.level is Place.NEIGHBOURHOOD:
        groups = [list(members(view, str(key))) for key in index]
        marked = neighbourhood_outlines(areas, groups)
    wanted = list(view.districts) or list(localities.index)
    is_shown = areas["lad24cd"].iloc[at].isin(wanted).to_numpy()
    return PaperLayer(
        areas=areas.geometry.iloc[at[is_shown]],
        bands=bands[is_shown],
        labels=labels,
        ramp=needs_ramp() if labels is BOTH else money_ramp(palette_for("light")),
        legend_title=legend_title,
        districts=localities.loc[wanted],
        marked=marked,
        is_count=is_count,
        # Neighbourhoods stand on the ground of their districts.
        bounds=tuple(localities.loc[wanted].total_bounds),
    )


def _rows(view: Money, table: pd.DataFrame) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings, and the cells with the most money for each resident first."""
    ordered = table.sort_values(
        ["gbp_per_head", "name"], ascending=[False, True], na_position="last"
    )
    labels = per_person_columns(view)
    return ("Area", *labels.values(), "Entries"), tuple(
        (str(row["name"]), *(_number(row[key]) for key in labels), str(int(row["entries"])))
        for _, row in ordered.iterrows()
    )


def _number(value: object) -> str:
    return "" if pd.isna(value) else number(float(value), 2)  # type: ignore[call-overload,arg-type]


def fair_item(view: Money, money: Spread, link: PaperLink) -> Item:
    """The concentration curves, with the fifths in rows.

    Raises
    ------
    EquityError
        If no money has a place in areas that differ in deprivation.
    """
    found = fair_share(view, money, palette_for("light"))
    of_spend, of_need = curves(view, money)
    words = _words(
        view,
        money,
        link,
        title=found.finding.replace("**", "").split(". To match")[0],
        what="shares of residents, money and inactive adults",
        caveat=" ".join((*found.notes, ONCE)),
        is_modelled=True,
    )
    table = found.table
    return Item(
        words,
        lambda size, kind: paper_curves(of_spend, of_need, CURVE_NAMES, words, size, kind),
        tuple(column.label for column in table.columns.values()),
        tuple(
            tuple(str(cell) if isinstance(cell, str) else _number(cell) for cell in row)
            for row in table.rows[list(table.columns)].itertuples(index=False)
        ),
    )


def placed_item(view: Money, money: Spread, link: PaperLink) -> Item:
    """How much of the money has a place, part by part."""
    words = _words(
        view,
        money,
        link,
        title=_placed(view, money).split(";")[0].removesuffix("."),
        what="£ by where it is recorded",
        caveat=ONCE,
        is_modelled=False,
    )
    rows = tuple((each.words, number(each.pence / PENCE, 2)) for each in money.segments)
    return Item(
        words,
        lambda size, kind: paper_placed(money.segments, words, size, kind),
        ("Where it is recorded", "£"),
        rows,
    )


def _placed(view: Money, money: Spread) -> str:
    return placed_words(view, money).replace("**", "")


def _words(  # noqa: PLR0913 - what differs from one sheet to another
    view: Money,
    money: Spread,
    link: PaperLink,
    *,
    title: str,
    what: str,
    caveat: str,
    is_modelled: bool,
    is_map: bool = False,
) -> Words:
    provided = view.provided("population", "deprivation", is_modelled=is_modelled)
    if is_map:
        provided = provided.drawn_on(view.pack, LEVELS[view.level])
    which = f" {view.filter_words}." if view.filter_words else ""
    cells_words = counted(len(money.found.cells), *CELL_WORDS[view.level])
    return sheet_words(
        link,
        provided,
        title=title,
        subtitle=f"{what[:1].upper()}{what[1:]}. {view.where}, {cells_words}, "
        f"{view.period()}.{which} {_placed(view, money)}",
        caveat=" ".join((caveat, *view.accounts.rules())),
        more_source=view.ledger_words,
        alt=f"{title}. {_placed(view, money)} The table has the figures.",
    )
