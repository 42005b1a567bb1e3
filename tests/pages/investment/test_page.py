"""The investment page, as Streamlit's own test runner sees it."""

from dataclasses import replace
from datetime import date

import pytest

from insight.records.kinds.investments import Entry, Form, Part, Place
from insight.records.record import Edit
from insight.shell import kept_records
from insight.tables.ledger_columns import Field
from opening import figure, opened, said, value_of, words

pytestmark = pytest.mark.usefixtures("own_records")

PARTS = ("map", "fair", "ledger", "import", "leverage", "figures")
LEVELS = ("lsoa", "neighbourhood", "district")
MEASURES = ("head", "inactive", "amount", "need")
BESIDE = ("money", "cold", "break", "without")

ENTRY = Entry(
    reference="", funder="Trust", programme="Small grants", recipient="Walkers",
    recipient_kind="", purpose="", amount_pence=123_400, form=Form.CASH, part=Part.CORE,
    start=date(2025, 4, 1), end=None, place=Place.LSOA, codes=("E01013726",), parent="",
    count=None, counted=None, source="", note="",
)  # fmt: skip


def add(**changes):
    return kept_records.store().ledger.add(replace(ENTRY, **changes), who="Ann")


def press(app, key: str):
    """The button whose key begins so."""
    return next(each for each in app.button if (each.key or "").startswith(key))


def submit(app, stem: str):
    return next(each for each in app.button if stem in (each.key or each.form_id or ""))


@pytest.mark.parametrize("part", PARTS)
def test_empty_ledger_explains_itself_on_every_part(part):
    app = opened("investment", show=part)
    assert not app.exception
    said = words(app)
    if part in ("map", "fair", "leverage"):
        assert "No investments are recorded yet" in said
        assert any(each.value.startswith("2.99") for each in app.metric)
    if part == "figures":
        assert "do not add them up" in said
        assert "£638,283" in list(app.dataframe[0].value["printed"])
    if part == "ledger":
        assert "No investments are recorded yet" in app.info[0].value


def test_illustrative_ledger_comes_and_goes_with_one_click():
    app = opened("investment")
    app.button(key="example:start:investment").click().run()
    assert value_of(app, "records") == "illustrative"
    assert "EXAMPLE DATA" in words(app)
    texts = [each["text"] for each in figure(app, 0)["layout"]["annotations"]]
    assert "EXAMPLE DATA" in texts
    assert len(kept_records.store().ledger.entries()) == 0
    app.button(key="example:off").click().run()
    assert "No investments are recorded yet" in words(app)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("beside", BESIDE)
def test_every_map_can_be_shown(level, measure, beside):
    app = opened("investment", records="illustrative", level=level, measure=measure, beside=beside)
    assert not app.exception
    assert not app.error
    assert "can be mapped to" in words(app)


@pytest.mark.parametrize("part", ["fair", "ledger", "leverage"])
@pytest.mark.parametrize("district", ["", "E07000130", "E06000017.E07000133"])
def test_every_part_can_be_shown_for_any_district(part, district):
    app = opened("investment", records="illustrative", show=part, district=district)
    assert not app.exception
    assert not app.error
    assert ("recorded in the selected districts" in words(app)) == bool(district)


def test_what_is_placed_stands_above_every_part():
    add()
    add(place=Place.AREA, codes=(), amount_pence=100_000)
    for part in ("map", "fair", "ledger", "leverage"):
        said = words(opened("investment", show=part))
        assert "£1,230 of £2,230 (55%) can be mapped to 1 of 634 small areas (LSOAs)" in said
        assert "£1,000 is recorded for all of LLR" in said


