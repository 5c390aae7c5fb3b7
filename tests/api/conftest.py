"""A second server, with limits low enough to reach."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kept import begin_store
from support import Limited, serving

LIMITS = {
    "CAREKG_DEADLINE": "2",
    "CAREKG_WORKER_MEMORY": "128",
    "CAREKG_MOST_ROWS": "1000",
    "CAREKG_MOST_BYTES": "200000",
    "CAREKG_QUERY_BYTES": "200000",
    "CAREKG_CACHE_BYTES": "100000",
    "CAREKG_LOG_LEVEL": "info",
    "CAREKG_LOG_QUERY_CHARS": "30",
}


@pytest.fixture(scope="session")
def limited(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Limited]:
    """A real server process with low limits."""
    log = tmp_path_factory.mktemp("limited") / "log"
    with serving(store, environment=LIMITS, log=str(log)) as (address, process):
        yield Limited(address, process.pid, log)


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of one fact and the ontology, which nobody writes."""
    fact = 'structure:x a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en .'
    return begin_store(tmp_path_factory.mktemp("little"), fact, named=True)


@pytest.fixture(scope="session")
def limited_client(limited: Limited) -> Iterator[httpx.Client]:
    """A client of the server with low limits, that keeps its connection."""
    with httpx.Client(base_url=limited.address, timeout=30) as client:
        yield client
