"""What is shown to whoever looks after the site, and what is never kept."""

import io
import json
import logging
from datetime import UTC, datetime

from streamlit.web.server.starlette import starlette_auth_routes

from insight.pages.data.accessibility import STATEMENT
from insight.pages.data.status import status_table
from insight.records.kinds.neighbourhoods import Draft
from insight.shell.hosting.journal import LOGGER, LONGEST_QUOTED, SIGN_IN, Journal, Lines, opened
from records_fixtures import draft
from work_fixtures import note_content

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)


def rows(pack, health, journal, backup_at=None):
    table = status_table(
        pack,
        health,
        backup_at=backup_at,
        started_at=NOW,
        views=journal.views,
        errors=journal.errors,
        last_error_at=journal.last_error_at,
    )
    return dict(table.rows.itertuples(index=False))


def test_health_counts_what_is_not_removed(store, pack):
    kept = store.add(draft(), who="Ann")
    gone = store.add(Draft("Gone", "", ("E01013726",), "by hand"), who="Ann")
    store.remove(gone.id, version=1, who="Ann")
    store.notes.add(note_content(), who="Ann")
    found = rows(pack, store.health(), Journal())
    assert found["Number of records"] == (
        "1 neighbourhood, 0 investments, 0 indicators you added, 1 note"
    )
    assert found["Changes recorded"] == "4"
    assert found["Records"].startswith("Working, ")
    assert found["Records"].endswith("database version 0006")
    assert kept.changed_at.strftime("%d %B %Y") in found["Last change"]


def test_records_that_do_not_answer_say_why(pack):
    found = rows(pack, "The records could not be read: gone.", Journal())
    assert found["Records"] == "The records could not be read: gone."
    assert "Number of records" not in found


def test_the_newest_backup_is_named(pack):
    assert rows(pack, "", Journal())["Latest backup"] == "none"
    found = rows(pack, "", Journal(), NOW)
    assert found["Latest backup"] == "23 November 2026, 15:04 UTC"


def test_when_the_data_were_retrieved(pack):
    days = {source.retrieved for source in pack.sources.values()}
    found = rows(pack, "", Journal())["Data retrieved"]
    assert found.startswith(min(days))
    assert found.endswith(max(days))


def test_journal_counts_pages_and_faults_by_class_alone():
    journal = Journal()
    for page in ("map", "map", "data"):
        journal.saw(page, 0.012)
    journal.failed("KeyError")
    assert dict(journal.views) == {"map": 2, "data": 1}
    assert dict(journal.errors) == {"KeyError": 1}
    assert journal.last_error_at is not None


def test_errors_of_the_server_are_counted_without_their_words(pack):
    journal = opened(is_hosted=False)
    try:
        raise KeyError("what Ann typed")
    except KeyError:
        logging.getLogger("streamlit").exception("failed")
    assert dict(journal.errors) == {"KeyError": 1}
    assert "Ann" not in str(rows(pack, "", journal))


def test_lines_are_json_and_hold_the_page_and_nothing_of_the_reader():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    try:
        Journal().saw("map", 0.0124)
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(logging.NOTSET)
    line = json.loads(stream.getvalue())
    assert set(line) == {"at", "event", "page", "ms", "beside"}
    assert (line["event"], line["page"], line["ms"]) == ("page", "map", 12)


def test_statement_has_the_parts_that_the_regulations_ask_for():
    text = " ".join(STATEMENT.values())
    for said in (
        "Accessibility Regulations 2018", "partially compliant", "2.2, level AA",
        "Equality Advisory", "Equality and Human Rights Commission",
    ):  # fmt: skip
        assert said in text


def test_what_the_sign_in_quotes_is_cut(caplog):
    opened(is_hosted=False)
    log = logging.getLogger(SIGN_IN)
    log.error("Error: %s. Description: %s", "x" * 10_000, None)
    assert len(caplog.messages[-1]) < LONGEST_QUOTED + 50
    log.error("Error: %s", "short")
    assert caplog.messages[-1] == "Error: short"


def test_the_sign_in_still_logs_there():
    assert starlette_auth_routes._LOGGER.name == SIGN_IN
