"""Fixtures of the tests of Neighbourhoods."""

import pytest

from insight.analysis.place import Study
from insight.analysis.small_areas import Basis, small_areas
from insight.geography.contiguity import links
from insight.geography.neighbourhoods import Bounds
from insight.pack.catalogue import Level


@pytest.fixture(scope="module")
def ground(pack, known) -> Study:
    """What profiles are drawn from."""
    areas = small_areas(pack, known, Basis())
    touching = links(known.levels[Level.LSOA], within=known.district_of)
    return Study(pack, known, areas, touching, Bounds())
