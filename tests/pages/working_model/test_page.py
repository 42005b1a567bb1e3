"""The working model and the record of a place, as Streamlit's test runner sees them."""

from datetime import date

import pytest

from insight.errors import InsightError
from insight.records.kinds.horizontal import Note, Step
from insight.records.kinds.model_terms import NoteKind, Progress, Scope, Stage
from insight.records.kinds.neighbourhoods import Draft, Status
from insight.records.kinds.vertical import Evidence
from insight.records.record import Edit
from insight.shell import kept_records
from opening import figure, opened, unmarked, value_of, words

pytestmark = pytest.mark.usefixtures("own_records")

MEMBERS = ("E01013726", "E01013727")
RURAL = ("E01013787", "E01013788")  # Rutland


@pytest.fixture
def hood(own_records) -> str:  # noqa: ARG001 - the records it is saved in
    draft = Draft("New Parks", "", MEMBERS, "by hand", Status.ACTIVE)
    return kept_records.store().add(draft, who="Ann").id


def evidence(code: str, stage: Stage = Stage.EMBED, **changes) -> Evidence:
    values = {
        "system": "parks", "scope": Scope.NEIGHBOURHOOD, "code": code,
        "stage": stage, "conditions": (), "changes": (), "what": "Paths repaired",
        "on": date(2026, 3, 9), "source": "Minutes",
    }  # fmt: skip
    return Evidence(**{**values, **changes})


def fill(app, form: str, **answers: str) -> None:
    """Answer the questions of the form that adds a record."""
    for name, answer in answers.items():
        kind = app.text_area if name in {"what", "words", "reason"} else app.text_input
        kind(key=f"{form}:new:0:{name}").input(answer)


def submit(app, label: str):
    return next(each for each in app.button if each.label == label)


def figure_title(app) -> str:
    return str(figure(app)["layout"]["title"]["text"]).replace("<br>", " ")


def texts(plot: dict) -> list[str]:
    return [each["text"] for each in plot["layout"]["annotations"]]


def test_without_neighbourhoods_the_page_says_what_to_do():
    app = opened("working_model")
    assert "No neighbourhood is saved yet" in words(app)
    app.button(key="model:show:example").click().run()
    assert value_of(app, "records") == "example"
    assert "slides give no stage for Mixenden" in figure(app)["layout"]["title"]["text"]


@pytest.mark.parametrize("part", ["matrix", "next", "systems", "example"])
@pytest.mark.parametrize("records", ["own", "illustrative", "example"])
@pytest.mark.usefixtures("hood")
def test_every_part_can_be_shown(part, records):
    app = opened("working_model", show=part, records=records)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("records", ["illustrative", "example"])
def test_record_of_a_place_can_be_shown(records):
    app = opened("neighbourhood", show="work", records=records)
    assert not app.exception
    plots = app.get("plotly_chart")
    assert len(plots) == (2 if records == "illustrative" else 1)
    is_marked = "EXAMPLE DATA" in texts(figure(app, len(plots) - 1))
    assert is_marked is (records == "illustrative")


def test_matrix_of_own_records_has_the_saved_neighbourhood(hood):
    kept_records.store().evidence.add(evidence(hood), who="Ann")
    app = opened("working_model")
    assert not app.exception
    plot = figure(app)
    assert any("<b>New Parks</b>" in text for text in texts(plot))
    said = next(trace for trace in plot["data"] if trace.get("mode") == "text")
    assert any(text.startswith("Embed<br>") for text in said["text"])


def test_earlier_day_shows_the_earlier_state(hood):
    kept_records.store().evidence.add(evidence(hood), who="Ann")
    app = opened("working_model", on="2026-03-08")
    said = next(each for each in figure(app)["data"] if each.get("mode") == "text")
    assert set(said["text"]) == {"–"}
    assert "as recorded up to 8 March 2026" in figure(app)["layout"]["title"]["text"]
    assert value_of(opened("working_model", on="2026-13-99"), "on") == "2026-13-99"


