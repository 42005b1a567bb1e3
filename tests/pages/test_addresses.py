"""Addresses that somebody has tampered with: a page, and what was ignored is said."""

import random

import pytest
from streamlit.testing.v1 import AppTest

from insight.shell import link
from insight.shell.link import SEPARATOR
from insight.shell.registry import PAGES, fields_of
from opening import opened

SEED = 20261123
ODD = (
    "", ".", "..", "../../etc/passwd", "<script>alert(1)</script>",
    "'; DROP TABLE work",
    "\0", "\ud800", "\u202e", "9" * 400, "-1", "1e9", "nan", "None", "true", "[]", "{}",
    "{0.__class__}", "%s%n", "$x$", "E01013726", "E01999999", "E07000129", "aaaaaaaaaa",
    "aaaaaaaaaa~care", "1999-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "own",
    "a" * 5_000, "a~b~c", "map=1&show=2", "é", "🙂", "lsoa", "imd", "1", "0",
)  # fmt: skip
ADDRESSES = 60
DRAWN = 6
"""Addresses that are settled, and pages that are drawn, for each page."""


def options_of(field, settled):
    return field.options(settled) or [""]


def tampered(fields, chance: random.Random, share: float) -> dict[str, str]:
    """Some choices of a page: allowed, or odd for a share of them."""
    found: dict[str, str] = {}
    for field in fields:
        if chance.random() < 0.4:
            continue
        if chance.random() < share:
            found[field.name] = chance.choice(ODD)
            continue
        options = options_of(field, link.settled_of(fields, found))
        many = chance.randint(1, 3) if field.is_several else 1
        picked = chance.sample(list(options), min(many, len(options)))
        found[field.name] = SEPARATOR.join(picked)
    return found


@pytest.fixture(scope="module", autouse=True)
def _pack_is_open():
    opened("overview")


@pytest.mark.parametrize("page", PAGES)
def test_what_is_settled_is_always_allowed(page):
    """Whatever the address says; and it settles to itself when it is opened again."""
    fields, chance = fields_of(page), random.Random(f"{SEED}{page}")
    for _ in range(ADDRESSES):
        asked = tampered(fields, chance, 0.5)
        settled = link.settled_of(fields, asked)
        before: dict[str, str] = {}
        for field in fields:
            if field.name not in settled:
                assert not list(field.options(before)), field.name
                continue
            value = settled[field.name]
            parts = value.split(SEPARATOR) if field.is_several else [value]
            for part in filter(None, parts):
                allowed = part in field.options(before)
                assert allowed or field.pattern, (asked, field.name, part)
            before[field.name] = value
        assert link.settled_of(fields, settled) == settled, asked
        assert set(link.shortest(fields, settled)) <= set(settled)


def drawn(page: str, query: dict[str, str]) -> AppTest:
    # The protocol of the browser holds no half characters.
    return opened(page, **{k: v for k, v in query.items() if v != "\ud800"})


@pytest.mark.parametrize("page", PAGES)
def test_a_tampered_address_is_a_page_and_never_a_traceback(page):
    fields, chance = fields_of(page), random.Random(f"{page}{SEED}")
    for at in range(DRAWN):
        asked = tampered(fields, chance, 0.35 if at % 2 else 0.0)
        app = drawn(page, asked)
        assert not app.exception, (asked, app.exception[0].message)
        for element in app.get("error"):
            assert element.value.rstrip().endswith((".", "…")), (asked, element.value)


def test_an_odd_choice_is_said_to_be_ignored():
    app = drawn("map", {"indicator": "<script>alert(1)</script>"})
    assert any("In the link, " in each.value for each in app.get("warning")) or (
        any("In the link, " in each.value for each in app.get("info"))
    )
