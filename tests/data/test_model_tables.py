"""The systems and worked examples of the slides are as printed."""

import pandas as pd
import pytest

from insight.errors import ContractError
from insight.pack.contracts import relation_problems
from insight.pack.contracts.checks import check
from insight.pack.contracts.schemas import ASSET_KINDS, MODEL_CHANGES, MODEL_STAGES
from insight.pack.pack import EMBEDDED
from insight.records.kinds.model_terms import CONDITIONS, AssetKind, ChangeKind, Stage

SYSTEMS = [
    "social-care", "family-support", "planning", "transport", "education", "health",
    "parks", "sport", "voluntary", "libraries",
]  # fmt: skip

REDESIGN = {
    "social-care": [
        "Assessment questions", "All workers trained", "Monthly team meetings",
        "Provider links", "“8 Ps” framework",
    ],
    "family-support": [
        "SPA questions in assessments", "Training", "Team meetings",
        "Walking meetings", "Resource pack", "Policy",
    ],
    "planning": [
        "Placemaking Design guide SPD", "Training", "Earlier developer advice",
        "Urban-design capacity (2 routes)",
    ],
}  # fmt: skip

INVENTORY = {
    "planning": ["Design standards"],
    "education": [
        "School MUGA (opening school facilities)", "Ash Green Primary",
        "Children’s centre",
    ],
    "transport": ["Active travel neighbourhood"],
    "sport": [
        "Activity centre reopening, Active + UKSPF", "Buggy fitness", "Netball",
        "Walking and women’s football",
    ],
    "parks": [
        "Green space unmaintained 5 years", "Parks partnership", "Playground",
        "Nature walk", "Hebble brook trail",
    ],
    "health": [
        "PCN link workers", "Ageing Well", "Community mental health",
        "Community therapy",
    ],
    "social-care": ["Adult social care"],
    "family-support": ["Family support"],
    "voluntary": ["Staying Well", "Dads R Us", "Holy Trinity church"],
    "libraries": ["Library"],
    "": ["Active Champions", "Ward councillor"],
}  # fmt: skip


@pytest.fixture(scope="module")
def examples(pack) -> pd.DataFrame:
    return pack.table("model_examples").fillna("")


def of_kind(examples: pd.DataFrame, kind: str) -> pd.DataFrame:
    return examples[examples["kind"].eq(kind)]


def titles(rows: pd.DataFrame) -> dict[str, list[str]]:
    return {key: list(each["title"]) for key, each in rows.groupby("system")}


def cells(table: str) -> pd.DataFrame:
    """The table as it lies in the pack, every cell as text, empty ones missing."""
    return pd.read_csv(EMBEDDED / f"{table}.csv", dtype=str)


def test_every_system_that_the_slides_name_is_on_the_list(pack):
    table = pack.table("systems").sort_values("position")
    assert list(table.index) == SYSTEMS
    assert list(table["position"]) == list(range(1, 11))
    assert set(table["status"]) == {"our words"}


def test_three_services_have_workshops_and_values_as_printed(examples):
    services = of_kind(examples, "service").set_index("system")
    assert services["workshops"].to_dict() == {
        "social-care": "4-6", "family-support": "4-6", "planning": "3-5",
    }  # fmt: skip
    assert services["words"].to_dict() == {
        "social-care": "prevention, independence, wellbeing",
        "family-support": "emotional health, service outcomes",
        "planning": "corporate priorities, “Planning is the original Public Health”, "
        "climate, housing growth in deprived areas",
    }


def test_value_of_a_service_is_the_evidence_of_its_foundations(examples):
    services = of_kind(examples, "service").set_index("system")["words"]
    foundations = examples[examples["stage"].eq("foundations")].set_index("system")
    assert foundations["words"].to_dict() == services.to_dict()
    assert set(foundations["conditions"]) == {"condition1"}


def test_each_redesign_that_is_printed_has_a_row(examples):
    assert titles(examples[examples["stage"].eq("redesign")]) == REDESIGN


