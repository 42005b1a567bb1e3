"""A new data pack, a second partnership's, and links made on older ones."""

import re
import shutil

import pytest

from insight.pack.pack import EMBEDDED, open_pack
from insight.pack.packs import CURRENT, install, use
from pack_copies import copied, made_up, ten_more
from serving import chromium, serving
from steps import choices_of, choose, painted, press, settled, shows


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """A folder of packs, with one in use that is newer than the embedded one."""
    folder = tmp_path_factory.mktemp("packs")
    install(copied(folder / ".staged", population=ten_more), folder)
    return folder


@pytest.fixture(scope="module")
def site(packs):
    chromium()
    with serving(INSIGHT_PACKS=str(packs)) as address:
        yield address


@pytest.fixture
def newer(packs):
    """The version in use, whatever a test before has put into use."""
    old = open_pack(EMBEDDED).version
    version = next(each.name for each in packs.iterdir()
                   if each.name not in (old, CURRENT) and is_of_here(each))  # fmt: skip
    use(version, packs)
    return version


def wait_for_version(page, version):
    page.wait_for_url(re.compile(f"pack={version}"))
    settled(page)


def is_of_here(folder) -> bool:
    return open_pack(folder).about.short_title == "LLR"


def test_page_of_packs_says_which_is_used_and_what_changed(visit, site, newer):
    page = visit.page
    page.goto(f"{site}/data?show=packs")
    settled(page)
    shows(page, f"from {open_pack().version} to {newer}")
    shows(page, "1 table changed")
    wait_for_version(page, newer)


def test_link_of_an_older_pack_opens_on_it_and_leads_to_the_new(visit, site, newer):
    page, old = visit.page, open_pack().version
    page.goto(f"{site}/map?pack={old}")
    painted(page)
    shows(page, f"uses data version {old}")
    wait_for_version(page, old)
    press(page, "Use the latest data")
    wait_for_version(page, newer)
    settled(page)
    assert "This link uses data version" not in page.inner_text("body")
    assert choices_of(page)["pack"] == newer
    # The next click stays there, and the way back leads to the older one.
    press(page, "MSOA")
    wait_for_version(page, newer)
    for _ in range(2):
        page.go_back()
        settled(page)
    shows(page, f"uses data version {old}")


def test_another_pack_is_chosen_from_the_list(visit, site, newer):
    page, old = visit.page, open_pack().version
    page.goto(f"{site}/data?show=packs")
    press(page, f"Use {old}")
    wait_for_version(page, old)
    shows(page, f"from {newer} to {old}")
    assert choices_of(page)["pack"] == old


def test_link_of_a_pack_that_is_gone_says_so(visit, site, newer):
    page = visit.page
    page.goto(f"{site}/map?pack=0123456789")
    painted(page)
    shows(page, f"0123456789.*{newer}")


def test_view_that_is_open_stays_on_its_pack_when_another_comes_in(visit, site, packs, newer):
    page = visit.page
    page.goto(f"{site}/map")
    painted(page)
    choose(page, "Indicator", "Deprivation: Crime")
    assert choices_of(page)["pack"] == newer
    # Without a restart: a refresh writes the name of the pack last.
    old = open_pack().version
    shutil.copytree(EMBEDDED, packs / old, dirs_exist_ok=True)
    use(old, packs)
    press(page, "MSOA")
    shows(page, f"latest version is {old}")
    wait_for_version(page, newer)
    fresh = page.context.new_page()
    fresh.goto(f"{site}/map")
    painted(fresh)
    wait_for_version(fresh, old)


def test_second_partnership_is_served_unchanged(visit, site, packs):
    install(made_up(packs / ".staged"), packs)
    page = visit.page
    page.goto(f"{site}/")
    settled(page)
    shows(page, "Insight for Move the Towns")
    page.get_by_role("link", name="Map", exact=True).click()
    assert painted(page) > len(open_pack(made_of(packs)).areas)
    shows(page, "The Two Towns, by small area")
    assert "Leicester" not in page.inner_text("body")
    assert "LLR" not in page.inner_text("body")


def made_of(packs):
    return packs / (packs / CURRENT).read_text("utf-8").strip()