@pytest.mark.parametrize(
    ("choices", "has_form"),
    [
        ({"write": "new"}, True),
        ({"write": "new", "records": "illustrative"}, False),
        ({"write": "change"}, False),
        ({"write": "change", "entry": "abcdefghij"}, False),
    ],
)
def test_what_is_placed_is_said_wherever_the_ledger_is_shown(choices, has_form):
    add()
    app = opened("investment", show="ledger", **choices)
    assert not app.exception
    assert ("can be mapped" in words(app)) != has_form
    assert any(each.key == "ledger:search" for each in app.text_input) != has_form


def test_real_records_and_made_up_ones_never_mix():
    add()
    own = opened("investment", show="ledger")
    assert list(own.dataframe[0].value["recipient"]) == ["Walkers"]
    other = opened("investment", show="ledger", records="illustrative")
    recipients = list(other.dataframe[0].value["recipient"])
    assert all(each.startswith("Example") for each in recipients)


def test_chosen_area_shows_what_is_behind_its_total():
    add()
    app = opened("investment", area="E01013726")
    assert "£1,234 in 1 investment" in words(app)
    assert list(app.dataframe[0].value["recipient"]) == ["Walkers"]
    press(app, "invest:close").click().run()
    assert value_of(app, "area") == ""
    assert "in 1 investment" not in words(app)


def test_filters_are_in_the_link_and_an_unknown_one_leaves_nothing():
    add()
    add(funder="Council", amount_pence=50_000)
    app = opened("investment", funder="Council")
    assert "£500 of £500" in words(app)
    app = opened("investment", funder="Nobody")
    assert not app.exception
    assert "No investments match the filters" in app.info[0].value


def test_investment_is_entered_by_form_and_a_fault_keeps_what_was_typed():
    app = opened("investment", show="ledger", write="new")
    stem = "entry:new:0"
    for field, text in (
        (Field.FUNDER, "Trust"), (Field.RECIPIENT, "Walkers"), (Field.AMOUNT, "lots"),
        (Field.START, "01/04/2025"), (Field.PLACE, "E01013726"),
    ):  # fmt: skip
        app.text_input(key=f"{stem}:{field.name}").set_value(text)
    app.text_input(key=f"{stem}:who").set_value("Ann")
    submit(app, f"{stem}-").click().run()
    assert "amount is 'lots', not an amount" in app.error[0].value
    assert app.text_input(key=f"{stem}:RECIPIENT").value == "Walkers"
    app.text_input(key=f"{stem}:AMOUNT").set_value("12,000")
    submit(app, f"{stem}-").click().run()
    assert "£12,000 to Walkers”, version 1" in said(app.success[0])
    assert len(kept_records.store().ledger.entries()) == 1


def test_what_nobody_sees_is_removed_from_a_form_and_said():
    app = opened("investment", show="ledger", write="new")
    stem = "entry:new:0"
    for field, text in (
        (Field.FUNDER, "Tr\u200bust"), (Field.RECIPIENT, "Walkers"), (Field.AMOUNT, "\u202a12,000"),
        (Field.START, "01/04/2025"), (Field.PLACE, "E01013726\ufeff"),
    ):  # fmt: skip
        app.text_input(key=f"{stem}:{field.name}").set_value(text)
    app.text_input(key=f"{stem}:who").set_value("Ann")
    submit(app, f"{stem}-").click().run()
    assert "3 characters that cannot be seen were removed" in said(app.success[0])
    (row,) = kept_records.store().ledger.entries().itertuples()
    assert (row.funder, row.amount_pence, row.codes) == ("Trust", 1_200_000, ("E01013726",))


def test_second_editor_of_an_investment_is_told_and_nothing_is_overwritten():
    record = add()
    app = opened("investment", show="ledger", entry=record.id, write="change")
    theirs = replace(ENTRY, recipient="Theirs")
    kept_records.store().ledger.change(Edit(record.id, 1, theirs), who="Bo")
    stem = f"entry:{record.id}:1"
    app.text_input(key=f"{stem}:RECIPIENT").set_value("Mine")
    app.text_input(key=f"{stem}:who").set_value("Ann")
    submit(app, f"{stem}-").click().run()
    assert "Bo changed this investment" in app.error[0].value
    assert kept_records.store().ledger.one(record.id).content.recipient == "Theirs"
    shown = app.dataframe[0].value.set_index("field").loc["Recipient"]
    assert shown[["first", "second"]].tolist() == ["Theirs", "Mine"]
    press(app, "ledger:conflict:mine").click().run()
    saved = kept_records.store().ledger.one(record.id)
    assert (saved.content.recipient, saved.version) == ("Mine", 3)