def test_silence_is_not_called_no_gap():
    """A place of low need with nothing recorded, and then with something."""
    draft = Draft("Oakham", "", RURAL, "by hand", Status.ACTIVE)
    place = kept_records.store().add(draft, who="Ann").id
    assert "Nothing is recorded yet for 1 neighbourhood" in figure_title(opened("working_model"))
    app = opened("working_model", show="next")
    assert "we cannot tell if there are gaps" in unmarked(app.info[0].value)
    kept_records.store().evidence.add(evidence(place), who="Ann")
    assert "Nothing is recorded" not in figure_title(opened("working_model"))
    app = opened("working_model", show="next")
    assert "No gaps found" in unmarked(app.info[0].value)


@pytest.mark.usefixtures("hood")
def test_filter_by_stage_that_nobody_has_says_so():
    app = opened("working_model", stages="redesign")
    assert "at the selected stages" in app.info[0].value.replace("\n", " ")


@pytest.mark.usefixtures("hood")
def test_system_of_a_link_that_is_not_listed_does_not_stop_the_page():
    app = opened("working_model", systems="parks.zzzzzzzzzz")
    assert not app.exception
    assert value_of(app, "systems") == "parks.zzzzzzzzzz"


def test_cell_opens_its_evidence_and_takes_more(hood):
    kept_records.store().evidence.add(evidence(hood), who="Ann")
    app = opened("working_model", cell=f"{hood}~parks")
    assert "** Embed, 9 March 2026" in words(app)
    fill(app, "evidence", what="Gates opened", source="Photograph", who="Ben")
    submit(app, "Save evidence").click().run()
    assert not app.exception
    saved = kept_records.store().evidence.all()[-1]
    assert (saved.content.what, saved.created_by) == ("Gates opened", "Ben")
    assert saved.content.stage is Stage.REDESIGN
    assert saved.content.code == hood


def test_what_nobody_sees_is_removed_from_a_record_and_said(hood):
    app = opened("working_model", cell=f"{hood}~parks")
    fill(app, "evidence", what="Gates opened", source="Min\u200butes", who="Ben")
    submit(app, "Save evidence").click().run()
    assert "was removed, first U+200B in the source" in unmarked(app.success[0].value)
    assert kept_records.store().evidence.all()[0].content.source == "Minutes"


def test_evidence_without_source_is_refused_in_a_sentence(hood):
    app = opened("working_model", cell=f"{hood}~parks")
    fill(app, "evidence", what="Gates opened", who="Ben")
    submit(app, "Save evidence").click().run()
    assert "say where the evidence can be found" in app.error[0].value
    assert kept_records.store().evidence.all() == ()


def test_second_editor_sees_both_versions(hood):
    saved = kept_records.store().evidence.add(evidence(hood), who="Ann")
    app = opened("working_model", cell=f"{hood}~parks")
    theirs = evidence(hood, what="Theirs")
    kept_records.store().evidence.change(Edit(saved.id, 1, theirs), who="Ben")
    stem = f"evidence:{saved.id}:1"
    app.text_area(key=f"{stem}:what").input("Mine")
    app.text_input(key=f"{stem}:who").input("Cat")
    submit(app, "Save as a new version").click().run()
    assert "changed by Ben" in app.error[0].value
    both = next(each.value for each in app.dataframe if "differs" in each.value.columns).set_index(
        "field"
    )
    assert both.loc["What changed", ["one", "other"]].tolist() == ["Theirs", "Mine"]
    assert kept_records.store().evidence.one(saved.id).content == theirs


def test_step_is_recorded_from_its_row(hood):
    app = opened("neighbourhood", show="work", place=hood, term="step3")
    fill(app, "step", what="Met on the green", who="Ben")
    submit(app, "Save entry").click().run()
    assert not app.exception
    saved = kept_records.store().steps.all()[0].content
    assert (saved.about, saved.what, saved.progress) == (
        "step3", "Met on the green", Progress.BEGUN,
    )  # fmt: skip


