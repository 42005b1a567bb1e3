"""A file that was made outlives the clicks of others, and not its own session's next one."""

import pytest
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from insight.shell.hosting.made_files import keep_made_files


@pytest.fixture
def manager(monkeypatch) -> MediaFileManager:
    """Of a server in which Ann has pressed a button that makes a file."""
    own = MediaFileManager.execute_deferred
    monkeypatch.setattr(MediaFileManager, "execute_deferred", own)  # back after the test
    monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: "Ann")
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def made(manager: MediaFileManager) -> str:
    """Name of a file that was made, after two clicks of others."""
    asked = manager.add_deferred(lambda: b"map", "image/png", "1.2", file_name="map.png")
    name = manager.execute_deferred(asked).removeprefix("/media/")
    for _ in range(2):
        manager.clear_session_refs("Bob")
        manager.remove_orphaned_files()
    return name


def content(manager: MediaFileManager, name: str) -> bytes | None:
    try:
        return manager._storage.get_file(name).content
    except MediaFileStorageError:
        return None


def test_streamlit_still_loses_it_by_itself(manager):
    assert content(manager, made(manager)) is None


def test_it_is_there_after_the_clicks_of_others(manager):
    keep_made_files()
    assert content(manager, made(manager)) == b"map"


def test_it_is_gone_after_its_own_sessions_next_clicks(manager):
    keep_made_files()
    name = made(manager)
    for _ in range(2):
        manager.clear_session_refs("Ann")
        manager.remove_orphaned_files()
    assert content(manager, name) is None
