"""The example workspace: on every page at once, marked, never saved, gone with one click."""

import csv
import io

import pytest

from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.pack.catalogue import Level, Provenance
from insight.pages.neighbourhood.saved import saved_downloads
from insight.shell import kept_records, kept_work, link, tray
from insight.shell.layout import example_data
from insight.shell.registry import PAGES, fields_of
from insight.tables.neighbourhood_file import Codes, read_neighbourhoods
from opening import figure, opened, value_of, words

pytestmark = pytest.mark.usefixtures("own_records")

ON = {"records": "illustrative"}
MARK = "EXAMPLE DATA"
FIRST = "example001"


def buttons(app) -> list[str]:
    return [each.label for each in app.button]


def ribbons(app) -> list[str]:
    return [each.value for each in app.markdown if each.value == example_data.RIBBON]


@pytest.mark.parametrize("page", PAGES)
def test_one_switch_fills_every_page_and_another_click_empties_it(page):
    app = opened(page)
    assert not ribbons(app)
    app.toggle(key="example:switch:False").set_value(True).run()
    assert not app.exception
    assert not app.error
    assert ribbons(app)
    assert value_of(app, "records") == "illustrative"
    app.button(key="example:off").click().run()
    assert not ribbons(app)
    assert value_of(app, "records") == "own"


def test_example_goes_from_page_to_page():
    app = opened("overview", **ON)
    app.switch_page("pages/neighbourhood.py").run()
    assert MARK in words(app)
    names = list(app.dataframe[0].value["name"])
    assert names
    assert all(each.startswith("Example: ") for each in names)


def test_every_district_has_a_neighbourhood_where_something_is_going_on(known):
    found = kept_work.recorded_of("", RecordSet.ILLUSTRATIVE)
    for district in known.levels[Level.LOCALITY].index:
        place = found.within((str(district),))[0]
        assert found.work.of(place.id).evidence
        assert found.work.of(place.id).assets


def test_map_shows_the_work_of_the_example_unless_it_is_taken_off():
    app = opened("map", **ON)
    assert MARK in [each["text"] for each in figure(app, 0)["layout"]["annotations"]]
    app = opened("map", work="0", **ON)
    assert MARK not in [each["text"] for each in figure(app, 0)["layout"]["annotations"]]


@pytest.mark.parametrize(
    ("page", "choices", "deed"),
    [
        ("neighbourhood", {}, "import neighbourhoods"),
        ("neighbourhood", {"show": "profile", "place": FIRST}, "save this neighbourhood"),
        ("neighbourhood", {"show": "build", "members": "E01013726"}, "save this neighbourhood"),
        ("targeting", {"fill": "1", "district": "E07000130"}, "save neighbourhoods"),
        ("investment", {"show": "import"}, "import a spreadsheet"),
        ("map", {"area": "E01013726"}, "add local knowledge"),
    ],
)
def test_forms_that_save_are_closed_while_the_example_is_on(page, choices, deed):
    app = opened(page, **choices, **ON)
    assert not app.exception
    assert f"Turn off example data to {deed}" in buttons(app)
    assert not any("Save" in label or "Import" in label for label in buttons(app))


def test_profile_of_an_example_is_marked_on_paper():
    app = opened("board_paper", items=f"neighbourhood!show%3Dprofile%26place%3D{FIRST}"
                 "%26records%3Dillustrative")  # fmt: skip
    assert not app.exception
    assert f"{MARK}] **1. Example: " in words(app)


def test_comparison_with_an_example_is_marked_and_one_without_is_not():
    with_one = f"compare!with%3D{FIRST}.E06000016%26records%3Dillustrative"
    app = opened("board_paper", items=with_one)
    assert f"{MARK}] **1." in words(app)
    app = opened("board_paper", items="compare!with%3DE06000016.E06000017")
    assert f"{MARK}] **1." not in words(app)


