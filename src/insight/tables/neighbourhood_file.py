"""Read neighbourhoods out of any file: a row for each, a row for each LSOA, or outlines."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import geopandas as gpd

from insight.characters import removal_note, texts_of
from insight.exports.table import EXAMPLE_CLASS
from insight.geography.codes import CODE_RANGE, CODE_WITHIN
from insight.pack.contracts import LSOA
from insight.records.errors import RecordError
from insight.records.kinds.neighbourhoods import Draft, Status, faults, tidied
from insight.records.kinds.outlines import Inside
from insight.records.reading import COLUMNS, OWN_HEADINGS, STAMPED, RowProblem
from insight.records.steps import SPOKEN, name_key, shortened
from insight.tables.columns.rows import row_decisions, with_rows_decided
from insight.tables.decisions import FileDecision, settled
from insight.tables.reader.archive import fault
from insight.tables.reader.giving import is_json
from insight.tables.reader.grid import ASTRAY, SHEETS, Grid, LeftOut, read_grid
from insight.tables.reader.layout import some
from insight.tables.reader.text import clean_name, json_in
from insight.words import counted

MOST_NEIGHBOURHOODS = 5_000
LARGEST_LAYER = 5_000_000  # in bytes
MEMBERS, NAME = "members", "name"
OTHER_NAMES = {
    **{heading: name for name, heading in OWN_HEADINGS.items()},
    **dict.fromkeys(("neighbourhood", "neighbourhood_name", "area", "place", "community"), NAME),
    **dict.fromkeys(("place_name", "locality", "title"), NAME),
    **dict.fromkeys(
        ("lsoa21cd", "lsoas", "lsoa_codes", "lsoa", "lsoa_code", "lsoa11cd", "lsoa_cd", "code"),
        MEMBERS,
    ),
    **dict.fromkeys(("codes", "area_code", "lsoa_2021", "lsoa_code_2021", "lsoa21"), MEMBERS),
}
"""What people call the columns, beside their own names."""
LIKE_NAME = re.compile(
    r"(?:priority_|target_|local_)*(?:neighbou?rhoods?|place|area|community|locality|estate|ppn|zone)"
    r"(?:_name|_title)?|name_of_(?:the_)?(?:neighbou?rhood|place|area|community|estate)"
)
LIKE_MEMBERS = re.compile(
    r"(?!.*(?:name|nm$|rank|decile|score|number|count|population|type)).*lsoa.*|"
    r"(?:gss|ons|geography|geographic|small_area|area)_codes?|small_areas?"
)
"""The same, in more words."""
OURS = {*COLUMNS, *STAMPED}
ASKED = f"columns for the name and for LSOA codes: {', '.join(COLUMNS)}"
BY_OUTLINE = "Areas whose inner point lies within an imported outline"
WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")
NAME_PROPERTY = re.compile(r"[a-z]{2,6}\d{0,2}nm|.*name.*|title|label", re.IGNORECASE)
"""Properties that publishers keep a name in, such as ``WD24NM``."""
LISTED = 5  # how many codes a message spells out
LIKE_A_CODE = re.compile(r"[A-Za-z]\d\w*|\d{8}", re.ASCII)


@dataclass(frozen=True)
class Codes:
    """The area codes that an import may use."""

    known: frozenset[str]
    successors: Mapping[str, tuple[str, ...]]  # of each retired ``lsoa11cd``


@dataclass(frozen=True)
class ImportResult:
    """What was found in a file."""

    drafts: tuple[Draft, ...]  # of the good rows, which can be saved without the others
    problems: tuple[RowProblem, ...]
    ignored: tuple[str, ...] = ()  # columns that are not used
    notes: tuple[str, ...] = ()  # how it was read, a sentence each
    decisions: tuple[FileDecision, ...] = ()  # what was decided about the file
    left_out: tuple[LeftOut, ...] = ()  # rows that are not used, each with why


@dataclass
class Collection:
    """The drafts and problems of a file while it is being read."""

    codes: Codes
    drafts: list[Draft] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    _places: dict[str, str] = field(default_factory=dict)
    _refused: dict[str, str] = field(default_factory=dict)  # by the key of a name
    _texts: list[tuple[str, str]] = field(default_factory=list)

    def take(self, place: str, draft: Draft) -> None:
        """Keep a draft if nothing is wrong with it, or else what is."""
        tidy = tidied(draft)
        texts = texts_of(draft, SPOKEN)
        self._texts += [(f"{what} of {place}", text) for what, text in texts if not text.isascii()]
        wrong = [RowProblem(place, fault.field, fault.value, fault.rule) for fault in faults(tidy)]
        wrong += self._code_problems(place, tidy.members)
        key = name_key(tidy.name)
        if key in self._refused:
            advice = (
                f"{tidy.name!r} is left out because {self._refused[key]} of it has an error; "
                "correct that first"
            )
            wrong.append(RowProblem(place, "name", shortened(tidy.name), advice))
        first = self._places.setdefault(key, place)
        if key and first != place:
            advice = f"{tidy.name!r} is also the name of {first}; give each its own"
            wrong.append(RowProblem(place, "name", shortened(tidy.name), advice))
        if wrong:
            self.problems += wrong
        else:
            self.drafts.append(tidy)

    def reject(
        self, place: str, column: str, value: object, advice: str, *, name: str = ""
    ) -> None:
        """Note why a row cannot be turned into a draft at all; the rest of its name cannot too."""
        if name_key(name):
            self._refused.setdefault(name_key(name), place)
        self.problems.append(RowProblem(place, column, shortened(str(value)), advice))

    def reading(
        self,
        ignored: Iterable[str],
        notes: Sequence[str] = (),
        decisions: Sequence[FileDecision] = (),
        left_out: Sequence[LeftOut] = (),
    ) -> ImportResult:
        """All that was found."""
        drafts, problems = tuple(self.drafts), tuple(self.problems)
        removed = removal_note(self._texts)
        said = (*notes, *([removed] if removed else [])), tuple(decisions), tuple(left_out)
        return ImportResult(drafts, problems, tuple(ignored), *said)

    def _code_problems(self, place: str, members: tuple[str, ...]) -> list[RowProblem]:
        """Codes of the right form that are not those of the study area."""
        strange = [
            code
            for code in members
            if re.fullmatch(LSOA, code, re.ASCII) and code not in self.codes.known
        ]
        retired = [code for code in strange if code in self.codes.successors]
        unknown = [code for code in strange if code not in self.codes.successors]
        problems = []
        if retired:
            now = "; ".join(
                f"{code} is now {' and '.join(self.codes.successors[code])}"
                for code in retired[:LISTED]
            )
            advice = (
                f"{len(retired)} of {len(members)} codes were retired in 2021 ({now}); "
                "check the new areas and use their codes instead"
            )
            problems.append(RowProblem(place, "members", retired[0], advice))
        if unknown:
            advice = (
                f"{len(unknown)} of {len(members)} codes are not areas of this "
                f"partnership, first {unknown[0]!r}; correct or leave them out"
            )
            problems.append(RowProblem(place, "members", unknown[0], advice))
        return problems


def read_neighbourhoods(
    file_name: str,
    content: bytes,
    codes: Codes,
    points: gpd.GeoSeries | None = None,
    answers: Mapping[str, str] | None = None,
) -> ImportResult:
    """Drafts out of a file of any kind, and what is wrong with its other rows.

    Raises `UnansweredError` where it can be read in two ways.
    """
    if is_json(content):
        return _of_layer(clean_name(file_name), content, codes, points, answers or {})
    sheet = (answers or {}).get(SHEETS)
    grid = read_grid(file_name, content, is_heading=is_heading, asked=ASKED, sheet=sheet)
    grid.refuse_example()
    columns = _columns(grid)
    decisions = settled(grid.file, row_decisions(grid), answers or {})
    unused = [name for at, name in enumerate(grid.names)
              if at not in columns.values() and name and _plain(name) not in OURS
              and grid.rows[at].ne("").any()]  # fmt: skip
    kept = with_rows_decided(grid, decisions)
    found = Collection(codes)
    notes = [*grid.notes, *([f"Columns not used: {some(unused)}."] if unused else [])]
    rows = _by_name(kept, columns, found, notes)
    if len(rows) > MOST_NEIGHBOURHOODS:
        most = f"{MOST_NEIGHBOURHOODS:,}"
        raise grid.fault(f"has more than {most} neighbourhoods", "Split it into parts.")
    for place, cells, members in rows:
        found.take(place, _draft(cells, members))
    return found.reading(unused, notes, decisions, kept.left_out)


def column(heading: str) -> str:
    """The name of our column that a heading means, or the heading tidied."""
    plain = re.sub(r"[^a-z0-9]+", "_", heading.strip().casefold()).strip("_")
    if plain in OTHER_NAMES or plain in OURS:
        return OTHER_NAMES.get(plain, plain)
    if LIKE_MEMBERS.fullmatch(plain):
        return MEMBERS
    return NAME if LIKE_NAME.fullmatch(plain) else plain


def is_heading(heading: str) -> bool:
    """Whether a cell holds a heading that is known."""
    return column(heading) in COLUMNS


def codes_in(cell: str) -> tuple[str, ...]:
    """Codes out of one cell, whatever stands between and beside them."""
    found = CODE_WITHIN.findall(cell)
    if not found:
        return split_codes(cell)
    # What looks like a code and is none must not be lost with the words beside it.
    rest = re.split(r"[\s;,|:()\[\]\"'=]+", CODE_WITHIN.sub(" ", cell))
    return (*found, *(word for word in rest if LIKE_A_CODE.fullmatch(word)))


BEST = {NAME: re.compile("neighbo|priority", re.IGNORECASE), MEMBERS: re.compile("21")}
"""Which of several columns is meant."""


def _columns(grid: Grid) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in COLUMNS:
        at = [c for c, heading in enumerate(grid.names) if column(heading) == name]
        own = [c for c in at if _plain(grid.names[c]) in {name, OWN_HEADINGS.get(name, name)}]
        best = [c for c in at if BEST[name].search(grid.names[c])] if name in BEST else []
        at = own or (best if len(best) == 1 else at)
        if len(at) > 1:
            names = some([grid.names[c] for c in at])
            raise grid.fault(f"has {len(at)} columns for {name}: {names}", "Keep one of them.")
        if at:
            found[name] = at[0]
    missing = [name for name in (NAME, MEMBERS) if name not in found]
    if missing:
        rule = f"has no column {' and no column '.join(missing)}"
        raise grid.fault(rule, f"Use a file with {ASKED}.")
    return found


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]+", "_", heading.strip().casefold())


Row = tuple[str, Mapping[str, str], tuple[str, ...]]
"""Where it stands, its cells by our columns, and its codes."""


def _by_name(
    grid: Grid, columns: Mapping[str, int], found: Collection, notes: list[str]
) -> list[Row]:
    """The rows; those of one LSOA each are put together by their names."""
    broken = {each.row: each for each in grid.faults if each.column in {-1, *columns.values()}}
    rows: list[Row] = []
    for number, row in zip(grid.rows.index, grid.rows.itertuples(index=False), strict=True):
        place = f"row {number}"
        cells: Mapping[str, str] = {name: str(row[at]) for name, at in columns.items()}
        if number in broken:
            advice = broken[number].advice
            if broken[number].column < 0 and advice != ASTRAY:
                advice = (
                    f"has more cells than the {len(grid.names)} headings; put quotation marks "
                    "around any text that contains the separator"
                )
            found.reject(place, "", " ".join(row), advice, name=cells[NAME])
            continue
        if match := CODE_RANGE.search(cells[MEMBERS]):
            advice = "holds a range of codes. Enter each code"
            found.reject(place, MEMBERS, match.group(), advice, name=cells[NAME])
            continue
        rows.append((place, cells, codes_in(cells[MEMBERS])))
    names = [name_key(cells[NAME]) for _, cells, _ in rows]
    is_own = _plain(grid.names[columns[MEMBERS]]) == MEMBERS
    if is_own or len(set(names)) == len(names):
        return rows
    for place, cells, found_codes in rows:
        if not found_codes:
            advice = "has no LSOA code; add one, or delete the row"
            found.reject(place, MEMBERS, "", advice, name=cells[NAME])
    together = _together([row for row in rows if row[2]])
    notes += _said_of_combined("Rows", rows, together)
    return together


def _together(rows: Sequence[Row]) -> list[Row]:
    """Rows or features of one name as one."""
    together: dict[str, Row] = {}
    for place, cells, codes in rows:
        if (name := name_key(cells[NAME])) and name in together:
            first, of_first, before = together[name]
            together[name] = (first, of_first, (*before, *codes))
        else:
            together[name or place] = (place, cells, codes)
    return list(together.values())


def _said_of_combined(what: str, rows: Sequence[Row], together: Sequence[Row]) -> Iterator[str]:
    """How many names there are, and of which the rows say more than one thing."""
    yield f"{what} of one name were combined: {counted(len(together), 'name')}."
    kept = {name_key(cells[NAME]): cells for _, cells, _ in together}
    others = [name for name in COLUMNS if name not in (NAME, MEMBERS)]
    differ = {
        cells[NAME]: None
        for _, cells, _ in rows
        if any(cells.get(each) != kept[name_key(cells[NAME])].get(each) for each in others)
    }
    if differ:
        yield (
            f"For {some(list(differ))}, they differ in more than the LSOAs. The first of each "
            "was used."
        )


def _draft(cells: Mapping[str, str], members: tuple[str, ...]) -> Draft:
    return Draft(
        name=cells[NAME],
        description=cells.get("description", ""),
        members=members,
        defined_by=cells.get("defined_by", ""),
        status=status(cells.get("status", "")),
    )


def _of_layer(
    file: str,
    content: bytes,
    codes: Codes,
    points: gpd.GeoSeries | None,
    answers: Mapping[str, str],
) -> ImportResult:
    features = _features(file, content)
    properties = [_properties(feature) for feature in features]
    made_up = sum(each.get("provenance") == EXAMPLE_CLASS for each in properties)
    if made_up:
        rule = f"has {counted(made_up, 'feature')} marked as example data"
        raise fault(file, rule, "Import real records.")
    named, decisions = _name_property(file, properties, answers)
    inside = Inside(points)
    found = Collection(codes)
    ignored: dict[str, None] = {}
    rows: list[Row] = []
    is_own = any(_plain(name) == MEMBERS for each in properties for name in each)
    coded = list(dict.fromkeys(n for each in properties for n in each if column(n) == MEMBERS))
    best = [name for name in coded if BEST[MEMBERS].search(name)] or coded
    meant = {named, *best[:1]}
    for number, (feature, raw) in enumerate(zip(features, properties, strict=True), start=1):
        others = [name for name in raw if name not in meant and _plain(name) not in OURS]
        others = [name for name in others if column(name) in {NAME, MEMBERS}]
        pairs = {name: value for name, value in raw.items() if name not in others}
        cells = {NAME if name == named else column(name): value for name, value in pairs.items()}
        ignored |= dict.fromkeys(name for name in (*cells, *others) if name not in OURS)
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        row = _feature(found, f"feature {number}", cells, geometry, inside)
        rows += [row] if row else []
    notes = [f"Properties not used: {some(list(ignored))}."] if ignored else []
    kept = rows if is_own else _together(rows)
    if len(kept) < len(rows):
        notes += _said_of_combined("Features", rows, kept)
    for place, texts, members in kept:
        found.take(place, _draft(texts, members))
    return found.reading(ignored, notes, decisions)


def _features(file: str, content: bytes) -> list[Any]:
    if len(content) > LARGEST_LAYER:
        size = f"has {len(content) / 1e6:.1f} MB, more than {LARGEST_LAYER / 1e6:.0f}"
        raise fault(file, size, "Split it into parts, or simplify its boundaries.")
    try:
        layer: Any = json_in(content)
    except (ValueError, RecursionError) as error:
        raise fault(
            file, "is not GeoJSON, or is incomplete", "Export it again as GeoJSON."
        ) from error
    is_layer = isinstance(layer, dict) and isinstance(layer.get("features"), list)
    if not is_layer or layer.get("type") != "FeatureCollection":
        remedy = "Export the whole layer as GeoJSON."
        raise fault(file, "is not a GeoJSON FeatureCollection", remedy)
    grid = layer.get("crs")
    if grid is not None and not json.dumps(grid).strip('"} ').endswith(WGS84_NAMES):
        remedy = "Export it in longitude and latitude (EPSG:4326)."
        raise fault(file, "uses another coordinate system", remedy)
    features: list[Any] = layer["features"]
    if len(features) > MOST_NEIGHBOURHOODS:
        most = f"{MOST_NEIGHBOURHOODS:,}"
        raise fault(file, f"has more than {most} features", "Split it into parts.")
    return features


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _name_property(
    file: str, properties: Sequence[Mapping[str, Any]], answers: Mapping[str, str]
) -> tuple[str, tuple[FileDecision, ...]]:
    """The property that holds the names, and what was decided if none is plainly called so."""
    keys = list(dict.fromkeys(name for each in properties for name in each))
    own = [name for name in keys if _plain(name) == NAME]
    if own:
        return own[0], ()
    texts: dict[str, str] = {}
    for each in properties:
        texts |= {name: value for name, value in each.items()
                  if isinstance(value, str) and value.strip() and name not in texts}  # fmt: skip
    meant = [name for name in texts if column(name) == NAME]
    if len(meant) == 1:
        return meant[0], ()
    decision = _name_decision({name: texts[name] for name in meant} or texts)
    decisions = settled(file, decision, answers)
    return (decisions[0].chosen if decisions else ""), decisions


def _name_decision(texts: Mapping[str, str]) -> list[FileDecision]:
    """Which property is the name, of those that hold text."""
    likely = [name for name in texts if NAME_PROPERTY.fullmatch(name)]
    others = {*OURS} - {NAME}
    likely = [name for name in likely if column(name) not in others] or [
        name for name in texts if column(name) not in others
    ]
    if not likely:
        return []
    options = {name: f"{name[:60]}, such as {texts[name][:60]!r}" for name in likely}
    is_plain = len(likely) == 1 and NAME_PROPERTY.fullmatch(likely[0]) is not None
    why = (
        f"Names were read from the property {likely[0][:60]!r}."
        if is_plain
        else "None of its properties is called name."
    )
    chosen = likely[0] if is_plain else ""
    return [FileDecision("name", "Which property holds the name?", options, chosen, why)]


def _feature(
    found: Collection, place: str, cells: Mapping[str, Any], geometry: object, inside: Inside
) -> Row | None:
    """What a feature holds; None where something is wrong with it, which is noted."""
    texts = {name: cells.get(name) or "" for name in COLUMNS if name != MEMBERS}
    for name, value in texts.items():
        if not isinstance(value, str):
            said = texts[NAME] if isinstance(texts[NAME], str) else ""
            found.reject(place, name, value, "is not text; enter it as text", name=said)
            return None
    members = _listed(cells.get(MEMBERS))
    if members is None:
        advice = "is not a list of LSOA codes; enter them as a list of text values"
        found.reject(place, MEMBERS, cells[MEMBERS], advice, name=texts[NAME])
        return None
    if not members:
        try:
            members = inside.codes(geometry)
        except RecordError as error:
            found.reject(place, "geometry", "", str(error), name=texts[NAME])
            return None
        texts["defined_by"] = texts["defined_by"] or BY_OUTLINE
    return place, texts, members


def _listed(members: object) -> tuple[str, ...] | None:
    if members is None:
        return ()
    if isinstance(members, str):
        return codes_in(members)
    if isinstance(members, list) and all(isinstance(code, str) for code in members):
        return tuple(members)
    return None


def split_codes(cell: str) -> tuple[str, ...]:
    """Codes out of one cell, whatever stands between them."""
    return tuple(code for code in re.split(r"[\s;,|]+", cell) if code)


def status(cell: str) -> Status:
    """The status in a cell, proposed where it is blank; the rules refuse other words."""
    word = cell.strip().casefold() or Status.PROPOSED
    return Status(word) if word in set(Status) else cast("Status", cell)
