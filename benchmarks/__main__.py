"""Measure everything, or what ``--only`` names; print a table, write JSON."""

import argparse
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.families import FAMILIES, wanted
from benchmarks.rows import Row, Skipped, as_json, as_table


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--only", default="", metavar="PREFIX", help="of a row's name")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows")
    asked = parser.parse_args(arguments)
    families = wanted(asked.only)
    if not families:
        names = ", ".join(name for family in FAMILIES for name in family.names)
        parser.error(f"nothing is called {asked.only!r}; there are {names}")
    rows: list[Row] = []
    skipped: list[str] = []
    for family in families:
        began = time.monotonic()
        print(f"{family.module.rpartition('.')[2]} ...", file=sys.stderr, end=" ")
        sys.stderr.flush()
        try:
            rows += import_module(family.module).measure()
        except Skipped as reason:
            skipped.append(f"Not measured: {', '.join(family.names)}. {reason}")
        print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    rows = [row for row in rows if row.name.startswith(asked.only)]
    if rows:
        print(as_table(rows))
    print("".join(f"{sentence}\n" for sentence in skipped), end="")
    if asked.json:
        asked.json.write_text(as_json(rows), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
