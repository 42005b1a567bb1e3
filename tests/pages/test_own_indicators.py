"""Own indicators on the pages, in Streamlit's own test runner."""

import pandas as pd
import pytest

from insight.pack.catalogue import Level, Provenance
from insight.records.errors import StoreError
from insight.shell import kept_records
from opening import figure, opened, value_of, words
from own_fixtures import own_content


@pytest.fixture
def brought(known):
    """One by LSOA, one made up by MSOA; taken away again afterwards."""
    kept_records.look_again()
    book = kept_records.store().own_indicators
    lsoas, msoas = (known.levels[each].index for each in (Level.LSOA, Level.MSOA))
    saved = [
        book.add(own_content({c: 10 + i / 100 for i, c in enumerate(lsoas)}), who="Ann"),
        book.add(
            own_content(
                {c: 20 + i / 10 for i, c in enumerate(msoas)},
                name="Made up",
                level=Level.MSOA,
                provenance=Provenance.ILLUSTRATIVE,
            ),
            who="Ann",
        ),
    ]
    yield [f"own-{each.id}" for each in saved]
    for each in book.all():
        book.remove(each.id, version=each.version, who="Ann")
    kept_records.look_again()


@pytest.mark.usefixtures("brought")
def test_part_lists_them():
    app = opened("data", show="own")
    assert not app.exception
    table = app.dataframe[0].value
    assert table["name"].tolist() == ["Households in fuel poverty", "Made up"]
    assert table["areas"].tolist()[0] == f"{634:,}"


def test_empty_part_says_what_to_bring():
    app = opened("data", show="own")
    assert not app.exception
    assert "area codes (LSOA" in app.info[0].value


def test_map_shows_it_with_its_table_and_source(brought):
    app = opened("map", indicator=brought[0], level="lsoa")
    assert not app.exception
    assert value_of(app, "indicator") == brought[0]
    assert "indicator, by LSOA" in words(app)
    table = app.dataframe[0].value
    assert table["value"].iloc[0] == pytest.approx(16.33)
    assert "Sub-regional table" in str(figure(app)["layout"])


def test_made_up_one_is_marked_and_is_not_offered_by_lsoa(brought):
    app = opened("map", indicator=brought[1], level="lsoa")
    assert not app.exception
    assert value_of(app, "level") == "msoa"
    marks = [each["text"] for each in figure(app)["layout"]["annotations"]]
    assert "EXAMPLE DATA" in marks


def test_score_takes_it_in(brought):
    app = opened(
        "targeting",
        order="composite", preset="own", w1="0", w2="0", own=brought[0], w4="100",
        part="areas",
    )  # fmt: skip
    assert not app.exception
    assert value_of(app, "w4") == "100"
    codes = pd.Series(app.dataframe[0].value["rank"])
    assert codes.is_monotonic_increasing
    assert "1 of 2 own indicators cannot be part" in words(app)


def test_compare_has_it_and_its_maps(brought):
    app = opened("compare", show="measure", measure=brought[0])
    assert not app.exception
    assert value_of(app, "measure") == brought[0]
    maps = opened("compare", show="maps", indicator=brought[0])
    assert not maps.exception
    assert value_of(maps, "indicator") == brought[0]


def test_removed_one_is_said_and_the_map_goes_on(brought):
    book = kept_records.store().own_indicators
    gone = brought[0].removeprefix("own-")
    book.remove(gone, version=1, who="Ann")
    kept_records.look_again()
    app = opened("map", indicator=brought[0])
    assert not app.exception
    assert value_of(app, "indicator") == "imd"
    assert "indicator" in app.warning[0].value


def test_map_goes_on_where_records_cannot_be_read(monkeypatch):
    kept_records.look_again()
    asked = []

    def fail(_self):
        asked.append(1)
        raise StoreError("The records could not be read.")

    monkeypatch.setattr("insight.records.ledger.Ledger.revision", fail)
    for _ in range(3):
        app = opened("map")
        assert not app.exception
        assert not app.error
    # Whoever waits for records that do not answer waits once, not at every click.
    assert asked == [1]
    kept_records.look_again()
