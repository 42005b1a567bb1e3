"""Whether a file that came is of the kind that was asked for."""

import csv
import html
import json
import re
import zipfile
from contextlib import suppress
from pathlib import Path

from insight.publishers.fetching.register import FileForm
from insight.publishers.fetching.web import RefusedError
from insight.tables.reader.archive import DAMAGE

HEAD_BYTES = 65_536
LONGEST_WORDS = 120
SMALL_JSON_BYTES = 1_000_000  # messages are short; a larger file is what it says it is

PAGE = re.compile(rb"(?is)\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype\s+html|html|head)\b")
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
BOM = b"\xef\xbb\xbf"


def check_content(file: Path, form: FileForm, heading: str = "") -> None:
    """Make sure that a file is what its name will say."""
    with file.open("rb") as stream:
        head = stream.read(HEAD_BYTES).removeprefix(BOM)
    if not head.strip():
        raise RefusedError("the file was empty")
    check_no_page(head)
    if head.lstrip()[:1] == b"{" and file.stat().st_size < SMALL_JSON_BYTES:
        # What is no JSON is held against its own kind below.
        with suppress(ValueError):
            check_no_fault(json.loads(file.read_bytes()))
    if form in (FileForm.ZIP, FileForm.XLSX):
        _check_archive(file, form)
    elif form is FileForm.CSV:
        _check_text(head, heading)
    else:
        _check_json(file, form)


def check_no_page(head: bytes) -> None:
    """Make sure that a body is no web page."""
    if not PAGE.match(head.removeprefix(BOM)):
        return
    found = TITLE.search(head.decode("utf-8", errors="replace"))
    title = " ".join(html.unescape(found[1]).split()) if found else ""
    named = f" with the title {_plain(title)!r}" if title else ""
    raise RefusedError(f"the server sent a web page{named} instead of the data")


def _plain(text: str) -> str:
    """A stranger's words in one line, without what does not print or may be markup."""
    line = " ".join(text.split())
    kept = "".join(letter for letter in line if letter.isprintable())
    return re.sub(r"[<>&\"'`]", "", kept)[:LONGEST_WORDS]


def check_no_fault(found: object) -> None:
    """Make sure that JSON is not the message of a fault, sent as if all were well."""
    error = found.get("error") if isinstance(found, dict) else None
    if not error:
        return
    parts = error if isinstance(error, dict) else {"message": error}
    code = parts.get("code")
    message = _plain(str(parts.get("message") or "no reason given"))
    number = f" {code}" if isinstance(code, int) else ""
    is_passing = isinstance(code, int) and (code == 429 or 500 <= code < 600)
    raise RefusedError(f"the server reported an error{number}: {message!r}", is_passing=is_passing)


def _check_archive(file: Path, form: FileForm) -> None:
    """The directory of an archive stands at its end: one that is cut off has none."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            for entry in entries:
                # Reads the head of each part, and so meets one that is not there.
                archive.open(entry).close()
    except DAMAGE as error:
        raise RefusedError("the file is not a complete archive") from error
    names = {entry.filename for entry in entries}
    if not names or (form is FileForm.XLSX and "xl/workbook.xml" not in names):
        kind = "workbook" if form is FileForm.XLSX else "archive with files"
        raise RefusedError(f"the file is not a {kind}")


def _check_text(head: bytes, heading: str) -> None:
    if b"\x00" in head:
        raise RefusedError("the file is not text")
    lines = head.decode("utf-8", errors="replace").splitlines()
    first = next(csv.reader(lines[:1]), [])
    if len(first) < 2 or len(lines) < 2:
        raise RefusedError("the file has no columns or rows")
    if heading and heading.casefold() not in {cell.strip().casefold() for cell in first}:
        raise RefusedError(f"the file has no column {heading!r}")


def _check_json(file: Path, form: FileForm) -> None:
    try:
        found = json.loads(file.read_bytes())
    except ValueError as error:
        raise RefusedError("the file is not complete JSON") from error
    if form is FileForm.GEOJSON and (
        not isinstance(found, dict) or not isinstance(found.get("features"), list)
    ):
        raise RefusedError("the file has no features")
