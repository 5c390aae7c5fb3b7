"""Every fact of the source notes is in the graph, under its number."""

import pytest

from carekg import KnowledgeGraph
from carekg.terms.errors import AmbiguousName, OtherKind, UnknownName


@pytest.mark.parametrize(
    ("letter", "number"), [("S", 128), ("X", 20), ("R", 6), ("L", 139), ("C", 28), ("D", 57), ("E", 62), ("T", 60)]
)
def test_every_number_is_carried_by_something(kg: KnowledgeGraph, letter: str, number: int) -> None:
    rows = kg.store.select("SELECT DISTINCT ?id WHERE { ?thing dcterms:identifier ?id }")
    found = {row["id"].value for row in rows}
    missing = {f"{letter}{each}" for each in range(1, number + 1)} - found
    assert not missing


def test_everything_that_carries_a_number_has_a_label(kg: KnowledgeGraph) -> None:
    assert not kg.store.select(
        "SELECT ?thing WHERE { ?thing dcterms:identifier ?id FILTER NOT EXISTS { ?thing rdfs:label ?label } }"
    )


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("BNSSG ICB", "body/icb-quy"),
        ("SWL", "body/icb-qwe"),
        ("BANES", "body/bath-and-north-east-somerset-council"),
        ("LBBD", "body/london-borough-of-barking-and-dagenham"),
        ("BOB", "body/icb-qu9"),
        ("BC ICB", "body/icb-qua"),
        ("AND Council", "body/ards-and-north-down-borough-council"),
        ("council", "structure/local-authority"),
        ("the council", "structure/local-authority"),
        ("BSW", "body/icb-qox"),
        ("SYICB", "body/icb-qf7"),
        ("C&M", "body/icb-qyg"),
        ("Kent & Medway", "body/icb-qks"),
        ("MSE", "body/icb-qh8"),
        ("Bath & NES", "body/bath-and-north-east-somerset-council"),
        ("Betsi Cadwaladr", "body/betsi-cadwaladr-university-health-board"),
        ("Hywel Dda UHB", "body/hywel-dda-university-health-board"),
        ("Greater Glasgow", "body/nhs-greater-glasgow-and-clyde"),
        ("NHSGGC", "body/nhs-greater-glasgow-and-clyde"),
        ("Southern Trust", "body/southern-health-and-social-care-trust"),
        ("TEWV", "body/trust-rx3"),
        ("Leeds Teaching", "body/trust-rr8"),
        ("RCT", "study-design/randomised-trial"),
        ("CCG", "structure/clinical-commissioning-group"),
        ("NHS Commissioning Board", "structure/nhs-england"),
        ("S12000036", "body/city-of-edinburgh-council"),
        ("https://www.legislation.gov.uk/ukpga/2006/41/section/75/2022-07-01", "ukpga/2006/41/section/75"),
        ("https://w3id.org/carekg/doc/body/leeds-city-council", "body/leeds-city-council"),
    ],
)
def test_what_people_say_and_copy_is_found(kg: KnowledgeGraph, name: str, thing: str) -> None:
    kinds = ("body",) if name.startswith("S12") else ()
    assert kg.names.resolve(name, kinds).endswith(f"/{thing}")


def test_a_part_of_several_names_is_refused_with_all_of_them(kg: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousName) as told:
        kg.names.resolve("Stockton")
    assert {"body:stockton-on-tees-borough-council", "gss:E06000004"} == set(told.value.candidates)
    assert kg.names.resolve("Stockton", ("body",)).endswith("/stockton-on-tees-borough-council")
    assert kg.names.resolve("Tyneside North", ("area",)).endswith("/E08000022")
    assert kg.names.resolve("BNS", ("body",)).endswith(
        "/barnsley-metropolitan-borough-council"
    )  # a code, no short form
    with pytest.raises(UnknownName, match="Tower Hamlets"):
        kg.names.resolve("Tower Ham")


@pytest.mark.parametrize("name", ["ICB", "council", "the council", "the trust"])
def test_a_kind_is_not_taken_for_the_one_body_whose_initials_are_words_of_kinds(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(OtherKind, match="kind of structure"):
        kg.names.resolve(name, ("body", "area"))


def test_a_region_is_not_taken_for_a_council_in_it(kg: KnowledgeGraph) -> None:
    with pytest.raises(OtherKind, match="statistical region"):
        kg.names.resolve("London", ("body",))
    assert kg.names.resolve("City of London", ("body",)).endswith("/city-of-london-corporation")
    assert kg.names.resolve("London", ("area",)).endswith("/E12000007")
    assert kg.names.resolve("East Midlands", ("body",)).endswith("/east-midlands-combined-county-authority")


@pytest.mark.parametrize("name", ["county", "City of", "the borough", "metropolitan"])
def test_a_sort_of_council_is_not_the_beginning_of_a_name(kg: KnowledgeGraph, name: str) -> None:
    with pytest.raises(UnknownName):
        kg.names.resolve(name, ("body", "area"))


def test_a_board_goes_before_the_locations_in_it(kg: KnowledgeGraph) -> None:
    for name in ("NHS Devon", "Cornwall ICB"):
        assert kg.search(name).rows[0]["kind"] == "integrated care board"


def test_a_place_means_its_council_where_somebody_acts(kg: KnowledgeGraph) -> None:
    council = kg.planned(about="body:surrey-county-council", as_of="2026-11-28").rows
    assert kg.planned(about="Surrey", as_of="2026-11-28").rows == council
