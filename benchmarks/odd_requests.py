"""Ten thousand requests that nobody would write, drawn by a seed: no 500, and nobody else waits a quarter of a second.

python benchmarks/odd_requests.py --store carekg-store --count 10000 --seed 1

Every question's own address, and those of pages, things, laws, places, graphs and queries, with odd names, CURIEs,
encodings, numbers, formats, header fields and bodies, sent as they are, past any library that would mend them, by four
clients. Meanwhile another client asks /health/live, which shows how long anything keeps the server.
"""

import argparse
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import httpx
from served import carekg

from carekg.knowledge_graph import REGISTRY

CLIENTS: Final = 4
MOST_STANDSTILL: Final = 0.25  # seconds
NAMED: Final = frozenset({*range(200, 500), 501, 503, 504, 505})  # 503 and 504 name the limit that was met
PLAIN: Final = r"""HWB Leeds ICB E08000035 structure:health-and-wellbeing-board body: ckg:Duty : a:b:c _:b <http://e/>
http://e/%zz urn:x council:é org:.. file:///etc/passwd //e .. ../.. ~ * \ \u0041 " ' ` { } [ ] $name ${x} % %25 & = ; #
? -1 1e9 NaN 0x10 2026-02-30 0000-01-01 9999-12-31 2026-11-01T00:00 null None true <script> {{7*7}} SERVICE 1.
.csv .json 75(1)(a) ß İ ²"""
PIECES: Final = (
    *PLAIN.split(),
    *("\x00", "\u202e", "\ufeff", "\ud7ff", "\U0001f600", "\uff11", "\u0301"),
    *("\r\nX: y", "\t", " ", "s 75", "' OR 1=1 --"),
    *("9" * 40, "x" * 300, "é" * 200, "(" * 60),
)
PLACES: Final = (
    "/id/~/~ /doc/~/~ /def/~ /graph/~ /law/~/~/~ /place/~ /ask/~ /search?q=~ /changes?of=~ /connect?from=~&to=~ "
    "/compare?place=~&with=~ /map?by=~&on=~ /audit?text=~ /data/~ /static/~ /~ /store?graph=~ /sparql?query=~ "
    "/sparql?query=ASK%7B%7D&~=~ /reconcile?queries=~ /places?kind=~ /planned?~=~"
)
FORMATS: Final = ("json", "csv", "xlsx", "parquet", "jsonl", "turtle", "html", "svg", "gexf", "~")
FIELDS: Final = (
    "Accept Accept-Language Accept-Encoding If-None-Match Range Origin Authorization Content-Type X-Request-ID Host "
    "Cookie Expect Transfer-Encoding Content-Length X-Forwarded-For Odd"
)
BODIES: Final = (
    *(b"{", b"[]", b"\xff\xfe", b"a: &a [*a]", b"code,n\n~,1\n", b"query=~", b'{"q0": {"query": "~"}}', b"PK\x03\x04"),
)
METHODS: Final = (
    *["GET"] * 12,
    *("HEAD", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY", "get", "TRACE", "~"),
)


def draw(chosen: random.Random) -> bytes:
    """Write a request."""
    method, target = chosen.choice(METHODS).replace("~", _odd(chosen)[:20]), _target(chosen)
    body = (
        chosen.choice(BODIES).replace(b"~", _odd(chosen).encode())
        if method in ("POST", "PUT", "QUERY", "PATCH")
        else b""
    )
    fields = [(b"Host", b"127.0.0.1"), (b"Connection", b"close")]
    fields += [(chosen.choice(FIELDS.split()).encode(), _value(chosen)) for _ in range(chosen.choice((0, 0, 1, 3)))]
    if body:
        fields.append((b"Content-Length", str(len(body)).encode()))
    head = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
    return method.encode() + b" " + target + b" HTTP/1.1\r\n" + head + b"\r\n" + body


def _target(chosen: random.Random) -> bytes:
    if chosen.random() < 0.5:
        question = chosen.choice(list(REGISTRY.values()))
        offered = (*(parameter.name for parameter in question.parameters), "as_of", "limit", "format", "part", "~")
        names = [name for name in offered if chosen.random() < 0.4]
        given = "&".join(f"{name}=" + (chosen.choice(FORMATS) if name == "format" else "~") for name in names)
        place = f"/api/v1/{question.name}{chosen.choice(('', '', '/~', '.~'))}?{given}"
    else:
        place = chosen.choice(PLACES.split())
    return _fill(place, chosen)


def _fill(place: str, chosen: random.Random) -> bytes:
    written = b""
    for number, part in enumerate(place.split("~")):
        written += (_encode(_odd(chosen), chosen) if number else b"") + part.encode()
    return written.replace(b" ", b"+").replace(b"\r", b"").replace(b"\n", b"")


def _odd(chosen: random.Random) -> str:
    return "".join(chosen.choice(PIECES) for _ in range(chosen.choice((1, 1, 1, 2, 3))))


def _encode(text: str, chosen: random.Random) -> bytes:
    """Write a text into an address: properly, doubly, in Latin-1, or not at all."""
    way = chosen.random()
    if way < 0.6:
        return quote(text, safe="").encode()
    if way < 0.75:
        return quote(quote(text, safe=""), safe="").encode()
    return text.encode("latin-1", "replace") if way < 0.9 else text.encode()


def _value(chosen: random.Random) -> bytes:
    return (
        _odd(chosen)
        .encode("utf-8" if chosen.random() < 0.5 else "latin-1", "replace")
        .replace(b"\r", b"")
        .replace(b"\n", b"")
    )


def send(address: tuple[str, int], request: bytes) -> int:
    """Send a request, and give the status of its answer; 0 where the connection ends without one."""
    with socket.create_connection(address, timeout=60) as connection:
        try:
            connection.sendall(request)
            found = connection.recv(64)
        except ConnectionError:
            return 0
    return int(found.split()[1]) if found.startswith(b"HTTP/1.1 ") else 0


def watch(address: str, stop: threading.Event, taken: list[float]) -> None:
    """Ask whether the server lives, again and again, and note how long each answer takes."""
    with httpx.Client(base_url=address, timeout=60) as client:
        while not stop.is_set():
            began = time.perf_counter()
            client.get("/health/live").raise_for_status()
            taken.append(time.perf_counter() - began)
            time.sleep(0.01)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chosen = random.Random(given.seed)
    requests = iter([draw(chosen) for _ in range(given.count)])
    statuses, bad, taken, stop = Counter[int](), list[str](), list[float](), threading.Event()
    with carekg(given.store) as (address, process):
        at = (str(urlsplit(address).hostname), int(urlsplit(address).port or 0))
        watcher = threading.Thread(target=watch, args=(address, stop, taken))
        watcher.start()
        clients = [threading.Thread(target=_ask, args=(at, requests, statuses, bad)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        stop.set()
        watcher.join()
        lives = process.poll() is None and httpx.get(f"{address}/health", timeout=60).is_success
    return _report(given, statuses, bad, sorted(taken), lives=lives)


def _ask(at: tuple[str, int], requests: Iterator[bytes], statuses: Counter[int], bad: list[str]) -> None:
    for request in requests:
        status = send(at, request)
        statuses[status] += 1
        if status not in NAMED:
            bad.append(f"{status}: {request[:300]!r}")


def _report(
    given: argparse.Namespace, statuses: Counter[int], bad: list[str], taken: list[float], *, lives: bool
) -> int:
    print(f"# Odd requests\n\n{given.count:,} by seed {given.seed}; the server {'lives' if lives else 'is gone'}.\n")
    print("| status | answers |\n| --- | --- |")
    print("\n".join(f"| {status or 'none'} | {count} |" for status, count in sorted(statuses.items())))
    p99 = taken[int(len(taken) * 0.99)] * 1000
    print(f"\nHealth, asked {len(taken):,} times meanwhile: 99th percentile {p99:.0f} ms, "
          f"longest {taken[-1] * 1000:.0f} ms ({MOST_STANDSTILL * 1000:.0f}).\n")  # fmt: skip
    print("\n".join(f"- {each}" for each in bad[:40]))
    return int(bool(bad) or not lives or taken[-1] > MOST_STANDSTILL)


if __name__ == "__main__":
    sys.exit(main())
