"""The default graph in memory: what is answered from there, and when the disk goes on serving."""

import asyncio
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

import pool_tasks as tasks
from carekg.store.embedded import ENGINE_FOLDER, VERSION_FILE
from carekg.store.resident import Resident
from carekg.workers.pool import Pool
from pools import LIMITS, TRIPLE, Check, settled

# A template that dies as it reads a version into memory.
HELD_BACK = "import sys; from carekg.workers.template import main; sys.exit(1) if sys.argv[1] else main()"


IN_MEMORY = {
    "ASK { <http://e/a> ?p ?o }": True,
    "ASK { ?graph ?from ?o OPTIONAL { ?graph ckg:validFrom ?x } }": True,
    "ASK { ?s ?p ?o } # from a graph": False,
    "#x\rASK FROM<http://e/graph>{ ?s ?p ?o }": False,
    "PREFIX d: <http://e/c> ASK { ?s ?p d:.GRAPH?g{ ?s ?p ?o } }": False,
    "ASK { GRAPH <http://e/graph> { ?s ?p ?o } }": False,
    "ASK{graph?g{ ?s ?p ?o }}": False,
    "ASKFROM<http://e/graph>{ ?s ?p ?o }": False,
    "PREFIX : <http://e/> ASK { GRAPH:graph { ?s ?p ?o } }": False,
    "PREFIX : <http://e/> ASK FROM:graph { ?s ?p ?o }": False,
}


# Literals that break lines, a node without a name under two predicates, a triple of a triple.
ODD = """PREFIX : <http://e/>
:x :says "one\\rtwo\\nthree\u2028four\u0085five\\ttab\\"", "bon"@fr, 1.50 ; :of _:b .
:x :of _:b . _:b :says "nobody" ; :of :x . << :x :of :x >> :says "doubtful" ."""
DESCRIBED = """PREFIX : <http://e/>
ASK { :x :says "one\\rtwo\\nthree\u2028four\u0085five\\ttab\\"", "bon"@fr, 1.50 ; :of ?b . ?b :says "nobody" ; :of :x
  FILTER isBLANK(?b) }"""


def test_what_reads_the_default_graph_alone_is_answered_from_memory(run: Callable[[Check], Any]) -> None:
    async def check(pool: Pool) -> None:
        before = [(await pool.query(tasks.ask, query))[0] for query in IN_MEMORY]
        await settled(pool)
        for query, found in zip(IN_MEMORY, before, strict=True):
            expected = (True, IN_MEMORY[query])
            assert await pool.query(tasks.ask, query) == (found, IN_MEMORY[query]) == expected, query
            assert await pool.compute(tasks.ask, query) == expected, query

    run(check)


def test_workers_know_from_their_fork_what_was_asked_of_the_whole_version(
    run: Callable[[Check], Any], folder: Path
) -> None:
    engine = Store(str(folder / ENGINE_FOLDER))
    engine.add(Quad(TRIPLE.subject, TRIPLE.predicate, TRIPLE.object, NamedNode("http://e/graph")))
    engine.flush()
    del engine

    async def check(pool: Pool) -> None:
        await settled(pool)
        for ask in (pool.query, pool.compute):
            assert await ask(tasks.know_graphs) == (["http://e/graph"], True)

    run(check)


def test_the_graph_in_memory_lies_on_large_pages_beside_what_else_is_asked_of_the_c_library(
    run: Callable[[Check], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.arena_max=4")

    async def check(pool: Pool) -> None:
        await settled(pool)
        for ask in (pool.query, pool.compute):
            assert await ask(tasks.tunables) == "glibc.malloc.arena_max=4:glibc.malloc.hugetlb=1"

    run(check)


def test_memory_holds_what_the_disk_does(folder: Path) -> None:
    engine = Store(str(folder / ENGINE_FOLDER))
    engine.load(ODD.encode(), RdfFormat.TURTLE)
    engine.flush()
    del engine
    disk, held = Store.read_only(str(folder / ENGINE_FOLDER)), Resident.load(str(folder)).engine
    told = [(bool(store.query(DESCRIBED)), len(list(store.query("SELECT * { ?s ?p ?o }")))) for store in (disk, held)]
    assert told == [(True, 9)] * 2


def test_another_version_is_read_from_disk_until_it_is_in_memory(run: Callable[[Check], Any], folder: Path) -> None:
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    engine = Store(str(other / ENGINE_FOLDER))
    engine.remove(TRIPLE)
    engine.flush()
    del engine
    query = "ASK { ?s ?p ?o }"

    async def check(pool: Pool) -> None:
        await settled(pool)
        for location in (other, folder, other):
            pool.move(str(location))
            assert (await pool.query(tasks.ask, query))[0] == (location == folder)
        await settled(pool)
        assert await pool.query(tasks.ask, query) == (False, True)

    run(check)


def test_a_large_version_stays_on_disk(folder: Path) -> None:
    (folder / VERSION_FILE).write_text('{"hash": "0", "quads": 11}', encoding="utf-8")

    async def check() -> None:
        async with Pool(str(folder), ("pool_tasks",), replace(LIMITS, resident_quads=10)) as pool:
            while pool.changing:
                await asyncio.sleep(0.02)
            assert not pool.reads_memory
            assert await pool.query(tasks.ask, "ASK { ?s ?p ?o }") == (True, False)

    asyncio.run(check())


def test_what_cannot_be_held_is_served_from_disk(run: Callable[[Check], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carekg.workers.template._COMMAND", (sys.executable, "-P", "-c", HELD_BACK))

    async def check(pool: Pool) -> None:
        while pool.changing:
            await asyncio.sleep(0.02)
        assert not pool.reads_memory
        assert await pool.query(tasks.ask, "ASK { ?s ?p ?o }") == (True, False)

    run(check)
