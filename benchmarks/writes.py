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
_PLACE: Final = "https://w3id.org/carekg/id/event/remark"


def updates(seed: int) -> Iterator[tuple[str, str, bool]]:
    """Give updates, the thing that each is about, and whether it is there afterwards: two inserts to each delete."""
    chosen, held, number = random.Random(seed), list[str](), 0
    while True:
        if held and chosen.random() < 1 / 3:
            thing = held.pop(chosen.randrange(len(held)))
            yield f"DELETE WHERE {{ <{thing}> ?p ?o }}", thing, False
        else:
            number += 1
            thing = f"{_PLACE}-{number}"
            held.append(thing)
            words = f'"remark {number}"@en'
            yield f"INSERT DATA {{ <{thing}> rdfs:comment {words} ; dcterms:description {words} }}", thing, True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    taken, wrong = list[float](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        shutil.copytree(given.store, store, symlinks=True)
        tokens = {"CAREKG_WRITE_TOKENS": f"benchmark:{TOKEN}"}
        with (
            carekg(store, "--writable", environment=tokens) as (address, _),
            httpx.Client(base_url=address, timeout=120, headers={"Authorization": f"Bearer {TOKEN}"}) as client,
        ):
            for (update, thing, is_there), _ in zip(updates(given.seed), range(given.count), strict=False):
                began = time.perf_counter()
                answer = client.post("/sparql", data={"update": update})
                taken.append(time.perf_counter() - began)
                if answer.status_code != 204:
                    wrong.append(f"{answer.status_code} {update}: {answer.text[:200]}")
                    continue
                seen = client.get("/sparql", params={"query": f"ASK {{ <{thing}> ?p ?o }}"}, headers=_JSON).json()
                if seen["boolean"] is not is_there:
                    wrong.append(f"not seen: {update}")
    p95 = sorted(taken)[min(len(taken) - 1, int(0.95 * len(taken)))]
    print(f"# Writes on the whole store\n\n{len(taken)} writes, seed {given.seed}, {platform.machine()}, ", end="")
    print(f"{os.cpu_count()} cores.\n\n| what | number | bound |\n| --- | --- | --- |")
    print(f"| median, s | {statistics.median(taken):.2f} | |\n| 95th percentile, s | {p95:.2f} | {MOST:g} |")
    print(f"| wrong | {len(wrong)} | 0 |")
    for each in wrong[:5]:
        print(f"\n- {each}")
    return int(bool(wrong) or p95 > MOST)


_JSON: Final = {"Accept": "application/sparql-results+json"}


if __name__ == "__main__":
    sys.exit(main())
