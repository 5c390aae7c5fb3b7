"""The Graph Store Protocol, to read: each named graph, and the default one, as a document.

Source: SPARQL 1.1 Graph Store HTTP Protocol, W3C Recommendation, 2013.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from carekg.errors import BadParameter
from carekg_api import tasks
from carekg_api.dependencies import pool_of
from carekg_api.sparql import respond, wanted

_EXPECTED: Final = "name one graph: ?graph=<its IRI>, or ?default for the default graph"


async def store(request: Request) -> Response:
    """Give the graph that the address names."""
    given = request.query_params
    names = given.getlist("graph")
    if len(names) + ("default" in given) != 1:
        raise BadParameter("graph", f"{len(names)} of them", _EXPECTED)
    return await send_graph(request, names[0] if names else None)


async def send_graph(request: Request, name: str | None) -> Response:
    """Give a named graph, or the default one where the name is None."""
    form = request.query_params.get("format")
    return respond(await pool_of(request).query(tasks.dump_graph, name, form, wanted(request)))


ROUTE: Final = Route("/store", store, methods=["GET", "HEAD"])
