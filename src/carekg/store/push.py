"""Pushing: a built version is sent to another server, graph by graph, and last of all its name.

Source: SPARQL 1.1 Graph Store HTTP Protocol.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Triple, serialize

from carekg.store.embedded import Embedded
from carekg.store.endpoint import Endpoint
from carekg.store.versions import BUILD_GRAPH
from carekg.terms.prefixes import PREFIXES

_TRIPLES: Final = "application/n-triples"
_SECONDS: Final = 600.0  # for one graph, which the server has to index
_PART: Final = 2**20


class _Body:
    """The bytes of a file, which can be read again where the server first asks for a password."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        with self._file.open("rb") as opened:
            while part := opened.read(_PART):
                yield part


def push(
    folder: Path, address: str, unnamed: str = "", progress: Callable[[str, int, int], None] = lambda *_: None
) -> int:
    """Send the graphs of a built store to another server, the unnamed one that queries see by default included.

    Parameters: folder of the store; address where the server speaks the Graph Store Protocol; unnamed, the name to
    give to the unnamed graph on a server that has none of its own; progress, as in `build`.
    Each graph takes the place of that of its name there; other graphs there stay as they are. The record of the build
    is sent first without the version's name and last with it, so that a server which has the name has all of it.
    Returns: how many graphs were sent. Raises: StoreMissing; RemoteFailed, with the graphs before it sent.
    """
    store, build = Embedded.open(folder), NamedNode(BUILD_GRAPH)
    named = [graph for graph in store.engine.named_graphs() if isinstance(graph, NamedNode) and graph != build]
    server = Endpoint(address, _SECONDS)
    with TemporaryDirectory() as place:
        file = Path(place) / "graph.nt"
        graphs: list[NamedNode | DefaultGraph] = [build, *named, DefaultGraph(), build]
        for number, graph in enumerate(graphs):
            progress("push", number, len(graphs))
            store.engine.dump(file, RdfFormat.N_TRIPLES, from_graph=graph)
            if graph == build and number:
                _sign(file, store.version, [*named, build])
            name = graph.value if isinstance(graph, NamedNode) else unnamed
            _put(server, file, {"graph": name} if name else {"default": ""})
    return len(named) + 2


def _sign(file: Path, version: Mapping[str, Any], graphs: Iterable[NamedNode]) -> None:
    """Add to the record of a build what `version.rq` and `pushed-graphs.rq` read."""
    facts = {
        "identifier": version["hash"],
        "extent": str(version["quads"]),
        "created": version["built_at"],
        "modified": datetime.now(UTC).isoformat(),
    }
    said: list[tuple[str, NamedNode | Literal]] = [(name, Literal(value)) for name, value in facts.items()]
    said += [("hasPart", graph) for graph in graphs]
    build, terms = NamedNode(BUILD_GRAPH), PREFIXES["dcterms"]
    with file.open("ab") as opened:
        serialize((Triple(build, NamedNode(terms + name), it) for name, it in said), opened, RdfFormat.N_TRIPLES)


def _put(server: Endpoint, file: Path, names: dict[str, str]) -> None:
    headers = {"Content-Type": _TRIPLES, "Content-Length": str(file.stat().st_size)}
    server.send("PUT", BytesIO(), names, content=_Body(file), headers=headers)
