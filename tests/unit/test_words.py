"""Every sentence that a user can see keeps to the house's words."""

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from insight.shell.registry import PAGES, PURPOSES

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "insight"

MOST_WORDS = 25
MOST_WORDS_OF_PURPOSE = 12
NOT_SHOWN = "records/migrations/"
FIXTURES = tuple(
    ROOT / "tests" / "support" / f"{name}_fixtures.py"
    for name in ("ledger", "own", "records", "work")
)
"""Records that tests save and pages show."""
DOCS = tuple(sorted((ROOT / "docs").glob("*.md")))
"""For those who change the code, and in its words: only idioms and length are looked at."""

VERBATIM = {
    ("msoas.csv", "name"),
    ("model_examples.csv", "words"),
    ("headline_figures.csv", "notes"),
}
"""Columns of names and headings as their publishers write them, and of keys."""
OMISSION = " … "
"""What a quotation has where words of it are left out."""

IDIOMS = (
    r"so that",
    r"brought|brings?|bringing",
    r"stands?(?! out)|stood",
    r"tak(?:e|es|en|ing)(?: \w+){0,2} out|took out|tak(?:e|es|en|ing) up|put away",
    r"reckon\w*",
    r"anew",
    r"mend\w*",
    r"noughts?",
    r"the sign\b(?!-)",
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
    r"a resident(?!’)|an inactive adult|per head",
    r"core money|matched (?:money|funding)|money matched",
    r"illustrative|made up(?! of)|example ledger",
    r"trays?",
    r"packs?(?!\.toml)",
    r"forget|forgets|forgotten",
    r"Class: ",
    r"top class|Scale: ",
    r"as on(?! the)",
    r"stale|†",
    r"decks?|founding event|as printed|N[1-6]",
    r"both meet|who competes",
    r"estimated, not a measurement",
)
"""The left-out column of the vocabulary."""

VALUES = {"as printed", "N1"}
"""What tables hold and readers are told in other words."""


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
        for name in ("values", "annotation", "returns")
        if isinstance(node, ast.JoinedStr) or name != "values"
        for part in as_list(getattr(node, name, None))
    } | {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        elif id(node) not in skipped and isinstance(getattr(node, "value", None), str):
            yield node.value


def as_list(found: object) -> list[object]:
    return found if isinstance(found, list) else [found]


def is_prose(text: str) -> bool:
    """A sentence, a label or a part of one, and no name or table that only code reads."""
    if not text.strip() or text in VALUES or text.count(",") > MOST_WORDS:
        return False
    return bool(re.search(r"[A-Za-z]", text)) and (" " in text.strip() or text[0].isupper())


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?:])(?:\{\})*\s+|\n+|\s{3,}", text) if each.strip()]


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


