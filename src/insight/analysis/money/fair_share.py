"""Whether money goes where need is: curve, index, bounds, and what would move."""

from dataclasses import dataclass
from functools import partial

import pandas as pd

from insight.analysis.money.cell_needs import needs
from insight.analysis.money.chosen_money import (
    CELL_WORDS,
    Money,
    counted_by,
    per_person_columns,
    said_of,
    short_rate,
)
from insight.analysis.view import Figure, Headline
from insight.figures.caption import Caption
from insight.figures.money import CurvesChart
from insight.figures.palette import Palette
from insight.figures.screen.money import concentration_curves
from insight.figures.sheet.money import paper_curves
from insight.figures.watermark import watermarked
from insight.measures.money.equity import (
    Concentration,
    EquityError,
    bounds,
    concentration,
    concentration_curve,
    equity_ratio,
    progressivity,
    to_match_need,
)
from insight.records.kinds.investments import Place, about_pounds
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, listed, number, percent

FIFTHS = 5
FIFTH_WORDS = (
    "Most deprived fifth",
    "Second fifth",
    "Middle fifth",
    "Fourth fifth",
    "Least deprived fifth",
)
COVERING = (Place.LSOA, Place.DISTRICT)


@dataclass(frozen=True)
class FairShare:
    """Which way the placed money leans, with fifths of residents, and what would move."""

    title: str
    finding: str
    headlines: tuple[Headline, ...]
    chart: CurvesChart
    alt: str
    table: Table
    notes: tuple[str, ...]
    provided: Provided


def fair_share(money: Money) -> FairShare:
    """Work out how the money is shared out between areas that cover the ground.

    Raises
    ------
    EquityError
        If no money has a place in the areas looked at, or none of them differ in
        deprivation.
    """
    table = money.cells.join(needs(money)["rank"])
    spend, people = table["pence"].astype(float), table["people"].astype(float)
    rank, inactive = table["rank"], table["inactive_adults"]
    of_spend = concentration(spend, people, rank)
    kakwani = progressivity(spend, inactive, people, rank)
    moving = to_match_need(table["pence"], inactive)
    placed, many = about_pounds(money.by_area.placed_pence), CELL_WORDS[money.level][1]
    chart = CurvesChart(
        concentration_curve(spend, people, rank), concentration_curve(inactive, people, rank)
    )
    fifth = chart.money[chart.money["people_share"].ge(1 / FIFTHS)].iloc[0]
    left_out = of_spend.left_out
    notes = (
        _bounds_words(spend, people, rank, money.left_pence),
        f"Technical detail: the Kakwani index is {_signed(kakwani)}. Below 0 means investment is "
        "more concentrated in deprived areas than inactive adults are.",
        "The number of inactive adults in each area is a modelled estimate, so comparisons with "
        "need are estimates too.",
        *([f"{counted(left_out, 'area')} with no figure left out."] if left_out else []),
    )
    spread = _lean(of_spend, f"investment in {money.where}")
    return FairShare(
        title=spread,
        finding=f"**{spread}** (index {_index_words(of_spend)}). To match where inactive adults "
        f"live, about {about_pounds(moving)} of the {placed} mapped would go to "
        "different areas.",
        headlines=(
            _headline("Compared with deprivation", of_spend),
            _headline("Compared with inactive adults", concentration(spend, inactive, rank)),
            Headline(
                "To match need",
                about_pounds(moving),
                f"of {placed} would go to different areas",
                "Half the total of the differences between each area’s investment and its share "
                "of inactive adults.",
            ),
        ),
        chart=chart,
        alt=f"Concentration curves for {money.where}. The most deprived "
        f"{percent(fifth['people_share'])} of residents have "
        f"{percent(fifth['amount_share'])} of the investment that can be mapped to {many}.",
        table=_fifths(money, table),
        notes=notes,
        provided=money.provided("deprivation", "population", is_modelled=True),
    )


def fair_statement(money: Money) -> Statement:
    """How the money is shared out, for a document; errors as `fair_share`."""
    share = fair_share(money)
    return Statement(
        title=share.title,
        shorter=(share.title.replace(f" in {money.where}", ""),),
        subtitle=said_of(money, "Shares of residents, investment and inactive adults"),
        caveats=(*share.notes, *counted_by(money)),
        provided=share.provided,
        alt=share.alt,
        table=share.table,
        on_sheet=partial(paper_curves, share.chart),
        more_source=money.ledger_words,
    )


