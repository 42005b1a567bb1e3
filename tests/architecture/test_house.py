"""Rules that keep the house one in which things are found by their name and place."""

import ast
import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted((ROOT / "src" / "insight").rglob("*.py"))
PAGES = ROOT / "src" / "insight" / "pages"
PAGES_APART = "Pages do not import one another"
CALLERS = (*(ROOT / "pages").glob("*.py"), *map(ROOT.joinpath, ("app.py", "hosted.py", "run.py")))

MOST_MODULES = 20
DRAWING = re.compile(r"shell/.+|pages/\w+/(page|state|\w+_part)\.py")
"""What may know Streamlit: the shell, and of a page's folder the modules that draw it or
hold what it is asked."""

CALLED_FROM_OUTSIDE = {"emit", "process_bind_param", "process_result_value"}
"""Methods that logging, the database's library and the server call by their names."""


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), filename=str(file))


def shared_class_names(modules: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Names of classes that more than one module defines, and which do."""
    places = defaultdict(list)
    for name, module in modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name)
    return {name: where for name, where in places.items() if len(where) > 1}


def large_folders(files: list[str]) -> dict[str, int]:
    """Folders with more modules than they should have; ``__init__`` is none."""
    counts = Counter(str(Path(file).parent) for file in files if Path(file).name != "__init__.py")
    return {folder: n for folder, n in counts.items() if n > MOST_MODULES}


def named(module: ast.Module) -> Counter[str]:
    """How often code reads each name, or imports it, or names it in a short text.

    A short text is a name that is looked up, or a quoted annotation.
    """
    found: Counter[str] = Counter()
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found[node.id] += 1
        elif isinstance(node, ast.Attribute):
            found[node.attr] += 1
        elif isinstance(node, ast.ImportFrom):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(set(re.findall(r"\w+", node.value[:60])))
    return found


def defined(module: ast.Module) -> list[ast.stmt]:
    """Functions, classes and constants of a module, and methods of its classes."""
    inside = [
        each
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, ast.FunctionDef)
    ]
    return [*module.body, *inside]


def names_of(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return [node.name]
    targets = {ast.Assign: "targets", ast.AnnAssign: "target"}.get(type(node))
    found = getattr(node, targets) if targets else []
    found = found if isinstance(found, list) else [found]
    return [each.id for each in found if isinstance(each, ast.Name)]


def unused(modules: dict[str, ast.Module], callers: list[ast.Module]) -> list[str]:
    """What a module defines and no code names; what only calls itself is unused too."""
    uses: Counter[str] = Counter()
    for each in (*modules.values(), *callers):
        uses.update(named(each))
    return [
        f"{name}: {one}"
        for name, module in modules.items()
        for node in defined(module)
        for one in names_of(node)
        if not re.fullmatch(r"__\w+__", one)
        and one not in CALLED_FROM_OUTSIDE
        and uses[one] == named(ast.Module([node], []))[one]
    ]


def knows_streamlit(module: ast.Module) -> bool:
    return any(
        name.split(".")[0] == "streamlit"
        for node in ast.walk(module)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    )


def within(file: Path) -> str:
    return file.relative_to(ROOT / "src" / "insight").as_posix()


def test_a_class_name_stands_once():
    found = shared_class_names({within(file): tree(file) for file in SOURCE})
    assert found == {}


def test_a_second_class_of_a_name_would_be_caught():
    one = ast.parse("class Place: pass")
    assert shared_class_names({"a.py": one, "b.py": one}) == {"Place": ["a.py", "b.py"]}
    assert shared_class_names({"a.py": one, "b.py": ast.parse("Place = 1")}) == {}


def test_no_folder_grows_beyond_what_can_be_looked_over():
    assert large_folders([within(file) for file in SOURCE]) == {}


def test_a_large_folder_would_be_caught():
    files = [f"new/part_{at}.py" for at in range(MOST_MODULES)]
    assert large_folders([*files, "new/__init__.py"]) == {}
    assert large_folders([*files, "new/one_more.py"]) == {"new": MOST_MODULES + 1}


def test_nothing_stands_that_no_code_calls():
    modules = {within(file): tree(file) for file in SOURCE if "migrations" not in file.parts}
    assert unused(modules, [tree(file) for file in CALLERS]) == []


def test_what_nothing_calls_would_be_caught():
    code = "WIDE = 1\ndef called(): pass\ndef again(): again()\nclass A:\n def b(self): 1"
    found = unused({"a.py": ast.parse(code)}, [ast.parse("from a import A; called()")])
    assert found == ["a.py: WIDE", "a.py: again", "a.py: b"]


def test_what_a_page_says_is_apart_from_how_it_is_drawn():
    knowing = {within(file) for file in SOURCE if knows_streamlit(tree(file))}
    assert {name for name in knowing if not DRAWING.fullmatch(name)} == set()


def test_a_finding_that_draws_would_be_caught():
    assert knows_streamlit(ast.parse("from streamlit import session_state"))
    assert not knows_streamlit(ast.parse("from insight.shell.show import show_table"))
    assert not DRAWING.fullmatch("pages/map/findings.py")
    assert DRAWING.fullmatch("pages/map/page.py")


def test_every_page_is_held_apart_from_the_others():
    """Import-linter holds only the folders that it is told of."""
    folders = {f"insight.pages.{each.parent.name}" for each in PAGES.glob("*/__init__.py")}
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = told["tool"]["importlinter"]["contracts"]
    (apart,) = [each["modules"] for each in contracts if each["name"] == PAGES_APART]
    assert set(apart) == folders
    assert {each.parent.name for each in PAGES.glob("*/page.py")} == {
        name.rpartition(".")[2] for name in folders
    }
