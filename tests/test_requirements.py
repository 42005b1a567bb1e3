"""Packages are pinned, agree with each other, and have no fault known to us."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
LINES = [
    line
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith(("#", "-"))
]
MENDED_IN = {
    "streamlit": "1.54.0",  # CVE-2026-33682: files of the network on Windows
    "starlette": "1.1.0",  # CVE-2026-48818: the same in its static files
}
"""First version without a fault that was published, by package."""


@pytest.mark.parametrize("line", LINES)
def test_each_package_is_pinned_to_one_version(line):
    found = Requirement(re.sub(r"\s+#.*", "", line))
    assert [each.operator for each in found.specifier] == ["=="], line


@pytest.mark.parametrize("package", MENDED_IN)
def test_no_package_has_a_fault_that_we_know_of(package):
    assert Version(version(package)) >= Version(MENDED_IN[package])


def test_packages_agree_with_each_other():
    found = subprocess.run(
        [sys.executable, "-m", "pip", "check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout
