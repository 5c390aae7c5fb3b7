"""What is asked of one thing costs what the thing has, however many others there are: the plans start from it."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from string import Template
from typing import Final

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from carekg.names import kinds as names
from carekg.names.described import describe
from carekg.names.gathering import Gathered, Name, Thing
from carekg.names.index import Index
from carekg.names.writing import FILE, write
from carekg.questions import area_plans, succession
from carekg.store.embedded import Embedded
from carekg.store.sparql import Value, bind, date_term
from carekg.terms.prefixes import PREFIXES

FEW, MANY, MOST = 20, 2_000, 4.0  # countries, and times that a hundred times as many may take; to read all takes more
NAMES, QUESTIONS = (Path(each.__file__ or "").parent for each in (names, succession))
COUNTRY: Final = Template("""
body:former$n org:classification structure:clinical-commissioning-group ; ckg:governs gss:E38$n ;
  ckg:validUntil "2021-10-01"^^xsd:date ; rdfs:label "Former" .
body:group$n org:classification structure:clinical-commissioning-group ; org:identifier "L$n" ;
  ckg:validUntil "2022-07-01"^^xsd:date ; rdfs:label "Group" .
body:board$n org:classification structure:integrated-care-board ; rdfs:label "Board" .
body:partnership$n org:classification structure:integrated-care-partnership ; org:hasMember body:board$n ;
  ckg:foundedBy leg:a .
body:council$n org:classification structure:upper-tier-local-authority ; ckg:governs gss:E10$n ; rdfs:label "Council" .
body:hwb$n org:classification structure:health-and-wellbeing-board ; org:unitOf body:council$n .
body:location$n org:classification structure:sub-icb-location ; org:identifier "L$n" .
body:network$n org:classification structure:primary-care-network ; rdfs:label "Network" .
body:trust$n org:classification structure:nhs-trust ; prov:wasDerivedFrom source:a ; rdfs:label "Trust" .
event:a$n org:originalOrganization body:group$n ; org:resultingOrganization body:board$n ; rdfs:label "Change" ;
  ckg:validFrom "2022-07-01"^^xsd:date .
event:b$n org:originalOrganization body:former$n ; org:resultingOrganization body:group$n ;
  ckg:validFrom "2021-10-01"^^xsd:date .
succession:a$n ckg:bodyBefore body:group$n ; ckg:bodyAfter body:board$n ; ckg:validFrom "2022-07-01"^^xsd:date ;
  ckg:successionKind ckg:merged .
overlap:a$n ckg:relevantTo body:council$n ; ckg:relevantBody body:board$n ; ckg:certain true .
overlap:b$n ckg:relevantTo body:council$n ; ckg:relevantBody body:group$n ; ckg:certain true ;
  ckg:validUntil "2022-07-01"^^xsd:date .
overlap:c$n ckg:districtArea gss:E10$n ; ckg:healthArea gss:E38$n ; ckg:shareOfDistrict 1.0 ; ckg:lsoas 2 ;
  ckg:healthKind structure:clinical-commissioning-group ; ckg:uncertainLsoas 0 ; prov:wasDerivedFrom source:a .
membership:a$n ckg:affiliatedTo body:board$n ; ckg:affiliated body:location$n , body:trust$n .
membership:b$n ckg:affiliatedTo body:location$n ; ckg:affiliated body:network$n .
""")
ONCE: Final = """
structure:clinical-commissioning-group rdfs:label "group" . structure:nhs-trust rdfs:label "trust" .
structure:primary-care-network ckg:validFrom "2019-07-01"^^xsd:date .
source:a ckg:vintage "2021-04-01"^^xsd:date . ckg:merged skos:prefLabel "merged" .
"""
NAMED: Final = Template("body:trust$n org:classification structure:nhs-trust . event:a$n ckg:nameOf body:trust$n .\n")
COUNCIL, GROUP, AREA = (NamedNode(f"{PREFIXES[prefix]}{name}0") for prefix, name in (
    ("body", "council"), ("body", "group"), ("gss", "E10"),
))  # fmt: skip
TRUSTS, NETWORKS = (NamedNode(f"{PREFIXES['structure']}{name}") for name in ("nhs-trust", "primary-care-network"))
EARLY, THEN, LATE = map(date_term, ("2012-01-01", "2022-01-01", "2026-01-01"))
ASKED: Final[list[tuple[str, dict[str, Value], int]]] = [  # a query, its parameters, and how many rows it gives
    ("area/07-partnership", {"id": COUNCIL}, 1),
    ("area/08-trusts", {"id": COUNCIL}, 1),
    ("area/09-networks", {"id": COUNCIL}, 2),
    ("area/11-changes", {"id": COUNCIL}, 1),
    ("area-members", {"id": COUNCIL}, 4),
    ("bodies", {"kind": NETWORKS, "as_of": EARLY}, 0),
    ("locate", {"id": AREA}, 2),
    ("locate-covers", {"places": [COUNCIL]}, 1),
    ("locate-districts-followed", {"places": [AREA, COUNCIL], "as_of": THEN}, 2),
    ("locate-districts", {"places": [AREA, COUNCIL]}, 0),
    ("seat-boards-of", {"board": COUNCIL}, 1),
    ("seat-boards-of", {"board": TRUSTS}, 0),
    ("succession", {"id": GROUP}, 2),
    ("successions-of", {"body": GROUP, "from": EARLY, "to": LATE}, 2),
    ("turned/council", {"things": [AREA]}, 1),
    ("turned/seated", {"things": [AREA, COUNCIL]}, 2),
]


@pytest.fixture(scope="module")
def stores() -> tuple[Embedded, Embedded]:
    """Few countries, and many, each of the same bodies."""
    return _countries(FEW), _countries(MANY)


def _countries(number: int) -> Embedded:
    return _loaded("".join(COUNTRY.substitute(n=n) for n in range(number)))


def _loaded(text: str) -> Embedded:
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    engine = Store()
    engine.bulk_load((declared + ONCE + text).encode(), RdfFormat.TURTLE)
    store = Embedded(engine, {}, Path())
    store.is_lasting = False  # so that nothing is kept, and each asking asks
    return store


@pytest.mark.parametrize(("name", "given", "rows"), ASKED, ids=[name for name, *_ in ASKED])
def test_a_thing_is_told_of_without_reading_the_others(
    stores: tuple[Embedded, Embedded], name: str, given: dict[str, Value], rows: int
) -> None:
    text = bind(((NAMES if "turned" in name else QUESTIONS) / f"{name}.rq").read_text(), {"as_of": LATE} | given)
    assert [len(store.select(text)) for store in stores] == [rows, rows]
    _compare(*(partial(store.select, text) for store in stores))


def test_what_all_point_at_is_called_without_reading_what_does() -> None:
    stores = [_loaded("".join(NAMED.substitute(n=n) for n in range(number))) for number in (FEW, 20 * MANY)]
    asked = [partial(describe, store, [TRUSTS.value], date(2026, 1, 1)) for store in stores]
    assert [ask()[0] for ask in asked] == [{TRUSTS.value: "trust"}] * 2
    _compare(*asked)


def test_a_template_knows_what_is_said_of_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    store = _countries(1)
    store.is_lasting = True
    area_plans.warm(store)
    monkeypatch.setattr(store, "select", None)
    assert area_plans.planned_for(store, [TRUSTS.value, NETWORKS.value], date(2026, 1, 1)) == []


@pytest.fixture(scope="module")
def indices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, Index]:
    """Few names, and many, that differ in one word."""
    return _named(tmp_path_factory.mktemp("few"), FEW), _named(tmp_path_factory.mktemp("many"), 10 * MANY)


def _named(folder: Path, number: int) -> Index:
    things = [Thing(f"http://e/a/{n}", f"Number {n} a partnership", "events") for n in range(number)]
    for each in things:
        each.names.append(Name(each.label, "label"))
    write(Gathered({each.iri: each for each in things}, ()), folder / FILE)
    return Index.open(folder)


@pytest.mark.parametrize("words", [("7", "partnership"), ("7", "a"), ("7", "partners")], ids=" ".join)
def test_names_that_hold_words_are_found_without_reading_the_others(
    indices: tuple[Index, Index], words: Sequence[str]
) -> None:
    assert [len(index.holding(words, 10)) for index in indices] == [1, 1]
    _compare(*(partial(index.holding, words, 10) for index in indices))


def test_an_address_in_capitals_is_found_without_reading_the_others(indices: tuple[Index, Index]) -> None:
    assert None not in [index.at("HTTP://E/A/7") for index in indices]
    _compare(*(partial(index.at, "HTTP://E/A/7") for index in indices))


def _compare(of_few: Callable[[], object], of_many: Callable[[], object]) -> None:
    few, many = (min(_seconds(ask) for _ in range(5)) for ask in (of_few, of_many))
    assert many < MOST * few, f"{few * 1_000:.2f} and {many * 1_000:.2f} ms"


def _seconds(ask: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(5):
        ask()
    return time.process_time() - began
