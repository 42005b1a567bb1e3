"""A feature layer of an ArcGIS server, page by page.

Shapes are asked for in British National Grid (EPSG:27700), in which the Office for
National Statistics keeps them and a pack needs them: so nothing is converted, which is
out by metres where the grid of corrections is missing. A server that answers in degrees
all the same is believed, as GeoJSON without a named system is in degrees.

Each page is a file until all are there. The rows are counted first, and what came is
held against the count, against the codes that were wanted, and against itself.
"""

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from insight.errors import InsightError
from insight.publishers.fetching.content import check_no_fault, check_no_page
from insight.publishers.fetching.fetch import (
    PARTIAL,
    Fetched,
    OnItsWay,
    Progress,
    session_for,
    sha256_of,
)
from insight.publishers.fetching.register import FeatureLayer, FileForm, PublisherFile
from insight.publishers.fetching.web import RefusedError, Web

GRID = 27700
GRID_NAME = f"urn:ogc:def:crs:EPSG::{GRID}"
MOST_DEGREES = 180.0

PAGE_ROWS = 1_000  # rows asked for at once; a server may give fewer
PART_CODES = 400  # codes in one question: it is sent as a form, so no address gets too long
PAGE_BYTES = 200_000_000  # more than a page can sensibly have

CODE = re.compile(r"[A-Z]\d{8}")

Feature = Mapping[str, Any]


def fetch_layer(
    download: PublisherFile, codes: Sequence[str], folder: Path, web: Web, progress: Progress
) -> Fetched:
    """Fetch the rows of a layer into one file, GeoJSON or CSV."""
    layer = download.layer
    if layer is None:
        raise InsightError(f"{download.title} is not a map layer.")
    wanted = sorted(set(codes)) if layer.filter_by else []
    faulty = [code for code in wanted if not CODE.fullmatch(code)]
    if faulty or (layer.filter_by and not wanted):
        raise InsightError(
            f"{download.title}: {len(faulty)} of {len(wanted)} codes of areas are "
            f"none, first {(faulty or [''])[0]!r}. Give codes such as E06000016."
        )
    with session_for(download, folder, web) as session:
        return _Paging(download, folder, web, session, progress, layer, wanted).run()


def plan_of(download: PublisherFile, codes: Sequence[str]) -> str:
    """A checksum of what is asked: it differs if other rows or fields are."""
    asked = [download.url, str(download.layer), str(download.form), sorted(set(codes))]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class _Paging(OnItsWay):
    layer: FeatureLayer
    wanted: Sequence[str]

    @property
    def pages(self) -> Path:
        return self.folder / PARTIAL / f"{self.download.key}.pages"

    def run(self) -> Fetched:
        counts = [self._count(where) for where in self._parts()]
        total = sum(counts)
        if not self.download.least <= total <= self.download.most:
            raise RefusedError(
                f"the layer has {total:,} rows, but we expected {self.download.least:,} to "
                f"{self.download.most:,}"
            )
        self._open_pages(counts)
        came = 0
        files: list[Path] = []
        for part, (where, count) in enumerate(zip(self._parts(), counts, strict=True)):
            of_part = 0
            while of_part < count:
                file = self.pages / f"{part:05d}-{of_part:07d}.json"
                rows = self._page(file, where, of_part)
                if not rows:
                    self._restart(f"only {of_part:,} of {count:,} rows arrived")
                of_part += rows
                files.append(file)
                self.progress(came + of_part, total)
            if of_part > count:
                self._restart(f"{of_part:,} rows arrived, but we expected {count:,}")
            came += count
        return self._merge(files)

    def _parts(self) -> list[str]:
        """Conditions, which together hold for all the rows that are wanted."""
        if not self.layer.filter_by:
            return ["1=1"]
        quoted = [f"'{code}'" for code in self.wanted]
        return [
            f"{self.layer.filter_by} IN ({','.join(quoted[at : at + PART_CODES])})"
            for at in range(0, len(quoted), PART_CODES)
        ]

    def _count(self, where: str) -> int:
        found = self._ask({"where": where, "returnCountOnly": "true", "f": "json"})
        count = found.get("count")
        if not isinstance(count, int):
            raise RefusedError("the server did not give the number of rows")
        return count

    def _open_pages(self, counts: Sequence[int]) -> None:
        """Keep the pages of an earlier time only if the same is asked of the same."""
        plan = self.pages / "plan"
        now = f"{plan_of(self.download, self.wanted)} {list(counts)}"
        if not plan.is_file() or plan.read_text("utf-8") != now:
            shutil.rmtree(self.pages, ignore_errors=True)
            self.pages.mkdir(parents=True)
            plan.write_text(now, "utf-8")

    def _page(self, file: Path, where: str, offset: int) -> int:
        """Fetch a page if it is not there; how many rows it has."""
        if file.is_file():
            try:
                return len(_features(file))
            except (ValueError, TypeError, KeyError):
                # Cut off with the machine, not with the answer.
                file.unlink()
        found = self._ask(
            {
                "where": where,
                "outFields": ",".join(self.layer.fields),
                "orderByFields": ",".join(self.layer.unique),
                "returnGeometry": str(self._has_shapes).lower(),
                "outSR": str(GRID),
                "resultOffset": str(offset),
                "resultRecordCount": str(PAGE_ROWS),
                "f": "geojson",
            }
        )
        if not isinstance(found.get("features"), list):
            raise RefusedError("the server’s answer did not contain rows of data")
        part = file.with_suffix(".part")
        part.write_text(json.dumps(found), "utf-8")
        part.replace(file)
        return len(found["features"])

    @property
    def _has_shapes(self) -> bool:
        return self.download.form is FileForm.GEOJSON

    def _ask(self, asked: Mapping[str, str]) -> dict[str, Any]:
        return self.web.persist(lambda: self._answer(asked))

    def _answer(self, asked: Mapping[str, str]) -> dict[str, Any]:
        body = bytearray()
        url = f"{self.download.url}/query"
        with self.web.answer(self.session, url, form=asked) as response:
            for piece in self.web.pieces(response):
                body += piece
                if len(body) > PAGE_BYTES:
                    raise RefusedError(f"one page of the data is larger than {PAGE_BYTES:,} bytes")
        check_no_page(bytes(body[:PAGE_ROWS]))
        try:
            found = json.loads(body)
        except ValueError as error:
            raise RefusedError("one page of the data was incomplete", is_passing=True) from error
        check_no_fault(found)
        if not isinstance(found, dict):
            raise RefusedError("the server’s answer did not contain rows of data")
        return found

    def _restart(self, words: str) -> None:
        """Pages that do not fit together are of no use the next time either."""
        shutil.rmtree(self.pages, ignore_errors=True)
        raise RefusedError(words)

    def _merge(self, files: Sequence[Path]) -> Fetched:
        part = self.pages / "merged.part"
        seen = _Seen(self.layer)
        with part.open("w", encoding="utf-8", newline="") as stream:
            rows = seen.checked(files)
            try:
                if self._has_shapes:
                    _write_geojson(stream, rows, seen)
                else:
                    _write_csv(stream, rows, self.layer.fields)
                seen.check_gaps(self.wanted)
            except RefusedError as refusal:
                stream.close()
                self._restart(refusal.words)
        file = self.folder / self.download.file_name
        fetched = Fetched(file, part.stat().st_size, sha256_of(part))
        part.replace(file)
        shutil.rmtree(self.pages, ignore_errors=True)
        return fetched


