"""Files that people bring: how many of the cases go wrong, and 100,000 rows read.

The rows are read in a new process, which is what the peak of memory is of; run as a module
it is that process. Beside CSV, which `benchmarks.ledger` saves too, the workbooks are read.
"""

import csv
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from benchmarks.ledger import HEADINGS, LIMIT, MOST_MB, MOST_S, ROOT, ROWS, ledger_file
from benchmarks.rows import Row, Skipped
from insight.geography.levels import places
from insight.pack.pack import open_pack
from insight.tables.ledger_columns import guessed
from insight.tables.ledger_file import Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea

SUPPORT = ROOT / "tests" / "support"
KINDS = ("csv", "xlsx")


def measure() -> list[Row]:
    if sys.platform == "win32":
        raise Skipped("Windows does not tell a process its peak of memory this way.")
    rows = [Row("import.cases_wrong", cases_wrong(), "files", "none", 0)]
    pack = open_pack()
    text = ledger_file(places(pack))
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            file = Path(folder) / f"ledger.{kind}"
            file.write_bytes(text if kind == "csv" else workbook(text))
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.imports", str(file)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, megabytes = map(float, done.stdout.split())
            rows += [
                Row(f"import.{kind}_s", seconds, "s", LIMIT, MOST_S),
                Row(f"import.{kind}_mb", megabytes, "MB", LIMIT, MOST_MB),
            ]
    return rows


def cases_wrong() -> int:
    """How many of the files as people keep them do not give what they must."""
    sys.path.insert(0, str(SUPPORT))
    from import_cases import Here, failures

    pack = open_pack()
    found = failures(Here(pack, places(pack)))
    for name, why in found.items():
        print(f"{name}: {why}", file=sys.stderr)
    return len(found)


def workbook(text: bytes) -> bytes:
    """The same rows as a workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet("Ledger")
        for number, row in enumerate(csv.reader(io.StringIO(text.decode()))):
            sheet.write_row(number, 0, row)
    return file.getvalue()


if __name__ == "__main__":
    import resource

    pack = open_pack()
    area = StudyArea(pack, places(pack), ())
    content = Path(sys.argv[1]).read_bytes()
    began = time.perf_counter()
    grid = ledger_grid(Path(sys.argv[1]).name, content)
    reading = read_ledger(grid, guessed(grid.names), Assumed(), area)
    if len(reading.entries) != ROWS or len(grid.names) != len(HEADINGS):
        raise ValueError("Not every row was read.")
    seconds = time.perf_counter() - began
    # Linux gives kilobytes, macOS bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
