"""Targeting and neighbourhoods, as Streamlit's own test runner sees them."""

import shutil
from dataclasses import replace

import pytest

from insight.analysis.ranking import Wish, ranking
from insight.analysis.suggested import picked_by
from insight.geography.neighbourhoods import Bounds
from insight.pack.pack import EMBEDDED
from insight.pages.targeting import state
from insight.records.kinds.horizontal import Note
from insight.records.kinds.model_terms import NoteKind
from insight.records.kinds.neighbourhoods import Draft, Status
from insight.records.ledger import Ledger
from insight.records.record import Edit
from insight.records.store import Store
from insight.shell import kept_records, open_packs, study
from opening import figure, opened, said, value_of, words

pytestmark = pytest.mark.usefixtures("own_records")

LOUGHBOROUGH = ("E01025699", "E01025700", "E01025705")
STEPS = ("context", "activity", "areas", "social", "both", "list")
PARTS = ("neighbourhoods", "sure", "change", "areas")


def saved(name="Loughborough East", members=LOUGHBOROUGH):
    draft = Draft(name, "Near the canal", members, "By hand", Status.AGREED)
    return kept_records.store().add(draft, who="Ann")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("district", ["", "E07000130"])
def test_every_step_gives_a_finding_and_its_source(step, district):
    app = opened("targeting", step=step, district=district)
    assert not app.exception
    assert not app.warning
    assert "Ranking method" in [each.label for each in app.button_group]
    if step == "list":
        assert ("10 neighbourhoods with" in words(app)) == (not district)
        assert "Source:" in str(figure(app)["layout"]["annotations"])
    else:
        assert "Source:" in words(app)


@pytest.mark.parametrize("part", PARTS)
def test_where_nobody_meets_the_rule_no_list_is_made_up_until_asked(part):
    app = opened("targeting", step="list", part=part, district="E06000017")
    assert not app.exception
    assert not app.error
    assert not any(each.key == "targeting:save" for each in app.button)
    app.button(key="targeting:fill").click().run()
    assert not app.exception
    assert value_of(app, "fill") == "1"
    assert not any(each.key == "targeting:fill" for each in app.button)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"order": "composite", "preset": "own", "w1": "0", "w3": "50"},
        {"order": "composite", "scaling": "z"},
        {"order": "composite", "scaling": "minmax", "mean": "geometric"},
        {"reach": "quota", "places": "10"},
        {"reach": "county"},
        {"district": "E06000017", "least": "5000", "most_people": "6000"},
        {"years": "1", "sure": "0", "most": "3"},
    ],
    ids=str,
)
def test_every_part_of_the_list_can_be_shown(part, choice):
    app = opened("targeting", step="list", part=part, **choice)
    assert not app.exception
    assert not app.error


def test_weights_that_are_all_nothing_are_refused_in_a_sentence():
    app = opened("targeting", order="composite", preset="own", w1="0", w2="0", w3="0")
    assert "Every weight is 0" in app.error[0].value


def test_a_geometric_mean_of_z_scores_cannot_be_linked_to():
    app = opened("targeting", order="composite", scaling="z", mean="geometric")
    assert value_of(app, "mean") == "arithmetic"
    assert "mean “geometric”" in app.warning[0].value


def test_need_alone_is_all_in_one_city_and_an_equal_share_is_not():
    assert "all 10 in Leicester" in words(opened("targeting"))
    assert "1 in Rutland" in words(opened("targeting", reach="quota"))


def test_how_far_inactivity_and_deprivation_go_together_is_said_beside_both():
    said = words(opened("targeting", step="both"))
    assert "correlation 0.52" in said
    assert "modelled estimate" in said.lower()


def test_a_faulty_model_stops_the_pages_that_need_it_alone(tmp_path, monkeypatch):
    pack = tmp_path / "pack"
    shutil.copytree(EMBEDDED, pack, ignore=shutil.ignore_patterns("published"))
    (pack / "activity_model.csv").write_text("outcome\nactive\n", "utf-8")
    monkeypatch.setenv("INSIGHT_DATA", str(pack))
    open_packs.opened.clear()
    try:
        app = opened("targeting")
        assert "activity_model.csv: content has changed" in said(app.error[0])
        assert not opened("map").error
    finally:
        monkeypatch.delenv("INSIGHT_DATA")
        open_packs.opened.clear()


def test_no_neighbourhood_yet_says_what_to_do():
    app = opened("neighbourhood")
    assert "No neighbourhood is saved yet" in words(app)
    assert "No neighbourhood is open" in opened("neighbourhood", show="profile").info[0].value


def test_a_profile_shows_the_card_of_any_set_of_areas():
    app = opened("neighbourhood", show="profile", members=".".join(LOUGHBOROUGH))
    assert not app.exception
    said = words(app)
    assert "5,333" in said
    assert "1 of 3" in said
    assert "similar to LLR (23%" in said
    assert "is not saved" in said


def test_the_order_of_members_in_a_link_does_not_matter():
    app = opened("neighbourhood", show="profile", members=".".join(reversed(LOUGHBOROUGH)))
    assert not app.warning


