"""Makes the goldens: what a user reads and takes away, as texts in a folder.

Run as a script in a process of its own, since it holds the day still for all of it:
``python tests/goldens/building.py FOLDER [PAGES]``. It drives the app through its
pages, so that modules may move; the few names of the product that it needs are in
`own_records` and `close_records`.

What is held still: the day and the time in every module of the product (`hold`), ids
of saved records (a seeded choice), and in texts the run's own folder and its counts of
pages (`NORMAL`).
"""

import csv
import hashlib
import importlib
import io
import json
import os
import pkgutil
import random
import re
import secrets
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pandas as pd
import pptx
import pypdf
import streamlit as st
from docx.table import Table
from docx.text.paragraph import Paragraph
from google.protobuf.message import Message
from matplotlib.figure import Figure
from matplotlib.text import Text
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Block_pb2 import Block
from streamlit.testing.v1 import AppTest

from golden_links import LINKS, Link

PRODUCT = "insight"
ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECONDS = 120
ROWS = 3
"""Of a longer table that are shown; the others are in its sum."""
SMALL = 12
"""Rows of a table that is shown whole."""
OPTIONS = 12
LONGEST = 1500
UNREAD = {
    "id", "form_id", "page_script_hash", "url", "spec", "config", "columns", "data",
    "query_string", "icon", "type", "theme", "mime", "format", "fragment_id",
    "deferred_file_id", "file_name", "element_type", "user_key", "link_target",
}  # fmt: skip
"""Fields of the page's messages that a reader does not see, or that are told apart."""
NORMAL = (
    (r"/\S+/records-\w+", "FOLDER"),
    (r"Pages drawn since then,.*", "Pages drawn since then,…"),
)
"""What depends on where and beside what a page is opened, and what stands instead."""
Maker = Callable[[], bytes] | bytes
files: dict[str, tuple[str, str, Maker]] = {}
"""Label, file name and maker of the file of each button that was drawn, by its key."""
drawn_words: list[str] = []
"""Words of the figure that was drawn last, in the order of drawing."""
navigation: dict[str, dict[str, str]] = {}
"""What the first link of each page says of where its links to pages lead."""
SHEET = re.compile(r".+-(half|full|wide)\.(png|svg|pdf)")


# The names of the product.


def own_records() -> dict[str, str]:
    """Save one record of each kind; their ids by the names that links have for them."""
    from insight.geography.levels import places
    from insight.pack.catalogue import Level, Provenance
    from insight.pack.pack import open_pack
    from insight.records.kinds.horizontal import Asset, Note, Step
    from insight.records.kinds.investments import Place, from_json
    from insight.records.kinds.model_terms import AssetKind, NoteKind, Progress, Scope, Stage
    from insight.records.kinds.neighbourhoods import Draft, Status
    from insight.records.kinds.own_indicators import Direction, FigureKind, OwnIndicator
    from insight.records.kinds.vertical import Evidence, System
    from insight.shell import kept_records

    store, day, who = kept_records.store(), date(2026, 3, 9), {"who": "Ann"}
    members = ("E01013726", "E01013727")
    draft = Draft("New Parks", "Two estates", members, "by hand", Status.ACTIVE)
    hood = store.add(draft, **who).id
    store.add(Draft("Elsewhere", "", ("E01000001",), "by hand"), **who)
    store.systems.add(System("", "Housing", "Homes", 11, is_used=True), **who)
    store.evidence.add(
        Evidence(
            system="parks", scope=Scope.NEIGHBOURHOOD, code=hood, stage=Stage.EMBED,
            conditions=(), changes=(), what="Paths repaired", on=day, source="Minutes",
        ),
        **who,
    )  # fmt: skip
    store.steps.add(Step(hood, "step1", Progress.BEGUN, "Walked round", day), **who)
    store.assets.add(
        Asset(
            neighbourhood=hood, name="Library", kind=AssetKind.LIBRARY, system="",
            lsoa21cd=members[0], longitude=None, latitude=None,
            contact_role="Librarian", since=day, until=None, source="Visit",
        ),
        **who,
    )  # fmt: skip
    store.notes.add(
        Note(
            subject=members[0], kind=NoteKind.LOCAL, about="", words="An estate is hid",
            reason="I work there", answer="",
        ),
        **who,
    )  # fmt: skip
    pack = open_pack()
    lsoas = sorted(places(pack).levels[Level.LSOA].index)
    figures = OwnIndicator(
        name="Households in fuel poverty", kind=FigureKind.SHARE,
        unit="% of households", direction=Direction.MORE_NEED, period="2023",
        publisher="A department", source="Sub-regional table", licence="ogl3",
        provenance=Provenance.OFFICIAL, note="", level=Level.LSOA, file="fuel.csv",
        codes=tuple(lsoas), figures=tuple(10 + at / 100 for at in range(len(lsoas))),
    )  # fmt: skip
    saved = store.own_indicators.add(figures, **who).id
    entries = [
        from_json(
            {"reference": f"R{at}", "funder": "Council", "recipient": "Club",
             "programme": "Walks", "amount_pence": 10_000 * at, "start": "2025-04-01",
             "place": place.value, "codes": list(codes)}
        )
        for at, (place, codes) in enumerate(
            ((Place.LSOA, members[:1]), (Place.NEIGHBOURHOOD, (hood,)),
             (Place.DISTRICT, ("E06000016",)), (Place.UNKNOWN, ())), start=1
        )
    ]  # fmt: skip
    store.ledger.import_all(entries, **who)
    kept_records.look_again()
    return {"hood": hood, "figures": saved}


