"""What heads a sheet, a slide and a chapter is short; what it leaves out is in the line below."""

import re
from datetime import date
from pathlib import Path

import pytest

from insight.pack.catalogue import Provenance
from insight.statement import MOST_TITLE_WORDS, PaperLink, Provided, Statement

GOLDENS = Path(__file__).resolve().parents[1] / "goldens"
LINK = PaperLink("https://insight.example/map", date(2026, 11, 23))
LONG = "12 of 40 small areas with high need in Leicester have no recorded investment at all"


def statement(title: str, *shorter: str) -> Statement:
    provided = Provided((), Provenance.OFFICIAL, "0123456789")
    said = {"shorter": shorter, "rest": "All new."}
    return Statement(title, "By district.", (), provided, "", lambda *_: b"", **said)


@pytest.mark.parametrize(
    ("one", "heading", "rest"),
    [
        (statement("12 areas have none", "12 areas"), "12 areas have none", ""),
        (statement(LONG, "12 of 40 areas", "12 areas"), "12 of 40 areas", "All new. "),
        (statement(LONG, "All new"), "All new", ""),
        (statement(LONG, "All"), "All", "New. "),
        (statement(LONG, "All new: 12"), "All new: 12", ""),
        (statement(LONG), f"{' '.join(LONG.split()[:MOST_TITLE_WORDS])}…", f"{LONG}. "),
    ],
)
def test_the_first_title_that_is_short_heads_a_sheet(one, heading, rest):
    words = one.words(LINK)
    assert words.title == heading
    assert words.subtitle == f"{rest}By district."


def titles() -> list[str]:
    """Of every kind of figure, as the kept sheets and documents have them."""
    said = [
        found
        for kind, pattern in (
            ("sheets", r"^  Title +(.+)$"),
            ("documents", r"\[Heading 1\] (?:Figure \d+\. )?(.+)$"),
            ("pages", r"\*\*\d+\. (.+?)\*\* *⏎ :small"),
        )
        for file in sorted((GOLDENS / kind).glob("*.txt"))
        for found in re.findall(pattern, file.read_text("utf-8", "replace"), re.MULTILINE)
    ]
    return list(dict.fromkeys(said))


def test_titles_of_every_kind_of_figure_have_at_most_twelve_words():
    found = titles()
    assert len(found) > 20
    assert [each for each in found if len(each.split()) > MOST_TITLE_WORDS] == []
    assert [each for each in found if each.endswith("…")] == []