def curves_figure(money: Money, share: FairShare, palette: Palette) -> Figure:
    """The concentration curves on the screen."""
    caption = Caption(
        "Who benefits from the investment that can be mapped",
        f"{money.where}, {money.period()}, by {CELL_WORDS[money.level][0]}",
        money.source_line(share.provided),
    )
    plot = concentration_curves(share.chart, caption, palette)
    return Figure(watermarked(plot, palette) if money.is_illustrative else plot, share.alt)


def _headline(label: str, result: Concentration) -> Headline:
    interval = f"95% confidence interval {_signed(result.low)} to {_signed(result.high)}"
    if result.low != result.low:
        is_short = abs(result.index) < 1
        paid_back = "no confidence interval, because some areas paid back more than they received"
        interval = "too few areas for a confidence interval" if is_short else paid_back
    return Headline(
        label,
        _signed(result.index),
        interval,
        "Concentration index. A value of −1 means all investment is in the most deprived area. 0 "
        "means it is in proportion. 1 means all of it is in the least deprived area.",
    )


def _index_words(result: Concentration) -> str:
    index = _signed(result.index)
    if result.low != result.low:
        return index
    return f"{index}, 95% CI {_signed(result.low)} to {_signed(result.high)}"


def _lean(result: Concentration, what: str) -> str:
    if result.low == result.low and result.low <= 0 <= result.high:
        return f"We cannot say whether {what} favours more or less deprived areas"
    said = f"{what[:1].upper()}{what[1:]}"
    if result.index == 0:
        return f"{said} is in proportion to residents"
    return f"{said} favours {'more' if result.index < 0 else 'less'} deprived areas"


def _bounds_words(spend: pd.Series, people: pd.Series, rank: pd.Series, unplaced: int) -> str:
    if not unplaced:
        return "All investment can be mapped at this level."
    try:
        open_to = bounds(spend, people, rank, unplaced=unplaced)
    except EquityError as error:
        return str(error)
    low, high, index = open_to.low, open_to.high, open_to.placed
    lean = "so the overall pattern is unknown"
    if not low < 0 < high:
        lean = "so the overall pattern stays the same"
    return (
        f"{about_pounds(unplaced)} is not recorded at this level. Depending on where it went, the "
        f"index of {_signed(index)} could be anywhere from {_signed(low)} to {_signed(high)}, "
        f"{lean}."
    )


def _fifths(money: Money, table: pd.DataFrame) -> Table:
    """Areas in five groups of about as many residents, the most deprived first.

    An area is in the fifth that the middle of its residents is in, so groups of
    few, large areas are uneven.
    """
    ordered = table.sort_values("rank")
    people = ordered["people"]
    middle = (people.cumsum() - people / 2) / people.sum()
    group = (FIFTHS * middle).clip(upper=FIFTHS - 1e-9).astype(int)
    amounts = ["gbp", "gbp_cash", "gbp_in_kind"]
    sums = ordered.groupby(group)[["pence", *amounts, "people", "inactive_adults"]].sum()
    sums = sums.reindex(range(FIFTHS), fill_value=0)
    ratio = equity_ratio(sums["pence"], sums["inactive_adults"])
    for over, number_of in (("head", "people"), ("inactive_adult", "inactive_adults")):
        whole = sums[number_of].where(sums[number_of] > 0)
        for key in amounts:
            sums[f"{key}_per_{over}"] = sums[key] / whole
    labels = per_person_columns(money)
    rows = sums[list(labels)].assign(
        fifth=FIFTH_WORDS,
        ratio=ratio,
        people=(sums["people"] / 5).round() * 5,
        inactive=(sums["inactive_adults"] / 5).round() * 5,
    )
    columns = {
        "fifth": Column(f"Residents of {money.where}", "By IMD 2025"),
        "people": Column("Residents", "Mid-2022, to the nearest 5", 0),
        "inactive": Column("Inactive adults", "Modelled estimate, to the nearest 5", 0),
        "ratio": Column(
            "Share of investment ÷ share of need", "1 means in proportion", 2, short="Ratio to need"
        ),
        **{
            key: Column(label, "Mapped", 2, short=short_rate(money, label))
            for key, label in labels.items()
        },
    }
    each = [f"{word}: {number(r, 2)}" for word, r in zip(FIFTH_WORDS, ratio, strict=True)]
    alt = f"Table of fifths. Share of investment divided by share of need: {listed(each)}."
    return Table(rows[list(columns)].reset_index(drop=True), columns, alt)


def _signed(value: float) -> str:
    """An index with its sign.

    >>> _signed(-0.3352), _signed(0.1), _signed(0.0)
    ('−0.34', '+0.10', '0.00')
    """
    text = number(value, 2)
    return f"+{text}" if value > 0 and text != "0.00" else text
