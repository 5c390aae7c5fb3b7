"""A store on another server: any SPARQL 1.1 endpoint that holds what `carekg build` made.

Source: SPARQL 1.1 Protocol; SPARQL 1.1 Graph Store HTTP Protocol.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NoReturn, Self
from weakref import finalize

import httpx
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    parse_query_results,
)

from carekg.errors import BadParameter, RemoteFailed
from carekg.prefixes import PREFIXES
from carekg.results import QueryResult
from carekg.sparql import bind, declare, read, syntax_error
from carekg.store import Embedded

SECONDS: Final = 60.0
_TRIES_MORE: Final = 2
_SHOWN: Final = 400  # characters of a server's refusal
_TABLE: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_QUERIES: Final = Path(__file__).parent / "queries"
_DESCRIBED: Final = read(_QUERIES / "described.rq")
_BUILT: Final = read(_QUERIES / "built.rq")
_NONE: Final = Store()  # queries are parsed against it before they are sent


def open_store(where: Path | str) -> Embedded:
    """Open a store: the address of a SPARQL endpoint, or the folder that `carekg build` made.

    Raises: StoreMissing; RemoteFailed where no SPARQL server answers there.
    """
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        return Remote.connect(where)
    return Embedded.open(Path(where))


class Remote(Embedded):
    """The graph behind a SPARQL endpoint, for reading. What needs the files of a store is refused."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        self.address = address
        self._client = _client(seconds)
        finalize(self, self._client.close)
        self._served = ""

    @classmethod
    def connect(cls, address: str, seconds: float = SECONDS) -> Self:
        """Reach an endpoint. Parameters: address; seconds that an answer may take. Raises: RemoteFailed."""
        remote = cls(address, seconds)
        remote._run("ASK {}")
        return remote

    @cached_property
    def version(self) -> Mapping[str, Any]:  # type: ignore[override]
        """What is known of the version: its name, where the server is carekg, else the address; when it was built."""
        built = self.select(_BUILT.text)[0]["built"]
        return {"hash": self._served or self.address, "built_at": built.value if built else "unknown"}

    @property
    def engine(self) -> Store:
        """There is none. Raises: BadParameter."""
        self._refuse()

    @property
    def folder(self) -> Path:
        """There is none. Raises: BadParameter."""
        self._refuse()

    def is_described(self, iri: str) -> bool:
        """Tell whether the graph says anything of a thing."""
        return bool(self._run(bind(_DESCRIBED.text, {"thing": NamedNode(iri)})))

    def _refuse(self) -> NoReturn:
        raise BadParameter("store", self.address, "this needs the store folder that carekg build makes")

    def _run(
        self,
        text: str,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
    ) -> QueryResult:
        try:
            makes_triples = isinstance(_NONE.query(text, prefixes=PREFIXES), QueryTriples)
        except SyntaxError as error:
            raise syntax_error(text, error) from error
        dataset = {"default-graph-uri": list(default_graphs or ()), "named-graph-uri": list(named_graphs or ())}
        answer = self._post(declare(text), dataset, _TRIPLES if makes_triples else _TABLE)
        try:
            if makes_triples:
                return _as_triples(answer)
            return parse_query_results(answer, QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise RemoteFailed(self.address, f"its answer cannot be read ({error})") from error

    def _post(self, text: str, dataset: Mapping[str, list[str]], accept: str) -> bytes:
        answer = _send(
            self.address,
            lambda: self._client.post(self.address, data={"query": text, **dataset}, headers={"Accept": accept}),
        )
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if kind not in (accept, "application/json", "text/plain"):
            what = f"it answers with {kind or 'no media type'} instead of {accept}"
            raise RemoteFailed(self.address, f"{what}: give the address of its SPARQL service, such as …/sparql")
        self._served = answer.headers.get("x-carekg-version", "")
        return answer.content


def push(folder: Path, address: str, progress: Callable[[str, int, int], None] = lambda *_: None) -> int:
    """Send the graphs of a built store to another server, the unnamed one that queries see by default included.

    Parameters: folder of the store; address where the server speaks the Graph Store Protocol; progress, as in `build`.
    Each graph takes the place of that of its name there; other graphs there stay as they are.
    Returns: how many graphs were sent. Raises: StoreMissing; RemoteFailed, with the graphs before it sent.
    """
    engine = Embedded.open(folder).engine
    graphs: list[NamedNode | DefaultGraph] = [graph for graph in engine.named_graphs() if isinstance(graph, NamedNode)]
    graphs.append(DefaultGraph())
    with TemporaryDirectory() as place, _client(SECONDS) as client:
        file = Path(place) / "graph.nt"
        for number, graph in enumerate(graphs):
            progress("push", number, len(graphs))
            engine.dump(file, RdfFormat.N_TRIPLES, from_graph=graph)
            _put(client, address, file, {"graph": graph.value} if isinstance(graph, NamedNode) else {"default": ""})
    return len(graphs)


def _put(client: httpx.Client, address: str, file: Path, names: Mapping[str, str]) -> None:
    def send() -> httpx.Response:
        return client.put(address, params=names, content=_parts(file), headers={"Content-Type": _TRIPLES})

    _send(address, send)


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while part := opened.read(2**20):
            yield part


def _client(seconds: float) -> httpx.Client:
    return httpx.Client(timeout=seconds, transport=httpx.HTTPTransport(retries=_TRIES_MORE))  # of connecting only


def _send(address: str, request: Callable[[], httpx.Response]) -> httpx.Response:
    """Send a request. Raises: RemoteFailed where no answer comes in time, or it is not a success."""
    try:
        answer = request()
    except httpx.TimeoutException as error:
        raise RemoteFailed(address, "no answer came in time") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RemoteFailed(address, f"it cannot be reached ({error})") from error
    if not answer.is_success:
        is_page = "html" in answer.headers.get("content-type", "")
        said = "a page of HTML" if is_page else answer.text[:_SHOWN].strip()
        raise RemoteFailed(address, f"it answers {answer.status_code}: {said}")
    return answer


def _as_triples(answer: bytes) -> QueryResult:
    """Make the engine's own kind of result from N-Triples."""
    received = Store()
    received.load(answer, RdfFormat.N_TRIPLES)
    return received.query("CONSTRUCT WHERE { ?s ?p ?o }")
