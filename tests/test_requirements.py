"""Packages are pinned with hashes, agree with each other, and have no fault known to us."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from deploy import audit

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SERVED, TESTED = "requirements.txt", "requirements-dev.txt"
TOOLS = PROJECT["optional-dependencies"]["dev"]
ENTRY = re.compile(
    r"^(?P<package>[^\s#][^;\\]*?) *(?:;.*?)?\\\n(?P<hashes>(?:    --hash=.*\n?)+)", re.M
)
MENDED_IN = {
    "streamlit": "1.54.0",  # CVE-2026-33682: files of the network on Windows
    "starlette": "1.1.0",  # CVE-2026-48818: the same in its static files
}
"""First version without a fault that was published, by package."""
SERVED_MB = 600
FREE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|MPL|Mozilla|ISC|LGPL|Lesser General"
    r"|HPND|Unlicense"
)
"""Licences under which a council may run and pass on a package without opening its own."""


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def pins(name: str) -> dict[str, str]:
    """Version by package of one list."""
    found = [Requirement(match["package"]) for match in ENTRY.finditer(text(name))]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in found}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


def licence(package: str) -> str:
    about = distribution(package).metadata
    kinds = [each for each in about.get_all("Classifier", ()) if each.startswith("License")]
    return " ".join([about.get("License-Expression") or "", about.get("License") or "", *kinds])


# The lists


@pytest.mark.parametrize("line", [*PROJECT["dependencies"], *TOOLS])
def test_each_package_that_is_asked_for_is_pinned_and_in_its_list(line):
    asked = Requirement(line)
    assert [each.operator for each in asked.specifier] == ["=="]
    name = canonicalize_name(asked.name)
    pinned = pins(SERVED if line in PROJECT["dependencies"] else TESTED)
    assert asked.specifier.contains(pinned[name])


@pytest.mark.parametrize("name", [SERVED, TESTED])
def test_every_entry_has_hashes_and_no_place_to_fetch_it_from(name):
    left = ENTRY.sub("", text(name))
    assert [line for line in left.splitlines() if not line.startswith("#")] == []
    hashes = re.findall(r"--hash=(\S+)", text(name))
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)
    assert "://" not in text(name)


def test_compiled_packages_have_hashes_for_every_platform():
    # At least two processors for Linux, one for Windows, one for macOS, and the source.
    counts = {
        canonicalize_name(Requirement(match["package"]).name): match["hashes"].count("--hash")
        for match in ENTRY.finditer(text(SERVED))
    }
    compiled = [
        name
        for name in counts
        if "py3-none-any" not in (distribution(name).read_text("WHEEL") or "py3-none-any")
    ]
    assert len(compiled) > 15
    assert {name: counts[name] for name in compiled if counts[name] < 5} == {}


def test_what_is_tested_is_what_is_served():
    served, tested = pins(SERVED), pins(TESTED)
    assert {name: tested.get(name) for name in served} == served


def test_served_list_holds_no_tool_of_testing():
    needed_to_serve = {"pillow", "packaging"}  # of matplotlib and of others
    assert names(TOOLS) & set(pins(SERVED)) == needed_to_serve
    for tool in ("flask", "oidc-provider-mock", "playwright", "mypy", "pytest", "hypothesis"):
        assert tool not in pins(SERVED)
        assert tool in pins(TESTED)


def test_served_code_imports_what_is_asked_for_and_no_tool():
    files = [*(ROOT / "src").rglob("*.py"), ROOT / "app.py", ROOT / "hosted.py"]
    files.remove(ROOT / "src" / "insight" / "publishers" / "build_pack.py")
    imported = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
    tops = {name.split(".")[0] for name in imported} - sys.stdlib_module_names - {"insight"}
    providers = packages_distributions()
    asked = names(PROJECT["dependencies"])
    lacking = {top for top in tops if not {*map(canonicalize_name, providers[top])} & asked}
    assert lacking == {"urllib3"}  # its version is for requests to choose


# What is installed


def test_packages_of_the_served_app_are_small():
    total = sum(
        Path(file.locate()).stat().st_size
        for name in pins(SERVED)
        if is_installed(name)
        for file in distribution(name).files or ()
        if file.suffix != ".pyc" and Path(file.locate()).is_file()
    )
    assert 300 < total / 1e6 < SERVED_MB


def is_installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False  # of another platform


@pytest.mark.parametrize("package", MENDED_IN)
def test_no_package_has_a_fault_that_we_know_of(package):
    assert Version(version(package)) >= Version(MENDED_IN[package])


def test_licences_allow_a_council_to_run_and_pass_on_every_package():
    found = {name: licence(name) for name in pins(SERVED) if is_installed(name)}
    assert {name: said for name, said in found.items() if not FREE.search(said)} == {}


def test_packages_agree_with_each_other():
    found = subprocess.run(
        [sys.executable, "-m", "pip", "check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout


# Advisories

CLEAN = '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}'
SKIPPED = '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}'
FAULTY = (
    '{"dependencies": [{"name": "a", "version": "1", "vulns": '
    '[{"id": "CVE-1", "fix_versions": ["1.1"]}, {"id": "CVE-2", "fix_versions": []}]}, '
    '{"name": "b", "skip_reason": "not found"}]}'
)


@pytest.mark.parametrize(
    ("printed", "code", "said"),
    [
        (CLEAN, 0, r"1 packages checked, no advisory"),
        (SKIPPED, 2, r"1 of 1 packages were not checked, a first"),
        (FAULTY, 1, r"a 1: CVE-1, mended in 1\.1; a 1: CVE-2, mended in no version yet"),
        (FAULTY, 1, r"1 of 2 packages were not checked, b first"),
        ("", 2, r"nothing was checked.*internet.*refused"),
        ("{}", 2, r"nothing was checked"),
    ],
)
def test_audit_says_what_it_found_and_what_it_could_not_check(printed, code, said):
    found, sentence = audit.verdict("x.txt", printed, "Traceback\nConnection refused\n")
    assert found == code
    assert re.search(said, sentence)


def test_a_known_fault_outweighs_a_list_that_could_not_be_checked(capsys):
    answers = iter([("", "refused"), (FAULTY, "")])
    assert audit.main([], lambda _: next(answers)) == 1
    assert "CVE-1" in capsys.readouterr().out
    assert audit.main([], lambda _: (CLEAN, "")) == 0
    assert audit.main([], lambda _: ("", "refused")) == 2
