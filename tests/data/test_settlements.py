"""Towns and suburbs that come with the repository, where they are known to be."""

import pytest

from insight.pack.catalogue import Level
from insight.publishers.settlements import FEWEST

WHERE = {
    "Loughborough": ("Charnwood", "Loughborough - Shelthorpe & Woodthorpe"),
    "Birstall": ("Charnwood", "Birstall Wanlip & Riverside"),
    "Syston": ("Charnwood", "Syston East"),
    "Shepshed": ("Charnwood", "Shepshed East"),
    "Anstey": ("Charnwood", "Anstey"),
    "Hinckley": ("Hinckley and Bosworth", "Hinckley Central"),
    "Earl Shilton": ("Hinckley and Bosworth", "Earl Shilton"),
    "Coalville": ("North West Leicestershire", "Coalville"),
    "Ashby de la Zouch": ("North West Leicestershire", "Ashby de la Zouch North"),
    "Castle Donington": ("North West Leicestershire", "Castle Donington"),
    "Melton Mowbray": ("Melton", "Melton Mowbray South"),
    "Market Harborough": ("Harborough", "Market Harborough Central"),
    "Lutterworth": ("Harborough", "Lutterworth"),
    "Oadby": ("Oadby and Wigston", "Oadby North"),
    "Wigston": ("Oadby and Wigston", "Wigston Harcourt & Little Hill"),
    "Braunstone Town": ("Blaby", "Braunstone Town"),
    "Oakham": ("Rutland", "Oakham East"),
    "Uppingham": ("Rutland", "Uppingham, Lyddington & Braunston"),
    "Belgrave": ("Leicester", "Belgrave South"),
    "Evington": ("Leicester", "Evington"),
    "Aylestone": ("Leicester", "Aylestone South"),
    "Humberstone": ("Leicester", "Humberstone & Hamilton South"),
}


@pytest.mark.parametrize("name", WHERE)
def test_a_settlement_is_in_its_district_and_neighbourhood(pack, known, name):
    table = pack.table("settlements")
    (row,) = table[table["name"].eq(name)].itertuples()
    lsoa = known.lsoa_at(row.longitude, row.latitude)
    district = known.levels[Level.LOCALITY].at[known.district_of[lsoa], "name"]
    msoa = known.levels[Level.MSOA].at[known.msoa_of[lsoa], "place"]
    assert (district, msoa) == WHERE[name]
    assert known.district_of[lsoa] == row.lad24cd


def test_every_settlement_is_inside_and_of_some_size(pack, known):
    table = pack.table("settlements")
    assert len(table) == 78
    assert table["population"].min() >= FEWEST
    assert not table["name"].duplicated().any()
    homes = [known.lsoa_at(row.longitude, row.latitude) for row in table.itertuples()]
    assert [known.district_of[home] for home in homes] == list(table["lad24cd"])


def test_the_source_is_credited_with_its_licence(pack):
    source = pack.sources["settlements"]
    assert source.short == "GeoNames"
    assert source.licence.short == "CC BY 4.0"
