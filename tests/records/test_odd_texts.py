"""Every kind of record holds its texts to one rule, and older ones are read as it has them."""

import json
from dataclasses import fields, replace

import pytest

from filled_records import HALF, WRITTEN, fill, spoil
from insight.characters import INSTEAD, UNSEEN, UNSHOWN, showable
from insight.records.errors import RecordError
from insight.records.kinds.investments import Place as MoneyPlace
from ledger_fixtures import entry
from own_fixtures import own_content
from records_fixtures import draft
from work_fixtures import (
    asset_content,
    evidence_content,
    note_content,
    step_content,
    system_content,
)

CONTENTS = {
    "ledger": lambda _: entry(),
    "own_indicators": lambda _: own_content({"E01000001": 1.0}, unit="% of all"),
    "systems": lambda _: system_content(),
    "evidence": lambda place: evidence_content(code=place),
    "steps": lambda place: step_content(neighbourhood=place),
    "assets": lambda place: asset_content(neighbourhood=place),
    "notes": lambda place: note_content(subject=place),
}


def books(store):
    """Each kind of record: what adds one, and a content that it takes."""
    place = store.add(draft(), who="Ann").id
    yield store.add, draft("Other")
    for name, make in CONTENTS.items():
        yield getattr(store, name).add, make(place)


def test_every_text_of_every_kind_is_held_to_the_rule(store):
    tried = 0
    for add, content in books(store):
        for each in fields(content):
            if each.name not in WRITTEN:
                continue
            tried += 1
            text = getattr(content, each.name)
            for odd in ("\ufffe", "\ue000", "\x07", HALF):
                with pytest.raises(RecordError, match="cannot be shown, first U"):
                    add(replace(content, **{each.name: f"{text}x{odd}"}), who="Ann")
            with pytest.raises(RecordError, match="marks on one letter"):
                add(replace(content, **{each.name: f"{text}q{chr(0x300) * 20}"}), who="Ann")
        texts = {each.name for each in fields(content)} & WRITTEN
        unseen = {name: f"\u202e{getattr(content, name)}\u200b" for name in texts}
        saved = add(replace(content, **unseen), who="A\u200bnn\u2066")
        assert saved.content == content
        assert saved.created_by == "Ann"
    assert tried > 25


def test_a_ward_is_held_to_the_rule_too(store):
    add = store.ledger.add
    with pytest.raises(RecordError, match="cannot be shown"):
        add(entry(1, MoneyPlace.WARD, "Abbey\ufffe"), who="Ann")
    assert add(entry(1, MoneyPlace.WARD, "Ab\u200bbey"), who="Ann").content.codes == ("Abbey",)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("New Parks", "\u202eNEW Parks"),
        ("New Parks", "New\u00ad Pa\u200brks"),
        ("New Parks", "\uff2eew Parks"),
        ("\u2764 Parks", "\u2764\ufe0f Parks"),
        ("\u0a95\u0acd\u0ab7", "\u0a95\u0acd\u200d\u0ab7"),
    ],
)
def test_names_that_look_the_same_are_one(store, name, other):
    place = store.add(draft(name), who="Ann").id
    with pytest.raises(RecordError, match="already a neighbourhood named"):
        store.add(draft(other), who="Ann")
    for book, first in (
        (store.systems, system_content(name=name)),
        (store.own_indicators, own_content({"E01000001": 1.0}, name=name)),
        (store.ledger, entry(reference=name)),
    ):
        book.add(first, who="Ann")
        field = "reference" if book is store.ledger else "name"
        with pytest.raises(RecordError, match="Nothing was saved"):
            book.add(replace(first, **{field: other}), who="Ann")
    assert store.neighbourhood(place).name == name


def test_older_texts_are_read_as_they_can_be_shown(place):
    store = place.open()
    id_ = store.add(draft("Hill"), who="Ann").id
    note = store.notes.add(note_content(subject=id_, words="Said"), who="Ann").id
    store.close()
    (content,) = next(iter(place.execute("SELECT content FROM work")))[:1]
    worse = (content if isinstance(content, dict) else json.loads(content)) | {
        "words": f"Sa\u200bid {HALF}\ufffe"
    }
    place.execute(
        "UPDATE neighbourhood SET name = 'Hi\u200bll\ufffe', changed_by = 'A\ue000'",
        f"UPDATE work SET content = '{json.dumps(worse)}'",
    )
    store = place.open()
    found = store.neighbourhood(id_)
    assert (found.name, found.changed_by) == (f"Hill{INSTEAD}", f"A{INSTEAD}")
    assert store.notes.one(note).content.words == f"Said {INSTEAD}{INSTEAD}"
    # It can be changed, and is then kept as it was shown.
    changed = replace(found.draft, description="New")
    assert store.change(id_, changed, version=1, who="Bob").name == found.name
    store.close()


def test_nothing_that_cannot_be_shown_comes_out_of_the_records(sqlite):
    store = sqlite.open()
    fill(store, "One", "Two", "Lines\nof text")
    store.close()
    spoil(sqlite.file)
    store = sqlite.open()
    names = ("systems", "evidence", "steps", "assets", "notes", "ledger")
    found = {name: getattr(store, name).all() for name in names}
    found["neighbourhoods"] = store.neighbourhoods()
    found["entries"] = store.ledger.entries().to_csv()
    found["history"] = store.notes.history(found["notes"][0].id)
    store.close()
    for name, each in found.items():
        text = str(each) if isinstance(each, str) else repr(each)
        assert INSTEAD in text, name
        said = each if isinstance(each, str) else "".join(_texts(each))
        assert UNSHOWN.search(said) is None
        assert showable(said) == said
        assert not set(UNSEEN.findall(said)) - set("\u200d\ufe0f")


def _texts(value):
    """Every text within some records."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif hasattr(value, "__dataclass_fields__"):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
