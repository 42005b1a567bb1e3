"""Toy town: six squares of a kilometre in two localities; sums done in the head.

::

    4 5 6   North, one MSOA
    1 2 3   South, an MSOA of 1 and 2, and one of 3
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import settings

from insight.geography.levels import Places, places
from insight.pack.catalogue import DOMAINS, NATIONAL_LSOAS_2019, SUBDOMAINS, SUPPLEMENTARY
from insight.pack.contracts import CONTRACTS
from insight.pack.contracts.schemas import MODEL_LEVELS, MODEL_RESIDUAL, MODEL_TERMS
from insight.pack.pack import Pack, open_pack
from pack_copies import of_ranks
from publisher_server import Clock, Publisher

# The same examples on every machine, and no failure because a machine is slow.
settings.register_profile("unit", max_examples=50, deadline=None, derandomize=True)
settings.load_profile("unit")

LSOAS = [f"E0100000{i}" for i in range(1, 7)]
SOUTH, NORTH = "E07000001", "E07000002"
DISTRICT = [SOUTH] * 3 + [NORTH] * 3
MSOA = ["E02000001", "E02000001", "E02000002"] + ["E02000003"] * 3
YEARS = [f"20{year}/{year + 1}" for year in range(19, 25)]
RANKS = [3375, 3376, 6751, 6752, 20253, 33755]

ABOUT = """\
title = "Toy town and country"
short_title = "Toy"
partnership = "Toy Together"
lsoa_year = 2021
"""

RECORD = """\
publisher = "Toy office"
title = "Toy figures"
short = "Toy"
period = "2025"
retrieved = "2026-01-01"
licence = "ogl3"
address = "https://example.org/"
sha256 = "{sha256}"
caveat = "Made up to be added in the head."
made_by = ""
"""

Change = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Town:
    """A toy pack, opened, with its areas laid out."""

    pack: Pack
    known: Places


def areas() -> gpd.GeoDataFrame:
    corners = [(450_000 + 1000 * (i % 3), 300_000 + 1000 * (i // 3)) for i in range(6)]
    shapes = [shapely.box(x, y, x + 1000, y + 1000) for x, y in corners]
    return gpd.GeoDataFrame(
        {
            "lsoa21cd": LSOAS,
            "lsoa21nm": [
                "South 001A", "South 001B", "South 002A",
                "North 001A", "North 001B", "North 001C",
            ],
            "msoa21cd": MSOA,
            "lad24cd": DISTRICT,
            "is_boundary_approximate": [True, True, False, False, False, False],
        },
        geometry=shapes,
        crs=27700,
    )  # fmt: skip


def deprivation() -> pd.DataFrame:
    table = pd.DataFrame({"lsoa21cd": LSOAS, "imd_score": [60.0, 50, 40, 30, 20, 10]})
    for name in ("imd", *DOMAINS, *SUBDOMAINS, *SUPPLEMENTARY):
        table[f"{name}_rank"] = RANKS
    # Everybody is worst off in crime, and best off in their surroundings.
    return of_ranks(table.assign(crime_rank=1, environment_rank=33755))


def activity() -> pd.DataFrame:
    shares = {
        ("E92000001", 93015): [22.0] * 6,
        (SOUTH, 93015): [30.0] * 3 + [36.0] * 3,
        (NORTH, 93015): [20.0] * 6,
        ("E92000001", 93014): [66.0] * 6,
        (SOUTH, 93014): [60.0] * 3 + [54.0] * 3,
        (NORTH, 93014): [70.0] * 6,
        ("E92000001", 93570): [47.0] * 6,
        (SOUTH, 93570): [40.0] * 5 + [None],
        (NORTH, 93570): [50.0] * 6,
    }
    verdicts = {
        "E92000001": dict.fromkeys((93014, 93015, 93570), "Not compared"),
        SOUTH: dict.fromkeys((93014, 93015, 93570), "Worse"),
        NORTH: {93014: "Better", 93015: "Better", 93570: "Similar"},
    }
    return pd.DataFrame(
        [
            (area, number, year, share, verdicts[area][number] if share else "Not compared")
            for (area, number), row in shares.items()
            for year, share in zip(YEARS, row, strict=True)
        ],
        columns=["area_code", "indicator_id", "period", "value_pct", "compared_to_england"],
    )


def activity_model() -> pd.DataFrame:
    """The log-odds of inactivity have a tenth of those of adults without skills."""
    rows = []
    for outcome, slope in (("inactive", 0.1), ("active", -0.1)):
        for term in MODEL_TERMS:
            own = slope if term == "adult_skills_log_odds" else 0.0
            covariances = {other: 1e-4 * (other == term) for other in MODEL_TERMS}
            rows.append({"outcome": outcome, "term": term, "coefficient": own, **covariances})
    return pd.DataFrame(rows)


RESIDUAL = 0.1
"""Residual of an MSOA in the toy model, and of an LSOA within it, as log-odds."""


def activity_fit() -> pd.DataFrame:
    rows = [
        (level, figure, 2 * np.log(RESIDUAL) if figure == "constant" else 0.0)
        for level in MODEL_LEVELS
        for figure in MODEL_RESIDUAL
    ]
    rows += [("all", "allowance", 1.0), ("all", "within", 1.0)]
    return pd.DataFrame(rows, columns=["outcome", "figure", "value"])


def deck() -> dict[str, pd.DataFrame]:
    """A pound for each attendance; two pounds matched for each of core money."""
    return {
        "headline_figures": pd.DataFrame(
            {
                "figure": ["H1", "H2"],
                "line": ["H1", "H2"],
                "value": [1000, 1000],
                "unit": ["£", "attendances"],
                "qualifier": ["", "over"],
                "what": ["Money", "Attendances"],
                "scope": ["county", "not stated"],
                "of": "",
                "per": ["H2", ""],
                "additive": "",
                "notes": ["N1", ""],
            }
        ),
        "deck_notes": pd.DataFrame(
            {"note": ["N1"], "title": ["Money"], "words": ["It is made up."]}
        ),
        "approach": pd.DataFrame(
            {
                "key": ["definition1", "adults1"],
                "section": ["definition", "adults"],
                "title": ["Working in place", "Inactive"],
                "words": ["Together.", "less than 30 minutes a week"],
                "status": ["initial", "as printed"],
            }
        ),
        "systems": pd.DataFrame(
            {
                "key": ["care", "parks"],
                "position": [1, 2],
                "name": ["Care", "Parks"],
                "words": ["Care of adults", "Green space"],
                "status": "our words",
            }
        ),
        "model_examples": pd.DataFrame(
            {
                "key": ["E01"],
                "place": ["Calderdale"],
                "kind": ["evidence"],
                "system": ["care"],
                "stage": ["redesign"],
                "conditions": ["condition2"],
                "changes": ["skills"],
                "asset_kind": "",
                "title": ["All trained"],
                "words": "",
                "workshops": "",
                "trained": ["47"],
                "status": "as printed",
                "notes": "",
            }
        ),
        "worked_example": pd.DataFrame(
            {
                "item": ["M01", "M02", "M03", "M04"],
                "role": ["item", "item", "printed total", "residents"],
                "part": ["core", "matched", "matched", ""],
                "funder": ["Toy Together", "Toy office", "", ""],
                "value": [100, 200, 250, 50],
                "unit": ["£", "£", "£", "people"],
                "what": ["Own", "Drawn in", "Total", "Residents"],
                "notes": "",
            }
        ),
    }


def tables() -> dict[str, pd.DataFrame]:
    former = ["E01000911", *LSOAS[2:5], "E01000961", "E01000962"]
    ranks_2019 = pd.Series([3284, 3285, 6568, 6569, 16422, 32844])
    return {
        "districts": pd.DataFrame(
            {
                "lad24cd": [SOUTH, NORTH],
                "name": ["South and Deep", "North"],
                "label": ["South & Deep", "North"],
                "county": "",
                "county_name": "",
            }
        ),
        "msoas": pd.DataFrame(
            {
                "msoa21cd": ["E02000001", "E02000002", "E02000003"],
                "msoa21nm": ["South 001", "South 002", "North 001"],
                "name": ["St Mary’s & Quay", "Hill", "Moor"],
            }
        ),
        "areas": areas(),
        "deprivation": deprivation(),
        "population": pd.DataFrame(
            {
                "lsoa21cd": LSOAS,
                "population": [0, 100, 200, 300, 400, 500],
                "children_0_15": [0, 20, 40, 60, 80, 100],
                "adults_16_plus": [0, 80, 160, 240, 320, 400],
                "working_age_18_66": [0, 60, 120, 180, 240, 300],
                "older_60_plus": [0, 10, 20, 90, 120, 150],
            }
        ),
        "imd2019": pd.DataFrame(
            {
                "lsoa11cd": former,
                "lsoa11nm": [f"Former {code}" for code in former],
                "imd2019_rank": ranks_2019,
                "imd2019_decile": np.ceil(10 * ranks_2019 / NATIONAL_LSOAS_2019).astype(int),
            }
        ),
        "lsoa_links": pd.DataFrame(
            {
                "lsoa11cd": ["E01000911", "E01000911", *former[1:]],
                "lsoa21cd": [*LSOAS, LSOAS[5]],
                "change": ["split"] * 2 + ["unchanged"] * 3 + ["merged"] * 2,
            }
        ),
        "activity": activity(),
        "activity_model": activity_model(),
        "activity_fit": activity_fit(),
        **deck(),
        "postcodes": pd.DataFrame(
            {
                "postcode": ["AB1 1AA", "AB1 1AB"],
                "lsoa21cd": [LSOAS[0], LSOAS[1]],
                "lsoa21cd_or": ["", LSOAS[2]],
            }
        ),
    }


def write(folder: Path, changes: dict[str, Change]) -> None:
    """Write a pack; a table that the town does without is made from no rows."""
    (folder / "pack.toml").write_text(ABOUT, "utf-8")
    every = dict.fromkeys(changes, pd.DataFrame()) | tables()
    for table, frame in every.items():
        changed = changes.get(table, lambda same: same)(frame)
        file = folder / CONTRACTS[table].file
        if file.suffix == ".parquet":
            gpd.GeoDataFrame(changed).to_parquet(file, index=False)
        else:
            changed.to_csv(file, index=False)
        checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        record = RECORD.format(sha256=checksum)
        (folder / f"{table}.source.toml").write_text(record, "utf-8")


@pytest.fixture(scope="session")
def pack_with(tmp_path_factory) -> Callable[..., Pack]:
    """Make a toy pack in which some tables are changed, added or faulty."""

    def build(**changes: Change) -> Pack:
        folder = tmp_path_factory.mktemp("town")
        write(folder, changes)
        return open_pack(folder)

    return build


@pytest.fixture(scope="session")
def town_with(pack_with) -> Callable[..., Town]:
    """Make a toy town in which some tables are changed."""

    def build(**changes: Change) -> Town:
        pack = pack_with(**changes)
        assert pack.problems == {}
        return Town(pack, places(pack))

    return build


@pytest.fixture(scope="session")
def town(town_with) -> Town:
    return town_with()


@pytest.fixture
def publisher(monkeypatch):
    """A server that is asked without a detour."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Publisher() as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    """One on which waiting takes no time."""
    return Clock()