def close_records() -> None:
    from insight.shell import kept_records

    kept_records.store().close()


# What is held still.


class _Any(type):
    """A day or time of the standard library counts as one of a still class."""

    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, cls.__mro__[1])


class StillDate(date, metaclass=_Any):
    @classmethod
    def today(cls) -> date:
        return NOW.date()


class StillTime(datetime, metaclass=_Any):
    @classmethod
    def now(cls, tz=None) -> datetime:
        return NOW.astimezone(tz) if tz else NOW.replace(tzinfo=None)


def hold() -> None:
    """Make every module of the product see one day."""
    still = {date: StillDate, datetime: StillTime}
    package = importlib.import_module(PRODUCT)
    for each in pkgutil.walk_packages(package.__path__, f"{PRODUCT}."):
        if ".migrations." not in each.name and not each.name.endswith("__main__"):
            module = importlib.import_module(each.name)
            for name, value in list(vars(module).items()):
                if isinstance(value, type) and value in still:
                    setattr(module, name, still[value])


@contextmanager
def seeded() -> Iterator[None]:
    """Ids of records that are the same each time."""
    before, chance = secrets.choice, random.Random(1)
    secrets.choice = chance.choice
    yield
    secrets.choice = before


def catch_files() -> None:
    """Note what each download button would give."""

    def watching(drawn):
        def watched(*args, **more):
            words = [each for each in args if not isinstance(each, DeltaGenerator)]
            data = more.get("data", words[1] if len(words) > 1 else b"")
            label = more.get("label", words[0] if words else "")
            name = more.get("file_name") or ""
            files[more.get("key") or label] = (label, name, data)
            return drawn(*args, **more)

        return watched

    st.download_button = watching(st.download_button)
    DeltaGenerator.download_button = watching(DeltaGenerator.download_button)


def catch_words() -> None:
    """Note the words of each figure; a sheet has them as outlines only."""
    save = Figure.savefig

    def watched(figure, *args, **more):
        shown = [each for each in figure.findobj(Text) if each.get_visible()]
        drawn_words[:] = [text for each in shown if (text := each.get_text().strip())]
        return save(figure, *args, **more)

    Figure.savefig = watched


# What a page says.


def opened(link: Link, ids: dict[str, str]) -> AppTest:
    """The page with everything open that opens when it is asked to."""
    files.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    for name, value in link.query.items():
        app.query_params[name] = re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], value)
    app.switch_page(f"pages/{link.page}.py").run()
    if link.typed:
        app.text_area[0].input(link.typed).run()
    for label in link.pressed:
        next(each for each in app.button if each.label == label).click().run()
    closed = [
        key
        for block in blocks(app._tree)
        if (key := key_of(block.proto)) and block.type in {"popover", "expander"}
    ]
    if closed:
        for key in closed:
            app.session_state[key] = True
        app.run()
    return app


def blocks(node) -> Iterator:
    for child in getattr(node, "children", {}).values():
        yield child
        yield from blocks(child)


