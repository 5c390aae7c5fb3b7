"""How long writes on the whole store take until they are acknowledged: mixed inserts and deletes, one after another.

python benchmarks/writes.py --store carekg-store --count 100 --seed 1

The store is copied first, and left as it is. After each write a look-up sees it.
"""

import argparse
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
from served import carekg

TOKEN: Final = "benchmark-writes-0123456789"
MOST: Final = 5.0  # seconds that the 95th percentile may be
_PLACE: Final = "https://w3id.org/carekg/id/event/written"
_INSERTS: Final = {  # what is written of a new thing, so that rules, checks and the index of names are met in turn
    "a remark": '<{thing}> rdfs:comment "remark {number}"@en ; dcterms:description "a remark that names nothing"@en',
    "a name": '<{thing}> rdfs:label "written {number}"@en ; skos:altLabel "number {number}"@en',
    "an event": (
        'GRAPH graph:written {{ <{thing}> a prov:Activity ; rdfs:label "event {number}"@en ; '
        "ckg:verification verification:from-memory ; ckg:page <https://example.org/{number}> }}"
    ),
    "a link": '<{thing}> rdfs:label "link {number}"@en ; rdfs:seeAlso <{known}>',
}
_KNOWN: Final = "https://w3id.org/carekg/id/structure/integrated-care-board"


def updates(seed: int) -> Iterator[tuple[str, str, str, bool]]:
    """Give what each update is, itself, the thing that it is about, and whether that is there afterwards.

    There are two inserts to each delete, each of a sort drawn by the seed.
    """
    chosen, held, number = random.Random(seed), list[tuple[str, str]](), 0
    while True:
        if held and chosen.random() < 1 / 3:
            sort, thing = held.pop(chosen.randrange(len(held)))
            said = f"<{thing}> ?p ?o"
            where = f"GRAPH graph:written {{ {said} }}" if sort == "an event" else said
            yield f"without {sort}", f"DELETE WHERE {{ {where} }}", thing, False
        else:
            number += 1
            sort, thing = chosen.choice(list(_INSERTS)), f"{_PLACE}-{number}"
            held.append((sort, thing))
            yield (
                sort,
                f"INSERT DATA {{ {_INSERTS[sort].format(thing=thing, number=number, known=_KNOWN)} }}",
                thing,
                True,
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    taken, wrong = dict[str, list[float]](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        shutil.copytree(given.store, store, symlinks=True)
        tokens = {"CAREKG_WRITE_TOKENS": f"benchmark:{TOKEN}"}
        with (
            carekg(store, "--writable", environment=tokens) as (address, _),
            httpx.Client(base_url=address, timeout=120, headers={"Authorization": f"Bearer {TOKEN}"}) as client,
        ):
            for (sort, update, thing, is_there), _ in zip(updates(given.seed), range(given.count), strict=False):
                began = time.perf_counter()
                answer = client.post("/sparql", data={"update": update})
                taken.setdefault(sort, []).append(time.perf_counter() - began)
                if answer.status_code != 204:
                    wrong.append(f"{answer.status_code} {update}: {answer.text[:200]}")
                    continue
                seen = client.get("/sparql", params={"query": f"ASK {{ <{thing}> ?p ?o }}"}, headers=_JSON).json()
                if seen["boolean"] is not is_there:
                    wrong.append(f"not seen: {update}")
    every = [each for times in taken.values() for each in times]
    print(f"# Writes on the whole store\n\n{len(every)} writes, seed {given.seed}, {platform.machine()}, ", end="")
    print(f"{os.cpu_count()} cores.\n\n| what | writes | median, s | 95th percentile, s | bound |")
    print("| --- | --- | --- | --- | --- |")
    for sort, times in [("all", every), *sorted(taken.items())]:
        bound = f"{MOST:g}" if sort == "all" else ""
        print(f"| {sort} | {len(times)} | {statistics.median(times):.2f} | {p95(times):.2f} | {bound} |")
    print(f"| wrong | {len(wrong)} | | | 0 |")
    for each in wrong[:5]:
        print(f"\n- {each}")
    return int(bool(wrong) or p95(every) > MOST)


def p95(times: list[float]) -> float:
    """Give the 95th percentile."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


_JSON: Final = {"Accept": "application/sparql-results+json"}


if __name__ == "__main__":
    sys.exit(main())
