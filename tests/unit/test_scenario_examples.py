"""The examples of scenarios, and others on the whole graph: their answers are checked against what happened."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from carekg import KnowledgeGraph
from carekg.build.renewal import Renewal, graph_of
from carekg.build.rules import in_order
from carekg.layers.declared import holds
from carekg.scenario.places import covers
from carekg.scenario.reading import load_scenario
from carekg.scenario.running import Outcome, run
from carekg.scenario.sides import Side
from carekg.store.sparql import read_folder
from carekg.terms.files import locate
from carekg.terms.prefixes import compress, expand
from support import few
from trials import gone, tried

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "scenarios").glob("*.yaml"))
OF_TESTS = {"end-of-integrated-care-partnerships", "icb-mergers-2026", "surrey-into-unitaries", "end-of-nhs-england"}
RUN = [each for each in EXAMPLES if each.stem in OF_TESTS or few([each], 0)]  # what other tests run costs nothing


@cache
def example(graph: KnowledgeGraph, name: str) -> Outcome:
    return run(graph.store, graph.names, load_scenario(ROOT / f"scenarios/{name}.yaml"), top=5)


def test_the_end_of_the_partnership_requirement(kg: KnowledgeGraph) -> None:
    outcome = example(kg, "end-of-integrated-care-partnerships")
    strategy = [each for each in outcome.lost if "integrated care strategy" in each.label and not each.left]
    assert any(compress(each.provision).startswith("leg:ukpga/2007/28/section/116ZB") for each in strategy)
    assert {"involvement", "statutory-tie"} <= set(outcome.derived_again)
    assert "national-bodies" in outcome.not_derived_again


COVERS = """SELECT ?place ?cover ?certain ?from ?until {
    ?x ckg:relevantTo ?place ; ckg:relevantBody ?board ; ckg:certain ?certain .
    ?board rdfs:label ?cover ; org:classification structure:integrated-care-board .
    OPTIONAL { ?x ckg:validFrom ?from } OPTIONAL { ?x ckg:validUntil ?until } }"""


def test_the_mergers_of_april_2026_give_the_relations_that_they_really_gave(kg: KnowledgeGraph) -> None:
    def boards(on: date, *, certain: bool) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in kg.store.select(COVERS):
            if holds(row, on) and (not certain or row["certain"].value == "true"):
                found.setdefault(row["place"].value, set()).add(row["cover"].value)
        return found

    outcome = example(kg, "icb-mergers-2026")
    before, really = boards(date(2026, 3, 31), certain=False), boards(date(2026, 4, 1), certain=True)
    tried = {each.place: boards_of(each.after) - {*each.uncertain} for each in outcome.places}
    assert {place: tried.get(place, names) for place, names in before.items()} == really
    assert sum(before[place] != really[place] for place in before) > 30, "most of the east and south changed"


def boards_of(names: Iterable[str]) -> set[str]:
    return {name for name in names if "Integrated Care Board" in name}


def test_each_trust_and_location_has_the_board_that_it_really_got_in_april_2026(kg: KnowledgeGraph) -> None:
    before, really = (covers(Side(kg.store, date(2026, *day))) for day in ((3, 31), (4, 1)))
    tried = {each.place: each.after for each in example(kg, "icb-mergers-2026").places}
    kinds = ("body/trust-", "body/sicbl-", "body/pcn-")
    there = [place for place in before if place in really and any(kind in place for kind in kinds)]
    moved = {place for place in there if boards_of(before[place].names) != boards_of(really[place].names)}
    found = {place: boards_of(tried.get(place, before[place].names)) for place in there}
    assert found == {place: boards_of(really[place].names) for place in there}
    assert len(moved) > 50
    ended = {compress(place) for place in before.keys() - really.keys() if "/body/" in place and "pcn-" not in place}
    others = {"body:sicbl-d4u1y", "body:trust-ry2", "body:trust-rnk", "body:trust-ryv"}
    assert {each for each in ended if "icb-" not in each or "sicbl" in each} == others, "they ended by other events"


def test_districts_give_way_to_their_new_councils_place_by_place(kg: KnowledgeGraph) -> None:
    places = {each.label: each for each in example(kg, "surrey-into-unitaries").places}
    unchanged = {"South East (E12000008)", "Surrey"}
    for place, old, new in (
        ("Elmbridge", "Elmbridge Borough Council", "East Surrey Council"),
        ("Woking", "Woking Borough Council", "West Surrey Council"),
    ):
        assert set(places[place].before) - unchanged == {old}
        assert set(places[place].after) - unchanged == {new}
        assert places[old].after == (), "the district ends"
    unitaries = {"East Surrey Council", "West Surrey Council"}
    assert sum(bool(unitaries & set(each.after)) for each in places.values()) == 11
    assert boards_of(places["East Surrey Council"].after) >= {"NHS Surrey and Sussex Integrated Care Board"}
    assert places["East Surrey Council"].uncertain == ("NHS Thames Valley Integrated Care Board",)
    assert not unitaries & set(places["East Surrey Council"].after)
    assert places["Surrey County Council"].after == ()


RULES = ("involvement", "statutory-tie", "reach-of-documents", "step-between-documents", "national-relevance")


AGAIN = (  # what the steps of a scenario may touch, in their order
    *("held-through-role", "in-force", "involvement", "statutory-tie", "reach-of-documents", "step-between-documents"),
    *("national-affiliations", "national-relevance", "national-partnerships"),
)


def test_rules_run_again_give_what_the_build_gave(kg: KnowledgeGraph, tmp_path: Path) -> None:
    renewal = Renewal.fork(kg.store.folder, tmp_path)
    rules = in_order(read_folder(locate("ontology/rules")))
    for number, rule in enumerate(rules):
        if rule.name in AGAIN:
            later = frozenset(graph_of(each.name).value for each in rules[number:])
            before, after = renewal.derive_whole(rule, renewal.view(later))
            assert before == after != set(), rule.name
    renewal.candidate.discard()


def test_what_is_changed_by_hand_in_what_rules_derive_they_derive_again(kg: KnowledgeGraph, tmp_path: Path) -> None:
    renewal = Renewal.fork(kg.store.folder, tmp_path)
    before = len(renewal.engine)
    for rule in RULES:
        renewal.change([], islice(renewal.engine.quads_for_pattern(None, None, None, graph_of(rule)), 40))
    assert len(renewal.gone) == before - len(renewal.engine) > 200
    assert renewal.derive(RULES[1:])
    renewal.undo(RULES)
    renewal.derive(RULES)
    assert (renewal.came, renewal.gone, len(renewal.engine)) == (set(), set(), before)
    renewal.candidate.discard()


def test_a_transfer_leaves_no_duty_without_a_bearer(kg: KnowledgeGraph) -> None:
    outcome = example(kg, "end-of-nhs-england")
    assert not [each for each in outcome.lost if each.part == "bearer" and not each.left]
    minister = expand("structure:secretary-of-state")
    assert any(each.party == minister and each.part == "bearer" for each in outcome.gained)


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_every_example_is_a_scenario_that_runs(kg: KnowledgeGraph, path: Path) -> None:
    outcome = example(kg, path.stem)
    assert outcome.version == kg.version
    assert outcome.measures
    assert outcome.lost


def test_an_amended_provision_ties_those_who_hold_the_role_it_then_names(kg: KnowledgeGraph) -> None:
    board, role = "structure:health-and-wellbeing-board", "role:care-act-6-relevant-partner"
    step = {"amend": "leg:ukpga/2012/7/section/194/10", "replace": board, "by": role}
    outcome = tried(kg, step, layer="statutory")
    rule = "rule:hsca2012-194-10-icb-cooperates"
    assert (rule, "counterparty", board) in {each[:3] for each in gone(outcome)}
    parties = {compress(each.party) for each in outcome.gained if compress(each.statement) == rule}
    assert {role, "structure:nhs-trust"} <= parties, "the role, and who holds it"
    assert outcome.measures[0].edges["began"] > 0
    assert "statutory-tie" in outcome.derived_again


def test_repealing_what_defines_a_role_ends_the_parts_of_those_who_held_it(kg: KnowledgeGraph) -> None:
    outcome = tried(kg, {"repeal": "leg:ukpga/2014/23/section/6/7"}, layer="statutory")
    elsewhere = {
        compress(each.party)
        for each in outcome.lost
        if each.part == "counterparty" and not each.provision.endswith("section/6/7")
    }
    assert {"structure:district-council", "structure:chief-officer-of-police"} <= elsewhere
    assert outcome.measures[0].edges["ended"] > 0


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5
