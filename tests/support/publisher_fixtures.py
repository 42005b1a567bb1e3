"""A folder of files as the publishers head them, about a toy town of six squares.

::

    4 5 6   North West Toyshire, one MSOA
    1 2 3   South and Deep, an MSOA of 1 and 2, and one of 3

Residents are 100, 200 ... 600, scores 60, 50 ... 10. The summaries are worked by hand:
the average score of South is (60 x 100 + 50 x 200 + 40 x 300) / 600 = 46.667.
"""

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import shapely

LSOAS = [f"E0100000{i}" for i in range(1, 7)]
MSOAS = ["E02000001", "E02000001", "E02000002", *["E02000003"] * 3]
MSOA_NAMES = ["South 001", "South 001", "South 002", *["North 001"] * 3]
SOUTH, NORTH = "E07000001", "E07000002"
LADS = [SOUTH] * 3 + [NORTH] * 3
LAD_NAMES = ["South and Deep"] * 3 + ["North West Toyshire"] * 3
RANKS = [3375, 3376, 6751, 6752, 20253, 33755]
ELSEWHERE = "E01000099"

IMD_RANK = "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"
RATE = "Score (rate)"
DOMAIN_HEADINGS = {
    "Income": RATE,
    "Employment": RATE,
    "Education, Skills and Training": "Score",
    "Health Deprivation and Disability": "Score",
    "Crime": "Score",
    "Barriers to Housing and Services": "Score",
    "Living Environment": "Score",
    "Children and Young People Sub-domain": "Score",
    "Adult Skills Sub-domain": "Score",
    "Geographical Barriers Sub-domain": "Score",
    "Wider Barriers Sub-domain": "Score",
    "Indoors Sub-domain": "Score",
    "Outdoors Sub-domain": "Score",
    "Income Deprivation Affecting Children Index (IDACI)": RATE,
    "Income Deprivation Affecting Older People (IDAOPI)": RATE,
}
"""What the publisher calls each part, and its score."""

SUMMARIES = {
    SOUTH: (28692.67, 46.667, 0.3333, 0.7452),
    NORTH: (11702.47, 18.667, 0.0, 0.1270),
    "E54000001": (16556.81, 26.667, 0.1667, 0.3036),
    "E54000002": (1.0, 1.0, 0.5, 0.5),
}
"""Average rank, average score, proportion in the most deprived 10%, extent.

The second board has an LSOA outside the town, so its figures bind nobody.
"""

CENTRE = (450_000, 300_000)


