"""Rules of the tree that no other check holds."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted((ROOT / "src" / "insight").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
LONGEST_PAGE = 60
PAGE_IMPORTS = ("streamlit", "insight.shell", "insight.pages")

CHARTS = {"plotly_chart", "dataframe", "table"}


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), filename=str(file))


def imported(module: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def page_faults(module: ast.Module, lines: int) -> list[str]:
    faults = [f"imports {name}" for name in imported(module) if not name.startswith(PAGE_IMPORTS)]
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            faults.append(f"defines something on line {node.lineno}")
    if lines > LONGEST_PAGE:
        faults.append(f"has {lines} lines")
    if ast.get_docstring(module) is None:
        faults.append("has no docstring")
    return faults


def unnamed_charts(module: ast.Module) -> list[int]:
    """Lines on which a chart or table is drawn without alternative text."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CHARTS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "st"
        and "alt" not in {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_pages_are_thin(file):
    assert page_faults(tree(file), len(file.read_text("utf-8").splitlines())) == []


def test_a_thick_page_would_be_caught():
    thick = ast.parse("import pandas\ndef work(): pass\n")
    assert len(page_faults(thick, 61)) == 4


def test_app_only_runs_the_navigation():
    assert imported(tree(ROOT / "app.py")) == {"insight.shell.frame"}


@pytest.mark.parametrize("file", SOURCE, ids=lambda file: file.stem)
def test_charts_and_tables_have_alternative_text(file):
    assert unnamed_charts(tree(file)) == []


def test_a_chart_without_alternative_text_would_be_caught():
    assert unnamed_charts(ast.parse("st.dataframe(rows)\nst.table(rows, alt='x')")) == [1]


def test_only_the_palette_knows_colours():
    known = {
        file.name
        for file in SOURCE
        if COLOUR.search(file.read_text("utf-8")) and file.name != "palette.py"
    }
    assert known == set()


@pytest.mark.parametrize("file", SOURCE, ids=lambda file: file.stem)
def test_no_html_is_let_through(file):
    assert "unsafe_allow" not in file.read_text("utf-8")


def test_styles_stand_in_one_file():
    sheets = [file.name for file in (ROOT / "src" / "insight").rglob("*.css")]
    assert sheets == ["look.css"]
    assert not COLOUR.search((ROOT / "src/insight/shell/layout/look.css").read_text("utf-8"))


@pytest.mark.parametrize("file", SOURCE, ids=lambda file: file.stem)
def test_accent_filled_widgets_are_not_used(file):
    """White on the accent cannot be read in dark mode (Streamlit 1.67)."""
    text = file.read_text("utf-8")
    assert 'type="primary"' not in text
    assert "st.multiselect(" not in text


def test_tracked_files_name_no_machine_and_stay_small():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("Not a git checkout.")
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    large = [file.name for file in files if file.stat().st_size > 3_000_000]
    assert large == []
    assert sum(f.stat().st_size for f in (ROOT / "data").rglob("*.*")) < 10_000_000


NAMED = re.compile(r"LLR|Leicester|Rutland|Active Together")
"""Words for the area and the partnership of the embedded pack."""

MAY_NAME = {
    "insight/publishers/build_pack.py": "rebuilds the embedded pack, which is of there",
    "insight/pack/contracts/schemas.py": "a scope as the slides print it, held in a table",
    "insight/geography/english_areas.py": "names the areas of all partnerships alike",
}
"""Modules that hold such words as values, and why."""


def named_in_values(module: ast.Module) -> list[str]:
    """Texts of a module, other than its docstrings, that name the embedded area."""
    told = {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in told
        and NAMED.search(node.value)
    ]


@pytest.mark.parametrize(
    "file", [*SOURCE, *PAGES, ROOT / "app.py", ROOT / "hosted.py"],
    ids=lambda file: file.stem,
)  # fmt: skip
def test_names_of_the_area_come_from_the_pack(file):
    place = file.relative_to(ROOT).as_posix().removeprefix("src/")
    found = named_in_values(tree(file))
    assert bool(found) == (place in MAY_NAME), found


def test_a_name_in_the_code_would_be_caught():
    code = '"""Of LLR."""\nX = "all of LLR"\ndef f(y):\n    """Rutland"""\n'
    assert named_in_values(ast.parse(f'{code}    return f"{{y}} in Rutland"')) == [
        "all of LLR",
        " in Rutland",
    ]


WRITES_TABLES = re.compile(
    r"\.to_csv\(|\.to_excel\(|csv\.(Dict)?[Ww]riter\(|ExcelWriter|import xlsxwriter"
    r"|[\"']text/csv|[\"']application/geo\+json|spreadsheetml\.sheet"
)
FOR_PACKS = {
    "publishers/pack_folder.py": "the tables of a pack, which the product reads itself",
    "publishers/reading/sheets.py": "a publisher's sheet on its way into a pack",
    "publishers/fetching/arcgis.py": "a publisher's layer as it was fetched, to be read again",
}
"""Files that write tables which are for no person, with what these are."""


def writes_tables(text: str) -> list[str]:
    return [match.group() for match in WRITES_TABLES.finditer(text)]


def test_tables_for_people_leave_by_the_one_door():
    found = {
        str(file.relative_to(ROOT / "src" / "insight")): writes_tables(file.read_text("utf-8"))
        for file in SOURCE
        if file.parent.name != "exports"
    }
    assert {name for name, each in found.items() if each} == set(FOR_PACKS)


SHOWS_CELLS = re.compile(r"\.(dataframe|data_editor)\(")
GUARDED = {
    "shell/show.py": "        guarded_texts(table.rows),",
    "shell/data_guidance.py": "        guarded_texts(figures.rows),",
    "pages/investment/form_part.py": "[[escape_formula(whole[key][field])",
}
"""Where a table is drawn that the browser can save as CSV, and what guards its texts."""


def test_tables_that_the_browser_can_save_are_guarded():
    texts = {
        str(file.relative_to(ROOT / "src" / "insight")): file.read_text("utf-8") for file in SOURCE
    }
    found = {name for name, text in texts.items() if SHOWS_CELLS.search(text)}
    assert found == set(GUARDED)
    assert all(guard in texts[name] for name, guard in GUARDED.items())


def test_one_module_knows_what_characters_are():
    found = [file.name for file in SOURCE if "unicodedata" in file.read_text("utf-8")]
    assert found == ["characters.py"]


@pytest.mark.parametrize(
    "text",
    ["rows.to_csv(file)", "csv.writer(file)", "csv.DictWriter(f, names)",
     "import xlsxwriter", 'Download("a", "b", "text/csv", make)'],
)  # fmt: skip
def test_another_way_out_is_seen(text):
    assert writes_tables(text)
