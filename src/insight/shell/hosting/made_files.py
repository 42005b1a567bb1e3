"""A file that somebody had made is kept until they do something else.

Streamlit makes the file of a download button when it is pressed, tells the browser where
it is, and takes it for nobody's: the next two reruns of anybody remove it (1.67). On a
busy site that is before the browser has come for it.
"""

from pathlib import PurePosixPath

from streamlit.runtime.media_file_manager import MediaFileManager

_make = MediaFileManager.execute_deferred


def keep_made_files() -> None:
    """From now on count each among the files of the session that asked for it."""
    MediaFileManager.execute_deferred = _made  # type: ignore[method-assign, assignment]


def _made(manager: MediaFileManager, file_id: str) -> str:
    address = _make(manager, file_id)
    with manager._lock:
        asked = manager._deferred_callables.get(file_id)
        if asked is not None:
            files = manager._files_by_session_and_coord[asked["session_id"]]
            files[f"made:{file_id}"] = PurePosixPath(address).stem
    return address
