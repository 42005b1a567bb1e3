"""A link opens on the pack that it was made on, and says which that is."""

import os
from pathlib import Path

import pytest

from insight.pack.pack import open_pack
from insight.pack.packs import install
from insight.shell import open_packs
from opening import opened, words
from pack_copies import copied, ten_more


@pytest.fixture
def newer(tmp_path, monkeypatch):
    """Another pack is in use; the embedded one is still there."""
    monkeypatch.setenv("INSIGHT_PACKS", str(tmp_path))
    yield install(copied(tmp_path / ".staged", population=ten_more), tmp_path)
    open_packs.opened.clear()


def test_the_pack_in_use_is_shown(newer):
    app = opened("overview")
    assert newer in words(app)
    assert not app.info


@pytest.mark.usefixtures("newer")
def test_a_link_of_an_older_pack_opens_on_it():
    old = open_pack().version
    app = opened("overview", pack=old)
    assert not app.exception
    assert f"made on data pack {old}, which is shown here" in app.info[0].value
    assert f"data pack {old}" in words(app)
    assert app.query_params["pack"] == old


def test_the_figures_are_those_of_the_pack(newer):
    old = open_pack().version
    code = open_pack().table("population").index[5]
    both = [
        words(opened("map", pack=version, indicator="people", area=code))
        for version in (old, newer)
    ]
    count = int(open_pack().table("population").loc[code, "population"])
    assert f"{count:,} people" in both[0]
    assert f"{count + 10:,} people" in both[1]


def test_a_pack_that_is_gone_is_said(newer):
    app = opened("overview", pack="0123456789")
    assert "0123456789" in app.warning[0].value
    assert newer in app.warning[0].value


def test_what_changed_is_on_the_data_page(newer):
    old = open_pack().version
    app = opened("data", show="packs", than=old)
    said = words(app)
    assert f"From {old} to {newer}" in said
    assert "1 table changed" in said


def test_one_pack_is_no_comparison():
    app = opened("data", show="packs")
    assert "There is one data pack" in app.info[0].value


def test_a_name_of_no_pack_is_a_sentence_on_the_page(tmp_path, monkeypatch):
    monkeypatch.setenv("INSIGHT_PACKS", str(tmp_path))
    Path(os.environ["INSIGHT_PACKS"], "current").write_text("nothing")
    app = opened("overview")
    assert not app.exception
    assert "The pack in use is" in app.error[0].value
