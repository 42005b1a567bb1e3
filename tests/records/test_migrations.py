"""The tables that the migrations make are those that the code expects."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, inspect

from insight.records import database
from insight.records.database import migrate
from insight.records.errors import StoreError
from insight.records.tables import Base
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
