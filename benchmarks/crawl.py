"""Does every link on two thousand pages lead somewhere, and say where? Pages of every kind, by seed, as a browser asks.

python benchmarks/crawl.py --store carekg-store --pages 2000 --seed 1
"""

import argparse
import random
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html
from served import carekg

READS: Final = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_DATA: Final = re.compile(
    r"^/(api/v1|store|catalog|\.well-known|graph|openapi|feed|static|sparql\?)"
    r"|\.(csv|json|jsonl|ttl|xml|atom|svg|png|xlsx|ics|jsonld|rdf|nt|bib|ris|parquet|gz|zip|sqlite)(\?|$)|format="
)
_TOLD: Final = (
    "csv",
    "json",
    "excel",
    "xlsx",
    "svg",
    "png",
    "pdf",
    "feed",
    "atom",
    "data",
    "turtle",
    "picture",
    "file",
)
_TOOLS: Final = (
    "word",
    "markdown",
    ".gz",
    "sqlite",
    "gephi",
    "yed",
    "catalogue",
    "void",
    "calendar",
    "triples",
    "parquet",
    "bibtex",
    "ris",
    "rdf",
    "program",
)
_SLOW: Final = 30.0


class Crawl:
    """What the pages are, and where their links lead."""

    def __init__(self, client: httpx.Client, seed: int) -> None:
        self._client, self._chosen = client, random.Random(seed)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.sizes: dict[str, int] = {}
        self.leads: dict[str, str] = {}
        self.faults: list[str] = []

    def pages(self, count: int) -> list[str]:
        """Draw pages from the list for robots, as many of each kind where there are so many."""
        kinds: dict[str, list[str]] = defaultdict(list)
        for each in re.findall(r"<loc>([^<]+)</loc>", self._client.get("/sitemap.xml").text):
            path = urlsplit(each).path
            kinds[_kind(path)].append(path)
        left, drawn = count, list[str]()
        for number, kind in enumerate(sorted(kinds, key=lambda kind: len(kinds[kind]))):
            share = min(len(kinds[kind]), left // (len(kinds) - number))
            drawn += self._chosen.sample(kinds[kind], share)
            left -= share
        return drawn

    def read(self, path: str) -> None:
        """Read a page: that it is one, and its links."""
        began = time.monotonic()
        answer = self._client.get(path)
        self.times[_kind(path)].append(time.monotonic() - began)
        if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            self.faults.append(f"{path}: {answer.status_code} {answer.headers.get('content-type')}")
            return
        self.sizes[path] = len(answer.content)
        for link in html.fromstring(answer.text).xpath("//a[@href]"):
            self._see(path, link.get("href"), link)

    def _see(self, path: str, href: str, link: html.HtmlElement) -> None:
        if urlsplit(href).scheme in ("http", "https"):
            if link.get("rel") != "external":
                self.faults.append(f"{path}: {href} leads to another site without being marked")
        elif not href.startswith(("#", "mailto:")):
            target = urljoin(path, href).partition("#")[0]
            self.leads.setdefault(target, path)
            if _DATA.search(target) and not _tells(link):
                self.faults.append(f"{path}: {target} is data, and “{_words(link)}” does not say so")

    def follow(self, most: int) -> int:
        """Follow links that were not read as pages. Returns: how many."""
        left = sorted(self.leads.keys() - self.sizes.keys())
        drawn = left if len(left) <= most else self._chosen.sample(left, most)
        for target in drawn:
            with self._client.stream("GET", target, follow_redirects=True) as answer:
                kind = answer.headers.get("content-type", "")
                if answer.status_code >= 400:
                    self.faults.append(f"{self.leads[target]}: {target} is {answer.status_code}")
                elif "html" not in kind and not _DATA.search(target):
                    self.faults.append(f"{self.leads[target]}: {target} is {kind}, which its address does not tell")
        return len(drawn)


def _kind(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:3] if path.startswith("/doc/") else parts[:2])


def _words(link: html.HtmlElement) -> str:
    return " ".join(link.text_content().split())


def _tells(link: html.HtmlElement) -> bool:
    told = f"{_words(link)} {link.get('type', '')} {link.get('aria-label', '')}".casefold()
    block = " ".join(link.xpath("ancestor::*[contains(@class, 'programs') or self::details]/summary//text()"))
    return any(word in told or word in block.casefold() for word in (*_TOLD, *_TOOLS)) or bool(link.get("download"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="carekg-store")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with (
        carekg(Path(given.store)) as (address, _),
        httpx.Client(base_url=address, headers=READS, timeout=_SLOW) as client,
    ):
        crawl = Crawl(client, given.seed)
        for path in crawl.pages(given.pages):
            crawl.read(path)
        followed = crawl.follow(given.pages)
    print(f"# A crawl of {len(crawl.sizes):,} pages\n")
    print(f"{len(crawl.leads):,} addresses are linked; {followed:,} that were not read as pages were followed.")
    print(f"Faults: {len(crawl.faults)}.\n")
    print("| Kind of page | pages | median, ms | slowest, ms | largest, kB |\n|---|---|---|---|---|")
    for kind, times in sorted(crawl.times.items()):
        largest = max((size for path, size in crawl.sizes.items() if _kind(path) == kind), default=0)
        middle, slowest = (each * 1000 for each in (statistics.median(times), max(times)))
        print(f"| {kind} | {len(times)} | {middle:.0f} | {slowest:.0f} | {largest / 1000:.0f} |")
    for fault, count in Counter(crawl.faults).most_common(200):
        print(f"- {fault}" + (f" ({count} times)" if count > 1 else ""))
    return int(bool(crawl.faults))


if __name__ == "__main__":
    sys.exit(main())
