"""Every way to write, by everybody, at every place: only who may change a record does.

The ways are taken from the store itself: one that is new and has no row here fails.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from insight.records.access import AccessError, Actor, Role
from insight.records.book import Book
from insight.records.errors import RecordError
from insight.records.kinds.investments import Place as Level
from insight.records.kinds.investments import fingerprint
from insight.records.kinds.model_terms import Scope
from insight.records.kinds.neighbourhoods import Draft
from insight.records.kinds.own_indicators import OwnIndicator
from insight.records.record import Edit
from insight.records.store import Store, open_store
from ledger_fixtures import entry
from own_fixtures import own_content
from work_fixtures import (
    asset_content,
    evidence_content,
    note_content,
    step_content,
    system_content,
)

OURS, OUR_AREA = "E07000130", "E01025699"
THEIRS, THEIR_AREA = "E06000016", "E01013726"
PLACES = ("own", "other", "both", "whole")


def nobody() -> Actor:
    raise AccessError("Nothing was saved: Sign in to see this.")


LOCAL = Actor("Lou", Role.EDITOR, frozenset({OURS, OUR_AREA}), "Charnwood")
PEOPLE: dict[str, Callable[[], Actor | None]] = {
    "viewer": lambda: Actor("Vic", Role.VIEWER),
    "nobody": nobody,
    "local": lambda: LOCAL,
    "editor": lambda: Actor("Eve", Role.EDITOR),
    "admin": lambda: Actor("Ada", Role.ADMIN),
}


def allowed(person: str, *places: str) -> bool:
    """The whole rule: what a person may change, by the places that a change touches."""
    if person in {"viewer", "nobody"}:
        return False
    return person != "local" or set(places) == {"own"}


@dataclass
class Town:
    """A store with a neighbourhood in each place, and somebody at the desk."""

    store: Store
    acting: Callable[[], Actor | None] = lambda: None
    hoods: dict[str, str] = field(default_factory=dict)
    turn: int = 0

    def number(self) -> int:
        self.turn += 1
        return self.turn

    def tried(self, person: str, write: Callable[[], object]) -> bool:
        """Whether somebody may do it; who may not has left everything as it was."""
        before = everything(self.store)
        self.acting = PEOPLE[person]
        try:
            write()
        except AccessError:
            return False
        finally:
            self.acting = lambda: None
            self.stayed = everything(self.store) == before
        return True


def everything(store: Store) -> tuple:
    books = (store.systems, store.evidence, store.steps, store.assets, store.notes,
             store.own_indicators, store.ledger)  # fmt: skip
    return (
        store.neighbourhoods(with_removed=True), store.ledger.revision(),
        store.ledger.decisions(), *(book.all() for book in books),
    )  # fmt: skip


@pytest.fixture
def town(place) -> Iterator[Town]:
    made = Town(None)
    made.store = open_store(place.url, folder=place.folder, acting=lambda: made.acting())
    for where, members in (("own", (OUR_AREA,)), ("other", (THEIR_AREA,)),
                           ("both", (OUR_AREA, THEIR_AREA))):  # fmt: skip
        made.hoods[where] = made.store.add(Draft(where, "", members, "by hand"), who="x").id
    yield made
    made.store.close()


# Contents of each kind at each place; a kind has no place that is left out.


def money(town: Town, where: str, **more):
    codes = {"own": (OUR_AREA,), "other": (THEIR_AREA,), "both": (OUR_AREA, THEIR_AREA)}
    level = Level.AREA if where == "whole" else Level.LSOA
    more = {"recipient": f"Club {town.number()}", **more}
    return entry(100, level, *codes.get(where, ()), **more)


def hood(town: Town, where: str):
    members = {"own": (OUR_AREA,), "other": (THEIR_AREA,), "both": (OUR_AREA, THEIR_AREA)}
    return (
        Draft(f"Hood {town.number()}", "", members[where], "by hand") if where in members else None
    )


def evidence(town: Town, where: str):
    if where == "both":
        return evidence_content(code=town.hoods["both"], what=f"Agreed {town.number()}")
    scope = Scope.AREA if where == "whole" else Scope.DISTRICT
    code = {"own": OURS, "other": THEIRS, "whole": ""}[where]
    return evidence_content(scope=scope, code=code, what=f"Agreed {town.number()}")


def in_a_hood(make, word: str):
    def content(town: Town, where: str):
        if where not in town.hoods:
            return None
        return make(neighbourhood=town.hoods[where], **{word: f"Words {town.number()}"})

    return content


def note(town: Town, where: str):
    subject = {"own": OUR_AREA, "other": THEIR_AREA, "both": town.hoods["both"]}.get(where)
    return subject and note_content(subject=subject, words=f"Words {town.number()}")


def system(town: Town, where: str):
    return system_content(name=f"System {town.number()}") if where == "whole" else None


def own(town: Town, where: str) -> OwnIndicator | None:
    return (
        own_content({OUR_AREA: 1.0}, name=f"Figure {town.number()}") if where == "whole" else None
    )


KINDS = {
    "": hood,  # the store itself is the book of neighbourhoods
    "ledger": money,
    "evidence": evidence,
    "steps": in_a_hood(step_content, "what"),
    "assets": in_a_hood(asset_content, "name"),
    "notes": note,
    "systems": system,
    "own_indicators": own,
}


def book_of(store: Store, kind: str):
    return getattr(store, kind) if kind else store


def change(book, old, content, who: str = "x"):
    if isinstance(book, Store):
        return book.change(old.id, content, version=old.version, who=who)
    return book.change(Edit(old.id, old.version, content), who=who)


# Each way to write: what is prepared, then what is done; and the places that it touches.

Way = Callable[[Town, str, str], tuple[Callable[[], object], tuple[str, ...]] | None]


def made(town: Town, kind: str, where: str):
    content = KINDS[kind](town, where)
    return content and book_of(town.store, kind).add(content, who="x")


def add(town, kind, where):
    content = KINDS[kind](town, where)
    return content and (lambda: book_of(town.store, kind).add(content, who="x"), (where,))


def edit(town, kind, where):
    old, new = made(town, kind, where), KINDS[kind](town, where)
    return new and (lambda: change(book_of(town.store, kind), old, new), (where,))


def move_there(town, kind, where):
    old, new = made(town, kind, "own"), KINDS[kind](town, where)
    return old and new and (
        lambda: change(book_of(town.store, kind), old, new), ("own", where)
    )  # fmt: skip


def move_here(town, kind, where):
    old, new = made(town, kind, where), KINDS[kind](town, "own")
    return old and new and (
        lambda: change(book_of(town.store, kind), old, new), ("own", where)
    )  # fmt: skip


def remove(town, kind, where):
    old = made(town, kind, where)
    book = book_of(town.store, kind)
    return old and (lambda: book.remove(old.id, version=1, who="x"), (where,))


def restore(town, kind, where):
    old = made(town, kind, where)
    book = book_of(town.store, kind)
    if old:
        book.remove(old.id, version=1, who="x")
    return old and (lambda: book.restore(old.id, version=2, who="x"), (where,))


def undo_the_addition(town, kind, where):
    old = made(town, kind, where)
    book = book_of(town.store, kind)
    return old and (lambda: book.undo(old.id, version=1, who="x"), (where,))


def undo_a_move(town, kind, where):
    """Back to where it was, once it lies in one's own place."""
    old, new = made(town, kind, where), KINDS[kind](town, "own")
    book = book_of(town.store, kind)
    if not (old and new):
        return None
    change(book, old, new)
    return lambda: book.undo(old.id, version=2, who="x"), ("own", where)