def key_of(proto: Message | None) -> str:
    """The key that a block or widget was given."""
    own = getattr(proto, "id", "") if proto is not None else ""
    if not own and isinstance(proto, Block) and (kind := proto.WhichOneof("type")):
        own = getattr(getattr(proto, kind), "id", "")
    found = re.match(r"\$\$ID-[0-9a-f]+-(.+)", own or "", re.DOTALL)
    return found[1] if found and found[1] != "None" else ""


def page_text(app: AppTest, link: Link) -> str:
    """All that can be read on a page, a line for each thing."""
    address = (f"{key}={value}" for key, value in settled(app).items())
    lines = [f"address: {' '.join(address)}"]
    seen = navigation.setdefault(link.page, {})
    for block in blocks(app._tree):
        proto = block.proto
        if proto is None:
            continue
        kind = block.type
        if kind == "page_link":
            lines.append(page_link(proto, seen))
        elif kind == "plotly_chart":
            lines.append(chart(proto))
        elif kind in {"dataframe", "table", "arrow_data_frame", "arrow_table"}:
            lines += table(block, proto)
        elif found := [*strings(proto)]:
            lines.append(f"{kind}: {' | '.join(found)}{value_of(block, kind)}")
    return "\n".join(lines)


def settled(app: AppTest) -> dict[str, str]:
    return {
        key: value[0] if isinstance(value, list) else value
        for key, value in sorted(app.query_params.items())
    }


def value_of(block, kind: str) -> str:
    """What a widget is set to."""
    if kind not in {"selectbox", "text_input", "text_area", "checkbox", "toggle",
                    "multiselect", "button_group", "radio", "slider", "number_input",
                    "date_input"}:  # fmt: skip
        return ""
    return f" = {short(repr(block.value))}"


def page_link(proto: Message, seen: dict[str, str]) -> str:
    """Where a link leads; after the first to a page what differs from that one."""
    query = proto.query_string
    first = seen.setdefault(proto.page, "").split("&")
    seen[proto.page] = seen[proto.page] or query
    query = "&".join(part for part in query.split("&") if part not in first)
    return f"page_link: {proto.label} -> {proto.page}?{query}"


def chart(proto: Message) -> str:
    """Words of a chart in order, and the sum of all of it."""
    spec = json.loads(proto.spec)
    said: list[str] = []
    gather(spec.get("layout", {}), said)
    said += [trace["name"] for trace in spec["data"] if trace.get("name")]
    words = " | ".join(dict.fromkeys(said))
    return f"chart: {one_line(words)} | alt: {proto.alt} | {digest(proto.spec.encode())}"


def gather(node: object, found: list[str]) -> None:
    if isinstance(node, dict):
        for name, value in node.items():
            if name in {"text", "ticktext"}:
                found += value if isinstance(value, list) else [str(value)]
            if name != "template":
                gather(value, found)
    elif isinstance(node, list):
        for each in node:
            gather(each, found)


def table(block, proto: Message) -> list[str]:
    """Headings, first rows and the sum of all rows of a table."""
    config = json.loads(proto.columns or "{}") if hasattr(proto, "columns") else {}
    rows: pd.DataFrame = block.value
    heads = [
        f"{name}={config[name].get('label', '')}" if name in config else str(name)
        for name in map(str, rows.columns)
    ]
    text = normal(rows.to_csv(index=False, float_format="%.6g")).splitlines()
    shown = len(text) if len(rows) <= SMALL else 1 + ROWS
    return [
        f"table: {len(rows)} rows, {digest(chr(10).join(text).encode())}, columns "
        f"{digest((proto.columns if hasattr(proto, 'columns') else '').encode())}, "
        f"alt: {getattr(proto, 'alt', '')}",
        f"  {one_line(' | '.join(heads))}",
        *(f"  {short(line)}" for line in text[1:shown]),
    ]


def strings(message: Message) -> Iterator[str]:
    """The texts of a message of the page, in order."""
    for field, value in message.ListFields():
        if field.name in UNREAD:
            continue
        many = list(value) if field.is_repeated else [value]
        if field.cpp_type == field.CPPTYPE_STRING:
            texts = [one_line(str(each)) for each in many if each]
            if len(texts) > OPTIONS:
                rest = digest("\n".join(texts).encode())
                texts = [*texts[:OPTIONS], f"… {len(texts)} in all, {rest}"]
            yield from (f"{field.name}: {short(each)}" for each in texts)
        elif field.cpp_type == field.CPPTYPE_MESSAGE and not field.name.endswith(
            ("_config", "_data")
        ):
            for each in many:
                yield from strings(each)


