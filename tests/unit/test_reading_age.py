"""How old a reader must be for each view: Flesch-Kincaid on what the kept pages say."""

import re
import statistics
from pathlib import Path

import pytest

from insight.glossary import TERMS

PAGES = Path(__file__).resolve().parents[1] / "goldens" / "pages"
PROSE = ("markdown", "caption", "text", "info", "warning", "error", "success", "alert")
FEWEST_WORDS = 4
NOT_COUNTED = rf"Source: |^- {re.escape(TERMS[0].line)}"
"""Sources, and the terms that every view offers."""
OLDEST, OLDEST_ON_AVERAGE = 14.0, 12.0
LEAST_WORDS_OF_A_VIEW = 60


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; a number counts for one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if not letters:
        return 1
    letters = re.sub(r"(?<=[^laeiouy])es?$|(?<=[^td])ed$", "", letters)
    return max(1, len(re.findall(r"[aeiouy]+", letters)))


def reading_age(sentences: list[str]) -> float:
    """Flesch-Kincaid grade and five years."""
    words = [re.findall(r"[A-Za-z][\w’'-]*", each) for each in sentences]
    count = sum(map(len, words))
    spoken = sum(syllables(word) for each in words for word in each)
    return 0.39 * count / len(words) + 11.8 * spoken / count - 15.59 + 5


def prose(view: str) -> list[str]:
    """The sentences of a view that are read, without controls, tables and sources."""
    found = []
    for line in view.splitlines():
        kind, _, rest = line.partition(": ")
        text = re.match(r"(?:.*?\| )?body: (.*?)(?: \| (?:help|icon): .*)?$", rest)
        if kind not in PROSE or text is None or re.search(NOT_COUNTED, text[1]):
            continue
        plain = re.sub(r"\*\*|:[a-z-]+\[|\]|`[^`]*`", "", text[1])
        parts = re.split(r"(?<=[.!?])\s+|⏎|^- ", plain)
        found += [each for each in parts if len(each.split()) >= FEWEST_WORDS]
    return list(dict.fromkeys(found))


def views() -> list[tuple[str, list[str]]]:
    """Every view that says enough to be measured, by its address."""
    found = []
    for file in sorted(PAGES.glob("*.txt")):
        for view in file.read_text("utf-8").split("\n=== "):
            said = prose(view)
            if sum(len(each.split()) for each in said) >= LEAST_WORDS_OF_A_VIEW:
                found.append((view.partition("\n")[0].removeprefix("=== "), said))
    return found


def test_every_view_can_be_read_at_fourteen_and_half_of_them_at_twelve():
    ages = {address: reading_age(said) for address, said in views()}
    assert len(ages) > 20
    assert {address: round(age, 1) for address, age in ages.items() if age > OLDEST} == {}
    assert statistics.median(ages.values()) <= OLDEST_ON_AVERAGE


@pytest.mark.parametrize(
    ("sentence", "age"),
    [
        ("The cat sat on the mat.", 3.6),
        ("Deprivation is concentrated in particular metropolitan localities.", 30.9),
    ],
)
def test_the_formula_is_flesch_and_kincaids(sentence, age):
    assert reading_age([sentence]) == pytest.approx(age, abs=0.1)