def test_every_redesign_says_which_condition_and_what_kind_of_change(examples):
    redesign = examples[examples["stage"].eq("redesign")]
    named = {part for cell in redesign["conditions"] for part in cell.split(".")}
    assert named == set(CONDITIONS[1:])
    assert redesign["changes"].ne("").all()


def test_only_the_whole_social_care_team_is_counted_as_trained(examples):
    trained = examples[examples["trained"].ne("")]
    assert trained["trained"].tolist() == ["47"]
    assert trained["system"].tolist() == ["social-care"]
    assert "47 people" in trained["words"].item()


def test_sentence_of_another_slide_is_marked_and_counts_nobody(examples):
    copied = examples[examples["status"].eq("copied slide")]
    assert list(copied["system"]) == ["family-support"]
    assert "copied from the previous slide" in copied["words"].item()
    assert copied["trained"].item() == ""


def test_services_reach_redesign_and_mixenden_is_only_present(examples):
    stages = of_kind(examples, "evidence").groupby(["place", "system"])["stage"]
    found = stages.agg(lambda each: tuple(sorted(set(each)))).to_dict()
    assert found == {
        **{("Calderdale", key): ("foundations", "redesign") for key in REDESIGN},
        **{("Mixenden", key): ("present",) for key in SYSTEMS},
    }


def test_presence_in_mixenden_is_ours_and_of_systems_with_assets_there(examples):
    present = examples[examples["stage"].eq("present")]
    assets = of_kind(examples, "asset")
    assert set(present["status"]) == {"our words"}
    assert set(present["system"]) == set(assets["system"]) - {""}


def test_inventory_of_mixenden_is_as_printed(examples):
    assets = of_kind(examples, "asset")
    assert titles(assets) == INVENTORY
    assert set(assets["place"]) == {"Mixenden"}
    assert set(assets["status"]) == {"as printed"}


def test_five_assets_are_listed_under_health_and_social_care(examples):
    under = examples[examples["words"].eq("under health & social care")]
    assert len(under) == 5
    assert set(under["system"]) == {"health", "social-care"}


def test_what_does_not_reconcile_is_noted(examples):
    notes = of_kind(examples, "note").set_index("title")["words"]
    assert "Care Act 2014" in notes["“Social care act 2014”"]
    assert "copied" in notes["“Social care workers have all been trained”"]
    assert "our reading" in notes["The ladder"]
    assert "never explained" in notes["“RVE model”"]
    planning = notes["What makes it difficult, what more is needed"]
    assert "five difficulties" in planning
    assert "four needs" in planning
    assert notes["Vertical reflections"].startswith("Eight")
    assert notes["Horizontal reflections"].startswith("Six")


def test_neighbourhoods_of_the_slides_carry_the_note_on_their_size(examples):
    noted = examples[examples["notes"].ne("")]
    assert noted["notes"].to_dict() == {"R07": "N5"}
    assert noted["title"].item() == "Horizontal reflections"


def test_tables_and_records_use_the_same_words():
    assert tuple(MODEL_STAGES) == tuple(Stage)
    assert tuple(MODEL_CHANGES) == tuple(ChangeKind)
    assert tuple(ASSET_KINDS) == tuple(AssetKind)


@pytest.mark.parametrize("table", ["systems", "model_examples"])
def test_record_says_whose_words_they_are(pack, table):
    source = pack.sources[table]
    assert source.period.startswith("presented 7 November 2024")
    assert " our" in source.caveat


