"""Maps of one measure in one paper have the same classes."""

from datetime import date

import pytest

from insight.analysis.measurement import Choice, measure, periods
from insight.analysis.papers.map import map_item
from insight.figures.sheet.sheet import Format, Size
from insight.pack.catalogue import INDICATORS, Level, Scale
from insight.pages.board_paper.breaks import agreed
from insight.statement import PaperLink
from paper_text import pdf_text


def choice(pack, key, level, scale, *, year=0, districts=()):
    one = INDICATORS[key]
    statistic = one.statistics[level][0]
    return Choice(one, level, statistic, scale, periods(pack, one)[year], districts)


def test_scale_of_the_first_map_is_that_of_all_maps_of_its_measure(pack):
    first = choice(pack, "imd", Level.LSOA, Scale.ENGLAND)
    other = choice(pack, "crime", Level.LSOA, Scale.AREA)
    last = choice(pack, "imd", Level.LSOA, Scale.DISTRICT, districts=("E06000017",))
    found = agreed([first, other, last])
    assert [each.scale for each in found] == [Scale.ENGLAND, Scale.AREA, Scale.ENGLAND]
    assert found[:2] == [first, other]
    assert found[2].districts == ("E06000017",)


def test_years_are_classed_together(pack, known):
    maps = [choice(pack, "inactive", Level.LOCALITY, Scale.AREA, year=year) for year in range(3)]
    alone = [measure(pack, known, each) for each in maps]
    found = [measure(pack, known, each) for each in agreed(maps)]
    assert len({each.labels for each in alone}) == 3
    assert len({each.labels for each in found}) == 1
    # A class holds the same values in every year: no value of a class is above
    # any value of the next, whatever the years.
    pairs = sorted(
        (value, band) for each in found for value, band in zip(each.values, each.bands, strict=True)
    )
    bands = [band for _, band in pairs]
    assert bands == sorted(bands)
    counts = [bands.count(band) for band in range(5)]
    assert sum(counts) == 27
    assert max(counts) - min(counts) <= 2


def test_one_year_and_the_publishers_verdict_stay_as_they_are(pack):
    one = choice(pack, "inactive", Level.LOCALITY, Scale.AREA)
    assert agreed([one, one]) == [one, one]
    verdicts = [
        choice(pack, "inactive", Level.LOCALITY, Scale.ENGLAND, year=year) for year in range(2)
    ]
    assert agreed(verdicts) == verdicts


@pytest.mark.parametrize("at", [0, 1])
def test_sheet_says_that_years_are_classed_together(pack, known, at):
    maps = [choice(pack, "inactive", Level.LOCALITY, Scale.AREA, year=year) for year in range(2)]
    link = PaperLink("https://insight.example/", date(2026, 11, 23))
    item = map_item(pack, known, agreed(maps)[at], link)
    text = pdf_text(item.draw(Size.HALF, Format.PDF))
    assert "Within LLR, 2 years combined" in text