def import_new(town, kind, where):
    content = KINDS[kind](town, where)
    book = book_of(town.store, kind)
    mine = KINDS[kind](town, "own")
    return content and (lambda: book.import_all([mine, content], who="x"), ("own", where))


def import_over(town, kind, where):
    """A file that changes what is there."""
    old, new = made(town, kind, where), KINDS[kind](town, where)
    if not old:
        return None
    if kind == "ledger":
        edits = [Edit(old.id, 1, new)]
        return lambda: town.store.ledger.import_all((), edits, who="x"), (where,)
    new = replace(new, name=old.name, description="Other words")
    return lambda: town.store.import_all([new], who="x", replacing=[old]), (where,)


def undo_import(town, kind, where):
    book = book_of(town.store, kind)
    contents = [KINDS[kind](town, each) for each in ("own", where)]
    if not all(contents):
        return None
    done = book.import_all(contents, who="x")
    return lambda: book.undo_import(done.id, who="x"), ("own", where)


def change_all(town, kind, where):
    pairs = [(made(town, kind, each), KINDS[kind](town, each)) for each in ("own", where)]
    edits = [Edit(old.id, 1, new) for old, new in pairs]
    return lambda: town.store.ledger.change_all(edits, who="x"), ("own", where)


def decide(town, kind, where):
    pair = [made(town, kind, each) for each in ("own", where)]
    marks = tuple(fingerprint(each.content) for each in pair)
    ledger = town.store.ledger
    return lambda: ledger.decide([marks], is_same=False, who="x"), ("own", where)


