"""Take forty made-up rows into an overlay of the whole graph; without it, every answer must be the public one.

python benchmarks/overlay.py --store carekg-store

Every question's example in every table format and as a brief, pages, and queries: the service with the overlay, asked
to leave it out, against a service that has none, byte for byte; and what may be taken away, searched for secrets.
"""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode

import httpx

from carekg.knowledge_graph import MAKERS, REGISTRY
from carekg.overlay.making import add

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from overlays import ROWS, SECRETS, fill
from support import serving

DAY = "2026-11-29"
FORMATS = ("json", "csv", "xlsx", "parquet", "md", "docx")
OTHERS = (
    *(
        "/",
        "/ask",
        f"/ask/duties?bearer=HWB&as_of={DAY}",
        f"/place/E08000035?as_of={DAY}",
        "/doc/body/leeds-city-council",
    ),
    *("/doc/structure/section-75-agreement", "/law/ukpga/2006/41/section/75", "/graph/funds", "/sources", "/help"),
    "/sparql?query=SELECT+*+%7B+%3Fs+a+org:OrganizationalCollaboration+%7D+ORDER+BY+%3Fs&format=csv",
    "/sparql?query=SELECT+(COUNT(*)+AS+%3Fn)+%7B+%3Fs+%3Fp+%3Fo+%7D",
    "/store?graph=https://w3id.org/carekg/graph/funds",
)
TAKEN_AWAY = (
    *("/data", "/data/carekg.nq.gz", "/metrics", "/sitemap.xml", "/catalog", "/.well-known/void", "/openapi.json"),
    *("/doc/body/leeds-city-council.atom", "/doc/body/leeds-city-council.feed.json", "/store?default"),
)
WAIT = 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", default="carekg-store", type=Path)
    store = parser.parse_args().store
    with TemporaryDirectory() as folder:
        home = Path(folder)
        began, used = time.perf_counter(), time.process_time()
        _, book = add(fill(home / "own.xlsx", ROWS), store, home / "over", makers=MAKERS)
        took = f"{time.perf_counter() - began:.0f} s ({time.process_time() - used:.0f} s of a processor)"
        print(f"Taken in: {len(book.rows)} rows over the whole graph in {took}.\n")
        with (
            serving(store, "--overlay", str(home / "over"), log=str(home / "log")) as (overlaid, _),
            serving(store) as (plain, _),
        ):
            return _compare(overlaid, plain) + _search(overlaid, home / "log")


def _compare(overlaid: str, plain: str) -> int:
    asked, taken, differ = 0, 0, []
    for address in (*_questions(), *OTHERS):
        mark = "&" if "?" in address else "?"
        own = httpx.get(overlaid + address, timeout=WAIT)
        without = httpx.get(f"{overlaid}{address}{mark}overlay=no", timeout=WAIT)
        public = httpx.get(plain + address, timeout=WAIT)
        asked += 1
        taken += own.content != without.content
        here = public.content.replace(plain.encode(), overlaid.encode())  # pages tell their own address
        if (without.status_code, without.content) != (public.status_code, here):
            differ.append(address)
    print(f"Left out: {asked} addresses, {len(differ)} of which differ from the public answer.")
    print(f"Taken in: {taken} of them say something else, if only which version they are of.\n")
    for address in differ:
        print(f"- {address}")
    return len(differ)


def _questions() -> list[str]:
    found = []
    for question in REGISTRY.values():
        if question.method == "POST":
            continue
        given = question.texts(question.example | ({} if "as_of" in question.example else _day(question.is_dated)))
        path = question.route
        for name in [name for name in given if f"{{{name}}}" in path]:
            path = path.replace(f"{{{name}}}", quote(given.pop(name), safe=":/"))
        part = {"part": question.part.name} if len(question.parts) > 1 else {}
        forms = [form for form in FORMATS if form in question.formats]
        more = {form: part if form in ("csv", "parquet") else {} for form in forms}
        found += [f"/api/v1{path}?{urlencode({**given, **more[form], 'format': form})}" for form in forms]
    return found


def _day(is_dated: bool) -> dict[str, str]:
    return {"as_of": DAY} if is_dated else {}


def _search(overlaid: str, log: Path) -> int:
    held = [
        address
        for address in TAKEN_AWAY
        if any(secret.encode() in httpx.get(overlaid + address, timeout=WAIT).content for secret in SECRETS)
    ]
    held += [str(log)] if any(secret.encode() in log.read_bytes() for secret in SECRETS) else []
    print(f"To take away: {len(TAKEN_AWAY)} addresses and the log, {len(held)} of which hold what is private.")
    return len(held)


if __name__ == "__main__":
    sys.exit(main())