def test_a_saved_neighbourhood_is_listed_opened_and_compared():
    first = saved()
    other = saved("Shelthorpe", ("E01025727", "E01025715"))
    app = opened("neighbourhood")
    assert list(app.dataframe[0].value["name"]) == ["Loughborough East", "Shelthorpe"]
    app = opened("neighbourhood", show="profile", place=first.id, other=other.id)
    assert not app.exception
    said = words(app)
    assert "Loughborough East" in said
    assert "Saved as agreed, version 1" in said
    assert "Shelthorpe" in said
    assert list(app.dataframe[0].value)[1:] == ["this", "other", "district", "whole"]


def test_a_saved_neighbourhood_is_marked_in_the_list():
    loaded = open_packs.load()
    found = ranking(loaded.pack, loaded.known, Wish(districts=("E07000130",), fill=True))
    first = picked_by(
        loaded.pack, loaded.known, loaded.touching, found, bounds=Bounds(), count=1
    ).picks[0]
    saved(members=first.candidate.members)
    app = opened("targeting", district="E07000130", fill="1")
    table = app.dataframe[0].value
    assert table["saved"].iloc[0] == "Loughborough East (agreed)"


def test_saving_and_undoing_go_through_the_history():
    record = saved()
    app = opened("neighbourhood", place=record.id)
    app.text_input(key=f"saved:who:{record.id}").set_value("Bo").run()
    app.button(key="saved:remove").click().run()
    assert "Removed" in app.success[0].value
    assert "No neighbourhood is saved yet" in words(app)
    app.button(key="saved:undo").click().run()
    assert "Undone" in app.success[0].value
    assert list(app.dataframe[0].value["name"]) == ["Loughborough East"]
    steps = [step.action for step in kept_records.store().history(record.id)]
    assert steps == ["add", "remove", "undo"]


def test_a_second_editor_is_told_and_nothing_is_overwritten():
    record = saved()
    app = opened("neighbourhood", show="profile", place=record.id)
    theirs = Draft("Their name", "", LOUGHBOROUGH, "By hand", Status.ACTIVE)
    kept_records.store().change(record.id, theirs, version=1, who="Bo")
    stem = f"save:{record.id}:1"
    app.text_input(key=f"{stem}:name").set_value("My name")
    app.text_input(key=f"{stem}:who").set_value("Ann")
    _submit(app, stem).click().run()
    assert "Bo changed this neighbourhood" in app.error[0].value
    assert kept_records.store().neighbourhood(record.id).name == "Their name"
    app.button(key="save:conflict:mine").click().run()
    assert kept_records.store().neighbourhood(record.id).name == "My name"
    assert kept_records.store().neighbourhood(record.id).version == 3


def _submit(app, stem):
    """The button of the form that saves."""
    return next(each for each in app.button if each.key.startswith(f"FormSubmitter:{stem}"))


def test_a_neighbourhood_without_a_name_of_who_saves_it_is_not_saved():
    app = opened("neighbourhood", show="profile", members=".".join(LOUGHBOROUGH))
    _submit(app, "save:E01025699").click().run()
    assert "Nothing was saved" in app.error[0].value
    assert kept_records.store().neighbourhoods() == ()


def test_records_that_cannot_be_opened_leave_the_rest_up(tmp_path, monkeypatch):
    folder = tmp_path / "spoilt"
    folder.mkdir()
    (folder / "insight.sqlite3").write_bytes(b"not a database at all" * 100)
    monkeypatch.setenv("INSIGHT_RECORDS", str(folder))
    app = opened("neighbourhood")
    assert not app.exception
    assert "not a SQLite database" in app.error[0].value
    app = opened("targeting")
    assert not app.exception
    assert "10 neighbourhoods with" in words(app)
    monkeypatch.setenv("INSIGHT_RECORDS", str(tmp_path))


def test_pasted_places_are_checked_and_none_is_dropped():
    saved()
    app = opened("neighbourhood", show="check")
    app.text_area(key="checker:text").set_value("E01025699\nle11aa, E01099999\nnowhere").run()
    said = words(app)
    assert "2 of 4 entries" in said
    assert "2 could not be matched" in said
    assert app.dataframe[0].value["neighbourhood"].iloc[0] == ("Loughborough East (agreed)")


def test_areas_are_added_to_a_neighbourhood_by_name_and_by_pasting():
    app = opened("neighbourhood", show="build", district="E07000130")
    app.selectbox(key="build:add").set_value("E01025699").run()
    assert value_of(app, "members") == "E01025699"
    app.text_area(key="build:paste").set_value("E01025700\nhello")
    app.button(key="build:pasted").click().run()
    assert value_of(app, "members") == "E01025699.E01025700"
    assert "hello" in app.warning[-1].value


