"""Hold the pinned packages against the advisories that are published for them.

Asks the package index, so it runs where the internet is reached and not on the server:
``python3 run.py audit``. It ends with 0 only if every package was looked up and none has
an advisory, with 1 if one has, and with 2 if some could not be looked up.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")


def answer(file: str) -> tuple[str, str]:
    """Ask pip-audit about one list of packages; gives what it printed and its errors."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--requirement", file, "--require-hashes",
         "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "15"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return asked.stdout, asked.stderr


def verdict(file: str, printed: str, errors: str) -> tuple[int, str]:
    """Say what an answer means, and the exit code that goes with it."""
    try:
        packages = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = errors.strip().splitlines()[-1:] or ["It said nothing."]
        return 2, (
            f"{file}: nothing was checked, because the advisories could not be reached. Run "
            f"this on a computer with the internet. The last line of pip-audit: {last[0]}"
        )
    faults = [
        f"{each['name']} {each['version']}: {fault['id']}, mended in "
        f"{', '.join(fault['fix_versions']) or 'no version yet'}"
        for each in packages
        for fault in each.get("vulns", ())
    ]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    said = []
    if faults:
        said.append(f"{file}: advisories for its packages: {'; '.join(faults)}.")
    if skipped:
        said.append(
            f"{file}: {len(skipped)} of {len(packages)} packages were not checked, {skipped[0]} "
            "first, because the index here knows no advisories for them. Run this on a "
            "computer with the internet."
        )
    if not said:
        return 0, f"{file}: {len(packages)} packages checked, no advisory for any."
    return 1 if faults else 2, "\n".join(said)


def main(
    arguments: Sequence[str],
    ask: Callable[[str], tuple[str, str]] = answer,
    files: Sequence[str] = FILES,
) -> int:
    """Check each list and give the worst of their exit codes, a fault before a gap."""
    argparse.ArgumentParser(prog="run.py audit", description=__doc__).parse_args(arguments)
    codes = set()
    for file in files:
        code, sentence = verdict(file, *ask(file))
        print(sentence, flush=True)  # noqa: T201
        codes.add(code)
    return 1 if 1 in codes else max(codes)
