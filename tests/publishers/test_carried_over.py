"""What a new pack takes over from the one before, of the same area and of another."""

import tomllib

import pytest

from insight.analysis.money.leverage import worked_example
from insight.analysis.work.worked_example import is_example_inside
from insight.pack.contracts import CONTRACTS
from insight.pack.pack import open_pack
from insight.pages.approach.findings import has_survey, whose_terms
from insight.publishers.carried_over import METHOD, OF_ITS_AREA, take_over
from pack_copies import copied, record


@pytest.fixture
def other(tmp_path, pack):
    take_over(pack, tmp_path, is_same_area=False)
    return tmp_path


def test_the_same_area_keeps_everything_byte_for_byte(pack, tmp_path):
    taken = take_over(pack, tmp_path, is_same_area=True)
    assert set(taken) == {*METHOD, *OF_ITS_AREA}
    for name in taken:
        for file in (CONTRACTS[name].file, f"{name}.source.toml"):
            before = (pack.folder / file).read_bytes()
            assert (tmp_path / file).read_bytes() == before


def test_another_area_has_no_headline_figures_and_no_survey(other, pack):
    assert not (other / "headline_figures.csv").exists()
    terms = (other / "approach.csv").read_text("utf-8")
    assert "definition1" in terms
    assert "survey1" not in terms
    assert terms.count("\n") == 1 + int(pack.table("approach")["section"].ne("survey").sum())


def test_another_area_keeps_the_notes_that_its_tables_name(other):
    lines = (other / "deck_notes.csv").read_text("utf-8").splitlines()
    # By hand: N3 and N4 are of Mixenden's money and shares, N5 of its remarks.
    assert [line[:2] for line in lines[1:]] == ["N3", "N4", "N5"]


def test_another_area_reads_nothing_of_the_one_before(other):
    for file in other.iterdir():
        if file.name == "activity_checks.csv":
            # Every partnership of England is in it, the one before among them.
            continue
        text = file.read_text("utf-8")
        assert "Leicester" not in text, file.name
        assert "LLR" not in text, file.name


def test_records_of_another_area_keep_all_else(other, pack):
    for name in METHOD:
        found = tomllib.loads((other / f"{name}.source.toml").read_text("utf-8"))
        assert found["publisher"] == pack.sources[name].publisher
        assert found["title"] == pack.sources[name].title
    assert found["caveat"] == pack.sources[name].caveat
    caveat = (other / "worked_example.source.toml").read_text("utf-8")
    assert "The total given is not the sum" in caveat


def of_somewhere(rows):
    rows.loc[0, "name"] = "Calderdale"
    return rows


@pytest.fixture
def elsewhere(tmp_path, pack):
    """The embedded figures as those of another partnership, with Calderdale in it."""
    folder = copied(tmp_path / "pack", districts=of_somewhere)
    (folder / "headline_figures.csv").unlink()
    take_over(pack, folder, is_same_area=False)
    about = (folder / "pack.toml").read_text("utf-8")
    (folder / "pack.toml").write_text(about.replace("Active Together", "Move"), "utf-8")
    record(folder, "districts.csv")
    return open_pack(folder)


def test_what_is_taken_over_passes_its_contracts(elsewhere):
    assert elsewhere.problems == {}


def test_terms_of_another_partnership_are_said_to_be_its(elsewhere, pack):
    assert whose_terms(pack) == ""
    said = whose_terms(elsewhere)
    assert "Active Together and Active Calderdale" in said
    assert "not from Move." in said


def test_survey_is_shown_where_there_is_one(elsewhere, pack):
    assert has_survey(pack)
    assert not has_survey(elsewhere)


def test_worked_example_is_outside_only_where_it_is(elsewhere, pack):
    assert not is_example_inside(pack)
    assert "in Halifax, outside this area" in worked_example(pack).finding
    assert is_example_inside(elsewhere)
    assert "in Halifax, Calderdale." in worked_example(elsewhere).finding
