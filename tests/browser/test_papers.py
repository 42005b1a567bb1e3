"""Figures for papers in a browser: two clicks, a tray, documents, a pack."""

import io
import zipfile
from datetime import date

import pytest
from PIL import Image

from steps import choices_of, open_more, painted, settled, shows

pytestmark = pytest.mark.browser

FIFTHS = """group\tpopulation\tsample\tvalue
1\t200000\t900\t33.0
2\t210000\t950\t29.0
3\t220000\t980\t25.0
4\t230000\t990\t22.0
5\t240000\t1000\t19.0"""


def saved(page, press) -> bytes:
    with page.expect_download() as caught:
        press.click()
    return caught.value.path().read_bytes()


def test_map_is_two_clicks_from_a_paper_and_the_same_again(server, visit):
    page = visit.page
    page.goto(f"{server}/map?indicator=estinactive&district=E07000130")
    painted(page)
    page.get_by_role("button", name="Download figure").click()
    button = page.get_by_role("button", name="PNG").first
    button.wait_for()
    settled(page)
    first = saved(page, button)
    image = Image.open(io.BytesIO(first))
    assert image.width == int(180 / 25.4 * 300)
    assert "Charnwood" in image.text["Description"]
    # The link in the file opens the same view, and makes the same bytes.
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    painted(page)
    page.get_by_role("button", name="Download figure").click()
    button.wait_for()
    settled(page)
    assert saved(page, button) == first


def test_the_items_and_the_title_of_a_paper_outlive_a_reload(server, visit):
    page = visit.page
    page.goto(f"{server}/map?district=E07000130")
    painted(page)
    page.get_by_role("button", name="Add to board paper").click()
    shows(page, r"Board paper \(1\)")
    settled(page)
    # A fresh start, without the address that had them.
    page.goto(f"{server}/board_paper")
    shows(page, "1. ")
    settled(page)
    assert "map" in choices_of(page)["items"]
    page.get_by_label("Title of the paper").fill("Charnwood in 2026")
    page.keyboard.press("Enter")
    settled(page)
    page.goto(f"{server}/board_paper")
    shows(page, "1. ")
    settled(page)
    assert page.get_by_label("Title of the paper").input_value() == "Charnwood in 2026"
    with page.expect_download() as word:
        page.get_by_role("button", name="Download paper as Word (DOCX)").click()
    month = f"{date.today():%Y-%m}"
    assert word.value.suggested_filename == f"charnwood-in-2026-{month}.docx"


def test_tray_is_filled_on_two_pages_and_becomes_a_document(server, visit):
    page = visit.page
    page.goto(f"{server}/map?indicator=imd")
    painted(page)
    page.get_by_role("button", name="Add to board paper").click()
    shows(page, r"Board paper \(1\)")
    settled(page)
    page.get_by_role("link", name="Compare", exact=True).click()
    shows(page, "average position")
    settled(page)
    page.get_by_role("button", name="Add to board paper").click()
    shows(page, r"Board paper \(2\)")
    settled(page)
    page.get_by_role("link", name="Board paper (2)").click()
    shows(page, "2. Inactivity is higher than LLR in Leicester")
    settled(page)
    word = saved(page, page.get_by_role("button", name="Download paper as Word (DOCX)"))
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        text = archive.read("word/document.xml").decode()
    assert text.index("Index of Multiple Deprivation") < text.index("Adults inactive")
    # Reloaded, and passed on by its address, it is the same paper.
    items = choices_of(page)["items"]
    page.reload()
    shows(page, "2. Inactivity is higher than LLR in Leicester")
    settled(page)
    assert choices_of(page)["items"] == items
    assert saved(page, page.get_by_role("button", name="Download paper as Word (DOCX)")) == word


def test_surveyed_table_is_pasted_and_its_index_shown(server, visit):
    page = visit.page
    page.goto(f"{server}/compare?show=gap")
    shows(page, "To measure inequality")
    settled(page)
    page.get_by_role("textbox", name="Paste table").fill(FIFTHS)
    page.keyboard.press("Control+Enter")
    shows(page, "higher .*deprived")
    settled(page)
    page.get_by_role("link", name="Map", exact=True).click()
    painted(page)
    page.go_back()
    shows(page, "higher .*deprived")


def test_place_is_added_to_the_comparison_by_keyboard(server, visit):
    page = visit.page
    page.goto(f"{server}/compare?with=E06000016")
    shows(page, "average position")
    settled(page)
    page.get_by_role("combobox", name="Add place").fill("Rutland")
    page.keyboard.press("Enter")
    shows(page, "higher than LLR in Leicester and lower in Rutland")
    settled(page)
    assert choices_of(page)["with"] == "E06000016.E06000017"


def test_link_on_the_trend_of_the_first_page_opens_it(server, visit):
    page = visit.page
    page.goto(f"{server}/?district=E06000017")
    painted(page)
    page.get_by_role("button", name="Download figure").click()
    button = page.get_by_role("button", name="SVG").first
    button.wait_for()
    settled(page)
    svg = saved(page, button).decode()
    assert "adults inactive in Rutland" in svg
    assert "/overview" not in svg
    page.keyboard.press("Escape")
    open_more(page)
    word = saved(page, page.get_by_role("button", name="Download profile (Word)"))
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        text = archive.read("word/document.xml").decode()
    # An address that only this machine can open is on no paper.
    assert "Rutland" in text
    assert server not in text
