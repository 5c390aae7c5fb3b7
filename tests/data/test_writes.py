"""Writes on the whole graph: they cost what they change, and what is told of a thing is what the whole rule tells."""

import random
import shutil
import time
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QueryTriples, Store
from writes import updates

from carekg import KnowledgeGraph
from carekg.build.revision import Update, _revise_narrowly
from carekg.build.rules import in_order
from carekg.knowledge_graph import MAKERS
from carekg.store.reach import Reach
from carekg.store.reader import read_query
from carekg.store.sparql import QueryFile, read_folder
from carekg.store.versions import BUILD_GRAPH, DERIVED
from carekg.store.view import View
from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

WRITES, MOST = 8, 5.0  # of each sort at least one; seconds of processor time
RULES = in_order(read_folder(locate("ontology/rules")))
KEYED = [rule for rule in RULES if read_query(rule.text).key is not None and not rule.header.get("closure")]


def test_a_row_of_writes_takes_seconds_and_is_seen(store: Path, tmp_path: Path) -> None:
    own = tmp_path / "store"
    shutil.copytree(store, own, symlinks=True)
    for number, (sort, update, thing, is_there) in enumerate(updates(2)):
        if number == WRITES:
            return
        began = time.process_time()
        name = _revise_narrowly(own, Update(update), "", MAKERS)
        taken = time.process_time() - began
        kg = KnowledgeGraph.open(own)
        assert kg.version == name
        assert kg.store.is_described(thing) is is_there, update
        assert (kg.names.known(thing) is not None) is (is_there and "remark" not in sort)
        assert taken < MOST, f"{sort} took {taken:.1f} s"


@pytest.mark.parametrize("rule", KEYED, ids=[rule.name for rule in KEYED])
def test_what_a_rule_tells_of_a_few_things_is_what_it_tells_of_them_among_all(
    kg: KnowledgeGraph, rule: QueryFile
) -> None:
    engine, reading, graph = kg.store.engine, read_query(rule.text), NamedNode(f"{DERIVED}{rule.name}")
    key = reading.key
    assert key is not None
    later = {f"{DERIVED}{each.name}" for each in RULES[RULES.index(rule) :]} | {BUILD_GRAPH}
    made = {quad.triple for quad in engine.quads_for_pattern(None, None, None, graph)}
    is_subject = any(pattern.subject == key for pattern in reading.template)
    pool = sorted({triple.subject if is_subject else triple.object for triple in made}, key=str)
    things = set(random.Random(7).sample(pool, min(4, len(pool))))
    view = View(engine, is_union=True, is_seen=lambda name: name.value not in later)
    part = Store()
    part.extend(Reach(reading, view, deep=True).gather(key, things))
    found = part.query(rule.text, use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(found, QueryTriples)
    told = {triple for triple in found if reading.is_about(triple, key, things)}
    assert told == {triple for triple in made if reading.is_about(triple, key, things)}
