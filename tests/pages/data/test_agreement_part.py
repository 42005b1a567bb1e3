"""How well the estimates agree, in Streamlit's own test runner."""

import shutil

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from insight.analysis.small_areas import Basis, Published, small_areas
from insight.pack.catalogue import Level
from insight.pack.pack import EMBEDDED
from insight.shell import open_packs
from opening import ROOT, SECONDS, opened, words


def with_file(published: Published) -> AppTest:
    """The part as a reader sees it who uploaded published estimates."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.session_state["uploads:small_areas"] = published
    app.run()
    app.query_params["show"] = "agreement"
    return app.switch_page("pages/data.py").run()


@pytest.fixture
def made_up(pack, known):
    """Published estimates that are the model's own, a third of them higher."""
    areas = small_areas(pack, known, Basis(is_published=False))
    shares = 100 * areas.of_parents("inactive", known.msoa_of)["share"]
    shares.iloc[::3] += 4
    table = pd.DataFrame({"inactive_pct": shares, "active_pct": 90 - shares})
    table = table.assign(inactive_low_pct=np.nan, inactive_high_pct=np.nan)
    return Published(Level.MSOA, table, pack.sources["activity"])


def test_without_published_estimates_it_says_what_would_be_here(pack):
    app = opened("data", show="agreement")
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    kinds = pack.table("activity_checks")["kind"]
    assert len(app.dataframe[0].value) == kinds.eq("partnership").sum()
    assert "https://www.sportengland.org" in app.info[0].value
    # What cannot be checked is tried with other sizes, when it is asked for.
    assert len(app.dataframe) == 1
    (sizes,) = (each for each in app.toggle if each.label.startswith("What if"))
    app = sizes.set_value(True).run(timeout=60)
    assert len(app.dataframe[1].value) == 5


def test_with_published_estimates_it_holds_them_against_ours(made_up, known):
    app = with_file(made_up)
    assert not app.exception
    assert not app.info
    assert len(app.get("plotly_chart")) == 3
    msoas = app.dataframe[2].value
    assert len(msoas) == len(known.levels[Level.MSOA])
    assert msoas["points"].abs().is_monotonic_decreasing
    assert "with one based on the published figures" in words(app)


def test_published_estimates_of_elsewhere_are_refused_in_words(made_up):
    away = made_up.table.rename(index=lambda code: f"E0299{code[5:]}")
    app = with_file(Published(Level.MSOA, away, made_up.source))
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    assert len(app.info) == 1


def test_a_pack_without_the_table_of_partnerships_says_so(tmp_path, monkeypatch):
    pack = tmp_path / "pack"
    shutil.copytree(EMBEDDED, pack, ignore=shutil.ignore_patterns("published"))
    (pack / "activity_checks.csv").unlink()
    (pack / "activity_checks.source.toml").unlink()
    monkeypatch.setenv("INSIGHT_DATA", str(pack))
    open_packs.opened.clear()
    try:
        app = opened("data", show="agreement")
        assert not app.exception
        assert not app.get("plotly_chart")
        assert "fit-activity" in app.info[0].value
    finally:
        monkeypatch.delenv("INSIGHT_DATA")
        open_packs.opened.clear()
