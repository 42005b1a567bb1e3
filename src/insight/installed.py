"""What is done to an environment once its packages are in, and what is said of it."""

import os
import pkgutil
import shutil
import stat
import sys
import sysconfig
from importlib import import_module
from pathlib import Path

from insight.programs import say

UNUSED = (
    "**/tests",
    "plotly/labextension",
    "plotly/package_data",
    "pyarrow/include",
    "pyarrow/*flight*",
    "pyarrow/*s3*",
    "pyarrow/libarrow_python.so",  # the same twice more, under names that nothing asks for
    "pyarrow/libarrow_python.so.*.*",
    "pydeck/nbextension",
    "**/*.c",  # what compiled parts were made of
    "**/*.pyx",
    "**/*.pxd",
    "**/*.pxi",
    # Python 3.11 puts it into every environment; what it does at each start goes with it.
    "setuptools*",
    "pkg_resources",
    "_distutils_hack",
    "distutils-precedence.pth",
)
"""Parts of packages that nothing here opens: a quarter of the environment."""


def remove_unused(packages: Path) -> None:
    """Remove what comes with packages and is never opened."""
    for pattern in UNUSED:
        for path in list(packages.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()


def load() -> None:
    """Load what is served; if that fails, it would not start either."""
    # So that its compiled code is kept: a replica may write none.
    sys.dont_write_bytecode = False
    pages = import_module("insight.pages")
    parts = [each.name for each in pkgutil.iter_modules(pages.__path__, "insight.pages.")]
    # The first of these is tried in vain by others, without a word, if it is broken.
    for name in ("pyarrow.parquet", *parts, "insight.shell.hosting.ready", "streamlit.web.cli"):
        import_module(name)


def closed_to_others(path: Path) -> Path | None:
    """Find the folder, or the file, on the way to a path that other accounts may not use."""
    places = [path, *path.parents, path.resolve(), *path.resolve().parents]
    return next((each for each in places if not each.stat().st_mode & stat.S_IXOTH), None)


def megabytes(folder: Path) -> int:
    """Measure what a folder holds, links not followed."""
    found = (path.lstat().st_size for path in folder.rglob("*"))
    return round(sum(found) / 1e6)


def report() -> int:
    """Say that the environment is ready, and who cannot use it."""
    say(f"The environment in .venv is ready ({megabytes(Path(sys.prefix))} MB).")
    closed = closed_to_others(Path(sys.executable))
    if os.name != "nt" and os.geteuid() == 0 and closed:
        say(
            f"Only this account can use it, because others cannot open {closed}. To run the site "
            "under its own account, remove .venv and set it up with the system's own "
            "Python: /usr/bin/python3 run.py setup"
        )
    return 0


if __name__ == "__main__":
    remove_unused(Path(sysconfig.get_path("platlib")))
    load()
