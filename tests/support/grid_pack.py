"""A pack of 6,400 squares in four made-up districts: more than shapes of a page."""

import re
from pathlib import Path
from shutil import copyfile

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.pack.catalogue import ENGLAND, NATIONAL_LSOAS_2025
from insight.pack.pack import EMBEDDED, open_pack
from insight.publishers.pack_folder import write_table

ACROSS = 80
SQUARE_M = 1_000
WEST, SOUTH = 400_000, 220_000
DISTRICTS = ("E07000901", "E07000902", "E07000903", "E07000904")
METHOD = (
    "approach", "systems", "deck_notes", "model_examples", "worked_example",
    "activity_model",
    "activity_fit",
)  # fmt: skip


def grid_pack(folder: Path) -> Path:
    """Write the pack into an empty folder, and give the folder back."""
    for name in ("pack.toml", *(f"{table}.csv" for table in METHOD)):
        copyfile(EMBEDDED / name, folder / name)
    for table in METHOD:
        copyfile(EMBEDDED / f"{table}.source.toml", folder / f"{table}.source.toml")
    for table, rows in _tables().items():
        _record(table, write_table(rows, table, folder), folder)
    return folder


def _record(table: str, checksum: str, folder: Path) -> None:
    file = f"{table}.source.toml"
    text = (EMBEDDED / file).read_text("utf-8")
    text = re.sub("sha256 = .*", f'sha256 = "{checksum}"', text)
    (folder / file).write_text(text, "utf-8")


def _tables() -> dict[str, pd.DataFrame]:
    at = np.arange(ACROSS**2)
    row, column = np.divmod(at, ACROSS)
    codes = [f"E01{900_000 + each}" for each in at]
    msoa = [f"E02{900_000 + each // 4}" for each in at]
    names = [f"Square {each // 4 + 1:04d}{'ABCD'[each % 4]}" for each in at]
    x, y = WEST + SQUARE_M * column, SOUTH + SQUARE_M * row
    areas = gpd.GeoDataFrame(
        {
            "lsoa21cd": codes,
            "lsoa21nm": names,
            "msoa21cd": msoa,
            "lad24cd": [DISTRICTS[each] for each in 4 * row // ACROSS],
            "is_boundary_approximate": False,
        },
        geometry=shapely.box(x, y, x + SQUARE_M, y + SQUARE_M),
        crs=27700,
    )
    labels = [f"Quarter {each}" for each in "ABCD"]
    return {
        "areas": areas,
        "msoas": pd.DataFrame(
            {
                "msoa21cd": msoa[::4],
                "msoa21nm": [name[:-1] for name in names[::4]],
                "name": [f"Block {each + 1}" for each in range(len(msoa) // 4)],
            }
        ),
        "districts": pd.DataFrame(
            {
                "lad24cd": DISTRICTS, "name": labels, "label": labels,
                "county": "", "county_name": "",
            }
        ),
        "deprivation": _deprivation(codes),
        "population": pd.DataFrame(
            {
                "lsoa21cd": codes,
                "population": 1_500 + at % 700,
                "children_0_15": 300,
                "adults_16_plus": 1_200 + at % 700,
                "working_age_18_66": 900,
                "older_60_plus": 200 + at % 500,
            }
        ),
        "imd2019": pd.DataFrame(
            {
                "lsoa11cd": codes, "lsoa11nm": names, "imd2019_rank": 5 * at + 1,
                "imd2019_decile": np.ceil(10 * (5 * at + 1) / 32_844).astype(int),
            }
        ),
        "lsoa_links": pd.DataFrame(
            {"lsoa11cd": codes, "lsoa21cd": codes, "change": "unchanged"}
        ),
        "activity": _activity(),
    }  # fmt: skip


def _deprivation(codes: list[str]) -> pd.DataFrame:
    """Ranks in no order, each once, and the deciles that belong to them."""
    columns = open_pack().table("deprivation").columns
    found = pd.DataFrame({"lsoa21cd": codes})
    chance = np.random.default_rng(8)
    for name in (each for each in columns if each.endswith("_rank")):
        ranks = chance.permutation(NATIONAL_LSOAS_2025)[: len(codes)] + 1
        found[name] = ranks
        found[name.replace("_rank", "_decile")] = np.ceil(10 * ranks / NATIONAL_LSOAS_2025).astype(
            int
        )
        found[name.replace("_rank", "_score")] = 1 - ranks / NATIONAL_LSOAS_2025
    found["imd_score"] = (90 - found["imd_rank"] / 400).round(3)
    return found


def _activity() -> pd.DataFrame:
    """What was surveyed in four other districts, and in England."""
    table = open_pack().table("activity").reset_index()
    others = [code for code in table["area_code"].unique() if code != ENGLAND]
    renamed = dict(zip(others, DISTRICTS, strict=False)) | {ENGLAND: ENGLAND}
    kept = table[table["area_code"].isin(renamed)]
    return kept.assign(area_code=kept["area_code"].map(renamed))
