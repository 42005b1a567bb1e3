"""The trend of the overview on paper."""

import re
from datetime import date
from html import unescape

import pytest

from insight.figures.sheet.sheet import Format, Size
from insight.pages.overview.findings import trend_of
from insight.statement import PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/overview", date(2026, 11, 23))
SOUTH, NORTH = "E07000001", "E07000002"


def drawn_words(content: bytes) -> str:
    """What is drawn as outlines stands beside them as comments."""
    found = re.findall(r"<!--(.*?)-->", content.decode(), flags=re.DOTALL)
    return " ".join(unescape(each.strip()) for each in found)


def test_title_has_the_share_of_the_years_together_and_what_they_allow_to_say(town):
    # South: three years of 30% and three of 36%; North: six years of 20%.
    words = (trend_of(town.pack, town.known, (code,)).item(LINK).words for code in (SOUTH, NORTH))
    south, north = (f"{each.title}. {each.subtitle}" for each in words)
    for title, facts in (
        (south, ("South and Deep", "36.0%", "2022/23 to 2024/25", "higher than England",
                 "A clear rise", "since 2019/20")),
        (north, ("North", "20.0%", "2022/23 to 2024/25", "similar to England (22.0%)",
                 "No clear change", "since 2019/20")),
    ):  # fmt: skip
        assert [each for each in facts if each not in title] == []


def test_years_with_that_of_the_pandemic_say_so(town):
    words = trend_of(town.pack, town.known, (SOUTH,)).item(LINK).words
    assert "2020/21" in words.caveat
    assert "2020/21" in words.alt


def test_each_year_is_a_row_with_its_range_and_england(town):
    item = trend_of(town.pack, town.known, (SOUTH,)).item(LINK)
    assert [row[0] for row in item.table.texts] == [
        f"20{year}/{year + 1}" for year in range(19, 25)
    ]
    assert [row[1] for row in item.table.texts] == ["30.0"] * 3 + ["36.0"] * 3
    assert {row[4] for row in item.table.texts} == {"22.0"}
    for _, share, low, high, _ in item.table.texts:
        assert float(low) < float(share) < float(high)


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("districts", [(), ("E06000016",), ("E06000017", "E07000130")])
def test_sheet_has_both_lines_named_and_every_word(pack, known, size, districts):
    item = trend_of(pack, known, districts).item(LINK)
    content = item.draw(size, Format.SVG)
    said = drawn_words(content)
    last = item.table.texts[-1]
    assert f"England {last[4]}%" in said
    assert f"{last[1]}%" in said
    assert last[0] in said
    text = "".join(pdf_text(item.draw(size, Format.PDF)).split())
    every = (item.words.subtitle, item.words.caveat, item.words.licence, LINK.address)
    for words in (item.words.title, *(every if size is Size.FULL else ())):
        assert "".join(words.split()) in text
    assert content == item.draw(size, Format.SVG)
