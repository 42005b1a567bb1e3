"""The working model as the pages show it, on the embedded pack."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from insight.analysis.maps.work import asset_spots, work_layer
from insight.analysis.work.conversations import talks
from insight.analysis.work.files import evidence_downloads, matrix_downloads
from insight.analysis.work.illustrative import LAST_DAY, illustrative_work, setting
from insight.analysis.work.knowledge import NOT_READ, said_of, with_knowledge
from insight.analysis.work.matrix import cell_key, matrix_figure, matrix_statement
from insight.analysis.work.place_record import PlaceRecord
from insight.analysis.work.record_tables import evidence_table, fields_side_by_side
from insight.analysis.work.recorded import (
    HIGH_NEED,
    Needs,
    Recorded,
    RecordSet,
    all_systems,
    own_places,
    records_provided,
    systems,
    terms,
)
from insight.analysis.work.worked_example import (
    EXAMPLE_AREA,
    MIXENDEN,
    PRESENTED,
    example_need,
    example_place,
    example_work,
)
from insight.exports.files import Download, csv_download, geojson_download
from insight.exports.table import ExportTable
from insight.figures.palette import palette_for
from insight.pack.catalogue import Provenance
from insight.pages.neighbourhood.place_files import record_downloads, state_rows
from insight.pages.working_model.example_tables import example_assets, example_notes, services
from insight.pages.working_model.systems import systems_table
from insight.records.kinds.model_terms import AssetKind, Progress, Scope, Stage
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.shell import kept_work
from insight.working_model.matrix import Flag, matrix
from insight.working_model.work import Work, WorkPlace
from work_fixtures import (
    DAY,
    HOOD,
    OTHER,
    asset,
    evidence,
    note_content,
    record,
    step,
    system_content,
    wide,
)

MEMBERS = ("E01013726", "E01013727")
PALETTE = palette_for("light")


@pytest.fixture(scope="module")
def words(pack, known):
    return terms(pack, known)


@pytest.fixture
def recorded(pack, words):
    """Two neighbourhoods of Leicester, one with everything and one with nothing."""
    work = Work(
        systems(pack, ()),
        evidence=(
            wide(Stage.REDESIGN, system="parks"),
            wide(Stage.EMBED, Scope.DISTRICT, "E06000016", system="health"),
            evidence(system="social-care", stage=Stage.EMBED, workshops=4, trained=47,
                     conditions=("condition2",), on=date(2024, 5, 1)),
            evidence(system="libraries", stage=Stage.PRESENT),
        ),
        steps=(step(), step(about="outcome4", progress=Progress.IN_PLACE)),
        assets=(
            asset(lsoa21cd=MEMBERS[0]), asset(name="Walkers", kind=AssetKind.GROUP,
                                              lsoa21cd=MEMBERS[0]),
            asset(name="Park", longitude=-1.14, latitude=52.63), asset(name="Nowhere"),
        ),
        notes=(record(note_content(subject=HOOD)),),
    )  # fmt: skip
    places = (
        WorkPlace(HOOD, "New Parks", ("E06000016",), 95.0, 0.93, 1_234_500),
        WorkPlace(OTHER, "Eyres", ("E06000016",), 97.0, 1.0, 0),
    )
    members = {HOOD: MEMBERS, OTHER: ("E01013600",)}
    return Recorded(RecordSet.OWN, work, places, members, words)


def laid(recorded, day=DAY):
    return matrix(recorded.work, recorded.places, day, recorded.terms.county_of)


def drawn(recorded, found, pack):
    return matrix_figure(recorded, found, matrix_statement(recorded, found, pack), PALETTE).plot


def rows_of(download: Download) -> list[dict[str, str]]:
    text = download.content().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_list_of_systems_is_the_packs_until_it_is_edited(pack):
    assert len(systems(pack, ())) == 10
    changes = [
        record(system_content(key="parks", name="Green space", position=1)),
        record(system_content(key="libraries", name="Libraries", is_used=False)),
        record(system_content(name="Housing", position=99)),
    ]
    listed = systems(pack, changes)
    assert listed[0].name in {"Green space", "Adult social care"}
    assert "Libraries" not in [each.name for each in listed]
    assert listed[-1].key == changes[2].id
    assert all_systems(pack, changes)["libraries"].is_used is False


def test_need_is_the_mean_over_residents(known):
    codes = known.district_of.index
    percentile = pd.Series(0.0, index=codes)
    percentile[MEMBERS[0]], percentile[MEMBERS[1]] = 100.0, 60.0
    residents = pd.Series(1, index=codes)
    residents[MEMBERS[0]] = 3
    draws = np.vstack([percentile, percentile / 2]).astype("float32")
    saved = [
        Neighbourhood(
            id_, 1, Draft(name, "", members, "", status), *_times(), is_removed=name == "C"
        )
        for id_, name, members, status in (
            (HOOD, "A", MEMBERS, Status.ACTIVE),
            (OTHER, "B", MEMBERS, Status.CLOSED),
            ("c" * 10, "C", MEMBERS, Status.ACTIVE),
            ("d" * 10, "D", ("E01000001",), Status.ACTIVE),
        )
    ]
    first, strange = own_places(saved, known, Needs(percentile, draws, residents), {HOOD: 5})
    assert (first.id, first.need, first.pence) == (HOOD, pytest.approx(90.0), 5)
    assert first.chance == 0.5
    assert first.need >= HIGH_NEED
    assert (strange.id, strange.need, strange.districts) == ("d" * 10, None, ())


def _times():
    one = record("x")
    return one.created_at, "Ann", one.changed_at, "Ann"


def test_matrix_names_each_cell_and_every_gap(recorded, pack):
    shown = matrix_statement(recorded, laid(recorded), pack)
    assert shown.title.startswith("1 of 2 neighbourhoods with high need has no system")
    rows = shown.table.rows.set_index(["place", "system"])
    assert rows.loc[("New Parks", "Adult social care"), "here"] == (
        "Embed, 1 May 2024 (out of date, 22 months old)"
    )
    assert rows.loc[("Eyres", "Parks and green space"), "flags"] == Flag.ABSENT
    assert rows.loc[("Eyres", "Health"), "around"] == "Embed, 9 March 2026, in Leicester"
    assert rows.loc[("New Parks", "Libraries"), "need"] == ("need 95, high in 93 of 100")
    assert cell_key(HOOD, "libraries") in shown.table.rows.index


def test_every_cell_of_the_figure_can_be_clicked(recorded, pack):
    plot = drawn(recorded, laid(recorded), pack)
    targets = plot.data[-1]
    keys = [each[0] for each in targets.customdata]
    assert len(set(keys)) == 20
    assert cell_key(OTHER, "transport") in keys
    assert not [each for each in plot.layout.annotations if each.text == "EXAMPLE DATA"]


def test_open_cell_shows_what_it_rests_on(recorded):
    found = laid(recorded)
    cell = found.cell(HOOD, "social-care")
    assert cell.next_stage is Stage.REDESIGN
    assert evidence_table(recorded, (*cell.here.evidence, *cell.around.evidence)).rows[
        "about"
    ].tolist() == ["Skills, knowledge and resources; 4 workshops; 47 trained"]
    empty = found.cell(OTHER, "planning")
    assert (*empty.here.evidence, *empty.around.evidence) == ()
    assert empty.next_stage is Stage.FOUNDATIONS
    for place, system in (("", ""), ("zz", "parks"), (HOOD, "gone")):
        assert found.cell(place, system) is None


def test_conversations_give_their_reasons(recorded):
    found = talks(recorded, laid(recorded))
    assert found[0].title == "Parks and green space, about Eyres"
    for fact in ("100 of 100", "No system is recorded here", "Redesign", "LLR (9 March 2026)"):
        assert fact in found[0].reason
    stale = next(each for each in found if each.flag == Flag.STALE)
    assert stale.title == "Adult social care, about New Parks"
    assert "1 May 2024. Ask whether it still applies" in stale.reason


def test_conversations_say_what_they_share_once():
    recorded = kept_work.recorded_of("", RecordSet.ILLUSTRATIVE)
    found = talks(recorded, laid(recorded, LAST_DAY))
    assert len(found) > 20
    assert sum("Ask whether" in each.reason for each in found) == 1
    assert 1 < sum("Need is" in each.reason for each in found) <= len(recorded.places)


def test_files_say_the_day_the_class_and_the_pack(recorded, pack):
    cells, conversations = matrix_downloads(recorded, laid(recorded), pack)
    rows = rows_of(cells)
    assert len(rows) == 20
    assert {row["as_on"] for row in rows} == {"2026-03-09"}
    assert {row["provenance"] for row in rows} == {"record"}
    assert {row["data_version"] for row in rows} == {pack.version}
    assert rows_of(conversations)[0]["order"] == "1"
    (evidence_file,) = evidence_downloads(recorded, date(2025, 1, 1), pack)
    assert [row["people_trained"] for row in rows_of(evidence_file)] == ["47"]


def test_file_of_nothing_says_so(recorded, pack):
    stamp = records_provided(recorded, pack, has_need=False).stamp
    (only,) = evidence_downloads(recorded, date(2000, 1, 1), pack)
    assert rows_of(only) == [{"note": "no record", "as_on": "2000-01-01", **vars(stamp)}]


def test_sources_are_those_of_what_is_shown(recorded, pack):
    alone = records_provided(recorded, pack, has_need=False)
    with_need = records_provided(recorded, pack, has_need=True)
    assert alone.titles.startswith(f"{pack.about.partnership}, records")
    assert pack.sources["activity"] not in alone.sources
    assert pack.sources["activity"] in with_need.sources
    made_up = replace(recorded.work, provenance=Provenance.ILLUSTRATIVE)
    example = records_provided(replace(recorded, work=made_up), pack, has_need=False)
    assert pack.about.partnership not in example.titles


def test_no_cell_of_a_file_is_a_formula(recorded, pack):
    bad = evidence(system="parks", what="=1+1", source="@cmd")
    work = replace(recorded.work, evidence=(bad,))
    (only,) = evidence_downloads(replace(recorded, work=work), DAY, pack)
    assert rows_of(only)[0]["what_changed"] == "'=1+1"
    assert rows_of(only)[0]["evidence_source"] == "'@cmd"


def test_record_of_a_place_is_one_screen(recorded):
    view = PlaceRecord(recorded, recorded.places[0], DAY)
    values = [each.value for each in view.headlines("N")]
    assert values == ["95", "2 of 10", "£12,345", "1 of 7", "4"]
    assert len(view.terms.rows) == 14
    assert view.terms.rows["state"].tolist().count("–") == 12
    assert view.systems.rows["here"].tolist()[:2] == [
        "Embed, May 2024 (out of date)",
        "Present, Mar 2026",
    ]
    assert view.days == (date(2024, 5, 1), DAY)
    assert any("Parks and green space" in words for words in view.gaps)


def test_record_of_a_place_on_an_earlier_day(recorded, pack):
    view = PlaceRecord(recorded, recorded.places[0], date(2025, 1, 1))
    values = [each.value for each in view.headlines()]
    assert values[1:] == ["1 of 10", "£12,345", "0 of 7", "0"]
    figure = view.figure(view.statement(pack), PALETTE)
    marks = [trace.marker.symbol for trace in figure.plot.data]
    assert marks[0] == ("square", "square-open")


def test_place_with_nothing_says_so(recorded, pack):
    view = PlaceRecord(recorded, recorded.places[1], DAY)
    assert view.days == ()
    figure = view.figure(view.statement(pack), PALETTE)
    texts = [each.text for each in figure.plot.layout.annotations]
    assert "Nothing is recorded yet" in texts


def test_state_of_a_day_can_be_exported(recorded, pack):
    place = recorded.places[0]
    state, entries = record_downloads(PlaceRecord(recorded, place, DAY), pack, history=None)
    kinds = [row["kind"] for row in rows_of(state)]
    assert (kinds.count("step"), kinds.count("outcome")) == (7, 7)
    assert (kinds.count("evidence"), kinds.count("asset")) == (2, 4)
    assert kinds.count("local knowledge") == 1
    earlier = state_rows(PlaceRecord(recorded, place, date(2025, 1, 1)))
    assert [row["kind"] for row in earlier].count("evidence") == 1
    assert len(rows_of(entries)) == 9


def test_assets_without_a_point_stand_round_their_lsoa(recorded, known):
    spots = asset_spots(recorded.work.assets, recorded, known)
    assert len(spots) == 3
    assert len({(spot.longitude, spot.latitude) for spot in spots}) == 3
    exact = [spot for spot in spots if (spot.longitude, spot.latitude) == (-1.14, 52.63)]
    assert [spot.words.startswith("<b>Park</b>") for spot in exact] == [True]
    near = [spot for spot in spots if "somewhere in E01013726" in spot.words]
    assert {spot.is_people for spot in near} == {True, False}


def test_layer_counts_what_has_no_place(recorded, known):
    layer = work_layer(recorded, known, DAY)
    assert layer.words.startswith(
        "2 neighbourhoods with the number of systems present in each. 3 assets on the "
        "map, and 1 asset not mapped."
    )
    assert [each.text for each in layer.outlined] == ["0", "2"]
    assert work_layer(recorded, known, DAY, ["E06000017"]).outlined == ()


def test_names_cannot_smuggle_tags_into_figures(recorded, known, pack):
    bad = replace(recorded.places[0], name="<a href='x'>A</a>")
    changed = replace(recorded, places=(bad,))
    plot = drawn(changed, laid(changed), pack)
    record = PlaceRecord(changed, bad, DAY)
    record_plot = record.figure(record.statement(pack), PALETTE).plot
    layer = work_layer(changed, known, DAY)
    for text in (plot.to_json(), record_plot.to_json(), layer.outlined[0].words):
        assert "<a href" not in text
        assert "&lt;a href" in text.replace("\\u003c", "<")


def test_worked_example_is_mixenden_and_three_services(pack, words):
    listed = systems(pack, ())
    work = example_work(pack, listed)
    place = example_place(pack)
    found = matrix(work, (place,), PRESENTED, {})
    (row,) = found.rows
    assert row.present == 10
    assert {cell.here.stage for cell in row.cells} == {Stage.PRESENT}
    redesigned = [each.system.key for each in found.columns if each.best.rank == 3]
    assert redesigned == ["social-care", "family-support", "planning"]
    assert place.pence == 69_400_000
    assert len(work.of(MIXENDEN).assets) == len(example_assets(pack).rows)
    assert work.provenance is not Provenance.ILLUSTRATIVE
    assert "30% of adults are inactive, compared with 24%" in example_need(pack)
    recorded = Recorded(RecordSet.EXAMPLE, work, (place,), {}, replace(words, whole=EXAMPLE_AREA))
    assert "slides" in matrix_statement(recorded, found, pack).title


def test_services_stand_side_by_side_with_their_notes(pack):
    found = services(pack)
    assert [each.workshops for each in found] == ["4-6", "4-6", "3-5"]
    assert all(set(each.stages) == {"Foundations", "Redesign"} for each in found)
    assert len(example_notes(pack)) == 8


def test_illustrative_work_is_marked_and_the_same_each_time(pack, known):
    listed = systems(pack, ())
    settings = [setting(f"example{at:03d}", f"Example: {at}", MEMBERS) for at in range(1, 11)]
    work = illustrative_work(listed, settings, known)
    assert work == illustrative_work(listed, settings, known)
    assert work.provenance is Provenance.ILLUSTRATIVE
    for one in work.evidence:
        assert one.content.what.startswith("Example")
        assert one.content.on <= LAST_DAY
    for one in work.assets:
        assert one.content.name.startswith("Example")
    last = work.of("example010")
    assert (last.evidence, last.steps) == ((), ())
    assert {each.content.stage for each in work.of("example001").evidence} - {Stage.PRESENT}


def test_illustrative_figure_is_watermarked(pack, known, words):
    listed = systems(pack, ())
    work = illustrative_work(listed, [setting("example001", "Example", MEMBERS)], known)
    recorded = Recorded(
        RecordSet.ILLUSTRATIVE, work, (WorkPlace("example001", "Example", ()),), {}, words
    )
    plot = drawn(recorded, laid(recorded, LAST_DAY), pack)
    texts = [each.text for each in plot.layout.annotations]
    assert "EXAMPLE DATA" in texts


def test_systems_table_counts_workshops_and_people(recorded, pack):
    table = systems_table(recorded, all_systems(pack, ()), DAY)
    row = table.rows.loc["social-care"]
    assert (row["evidence"], row["workshops"], row["trained"]) == (1, 4, 47)
    row = table.rows.loc["parks"]
    assert (row["wide"], row["places"]) == ("Redesign, LLR", 0)


def test_fields_side_by_side_mark_what_differs():
    one = note_content()
    table = fields_side_by_side(one, replace(one, words="Other"), ("A", "B"), {})
    differs = table.rows.set_index("field")["differs"]
    assert differs[differs.ne("")].index.tolist() == ["Local knowledge"]


def test_local_knowledge_is_a_column_more_and_changes_no_other():
    table = pd.DataFrame({"area_code": ["E01013726", "E01013727"], "value": [1.5, 2]})
    download = csv_download("CSV", ("a",), lambda: ExportTable(table))
    said = said_of({"E01013726": [record(note_content(words="=Missed"))]})
    (changed,) = with_knowledge([download], lambda: said, ["area_code"])
    rows = rows_of(changed)
    assert [row["value"] for row in rows] == ["1.5", "2.0"]
    assert rows[0]["local_knowledge"].startswith("Local knowledge: =Missed (how known")
    assert rows[1]["local_knowledge"] == ""
    (same,) = with_knowledge([download], lambda: {"E01000001": "x"}, ["area_code"])
    assert same.content() == download.content()
    (unread,) = with_knowledge([download], lambda: None, ["area_code"])
    assert {row["local_knowledge"] for row in rows_of(unread)} == {NOT_READ}


def test_local_knowledge_of_members_goes_into_geojson():
    rows = pd.DataFrame({"name": ["A", "B"], "members": [tuple(MEMBERS), ()]})
    table = ExportTable(rows, outlines=({}, {}))
    download = geojson_download("G", ("a",), lambda: table)
    (changed,) = with_knowledge(
        [download], lambda: {MEMBERS[1]: "said", "A": "own"}, ["name", "members"]
    )
    found = json.loads(changed.content())["features"]
    assert [each["properties"]["local_knowledge"] for each in found] == ["own | said", ""]
