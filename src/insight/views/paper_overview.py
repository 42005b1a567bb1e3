"""Inactivity by survey year for papers."""

from insight.catalogue import Provenance
from insight.figures.paper_trend import paper_trend
from insight.geography.levels import Places
from insight.pack import Pack
from insight.reports.paper import Item
from insight.views.overview import (
    chosen_place,
    surveyed_inactivity,
    trend_verdict,
    trend_words,
)
from insight.views.paper_words import PaperLink, sheet_words
from insight.views.view import Provided

CAVEAT = (
    "The band is {range}. Aged 19 and over, less than 30 minutes a "
    "week. Several districts together are the mean of the published rates over adults."
)


def trend_item(
    pack: Pack, known: Places, districts: tuple[str, ...], link: PaperLink
) -> Item:
    """Surveyed inactivity of the districts chosen, or of all, beside England's.

    Parameters
    ----------
    pack, known
        Data and areas.
    districts
        Codes; empty for the whole study area.
    link
        Where it is shown, and the day.

    Raises
    ------
    ContractError
        If there is no figure.
    """
    place = chosen_place(pack, known, districts)
    found = surveyed_inactivity(pack, known, place)
    provided = Provided(
        (pack.sources["activity"], pack.sources["population"]),
        Provenance.OFFICIAL,
        pack.version,
    )
    said = trend_words(found)
    first, last = str(found.shares.index[0]), found.year
    words = sheet_words(
        link,
        provided,
        title=f"Adults inactive in {place.name}: {found.latest:.1f}% in {last}; change "
        f"since {first}: {trend_verdict(found)}",
        subtitle=f"Share of adults, {first} to {last}, with its range, beside England. "
        f"{said}",
        caveat=CAVEAT.format(range=found.range_words),
        alt=f"Line chart: adults inactive in {place.name} from {first} to {last}, "
        f"latest {found.latest:.1f}%, beside England, latest "
        f"{float(found.england.iloc[-1]):.1f}%. {said}",
    )
    rows = tuple(
        (str(year), *(f"{float(each[year]):.1f}" for each in
                      (found.shares, found.low, found.high, found.england)))
        for year in found.shares.index
    )  # fmt: skip
    return Item(
        words,
        lambda size, kind: paper_trend(
            found.shares, found.low, found.high, found.england, place.name, words,
            size, kind,
        ),
        ("Survey year", f"{place.name}, %", "From", "To", "England, %"),
        rows,
    )  # fmt: skip
