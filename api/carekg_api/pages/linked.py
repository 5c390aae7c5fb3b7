"""Linked data: every IRI of ours leads to a document, as a page or as RDF.

Source: Cool URIs for the Semantic Web, W3C Interest Group Note, 2008; Best Practice Recipes for Publishing RDF
Vocabularies, W3C Working Group Note, 2008.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from carekg.store.iris import is_iri
from carekg.store.results import GRAPH_FORMATS, serialise_graph
from carekg.terms.prefixes import PREFIXES, compress
from carekg_api.http.dependencies import graph_of
from carekg_api.http.negotiation import GRAPH_ALIASES, choose_graph, negotiate
from carekg_api.pages.addresses import BASE
from carekg_api.pages.documents import Document, local
from carekg_api.pages.site import respond
from carekg_api.pages.views.feeds import SUFFIXES as FEEDS
from carekg_api.protocol.graph_store import send_graph

HTML: Final = "text/html"
SUFFIXES: Final = {
    ".html": HTML,
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
}


async def name(request: Request) -> Response:
    """Send a client from the name of a thing or of a term to the document about it."""
    rest = request.path_params["rest"]
    place = "/doc/def/" if request.url.path.startswith("/def/") else "/doc/"
    document = await _open(request, rest, "def" if place == "/doc/def/" else "id")
    if isinstance(document, Response):
        return document
    retired, successor = await run_in_threadpool(document.retirement)
    if retired and successor:
        return RedirectResponse(local(successor), HTTPStatus.PERMANENT_REDIRECT)
    return RedirectResponse(place + quote(rest), HTTPStatus.SEE_OTHER, headers={"Vary": "Accept"})


async def document(request: Request) -> Response:
    """Give the document about a thing or a term, by the suffix of its address, or else by Accept."""
    whole = request.path_params["rest"]
    feed = next((each for each in FEEDS if whole.endswith(each)), "")
    rest, media_type = _split(whole.removesuffix(feed))
    kind, rest = ("def", rest.removeprefix("def/")) if rest.startswith("def/") else ("id", rest)
    found = await _open(request, rest, kind)
    if isinstance(found, Response):
        return found
    if feed:
        return await respond(request, "feed", {"iri": found.thing.value, "suffix": feed})
    media_type = media_type or _choose(request)
    retired, successor = await run_in_threadpool(found.retirement)
    if retired and successor:
        return RedirectResponse(local(successor), HTTPStatus.PERMANENT_REDIRECT)
    if media_type == HTML:
        return await respond(request, "thing", {"iri": found.thing.value})
    answer = await run_in_threadpool(_write, found, media_type, request.url.path)
    answer.status_code = HTTPStatus.GONE if retired else HTTPStatus.OK
    return answer


async def source(request: Request) -> Response:
    """Give a named graph: as RDF its content, as a page what it is."""
    iri = f"{BASE}{request.url.path}"
    if "format" in request.query_params or _choose(request) != HTML:
        return await send_graph(request, iri)
    if not await run_in_threadpool(graph_of(request).store.has_graph, iri):
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no graph {compress(iri)} here.")
    return await respond(request, "source", {})


async def terms(request: Request) -> Response:
    """Give the ontology: as a page the list of its terms, as RDF its own record."""
    if _choose(request) == HTML:
        return await respond(request, "terms", {})
    found = Document(graph_of(request), NamedNode(f"{BASE}/def/"))
    return await run_in_threadpool(_write, found, choose_graph(request.headers.get("accept")), "/doc/def/")


async def _open(request: Request, rest: str, kind: str) -> Document | Response:
    """Open the document about a thing; where there is none, a reader gets the page that says what is near it."""
    iri = f"{BASE}/{kind}/{rest}"
    if not is_iri(iri):
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such thing here: that is not an IRI.")
    found = Document(graph_of(request), NamedNode(iri))
    if await run_in_threadpool(lambda: found.exists):
        return found
    if HTML in request.headers.get("accept", "").lower():
        return await respond(request, "thing", {"iri": iri})
    raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no {compress(iri)} here.")


def _split(path: str) -> tuple[str, str | None]:
    """Take the suffix that names a format off an address."""
    for suffix, media_type in SUFFIXES.items():
        if path.endswith(suffix):
            return path.removesuffix(suffix), media_type
    return path, None


def _choose(request: Request) -> str:
    chosen = negotiate(request.headers.get("accept"), ["text/turtle", HTML, *GRAPH_FORMATS, *GRAPH_ALIASES])
    return GRAPH_ALIASES.get(chosen, chosen)


def _write(found: Document, media_type: str, path: str) -> Response:
    base = _split(path)[0]
    links = [f'<{found.thing.value}>; rel="describes"'] if path.startswith("/doc/") else []
    links += [
        f'<{base}{end}>; rel="alternate"; type="{kind}"'
        for end, kind in SUFFIXES.items()
        if links and kind != media_type
    ]
    headers = {"Vary": "Accept"} | ({"Link": ", ".join(links)} if links else {})
    used = {
        found.thing.value,
        *(term.value for row in found.rows for term in row.values() if isinstance(term, NamedNode)),
    }
    prefixes = {short: space for short, space in PREFIXES.items() if any(iri.startswith(space) for iri in used)}
    return Response(
        serialise_graph(found.triples(), media_type, prefixes=prefixes), media_type=media_type, headers=headers
    )


_READ: Final = ["GET", "HEAD"]
ROUTES: Final = (
    Route("/def/", terms, methods=_READ),
    Route("/doc/def/", terms, methods=_READ),
    Route("/id/{rest:path}", name, methods=_READ),
    Route("/def/{rest:path}", name, methods=_READ),
    Route("/doc/{rest:path}", document, methods=_READ),
    Route("/graph/{rest:path}", source, methods=_READ),
)
