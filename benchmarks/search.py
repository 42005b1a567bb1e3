"""Find a place: by postcode, by name, and what is not there."""

import random
import time
from statistics import median

import pandas as pd

from benchmarks.rows import Row
from insight.geography.levels import places
from insight.geography.search import search
from insight.pack.pack import open_pack

POSTCODES = 2_000
NAMES = 200
MISSES = 200
SEED = 20_250_101
PEER = "pandas boolean scan"


def measure() -> list[Row]:
    pack = open_pack()
    known = places(pack)
    postcodes = pack.table("postcodes").reset_index()
    names = pd.concat(areas[["name", "place"]] for areas in known.levels.values())
    asked = _questions(postcodes["postcode"], names["place"])
    ours, theirs = [], []
    for question in asked:
        began = time.perf_counter()
        search(question, pack, known)
        between = time.perf_counter()
        _scan(question, postcodes, names)
        ours.append(1000 * (between - began))
        theirs.append(1000 * (time.perf_counter() - between))
    return [
        Row("search.ms", median(ours), "ms", PEER, median(theirs)),
        Row("search.ms.worst", max(ours), "ms", PEER, max(theirs)),
    ]


def _questions(postcodes: pd.Series, names: pd.Series) -> list[str]:
    """Postcodes and names that there are, and both kinds that there are not."""
    chance = random.Random(SEED)
    known = sorted(postcodes)
    elsewhere = [f"ZZ{chance.randint(1, 99)} 9ZZ" for _ in range(MISSES // 2)]
    nowhere = [f"nowhere {chance.randint(1, 999)}" for _ in range(MISSES // 2)]
    asked = [
        *chance.sample(known, min(POSTCODES, len(known))),
        *chance.choices(sorted(set(names)), k=NAMES),
        *elsewhere,
        *nowhere,
    ]
    chance.shuffle(asked)
    return asked


def _scan(asked: str, postcodes: pd.DataFrame, names: pd.DataFrame) -> int:
    """Postcodes that are equal, else areas whose name holds what was asked for."""
    found = postcodes[postcodes["postcode"] == asked.upper()]
    if len(found):
        return len(found)
    named = names["name"].str.contains(asked, case=False, regex=False)
    placed = names["place"].str.contains(asked, case=False, regex=False)
    return len(names[named | placed])