def test_empty_paper_is_the_example_paper_and_goes_with_it():
    app = opened("board_paper", **ON)
    assert not app.exception
    assert words(app).count(f"{MARK}] **") >= 3
    app.button(key="paper:Move down:0").click().run()
    assert value_of(app, "items")
    app.button(key="example:off").click().run()
    assert not any("illustrative" in each for each in value_of(app, "items").split(tray.BETWEEN))


def test_files_of_an_example_begin_with_the_mark(pack, known):
    hoods = kept_work.example_neighbourhoods()
    file = saved_downloads(hoods, pack, known, Provenance.ILLUSTRATIVE)[0]
    headings, first = list(csv.reader(io.StringIO(file.content().decode("utf-8-sig"))))[:2]
    assert (headings[0], first[0]) == (MARK, "not real")
    own = saved_downloads(hoods, pack, known)[0].content().decode("utf-8-sig")
    assert MARK not in own


@pytest.mark.parametrize("kind", [0, 1], ids=["CSV", "GeoJSON"])
def test_files_of_an_example_are_not_read_as_records(pack, known, kind):
    hoods = kept_work.example_neighbourhoods()[:2]
    codes, points = Codes(frozenset(known.district_of.index), {}), None
    own = saved_downloads(hoods, pack, known)[kind]
    made_up = saved_downloads(hoods, pack, known, Provenance.ILLUSTRATIVE)[kind]
    assert len(read_neighbourhoods(own.file_name, own.content(), codes, points).drafts) == 2
    with pytest.raises(InsightError, match="marked as example data"):
        read_neighbourhoods(made_up.file_name, made_up.content(), codes, points)


@pytest.mark.parametrize(
    ("page", "choices"),
    [
        ("neighbourhood", {"show": "saved"}),
        ("neighbourhood", {"show": "work"}),
        ("neighbourhood", {"show": "profile"}),
        ("investment", {"show": "map"}),
        ("investment", {"show": "ledger"}),
        ("working_model", {"show": "matrix"}),
        ("board_paper", {}),
    ],
)
def test_empty_page_shows_what_it_will_hold_and_leads_to_the_example(page, choices):
    app = opened(page, **choices)
    assert not app.exception
    assert MARK in words(app)
    tables = "".join(each.value.to_csv() for each in app.dataframe)
    plots = app.get("plotly_chart")
    assert "Example" in tables or page == "board_paper" or MARK in plots[0].proto.spec
    (start,) = (each for each in app.button if (each.key or "").startswith("example:start"))
    start.click().run()
    assert not app.exception
    assert value_of(app, "records") == "illustrative"
    assert not any((each.key or "").startswith("example:start") for each in app.button)


def test_contents_of_the_example_paper_are_those_that_an_empty_one_shows():
    shown = opened("board_paper").dataframe[0].value
    app = opened("board_paper", **ON)
    assert len(shown) == sum((each.key or "").startswith("paper:Move up") for each in app.button)


@pytest.mark.parametrize("page", ["neighbourhood", "investment"])
def test_empty_page_has_the_spreadsheet_to_fill_in(page):
    labels = [each.label for each in opened(page).get("download_button")]
    assert any("emplate" in label for label in labels)


def test_what_is_open_of_one_set_of_records_is_closed_in_the_other():
    app = opened("neighbourhood", show="profile", place=FIRST, **ON)
    assert not app.error
    app.button(key="example:off").click().run()
    assert not app.error
    assert value_of(app, "place") == ""


def test_links_of_earlier_versions_still_open_the_example():
    app = opened("investment", ledger="illustrative")
    assert MARK in words(app)
    assert not app.warning
    given = {"ledger": "illustrative"}
    assert link.settled_of(fields_of("investment"), given)["records"] == "illustrative"


def test_nothing_of_the_example_is_in_the_records():
    for page in PAGES:
        opened(page, **ON)
    kept = kept_records.store()
    assert kept.neighbourhoods(with_removed=True) == ()
    assert len(kept.ledger.entries()) == 0
    assert not any(book.all() for book in (kept.evidence, kept.steps, kept.assets, kept.notes))
