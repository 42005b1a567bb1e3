"""Inactivity by survey year for papers."""

from insight.analysis.papers.words import PaperLink, sheet_words
from insight.analysis.surveyed import interval_basis, surveyed_inactivity
from insight.analysis.view import Provided
from insight.figures.sheet.trend import paper_trend
from insight.geography.levels import Places
from insight.pack.catalogue import Provenance
from insight.pack.pack import Pack
from insight.pages.overview.findings import chosen_place, share_words, trend_alt
from insight.pages.overview.trend import survey_trend
from insight.reports.paper import Item

CAVEAT = (
    "Aged 19 and over, less than 30 minutes a week. Several districts together are the "
    "mean of the published rates over adults."
)


def trend_item(pack: Pack, known: Places, districts: tuple[str, ...], link: PaperLink) -> Item:
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
    level = surveyed_inactivity(pack, known, place.districts)
    found = survey_trend(pack, known, place.districts, place.name)
    provided = Provided(
        (pack.sources["activity"], pack.sources["population"]), Provenance.OFFICIAL, pack.version
    )
    first, last = found.years[0], found.years[-1]
    words = sheet_words(
        link,
        provided,
        title=f"Adults inactive in {place.name}: {share_words(level)} in "
        f"{level.period}, {level.against_england}; {found.verdict} since {first}",
        subtitle=f"Share of adults by single survey year, {first} to {last}, with 95% "
        f"confidence intervals, and England. {found.words}",
        caveat=f"{interval_basis(pack)} {CAVEAT}",
        alt=trend_alt(found, place.name),
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
