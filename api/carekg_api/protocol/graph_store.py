"""The Graph Store Protocol: each named graph, and the default one, as a document to read and, where allowed, write.

Source: SPARQL 1.1 Graph Store HTTP Protocol, W3C Recommendation, 2013.
"""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.build.revision import LOCAL, UPLOADS, Removal, Upload
from carekg.terms.errors import BadParameter, UnsupportedBody
from carekg.terms.prefixes import GRAPH
from carekg_api.http.dependencies import graph_of, pool_of, settings_of
from carekg_api.http.negotiation import choose_graph
from carekg_api.protocol import tasks
from carekg_api.protocol.bulk import send_packed
from carekg_api.protocol.endpoint import Written, read_body, wanted
from carekg_api.protocol.writing import Writer, done, writer_of

_EXPECTED: Final = "name one graph: ?graph=<its IRI>, or ?default for the default graph"


async def store(request: Request) -> Response:
    """Give the graph that the address names, or write it. Where graphs can be written, the default is the local one."""
    given = request.query_params
    names = given.getlist("graph")
    if len(names) + ("default" in given) != 1:
        raise BadParameter("graph", f"{len(names)} of them", _EXPECTED)
    writer = writer_of(request)
    name = names[0] if names else LOCAL.value if writer else None
    if writer and request.method not in ("GET", "HEAD"):
        return await _write(request, writer, name or LOCAL.value)
    return await send_graph(request, name)


async def direct(request: Request) -> Response:
    """Write the graph whose IRI the request is sent to."""
    writer = writer_of(request)
    assert writer is not None, "the route is there in a writable app alone"
    return await _write(request, writer, GRAPH + request.path_params["rest"])


async def send_graph(request: Request, name: str | None) -> Response:
    """Give a named graph, or the default one where the name is None: a large one from a file, made once a version."""
    form, wish = request.query_params.get("format"), wanted(request, settings_of(request))
    content = await pool_of(request).query(tasks.write_graph, name, form, wish)
    if content is not None:
        return Written(content)
    return await send_packed(request, name, choose_graph(wish.accept, form))


async def _write(request: Request, writer: Writer, name: str) -> Response:
    who = writer.authorise(request)
    target = None if name == LOCAL.value else name
    if request.method == "DELETE":
        await writer.write(who, Removal(target))
        return done()
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in UPLOADS:
        raise UnsupportedBody(media_type or "none", " or ".join(UPLOADS))
    body = await read_body(request, settings_of(request).write_bytes)
    known = _is_there(request, name)
    await writer.write(who, Upload(target, body, media_type, replace=request.method == "PUT"))
    return done(HTTPStatus.NO_CONTENT if known or not _is_there(request, name) else HTTPStatus.CREATED)


def _is_there(request: Request, name: str) -> bool:
    return graph_of(request).store.has_graph(name)


_WRITES: Final = ["PUT", "POST", "DELETE"]
ROUTE: Final = Route("/store", store, methods=["GET", "HEAD"])
WRITE_ROUTES: Final = (
    Route("/store", store, methods=["GET", "HEAD", *_WRITES]),
    Route("/graph/{rest:path}", direct, methods=_WRITES),
)
