"""What a refresh fetches, and from whom.

Addresses carry the release in them, so a new release of a publisher is a new line
here. None of them asks for a key or an account.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class FileForm(StrEnum):
    """What a file is, as its ending says."""

    CSV = "csv"
    GEOJSON = "geojson"
    JSON = "json"
    XLSX = "xlsx"
    ZIP = "zip"


@dataclass(frozen=True)
class FeatureLayer:
    """What is asked of a feature layer: columns, and those that together come once only.

    `filter_by` is the column whose codes say which rows are wanted, all where it is empty;
    `codes_of` the download that has them, the districts themselves where it is empty.
    """

    fields: tuple[str, ...]
    unique: tuple[str, ...]
    filter_by: str = ""
    codes_of: str = ""


@dataclass(frozen=True)
class PublisherFile:
    """One file that a refresh fetches.

    `least` and `most` are its plausible size, in bytes or rows of a layer; `heading` must
    stand in the first line of a text; the address is the publisher's page about it.
    """

    key: str
    title: str
    publisher: str
    period: str
    licence: str
    address: str
    url: str
    form: FileForm
    least: int
    most: int
    layer: FeatureLayer | None = None
    heading: str = ""
    is_optional: bool = field(default=False, kw_only=True)

    @property
    def file_name(self) -> str:
        """Its name in the folder of downloads."""
        return f"{self.key}.{self.form}"


KILOBYTE, MEGABYTE = 1_000, 1_000_000

ONS = "Office for National Statistics"
MHCLG = "Ministry of Housing, Communities and Local Government"
OHID = "Office for Health Improvement and Disparities"
NHS = "NHS England, Organisation Data Service"

PORTAL = "https://geoportal.statistics.gov.uk"
SERVICES = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
ASSETS = "https://assets.publishing.service.gov.uk/media"
INDICES = "https://www.gov.uk/government/statistics/english-indices-of-deprivation-"
FINGERTIPS = "https://fingertips.phe.org.uk"
NOMIS = "https://www.nomisweb.co.uk"
LIBRARY = "https://houseofcommonslibrary.github.io/msoanames"
ODS = "https://www.odsdatasearchandexport.nhs.uk"
ESTIMATES = "/peoplepopulationandcommunity/populationandmigration/populationestimates"

DISTRICTS_SINCE_2023, REGIONS = 501, 6  # numbers of the types of area in Fingertips


def _indices(
    file: str, what: str, name: str, size: tuple[int, int], **more: str | bool
) -> PublisherFile:
    """A file of the Indices of Deprivation, by its year and number such as ``2025 7``."""
    year, number = file.split()
    period, heading = str(more.get("period", year)), str(more.get("heading", ""))
    return PublisherFile(
        f"iod{year}_file_{number}", f"Indices of Deprivation {year}, File {number}: {what}",
        MHCLG, period, "ogl3", f"{INDICES}{year}", f"{ASSETS}/{name}",
        FileForm(name.rpartition(".")[2]), *size, heading=heading, is_optional=not heading,
    )  # fmt: skip


def _indicator(number: int, what: str) -> PublisherFile:
    return PublisherFile(
        f"fingertips_{number}", f"{what} by district (indicator {number})", OHID,
        "every year published", "ogl3", f"{FINGERTIPS}/profile/physical-activity",
        f"{FINGERTIPS}/api/all_data/csv/by_indicator_id?indicator_ids={number}"
        f"&child_area_type_id={DISTRICTS_SINCE_2023}&parent_area_type_id={REGIONS}",
        FileForm.CSV, 50 * KILOBYTE, 100 * MEGABYTE, heading="Area Code",
    )  # fmt: skip


def _census(table: str, what: str) -> PublisherFile:
    return PublisherFile(
        f"census2021_{table}", f"Census 2021 {what} ({table.upper()})", ONS,
        "21 March 2021", "ogl3", f"{NOMIS}/sources/census_2021_bulk",
        f"{NOMIS}/output/census/2021/census2021-{table}.zip",
        FileForm.ZIP, 500 * KILOBYTE, 60 * MEGABYTE, is_optional=True,
    )  # fmt: skip


def _layer(  # noqa: PLR0913 - each is a fact of its own
    key: str, title: str, period: str, service: str, columns: str, most: int, *,
    by: str = "", codes_of: str = "", least: int = 1, page: str = "", unique: str = "",
    is_optional: bool = True,
) -> PublisherFile:  # fmt: skip
    """A layer of the Office for National Statistics; boundaries are those with shapes."""
    names = tuple(columns.split())
    has_shapes = title.startswith("Boundaries")
    return PublisherFile(
        key, title, ONS, period, "ogl3-boundaries" if has_shapes else "ogl3",
        f"{PORTAL}/{page or f'search?q={service}'}", f"{SERVICES}/{service}/FeatureServer/0",
        FileForm.GEOJSON if has_shapes else FileForm.CSV, least, most,
        FeatureLayer(names, tuple(unique.split()) or names[:1], by, codes_of),
        is_optional=is_optional,
    )  # fmt: skip


WARD_OF_LSOA = "lsoa21_to_ward24"
MSOA_OF_LSOA = "oa21_to_lsoa21_to_msoa21"
POPULATION = "datasets/lowersuperoutputareamidyearpopulationestimates"
DIRECTORY = "9e5a92a3cfb14dc7ad43d6ea7a7b8c7f"

DOWNLOADS: tuple[PublisherFile, ...] = (
    _indices(
        "2025 7", "ranks, scores and population",
        "691ded56d140bbbaa59a2a7d/"
        "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
        (4 * MEGABYTE, 60 * MEGABYTE), heading="LSOA code (2021)",
    ),
    _indices(
        "2019 7", "ranks, scores and population",
        "5dc407b440f0b6379a7acc8d/File_7_-_All_IoD2019_Scores__Ranks__"
        "Deciles_and_Population_Denominators_3.csv",
        (4 * MEGABYTE, 60 * MEGABYTE), heading="LSOA code (2011)",
    ),
    _indices(
        "2025 10", "summaries of districts",
        "6917412ebc34c86ce4e6e7fc/File_10_-_IoD2025_Local_Authority_"
        "District_Summaries__lower-tier__v2.xlsx",
        (40 * KILOBYTE, 10 * MEGABYTE), period="2025, version 2 of 17 November 2025",
    ),
    _indices(
        "2025 13", "summaries of Integrated Care Boards",
        "68ff7ed00f801e57b5bef928/File_13_-_IoD2025_Integrated_Care_Board__ICB__Summaries.xlsx",
        (10 * KILOBYTE, 10 * MEGABYTE),
    ),
    _indicator(93014, "Physically active adults"),
    _indicator(93015, "Physically inactive adults"),
    _indicator(93570, "Physically active children and young people"),
    _layer(
        WARD_OF_LSOA, "LSOA 2021 to ward and district 2024, best fit", "May 2024",
        "LSOA21_WD24_LAD24_EW_LU", "LSOA21CD LSOA21NM WD24CD WD24NM LAD24CD LAD24NM", 40_000,
        by="LAD24CD", is_optional=False,
    ),
    _layer(
        MSOA_OF_LSOA, "Output Area to LSOA to MSOA 2021, exact fit", "December 2021, version 3",
        "OA_LSOA_MSOA_EW_DEC_2021_LU_v3", "OA21CD LSOA21CD LSOA21NM MSOA21CD MSOA21NM", 200_000,
        by="LSOA21CD", codes_of=WARD_OF_LSOA, page="datasets/b9ca90c10aaa4b8d9791e9859a38ca67",
        is_optional=False,
    ),
    _layer(
        "lsoa11_to_lsoa21", "LSOA 2011 to LSOA 2021, exact fit with changes",
        "December 2022, version 3", "LSOA11_LSOA21_LAD22_EW_LU_v5",
        "LSOA11CD LSOA11NM CHGIND LSOA21CD LSOA21NM", 40_000, unique="LSOA11CD LSOA21CD",
        by="LSOA21CD", codes_of=WARD_OF_LSOA, page="items/cbfe64cc03d74af982c1afec639bafd1",
        is_optional=False,
    ),
    _layer(
        "lsoa21_boundaries", "Boundaries of 2021 LSOAs (BGC)", "December 2021, version 5",
        "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5",
        "LSOA21CD LSOA21NM", 40_000, by="LSOA21CD", codes_of=WARD_OF_LSOA,
        page="search?q=LSOA%202021%20BGC", is_optional=False,
    ),
    _layer(
        "msoa21_boundaries", "Boundaries of 2021 MSOAs (BGC)", "December 2021, version 3",
        "Middle_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V3",
        "MSOA21CD MSOA21NM", 8_000, by="MSOA21CD", codes_of=MSOA_OF_LSOA,
        page="search?q=MSOA%202021%20BGC",
    ),
    _layer(
        "ward24_boundaries", "Boundaries of wards (BGC)", "May 2024",
        "Wards_May_2024_Boundaries_UK_BGC", "WD24CD WD24NM", 10_000, by="WD24CD",
        codes_of=WARD_OF_LSOA, page="search?q=Wards%20May%202024%20BGC",
    ),
    _layer(
        "lad24_boundaries", "Boundaries of districts (BGC)", "May 2024",
        "Local_Authority_Districts_May_2024_Boundaries_UK_BGC", "LAD24CD LAD24NM", 400,
        by="LAD24CD", page="search?q=LAD%20May%202024%20BGC",
    ),
    # Unitary authorities are not in it, so it is asked for as a whole.
    _layer(
        "lad24_to_county24", "District to county 2024", "2024", "LAD24_CTY24_EN_LU",
        "LAD24CD LAD24NM CTY24CD CTY24NM", 400, least=150,
    ),
    _layer(
        "lad24_to_region24", "District to region 2024", "December 2024", "LAD24_RGN24_EN_LU",
        "LAD24CD LAD24NM RGN24CD RGN24NM", 400, by="LAD24CD",
    ),
    _layer(
        "lsoa21_to_icb24", "LSOA 2021 to Integrated Care Board 2024", "April 2024",
        "LSOA21_SICBL24_ICB24_CAL24_LAD24_EN_LU", "LSOA21CD ICB24CD ICB24NM", 40_000,
        by="LSOA21CD", codes_of=WARD_OF_LSOA,
    ),
    PublisherFile(
        "msoa21_names", "Names of 2021 MSOAs", "House of Commons Library",
        "the latest version", "opl3", f"{LIBRARY}/", f"{LIBRARY}/MSOA-Names-Latest2.csv",
        FileForm.CSV, 200 * KILOBYTE, 10 * MEGABYTE, heading="msoa21cd", is_optional=True,
    ),
    _census("ts007a", "age in five-year bands"),
    _census("ts038", "disability"),
    _census("ts021", "ethnic group"),
    _census("ts045", "car or van availability"),
    PublisherFile(
        "lsoa21_population", "Population of 2021 LSOAs by single year of age and sex", ONS,
        "mid-2022 (revised November 2025) to mid-2024", "ogl3",
        f"https://www.ons.gov.uk{ESTIMATES}/{POPULATION}",
        f"https://www.ons.gov.uk/file?uri={ESTIMATES}/{POPULATION}/"
        "mid2022revisednov2025tomid2024/sapelsoasyoa20222024.xlsx",
        FileForm.XLSX, 20 * MEGABYTE, 250 * MEGABYTE, is_optional=True,
    ),
    PublisherFile(
        "postcode_directory", "ONS Postcode Directory", ONS, "August 2026", "ogl3-postcodes",
        f"{PORTAL}/datasets/{DIRECTORY}",
        f"https://www.arcgis.com/sharing/rest/content/items/{DIRECTORY}/data",
        FileForm.ZIP, 100 * MEGABYTE, 700 * MEGABYTE, is_optional=True,
    ),
    # The report has no line of headings, and postcodes in place of points.
    PublisherFile(
        "gp_practices", "GP practices (report epraccur)", NHS, "the day it is fetched", "ogl3",
        f"{ODS}/", f"{ODS}/api/getReport?report=epraccur",
        FileForm.CSV, 500 * KILOBYTE, 60 * MEGABYTE, is_optional=True,
    ),
)  # fmt: skip
"""Everything that a refresh fetches, what others are filtered by first."""