def test_a_change_of_step_or_part_works_nothing_out_again(monkeypatch):
    done = []
    for module, name in (
        (study, "ranking"), (study, "certainty"), (state, "changes"), (study, "picked_by")
    ):  # fmt: skip
        work = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, _work=work, **k: (done.append(1), _work(*a, **k))[1]
        )
    for each in (study.ranked, study.simulated, state.other_choices, study.suggested):
        each.clear()
    app = opened("targeting", reach="quota")
    for part in PARTS:
        app.button_group(key="choose:part").set_value(part).run()
    # Once each: the ranking, the draws, the neighbourhoods, the other choices.
    assert len(done) == 4
    for step in STEPS:
        app.button_group(key="choose:step").set_value(step).run()
    assert not app.exception
    assert len(done) == 4


def test_the_whole_list_is_saved_at_once_and_undone_at_once():
    app = opened("targeting", reach="quota")
    app.text_input(key="targeting:who").set_value("Ann").run()
    app.button(key="targeting:save").click().run()
    assert "Saved 10 neighbourhoods as proposed" in app.success[0].value
    kept = kept_records.store().neighbourhoods()
    assert len(kept) == 10
    assert all("An equal share for each district" in each.defined_by for each in kept)
    assert len({each.name for each in kept}) == 10
    app = opened("neighbourhood")
    batch = kept_records.store().imports()[0].id
    app.text_input(key=f"saved:who:{kept[0].id}").set_value("Ann").run()
    app.button(key=f"saved:batch:{batch}").click().run()
    assert "10 neighbourhoods" in said(app.success[0])
    assert kept_records.store().neighbourhoods() == ()


def test_those_that_are_ticked_are_saved_and_no_other():
    app = opened("targeting", reach="quota")
    alt = next(
        each.proto.alt for each in app.dataframe if "suggested neighbourhood" in each.proto.alt
    )
    app.session_state["targeting:ticked"] = (alt, [0, 2])
    app.run()
    names = list(app.dataframe[0].value["name"])
    app.text_input(key="targeting:who").set_value("Ann").run()
    app.button(key="targeting:save").click().run()
    kept = kept_records.store().neighbourhoods()
    assert {each.name for each in kept} == {names[0], names[2]}
    saved = app.dataframe[0].value["saved"]
    assert [text != "Not saved" for text in saved[:4]] == [True, False, True, False]


def test_overview_shows_each_saved_neighbourhood_with_its_work_and_waiting_notes():
    store = kept_records.store()
    saved = store.add(Draft("By the canal", "", ("E01025699",), "by hand"), who="Ann")
    note = Note(saved.id, NoteKind.WRONG, "Profile", "You have this wrong.", "I live here.")
    said_once = store.notes.add(note, who="Bo")
    app = opened("overview")
    table = next(each.value for each in app.dataframe if "stale" in each.value)
    assert list(table["name"]) == ["By the canal"]
    assert table["gaps"].iloc[0] == "Nothing recorded yet"
    assert "1 note waiting for an answer" in [each.label for each in app.expander]
    edit = Edit(said_once.id, said_once.version, replace(note, answer="Thank you."))
    store.notes.change(edit, who="Ann")
    assert not any("waiting" in each.label for each in opened("overview").expander)


def test_a_pasted_list_is_saved_at_once_unless_some_of_it_is_no_place():
    app = opened("neighbourhood")
    app.text_area(key="build:start:paste").set_value("E01025699\nnowhere")
    app.text_input(key="build:who").set_value("Ann")
    app.button(key=save_key(app)).click().run()
    assert kept_records.store().neighbourhoods() == ()
    assert "not saved yet" in app.warning[-1].value
    app = opened("neighbourhood")
    app.text_area(key="build:start:paste").set_value("E01025699, E01025700")
    app.text_input(key="build:who").set_value("Ann")
    app.button(key=save_key(app)).click().run()
    (kept,) = kept_records.store().neighbourhoods()
    assert kept.members == ("E01025699", "E01025700")
    assert kept.name


def save_key(app) -> str:
    return next(each.key for each in app.button if each.label == "Save as neighbourhood")


def test_a_save_without_a_name_of_who_is_refused_in_a_sentence():
    app = opened("targeting", district="E06000017", fill="1")
    app.button(key="targeting:save").click().run()
    assert "Nothing was saved" in app.error[0].value


def test_a_link_to_an_unknown_neighbourhood_says_so():
    app = opened("neighbourhood", show="profile", place="abcdefghjk")
    assert not app.exception
    assert "abcdefghjk" in app.error[0].value
    app = opened("neighbourhood", show="profile", place="Robert'); DROP")
    assert "In the link, saved neighbourhood" in said(app.warning[0])


def test_other_pages_ask_the_records_once_whether_own_indicators_changed(monkeypatch):
    opened("overview")
    asked = []
    revision = Ledger.revision
    monkeypatch.setattr(Ledger, "revision", lambda self: (asked.append(1), revision(self))[1])
    monkeypatch.setattr(Store, "neighbourhoods", lambda _self: pytest.fail("asked"))
    for page in ("map", "data"):
        kept_records.look_again()
        asked.clear()
        assert not opened(page).exception
        # Each visit begins on the Overview, which asks once more, for the work that it shows.
        assert asked == [1, 1]