def remove_double(town, kind, where):
    mine, other = made(town, kind, "own"), made(town, kind, where)
    marks = (fingerprint(mine.content), fingerprint(other.content))
    ledger = town.store.ledger
    return lambda: ledger.remove_double(mine.id, marks, version=1, who="x"), ("own", where)


ONE_BY_ONE: dict[str, tuple[Way, ...]] = {
    "add": (add,),
    "change": (edit, move_there, move_here),
    "remove": (remove,),
    "restore": (restore,),
    "undo": (undo_the_addition, undo_a_move),
}
TOGETHER = {"import_all": (import_new, import_over), "undo_import": (undo_import,)}
WAYS: dict[str, dict[str, tuple[Way, ...]]] = {
    **dict.fromkeys(KINDS, ONE_BY_ONE),
    "": ONE_BY_ONE | TOGETHER,
    "ledger": ONE_BY_ONE
    | TOGETHER
    | {"change_all": (change_all,), "decide": (decide,), "remove_double": (remove_double,)},
}
READS = {
    "": {"neighbourhoods", "neighbourhood", "history", "imports", "health", "check_ready", "close"},
    "ledger": {"revision", "entries", "count", "receipts", "decisions"},
}
OF_A_BOOK = {"all", "one", "removed", "history", "transaction"}
"""`transaction` is what the verbs are made of; nothing beyond the records calls it."""


def test_every_verb_of_the_store_has_a_row(town):
    store = town.store
    books = {
        name for name, part in vars(store).items() if isinstance(part, Book) and name[0] != "_"
    }
    assert books == set(KINDS) - {""}
    others = {name for name in vars(store) if not name.startswith("_")} - books
    # Whoever is here may end a session by its key, which only its own reader has.
    assert others == {"sessions"}
    for kind in KINDS:
        verbs = {
            name
            for name, _ in inspect.getmembers(book_of(store, kind), inspect.ismethod)
            if not name.startswith("_")
        }
        reads = READS.get(kind, set()) | (OF_A_BOOK if kind else set())
        assert verbs == set(WAYS[kind]) | reads, kind


@pytest.mark.parametrize(
    ("kind", "verb"), [(kind, verb) for kind, verbs in WAYS.items() for verb in verbs]
)
def test_only_who_may_change_a_record_does(town, kind, verb):
    tried = set()
    for way in WAYS[kind][verb]:
        for where in PLACES:
            for person in PEOPLE:
                found = way(town, kind, where)
                if not found:
                    continue
                write, places = found
                may = allowed(person, *places)
                assert town.tried(person, write) == may, (way.__name__, where, person)
                assert town.stayed != may, (way.__name__, where, person)
                tried.add((where, person))
    assert {person for _, person in tried} == set(PEOPLE)