def in_csv(file: Path) -> Iterator[str]:
    """Texts of several words of a table, without names that publishers gave and quotations."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for column, text in row.items():
                if (file.name, column) not in VERBATIM and OMISSION not in text:
                    yield text if len(text.split()) > 2 else ""


def in_markdown(text: str) -> Iterator[str]:
    """Paragraphs, headings, points and cells, with {} for code; no blocks of code."""
    text = re.sub(r"^ *```.*?^ *```$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`]*`", "{}", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    start = r"\n\s*\n|\n(?=\s*(?:[-*#|]|\d+\.)\s?)"
    for block in re.split(start, text):
        if not block.startswith("    "):
            for cell in block.split("|") if block.lstrip().startswith("|") else [block]:
                yield re.sub(r"^\s*(?:[-*#]+|\d+\.)\s+|\*\*|^[\s:-]+$", "", cell)


def in_server(text: str) -> Iterator[str]:
    """What the web server says by itself."""
    for page in re.findall(r"return \d+ \"(.*)\";", text):
        yield " ".join(re.sub(r"<[^>]*>|\\n", "\n", page).split("\n"))


def shown() -> Iterator[tuple[str, str]]:
    """Every text with the file that it is in."""
    for file in (*sorted(SOURCE.rglob("*.py")), *FIXTURES):
        name = file.relative_to(ROOT).as_posix()
        if NOT_SHOWN not in name:
            yield from ((name, text) for text in texts(ast.parse(file.read_text("utf-8"))))
    for file in sorted((ROOT / "data").glob("*.toml")):
        told = tomllib.loads(file.read_text("utf-8"))
        yield from ((f"data/{file.name}", text) for text in in_toml(told))
    for file in sorted((ROOT / "data").glob("*.csv")):
        yield from ((f"data/{file.name}", text) for text in in_csv(file))
    for file in (ROOT / "README.md", *sorted((ROOT / "deploy").glob("*.md")), *DOCS):
        name = file.relative_to(ROOT).as_posix()
        yield from ((name, text) for text in in_markdown(file.read_text("utf-8")))
    for file in sorted((ROOT / "deploy").glob("*.conf")):
        name = f"deploy/{file.name}"
        yield from ((name, text) for text in in_server(file.read_text("utf-8")))


def breaches() -> list[str]:
    return sorted(
        {
            f"{name} | {rule} | {' '.join(text.split())}"
            for name, text in shown()
            if is_prose(text)
            for rule in broken(text)
            if not (rule == "left out" and name.startswith("docs/"))
        }
    )


def test_every_sentence_keeps_to_the_rules():
    assert breaches() == []


def test_every_kind_of_file_is_read():
    kinds = {Path(name).suffix for name, _ in shown()}
    assert kinds == {".py", ".toml", ".csv", ".md", ".conf"}


def test_what_a_page_is_for_is_said_in_few_words():
    assert PURPOSES.keys() == PAGES.keys()
    long = {k: v for k, v in PURPOSES.items() if len(v.split()) > MOST_WORDS_OF_PURPOSE}
    assert long == {}


HEADINGS = {"title", "header", "subheader"}
CHOICES = {"select", "segments", "_choose", "_choose_whole", "choose_part"}
"""What asks for a choice of the address: its label, then its name."""
OF_ONE_PAGE = {"other"}
"""Names that pages use for choices of their own, which differ."""


def said_in(node: ast.AST) -> str:
    return " ".join(texts(ast.Expression(node) if isinstance(node, ast.expr) else node))


def bare_headings(module: ast.AST) -> list[str]:
    """Headings and titles of figures that name LSOAs without spelling them out."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    headings = [
        call.args[0]
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in HEADINGS and call.args
    ]
    titles = [key.value for call in calls for key in call.keywords if key.arg == "title"]
    found = [said_in(node) for node in (*headings, *titles)]
    return [text for text in found if re.search(r"(?<!\()\bLSOA", text)]


def labels(module: ast.AST) -> Iterator[tuple[str, str]]:
    """Name and label of each choice that a module asks for."""
    for call in ast.walk(module):
        name = getattr(getattr(call, "func", None), "id", "")
        if name in CHOICES:
            told = [a.value for a in call.args if isinstance(a, ast.Constant)]
            if len(told) > 1:
                yield str(told[1]), str(told[0])


def modules() -> list[ast.Module]:
    return [ast.parse(file.read_text("utf-8")) for file in sorted(SOURCE.rglob("*.py"))]


def test_no_heading_names_lsoas_without_spelling_them_out():
    assert [text for module in modules() for text in bare_headings(module)] == []


def test_a_choice_has_one_label_on_all_pages():
    found: dict[str, set[str]] = {}
    for module in modules():
        for name, label in labels(module):
            found.setdefault(name, set()).add(label)
    assert len(found) > 5
    assert {
        name: each for name, each in found.items() if len(each) > 1 and name not in OF_ONE_PAGE
    } == {}


def test_two_labels_and_a_bare_heading_would_be_caught():
    code = ast.parse('select("Level", "level", x)\nst.header("By LSOA")\nf(title="2 (LSOAs)")')
    assert list(labels(code)) == [("level", "Level")]
    assert bare_headings(code) == ["By LSOA"]


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


def test_markdown_is_read_without_code_and_addresses():
    head = "# A head\n\nUse `so that`, [see](so_that.md).\n\n```sh\nso that\n```\n\n"
    text = f"{head}| One | Two |\n- So\n  that"
    assert [each.strip() for each in in_markdown(text) if each.strip()] == [
        "A head",
        "Use {}, see.",
        "One",
        "Two",
        "So\n  that",
    ]


def test_tables_and_server_pages_are_read(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("name,words\nA,told so that\nB,one … two three\n", "utf-8")
    assert "told so that" in list(in_csv(file))
    assert not any(OMISSION in each for each in in_csv(file))
    page = 'return 503 "<title>Away</title><p>So that.</p>\\n";'
    assert [each.split() for each in in_server(page)] == [["Away", "So", "that."]]