def test_record_of_the_examples_says_where_they_are_and_not_verified(pack):
    caveat = pack.sources["model_examples"].caveat
    assert "outside Leicester" in caveat
    assert "not verified" in caveat


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        ("E02", "key", "E01", "key: appears more than once"),
        ("E02", "key", "second", "key: not a letter with two digits"),
        ("E02", "place", "Halifax", "place: not one of 'Calderdale', 'Mixenden'"),
        ("E02", "kind", "story", "kind: not one of 'service', 'evidence'"),
        ("E02", "system", "Social care", "system: not a key such as social-care"),
        ("E02", "system", None, "system: missing for a service or evidence"),
        ("V01", "system", None, "system: missing for a service or evidence"),
        ("E02", "stage", None, "stage: missing for kind 'evidence'"),
        ("A01", "stage", "present", "stage: .* given for another kind"),
        ("E02", "stage", "integrate", "stage: not one of 'present', 'foundations'"),
        ("E02", "conditions", "condition9", "conditions such as condition1"),
        ("E02", "conditions", "condition1 condition2", "conditions such as condition1"),
        ("R01", "conditions", "condition1", "conditions: given for something that is"),
        ("E02", "changes", "skills.mood", "kinds of change such as skills.policy"),
        ("R01", "changes", "skills", "changes: given for something that is no"),
        ("A01", "asset_kind", None, "asset_kind: missing for kind 'asset'"),
        ("E02", "asset_kind", "library", "asset_kind: .* given for another kind"),
        ("A01", "asset_kind", "thing", "asset_kind: not one of 'champion or"),
        ("A01", "title", " ", "title: not filled in"),
        ("V01", "workshops", "some", "workshops: not a range such as 4-6"),
        ("V01", "workshops", None, "workshops: missing for kind 'service'"),
        ("E03", "trained", "47.5", "trained: not a whole number"),
        ("E03", "trained", "0", "trained: not a whole number"),
        ("A01", "trained", "5", "trained: given for something that is no evidence"),
        ("E02", "status", "initial", "status: not one of 'as printed', 'our words'"),
        ("R07", "notes", "note 5", "notes: not notes by their numbers"),
    ],
)
def test_wrong_cell_of_an_example_is_one_sentence(row, column, value, words):
    table = cells("model_examples")
    table.loc[table["key"].eq(row), column] = value
    with pytest.raises(ContractError, match=rf"^model_examples\.csv: 1 of .*{words}"):
        check("model_examples", table)


def test_a_change_may_be_of_several_kinds():
    table = cells("model_examples")
    table.loc[table["key"].eq("E02"), "changes"] = "skills.knowledge and resources"
    check("model_examples", table)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("key", "social-care", "key: appears more than once"),
        ("key", "Parks", "key: not a key such as social-care"),
        ("position", 0, "position: not in the range 1 to 999"),
        ("position", 1, "position: taken by an earlier system"),
        ("name", None, "name: not filled in"),
        ("words", None, "words: not filled in"),
        ("status", "initial", "status: not one of 'as printed', 'our words'"),
    ],
)
def test_wrong_cell_of_a_system_is_one_sentence(column, value, words):
    table = pd.read_csv(EMBEDDED / "systems.csv")
    table.loc[table["key"].eq("parks"), column] = value
    with pytest.raises(ContractError, match=rf"^systems\.csv: 1 of 10 rows: {words}"):
        check("systems", table)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("system", "housing", "system: unknown code, not in systems.csv"),
        ("notes", "N9", "notes: unknown note, not in deck_notes.csv"),
    ],
)
def test_example_names_only_systems_and_notes_of_the_pack(column, value, words):
    names = ("model_examples", "systems", "deck_notes")
    frames = {table: cells(table) for table in names}
    assert list(relation_problems("model_examples", frames)) == []
    frames["model_examples"].loc[0, column] = value
    (problem,) = relation_problems("model_examples", frames)
    assert words in problem.sentence()
    assert repr(value) in problem.sentence()


@pytest.mark.parametrize(("column", "value"), [("county_name", None), ("county_name", "Leics")])
def test_county_has_one_name(column, value):
    table = cells("districts")
    table.loc[table["name"].eq("Melton"), column] = value
    with pytest.raises(ContractError, match="county_name: missing for a county"):
        check("districts", table)


def test_name_without_a_county_is_refused():
    table = cells("districts")
    table.loc[table["name"].eq("Rutland"), "county_name"] = "Rutland"
    with pytest.raises(ContractError, match=r"districts\.csv: 1 of 9 rows"):
        check("districts", table)


def test_county_that_is_no_code_of_one_is_refused():
    table = cells("districts")
    table.loc[table["name"].eq("Melton"), "county"] = "E07000133"
    with pytest.raises(ContractError, match="county: not a county such as E10000018"):
        check("districts", table)