# What a change reaches beyond the record that is written.


def by_local(town: Town, write: Callable[[], object], words: str = "Lou can only change") -> None:
    """It is refused to the editor of a district, and open to one of everywhere."""
    before = everything(town.store)
    town.acting = PEOPLE["local"]
    with pytest.raises(AccessError, match=words):
        write()
    town.acting = PEOPLE["editor"]
    assert everything(town.store) == before
    write()
    town.acting = lambda: None
    assert everything(town.store) != before


@pytest.mark.parametrize("where", ["other", "both", "whole"])
def test_part_is_joined_to_no_whole_of_others(town, where):
    ledger = town.store.ledger
    ledger.add(money(town, where, reference="W", recipient="Whole"), who="x")
    part = money(town, "own", parent="w ")
    by_local(town, lambda: ledger.add(part, who="x"), "would also change £1 to Whole")
    mine = ledger.add(money(town, "own"), who="x")
    edit = Edit(mine.id, 1, replace(mine.content, parent="W"))
    by_local(town, lambda: ledger.change(edit, who="x"))
    batch = [money(town, "own", parent="W"), money(town, "own")]
    by_local(town, lambda: ledger.import_all(batch, who="x"))


def test_part_that_was_removed_is_not_joined_again(town):
    ledger = town.store.ledger
    ledger.add(money(town, "other", reference="W"), who="x")
    part = ledger.add(money(town, "own", parent="W"), who="x")
    town.acting = PEOPLE["local"]
    # It is theirs: they may correct it, and free the whole of it.
    corrected = ledger.change(Edit(part.id, 1, replace(part.content, amount_pence=5)), who="x")
    gone = ledger.remove(corrected.id, version=2, who="x")
    by_local(town, lambda: ledger.restore(gone.id, version=3, who="x"))


def test_parts_of_others_are_not_given_another_whole(town):
    ledger = town.store.ledger
    whole = ledger.add(money(town, "own", reference="W"), who="x")
    ledger.add(money(town, "other", parent="W", recipient="Theirs"), who="x")
    edits = [Edit(whole.id, 1, replace(whole.content, reference="W2"))]
    swapped = [money(town, "own", reference="W")]
    by_local(town, lambda: ledger.import_all(swapped, edits, who="x"), "£1 to Theirs")
    town.acting = PEOPLE["local"]
    # What the parts rest on stays, whatever else of it is corrected.
    ledger.change(Edit(whole.id, 2, replace(edits[0].content, note="Paid")), who="x")


def test_part_and_whole_of_ones_own_are_open(town):
    town.acting = PEOPLE["local"]
    ledger = town.store.ledger
    ledger.import_all([money(town, "own", reference="W"), money(town, "own", parent="W")], who="x")
    ledger.add(money(town, "own", parent="W"), who="x")
    assert len(ledger.all()) == 3


def test_likeness_of_what_is_not_there_is_not_decided_beforehand(town):
    mine = town.store.ledger.add(money(town, "own"), who="x")
    pair = (fingerprint(mine.content), fingerprint(money(town, "own")))
    by_local(town, lambda: town.store.ledger.decide([pair], is_same=True, who="x"), "not there")


def test_likeness_of_ones_own_is_decided_also_once_one_of_them_is_removed(town):
    ledger = town.store.ledger
    first, second = (ledger.add(money(town, "own"), who="x") for _ in range(2))
    ledger.remove(second.id, version=1, who="x")
    town.acting = PEOPLE["local"]
    pair = (fingerprint(first.content), fingerprint(second.content))
    ledger.decide([pair], is_same=True, who="x")
    assert [each.who for each in ledger.decisions()] == ["Lou"]


def test_double_is_removed_and_remembered_or_neither(town):
    ledger = town.store.ledger
    first, second = (ledger.add(money(town, "own"), who="x") for _ in range(2))
    pair = (fingerprint(first.content), fingerprint(second.content))
    with pytest.raises(Exception, match="version"):
        ledger.remove_double(second.id, pair, version=2, who="x")
    assert ledger.decisions() == ()
    assert ledger.remove_double(second.id, pair, version=1, who="x").is_removed
    assert ledger.decisions()[0].is_same


