"""Files made to harm, out of good ones: seeded, so that each failure comes back.

PYTEST_DONT_REWRITE: tests import it before pytest takes it for a plugin.
"""

import copy
import io
import json
import random
import zipfile
from collections.abc import Callable

HUGE = b"9" * 6_000
"""More digits than Python turns into a number."""

CELLS = (
    b"", b" ", b";", b"|", b"; ;", b",", b'"', b"'", b"=1+1", b"+cmd|' /C calc'!A0",
    b"@SUM(A1)", b"-1", b"'=1", b"\t=1", b"\xef\xbc\x9d1", b"\0", b"a\0b", b"\xff\xfe",
    b"\xe9", b"\xed\xa0\x80", "\u202egnp.exe".encode(), "\u2028\u0085".encode(), HUGE,
    b"1" + b",000" * 2_000, b"0." + HUGE, b"1e999", b"1E5", b"nan", b"inf", b"-0",
    b"NULL", b"0x1F", b"1_0", "\u0661\u0662\u0663".encode(), "\u00b2".encode(),
    b"99999999", b"1" * 40, b"x" * 140_000, b"<script>alert(1)</script>",
    b"![x](http://evil.example/)", b"# h", b"{0}%s%n${7*7}", b"../../etc/passwd",
    b"E01013600;E01013600", b"E0101360O", b"E02000001", b"LE1 1AA|", b"1.01E+07",
    b"31/02/2025", b"0000-00-00", b"99999", b"2024/99", b"lsoa", b"area", b"\r", b"\n",
    b"9999-12-31T99:99", b"illustrative", b"A\r\nB", b"((1))", "\u2212\u00a35".encode(),
)  # fmt: skip

NAMES = (
    "a.csv", "../../etc/passwd", "C:\\..\\..\\x.csv", "a\0b.csv", "\u202evsc.exe", "",
    "<img src=x onerror=alert(1)>.csv", "[x](http://evil.example/)", "x" * 20_000,
    "/", "\ud800.csv", "a\nb.csv", "...", "%2e%2e%2f", "con",
)  # fmt: skip
"""What a browser may say that a file is called."""

Mangler = Callable[[bytes, random.Random], bytes]


def put_cell(content: bytes, chance: random.Random) -> bytes:
    """One cell becomes another that nobody should write."""
    mark = max((b",", b";", b"\t"), key=content.count)
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(mark)
    cells[chance.randrange(len(cells))] = chance.choice(CELLS)
    lines[at] = mark.join(cells)
    return b"\n".join(lines)


def put_cells(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(2, 8)):
        content = put_cell(content, chance)
    return content


def spoil(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content or b"x")
    for _ in range(chance.randint(1, 12)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def repeat(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content) + 1) for _ in "ab")
    return content[:end] + content[start:end] * chance.randint(1, 20) + content[end:]


def lose(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content) + 1) for _ in "ab")
    return content[:start] + content[min(end, start + 40) :]


def change_marks(content: bytes, chance: random.Random) -> bytes:
    marks = [b",", b";", b"\t", b"|", b"\n", b"\r", b'"', b".", b"E0", b" ", b"\0"]
    old, new = chance.sample(marks, 2)
    return content.replace(old, new, chance.choice([1, 5, -1]))


def encode(content: bytes, chance: random.Random) -> bytes:
    """The whole in another encoding, or its second half alone."""
    codecs = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-7"]
    text = content.decode("latin-1")
    half = chance.choice([0, len(text) // 2, 7])
    return text[:half].encode("latin-1") + text[half:].encode(chance.choice(codecs))


def noise(content: bytes, chance: random.Random) -> bytes:
    start = chance.choice([b"", b"PK\x03\x04", b"\xff\xfe", b"sep=;\n", content[:60]])
    return start + chance.randbytes(chance.randint(0, 400))


MANGLERS: tuple[Mangler, ...] = (
    put_cell, put_cells, put_cell, spoil, truncate, repeat, lose, change_marks, encode,
    noise,
)  # fmt: skip

VALUES: tuple[object, ...] = (
    None, True, 0, -1, 10**400, 1e308, float("nan"), float("inf"), "", "E01013600",
    "\ud800", "=1+1", "x" * 10_000, [], {}, [[]], {"type": "Polygon"}, [None], [[1]],
    "<script>alert(1)</script>", {"a": {"b": []}}, [0, 0], "\0",
)  # fmt: skip


def change_layer(content: bytes, chance: random.Random) -> bytes:
    """One value somewhere in a JSON document becomes another, or nests deep."""
    layer = json.loads(content)
    places = list(_places(layer))
    for _ in range(chance.choice([1, 1, 3])):
        holder, key = chance.choice(places)
        holder[key] = copy.deepcopy(chance.choice(VALUES))
        places = list(_places(layer))
        if not places:
            break
    said = json.dumps(layer).encode()
    if chance.random() < 0.2:
        depth = chance.choice([5, 300, *range(900, 1_000, 3), 20_000])
        left, right = chance.choice([(b"[", b"]"), (b'{"a":', b"}")])
        deep = left * depth + b"1" + right * depth
        said = said.replace(b'"by hand"', deep).replace(b"-1.1", deep, 1)
    return said


def _places(node: object) -> list[tuple]:
    if isinstance(node, dict):
        here = [(node, key) for key in node]
    elif isinstance(node, list):
        here = [(node, at) for at in range(len(node))]
    else:
        return []
    return here + [each for holder, key in here for each in _places(holder[key])]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


TAGS = (
    b'r="A1"', b'r="XFD1048576"', b'r=""', b'r="A0"', b't="e"', b't="s"', b't="d"',
    b"<v>", b"</v>", b"<v>99999999999</v>", b"<v>-1</v>", b"<v>1e400</v>", b"<f>", b"",
    b"</c>", b"<row>", b"<!DOCTYPE a>", b"<![CDATA[", b"&lt;", b"&#0;", b"&x;", b"\0",
    b'Target="../../../etc/passwd"', b'Target="/xl/workbook.xml"', b'r:id="rId2"',
    b'state="hidden"', b'<v>2958466.5</v>',
)  # fmt: skip


def change_part(content: bytes, chance: random.Random) -> bytes:
    """Something within the XML of a workbook."""
    parts = parts_of(content)
    name = chance.choice([each for each in parts if "sheet" in each.casefold() or "work" in each])
    part = parts[name]
    at = chance.randrange(len(part))
    if chance.random() < 0.6:
        at = max(part.find(chance.choice([b"<c ", b"<v>", b"<si>", b' r="']), at), 0)
        end = at + chance.choice([0, 3, 4, 6, 20])
        parts[name] = part[:at] + chance.choice(TAGS) + part[end:]
    else:
        parts[name] = chance.choice([spoil, truncate, repeat, lose])(part, chance)
    return zipped(parts, chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]))


def change_archive(content: bytes, chance: random.Random) -> bytes:
    """Parts with names that lead elsewhere, that are missing, or are packed oddly."""
    parts = parts_of(content)
    name = chance.choice(list(parts))
    moved = parts.pop(name)
    new = chance.choice(
        ["", "../../etc/passwd", "/etc/passwd", "..\\..\\x.xml", "xl/../xl/x.xml",
         name.upper(), name + "/", name.replace("/", "\\"), "xl/vbaProject.bin",
         "xl/externalLinks/externalLink1.xml", "x" * 60_000]
    )  # fmt: skip
    if new:
        parts[new] = moved
    kinds = [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2,
             zipfile.ZIP_LZMA]  # fmt: skip
    return zipped(parts, chance.choice(kinds))