def test_record_can_be_replayed_step_by_step(hood):
    for day in (date(2025, 1, 1), date(2025, 6, 1)):
        kept_records.store().steps.add(Step(hood, "step1", Progress.BEGUN, "x", day), who="Ann")
    app = opened("neighbourhood", show="work", place=hood)
    app.button(key="record:earlier").click().run()
    assert value_of(app, "on") == "2025-06-01"
    app.button(key="record:earlier").click().run()
    assert value_of(app, "on") == "2025-01-01"
    assert app.button(key="record:earlier").disabled
    app.button(key="record:later").click().run()
    assert value_of(app, "on") == "2025-06-01"


def test_asset_is_placed_by_its_postcode_or_refused(hood, pack):
    postcode = pack.table("postcodes").index[0]
    lsoa = pack.table("postcodes")["lsoa21cd"].iloc[0]
    app = opened("neighbourhood", show="work", place=hood)
    fill(app, "asset", name="Library", where="nowhere at all", who="Ben")
    submit(app, "Save asset").click().run()
    assert "could not match 'nowhere at all'" in app.error[0].value
    fill(app, "asset", where=postcode)
    submit(app, "Save asset").click().run()
    assert not app.exception
    assert kept_records.store().assets.all()[0].content.lsoa21cd == lsoa


@pytest.mark.usefixtures("hood")
def test_system_of_the_list_is_renamed_and_one_is_added():
    app = opened("working_model", show="systems", system="parks")
    fill(app, "system:parks", name="Green space", who="Ann")
    submit(app, "Save system").click().run()
    assert not app.exception
    saved = kept_records.store().systems.all()[0].content
    assert (saved.key, saved.name, saved.position) == ("parks", "Green space", 7)
    assert "Green space" in list(app.dataframe[0].value["name"])


@pytest.mark.usefixtures("hood")
def test_local_knowledge_stands_beside_an_area_and_in_its_file():
    note = Note("E01013726", NoteKind.WRONG, "", "It is not so", "I live there")
    kept_records.store().notes.add(note, who="Cat")
    app = opened("map", level="lsoa", area="E01013726")
    said = "\n".join(each.value for each in app.get("text"))
    assert "It is not so" in said
    assert "I live there" in said
    assert "not part of them" in words(app)


@pytest.mark.usefixtures("hood")
def test_map_has_the_layer_of_work():
    bare = len(figure(opened("map"))["data"])
    app = opened("map", work="1")
    assert not app.exception
    names = [trace.get("name", "") for trace in figure(app)["data"]]
    assert len(names) > bare
    assert any(name.startswith("Systems present") for name in names)
    assert "1 neighbourhood with the number of systems" in words(app)


@pytest.mark.usefixtures("hood")
def test_records_that_cannot_be_read_are_said(monkeypatch):
    def fail(_self):
        raise InsightError("The records could not be read: the disk is full.")

    monkeypatch.setattr("insight.records.ledger.Ledger.revision", fail)
    for query in ({"show": "matrix"}, {"show": "systems"}):
        app = opened("working_model", **query)
        assert not app.exception
        assert "the disk is full" in app.error[0].value


def test_day_is_typed_and_a_wrong_one_is_refused(hood):
    kept_records.store().evidence.add(evidence(hood), who="Ann")
    app = opened("working_model")

    def type_day(typed: str) -> None:
        field = next(each for each in app.text_input if each.label.startswith("Show records as at"))
        field.input(typed).run()

    type_day("31/02/2026")
    assert "not a real date" in app.error[0].value
    assert value_of(app, "on") == ""
    type_day("8/3/2026")
    assert value_of(app, "on") == "2026-03-08"
    app.button(key="model:last").click().run()
    assert value_of(app, "on") == ""


def test_wrong_day_of_an_entry_is_refused_and_nothing_is_lost(hood):
    app = opened("neighbourhood", show="work", place=hood, term="step1")
    fill(app, "step", what="Walked", on="soon", who="Ben")
    submit(app, "Save entry").click().run()
    assert "date is 'soon', not a date" in app.error[0].value
    assert app.text_area(key="step:new:0:what").value == "Walked"
    assert kept_records.store().steps.all() == ()
