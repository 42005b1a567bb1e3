"""Cold servers, broken packs and poor desktops, in a real browser."""

import shutil

import pytest

from insight.pack.pack import EMBEDDED
from serving import serving
from steps import AREAS, choices_of, painted, shows

pytestmark = pytest.mark.browser


def test_first_visit_of_a_cold_server_by_a_deep_link(visit):
    with serving() as address:
        page = visit.page
        page.goto(f"{address}/map?district=E07000129&indicator=crime")
        painted(page)
        shows(page, "Crime, national rank")
        assert page.get_by_role("link", name="Overview").count() == 1
        assert choices_of(page)["district"] == "E07000129"
        page.get_by_role("link", name="Overview").click()
        shows(page, "What stands out")
        assert choices_of(page)["district"] == "E07000129"


def test_a_broken_table_is_one_sentence_and_the_rest_stays_up(tmp_path, visit):
    pack = tmp_path / "pack"
    shutil.copytree(EMBEDDED, pack, ignore=shutil.ignore_patterns("published"))
    (pack / "activity.csv").write_text("area_code,period\nE1,2020\n", "utf-8")
    with serving(INSIGHT_DATA=str(pack)) as address:
        page = visit.page
        page.goto(address)
        shows(page, r"activity.csv: content has changed since it was recorded")
        page.get_by_role("link", name="Map").click()
        painted(page)
        shows(page, r"1 of \d+ tables")
        assert "Traceback" not in page.inner_text("body")


def test_the_map_needs_no_webgl(server, launch):
    browser = launch("--disable-gpu", "--disable-3d-apis")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{server}/map")
    has_webgl = "() => !!document.createElement('canvas').getContext('webgl')"
    assert not page.evaluate(has_webgl)
    assert painted(page) >= 634
    filled = page.locator(AREAS).first.evaluate("e => getComputedStyle(e).fill")
    assert filled.startswith("rgb")
    browser.close()


def test_a_narrow_screen_scrolls_down_and_not_sideways(server, visit):
    page = visit.page
    for width in (1280, 1024):
        page.set_viewport_size({"width": width, "height": 720})
        page.goto(f"{server}/map?area=E01013726")
        painted(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
