"""What reads a whole country grows as the country does: a plan that meets each thing with every other shows here."""

import time
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from carekg.narrative import difference
from carekg.questions import bodies
from carekg.store.sparql import bind, date_term, read
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

PLACES, TIMES = 150, 8
BOUND = 3 * TIMES  # of the time; a plan that grows with the square takes some sixty times as long
DAY = '"2022-07-01"^^xsd:date'
RULES = """
structure:integrated-care-board rdfs:label "board"@en .
rule:hwb ckg:seatOn structure:health-and-wellbeing-board .
rule:icp ckg:seatOn structure:integrated-care-partnership .
rule:hwb a ckg:SeatRule ; ckg:seatFor structure:integrated-care-board ; ckg:provision <urn:law> ; ckg:validFrom $day .
rule:icp a ckg:SeatRule ; ckg:seatFor structure:integrated-care-board ; ckg:provision <urn:law> ; ckg:validFrom $day .
"""
PLACE = """
body:council-$n org:classification structure:upper-tier-local-authority ; rdfs:label "Council $n"@en .
body:hwb-$n org:classification structure:health-and-wellbeing-board ; org:unitOf body:council-$n .
body:hwb-$n rdfs:label "HWB $n"@en ; ckg:validFrom $day .
body:icb-$n org:classification structure:integrated-care-board ; rdfs:label "ICB $n"@en ; ckg:validFrom $day .
body:icp-$n org:classification structure:integrated-care-partnership ; org:hasMember body:icb-$n .
body:icp-$n rdfs:label "ICP $n"@en ; ckg:validFrom $day .
<urn:relevance-$n> a ckg:Relevance ; ckg:relevantBody body:icb-$n ; ckg:relevantTo body:council-$n .
<urn:relevance-$n> ckg:certain true ; ckg:validFrom $day .
body:sub-$n org:classification structure:sub-icb-location .
<urn:affiliation-$n> a ckg:Affiliation ; ckg:affiliated body:sub-$n ; ckg:validFrom $day .
<urn:naming-$n> ckg:nameOf body:icb-$n ; ckg:nameThen "Once $n"@en ; ckg:validUntil $day .
<urn:naming-$n> ckg:kindThen structure:clinical-commissioning-group .
"""


@pytest.fixture(scope="module")
def countries() -> tuple[Store, Store]:
    """A country, and one of so many times its places."""
    return country(PLACES), country(PLACES * TIMES)


def country(places: int) -> Store:
    """Give the facts of a country, its rules among them."""
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    told = RULES + "".join(PLACE.replace("$n", str(number)) for number in range(places))
    store = Store()
    store.load((declared + told.replace("$day", DAY)).encode(), RdfFormat.TURTLE)
    return store


SEATS = read(locate("ontology/rules/national-seats.rq")).text
FIRST, LAST = date_term(date(2020, 1, 1)), date_term(date(2024, 1, 1))
BODIES = bind(read(Path(bodies.__file__).with_suffix(".rq")).text, {"kind": None, "as_of": LAST})
DIFFERENCE = bind(read(Path(difference.__file__).with_suffix(".rq")).text, {"from": FIRST, "to": LAST})


@pytest.mark.parametrize(
    ("text", "rows"), [(SEATS, 22), (BODIES, 4), (DIFFERENCE, 2)], ids=["national-seats", "bodies", "difference"]
)
def test_it_grows_as_the_country_does(countries: tuple[Store, Store], text: str, rows: int) -> None:
    """Parameters: text of a query; rows, how many rows or triples it gives of each place."""
    once, larger = countries
    at_once = min(taken(once, text, rows * PLACES) for _ in range(3))
    at_more = min(taken(larger, text, rows * PLACES * TIMES) for _ in range(2))
    assert at_more < BOUND * at_once, (at_once, at_more)


def taken(store: Store, text: str, rows: int) -> float:
    """Give the processor time that a query takes, which gives so many rows."""
    began = time.process_time()
    found = list(store.query(text, use_default_graph_as_union=True, prefixes=PREFIXES))  # type: ignore[arg-type]
    assert 0 <= len(found) - rows < PLACES, "of each place so many, and a few of the law"
    return time.process_time() - began