@dataclass(eq=False)
class _Seen:
    """What the pages have held so far; one of them is in memory at a time."""

    layer: FeatureLayer
    keys: set[tuple[str, ...]] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    in_degrees: bool | None = None

    def checked(self, files: Sequence[Path]) -> Iterator[Feature]:
        for file in files:
            for feature in _features(file):
                self._check(feature)
                yield feature

    def _check(self, feature: Feature) -> None:
        row = feature.get("properties") or {}
        absent = [name for name in self.layer.fields if name not in row]
        if absent:
            raise RefusedError(f"the layer has no column {absent[0]!r}")
        key = tuple(str(row[name]) for name in self.layer.unique)
        if key in self.keys:
            raise RefusedError(f"{' with '.join(key)} appears more than once")
        self.keys.add(key)
        if self.layer.filter_by:
            self.codes.add(str(row[self.layer.filter_by]))
        corner = _corner(feature.get("geometry"))
        if corner is not None:
            in_degrees = max(map(abs, corner)) <= MOST_DEGREES
            if self.in_degrees not in (None, in_degrees):
                raise RefusedError("some boundaries are in degrees and others in metres")
            self.in_degrees = in_degrees

    def check_gaps(self, wanted: Sequence[str]) -> None:
        absent = [code for code in wanted if code not in self.codes]
        if absent:
            raise RefusedError(
                f"{len(absent):,} of {len(wanted):,} areas are not in the layer, first "
                f"{absent[0]!r}"
            )


def _corner(geometry: Mapping[str, Any] | None) -> tuple[float, float] | None:
    at: Any = (geometry or {}).get("coordinates")
    while isinstance(at, list) and at and isinstance(at[0], list):
        at = at[0]
    return (float(at[0]), float(at[1])) if isinstance(at, list) and at else None


def _features(file: Path) -> list[Feature]:
    found: list[Feature] = json.loads(file.read_text("utf-8"))["features"]
    return found


def _write_geojson(stream: TextIO, rows: Iterator[Feature], seen: _Seen) -> None:
    """Features in the order of the pages, after the system of their coordinates."""
    for at, row in enumerate(rows):
        if not at:
            named = {"type": "name", "properties": {"name": GRID_NAME}}
            system = "" if seen.in_degrees else f'"crs":{json.dumps(named)},'
            stream.write(f'{{"type":"FeatureCollection",{system}"features":[')
        kept = {
            "type": "Feature",
            "properties": {n: row["properties"][n] for n in seen.layer.fields},
            "geometry": row.get("geometry"),
        }
        stream.write(f"{',' if at else ''}\n{json.dumps(kept, ensure_ascii=False)}")
    stream.write("\n]}\n")


def _write_csv(stream: TextIO, rows: Iterator[Feature], fields: Sequence[str]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(fields)
    for row in rows:
        writer.writerow([row["properties"][name] for name in fields])
