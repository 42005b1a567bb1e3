"""What a hundred files of a map leave behind in memory.

In a new process for each way of drawing, with the formats in turns; run as a module it
is that process. Memory is what is resident after the last file, over what was resident
after the first ten, by when all that is kept for good has been filled.
"""

import gc
import os
import subprocess
import sys
from itertools import cycle
from pathlib import Path

from benchmarks.paper import PEER, ours, theirs
from benchmarks.rows import Row, Skipped
from insight.figures.sheet.sheet import Format
from insight.geography.levels import places
from insight.pack.pack import open_pack

ROOT = Path(__file__).resolve().parents[1]
RESIDENT = Path("/proc/self/statm")
FIRST, FILES = 10, 100
WAYS = {"ours": ours, "theirs": theirs}
BYTES_PER_MB = 1e6


def measure() -> list[Row]:
    if not RESIDENT.exists():
        raise Skipped("Only Linux tells a process what it has resident this way.")
    own, peers = (_in_new_process(way) for way in WAYS)
    return [Row("paper.leak_mb", own, "MB", PEER, peers)]


def _in_new_process(way: str) -> float:
    command = [sys.executable, "-m", "benchmarks.paper_memory", way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def left_mb(way: str) -> float:
    """Megabytes that the later files left behind."""
    pack = open_pack()
    known = places(pack)
    after = {}
    for at, kind in zip(range(1, FILES + 1), cycle(Format), strict=False):
        WAYS[way](pack, known, kind)
        if at in (FIRST, FILES):
            after[at] = _resident_mb()
    return after[FILES] - after[FIRST]


def _resident_mb() -> float:
    gc.collect()  # what waits to be collected is not left behind
    pages = int(RESIDENT.read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_MB


if __name__ == "__main__":
    print(left_mb(sys.argv[1]))
