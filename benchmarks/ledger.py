"""A ledger of 100,000 rows: brought in, and looked at again.

In a new process, which is what the peak of memory is of; run as a module it is that
process. The import is all that happens to the file of an officer: read, matched,
checked row by row, held against the ledger, and saved with its history. The rerun is
all that a page does again when a part or a measure is changed: the accounts are kept.
"""

import csv
import io
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.rows import Row, Skipped
from insight.analysis.money.accounts import accounts
from insight.geography.levels import Places, places
from insight.pack.catalogue import Level
from insight.pack.pack import Pack, open_pack
from insight.pages.investment.ledger_plan import planned
from insight.records.store import Store, open_store
from insight.tables.ledger_columns import guessed
from insight.tables.ledger_file import Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea

ROOT = Path(__file__).resolve().parents[1]
ROWS = 100_000
MOST_S, MOST_MB = 20.0, 1_000.0
LIMIT = "the most it may be"
HEADINGS = (
    "reference", "funder", "programme", "recipient", "purpose", "amount", "form",
    "part", "start", "end", "level", "place", "attendances", "source", "note",
)  # fmt: skip


def measure() -> list[Row]:
    if sys.platform == "win32":
        raise Skipped("Windows does not tell a process its peak of memory this way.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.csv"
        file.write_bytes(ledger_file(places(open_pack())))
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.ledger", str(file)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    seconds, megabytes = map(float, done.stdout.split())
    return [
        Row("investment.import_s", seconds, "s", LIMIT, MOST_S),
        Row("investment.import_mb", megabytes, "MB", LIMIT, MOST_MB),
    ]


def ledger_file(known: Places, rows: int = ROWS) -> bytes:
    """A CSV file as somebody would keep it, with amounts and dates as people write."""
    lsoas = list(known.levels[Level.LSOA].index)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for at in range(rows):
        level, place = ("lsoa", lsoas[at % len(lsoas)]) if at % 4 else ("district", "Blaby")
        writer.writerow(
            [
                f"R-{at}", f"Funder {at % 37}", f"Programme {at % 11}",
                f"Club number {at % 9000}", "Walks and talks",
                f"£{1000 + at % 5000:,}.{at % 100:02}", "cash",
                "core" if at % 3 else "matched",
                f"{at % 28 + 1:02}/{at % 12 + 1:02}/2024", "31/03/2026", level, place,
                str(at % 300), "Report", "A note",
            ]
        )  # fmt: skip
    return text.getvalue().encode()


def brought_in(content: bytes, pack: Pack, known: Places, store: Store) -> int:
    """Everything from the bytes of a file to the saved ledger; how many rows."""
    grid = ledger_grid("ledger.csv", content)
    area = StudyArea(pack, known, store.neighbourhoods())
    reading = read_ledger(grid, guessed(grid.names), Assumed(), area)
    ledger = store.ledger
    whole = accounts(ledger.entries(), known, store.neighbourhoods())
    plan = planned(reading, whole.table, ledger.decisions())
    edits = [each.edit for each in plan.edits.values()]
    return ledger.import_all([*plan.adds.values()], edits, who="Benchmark").records


if __name__ == "__main__":
    import resource

    pack = open_pack()
    known = places(pack)
    content = Path(sys.argv[1]).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(folder=Path(folder))
        began = time.perf_counter()
        if brought_in(content, pack, known, store) != ROWS:
            raise ValueError("Not every row was brought in.")
        seconds = time.perf_counter() - began
        store.close()
    # Linux gives kilobytes, macOS bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
