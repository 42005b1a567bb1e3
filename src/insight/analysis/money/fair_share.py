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
)
from insight.analysis.view import Figure, Headline
from insight.figures.caption import Caption
from insight.figures.money import CurvesChart
from insight.figures.palette import Palette
from insight.figures.screen.money import concentration_curves
from insight.figures.sheet.money import paper_curves
from insight.figures.watermark import watermarked
from insight.measures.money.amounts import PENCE
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
from insight.records.kinds.investments import Place, pounds
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, listed, number, percent

FIFTHS = 5
FIFTH_WORDS = ("Most deprived fifth", "2nd", "3rd", "4th", "Least deprived fifth")
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
    placed, many = pounds(money.by_area.placed_pence), CELL_WORDS[money.level][1]
    chart = CurvesChart(
        concentration_curve(spend, people, rank), concentration_curve(inactive, people, rank)
    )
    fifth = chart.money[chart.money["people_share"].ge(1 / FIFTHS)].iloc[0]
    left_out = of_spend.left_out
    notes = (
        _bounds_words(spend, people, rank, money.left_pence),
        f"Against need as Kakwani’s index: {_signed(kakwani)}; below 0 money is "
        "concentrated in deprived areas more than inactive adults are.",
        "Inactive adults of a small area are modelled, so what is held against "
        "need is modelled too.",
        *([f"{counted(left_out, 'area')} without figures left out."] if left_out else []),
    )
    spread = f"The spread of the {placed} placed in {many} of {money.where} {_lean(of_spend)}"
    index = f"(index {_signed(of_spend.index)})"
    return FairShare(
        title=f"{spread} {index}",
        finding=f"**{spread}** {index}. To match need, that is inactive adults, "
        f"{pounds(round(moving / PENCE) * PENCE)} of it would move.",
        headlines=(
            _headline("By deprivation", of_spend),
            _headline("Against need", concentration(spend, inactive, rank)),
            Headline(
                "To match need",
                in_short(moving),
                f"would move between {many}, of {placed}",
                "Half the sum of the differences between what each area has and its "
                "share of inactive adults.",
            ),
        ),
        chart=chart,
        alt=f"Concentration curves for {money.where}: the most deprived "
        f"{percent(fifth['people_share'])} of residents have "
        f"{percent(fifth['amount_share'])} of the placed money.",
        table=_fifths(money, table),
        notes=notes,
        provided=money.provided("deprivation", "population", is_modelled=True),
    )


def fair_statement(money: Money) -> Statement:
    """How the money is shared out, for a document; errors as `fair_share`."""
    share = fair_share(money)
    return Statement(
        title=share.title,
        subtitle=said_of(money, "Shares of residents, money and inactive adults"),
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
        "Who the placed money reaches",
        f"{money.where}, {money.period()}, by {CELL_WORDS[money.level][0]}",
        money.source_line(share.provided),
    )
    plot = concentration_curves(share.chart, caption, palette)
    return Figure(watermarked(plot, palette) if money.is_illustrative else plot, share.alt)


def in_short(pence: int) -> str:
    """A sum for a headline: whole pounds, or millions with one place.

    >>> in_short(31_293_249), in_short(9_560_959_100)
    ('£312,932', '£95.6m')
    """
    whole = round(pence / PENCE)
    return f"£{whole / 1e6:,.1f}m" if abs(whole) >= 1_000_000 else f"£{whole:,}"


def _headline(label: str, result: Concentration) -> Headline:
    interval = f"95% confidence interval {_signed(result.low)} to {_signed(result.high)}"
    if result.low != result.low:
        is_short = abs(result.index) < 1
        paid_back = "no interval: some areas paid back more than they got"
        interval = "too few areas for an interval" if is_short else paid_back
    return Headline(
        label,
        _signed(result.index),
        interval,
        "Concentration index: −1 all in the most deprived area, 0 in proportion, "
        "1 all in the least deprived. The interval takes the areas for a sample "
        "(convenient regression, Student’s t on Fisher’s scale).",
    )


def _lean(result: Concentration) -> str:
    if result.low == result.low and result.low <= 0 <= result.high:
        return "cannot be told from one in proportion to residents"
    if result.index == 0:
        return "is in proportion to residents"
    return f"leans towards the {'more' if result.index < 0 else 'less'} deprived areas"


def _bounds_words(spend: pd.Series, people: pd.Series, rank: pd.Series, unplaced: int) -> str:
    if not unplaced:
        return "All money of the area has a place at this level, so nothing is open."
    try:
        open_to = bounds(spend, people, rank, unplaced=unplaced)
    except EquityError as error:
        return str(error)
    low, high, index = open_to.low, open_to.high, open_to.placed
    lean = "which way it leans is open"
    if not low < 0 < high:
        lean = "it leans the same way wherever the rest went"
    return (
        f"{pounds(unplaced)} has no place at this level: with it the index of "
        f"{_signed(index)} could lie between {_signed(low)} (all of it to the most "
        f"deprived area) and {_signed(high)} (to the least), so that {lean}."
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
        "fifth": Column(f"Residents of {money.where}", "By IMD 2025", width=160),
        "people": Column("Residents", "Mid-2022, to the nearest 5", 0),
        "inactive": Column("Inactive adults", "Modelled, to the nearest 5", 0),
        "ratio": Column("Share of money over share of need", "1 is in proportion", 2),
        **{key: Column(label, "Placed", 2) for key, label in labels.items()},
    }
    each = [f"{word}: {number(r, 2)}" for word, r in zip(FIFTH_WORDS, ratio, strict=True)]
    alt = f"Table of fifths; share of money over share of need {listed(each)}."
    return Table(rows[list(columns)].reset_index(drop=True), columns, alt)


def _signed(value: float) -> str:
    """An index with its sign.

    >>> _signed(-0.3352), _signed(0.1), _signed(0.0)
    ('−0.34', '+0.10', '0.00')
    """
    text = number(value, 2)
    return f"+{text}" if value > 0 and text != "0.00" else text
