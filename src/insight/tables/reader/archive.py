"""Whether a zipped workbook is safe to open."""

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

import pandas as pd

from insight.errors import ContractError, Problem

MOST_INFLATED = 300_000_000
"""Bytes of all parts together; 100,000 rows of 20 columns come to about 150 million."""
MOST_RATIO = 200  # by which a part may shrink; real sheets reach about 20
SMALL_PART = 10_000_000  # a part below this size may shrink by any factor: it does no harm
MOST_PARTS = 400
WORKBOOK, CONTENT = "xl/workbook.xml", "content.xml"
"""The part by which an XLSX and an ODS workbook are known."""
CHUNK = 1 << 20

SAVE = "Open it in a spreadsheet program, save it as XLSX or CSV, and upload that."
COPY = "Copy the rows you need into a new workbook."

OLD = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""How a workbook with a password begins, and the name of the part that it is kept in."""
UNLOCK = "Open it, remove the password, save it as XLSX, and upload that."

MAGIC = (
    (b"%PDF", "is a PDF, not a spreadsheet"),
    (OLD, "is an old workbook (XLS)"),
    (b"\x89PNG", "is a picture, not a spreadsheet"),
    (b"\xff\xd8\xff", "is a picture, not a spreadsheet"),
    (b"GIF8", "is a picture, not a spreadsheet"),
    (b"{\\rtf", "is a text document, not a spreadsheet"),
    (b"\x1f\x8b", "is an archive, not a spreadsheet"),
    (b"7z\xbc\xaf", "is an archive, not a spreadsheet"),
    (b"Rar!", "is an archive, not a spreadsheet"),
)

# What Python's archive reader raises for files that are broken or encrypted.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError)

# Tens of millions of anything: the reader would set memory aside for them.
COUNT = re.compile(rb"""ount(?:(?<=\bcount)|(?<=\buniqueCount))\s*=\s*["']\s*\+?\d{8}""")


def fault(
    file: str, rule: str, remedy: str, *, of: pd.Series | None = None, example: str = ""
) -> ContractError:
    """A sentence about a file as a whole, or about the rows that `of` marks."""
    failing, total = (0, 0) if of is None else (int(of.sum()), len(of))
    return ContractError([Problem(file, rule, failing, total, example, remedy)])


def safe_archive(file: str, content: bytes) -> zipfile.ZipFile:
    """The parts of a workbook, all of them inflated once without being kept."""
    _refuse_others(file, content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            rule = f"has {len(entries):,} parts, more than a spreadsheet needs"
            raise fault(file, rule, SAVE)
        _check_plain(content, archive)
        names = {entry.filename for entry in entries}
        if "xl/workbook.bin" in names:
            raise fault(file, "is a binary workbook (XLSB)", SAVE)
        if not names & {WORKBOOK, CONTENT}:
            rule = "is an archive without an XLSX workbook or ODS spreadsheet"
            raise fault(file, rule, "Unpack it, and upload the file in it.")
        if any("vbaproject" in name.casefold() for name in names):
            raise fault(
                file, "contains macros", "Save it as XLSX, without macros, and upload that."
            )
        _measure(file, archive, entries)
    except DAMAGE as error:
        raise damaged(file, error) from error
    return archive


def _refuse_others(file: str, content: bytes) -> None:
    """Say of what is no workbook of today what it is."""
    if content.startswith(OLD) and LOCKED in content:
        raise fault(file, "is protected with a password", UNLOCK)
    for magic, words in MAGIC:
        if content.startswith(magic):
            raise fault(file, words, SAVE)


def _measure(file: str, archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Inflate every part without keeping it: what the archive declares can lie."""
    whole = sum(entry.file_size for entry in entries)
    if whole > MOST_INFLATED:
        raise _swollen(file, whole)
    whole = 0
    for entry in entries:
        is_xml = entry.filename.casefold().endswith((".xml", ".rels"))
        size, tail = 0, b""
        for chunk in _inflated(archive, entry):
            size += len(chunk)
            swells = size > SMALL_PART and size > MOST_RATIO * entry.compress_size
            if swells or whole + size > MOST_INFLATED:
                raise _swollen(file, whole + size)
            if is_xml:
                tail = _checked_xml(file, tail + chunk)
        whole += size


def _swollen(file: str, size: int) -> ContractError:
    rule = f"expands to more than {size / 1e6:,.0f} MB when it is opened"
    return fault(file, rule, COPY)


def _check_plain(content: bytes, archive: zipfile.ZipFile) -> None:
    """Refuse what two readers of archives may understand in two ways."""

    def number(at: int, size: int) -> int:
        return int.from_bytes(content[at : at + size], "little")

    names = [name.casefold() for name in archive.namelist()]
    end = len(content) - 22
    size, start = number(end + 12, 4), number(end + 16, 4)
    is_plain = content[end : end + 4] == b"PK\x05\x06" and not archive.comment
    if content[end - 20 : end - 16] == b"PK\x06\x07":
        # Some programs write the records of huge archives for small ones too.
        is_plain &= number(end - 12, 8) == end - 76
        end -= 76
        is_plain &= (number(end + 40, 8), number(end + 48, 8)) == (size, start)
    if not is_plain or size + start != end or len(names) > len(set(names)):
        raise zipfile.BadZipFile("ambiguous")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """All that a part really holds, even if it declares less."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("unusual compression")
    # The archive reader stops at the size that is declared, other readers may not.
    unbounded = copy.copy(entry)
    unbounded.file_size = MOST_INFLATED + CHUNK
    size = 0
    with archive.open(unbounded) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > entry.file_size:
                raise zipfile.BadZipFile("larger than declared")
            yield chunk


def _checked_xml(file: str, window: bytes) -> bytes:
    """The tag that a stretch of XML breaks off in, to be looked at with the next."""
    if b"\0" in window or COUNT.search(window):
        raise zipfile.BadZipFile("not plain XML")
    if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
        raise fault(file, "contains XML that no spreadsheet uses", SAVE)
    tail = window[window.rfind(b"<") :] if b"<" in window else b""
    if len(tail) > CHUNK:
        raise zipfile.BadZipFile("endless tag")
    return tail


def damaged(file: str, error: BaseException) -> ContractError:
    """A sentence in place of whatever a reader raised; it does not hide an end."""
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        raise error
    return fault(file, "cannot be opened because it is damaged or incomplete", SAVE)