def one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")


def short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}… {len(text)} letters, {digest(text.encode())}"


def digest(content: bytes) -> str:
    return f"sha256 {hashlib.sha256(content).hexdigest()[:16]}"


# What a file says.


def made(data: Callable[[], bytes] | bytes) -> bytes:
    found = data() if callable(data) else data
    if hasattr(found, "getvalue"):
        found = found.getvalue()
    return found.encode() if isinstance(found, str) else found


def sheet_texts(link: Link) -> Iterator[str]:
    """Each figure for papers: the sum of its SVG and its words; of one, all kinds."""
    for label, name, data in files.values():
        if not (found := SHEET.fullmatch(name)):
            continue
        size, kind = found.groups()
        is_wanted = link.has_sheets and (link.every_size or size == "half")
        yield f"{label}: {name}"
        if kind == "svg" and is_wanted:
            content = made(data)
            yield f"  {len(content)} bytes, {digest(content)}"
            for each in ElementTree.fromstring(content).iter():
                if each.tag.rsplit("}")[-1] in {"title", "desc"}:
                    yield f"  {one_line(each.text or '')}"
            yield from (f"    {one_line(text)}" for text in drawn_words)
        elif kind == "pdf" and link.every_size and size == "half":
            yield from pdf_lines(made(data))
        elif kind == "png" and link.every_size and size == "half":
            yield from png_lines(made(data))


def png_lines(content: bytes) -> Iterator[str]:
    """How many dots a picture has, and the words inside the file."""
    at = content.index(b"IHDR") + 4
    wide, high = (int.from_bytes(content[i : i + 4], "big") for i in (at, at + 4))
    yield f"  {wide} × {high} dots"
    at = 8
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        if kind in {b"tEXt", b"iTXt"}:
            said = data.replace(b"\0", b" ").decode("utf-8", "replace")
            yield f"  {one_line(said)}"
        at += 12 + size


