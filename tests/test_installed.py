import os
import sys
import tempfile
from pathlib import Path

import pytest

from insight import installed


def test_what_no_part_opens_is_removed_and_nothing_else(tmp_path):
    unused = (
        "pandas/tests/io/a.py",
        "pyarrow/libarrow_flight.so.1",
        "pyarrow/include/a.h",
        "pyarrow/libarrow_python.so",
        "fontTools/misc/bezierTools.c",
        "setuptools/__init__.py",
        "distutils-precedence.pth",
    )
    used = (
        "pandas/testing.py",
        "pyarrow/libarrow.so.1",
        "pyarrow/libarrow_python.so.1",
        "pyarrow/libarrow_substrait.so.1",
        "insight_tests/tests.py",
        "pandas-stubs/a.pyi",
    )
    for name in (*unused, *used):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    installed.remove_unused(tmp_path)
    assert [name for name in unused if (tmp_path / name).exists()] == []
    assert [name for name in used if not (tmp_path / name).exists()] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise.")
def test_environment_that_only_root_may_enter_is_named():
    # Not in tmp_path, which lies in a folder that nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        outer = Path(name).resolve()
        outer.chmod(0o755)
        shut = outer / "shut"
        shut.mkdir(mode=0o700)
        python = shut / "python"
        python.touch(mode=0o755)
        linked = outer / "linked"
        linked.symlink_to(python)
        assert installed.closed_to_others(python) == shut
        assert installed.closed_to_others(linked) == shut
        shut.chmod(0o755)
        assert installed.closed_to_others(linked) is None
        python.chmod(0o700)
        assert installed.closed_to_others(linked) == linked


def test_environment_in_which_tables_cannot_be_read_is_not_ready(monkeypatch):
    # Others import it if they can, and go on without it.
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ImportError):
        installed.load()
