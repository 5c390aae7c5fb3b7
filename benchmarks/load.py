"""Load of each hostile kind, by a process of its own that costs little: python benchmarks/load.py ADDRESS KIND CLIENTS.

It goes on until it is killed. No two requests of a kind are the same, nor, of heavy queries, the shapes of two.
"""

import asyncio
import io
import itertools
import random
import sys
import zipfile
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urlsplit

_RANDOM: Final = random.Random(1)


def get(path: str) -> bytes:
    """Write a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: load\r\nConnection: close\r\n\r\n".encode()


def post(path: str, kind: str, body: bytes) -> bytes:
    """Write a POST."""
    head = f"POST {path} HTTP/1.1\r\nHost: load\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def ask(query: str) -> bytes:
    """Write a SPARQL query by GET."""
    return get(f"/sparql?query={quote(query)}")


def runaway(number: int) -> bytes:
    """A query that runs until it is ended, of one shape."""
    return ask(f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d || {number} = 1) }}")


def heavy(number: int) -> bytes:
    """A query that takes long, of a shape that no other has."""
    parts = "".join(f" OPTIONAL {{ ?a <http://e/{each}> ?o{each} }}" for each in range(number % 23))
    tests = " && ?a != 1" * (number // 23 % 40)
    return ask(f"SELECT ?b (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f .{parts} FILTER(?a != ?d{tests}) }} GROUP BY ?b")


def search(number: int) -> bytes:
    """A search for what nobody asked before."""
    words = " ".join("".join(_RANDOM.choices("abcdefghij", k=6)) for _ in range(3))
    return get(f"/api/v1/entities?q={quote(f'{words} {number}')}")


def body(number: int) -> bytes:
    """A body of 60 MB."""
    return post("/api/v1/scenarios", "application/json", b'{"title": "%d", "x": "' % number + b"x" * 60_000_000 + b'"}')


def bomb(number: int) -> bytes:
    """YAML that would grow to gigabytes."""
    lines = [f"b{each}: &a{each} [{', '.join([f'*a{each - 1}'] * 9)}]" for each in range(1, 40)]
    text = f"title: bomb {number}\ndate: 2026-01-01\nb0: &a0 [x, x]\n" + "\n".join(lines) + "\nsteps: *a39\n"
    return post("/api/v1/scenarios", "application/yaml", text.encode())


def workbook(number: int) -> bytes:
    """A workbook that unpacks to 4 GB, sent where tables are read."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sheet1.xml", "w", force_zip64=True) as sheet,
    ):
        for _ in range(4_096 if number == 0 else 64):
            sheet.write(bytes(2**20))
    return post("/api/v1/recode?column=a&to=2024-04-01", "text/csv", packed.getvalue())


def reconciliation(number: int) -> bytes:
    """As many queries of reconciliation as a body can hold."""
    queries = ",".join(f'"q{each}":{{"query":"name {number} {each}"}}' for each in range(50_000))
    return post("/reconcile", "application/x-www-form-urlencoded", f"queries={quote('{' + queries + '}')}".encode())


def half(number: int) -> bytes:
    """A request that does not end."""
    return f"GET /sparql?query={number} HTTP/1.1\r\nHost:".encode()


KINDS: Final[dict[str, tuple[Callable[[int], bytes], float]]] = {  # with the seconds after which the caller leaves
    "runaway": (runaway, 60.0),
    "heavy": (heavy, 60.0),
    "search": (search, 0.5),
    "body": (body, 60.0),
    "bomb": (bomb, 60.0),
    "workbook": (workbook, 60.0),
    "reconciliation": (reconciliation, 60.0),
    "half": (half, 60.0),
}


async def client(host: str, port: int, kind: str, numbers: "itertools.count[int]") -> None:
    """Send one after the other, each on a connection of its own."""
    write, seconds = KINDS[kind]
    while True:
        try:
            async with asyncio.timeout(seconds):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(write(next(numbers)))
                    await writer.drain()
                    while await reader.read(65_536):
                        pass
                finally:
                    writer.close()
        except (TimeoutError, OSError):
            continue


async def main() -> None:
    """Be as many clients as are asked for."""
    place, kind, clients = urlsplit(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    numbers = itertools.count()
    await asyncio.gather(*(client(place.hostname or "", place.port or 80, kind, numbers) for _ in range(clients)))


if __name__ == "__main__":
    asyncio.run(main())
