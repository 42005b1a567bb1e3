"""Stages, gaps, conversations and the record of a place, by hand and by laws."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.records.kinds.model_terms import LADDER, OUTCOMES, STEPS, Progress, Scope, Stage
from insight.working_model.conversations import conversations
from insight.working_model.matrix import Flag, matrix
from insight.working_model.places import moments, place_state
from insight.working_model.stage_status import StageStatus, standing, standings
from insight.working_model.work import Work
from work_fixtures import DAY, HOOD, OTHER, asset, evidence, listed, place, record, step, wide, work

LEICESTERSHIRE = "E10000018"
CHARNWOOD, LEICESTER = "E07000130", "E06000016"
COUNTIES = {CHARNWOOD: LEICESTERSHIRE, "E07000129": LEICESTERSHIRE}
LATER = DAY + timedelta(days=30)

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
stages = st.sampled_from(list(Stage))
pieces = st.lists(st.builds(lambda stage, on: evidence(stage=stage, on=on), stages, days))


def shown(found: StageStatus) -> tuple:
    return found.stage, found.latest, found.is_stale


def test_no_evidence_is_no_stage():
    assert standing([], DAY) == StageStatus()
    assert not StageStatus().is_present


def test_furthest_stage_counts_however_old_the_other_evidence():
    some = [
        evidence(stage=Stage.REDESIGN, on=date(2024, 1, 1)),
        evidence(stage=Stage.EMBED, on=date(2026, 1, 1)),
    ]
    found = standing(some, DAY)
    assert shown(found) == (Stage.REDESIGN, date(2026, 1, 1), False)
    assert [each.content.stage for each in found.evidence] == [Stage.EMBED, Stage.REDESIGN]


def test_what_has_ended_starts_afresh():
    some = [
        evidence(stage=Stage.REDESIGN, on=date(2024, 1, 1)),
        evidence(stage=Stage.ENDED, on=date(2025, 1, 1)),
    ]
    assert standing(some, DAY).stage is Stage.ENDED
    assert not standing(some, DAY).is_present
    again = [*some, evidence(stage=Stage.FOUNDATIONS, on=date(2026, 1, 1))]
    assert standing(again, DAY).stage is Stage.FOUNDATIONS
    assert standing(again, date(2024, 6, 1)).stage is Stage.REDESIGN


@pytest.mark.parametrize(
    ("on", "is_stale", "months"),
    [(date(2025, 3, 10), False, 11), (date(2025, 3, 9), False, 12),
     (date(2025, 3, 8), True, 12), (date(2025, 2, 9), True, 13)],
)  # fmt: skip
def test_evidence_is_stale_after_twelve_months_to_the_day(on, is_stale, months):
    found = standing([evidence(on=on)], DAY)
    assert (found.is_stale, found.months) == (is_stale, months)


def test_the_29th_of_february_is_stale_on_the_first_of_march():
    some = [evidence(on=date(2024, 2, 29))]
    assert not standing(some, date(2025, 2, 28)).is_stale
    assert standing(some, date(2025, 3, 1)).is_stale


@given(pieces, stages, st.integers(1, 400))
def test_later_evidence_changes_nothing_before(some, stage, later):
    after = evidence(stage=stage, on=DAY + timedelta(days=later))
    assert standing([*some, after], DAY) == standing(some, DAY)


@given(pieces, st.randoms())
def test_order_of_entry_does_not_matter(some, chance):
    turned = list(some)
    chance.shuffle(turned)
    assert standing(turned, DAY) == standing(some, DAY)


@given(pieces, st.sampled_from([Stage.PRESENT, *LADDER]))
def test_a_stage_never_falls_without_an_end(some, stage):
    before = standing(some, DAY)
    after = standing([*some, evidence(stage=stage, on=DAY)], DAY)
    assert after.rank >= before.rank
    assert after.is_present


def test_wider_evidence_must_cover_the_whole_place():
    known = standings(
        [wide(Stage.REDESIGN, Scope.DISTRICT, CHARNWOOD),
         wide(Stage.EMBED, Scope.COUNTY, LEICESTERSHIRE)],
        DAY, COUNTIES,
    )  # fmt: skip
    whole = known.around("care", place(districts=(CHARNWOOD,)))
    assert (whole[0], whole[1].stage) == (Scope.DISTRICT, Stage.REDESIGN)
    two = known.around("care", place(districts=(CHARNWOOD, "E07000129")))
    assert (two[0], two[1].stage) == (Scope.COUNTY, Stage.EMBED)
    city = known.around("care", place(districts=(LEICESTER,)))
    assert city == (None, StageStatus())
    both = known.around("care", place(districts=(CHARNWOOD, LEICESTER)))
    assert both == (None, StageStatus())


def test_of_equals_the_wider_area_is_named():
    known = standings(
        [wide(Stage.EMBED, Scope.DISTRICT, CHARNWOOD), wide(Stage.EMBED)], DAY, COUNTIES
    )
    assert known.around("care", place())[0] is Scope.AREA
    assert known.anywhere("care")[0] is Scope.AREA


def test_an_end_in_one_district_ends_nothing_elsewhere():
    known = standings(
        [wide(Stage.EMBED), wide(Stage.ENDED, Scope.DISTRICT, CHARNWOOD)], DAY, COUNTIES
    )
    assert known.around("care", place())[1].stage is Stage.EMBED


def laid(*evidences, places, systems=("care",), **choices):
    return matrix(work(*evidences, systems=systems), places, DAY, COUNTIES, **choices)


def test_embedded_around_and_absent_here_is_a_gap():
    found = laid(wide(Stage.EMBED), places=[place()])
    assert found.rows[0].cells[0].flags == (Flag.ABSENT,)
    only_begun = laid(wide(Stage.FOUNDATIONS), places=[place()])
    assert only_begun.rows[0].cells[0].flags == ()
    here_too = laid(wide(Stage.EMBED), evidence(stage=Stage.PRESENT), places=[place()])
    assert here_too.rows[0].cells[0].flags == ()


def test_high_need_and_money_without_any_system_are_flagged():
    rows = laid(
        places=[
            place("a" * 10, need=95.0, chance=0.5, pence=100),
            place("b" * 10, need=90.0, chance=0.49, pence=100),
            place("c" * 10),
        ]
    ).rows
    assert [row.flags for row in rows] == [
        (Flag.NO_SYSTEM, Flag.MONEY), (Flag.MONEY,), (),
    ]  # fmt: skip


def test_rows_stand_by_need_with_the_unknown_last():
    found = laid(
        places=[
            place("c" * 10),
            place("b" * 10, need=1.0, name="z"),
            place("a" * 10, need=99.0),
            place("d" * 10, need=1.0, name="A"),
        ]
    )
    assert [row.place.id[0] for row in found.rows] == ["a", "d", "b", "c"]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), stages), max_size=40),
    st.integers(0, 6),
)
def test_margins_are_sums_of_the_cells(records, count):
    ids = [letter * 10 for letter in "abcdef"]
    keys = ("care", "parks", "health", "schools")
    found = matrix(
        work(
            *(evidence(system=keys[key], code=ids[at], stage=stage)
              for at, key, stage in records),
            systems=keys,
        ),
        [place(id, need=50.0, chance=1.0) for id in ids[:count]],  # noqa: A001
        DAY,
        COUNTIES,
    )  # fmt: skip
    assert len(found.rows) == count
    for at, column in enumerate(found.columns):
        cells = [row.cells[at] for row in found.rows]
        assert column.present == sum(cell.here.is_present for cell in cells)
    for row in found.rows:
        assert row.present == sum(cell.here.is_present for cell in row.cells)


def test_systems_and_stages_can_be_chosen():
    some = [evidence(system="care", stage=Stage.EMBED), evidence(system="parks", code=OTHER)]
    both = [place(HOOD), place(OTHER)]
    keys = ("care", "parks")
    assert len(laid(*some, places=both, systems=keys).rows) == 2
    by_stage = matrix(work(*some, systems=keys), both, DAY, COUNTIES, stages=[Stage.EMBED])
    assert [row.place.id for row in by_stage.rows] == [HOOD]
    by_system = matrix(work(*some, systems=keys), both, DAY, COUNTIES, systems=["parks"])
    assert [each.system.key for each in by_system.columns] == ["parks"]


def test_evidence_of_a_system_that_is_not_listed_has_no_column():
    found = laid(evidence(system="gone"), places=[place()])
    assert [each.system.key for each in found.columns] == ["care"]
    assert found.rows[0].present == 0


def told(found) -> list[tuple[Flag, str, str]]:
    return [
        (each.kind, each.place.id[0], each.system.key if each.system else "")
        for each in conversations(found)
    ]


def test_conversations_follow_the_stated_order():
    need = {"need": 95.0, "chance": 0.9}
    places = [
        place("a" * 10, **need),
        place("b" * 10, **{**need, "need": 96.0}),
        place("c" * 10, need=10.0, chance=0.0, pence=5),
        place("d" * 10, need=9.0, chance=0.0),
    ]
    found = laid(
        wide(Stage.EMBED, system="care"),
        wide(Stage.REDESIGN, system="parks"),
        evidence(system="care", code="b" * 10, on=date(2024, 1, 1)),
        evidence(system="parks", code="d" * 10),
        places=places,
        systems=("care", "parks"),
    )
    assert told(found) == [
        (Flag.NO_SYSTEM, "a", "parks"),
        (Flag.ABSENT, "b", "parks"),
        (Flag.ABSENT, "a", "care"),
        (Flag.MONEY, "c", "parks"),
        (Flag.STALE, "b", "care"),
        (Flag.ABSENT, "c", "care"),
        (Flag.ABSENT, "d", "care"),
    ]


def test_no_gap_is_no_conversation():
    assert told(laid(evidence(), places=[place()])) == []
    assert told(laid(places=[])) == []


def test_high_need_without_systems_names_the_most_widespread_one():
    found = laid(
        evidence(system="parks", code=OTHER),
        places=[place(HOOD, need=95.0, chance=1.0), place(OTHER)],
        systems=("care", "parks"),
    )
    assert told(found) == [(Flag.NO_SYSTEM, "a", "parks")]
    assert conversations(found)[0].places == 1


def test_without_systems_the_matrix_is_empty_and_says_nothing():
    found = laid(places=[place(need=95.0, chance=1.0)], systems=())
    assert found.is_empty
    assert told(found) == []


@pytest.mark.parametrize("count", [0, 1, 10, 60])
def test_any_number_of_neighbourhoods_works(count):
    ids = [f"{at:010d}" for at in range(count)]
    found = laid(
        *(evidence(code=each) for each in ids[::2]),
        places=[place(each, need=float(at), chance=1.0) for at, each in enumerate(ids)],
    )
    assert len(found.rows) == count
    assert found.columns[0].present == len(ids[::2])
    assert len(conversations(found)) == len(ids[1::2])


def test_the_last_entry_says_where_a_step_stands():
    own = work(
        steps=(
            step(about="step3", on=date(2025, 1, 1), progress=Progress.IN_PLACE),
            step(about="step3", on=date(2026, 1, 1), progress=Progress.SET_BACK),
            step(about="outcome2", on=date(2024, 1, 1)),
        )
    )
    state = place_state(own, HOOD, DAY)
    assert [each.key for each in state.steps] == list(STEPS)
    assert [each.key for each in state.outcomes] == list(OUTCOMES)
    third = state.steps[2]
    assert (third.progress, third.is_stale, len(third.entries)) == (Progress.SET_BACK, False, 2)
    assert state.outcomes[1].is_stale
    earlier = place_state(own, HOOD, date(2025, 6, 1))
    assert earlier.steps[2].progress is Progress.IN_PLACE
    assert place_state(own, HOOD, date(2023, 1, 1)).steps[2].progress is None


def test_of_two_entries_of_one_day_the_one_entered_later_counts():
    first, second = step(), step(progress=Progress.IN_PLACE)
    second = replace(second, created_at=second.created_at + timedelta(minutes=1))
    for own in ((first, second), (second, first)):
        state = place_state(work(steps=own), HOOD, DAY)
        assert state.steps[0].progress is Progress.IN_PLACE


def test_assets_are_there_from_their_first_to_their_last_day():
    own = work(assets=(asset(since=date(2025, 1, 1), until=date(2025, 12, 31)),))
    there = [
        bool(place_state(own, HOOD, day).assets)
        for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31),
                    date(2026, 1, 1))
    ]  # fmt: skip
    assert there == [False, True, True, False]
    assert moments(own, HOOD) == (date(2025, 1, 1), date(2026, 1, 1))


def test_other_places_are_left_out():
    own = work(
        evidence(code=OTHER),
        wide(Stage.EMBED),
        steps=(step(neighbourhood=OTHER),),
        assets=(asset(neighbourhood=OTHER),),
    )
    state = place_state(own, HOOD, DAY)
    assert not state.assets
    assert not state.systems
    assert moments(own, HOOD) == ()
    assert len(moments(own, OTHER)) == 1


entries = st.lists(
    st.builds(
        lambda about, progress, on: step(about=about, progress=progress, on=on),
        st.sampled_from([*STEPS, *OUTCOMES]),
        st.sampled_from(list(Progress)),
        days,
    ),
    max_size=12,
)


@given(pieces, entries, days)
def test_the_state_of_a_day_rests_on_nothing_later(some, steps, day):
    own = Work(listed("care"), evidence=tuple(some), steps=tuple(steps))
    assert place_state(own, HOOD, day) == place_state(own.on(day), HOOD, day)


@given(pieces, entries)
def test_between_two_moments_only_freshness_changes(some, steps):
    own = Work(listed("care"), evidence=tuple(some), steps=tuple(steps))
    known = moments(own, HOOD)
    for first, second in pairwise(known):
        before = place_state(own, HOOD, first)
        after = place_state(own, HOOD, second - timedelta(days=1))
        assert [each.progress for each in before.steps] == [each.progress for each in after.steps]
        assert {key: each.stage for key, each in before.systems.items()} == {
            key: each.stage for key, each in after.systems.items()
        }


def test_a_note_counts_from_the_day_it_was_written():
    said = record("note", LATER)
    own = work(notes=(said,))
    assert own.on(DAY).notes == ()
    assert own.on(LATER).notes == (said,)
