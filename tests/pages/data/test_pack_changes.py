"""What changed between two packs, against changes made by hand."""

import pytest
import shapely

from insight.pack.pack import open_pack
from insight.pages.data.pack_changes import pack_changes, packs_table
from pack_copies import copied, record, ten_more


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    def no_names(rows):
        rows["name"] = rows["name"].where(rows.index != 3, "Elsewhere")
        return rows

    folder = tmp_path_factory.mktemp("packs") / "other"
    made = copied(
        folder, ("headline_figures",), population=ten_more, msoas=no_names,
        postcodes=lambda rows: rows.iloc[7:],
    )  # fmt: skip
    record = made / "population.source.toml"
    text = record.read_text("utf-8").replace('period = "', 'period = "later than ')
    record.write_text(text, "utf-8")
    return open_pack(made)


def test_nothing_changed_is_said(pack):
    found = pack_changes(pack, pack)
    assert "the same rows and values" in found.words[0]
    assert all(part.rows.empty for part in (found.tables, found.values, found.sources))


def test_every_kind_of_change_is_counted(pack, other):
    found = pack_changes(pack, other)
    tables = found.tables.rows.set_index("table")
    assert set(tables.index) == {"population", "msoas", "postcodes", "headline_figures"}
    assert tables.loc["population", ["added", "removed", "changed"]].tolist() == [0, 0, 1]
    assert tables.loc["postcodes", "removed"] == 7
    assert tables.loc["headline_figures", ["said", "removed"]].tolist() == [
        "removed",
        len(pack.table("headline_figures")),
    ]
    assert "4 tables changed" in found.words[0]
    assert "634 small areas (LSOAs) before and 634 after. 0 were added" in found.words[1]


def test_the_widest_change_is_named(pack, other):
    values = pack_changes(pack, other).values.rows.set_index(["table", "column"])
    code = pack.table("population").index[5]
    before = int(pack.table("population").loc[code, "population"])
    said = values.loc[("population", "population"), "widest"]
    assert said == f"{code}: {before:,} → {before + 10:,}"
    assert values.loc[("msoas", "name"), "widest"].endswith("→ Elsewhere")
    assert values.loc[("msoas", "name"), "count"] == 1


def test_the_sources_are_held_against_each_other(pack, other):
    rows = pack_changes(pack, other).sources.rows
    period = rows[rows["table"].eq("population") & rows["fact"].eq("period")].iloc[0]
    assert period["now"] == f"later than {period['was']}"
    gone = rows[rows["table"].eq("headline_figures")]
    assert set(gone["now"]) == {"—"}


def test_a_moved_boundary_is_a_share_of_its_area(pack, tmp_path):
    made = copied(tmp_path / "moved")
    areas = pack.areas.reset_index()
    whole = areas.geometry.iloc[0]
    west, south, east, north = whole.bounds
    part = whole.intersection(shapely.box(west, south, (west + east) / 2, north))
    areas.loc[0, "geometry"] = part
    areas.to_parquet(made / "areas.parquet", index=False)
    record(made, "areas.parquet")
    values = pack_changes(pack, open_pack(made)).values.rows.set_index("column")
    share = 100 * (whole.area - part.area) / whole.area
    assert values.loc["geometry", "count"] == 1
    assert values.loc["geometry", "widest"].endswith(f": {share:.1f}% of its area")


def test_packs_are_listed_with_what_is_shown_and_in_use(pack, other):
    both = {each.version: each for each in (pack, other)}
    rows = packs_table(both, pack.version, other.version).rows
    assert rows["said"].tolist() == ["shown here", "latest"]
    assert rows["areas"].tolist() == [634, 634]
