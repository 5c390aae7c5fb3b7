# ruff: noqa: E501 - rows of a table
"""The SPARQL service beside native Oxigraph servers, on disk and in memory: same data, same queries, one run.

Needs `wrk` of Debian; `nginx` takes part as a cache before two of them, and `rdflib-endpoint` and Virtuoso beside them
where they are installed and `--all` is given:
    python benchmarks/sparql_service.py --store carekg-store
Servers are interleaved in every round; cells are medians of rounds in answers a second, ratios are medians of the
rounds' own ratios with the least and the most. *Light* are six shapes of query that answer in milliseconds, *point* is
one of them over 200 subjects, *heavy* are six that aggregate, walk paths, sort, or answer at length. *Repeated* cycles
over the same texts, and so measures our cache of answers; *first* makes every text different by a comment; *proxied*
are repeated ones where one caching proxy stands before each server. It reports, and asserts nothing but equal answers.
"""

import argparse
import csv
import io
import json
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
from pyoxigraph import DefaultGraph, RdfFormat, Store

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from remote_servers import UNNAMED, virtuoso

CAREKG = str(Path(sys.executable).with_name("carekg"))
PORTS = {"carekg": 8751, "oxigraph": 8752, "oxigraph in memory": 8754}
MORE = {"rdflib-endpoint": 8753}
PROXIED = {"carekg": 8761, "oxigraph": 8762, "oxigraph in memory": 8764}
NGINX = """daemon off; user root; error_log stderr; pid %(folder)s/pid; worker_processes 1; events {}
http {{ access_log off; proxy_temp_path %(folder)s/temp; client_body_temp_path %(folder)s/body;
fastcgi_temp_path %(folder)s/f; uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
proxy_cache_path %(folder)s/cache keys_zone=kept:20m;
proxy_cache kept; proxy_cache_valid 200 10m; proxy_ignore_headers Cache-Control; proxy_cache_key $host:$server_port$request_uri;
%(servers)s }}"""
PREFIXES = """PREFIX ckg: <https://w3id.org/carekg/def/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
LIGHT = [
    "SELECT * { <https://w3id.org/carekg/id/structure/health-and-wellbeing-board> ?p ?o }",
    "SELECT ?s ?l { ?s a ckg:Duty ; rdfs:label ?l } LIMIT 100",
    "SELECT ?a ?b ?l { ?a eli:is_part_of ?b . ?b eli:is_part_of ?c . ?c rdfs:label ?l } LIMIT 400",
    "SELECT ?s ?x ?y { ?s a ckg:Provision OPTIONAL { ?s eli:number ?x } OPTIONAL { ?s ckg:lastChecked ?y } } LIMIT 100",
    "CONSTRUCT { ?s rdfs:label ?l } { ?s a ckg:Statement ; rdfs:label ?l } LIMIT 150",
    "DESCRIBE <https://w3id.org/carekg/id/structure/health-and-wellbeing-board>",
]
HEAVY = [
    "SELECT ?t ?f ?l { ?t a ckg:StatutoryTie ; ckg:tieFrom ?f ; ckg:provision ?p . ?p eli:is_part_of ?a . ?a rdfs:label ?l }",
    "SELECT ?p { ?p eli:is_part_of+ <http://www.legislation.gov.uk/id/ukpga/2012/7> }",
    """SELECT (COUNT(?s) AS ?n) { ?s ckg:validFrom ?b OPTIONAL { ?s ckg:validUntil ?e }
       FILTER(?b <= "2022-07-01"^^xsd:date && (!bound(?e) || ?e > "2022-07-01"^^xsd:date)) }""",
    'SELECT ?s ?l { ?s rdfs:label ?l FILTER regex(str(?l), "partnership", "i") }',
    "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c",
    "SELECT ?s ?n { ?s ckg:registeredPatients ?n } ORDER BY DESC(?n) ?s LIMIT 20",
]
SUBJECTS = "SELECT DISTINCT ?s { ?s a ckg:Provision } ORDER BY ?s LIMIT 200"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d || %d = 1) }"
LUA = """
local paths, unique, n = {}, %s, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
local threads = 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
function request()
  n = n + 1
  local path = paths[n %% #paths + 1]
  if unique then path = path .. "%%20%%23" .. id .. "x" .. n .. "r%d" end
  return wrk.format("GET", path, {["Accept"] = "application/sparql-results+json, text/turtle;q=0.9"})
end
"""


def address(server: str, path: str) -> str:
    return f"http://127.0.0.1:{PORTS[server]}{path}"


def path_of(server: str, query: str) -> str:
    root = {
        "carekg": "/sparql?",
        "oxigraph": "/query?",
        "oxigraph in memory": "/query?",
        "rdflib-endpoint": "/?",
        "virtuoso": f"/sparql?default-graph-uri={urllib.parse.quote(UNNAMED, safe='')}&",
    }[server]
    return f"{root}query={urllib.parse.quote(PREFIXES + query, safe='')}"


def ask(server: str, query: str, accept: str = "text/csv") -> str:
    request = urllib.request.Request(address(server, path_of(server, query)), headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.read().decode())


@contextmanager
def serving(server: str, store: Path, peers: Path, triples: Path) -> Iterator[None]:
    port = str(PORTS[server])
    command = {
        "carekg": [CAREKG, "serve", "--store", str(store), "--port", port],
        "oxigraph": [str(peers / "oxigraph"), "serve-read-only", "--location", str(store / "current/engine"),
                     "--bind", f"127.0.0.1:{port}"],
        "oxigraph in memory": [str(peers / "oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"],
        "rdflib-endpoint": [str(peers / "rdflib-endpoint"), "serve", str(triples), "--port", port],
    }[server]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                ask(server, LIGHT[0])
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        if server == "oxigraph in memory":
            sent = httpx.post(
                f"http://127.0.0.1:{port}/store?default",
                content=triples.read_bytes(),
                headers={"Content-Type": "application/n-triples"},
                timeout=600,
            )
            sent.raise_for_status()
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def proxying(folder: Path) -> Iterator[bool]:
    """One nginx with a cache before every server; tells whether it is there."""
    if shutil.which("nginx") is None:
        yield False
        return
    servers = "\n".join(
        f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{PORTS[server]}; }} }}"
        for server, port in PROXIED.items()
    )
    folder.mkdir()
    (folder / "nginx.conf").write_text(
        (NGINX % {"folder": folder, "servers": servers}).replace("{{", "{").replace("}}", "}")
    )
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield True
    finally:
        process.terminate()
        process.wait()


@contextmanager
def serving_virtuoso(folder: Path, triples: Path) -> Iterator[None]:
    """Virtuoso with the same triples in one graph; nothing where it is not installed."""
    if shutil.which("virtuoso-t") is None:
        print("virtuoso-t is not installed, and left out", file=sys.stderr)
        yield
        return
    with virtuoso(folder) as server:
        store = urllib.parse.urlsplit(server.store)
        PORTS["virtuoso"] = int(store.port or 0)
        lines = triples.read_bytes().splitlines(keepends=True)
        with httpx.Client(auth=httpx.DigestAuth("dba", "dba"), timeout=600) as client:
            for start in range(0, len(lines), 20_000):
                answer = client.post(
                    f"http://{store.hostname}:{store.port}{store.path}",
                    params={"graph-uri": server.unnamed},
                    content=b"".join(lines[start : start + 20_000]),
                    headers={"Content-Type": "text/turtle"},
                )
                answer.raise_for_status()
        yield


def wait_for_memory() -> None:
    """Wait until carekg holds the default graph in memory, as it does some seconds after its start."""
    for _ in range(600):
        with urllib.request.urlopen(address("carekg", "/metrics"), timeout=60) as answer:
            if b"carekg_graph_in_memory 1.0" in answer.read():
                return
        time.sleep(0.1)
    raise TimeoutError("carekg does not hold the graph in memory")


def load(
    server: str, queries: list[str], connections: int, seconds: float, unique: int | None, port: int | None = None
) -> tuple[float, str]:
    """Answers a second, and a note where some failed."""
    with tempfile.TemporaryDirectory() as folder:
        paths, script = Path(folder) / "paths", Path(folder) / "load.lua"
        paths.write_text("\n".join(path_of(server, query) for query in queries), encoding="utf-8")
        script.write_text(LUA % ("false" if unique is None else "true", paths, unique or 0), encoding="utf-8")
        told = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(script), f"http://127.0.0.1:{port or PORTS[server]}"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    return float(rate[1]) if rate else 0.0, f" ({failed[1]} failed)" if failed else ""


def beside_runaways(server: str, clients: int, seconds: float) -> list[float]:
    """Seconds that look-ups take while clients send runaway queries without pause; infinity for one that failed."""
    stop = threading.Event()

    def run_away(client: int) -> None:
        number = client * 100_000
        while not stop.is_set():
            number += 1
            with suppress(OSError):
                ask(server, RUNAWAY % number)

    for client in range(1, clients + 1):
        threading.Thread(target=run_away, args=(client,), daemon=True).start()
    time.sleep(1)
    taken, began = [], time.monotonic()
    while time.monotonic() - began < seconds:
        sent = time.perf_counter()
        try:
            ask(server, f"{LIGHT[0]} LIMIT {100 + len(taken)}")
            taken.append(time.perf_counter() - sent)
        except OSError:
            taken.append(float("inf"))
        time.sleep(0.02)
    stop.set()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("carekg-store"))
    parser.add_argument(
        "--peers", type=Path, default=Path(sys.executable).parent, help="the folder of the peers' commands"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1, help="of one measurement; wrk takes whole ones")
    parser.add_argument("--all", action="store_true", help="rdflib-endpoint and Virtuoso too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        triples = Path(folder) / "default.nt"
        engine = Store.read_only(str(given.store / "current/engine"))
        engine.dump(triples, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        if given.all:
            PORTS.update(MORE)
        for server in list(PORTS):
            stack.enter_context(serving(server, given.store, given.peers, triples))
        if given.all:
            (Path(folder) / "virtuoso").mkdir()
            stack.enter_context(serving_virtuoso(Path(folder) / "virtuoso", triples))
        is_proxied = stack.enter_context(proxying(Path(folder) / "nginx"))
        wait_for_memory()
        subjects = [row[0] for row in csv.reader(io.StringIO(ask("carekg", SUBJECTS)))][1:]
        work = {
            "light": LIGHT,
            "point": [f"SELECT * {{ <{subject}> ?p ?o }}" for subject in subjects],
            "heavy": HEAVY,
        }  # heavy last: some are long busy with it
        for query in LIGHT[:4]:
            counts = {server: len(ask(server, query).splitlines()) for server in PORTS}
            assert len(set(counts.values())) == 1, (query, counts)
        report(given, work, is_proxied=is_proxied)


def report(given: argparse.Namespace, work: dict[str, list[str]], *, is_proxied: bool) -> None:
    quads = json.loads((given.store / "current/version.json").read_text(encoding="utf-8"))["quads"]
    print(f"# SPARQL over HTTP\n\n{quads:,} quads; {platform.processor() or platform.machine()}, Python "
          f"{platform.python_version()}; {given.rounds} rounds of {given.seconds:g} s, interleaved (heavy ones of twice that); medians, answers a second; "
          "ratios are medians of the rounds' own, with the least and the most.\n")  # fmt: skip
    peers = list(PORTS)[1:]
    columns = ["work", "texts", "connections", *PORTS, *(f"carekg / {peer}" for peer in peers)]
    print(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}")
    tick = 0
    for name, queries in work.items():
        for texts in ("repeated", "proxied", "first"):
            if (texts == "proxied" and not is_proxied) or (name == "heavy" and texts != "first"):
                continue
            servers = list(PROXIED if texts == "proxied" else PORTS)
            for connections in (1, 8, 32):
                cells: dict[str, list[float]] = {server: [] for server in servers}
                notes = dict.fromkeys(servers, "")
                for _ in range(given.rounds):
                    for server in servers:
                        tick += 1
                        rate, note = load(
                            server, queries, connections, given.seconds * (2 if name == "heavy" else 1),
                            tick if texts == "first" else None, PROXIED[server] if texts == "proxied" else None,
                        )  # fmt: skip
                        cells[server].append(rate)
                        notes[server] = notes[server] or note
                shown = [
                    f"{statistics.median(cells[server]):.0f}{notes[server]}" if server in cells else ""
                    for server in PORTS
                ]
                print(f"| {name} | {texts} | {connections} | {' | '.join([*shown, *(_ratio(cells, peer) for peer in peers)])} |",
                      flush=True)  # fmt: skip
    taken = sorted(beside_runaways("carekg", 8, 15))
    failed = sum(each == float("inf") for each in taken)
    print(f"\nBeside eight clients that send runaway queries without pause, carekg answered {len(taken)} look-ups: median "
          f"{statistics.median(taken) * 1000:.0f} ms, 99th percentile {taken[int(len(taken) * 0.99)] * 1000:.0f} ms, {failed} failed.")  # fmt: skip


def _ratio(cells: dict[str, list[float]], peer: str) -> str:
    """The median of the rounds' own ratios, with the least and the most."""
    if peer not in cells:
        return ""
    ratios = [ours / max(theirs, 0.01) for ours, theirs in zip(cells["carekg"], cells[peer], strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


if __name__ == "__main__":
    main()
