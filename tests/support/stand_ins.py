"""What the larger real files lack of an area, made to stand in for it.

Outlines, look-ups and residents of places outside Leicestershire: squares in rows, and
residents worked out from income deprivation. They say nothing about the places.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

CALDERDALE = "E08000033"
AROUND_CALDERDALE = (391_000, 415_000, 414_000, 432_000)
MIDDLE_OF_ENGLAND = (400_000, 220_000, 500_000, 320_000)
"""Corners, in metres of the National Grid, within which the squares lie."""


def squares(count: int, corners: tuple[int, int, int, int]) -> np.ndarray:
    """As many squares as asked for, side by side in rows."""
    west, south, east, north = corners
    across = int(np.ceil(np.sqrt(count)))
    width, height = (east - west) / across, (north - south) / across
    at = np.arange(count)
    x, y = west + width * (at % across), south + height * (at // across)
    return shapely.box(x, y, x + width, y + height)


def write_look_ups(folder, places, former, msoas, corners):
    """Outlines, MSOAs and changes of some LSOAs, under the publishers' headings."""
    codes = places["lsoa21_code"].to_numpy()
    shapes = squares(len(codes), corners)
    gpd.GeoDataFrame({"LSOA21CD": codes}, geometry=shapes, crs=27700).to_file(
        folder / "lsoa.gpkg", driver="GPKG"
    )
    names = places["lsoa21_name"].str[:-1]
    pd.DataFrame({"LSOA21CD": codes, "MSOA21CD": names.map(msoas), "MSOA21NM": names}).to_csv(
        folder / "oa.csv", index=False
    )
    known = pd.Index(former["lsoa11_code"])
    gone = known.difference(pd.Index(codes))
    new = places.loc[~places["lsoa21_code"].isin(known), "lsoa21_code"].to_numpy()
    same = places.loc[places["lsoa21_code"].isin(known), "lsoa21_code"]
    split = pd.DataFrame(
        {"LSOA11CD": np.resize(gone.to_numpy(), len(new)), "LSOA21CD": new,
         "CHGIND": "S"}
    )  # fmt: skip
    unchanged = pd.DataFrame({"LSOA11CD": same, "LSOA21CD": same, "CHGIND": "U"})
    pd.concat([unchanged, split]).to_csv(folder / "exact.csv", index=False)


def residents_from_income(places: pd.DataFrame) -> np.ndarray:
    """People on low income over their share: the publisher's own division, undone."""
    people = places["income_numerator"] / places["income_score"]
    return people.round().astype(int).to_numpy()


def write_residents(folder, places, people):
    pd.DataFrame(
        {
            "LSOA code (2021)": places["lsoa21_code"],
            "Total population: mid 2022": people,
            "Dependent Children aged 0-15: mid 2022": people // 5,
            "Older population aged 60 and over: mid 2022": people // 4,
            "Working age population 18-66 (for use with Employment Deprivation "
            "Domain): mid 2022": people // 2,
        }
    ).to_csv(folder / "residents.csv", index=False)


def national(real: Path) -> pd.DataFrame:
    return pd.read_csv(real / "england" / "iod2025_lsoa21_england.csv")


def former(real: Path) -> pd.DataFrame:
    columns = ["lsoa11_code", "lsoa11_name", "lad19_code", "imd_rank"]
    return pd.read_csv(real / "england" / "iod2019_lsoa11_england.csv", usecols=columns)


def msoas(real: Path) -> pd.Series:
    """Code of each MSOA of England by its official name."""
    folder = real / "activity"
    (file,) = folder.glob("sport_england_sae_msoa21*_england.csv")
    return pd.read_csv(file).set_index("msoa21_name")["msoa21_code"]


def write_calderdale(folder: Path, real: Path) -> pd.DataFrame:
    """Write stand-ins for Calderdale beside the real files, and give its LSOAs."""
    whole, before = national(real), former(real)
    places = whole[whole["lad24_code"].eq(CALDERDALE)].reset_index(drop=True)
    theirs = before[before["lad19_code"].eq(CALDERDALE)]
    write_look_ups(folder, places, theirs, msoas(real), AROUND_CALDERDALE)
    write_residents(folder, places, residents_from_income(places))
    for file in ("england/iod2025_lsoa21_england.csv",
                 "england/iod2019_lsoa11_england.csv",
                 "england/iod2025_file10_lad24_summaries.csv",
                 "activity/fingertips_physical_activity_lad_england.csv"):  # fmt: skip
        (folder / file.replace("/", "_")).symlink_to(real / file)
    return places