def test_investment_is_removed_and_brought_back():
    record = add()
    app = opened("investment", show="ledger", entry=record.id)
    app.text_input(key=f"ledger:who:{record.id}").set_value("Bo").run()
    press(app, "ledger:remove").click().run()
    assert "Removed “£1,234 to Walkers”" in said(app.success[0])
    assert len(kept_records.store().ledger.entries()) == 0
    press(app, f"ledger:back:{record.id}").click().run()
    assert "Restored" in app.success[0].value
    assert len(kept_records.store().ledger.entries()) == 1


def test_import_is_undone_with_one_click():
    done = kept_records.store().ledger.import_all([ENTRY, replace(ENTRY, funder="B")], who="A")
    app = opened("investment", show="ledger")
    press(app, f"ledger:batch:{done.id}").click().run()
    assert "Enter your name" in app.error[0].value
    app.text_input(key="ledger:receipts:who").set_value("Bo").run()
    press(app, f"ledger:batch:{done.id}").click().run()
    assert "2 investments" in said(app.success[0])
    assert len(kept_records.store().ledger.entries()) == 0


def test_likenesses_are_decided_and_remembered():
    add(reference="A")
    add(reference="B")
    app = opened("investment", show="ledger")
    app.text_input(key="ledger:pairs:who").set_value("Bo").run()
    press(app, "ledger:pair:different").click().run()
    assert "1 pair" in said(app.success[0])
    assert not [each for each in app.button if "ledger:pair" in (each.key or "")]
    assert len(kept_records.store().ledger.entries()) == 2


def test_the_same_money_twice_is_removed_once():
    add(reference="A")
    add(reference="B")
    app = opened("investment", show="ledger")
    app.text_input(key="ledger:pairs:who").set_value("Bo").run()
    press(app, "ledger:pair:same").click().run()
    assert list(kept_records.store().ledger.entries()["reference"]) == ["A"]
    assert kept_records.store().ledger.decisions()[0].is_same


def test_names_from_files_are_text_and_no_formula():
    record = add(recipient="=HYPERLINK(1)", purpose="<b>bold</b> [x](http://x)")
    app = opened("investment", show="ledger", entry=record.id)
    assert not app.exception
    assert app.dataframe[0].value["recipient"].tolist() == ["'=HYPERLINK(1)"]
    assert "http://x" not in words(app)


def test_map_by_neighbourhood_says_when_there_is_none():
    add()
    app = opened("investment", level="neighbourhood")
    assert "No neighbourhood is saved yet" in app.info[0].value


def test_fair_share_is_refused_where_no_money_is_placed():
    add(place=Place.AREA, codes=())
    app = opened("investment", show="fair")
    assert "adds up to £0" in app.info[0].value
    app = opened("investment", show="fair", level="neighbourhood")
    assert "do not cover every area" in app.info[0].value


def test_page_stays_up_when_the_records_cannot_be_read(tmp_path):
    kept_records.store()
    (tmp_path / "insight.sqlite3").write_bytes(b"no database" * 1000)
    app = opened("investment")
    assert not app.exception
    assert "is not a SQLite database" in app.error[0].value
    assert "2.99 to 1" in [each.value for each in app.metric]
    app = opened("investment", show="figures")
    assert "£638,283" in list(app.dataframe[0].value["printed"])
    app = opened("investment", records="illustrative")
    assert "can be mapped to 52 of 634 small areas (LSOAs)" in words(app)
