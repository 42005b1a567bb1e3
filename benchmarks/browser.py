"""A Chromium for the length of a measurement, if there is one."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.rows import Skipped
from insight.errors import InsightError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS = ("Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe")
ADVICE = "install Debian's chromium package, or set INSIGHT_CHROMIUM to the path of a browser"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SOFTWARE_WEBGL = (
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
VIEWPORT = {"width": 1440, "height": 900}
PATIENCE_MS = 30_000


def find_browser(
    environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
) -> str | None:
    """Find a Chromium on this machine."""
    named = environ.get("INSIGHT_CHROMIUM")
    if named:
        found = which(named)
        if found is None:
            raise InsightError(
                f"INSIGHT_CHROMIUM is {named!r}, but there is no program there. "
                "Correct it or unset it."
            )
        return found
    folders = [environ[name] for name in WINDOWS_FOLDERS if environ.get(name)]
    installed = [f"{folder}/{name}" for folder in folders for name in WINDOWS]
    return next(filter(None, map(which, (*COMMANDS, *MAC, *installed))), None)


def path() -> str:
    """Of the browser; skipped with a sentence where there is none."""
    found = find_browser(os.environ)
    if not found:
        raise Skipped(f"There is no Chromium: {ADVICE}.")
    return found


@contextmanager
def playwright() -> Iterator["BrowserType"]:
    """Playwright's Chromium launcher."""
    path()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Skipped("Playwright for Python is not installed.") from None
    with sync_playwright() as started:
        yield started.chromium


@contextmanager
def cold_browser(chromium: "BrowserType", *, has_webgl: bool = False) -> Iterator["Browser"]:
    """A new browser process with an empty profile."""
    arguments = ARGUMENTS + (SOFTWARE_WEBGL if has_webgl else ())
    browser = chromium.launch(executable_path=path(), args=list(arguments))
    try:
        yield browser
    finally:
        browser.close()
