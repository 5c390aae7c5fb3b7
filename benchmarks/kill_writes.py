"""Kill a server in the middle of writes, again and again: no acknowledged write may be lost, and none be half there.

Each round starts `carekg serve --writable`, sends writes of 50 triples one after another, and kills at a random moment:
in turn the server alone, and the server with all its workers at once. Then the store is opened and counted.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx
from pyoxigraph import NamedNode, RdfFormat, Store

from carekg.build.candidate import build
from carekg.store.embedded import Embedded
from carekg.store.versions import content_hash

CAREKG: Final = str(Path(sys.executable).with_name("carekg"))
TOKEN: Final = "kill-writes-0123456789"
TRIPLES: Final = 50
LATEST: Final = 1.2  # seconds from the first write to the kill, at most
CATALOGUE: Final = "<http://e/catalogue> a <http://www.w3.org/ns/dcat#Catalog> .\n"


def address() -> tuple[str, int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return f"http://127.0.0.1:{port}", port


def serve(store: Path) -> tuple[str, "subprocess.Popen[bytes]"]:
    place, port = address()
    process = subprocess.Popen(
        [CAREKG, "serve", "--store", str(store), "--port", str(port), "--writable"],
        env=os.environ | {"CAREKG_WRITE_TOKENS": f"kill:{TOKEN}", "CAREKG_FAST_WORKERS": "1"},
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            if httpx.get(f"{place}/health/ready").status_code == 200:
                return place, process
        except httpx.HTTPError:
            time.sleep(0.03)
    raise TimeoutError("the server did not start")


def descendants(pid: int) -> list[int]:
    try:
        found = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except FileNotFoundError:
        return []
    return found + [each for child in found for each in descendants(child)]


def kill(server: int, everything: bool) -> None:
    for pid in [*(descendants(server) if everything else []), server]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def write(client: httpx.Client, number: int) -> bool:
    """Send one write; tell whether it was acknowledged."""
    triples = " ".join(f"<http://e/write{number}> <http://e/p{each}> {number} ." for each in range(TRIPLES))
    try:
        answer = client.post("/sparql", data={"update": f"INSERT DATA {{ {triples} }}"})
    except httpx.TransportError:
        return False
    assert answer.status_code in (204, 503), answer.text  # 503: its worker died just before the server did
    return answer.status_code == 204


def one_round(store: Path, first: int, everything: bool, chance: random.Random) -> tuple[list[int], int]:
    """Write until the kill; give the numbers that were acknowledged, and the one that was not."""
    place, process = serve(store)
    acknowledged, number = [], first
    with httpx.Client(base_url=place, timeout=30, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        killer = threading.Timer(chance.uniform(0.02, LATEST), kill, (process.pid, everything))
        killer.start()
        while write(client, number):
            acknowledged.append(number)
            number += 1
        killer.join()
    process.wait()
    return acknowledged, number


def count(engine: Store, number: int) -> int:
    local = NamedNode("https://w3id.org/carekg/graph/local")
    return sum(1 for _ in engine.quads_for_pattern(NamedNode(f"http://e/write{number}"), None, None, local))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20261122)
    given = parser.parse_args()
    chance, began = random.Random(given.seed), time.monotonic()
    kept: set[int] = set()
    whole = lost = halves = broken = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        (Path(folder) / "catalog.ttl").write_text(CATALOGUE, encoding="utf-8")
        build(Path(folder) / "catalog.ttl", store)
        number = 0
        for turn in range(given.rounds):
            acknowledged, under_way = one_round(store, number, turn % 2 == 1, chance)
            kept |= set(acknowledged)
            version = Embedded.open(store)
            lines = (version.engine.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
            broken += content_hash(lines) != version.version["hash"]
            counts = {each: count(version.engine, each) for each in [*sorted(kept), under_way]}
            lost += sum(counts[each] == 0 for each in kept)
            halves += sum(0 < each < TRIPLES for each in counts.values())
            if counts[under_way] == TRIPLES:
                whole += 1
                kept.add(under_way)  # it was published: it must stay from now on
            number = under_way + 1
    print(
        f"# A server killed in the middle of writes\n\nBy `make acceptance NAME=kill_writes`, "
        f"{time.strftime('%Y-%m-%d', time.gmtime())}: {given.rounds} rounds in {time.monotonic() - began:.0f} s, each "
        f"killed with SIGKILL at a random moment up to {LATEST} s after its first write, in turn the server alone and "
        f"the server with all its workers.\n\n"
        f"| what | number |\n| --- | --- |\n| writes acknowledged | {len(kept) - whole} |\n"
        f"| writes cut short by the kill | {given.rounds} |\n"
        f"| of these, there whole all the same | {whole} |\n"
        f"| acknowledged writes lost | {lost} |\n| writes of which half was there | {halves} |\n"
        f"| stores that did not open, or whose content was not what their name says | {broken} |"
    )
    sys.exit(1 if lost or halves or broken or not kept else 0)


if __name__ == "__main__":
    main()
