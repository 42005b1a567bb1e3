"""Districts of England in 2024 by region and by county or city region.

For telling names of counties and city regions elsewhere from our own, and for fitting and
checking what is learnt from all of England: whole regions are left out together, and
partnerships, which mostly cover a county or a city region, are looked at one by one. Written
as runs of the numbers in the districts' codes.
"""

from collections.abc import Mapping


def _codes(*runs: str) -> tuple[str, ...]:
    """Codes named by runs such as ``E07 8-12 31``, in order.

    Examples
    --------
    >>> _codes("E06 16-17", "E08 33")
    ('E06000016', 'E06000017', 'E08000033')
    """
    found = []
    for run in runs:
        kind, *spans = run.split()
        for span in spans:
            first, _, last = span.partition("-")
            found += [f"{kind}{number:06d}" for number in range(int(first), int(last or first) + 1)]
    return tuple(found)


REGIONS: Mapping[str, tuple[str, ...]] = {
    "North East": _codes("E06 1-5 47 57", "E08 21-24 37"),
    "North West": _codes("E06 6-9 49-50 63-64", "E07 117-128", "E08 1-15"),
    "Yorkshire and The Humber": _codes("E06 10-14 65", "E08 16-19 32-36"),
    "East Midlands": _codes("E06 15-18 61-62", "E07 32-39 129-142 170-176"),
    "West Midlands": _codes("E06 19-21 51", "E07 192-199 218-222 234-239", "E08 25-31"),
    "East of England": _codes(
        "E06 31-34 55-56", "E07 8-12 66-77 95-96 98-99 102-103 143-149 200 202-203 240-245"
    ),
    "London": _codes("E09 1-33"),
    "South East": _codes("E06 35-46 60", "E07 61-65 84-94 105-116 177-181 207-217 223-229"),
    "South West": _codes("E06 22-27 30 52-54 58-59 66", "E07 40-47 78-83"),
}
"""Districts of each of the nine regions."""

PARTNERSHIPS: Mapping[str, tuple[str, ...]] = {
    "Bedfordshire and Luton": _codes("E06 32 55-56"),
    "Berkshire": _codes("E06 36-41"),
    "Birmingham": _codes("E08 25"),
    "Black Country": _codes("E08 27-28 30-31"),
    "Buckinghamshire and Milton Keynes": _codes("E06 42 60"),
    "Calderdale": _codes("E08 33"),
    "Cambridgeshire and Peterborough": _codes("E06 31", "E07 8-12"),
    "Cheshire": _codes("E06 6-7 49-50"),
    "Cornwall and Isles of Scilly": _codes("E06 52-53"),
    "County Durham": _codes("E06 47"),
    "Coventry, Solihull and Warwickshire": _codes("E07 218-222", "E08 26 29"),
    "Cumbria": _codes("E06 63-64"),
    "Derbyshire": _codes("E06 15", "E07 32-39"),
    "Devon": _codes("E06 26-27", "E07 40-47"),
    "Dorset": _codes("E06 58-59"),
    "Essex": _codes("E06 33-34", "E07 66-77"),
    "Gloucestershire": _codes("E07 78-83"),
    "Greater Manchester": _codes("E08 1-10"),
    "Hampshire and Isle of Wight": _codes("E06 44-46", "E07 84-94"),
    "Herefordshire and Worcestershire": _codes("E06 19", "E07 234-239"),
    "Hertfordshire": _codes("E07 95-96 98-99 102-103 240-243"),
    "Humber": _codes("E06 10-13"),
    "Kent": _codes("E06 35", "E07 105-116"),
    "Lancashire": _codes("E06 8-9", "E07 117-128"),
    "Leicester, Leicestershire and Rutland": _codes("E06 16-17", "E07 129-135"),
    "Lincolnshire": _codes("E07 136-142"),
    "London": _codes("E09 1-33"),
    "Merseyside": _codes("E08 11-15"),
    "Norfolk": _codes("E07 143-149"),
    "North Yorkshire": _codes("E06 14 65"),
    "Northamptonshire": _codes("E06 61-62"),
    "Nottinghamshire": _codes("E06 18", "E07 170-176"),
    "Oxfordshire": _codes("E07 177-181"),
    "Shropshire and Telford": _codes("E06 20 51"),
    "Somerset": _codes("E06 66"),
    "South and West Yorkshire": _codes("E08 16-19 32 34-36"),
    "Staffordshire": _codes("E06 21", "E07 192-199"),
    "Suffolk": _codes("E07 200 202-203 244-245"),
    "Surrey": _codes("E07 207-217"),
    "Sussex": _codes("E06 43", "E07 61-65 223-229"),
    "Tees Valley": _codes("E06 1-5"),
    "Tyne, Wear and Northumberland": _codes("E06 57", "E08 21-24 37"),
    "West of England": _codes("E06 22-25"),
    "Wiltshire and Swindon": _codes("E06 30 54"),
}
"""Districts of each area that a partnership covers; every district is in one."""
