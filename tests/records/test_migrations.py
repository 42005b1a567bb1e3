"""The tables that the migrations make are those that the code expects."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, inspect

from insight.records import database
from insight.records.database import migrate
from insight.records.errors import RecordError, StoreError
from insight.records.kinds.entries import entry_of_row
from insight.records.kinds.investments import fingerprint
from insight.records.tables import Base
from ledger_fixtures import entry
from own_fixtures import own_content
from records_fixtures import draft

TABLES = {
    "alembic_version", "ended_session", "history", "import_file", "investment",
    "likeness_decision", "neighbourhood", "neighbourhood_member", "own_indicator",
    "work",
}  # fmt: skip


@pytest.fixture
def engine(place):
    """The database of a place that a store has opened once."""
    place.open().close()
    url = place.url or f"sqlite:///{place.file}"
    made = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    yield made
    made.dispose()


def checks(engine):
    """Names of the check constraints and indexes, which alembic does not compare."""
    seen = inspect(engine)
    return {
        table: {
            entry["name"] for entry in seen.get_check_constraints(table) + seen.get_indexes(table)
        }
        for table in TABLES - {"alembic_version"}
    }


def test_models_and_migrations_agree(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_models_and_migrations_agree_on_rules_and_indexes(engine):
    declared = {
        name: {rule.name for rule in table.constraints if isinstance(rule, CheckConstraint)}
        | {index.name for index in table.indexes}
        for name, table in Base.metadata.tables.items()
    }
    # PostgreSQL counts the index under a unique constraint among the indexes.
    assert {table: found - {"history_step"} for table, found in checks(engine).items()} == declared


def test_migrations_go_up_down_and_up_again(engine, place):
    assert set(inspect(engine).get_table_names()) == TABLES
    with engine.begin() as connection:
        migrate(connection, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    store = place.open()
    store.add(draft(), who="Ann")
    with pytest.raises(Exception, match="history is never changed"):
        place.execute("DELETE FROM history")
    store.close()


def test_newer_tables_are_refused_in_words_and_left_alone(place):
    place.open().close()
    place.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version of the app .* are at 9999"):
        place.open()
    assert place.execute("SELECT version_num FROM alembic_version") == [("9999",)]


def test_opening_again_keeps_what_is_there(place):
    store = place.open()
    added = store.add(draft(), who="Ann")
    store.close()
    for _ in range(2):
        again = place.open()
        assert again.neighbourhoods() == (added,)
        again.close()


def test_migration_that_breaks_off_leaves_nothing_half_made(place, monkeypatch):
    def fall(connection):
        migrate(connection)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(database, "migrate", fall)
        with pytest.raises(KeyboardInterrupt):
            place.open()
    store = place.open()
    assert store.neighbourhoods() == ()
    store.close()
    assert place.execute("SELECT count(*) FROM alembic_version") == [(1,)]


def test_migration_that_would_orphan_rows_is_taken_back(sqlite, monkeypatch):
    def orphan(connection):
        migrate(connection)
        connection.exec_driver_sql("INSERT INTO neighbourhood_member VALUES ('gone', 'E01000001')")

    with monkeypatch.context() as patch:
        patch.setattr(database, "migrate", orphan)
        with pytest.raises(StoreError, match="would leave 1 rows without"):
            sqlite.open()
    assert sqlite.execute("SELECT name FROM sqlite_master") == []


ZERO = "\u200b"
"""Of no width: earlier releases kept it, in texts and in the keys of names."""


@pytest.fixture
def old(place):
    """Records as the release before 0006 may have kept them."""
    store = place.open()
    for name in ("Quay", "Moor", "Moor2"):
        store.add(draft(name), who="Ann")
    store.own_indicators.add(own_content({"E01000001": 1.0}, name="Fuel"), who="Ann")
    store.ledger.add(entry(100, reference="R1", funder="Trust"), who="Ann")
    store.ledger.add(entry(200, reference="R2", funder="Trust2"), who="Ann")
    store.ledger.add(entry(300, parent="R2"), who="Ann")
    first, second, _ = store.ledger.entries()["fingerprint"]
    store.ledger.decide([(first, second)], is_same=False, who="Ann")
    store.close()
    place.execute(
        f"UPDATE neighbourhood SET name = replace(name, '2', '{ZERO}')",
        f"UPDATE neighbourhood SET name = 'Quay{ZERO}' WHERE name = 'Quay'",
        "UPDATE neighbourhood SET name_key = lower(name)",
        f"UPDATE own_indicator SET name_key = 'fuel{ZERO}'",
        f"UPDATE investment SET reference = replace(reference, 'R2', 'R2{ZERO}'), "
        f"parent = replace(parent, 'R2', 'R2{ZERO}'), funder = replace(funder, '2', '{ZERO}')",
        "UPDATE investment SET reference_key = lower(reference), parent_key = lower(parent)",
        "UPDATE alembic_version SET version_num = '0005'",
    )
    return place


def test_keys_of_older_records_are_written_as_they_are_seen(old):
    store = old.open()
    with pytest.raises(RecordError, match="already a neighbourhood named"):
        store.add(draft("Quay"), who="Bob")
    with pytest.raises(RecordError, match="an indicator with that name"):
        store.own_indicators.add(own_content({"E01000001": 1.0}, name="fuel"), who="Bob")
    with pytest.raises(RecordError, match="same reference"):
        store.ledger.add(entry(400, reference="r2"), who="Bob")
    # Two that are one name now both stay, and what is a part stays one.
    assert [each.name for each in store.neighbourhoods()] == ["Moor", "Moor", "Quay"]
    store.ledger.add(entry(400, reference="R4"), who="Bob")
    found = store.ledger.entries()
    assert found["parent"].tolist() == ["", "", "R2", ""]
    assert found["fingerprint"].tolist() == [
        fingerprint(entry_of_row(row)) for row in found.itertuples(index=False)
    ]
    # The funders are one now, so that what was said is of the new marks.
    (said,) = store.ledger.decisions()
    assert {said.first, said.second} == set(found["fingerprint"][:2])
    store.close()
