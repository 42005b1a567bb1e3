"""Last year's spreadsheet, from the file to the map, as a finance officer would go."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from steps import choices_of, choose, open_more, painted, press, settled, shows

pytestmark = pytest.mark.browser

WHO = "Your name (required)"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

HEADINGS = ["Grant ref", "Funder", "Organisation", "Award (£)", "Award date", "LSOA",
            "Local authority", "Notes"]  # fmt: skip
ROWS = [
    ["B-1", "Trust", "Walkers", "£1,250.00", "03/04/2025", "E01013726", "", ""],
    ["B-2", "Trust", "Runners", "4500.5", "2025-05-01", "", "Melton", "=cmd()"],
    ["B-3", "Council", "<img src=x>", "(500)", "13/06/2025", "", "LLR", ""],
    ["B-4", "Council", "Cyclists", "lots", "13/06/2025", "", "Blaby", ""],
    ["B-5", "Council", "Swimmers", "100", "31/06/2025", "", "Blaby", ""],
]

CASES = Path(__file__).resolve().parents[1] / "tables" / "cases"
TRIES = 10
"""A table that is still being laid out takes no click."""


def workbook(*rows: list[str]) -> dict[str, object]:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Grants")
        sheet.write_string(0, 0, "Grants made")
        for number, row in enumerate([HEADINGS, *rows], start=2):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return {"name": "grants.xlsx", "mimeType": XLSX, "buffer": file.getvalue()}


def bring(page, file: dict[str, object]) -> None:
    shows(page, "No list yet")
    settled(page)
    chooser = page.locator("input[type=file]")
    chooser.wait_for(state="attached")
    chooser.set_input_files(file)


def test_spreadsheet_goes_from_the_file_to_the_map_and_back(server, visit):
    page = visit.page
    page.goto(f"{server}/investment?show=import")
    bring(page, workbook(*ROWS))
    shows(page, "2 rows above the headings left out")
    page.get_by_role("button", name="Check every row with these").click()
    shows(page, "We checked 5 rows")
    shows(page, "New investments total £5,250.50")
    shows(page, "2 rows are wrong")
    settled(page)
    page.get_by_role("textbox", name=WHO).fill("Ann")
    page.get_by_role("button", name="Import 3 rows (leave out 2 with errors)").click()
    shows(page, "“grants.xlsx”: 3 new and 0 changed")
    shows(page, "2 of 5 rows left out")
    settled(page)
    # The same file once more: nothing is new.
    bring(page, workbook(*ROWS))
    shows(page, "Columns: 8 of 8 are matched")
    settled(page)
    if page.get_by_role("button", name="Check every row with these").is_visible():
        page.get_by_role("button", name="Check every row with these").click()
    shows(page, "Import 0 rows")
    settled(page)
    press(page, "Map")
    shows(page, r"£1,250 of £5,25\d \(24%\) can be mapped to 1 of 634 small areas \(LSOAs\)")
    painted(page)
    press(page, "Ledger")
    shows(page, "3 investments, £5,250.50 in total")
    settled(page)
    open_more(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download CSV", exact=True).click()
    text = caught.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["reference"] for row in rows} == {"B-1", "B-2", "B-3"}
    assert next(row for row in rows if row["note"])["note"] == "'=cmd()"
    assert {row["provenance"] for row in rows} == {"record"}
    page.keyboard.press("Escape")
    settled(page)
    page.get_by_text("Imports and table edits").click()
    settled(page)
    page.get_by_role("button", name="Undo import of 3 investments").click()
    shows(page, "Undone for 3 investments|Enter your name")
    if page.get_by_text("Nothing was saved. Enter your name").is_visible():
        page.get_by_role("textbox", name=WHO).last.fill("Ann")
        page.keyboard.press("Tab")
        settled(page)
        page.get_by_role("button", name="Undo import of 3 investments").click()
        shows(page, "Undone for 3 investments")
    shows(page, "0 investments")


def test_two_officers_bring_the_same_file_and_it_comes_in_once(server, visit, launched):
    rows = [["", "Trust", "Twice", "777", "01/04/2025", "", "Blaby", ""]]
    first = visit.page
    second = launched.new_page(viewport={"width": 1440, "height": 900})
    for page in (first, second):
        page.goto(f"{server}/investment?show=import")
        bring(page, workbook(*rows))
        page.get_by_role("button", name="Check every row with these").click()
        shows(page, "Import 1 row")
        settled(page)
        page.get_by_role("textbox", name=WHO).fill("Ann")
        page.keyboard.press("Tab")
        settled(page)
    first.get_by_role("button", name="Import 1 row").click()
    shows(first, "1 new and 0 changed")
    second.get_by_role("button", name="Import 1 row").click()
    shows(second, "the records have changed since we checked the file")
    shows(second, "Import 0 rows")
    second.close()


def test_place_of_a_360giving_file_is_said_and_can_be_the_recipients(server, visit):
    text = (
        "Identifier,Currency,Amount Awarded,Award Date,Recipient Org:Name,"
        "Recipient Org:Postal Code,Funding Org:Name,"
        "Beneficiary Location:Geographic Code\n"
        "360G-1,GBP,5000,2024-05-01T00:00:00+00:00,Club,LE3 1AA,Trust,E07000129\n"
    )
    page = visit.page
    page.goto(f"{server}/investment?show=import")
    bring(page, {"name": "360.csv", "mimeType": "text/csv", "buffer": text.encode()})
    shows(page, "mapped by who benefits")
    settled(page)
    choose(page, "Postcode", "Recipient Org:Postal Code")
    page.get_by_role("button", name="Check every row with these").click()
    shows(page, "mapped by the recipient’s address")
    shows(page, "Import 1 row")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("letter.xlsx", b"%PDF-1.7 dear all", "is a PDF, not a spreadsheet"),
        ("grants.csv", b"a,b\n1,2\n", "no heading that we recognise"),
        ("grants.csv", b'Funder,Amount\n"A,1\n', "quotation marks do not match"),
        ("grants.xls", b"\xd0\xcf\x11\xe0old", "an old workbook"),
    ],
)
def test_bad_file_is_refused_in_a_sentence(server, visit, name, content, words):
    page = visit.page
    page.goto(f"{server}/investment?show=import")
    bring(page, {"name": name, "mimeType": "text/csv", "buffer": content})
    shows(page, words)
    assert "Traceback" not in page.inner_text("body")


def test_bomb_is_refused_and_the_page_stays_up(server, visit):
    file = io.BytesIO(workbook(*ROWS)["buffer"])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"0" * 200_000_000)
    page = visit.page
    page.goto(f"{server}/investment?show=import")
    bring(page, {"name": "big.xlsx", "mimeType": XLSX, "buffer": file.getvalue()})
    shows(page, "expands to more than")
    press(page, "Headline figures")
    shows(page, "do not add them up")


def test_illustrative_ledger_is_marked_and_gone_with_one_click(server, visit):
    page = visit.page
    page.goto(f"{server}/investment?ledger=illustrative")
    painted(page)
    assert page.locator("svg text", has_text="EXAMPLE DATA").count() > 0
    press(page, "Ledger")
    shows(page, "Example organisation|nothing counted twice")
    settled(page)
    open_more(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download CSV", exact=True).click()
    text = caught.value.path().read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["provenance"] for row in rows} == {"illustrative"}
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Turn off example data").click()
    shows(page, r"^(?![\s\S]*EXAMPLE DATA)")
    settled(page)
    assert choices_of(page)["records"] == "own"


def test_several_investments_are_changed_in_the_table_and_undone_as_one(server, visit):
    page = visit.page
    page.goto(f"{server}/investment?show=import")
    rows = [["T-1", "Trust", "Tabling", "100", "01/04/2025", "", "Blaby", ""]]
    bring(page, workbook(*rows))
    page.get_by_role("button", name="Check every row with these").click()
    shows(page, "Import 1 row")
    settled(page)
    page.get_by_role("textbox", name=WHO).fill("Ann")
    page.get_by_role("button", name="Import 1 row").click()
    shows(page, "1 new and 0 changed")
    settled(page)
    press(page, "Ledger")
    shows(page, "nothing counted twice")
    page.get_by_placeholder("Recipient, funder").fill("Tabling")
    page.keyboard.press("Enter")
    shows(page, "1 investment, £100")
    settled(page)
    page.get_by_role("button", name="Edit as a table").click()
    shows(page, "All changes are saved together")
    settled(page)
    cell = page.locator("textarea.gdg-input")
    for _ in range(TRIES):
        box = page.locator("[data-testid=stDataFrame]").first.bounding_box()
        # The first cell of the first row holds the recipient.
        page.mouse.click(box["x"] + 40, box["y"] + 52)
        page.wait_for_timeout(500)
        # A cell that was chosen before is open by now, and Enter would close it.
        if not cell.is_visible():
            page.keyboard.press("Enter")
            page.wait_for_timeout(1000)
        if cell.is_visible():
            break
    cell.fill("Tabled")
    cell.press("Enter")
    shows(page, "Save 1 change")
    settled(page)
    page.get_by_role("textbox", name=WHO).fill("Bo")
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("button", name="Save 1 change").click()
    shows(page, "Saved changes to 1 investment")


def test_rows_that_a_file_hides_are_asked_about_before_anything_is_tried(server, visit):
    page = visit.page
    page.goto(f"{server}/investment?show=import")
    content = (CASES / "09-filtered-rows-hidden.xlsx").read_bytes()
    bring(page, {"name": "grants.xlsx", "mimeType": XLSX, "buffer": content})
    # Its headings are our own, so that there is nothing to match.
    shows(page, "2 rows are hidden in the file")
    assert not page.get_by_text("Nothing is saved yet").is_visible()
    page.get_by_text("Leave them out", exact=True).click()
    shows(page, "New investments total £4,000.00")
    settled(page)
    page.get_by_role("button", name="Import 2 rows").wait_for()
