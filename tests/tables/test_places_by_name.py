"""Places outside the area by their names, and codes of levels that the ledger has not."""

import pytest

from insight.geography.codes import AreaCodes, Coverage, areas_named
from insight.tables.ledger_file import EVERYTHING_BUT_OURS
from made_files import HEADINGS, grant, question, text, total

PLACE = [*HEADINGS[:4], "Place"]


def tallies(found):
    return {answer: (each.rows, each.pence) for answer, each in found.answers.items()}


@pytest.mark.parametrize("heading", ["Place", "District"])
@pytest.mark.parametrize(
    "name",
    ["Nottinghamshire County Council", "Derbyshire", "London", "Wales", "South West", "Birmingham",
     "Greater Manchester", "Cambridgeshire", "Derbyshire and Nottinghamshire"],
)  # fmt: skip
def test_counties_city_regions_regions_and_countries_by_name_are_elsewhere(read, heading, name):
    rows = [grant(district=name), grant(district="Blaby")]
    found = read(text(*rows, headings=[*HEADINGS[:4], heading]), leaves_out=EVERYTHING_BUT_OURS)
    assert found.problems == ()
    assert tallies(found) == {"elsewhere": (1, 10_000), "ours": (1, 10_000)}
    assert total(found) == 10_000


def test_partnership_that_is_larger_than_the_area_is_not_elsewhere(pack, known):
    ours = AreaCodes(pack, known).named_areas
    assert set(ours.values()) == {Coverage.ELSEWHERE}
    assert not {"leicester", "leicestershire", "rutland", "south"} & set(ours)
    larger = areas_named({"E06000016"})
    assert larger["leicester leicestershire and rutland"] is Coverage.OVERLAPPING
    assert not {"leicester", "leicestershire", "rutland"} & set(larger)


@pytest.mark.parametrize("heading", ["Place", "District"])
def test_name_in_no_list_is_asked_about_once_for_all_its_rows(read, heading):
    rows = [
        *(grant(district=each) for each in ("Nottingham", "Derby City Council", "Derby", "Blaby")),
        grant("100", district="E01013600"),
    ]
    content = text(*rows, headings=[*HEADINGS[:4], heading])
    asked = [each for each in question(read, content).decisions if not each.chosen]
    assert [each.key for each in asked] == ["name:derby", "name:nottingham"]
    assert "2 rows" in asked[0].why
    answers = {"name:nottingham": "elsewhere", "name:derby": "unknown"}
    found = read(content, answers=answers, leaves_out=EVERYTHING_BUT_OURS)
    assert found.problems == ()
    assert tallies(found) == {
        "elsewhere": (1, 10_000), "unknown": (2, 20_000), "ours": (2, 20_000),
    }  # fmt: skip
    assert total(found) == 20_000
    assert [each.chosen for each in found.decisions if each.key.startswith("name:")] == [
        "unknown", "elsewhere",
    ]  # fmt: skip


def test_name_that_is_a_slip_can_be_refused(read):
    content = text(grant(district="Liecester"), grant(), headings=PLACE)
    found = read(content, answers={"name:liecester": "refuse"})
    assert [(each.place, "a place we do not know" in each.advice) for each in found.problems] == [
        ("row 2", True)
    ]
    assert (found.wrong, total(found)) == (1, 10_000)


def test_many_names_are_one_question_beyond_the_commonest(read):
    letters = "abcdefghijklmnopqrst"
    rows = [grant(district=f"Far {each * 3}") for each in letters] + [grant(district="Far ccc")]
    content = text(*rows, headings=PLACE)
    asked = [each for each in question(read, content).decisions if not each.chosen]
    assert asked[0].key == "name:far ccc"
    assert asked[-1].key == "names"
    rest = len(letters) + 1 - len(asked)
    assert f"{rest} other place names" in asked[-1].why
    answers = {each.key: "elsewhere" for each in asked}
    assert tallies(read(content, answers=answers)) == {"elsewhere": (21, 210_000)}


def test_names_are_not_asked_about_where_the_level_or_a_finer_place_is_given(read):
    headings = [*HEADINGS[:4], "LSOA", "District", "Level", "Place"]
    rows = [
        [*grant()[:4], "E01013600", "Nottingham", "", ""],
        [*grant()[:4], "", "", "ward", "Abbey"],
        ["", "Total", "200", "", "", "", "", "Total"],
    ]
    found = read(text(*rows, headings=headings))
    assert (found.problems, found.answers["ours"].rows) == ((), 2)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("E04005404", "a parish"), ("E14001332", "a parliamentary constituency"),
        ("E54000015", "an integrated care board"), ("E38000051", "part of an integrated care"),
        ("E00068000", "an output area"), ("E58000680", "a county electoral division"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("leaves_out", [frozenset(), EVERYTHING_BUT_OURS])
def test_codes_of_levels_that_the_ledger_has_not_are_known_as_what_they_are(
    read, code, kind, leaves_out
):
    found = read(text(grant(district=code), headings=PLACE), leaves_out=leaves_out)
    assert (found.problems, tallies(found)) == ((), {"unknown": (1, 10_000)})
    (note,) = [each for each in found.notes if kind in each and "not a level" in each]
    assert "ward, district" in note
