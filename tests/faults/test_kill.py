"""Servers killed in the midst of saves: nothing that was acknowledged is lost."""

import random
import threading
import time
from dataclasses import dataclass, field

from officer import GONE, Officer
from records_fixtures import content_of
from running import kill_cluster, records_of, running

SAVES = 45
"""On each engine, acknowledged or cut off."""
ROUNDS = 3
"""On each engine; every one ends with a kill."""
EACH = -(-SAVES // ROUNDS)
AROUND = ("E01013726.E01013727", "E01025699.E01025700", "E01013733")
"""What each of three officers is at work on; any LSOAs would do."""
LATEST_S = 0.12
"""About as long as a save takes, from the press of the button to its answer."""


@dataclass
class Work:
    """What three officers did together.

    Attributes
    ----------
    pressed
        How often Save was pressed.
    saved
        Name, version and text of all that the page said was saved.
    """

    pressed: int = 0
    saved: list[tuple[str, int, str]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def save(self, officer: Officer, name: str, version: int) -> bool:
        """Save one version; whether the page says so."""
        with self._lock:
            self.pressed += 1
            text = f"text {self.pressed}"
        officer.type(":name", name)
        officer.type(":description", text)
        said = officer.press(
            "Save as a new version" if version > 1 else "Save new neighbourhood", until="Saved"
        )
        if f"Saved “{name}”, version {version}," not in said:
            self.odd.append(said)
            return False
        self.saved.append((name, version, text))
        return True

    def go_on(self, address: str, members: str, name: str) -> None:
        """Save one version after the other until the server is gone."""
        try:
            with Officer(address, "neighbourhood", show="profile", members=members) as officer:
                officer.open()
                officer.type(f"{members}:0:who", "Officer")
                version = 1
                while self.save(officer, name, version):
                    officer.wait_for("Save as a new version")
                    version += 1
                    officer.type(f":{version - 1}:who", "Officer")
        except GONE:
            return
        except Exception as error:  # noqa: BLE001 - told to the test
            self.odd.append(repr(error))


def round_of(work, server, turn, saves, strike):
    """Three officers at work until somebody strikes in the midst of it."""
    chance, goal = random.Random(turn), work.pressed + saves
    threads = [
        threading.Thread(target=work.go_on, args=(server.address, members, f"{turn} {number}"))
        for number, members in enumerate(AROUND)
    ]
    for thread in threads:
        thread.start()
    while work.pressed < goal and any(thread.is_alive() for thread in threads):
        time.sleep(0.002)
    time.sleep(chance.uniform(0, LATEST_S))
    strike()
    for thread in threads:
        thread.join(40)
        assert not thread.is_alive()


def hold(place, work):
    """Check the records against what the officers were told."""
    store = place.open()
    found = {each.name: each for each in store.neighbourhoods(with_removed=True)}
    for name, version, text in work.saved:
        step = store.history(found[name].id)[version - 1]
        assert (step.version, step.after.description) == (version, text)
    for each in found.values():
        history = store.history(each.id)
        assert [step.version for step in history] == list(range(1, each.version + 1))
        assert history[-1].after == content_of(each)
        assert "-".join(each.members) in {around.replace(".", "-") for around in AROUND}
    # What was cut off is there as a whole or not at all, and at most once for each.
    steps = sum(each.version for each in found.values())
    assert len(work.saved) <= steps <= work.pressed
    store.close()
    if place.engine == "sqlite":
        assert place.execute("PRAGMA integrity_check") == [("ok",)]
        assert place.execute("PRAGMA foreign_key_check") == []


def start_again(server, work, turn):
    """The next officer finds a server that works, and all that was saved."""
    with Officer(server.address, "neighbourhood", show="saved") as officer:
        officer.open()
        assert officer.said == []
        assert officer.key("saved:history")
    assert work.odd == [], turn


def test_server_killed_in_the_midst_of_saves_loses_nothing(sqlite):
    work = Work()
    with running(**records_of(sqlite)) as server:
        for turn in range(ROUNDS):
            round_of(work, server, turn, EACH, server.kill)
            assert work.odd == [], server.log()
            hold(sqlite, work)
            server.start()
            start_again(server, work, turn)
    assert work.pressed >= SAVES
    assert len(work.saved) < work.pressed
    assert len(work.saved) > SAVES / 2


def test_both_servers_killed_in_the_midst_of_saves_lose_nothing(postgresql, cluster):
    work = Work()
    with running(**records_of(postgresql)) as server:
        for turn in range(ROUNDS):
            if turn % 2:
                round_of(work, server, turn, EACH, server.kill)
                server.start()
            else:
                round_of(work, server, turn, EACH,
                         lambda: kill_cluster(cluster.folder))  # fmt: skip
                assert all(is_plain(words) for words in work.odd), work.odd
                work.odd.clear()
                cluster.start()
            start_again(server, work, turn)
            hold(postgresql, work)
    assert work.pressed >= SAVES
    assert len(work.saved) > SAVES / 2


def is_plain(words):
    """Whether a page says in a sentence that the database went away."""
    return "Traceback" not in words and (
        "stopped responding during the save" in words or "the server does not respond" in words
    )
