"""The seal, without the refusals of text that stand before it: an engine that tries can reach nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.build.revision import Update, revise
from carekg.store.seal import sealed
from support import listening


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address of this machine, and what was sent to it; each caller gets one triple."""
    body = b"<http://e/a> <http://e/b> <http://e/c> ."
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
    with listening(answer % (len(body), body)) as (port, heard):
        yield f"http://127.0.0.1:{port}/x", heard


def test_the_engine_could_load_and_sealed_it_cannot(listener: tuple[str, list[bytes]]) -> None:
    place, heard = listener
    engine = Store()
    with sealed():
        with pytest.raises(OSError, match=r"open|connect|files"):
            engine.update(f"LOAD <{place}>")
        engine.update(f"LOAD SILENT <{place}>")
        engine.update(f"INSERT {{ ?s ?p 1 }} WHERE {{ SERVICE SILENT <{place}> {{ ?s ?p ?o }} }}")
        engine.update("INSERT DATA { <http://e/a> <http://e/b> 1 }")
    assert (len(engine), heard) == (1, [])
    engine.update(f"LOAD <{place}>")
    assert (len(engine), len(heard)) == (2, 1), "without the seal it would have"


def test_no_file_is_read(tmp_path: Path) -> None:
    canary = tmp_path / "canary.nt"
    canary.write_text("<http://e/canary> <http://e/is> <http://e/read> .", encoding="utf-8")
    engine = Store()
    with sealed(), pytest.raises(OSError, match="Too many open files"):
        engine.load(path=canary, format=RdfFormat.N_TRIPLES)
    assert len(engine) == 0
    engine.load(path=canary, format=RdfFormat.N_TRIPLES)
    assert len(engine) == 1


def test_the_seal_ends_with_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mine"), sealed():
        raise ValueError("mine")
    (tmp_path / "after").write_text("open again", encoding="utf-8")


@dataclass(frozen=True)
class Smuggled(Update):
    """An update whose text no one looks at first."""

    def check(self) -> None:
        """Let it by."""

    def carry_out(self, engine: Store) -> None:
        """Change a store."""
        engine.update(self.text)


def test_a_write_is_carried_out_sealed(tmp_path: Path, listener: tuple[str, list[bytes]]) -> None:
    place, heard = listener
    (tmp_path / "catalog.ttl").write_text("<http://e/c> a <http://www.w3.org/ns/dcat#Catalog> .", encoding="utf-8")
    before, _ = build(tmp_path / "catalog.ttl", tmp_path / "store")
    with pytest.raises(OSError, match=r"open|connect|files"):
        revise(tmp_path / "store", Smuggled(f"LOAD <{place}>"), "")
    assert (heard, KnowledgeGraph.open(tmp_path / "store").version) == ([], before)
    revise(tmp_path / "store", Smuggled("INSERT DATA { <http://e/a> <http://e/b> 1 }"), "")
    assert KnowledgeGraph.open(tmp_path / "store").version != before
