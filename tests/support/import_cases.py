"""Files as people keep them, each with what it must give at its entrance.

PYTEST_DONT_REWRITE: the benchmarks run the same cases.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from traceback import format_exception

from insight.errors import ContractError
from insight.geography.codes import AreaCodes
from insight.geography.levels import Places
from insight.geography.pasted import read_pasted
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.pages.neighbourhood.saved import import_codes
from insight.records.kinds.investments import Place
from insight.tables.area_table import AreaNames, Wanted
from insight.tables.decisions import UnansweredError
from insight.tables.group_table import read_group_table
from insight.tables.ledger_columns import guessed
from insight.tables.ledger_file import EVERYTHING_BUT_OURS, Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea
from insight.tables.neighbourhood_file import read_neighbourhoods
from insight.tables.own_indicator_file import ASKED, read_own_file
from insight.tables.small_area_file import read_small_area_file

FOLDER = Path(__file__).resolve().parents[1] / "tables" / "cases"
COUNTY = tuple(f"E070001{at}" for at in range(29, 36))
DISTRICTS = ("E06000016", "E06000017", *COUNTY)


@dataclass(frozen=True)
class Here:
    """The study area that files are brought to."""

    pack: Pack
    known: Places

    def ledger(self, name: str, answers: Mapping[str, str] | None = None, **assumed):
        """What the ledger makes of a file, its columns matched by their headings."""
        grid = ledger_grid(name, content(name))
        said = tuple((answers or {}).items())
        area = StudyArea(self.pack, self.known, ())
        return read_ledger(grid, guessed(grid.names), Assumed(answers=said, **assumed), area)

    def wanted(self) -> Wanted:
        """What own indicators look for."""
        areas = {level: each.index for level, each in self.known.levels.items()}
        lists = AreaCodes(self.pack, self.known)
        return Wanted(areas, ASKED, lists, AreaNames.of(self.known))

    def own(self, name: str, answers: Mapping[str, str] | None = None):
        """The file, the column offered first and its figures."""
        file = read_own_file(content(name), name, self.wanted(), answers)
        return file, file.figures(file.columns[0], answers)

    def neighbourhoods(self, name: str):
        """The neighbourhoods of a file."""
        points = self.known.levels[Level.LSOA].geometry.representative_point()
        codes = import_codes(self.pack, self.known)
        return read_neighbourhoods(name, content(name), codes, points)


def content(name: str) -> bytes:
    """The bytes of a case."""
    return (FOLDER / name).read_bytes()


def asked(read: Callable[[], object]) -> UnansweredError:
    """What a file is asked about before anything is read."""
    try:
        read()
    except UnansweredError as question:
        return question
    raise AssertionError("nothing was asked")


def refused(read: Callable[[], object]) -> str:
    """The sentence that a file is refused with."""
    try:
        read()
    except ContractError as fault:
        return str(fault)
    raise AssertionError("nothing was refused")


def two_locations(here: Here) -> None:
    found = here.ledger("01-360giving-two-beneficiary-locations.csv")
    (entry,) = found.entries
    assert (entry.place, entry.codes) == (Place.DISTRICT, ("E06000016", "E07000130"))
    assert [each.place for each in found.problems] == ["row 3", "row 4"]
    assert all("1 of 2 places that are outside LLR" in each.advice for each in found.problems)
    assert (found.wrong, found.wrong_pence) == (2, 1_800_000)


def wards_and_regions_elsewhere(here: Here) -> None:
    name = "02-360giving-wards-and-regions-elsewhere.csv"
    found = here.ledger(name, leaves_out=EVERYTHING_BUT_OURS)
    assert [(each.codes, each.amount_pence) for each in found.entries] == [
        (("E07000130",), 1_000_000)
    ]
    tallies = {answer: (each.rows, each.pence) for answer, each in found.answers.items()}
    assert tallies == {
        "ours": (1, 1_000_000), "elsewhere": (2, 2_000_000), "unknown": (3, 3_000_000),
        "overlapping": (1, 1_000_000),
    }  # fmt: skip
    assert len(found.left_out) == found.passed_over == 6


def county(here: Here) -> None:
    found = here.ledger("03-county-code-in-district-column.csv")
    assert [(each.place, each.codes) for each in found.entries] == [(Place.DISTRICT, COUNTY)] * 2
    assert any("county of Leicestershire" in note for note in found.notes)


def month_first(here: Here) -> None:
    name = "05-dates-month-first.csv"
    question = asked(lambda: here.ledger(name))
    assert "'04/25/2025' in row 3, which has the month first" in str(question)
    found = here.ledger(name, {"start": "month"})
    assert [each.start for each in found.entries] == [
        date(2025, 4, 5), date(2025, 4, 25), date(2025, 5, 6), date(2025, 11, 12),
    ]  # fmt: skip


def month_names(here: Here) -> None:
    found = here.ledger("06-dates-with-month-names.csv")
    assert found.problems == ()
    april, october = date(2025, 4, 1), date(2024, 10, 25)
    assert [each.start for each in found.entries] == [october, april, *[october] * 4]


def total_before_award(here: Here) -> None:
    found = here.ledger("08-total-before-award-amount.csv")
    assert [each.amount_pence for each in found.entries] == [150_000]
    assert "Amount was read from 'Award amount', not from 'Total'." in found.notes


def hidden_rows(here: Here) -> None:
    name = "09-filtered-rows-hidden.xlsx"
    assert "2 rows are hidden in the file" in str(asked(lambda: here.ledger(name)))
    sums = {
        answer: sum(each.amount_pence for each in here.ledger(name, {"hidden": answer}).entries)
        for answer in ("read", "leave")
    }
    assert sums == {"read": 1_000_000, "leave": 400_000}


def merged_funder(here: Here) -> None:
    found = here.ledger("10-merged-funder-cells.xlsx")
    assert [each.funder for each in found.entries] == ["Made-up funder"] * 4
    assert sum(each.amount_pence for each in found.entries) == 1_000_000


def england_first(here: Here) -> None:
    file, (figures, _) = here.own("11-own-england-row-first.csv")
    assert file.columns == ("Active 2023/24", "Inactive 2023/24")
    assert figures.to_dict() == dict(zip(DISTRICTS, range(60, 69), strict=True))
    assert "2 of 11 rows are for larger areas such as England and were left out." in file.notes


def decimal_comma(here: Here) -> None:
    name = "13-own-decimal-comma-three-places.csv"
    (unit,) = [each for each in asked(lambda: here.own(name)).decisions if not each.chosen]
    _, (figures, _) = here.own(name, {unit.key: "as written"})
    thousandths = dict(zip(DISTRICTS, range(123, 132), strict=True))
    assert (figures * 1000).round(9).to_dict() == thousandths


def share_as_proportion(here: Here) -> None:
    name = "14-own-share-as-proportion.csv"
    (unit,) = asked(lambda: here.own(name)).decisions
    _, (figures, notes) = here.own(name, {unit.key: "per cent"})
    assert (figures * 10).round(9).to_dict() == dict(zip(DISTRICTS, range(100, 109), strict=True))
    assert "Proportions were converted to per cent." in notes


def long_headings(here: Here) -> None:
    file, (figures, _) = here.own("15-own-long-headings.csv")
    assert len(set(file.columns)) == len(file.columns)
    assert [name[:4] for name in file.columns[:5]] == [f"… L{at}" for at in range(1, 6)]
    assert file.columns[-1] == "date"
    assert figures.tolist() == list(range(10, 137))
    assert (figures.index[0], figures.index[-1]) == ("E02002827", "E02006967")


def code_and_name(here: Here) -> None:
    _, (figures, _) = here.own("16-own-code-and-name-in-one-cell.csv")
    assert figures.tolist() == list(range(1500, 1540))
    assert (figures.index[0], figures.index[-1]) == ("E01013600", "E01013640")


def own_workbook(here: Here) -> None:
    name = "18-own-and-small-area-workbook.xlsx"
    file, (figures, _) = here.own(name)
    assert file.sheet == "Data"
    assert (figures - 0.5).to_dict() == dict(zip(DISTRICTS, range(20, 29), strict=True))
    assert "none of its codes are in this study area" in refused(
        lambda: read_small_area_file(content(name), name, here.wanted().areas)
    )


def two_columns(here: Here) -> None:
    text = content("19-paste-two-columns.txt").decode()
    found = read_pasted(text, here.pack, here.known)
    assert [each.lsoa21cd for each in found.entries] == [f"E0101360{at}" for at in range(6)]


def proportions(here: Here) -> None:
    del here
    name = "21-inequality-proportions-decimal-comma.csv"
    found = read_group_table(name, content(name))
    assert found.rows["value"].tolist() == [0.324, 0.301, 0.28, 0.25, 0.2]


def row_per_lsoa(here: Here) -> None:
    found = here.neighbourhoods("23-neighbourhoods-one-row-per-lsoa.csv")
    assert {each.name: each.members for each in found.drafts} == {
        "Made-up A": ("E01013600", "E01013601"), "Made-up B": ("E01013602",),
    }  # fmt: skip
    assert found.problems == ()


def publishers_heading(here: Here) -> None:
    found = here.neighbourhoods("24-neighbourhoods-name-under-publishers-heading.geojson")
    points = here.known.levels[Level.LSOA].geometry.representative_point().to_crs("EPSG:4326")
    inside = points.x.between(-1.16, -1.1) & points.y.between(52.62, 52.66)
    assert [(each.name, set(each.members)) for each in found.drafts] == [
        ("Made-up", set(points.index[inside]))
    ]


CASES: tuple[Callable[[Here], None], ...] = (
    two_locations, wards_and_regions_elsewhere, county, month_first, month_names,
    total_before_award, hidden_rows, merged_funder, england_first, decimal_comma,
    share_as_proportion, long_headings, code_and_name, own_workbook, two_columns, proportions,
    row_per_lsoa, publishers_heading,
)  # fmt: skip


def failures(here: Here, cases: Iterable[Callable[[Here], None]] = CASES) -> dict[str, str]:
    """Which of the files do not give what they must, and why."""
    found = {}
    for case in cases:
        try:
            case(here)
        except Exception as error:  # noqa: BLE001 - of whatever kind, it is one file wrong
            found[case.__name__] = "".join(format_exception(error))
    return found
