"""How soon does the first byte of every type of page come, the first time? Pages that nobody asked for before, by seed.

python benchmarks/first_byte.py --store carekg-store --each 12 --seed 1

Beside each is the same in units of the median point look-up on the native Oxigraph server over the same files, by the
same client in the same run, and whether its 95th percentile is within the bound of its class: 200 look-ups for a page
of one thing, 700 for one that takes in a whole country, 2,500 for one that measures a network.
"""

import argparse
import random
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import httpx
from crawl import READS
from served import carekg, oxigraph

from carekg.knowledge_graph import REGISTRY
from carekg.questions.declaration import Question

LOOK_UP: Final = "SELECT ?label WHERE {{ <{0}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"
ROOMS: Final = {  # types of page by how their addresses begin
    "place": "/place/",
    "Act or provision": "/law/",
    "body": "/doc/body/",
    "structure": "/doc/structure/",
    "post": "/doc/post/",
    "fund": "/doc/fund/",
    "outcome": "/doc/outcome/",
    "publication": "/doc/publication/",
    "event": "/doc/event/",
    "document": "/doc/document/",
    "barrier": "/doc/barrier/",
}
DAYS: Final = ("2014-05-06", "2017-02-03", "2019-09-10", "2021-11-12", "2023-03-04", "2024-08-09", "2026-06-07")
DATED: Final = ("/", "/map", "/map?by=board", "/places?boards=several", "/evidence", "/planned")
PAIRS: Final = (
    ("compare", "/places/compare?first={0}&second={1}"),
    ("changes here", "/changes?from=2022-06-30&to=2022-07-01&place={0}"),
    ("board check", "/board-check?place={0}"),
)
COUNCILS: Final = ("/place/E08", "/place/E09", "/place/E10")
LISTED, MEASURED = "question that lists all", "question that measures"
COUNTRY: Final = (LISTED, "/map", "/map?by=board", "/places?boards=several", "/evidence", "compare", "changes here")
OF_A_THING, OF_A_COUNTRY, OF_A_PROJECTION = 200, 700, 2500


def first_byte(client: httpx.Client, path: str) -> float:
    """Ask for a page, and give how long its first byte took, in seconds."""
    began = time.perf_counter()
    with client.stream("GET", path) as answer:
        next(answer.iter_raw(), b"")
        taken = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return taken


def look_up(store: str, things: list[str]) -> float:
    """Give the median of point look-ups of things that were not asked for, in seconds."""
    times = []
    with oxigraph(Path(store)) as address, httpx.Client(base_url=address, timeout=30) as client:
        for thing in things:
            began = time.perf_counter()
            client.get("/query", params={"query": LOOK_UP.format(thing)}, headers={"Accept": "text/csv"}).read()
            times.append(time.perf_counter() - began)
    return statistics.median(times)


def drawn(client: httpx.Client, each: int, seed: int) -> dict[str, list[str]]:
    """Draw addresses of every type of page."""
    listed = [urlsplit(line.partition("<")[0]).path for line in client.get("/sitemap.xml").text.split("<loc>")[1:]]
    chosen = random.Random(seed)
    found: dict[str, list[str]] = defaultdict(list)
    for name, room in ROOMS.items():
        paths = [path for path in listed if path.startswith(room)]
        found[name] = chosen.sample(paths, min(each, len(paths)))
    for title in (LISTED, MEASURED, "question, its form"):
        paths = sorted(f"/ask/{question.name}" for question in REGISTRY.values() if _class(question) == title)
        found[title] = chosen.sample(paths, min(each, len(paths)))
    for path in DATED:
        joint = "&" if "?" in path else "?"
        found[path] = [f"{path}{joint}as_of={day}" for day in chosen.sample(DAYS, min(each, len(DAYS)))]
    councils = [
        path.rpartition("/")[2] for path in listed if path.startswith(("/place/E08", "/place/E09", "/place/E10"))
    ]
    for name, text in PAIRS:
        found[name] = [text.format(*map(quote, chosen.sample(councils, 2))) for _ in range(each)]
    return found


def _class(question: Question) -> str:
    """Tell what the page of a question shows at once: a form, or an answer, of the whole country or of a projection."""
    if any(parameter.required for parameter in question.parameters):
        return "question, its form"
    return MEASURED if question.is_heavy else LISTED


def main() -> int:
    """Measure, print a table, and tell by the exit code whether every type is within its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--each", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    over = 0
    with carekg(Path(given.store)) as (address, _), httpx.Client(base_url=address, timeout=60, headers=READS) as client:
        pages = drawn(client, given.each, given.seed)
        things = [f"https://w3id.org/carekg/id{path.removeprefix('/doc')}" for path in pages["event"] + pages["body"]]
        unit = look_up(given.store, things)
        print("# First byte of pages, asked for the first time\n")
        print(f"A point look-up on the native server takes {unit * 1000:.2f} ms here.\n")
        print("| type of page | pages | median, ms | 95th percentile, ms | in look-ups | bound |\n" + "|---" * 6 + "|")
        for name, paths in pages.items():
            times = sorted(first_byte(client, path) for path in paths)
            late = times[min(len(times) - 1, int(len(times) * 0.95))]
            bound = OF_A_PROJECTION if name == MEASURED else OF_A_COUNTRY if name in COUNTRY else OF_A_THING
            held = late / unit <= bound
            over += not held
            told = f"{bound}{'' if held else ', over it'}"
            print(
                f"| {name} | {len(times)} | {statistics.median(times) * 1000:.0f} | {late * 1000:.0f} | "
                f"{late / unit:.0f} | {told} |",
                flush=True,
            )
    print(f"\n{over} of {len(pages)} types are over their bound.")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
