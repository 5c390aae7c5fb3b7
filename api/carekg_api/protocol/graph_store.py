"""The Graph Store Protocol: each named graph, and the default one, as a document to read and, where allowed, write.

Source: SPARQL 1.1 Graph Store HTTP Protocol, W3C Recommendation, 2013.
"""

from http import HTTPStatus
from typing import Final
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.build.revision import Removal, Upload
from carekg.store.uploads import UPLOADS, media_type_of
from carekg.terms.errors import BadParameter, UnsupportedBody
from carekg.terms.prefixes import GRAPH
from carekg_api.http.dependencies import graph_of, pool_of, settings_of
from carekg_api.http.negotiation import choose_graph
from carekg_api.http.written import Written
from carekg_api.protocol import tasks
from carekg_api.protocol.bulk import send_packed
from carekg_api.protocol.endpoint import base_of, read_body, wanted
from carekg_api.protocol.writing import Writer, done, writer_of

_EXPECTED: Final = "name one graph: ?graph=<its IRI>, or ?default for the default graph"


async def store(request: Request) -> Response:
    """Give the graph that the address names, or write it. What is posted to none becomes a new one."""
    given, writer = request.query_params, writer_of(request)
    names = given.getlist("graph")
    if writer and request.method == "POST" and not names and "default" not in given:
        return await _create(request, writer)
    if len(names) + ("default" in given) != 1:
        raise BadParameter("graph", f"{len(names)} of them", _EXPECTED)
    name = names[0] if names else writer.policy.unnamed if writer else None
    if writer and request.method not in ("GET", "HEAD"):
        return await _write(request, writer, name)
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


async def _create(request: Request, writer: Writer) -> Response:
    """Make a graph of what is sent, and say its name. Source: section 5.5."""
    name = GRAPH + uuid4().hex
    answer = await _write(request, writer, name)
    answer.headers["Location"] = name
    return answer


async def _write(request: Request, writer: Writer, name: str | None) -> Response:
    who = writer.authorise(request)
    target = None if name == writer.policy.unnamed else name
    if request.method == "DELETE":
        await writer.write(who, Removal(target))
        return done()
    content_type = request.headers.get("content-type", "")
    if media_type_of(content_type) not in UPLOADS:
        raise UnsupportedBody(media_type_of(content_type) or "none", " or ".join(UPLOADS))
    body = await read_body(request, settings_of(request).write_bytes)
    known = _is_there(request, name)
    base = f"{base_of(request)}{request.url.path}"
    await writer.write(who, Upload(target, body, content_type, replace=request.method == "PUT", base=base))
    return done(HTTPStatus.NO_CONTENT if known or not _is_there(request, name) else HTTPStatus.CREATED)


def _is_there(request: Request, name: str | None) -> bool:
    return name is None or graph_of(request).store.has_graph(name)


_WRITES: Final = ["PUT", "POST", "DELETE"]
ROUTE: Final = Route("/store", store, methods=["GET", "HEAD"])
WRITE_ROUTES: Final = (
    Route("/store", store, methods=["GET", "HEAD", *_WRITES]),
    Route("/graph/{rest:path}", direct, methods=_WRITES),
)
