"""A dry run says of each row what would become of it."""

from dataclasses import replace
from datetime import date

from insight.pages.investment.ledger_plan import planned, with_repeats, without_alike
from insight.records.kinds.investments import fingerprint
from insight.records.ledger import Decision
from insight.records.reading import RowProblem
from insight.tables.ledger_file import LedgerReading
from ledger_fixtures import entry, ledger


def reading(*entries, problems=(), wrong=0, passed_over=0) -> LedgerReading:
    rows = tuple(range(2, len(entries) + 2))
    return LedgerReading(entries, rows, tuple(problems), wrong, passed_over, ())


def test_new_changed_and_unchanged_rows_are_told_apart_by_reference():
    old = entry(reference="A")
    same = entry(reference="B")
    plan = planned(
        reading(replace(old, amount_pence=5), same, entry(7, reference="C")), ledger(old, same), ()
    )
    edits = [each.edit for each in plan.edits.values()]
    assert [edit.content.amount_pence for edit in edits] == [5]
    assert [(edit.id, edit.version) for edit in edits] == [("id0", 1)]
    assert [each.before for each in plan.edits.values()] == [old]
    assert list(plan.edits) == [2]
    assert plan.unchanged == 1
    assert [each.reference for each in plan.adds.values()] == ["C"]
    assert list(plan.adds) == [4]
    assert plan.rows == 3


def test_reference_is_found_whatever_its_capitals():
    plan = planned(reading(entry(5, reference=" a")), ledger(entry(reference="A")), ())
    assert len(plan.edits) == 1


def test_same_money_without_a_reference_is_there_already():
    plan = planned(reading(entry(), entry(reference="N1")), ledger(entry()), ())
    # One copy is in the ledger, so one of the two rows is it.
    assert plan.copies == 1
    assert [each.reference for each in plan.adds.values()] == ["N1"]


def test_same_money_under_two_references_is_a_likeness_not_a_copy():
    plan = planned(reading(entry(reference="N")), ledger(entry(reference="O")), ())
    assert plan.copies == 0
    assert [each.where for each in plan.alike] == ["ledger"]


def test_same_file_twice_changes_nothing():
    entries = (entry(), entry(), entry(5, reference="A"))
    first = planned(reading(*entries), ledger(), ())
    assert (len(first.adds), len(first.repeats)) == (2, 1)
    kept = with_repeats(first)
    assert (len(kept.adds), kept.repeats) == (3, {})
    again = planned(reading(*entries), ledger(*kept.adds.values()), ())
    assert (again.adds, again.edits, again.repeats) == ({}, {}, {})
    assert again.unchanged + again.copies == 3


def test_repeated_reference_in_one_file_is_wrong():
    plan = planned(reading(entry(1, reference="A"), entry(2, reference="a ")), ledger(), ())
    assert [each.amount_pence for each in plan.adds.values()] == [1]
    (problem,) = plan.problems
    assert problem.sentence() == (
        "Row 3, reference: is 'a ', the reference of row 2 too; give each its own."
    )
    assert plan.wrong == 1


def test_part_of_a_bad_row_is_wrong_too_and_so_is_its_part():
    plan = planned(
        reading(
            entry(1, reference="B", parent="A"),
            entry(2, reference="C", parent="b"),
            entry(3, parent="D"),
        ),
        ledger(entry(reference="D")),
        (),
    )
    assert [each.amount_pence for each in plan.adds.values()] == [3]
    assert [each.place for each in plan.problems] == ["row 2", "row 3"]
    assert plan.wrong == 2
    assert plan.rows == 3


def test_faults_of_both_kinds_stand_in_the_order_of_the_file():
    late = RowProblem("row 10", "amount", "x", "is wrong")
    plan = planned(reading(entry(1, parent="none"), problems=[late], wrong=1), ledger(), ())
    assert [each.place for each in plan.problems] == ["row 2", "row 10"]
    assert plan.wrong == 2


def test_likeness_names_the_other_and_can_be_left_out():
    old = entry(10_000, reference="O")
    new = entry(10_050, start=date(2025, 5, 1))
    far = entry(99_000, start=date(2025, 5, 1))
    near_far = entry(99_100, start=date(2025, 5, 2))
    plan = planned(reading(new, far, near_far), ledger(old), ())
    assert [(each.row, each.where) for each in plan.alike] == [(2, "ledger"), (4, "row 3")]
    assert plan.alike[0].other == old
    assert without_alike(plan).adds == {3: far}


def test_what_was_decided_is_not_asked_again():
    old, new = entry(10_000, reference="O"), entry(10_050)
    marks = sorted((fingerprint(old), fingerprint(new)))
    decided = Decision(marks[0], marks[1], is_same=False, who="Ann")
    assert planned(reading(new), ledger(old), (decided,)).alike == ()


def test_every_row_is_counted_once():
    plan = planned(
        reading(entry(1), entry(1), entry(2, reference="A"), wrong=3, passed_over=4),
        ledger(entry(9, reference="A")),
        (),
    )
    assert plan.rows == 3 + 3 + 4
    assert plan.pence == 1
