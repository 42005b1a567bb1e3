"""Open the embedded pack with all its checks, as a server does when it starts.

Each time in a new process whose imports are done, for a process opens a pack once.
Run as a module it is that process: it takes one time and prints it.
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import geopandas as gpd
import pandas as pd

from benchmarks.rows import Row
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import EMBEDDED, open_pack

REPETITIONS = 7
ROOT = Path(__file__).resolve().parents[1]


def measure() -> list[Row]:
    turns = [[_in_new_process(way) for way in WAYS] for _ in range(REPETITIONS)]
    ours, theirs = (median(each) for each in zip(*turns, strict=True))
    peer = "the same files read without checks"
    return [Row("pack.open_s", ours, "s", peer, theirs)]


def read_unchecked() -> int:
    """Every table of the pack, by the shortest way there is."""
    tables = []
    files = [EMBEDDED / contract.file for contract in CONTRACTS.values()]
    # A pack may do without the optional ones.
    for file in filter(Path.exists, files):
        is_map = file.suffix == ".parquet"
        tables.append(gpd.read_parquet(file) if is_map else pd.read_csv(file))
    return len(tables)


WAYS = {"checked": open_pack, "unchecked": read_unchecked}


def _in_new_process(way: str) -> float:
    command = [sys.executable, "-m", "benchmarks.pack", way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    began = time.perf_counter()
    WAYS[sys.argv[1]]()
    print(time.perf_counter() - began)
