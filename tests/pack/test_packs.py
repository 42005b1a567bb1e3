"""Several packs side by side: which is used, and how a new one comes in."""

import shutil

import pytest

from insight.errors import ContractError, InsightError
from insight.pack.pack import EMBEDDED, open_pack
from insight.pack.packs import install, kept, recorded_version, use, used
from pack_copies import copied, ten_more


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "packs"
    made.mkdir()
    return made


def test_without_any_the_embedded_pack_is_used(folder):
    assert used({"INSIGHT_PACKS": str(folder)}) == EMBEDDED
    assert used({"INSIGHT_PACKS": str(folder / "not there")}) == EMBEDDED


def test_a_pack_that_is_named_goes_before_all_others(folder):
    install(copied(folder / ".staged"), folder)
    environ = {"INSIGHT_PACKS": str(folder), "INSIGHT_DATA": "/some/where"}
    assert str(used(environ)) == "/some/where"


def test_a_new_pack_is_used_and_the_one_before_stays(folder):
    first = install(copied(folder / ".staged"), folder)
    second = install(copied(folder / ".staged", population=ten_more), folder)
    assert first == open_pack().version != second
    assert set(kept(folder)) == {first, second}
    assert used({"INSIGHT_PACKS": str(folder)}) == folder / second
    use(first, folder)
    assert used({"INSIGHT_PACKS": str(folder)}) == folder / first
    assert not list(folder.glob(".*"))


def test_the_same_tables_again_change_nothing(folder):
    version = install(copied(folder / ".staged"), folder)
    before = (folder / version / "areas.parquet").stat().st_ino
    assert install(copied(folder / ".staged"), folder) == version
    assert (folder / version / "areas.parquet").stat().st_ino == before
    assert not list(folder.glob(".*"))


def test_a_faulty_pack_is_not_let_in(folder):
    first = install(copied(folder / ".staged"), folder)
    faulty = copied(folder / ".staged", population=lambda rows: rows.iloc[1:])
    with pytest.raises(ContractError, match="1 of 634 areas have no row"):
        install(faulty, folder)
    assert used({"INSIGHT_PACKS": str(folder)}) == folder / first


def test_a_name_without_its_pack_is_a_sentence(folder):
    first = install(copied(folder / ".staged"), folder)
    other = install(copied(folder / ".staged", population=ten_more), folder)
    shutil.rmtree(folder / other)
    with pytest.raises(InsightError, match=f"These are: {first}"):
        used({"INSIGHT_PACKS": str(folder)})
    (folder / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(InsightError, match="cannot read"):
        used({"INSIGHT_PACKS": str(folder)})


def test_the_records_alone_tell_the_version(tmp_path):
    assert recorded_version(EMBEDDED) == open_pack().version
    other = copied(tmp_path / "a", ("headline_figures",), population=ten_more)
    assert recorded_version(other) == open_pack(other).version
    recorded_version.cache_clear()
    (other / "areas.source.toml").write_text("no toml at all [")
    assert recorded_version(other) == ""
    assert recorded_version(tmp_path / "nowhere") == recorded_version(tmp_path)


def test_a_table_that_a_pack_does_without_has_no_rows(tmp_path):
    pack = open_pack(copied(tmp_path / "a", ("headline_figures", "postcodes")))
    assert not pack.problems
    assert not pack.has("postcodes")
    assert list(pack.table("postcodes").columns) == ["lsoa21cd", "lsoa21cd_or"]
    assert pack.table("postcodes").empty
    found = pack.sources_of("deprivation", "postcodes")
    assert [source.table for source in found] == ["deprivation"]
