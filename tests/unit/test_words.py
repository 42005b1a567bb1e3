"""Every sentence that a user can see keeps to the house's words."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "insight"
LEFT = Path(__file__).with_name("words_left.txt")
"""The work list: sentences that still break a rule. It ends empty."""

MOST_WORDS = 25
NOT_SHOWN = ("records/migrations/",)

IDIOMS = (
    r"so that",
    r"brought|brings?|bringing",
    r"stands?|stood",
    r"tak(?:e|es|en|ing)(?: \w+){0,2} out|took out|tak(?:e|es|en|ing) up|put away",
    r"reckon\w*",
    r"anew",
    r"mend\w*",
    r"noughts?",
    r"the sign\b",
    r"play of chance|chance would|chance decides",
    r"a head",
    r"in the name of",
    r"at hand",
    r"good to about",
    r"held against",
    r"put together",
    r"what there is|there is none|has not;",
    r"once more|once again",
    r"may be got|lest|whence|thereof|whereof|wherein",
)
"""What no officer says on the phone."""

LEFT_OUT = (
    r"told apart|tells? \w+ apart|distinguish\w*|beside",
    r"(?<!confidence )(?<!prediction )intervals?(?! of \d)",
    r"draws?|seeded",
    r"money",
    r"placed|no place|unplaced|each pound once",
    r"a resident|an inactive adult|per head",
    r"core money|matched (?:money|funding)|money matched",
    r"illustrative|made up|example ledger",
    r"trays?",
    r"packs?",
    r"forget|forgets|forgotten",
    r"Class: ",
    r"top class|Scale: ",
    r"as on",
    r"stale|†",
    r"decks?|founding event|as printed|N[1-6]",
    r"both meet|who competes",
    r"estimated, not a measurement",
)
"""The left-out column of the vocabulary."""

RULES = {
    "idiom": re.compile(rf"\b(?:{'|'.join(IDIOMS)})(?!\w)", re.IGNORECASE),
    "left out": re.compile(rf"(?<!\w)(?:{'|'.join(LEFT_OUT)})(?!\w)", re.IGNORECASE),
    "ampersand": re.compile(r"\w & \w"),
}


def texts(module: ast.AST) -> Iterator[str]:
    """What a module says, in whole strings, with {} for what is filled in; no docstrings."""
    skipped = {
        id(part)
        for node in ast.walk(module)
        for part in (
            node.values
            if isinstance(node, ast.JoinedStr)
            else [node.value]
            if isinstance(node, ast.Expr)
            else []
        )
    }
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif id(node) not in skipped and isinstance(getattr(node, "value", None), str):
            yield node.value


def is_prose(text: str) -> bool:
    """A sentence, a label or a part of one, and no name that only code reads."""
    return bool(re.search(r"[A-Za-z]", text)) and (" " in text.strip() or text[0].isupper())


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?:])\s+|\n+", text) if each.strip()]


def broken(text: str) -> list[str]:
    """Names of the rules that a text breaks."""
    found = [name for name, rule in RULES.items() if rule.search(text)]
    longest = max(
        (len(re.findall(r"[^\s–-]*\w[^\s]*|\{\}", s)) for s in sentences(text)), default=0
    )
    return [*found, *(["long"] if longest > MOST_WORDS else [])]


def in_toml(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from in_toml(each)
    elif isinstance(value, list):
        for each in value:
            yield from in_toml(each)


def shown() -> Iterator[tuple[str, str]]:
    """Every text with the file that it is in."""
    for file in sorted(SOURCE.rglob("*.py")):
        name = file.relative_to(SOURCE).as_posix()
        if not name.startswith(NOT_SHOWN):
            tree = ast.parse(file.read_text("utf-8"))
            yield from ((name, text) for text in texts(tree) if is_prose(text))
    for file in sorted((ROOT / "data").glob("*.toml")):
        told = tomllib.loads(file.read_text("utf-8"))
        yield from ((f"data/{file.name}", text) for text in in_toml(told) if is_prose(text))


def breaches() -> list[str]:
    return sorted(
        {
            f"{name} | {rule} | {' '.join(text.split())}"
            for name, text in shown()
            for rule in broken(text)
        }
    )


def test_every_sentence_keeps_to_the_rules():
    found = breaches()
    if os.environ.get("INSIGHT_WRITE_WORDS") == "1":
        LEFT.write_text("".join(f"{each}\n" for each in found), "utf-8")
    left = set(LEFT.read_text("utf-8").splitlines()) if LEFT.exists() else set()
    assert [each for each in found if each not in left] == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("The pack in use so that", ["idiom", "left out"]),
        ("Oadby & Wigston", ["ampersand"]),
        (f"{'word ' * 26}.", ["long"]),
        (f"{'word ' * 25}. {'word ' * 25}.", []),
        ("The 95% confidence interval is 20% to 25%.", []),
        ("The interval is 20% to 25%.", ["left out"]),
        ("Understanding areas; remove a neighbourhood", []),
    ],
)
def test_a_breach_would_be_caught(text, rules):
    assert broken(text) == rules


def test_texts_are_whole_and_without_docstrings():
    code = 'def f(x):\n    """Doc string."""\n    return f"Of {x} areas " "in all", "one"\n'
    assert [text for text in texts(ast.parse(code)) if is_prose(text)] == ["Of {} areas in all"]