def pdf_lines(content: bytes) -> Iterator[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    for name, value in sorted((reader.metadata or {}).items()):
        yield f"  {name}: {one_line(str(value))}"
    for at, page in enumerate(reader.pages, start=1):
        yield f"  page {at}"
        yield from (f"    {line}" for line in words_of(page.extract_text()))


def words_of(text: str) -> Iterator[str]:
    return (" ".join(line.split()) for line in text.splitlines() if line.strip())


def text_table_lines(name: str, content: bytes) -> Iterator[str]:
    text = content.decode("utf-8-sig")
    mark = "\t" if name.endswith(("tsv", "txt")) else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    yield f"  {len(rows) - 1} rows, {digest(content)}"
    yield from (f"  {short(one_line(' | '.join(row)))}" for row in rows[:ROWS])


def geojson_lines(_name: str, content: bytes) -> Iterator[str]:
    layer = json.loads(content)
    yield f"  {len(layer['features'])} features, {digest(content)}"
    yield f"  {', '.join(layer)}"
    for each in layer["features"][:1]:
        yield f"  {each['geometry'] and each['geometry']['type']} {each['properties']}"


def xlsx_lines(_name: str, content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        rows = [
            [(cell.value, cell.number_format) for cell in row if cell.value is not None]
            for row in sheet.iter_rows()
        ]
        total = digest(repr(rows).encode())
        yield f"  sheet {sheet.title}: {sheet.dimensions}, {total}"
        for row in [row for row in rows if row][: 3 * ROWS]:
            yield f"    {short(one_line(' | '.join(str(value) for value, _ in row)))}"


def docx_lines(_name: str, content: bytes) -> Iterator[str]:
    document = docx.Document(io.BytesIO(content))
    about = document.core_properties
    yield f"  {about.title} | {about.author} | {about.subject} | {about.created}"
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield "  table"
            for row in block.rows:
                yield f"    {one_line(' | '.join(cell.text for cell in row.cells))}"
            continue
        if block.text.strip():
            yield f"  [{block.style.name}] {one_line(block.text)}"
        yield from pictures(block)
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from (f"  edge: {each.text}" for each in part.paragraphs if each.text)


def pictures(block: Paragraph) -> Iterator[str]:
    """Alternative texts of a paragraph's pictures."""
    for each in block._p.iter():
        if each.tag.endswith("}docPr"):
            yield f"  picture: {one_line(each.get('descr') or '')}"


def pptx_lines(_name: str, content: bytes) -> Iterator[str]:
    for at, slide in enumerate(pptx.Presentation(io.BytesIO(content)).slides, start=1):
        yield f"  slide {at}"
        for shape in slide.shapes:
            alt = shape._element._nvXxPr.cNvPr.get("descr") or ""
            text = shape.text_frame.text if shape.has_text_frame else ""
            yield f"    {shape.name}: {one_line(text)} {one_line(alt)}".rstrip()
            if shape.has_table:
                for row in shape.table.rows:
                    cells = " | ".join(cell.text for cell in row.cells)
                    yield f"      {one_line(cells)}"
        if slide.has_notes_slide:
            yield f"    notes: {one_line(slide.notes_slide.notes_text_frame.text)}"


def archive_lines(_name: str, content: bytes) -> Iterator[str]:
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    yield from (f"  {name}" for name in sorted(names))


def pdf_of(_name: str, content: bytes) -> Iterator[str]:
    return pdf_lines(content)


READERS = {
    "csv": ("tables", text_table_lines), "tsv": ("tables", text_table_lines),
    "geojson": ("tables", geojson_lines), "xlsx": ("tables", xlsx_lines),
    "docx": ("documents", docx_lines), "pptx": ("documents", pptx_lines),
    "pdf": ("documents", pdf_of), "zip": ("tables", archive_lines),
}  # fmt: skip


def file_texts(link: Link) -> Iterator[tuple[str, str]]:
    """Kind and text of each file that is not a figure for papers."""
    for label, name, data in files.values():
        if SHEET.fullmatch(name):
            continue
        kind, read = READERS[name.rsplit(".")[-1]]
        is_made = link.has_sheets or kind == "tables"
        lines = read(name, made(data)) if is_made else ()
        yield kind, "\n".join((f"{label}: {name}", *lines))


# All of it.


def normal(text: str) -> str:
    for pattern, instead in NORMAL:
        text = re.sub(pattern, instead, text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def build(folder: Path, links: tuple[Link, ...]) -> Counter[str]:
    """Write the goldens of some links; how many of each kind there are."""
    parts: dict[tuple[str, str], list[str]] = {}
    counts: Counter[str] = Counter()
    ids: dict[str, str] = {}
    for link in sorted(links, key=lambda each: each.is_own):
        if link.is_own and not ids:
            with seeded():
                ids = own_records()
        app = opened(link, ids)
        faults = [each.message for each in app.exception]
        texts = [("pages", page_text(app, link)), *file_texts(link)]
        if link.has_sheets and (sheets := "\n".join(sheet_texts(link))):
            texts.append(("sheets", sheets))
        if faults:
            raise AssertionError(f"{link.name}: {faults}")
        for kind in dict.fromkeys(kind for kind, _ in texts):
            said = [text for each, text in texts if each == kind]
            counts[kind] += len(said)
            parts.setdefault((kind, link.page), []).append(
                f"=== {link.name}\n{normal(chr(10).join(said))}\n"
            )
    for (kind, page), found in parts.items():
        file = folder / kind / f"{page}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(found), "utf-8")
    return counts


def main(folder: Path, pages: Sequence[str]) -> None:
    records = folder / f"records-{pages[0]}"
    records.mkdir(parents=True)
    for name in ("INSIGHT_DATABASE_URL", "INSIGHT_DATA"):
        os.environ.pop(name, None)
    os.environ |= {"INSIGHT_RECORDS": str(records), "INSIGHT_PACKS": str(records)}
    hold()
    catch_files()
    catch_words()
    links = tuple(link for link in LINKS if link.page in pages)
    try:
        counts = build(folder / "goldens", links)
    finally:
        close_records()
    counted = (f"{number} {kind}" for kind, number in counts.items())
    sys.stdout.write(f"{len(links)} links, {', '.join(counted)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or [*dict.fromkeys(link.page for link in LINKS)])
