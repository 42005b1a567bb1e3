"""Every indicator has all that a reader needs beside it."""

import re
from dataclasses import fields

import pandas as pd
import pytest

from insight.measures.activity import FINGERTIPS, published
from insight.pack.catalogue import (
    DOMAINS,
    INDICATORS,
    LICENCES,
    PARTS,
    RATES,
    SUBDOMAINS,
    Group,
    Level,
    Provenance,
    Scale,
)

EACH = [
    pytest.param(level, statistic, id=f"{key}-{level}-{statistic.key}")
    for key, indicator in INDICATORS.items()
    for level, statistics in indicator.statistics.items()
    for statistic in statistics
]
OF_SURVEY = (Group.ACTIVITY, Group.ESTIMATE)
SURVEYED = [key for key, i in INDICATORS.items() if i.group is Group.ACTIVITY]


@pytest.mark.parametrize("key", INDICATORS)
def test_indicator_is_kept_under_its_key_and_fills_every_field(key):
    indicator = INDICATORS[key]
    assert indicator.key == key
    assert re.fullmatch(r"[a-z0-9]+", key)
    may_be_empty = {"caveat", "period", "given"}
    empty = {f.name for f in fields(indicator) if not getattr(indicator, f.name)}
    assert empty <= may_be_empty
    # Only what people bring says what its file gives.
    assert indicator.given is None
    assert bool(indicator.period) == (indicator.group not in OF_SURVEY)


@pytest.mark.parametrize("key", INDICATORS)
def test_tables_of_an_indicator_exist_with_its_column_and_source(pack, key):
    indicator = INDICATORS[key]
    for table in indicator.tables:
        assert pack.sources[table].publisher
    frame = pack.table(indicator.tables[0])
    if indicator.group in OF_SURVEY:
        shares = published(frame, indicator.column)
        assert shares["2023/24"].notna().all()
    else:
        assert pd.api.types.is_numeric_dtype(frame[indicator.column])


def test_column_that_is_not_there_would_be_caught(pack):
    with pytest.raises(KeyError):
        published(pack.table("activity"), "imd_rank")


@pytest.mark.parametrize(("level", "statistic"), EACH)
def test_statistic_is_complete_and_can_be_classed(level, statistic):
    empty = {f.name for f in fields(statistic) if not getattr(statistic, f.name)}
    assert empty <= {"decimals", "is_count"}
    title = statistic.label.format(period="2024/25")
    assert "2024/25" in title
    assert "{" not in title
    assert len(set(statistic.scales)) == len(statistic.scales)
    assert statistic.is_count == (statistic.key == "number")
    assert (statistic.decimals == 0) or statistic.unit.startswith("%")
    if level is Level.LOCALITY:
        assert Scale.DISTRICT not in statistic.scales


def test_words_of_the_deck_name_no_top():
    """It is the most deprived 20%, never the top 20%."""
    for indicator in INDICATORS.values():
        text = f"{indicator.definition} {indicator.caveat} " + " ".join(
            statistic.label
            for statistics in indicator.statistics.values()
            for statistic in statistics
        )
        assert "top" not in text.lower().split()


def test_weights_of_the_domains_are_the_published_ones():
    weights = [
        float(re.search(r"([\d.]+)% of the IMD\.$", INDICATORS[key].definition)[1])
        for key in DOMAINS
    ]
    assert weights == [22.5, 22.5, 13.5, 13.5, 9.3, 9.3, 9.3]


def test_child_poverty_comes_first_and_sub_domains_after_their_domain():
    keys = [key for key, i in INDICATORS.items() if i.group is Group.DEPRIVATION]
    assert keys[:5] == ["imd", *RATES]
    for domain, parts in (
        ("education", PARTS[:2]),
        ("barriers", PARTS[2:4]),
        ("environment", PARTS[4:]),
    ):
        at = keys.index(domain) + 1
        assert tuple(keys[at : at + 2]) == parts
    assert len(keys) == 1 + len(RATES) + len(DOMAINS) + len(PARTS)
    assert [INDICATORS[key].column for key in PARTS] == [f"{name}_rank" for name in SUBDOMAINS]


def test_adults_and_children_are_told_apart_in_words():
    adults = [key for key in SURVEYED if "aged 19" in INDICATORS[key].definition]
    assert adults == ["inactive", "fairly", "active"]
    assert "a day" in INDICATORS["children"].definition
    assert all("a week" in INDICATORS[key].definition for key in adults)
    assert "Do not compare it with adults" in INDICATORS["children"].caveat


def test_what_is_derived_has_no_verdict_of_the_publisher():
    (statistic, _) = INDICATORS["fairly"].statistics[Level.LOCALITY]
    assert Scale.ENGLAND not in statistic.scales
    assert "fairly" not in FINGERTIPS


def test_only_estimates_of_small_areas_are_modelled():
    modelled = {key for key, i in INDICATORS.items() if i.provenance is Provenance.MODELLED}
    assert modelled == {"estinactive", "estfairly", "estactive"}
    for key in modelled:
        assert set(INDICATORS[key].statistics) == {Level.LSOA, Level.MSOA}
        assert "estimate" in INDICATORS[key].label
    others = {i.provenance for key, i in INDICATORS.items() if key not in modelled}
    assert others == {Provenance.OFFICIAL}


@pytest.mark.parametrize("key", LICENCES)
def test_licence_is_linked_and_attributed(key):
    licence = LICENCES[key]
    assert licence.key == key
    assert licence.address.startswith("https://")
    assert licence.attribution.endswith(".")
    assert licence.name
    assert licence.short
