"""Two tabs of a running server at one record: nothing of either is lost."""

import threading

from officer import Officer
from records_fixtures import Place
from running import records_of, running

ROUNDS = 3
SAVE = "Save as a new version"
LSOAS = "E01013726.E01013727"


def fill_in(tab: Officer, version: int, text: str, who: str) -> None:
    tab.type(f":{version}:description", text)
    tab.type(f":{version}:name", "Hood")
    tab.type(f":{version}:who", who)


def opened(address: str, record: str) -> Officer:
    return Officer(address, "neighbourhood", show="profile", place=record)


def test_two_tabs_that_save_at_the_same_moment_and_both_are_told(tmp_path):
    place = Place("sqlite", tmp_path / "var")
    with running(**records_of(place)) as server:
        with Officer(server.address, "neighbourhood", show="profile", members=LSOAS) as first:
            first.open()
            fill_in(first, 0, "at first", "Ann")
            first.press("Save new neighbourhood")
        store = place.open()
        (record,) = store.neighbourhoods()
        for turn in range(ROUNDS):
            version = store.neighbourhood(record.id).version
            told, start = {}, threading.Barrier(2)

            def save(who, told=told, start=start, version=version, turn=turn):
                with opened(server.address, record.id) as tab:
                    tab.open()
                    fill_in(tab, version, f"{who} {turn}", who)
                    start.wait(30)
                    said = tab.press(SAVE)
                    told[who] = said, "\n".join(tab.read), tab.keys()

            tabs = [threading.Thread(target=save, args=(who,)) for who in ("Ann", "Bo")]
            for tab in tabs:
                tab.start()
            for tab in tabs:
                tab.join(60)
            now = store.neighbourhood(record.id)
            faster, slower = now.changed_by, {"Ann": "Bo", "Bo": "Ann"}[now.changed_by]
            assert now.version == version + 1
            assert now.description == f"{faster} {turn}"
            assert told[faster][0] == told[faster][0].strip()
            assert f"Saved “Hood”, version {version + 1}" in told[faster][0]
            said, read, keys = told[slower]
            assert f"{faster} changed this neighbourhood" in said
            assert "Saved “" not in said
            assert f"{faster} {turn}" in read
            assert f"{slower} {turn}" in read
            assert {"save:conflict:theirs", "save:conflict:mine"} <= set(keys)
        store.close()


def test_one_officer_with_two_tabs_takes_theirs_or_mine(tmp_path):
    place = Place("sqlite", tmp_path / "var")
    with running(**records_of(place)) as server:
        with Officer(server.address, "neighbourhood", show="profile", members=LSOAS) as early:
            early.open()
            fill_in(early, 0, "at first", "Ann")
            early.press("Save new neighbourhood")
            store = place.open()
            (record,) = store.neighbourhoods()
            with opened(server.address, record.id) as late:
                late.open()
                fill_in(early, 1, "in the early tab", "Ann")
                assert "version 2" in early.press(SAVE)
                fill_in(late, 1, "in the late tab", "Ann")
                assert "not saved. Ann changed" in late.press(SAVE)
                assert "version 3" in late.press("Save my version")
                # The early tab still has version 2 open.
                fill_in(early, 2, "lost on purpose", "Ann")
                assert "not saved. Ann changed" in early.press(SAVE)
                early.press("Keep their version")
                assert early.said == []
                assert early.key(":3:description")
        assert [step.after.description for step in store.history(record.id)] == [
            "at first", "in the early tab", "in the late tab",
        ]  # fmt: skip
        store.close()
