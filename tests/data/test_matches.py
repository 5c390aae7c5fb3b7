"""What is taken for certain, on seeded samples: never another body. The whole is benchmarks/reconciled_names.py."""

import random
import sqlite3

import pytest

from carekg import KnowledgeGraph
from carekg.build.makers import find
from carekg.names.folding import fold
from carekg.names.index import Index
from carekg.names.lookup import INDEX
from carekg.names.reconciliation import Candidate, Query, Reconciler
from carekg.names.writing import FILE

SEED, SAMPLE = 20_261_129, 120
Body = tuple[str, str, str, str | None]


@pytest.fixture(scope="module")
def memory(kg: KnowledgeGraph) -> sqlite3.Connection:
    """The index of names, where names can be taken out."""
    memory = sqlite3.connect(":memory:")
    sqlite3.connect(find(INDEX, kg.store) / FILE).backup(memory)
    return memory


@pytest.fixture(scope="module")
def reconciler(kg: KnowledgeGraph, memory: sqlite3.Connection) -> Reconciler:
    return Reconciler(kg.store, Index(memory).load())


def sample(memory: sqlite3.Connection, where: str) -> list[Body]:
    rows = memory.execute(f"SELECT iri, label, kind, since FROM things WHERE grp = 'bodies' AND {where} ORDER BY iri")
    found = rows.fetchall()
    return random.Random(SEED).sample(found, min(SAMPLE, len(found)))


def matches(reconciler: Reconciler, text: str, kind: str = "", day: str | None = None) -> list[Candidate]:
    query = Query(text, (kind,) if kind else (), {"date": [day[:10]]} if day else {})
    return [each for each in reconciler.candidates(query) if each.match]


def test_an_absent_body_is_nobody_else(reconciler: Reconciler, memory: sqlite3.Connection) -> None:
    for iri, label, kind, since in sample(memory, "is_said = 0"):
        memory.execute("DELETE FROM names WHERE thing = (SELECT id FROM things WHERE iri = ?)", (iri,))
        for each in (*matches(reconciler, label, "", since), *matches(reconciler, label, kind, since)):
            assert fold(label) in {name.folded for name in reconciler.index.names_of(each.hit.thing.iri)}
        memory.rollback()


def test_a_body_that_has_ended_is_not_taken_without_a_date(reconciler: Reconciler, memory: sqlite3.Connection) -> None:
    for iri, label, kind, since in sample(memory, "until < '2026-11-29'"):
        assert iri not in {each.hit.thing.iri for each in matches(reconciler, label, kind)}
        found = [each.hit.thing.iri for each in matches(reconciler, label, kind, since)]
        assert found in ([], [iri])


def test_a_misspelt_name_is_no_other(reconciler: Reconciler, memory: sqlite3.Connection) -> None:
    dice = random.Random(SEED)
    for iri, label, _, since in sample(memory, "is_said = 0"):
        place = dice.randrange(1, len(label) - 1)
        for text in (label[:place] + label[place + 1 :], label[:place] + label[place] + label[place:]):
            assert {each.hit.thing.iri for each in matches(reconciler, text, "", since)} <= {iri}


def test_nearly_all_bodies_are_found_by_their_own_names(reconciler: Reconciler, memory: sqlite3.Connection) -> None:
    bodies = sample(memory, "until IS NULL AND is_said = 0")
    found = [
        iri
        for iri, label, _, since in bodies
        if any(e.hit.thing.iri == iri for e in matches(reconciler, label, "", since))
    ]
    assert len(found) >= 0.98 * len(bodies)