def indices() -> pd.DataFrame:
    """File 7 of the Indices 2025."""
    frame = pd.DataFrame(
        {
            "LSOA code (2021)": LSOAS,
            "LSOA name (2021)": [f"{name}{'ABC'[at % 3]}" for at, name in enumerate(MSOA_NAMES)],
            "Local Authority District code (2024)": LADS,
            "Local Authority District name (2024)": LAD_NAMES,
            "Index of Multiple Deprivation (IMD) Score": [60, 50, 40, 30, 20, 10],
            IMD_RANK: RANKS,
            "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)": [
                1,
                2,
                2,
                3,
                6,
                10,
            ],
        }
    )
    for heading, score in DOMAIN_HEADINGS.items():
        frame[f"{heading} {score}"] = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
        frame[f"{heading} Rank (where 1 is most deprived)"] = RANKS
    people = [100, 200, 300, 400, 500, 600]
    frame["Total population: mid 2022"] = people
    frame["Dependent Children aged 0-15: mid 2022"] = [n // 5 for n in people]
    frame["Older population aged 60 and over: mid 2022"] = [n // 4 for n in people]
    frame["Working age population 18-66 (for use with Employment Deprivation Domain): mid 2022"] = [
        n // 2 for n in people
    ]
    return frame


def squares() -> gpd.GeoDataFrame:
    """The six outlines, in degrees as GeoJSON has them."""
    east, north = CENTRE
    shapes = [
        shapely.box(east + x, north + y, east + x + 1000, north + y + 1000)
        for y in (0, 1000)
        for x in (0, 1000, 2000)
    ]
    frame = gpd.GeoDataFrame({"LSOA21CD": LSOAS, "LSOA21NM": "name"}, geometry=shapes, crs=27700)
    return frame.to_crs(4326)


def fingertips(indicator: int) -> pd.DataFrame:
    """One indicator as its publisher's service gives it out."""
    rows = []
    for area, value in (("E92000001", 65.0), (SOUTH, 60.0), (NORTH, 70.0)):
        for sex, category in (("Persons", ""), ("Male", ""), ("Persons", "Asian")):
            if area == NORTH and indicator == 93570:
                continue
            rows.append(
                {
                    "Indicator ID": indicator,
                    "Indicator Name": "Percentage",
                    "Area Code": area,
                    "Area Name": "Name, with a comma",
                    "Sex": sex,
                    "Age": "19+ yrs",
                    "Category Type": category and "Ethnic groups",
                    "Category": category,
                    "Time period": "2024/25",
                    "Value": value if sex == "Persons" and not category else 1.5,
                    "Lower CI 95.0 limit": value - 2,
                    "Upper CI 95.0 limit": value + 2,
                    "Lower CI 99.8 limit": value - 3,
                    "Compared to England value or percentiles": "Better 95%"
                    if area == NORTH
                    else "Not compared",
                }
            )
    return pd.DataFrame(rows)


def write_town(folder: Path) -> Path:
    """Write every file that a pack needs, under the publishers' headings."""
    folder.mkdir(parents=True, exist_ok=True)
    indices().to_csv(folder / "File_7.csv", index=False, encoding="utf-8-sig")
    squares().to_file(folder / "lsoa.geojson", driver="GeoJSON")
    by_output_area = pd.DataFrame(
        {
            "OA21CD": [f"E0000000{i}" for i in range(9)],
            "LSOA21CD": [*LSOAS, *LSOAS[:3]],
            "MSOA21CD": [*MSOAS, *MSOAS[:3]],
            "MSOA21NM": [*MSOA_NAMES, *MSOA_NAMES[:3]],
            "LAD22CD": [*LADS, *LADS[:3]],
        }
    )
    by_output_area.to_csv(folder / "oa.csv", index=False)
    changes = pd.DataFrame(
        {
            "LSOA11CD": ["E01000911", "E01000911", *LSOAS[2:5], "E01000961",
                         "E01000962"],
            "LSOA21CD": [*LSOAS, LSOAS[5]],
            "CHGIND": ["S", "S", "U", "U", "U", "M", "M"],
        }
    )  # fmt: skip
    changes.to_csv(folder / "exact.csv", index=False)
    former = ["E01000911", *LSOAS[2:5], "E01000961", "E01000962"]
    pd.DataFrame(
        {
            "LSOA code (2011)": former,
            "LSOA name (2011)": "Former",
            "Index of Multiple Deprivation (IMD) Score": 1.0,
            IMD_RANK: [
                3284, 3285, 6568, 6569, 16422, 32844,
            ],
        }
    ).to_csv(folder / "File_7_2019.csv", index=False)  # fmt: skip
    for indicator in (93014, 93015, 93570):
        fingertips(indicator).to_csv(folder / f"{indicator}.csv", index=False)
    return folder


def write_more(folder: Path) -> Path:
    """Write the files that a pack may do without, too."""
    write_town(folder)
    pd.DataFrame(
        {"msoa21cd": sorted(set(MSOAS)), "msoa21nm": "x", "msoa21hclnm":
         ["St Mary’s & Quay", "Hill", "Moor"]}
    ).to_csv(folder / "MSOA-Names.csv", index=False, encoding="cp1252")  # fmt: skip
    pd.DataFrame(
        {
            "LSOA21CD": [*LSOAS, LSOAS[0], LSOAS[0]],
            "WD24CD": ["E05000001"] * 3 + ["E05000002"] * 5,
            "WD24NM": ["Quay"] * 3 + ["Moor"] * 5,
        }
    ).to_csv(folder / "wards.csv", index=False)
    pd.DataFrame(
        {
            "LAD24CD": [SOUTH, NORTH, "E08000001"],
            "LAD24NM": ["South", "North", "Met"],
            "CTY24CD": ["E10000001", "E10000001", "E11000001"],
            "CTY24NM": ["Toyshire", "Toyshire", "Metshire"],
        }
    ).to_csv(folder / "counties.csv", index=False)
    pd.DataFrame(
        {
            "LSOA21CD": [*LSOAS, ELSEWHERE],
            "ICB24CD": ["E54000001"] * 6 + ["E54000002"],
            "ICB24CDH": "Q",
        }
    ).to_csv(folder / "icb.csv", index=False)
    summaries(folder / "File_10.xlsx", "Local Authority District code (2024)",
              (SOUTH, NORTH))  # fmt: skip
    summaries(folder / "File_13.xlsx", "Integrated Care Board Code (2024)",
              ("E54000001", "E54000002"))  # fmt: skip
    census(folder)
    postcodes(folder / "ONSPD.zip")
    sites(folder)
    return folder


def summaries(file: Path, heading: str, areas: tuple[str, ...]) -> None:
    """A workbook of summaries: notes in front, a title above the headings."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["What this is"])
    sheet = book.create_sheet("IMD")
    sheet.append(["Summaries"])
    sheet.append(
        [heading, "Name", "IMD - Average rank ", "IMD - Average score ",
         "IMD - Proportion of LSOAs in most deprived 10% nationally ",
         "IMD 2025 - Extent "]
    )  # fmt: skip
    for area in areas:
        sheet.append([area, "Name", *SUMMARIES[area]])
    book.save(file)


def census(folder: Path) -> None:
    """Nomis' archives: the same table for several kinds of area."""
    of_lsoa = pd.DataFrame({"date": 2021, "geography": "name", "geography code": LSOAS})
    topics = {
        "ts007a": {
            "Age: Total": [90] * 6,
            "Age: Aged 60 to 64 years": [6] * 6,
            "Age: Aged 65 to 69 years": [5] * 6,
            "Age: Aged 70 to 74 years": [4] * 6,
            "Age: Aged 75 to 79 years": [3] * 6,
            "Age: Aged 80 to 84 years": [2] * 6,
            "Age: Aged 85 years and over": [1] * 6,
        },
        "ts038": {
            "Disability: Total: All usual residents": [90] * 6,
            "Disability: Disabled under the Equality Act": [9] * 6,
            "Disability: Disabled under the Equality Act: Day-to-day activities limited a lot": [4]
            * 6,
        },
        "ts021": {
            "Ethnic group: Total: All usual residents": [91] * 6,
            "Ethnic group: White": [71] * 6,
            "Ethnic group: White: Irish": [1] * 6,
        },
        "ts045": {
            "Number of cars or vans: Total: All households": [40] * 6,
            "Number of cars or vans: No cars or vans in household": [10] * 6,
        },
    }
    for name, columns in topics.items():
        lsoa = of_lsoa.assign(**columns)
        with zipfile.ZipFile(folder / f"census2021-{name}.zip", "w") as archive:
            msoa = lsoa.head(3).assign(**{"geography code": sorted(set(MSOAS))})
            archive.writestr(f"census2021-{name}-msoa.csv", msoa.to_csv(index=False))
            archive.writestr(f"census2021-{name}-lsoa.csv", lsoa.to_csv(index=False))
            archive.writestr("metadata/about.txt", "About this table")


def postcodes(file: Path) -> None:
    """The directory: one in the middle of a square, one near its edge, some odd."""
    east, north = CENTRE
    rows = [
        ("AB1 1AA", SOUTH, east + 500, north + 500, ""),
        ("AB1 1AB", SOUTH, east + 990, north + 500, "202001"),
        ("AB101AC", SOUTH, east + 970, north + 500, ""),
        ("AB1 1AD", SOUTH, "", "", "202602"),
        ("ZZ1 1ZZ", "E09000001", 530000, 180000, ""),
    ]
    frame = pd.DataFrame(rows, columns=["pcds", "oslaua", "oseast1m", "osnrth1m", "doterm"])
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Data/ONSPD_UK.csv", frame.to_csv(index=False))
        archive.writestr("Data/multi_csv/ONSPD_ZZ.csv", frame[4:].to_csv(index=False))
        archive.writestr("Documents/Guide.pdf", b"%PDF")


def sites(folder: Path) -> None:
    """Facilities, practices and green spaces, some closed and some far away."""
    east, north = CENTRE
    pd.DataFrame(
        [
            ("1", "Swimming Pool", "Pool", "Public Access", "Operational",
             east + 10.4, north),
            ("1", "Swimming Pool", "Pool", "Private", "Operational", east, north),
            ("1", "Studio", "Pool", "Not Known", "3", east, north),
            ("2", "Studio", "Shut", "Public Access", "Closed", east, north),
            ("3", "Golf", "Far", "Public Access", "Operational", east + 90_000, north),
        ],
        columns=["Site ID", "Facility Type", "Site Name", "Accessibility Group",
                 "Operational Status", "Easting", "Northing"],
    ).to_csv(folder / "active_places.csv", index=False)  # fmt: skip
    pd.DataFrame(
        [
            ("C1", "SURGERY", "A", "4", east, north),
            ("C2", "CLINIC", "A", "8", east, north),
            ("C3", "GONE", "C", "4", east, north),
        ],
        columns=["Organisation Code", "Name", "Status Code", "Prescribing Setting",
                 "OSEAST1M", "OSNRTH1M"],
    ).to_csv(folder / "practices.csv", index=False)  # fmt: skip
    green = folder / "opengreenspace.gpkg"
    gpd.GeoDataFrame(
        {"id": ["g1", "g2"], "function": ["Public Park Or Garden", "Play Space"],
         "distinctive_name_1": ["Quay Park", None]},
        geometry=[shapely.box(east, north, east + 100, north + 100),
                  shapely.box(east + 200, north, east + 300, north + 100)],
        crs=27700,
    ).to_file(green, layer="greenspace_site", driver="GPKG")  # fmt: skip
    gpd.GeoDataFrame(
        {"fid_": [1], "id": ["a1"], "access_type": ["Pedestrian"],
         "ref_to_greenspace_site": ["g1"]},
        geometry=[shapely.Point(east, north + 50)],
        crs=27700,
    ).to_file(green, layer="access_point", driver="GPKG")  # fmt: skip


def as_bytes(frame: pd.DataFrame) -> bytes:
    """A table as the bytes of a CSV file."""
    buffer = io.StringIO()
    frame.to_csv(buffer, index=False)
    return buffer.getvalue().encode()