def test_neighbourhood_where_money_of_others_lies_stays_as_it_is(town):
    store, id_ = town.store, town.hoods["own"]
    spread = entry(100, Level.NEIGHBOURHOOD, id_, town.hoods["other"], recipient="Both")
    store.ledger.add(spread, who="x")
    mine = store.neighbourhood(id_)
    town.acting = PEOPLE["local"]
    named = store.change(id_, replace(mine.draft, name="Named"), version=1, who="x")
    by_local(town, lambda: store.remove(id_, version=named.version, who="x"), "£1 to Both")
    by_local(town, lambda: store.restore(id_, version=3, who="x"), "£1 to Both")


def test_neighbourhood_where_only_ones_own_lies_is_open(town):
    store, id_ = town.store, town.hoods["own"]
    store.ledger.add(entry(100, Level.NEIGHBOURHOOD, id_), who="x")
    store.steps.add(step_content(neighbourhood=id_), who="x")
    store.assets.add(asset_content(neighbourhood=id_), who="x")
    store.notes.add(note_content(subject=id_), who="x")
    store.evidence.add(evidence_content(code=id_), who="x")
    town.acting = PEOPLE["local"]
    assert store.remove(id_, version=1, who="x").is_removed


# Codes that say one place and stand for another.


@pytest.mark.parametrize(
    ("level", "code"),
    [
        (Level.WARD, OUR_AREA), (Level.WARD, OUR_AREA.lower()), (Level.WARD, OURS),
        (Level.WARD, f"{THEIR_AREA} ({OURS})"), (Level.WARD, "E02005390"),
        (Level.NEIGHBOURHOOD, OUR_AREA), (Level.NEIGHBOURHOOD, OURS),
        (Level.NEIGHBOURHOOD, "New Parks"), (Level.NEIGHBOURHOOD, "aaaaaaaaaa"),
        (Level.DISTRICT, OUR_AREA), (Level.DISTRICT, "E05010463"), (Level.DISTRICT, "E10000018"),
        (Level.LSOA, OURS), (Level.LSOA, "E02005390"), (Level.LSOA, "E0102569٩"),
    ],
)  # fmt: skip
def test_code_of_another_kind_is_refused_to_everybody(town, level, code):
    for person in ("local", "editor", "admin"):
        town.acting = PEOPLE[person]
        with pytest.raises(RecordError, match="Nothing was saved"):
            town.store.ledger.add(entry(100, level, code), who="x")
    assert town.store.ledger.all() == ()


def test_ward_is_of_the_district_beside_its_name(town):
    ledger = town.store.ledger
    town.acting = PEOPLE["local"]
    ledger.add(entry(100, Level.WARD, f"Quorn ({OURS})"), who="x")
    for ward in (f"Abbey ({THEIRS})", "Quorn", "E05010463"):
        by_local(town, lambda ward=ward: ledger.add(entry(100, Level.WARD, ward), who="x"))


def test_older_record_with_a_code_of_another_kind_is_nobodys_own(town, place):
    ledger = town.store.ledger
    made_ = ledger.add(entry(100, Level.LSOA, OUR_AREA), who="x")
    place.execute("UPDATE investment SET place = 'ward'")
    by_local(town, lambda: ledger.remove(made_.id, version=1, who="x"), "about the ward")


def test_money_at_a_neighbourhood_that_was_removed_since_can_be_corrected(town):
    store, id_ = town.store, town.hoods["own"]
    spent = store.ledger.add(entry(100, Level.NEIGHBOURHOOD, id_), who="x")
    store.remove(id_, version=1, who="x")
    new = replace(spent.content, start=date(2025, 5, 1))
    assert store.ledger.change(Edit(spent.id, 1, new), who="x").version == 2
