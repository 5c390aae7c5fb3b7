"""Routes for law and history that are composed of several questions: why, diff, chain."""

from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Header, Query, Response
from starlette.concurrency import run_in_threadpool

from carekg.analytics import find_measure
from carekg.analytics.chains import chain
from carekg.narrative import diff, why
from carekg_api.http.dependencies import Graph
from carekg_api.http.heavy import Heavy
from carekg_api.http.negotiation import negotiate
from carekg_api.rest.graph_tasks import compare_graphs
from carekg_api.rest.questions import CSV, JSON, respond

router = APIRouter(prefix="/api/v1", tags=["Law and history"])

Accept = Annotated[str | None, Header(include_in_schema=False)]
AsOf = Annotated[str | None, Query(description="the date, YYYY-MM-DD; today unless given")]
Start = Annotated[str, Query(alias="from", description="the first date, YYYY-MM-DD", examples=["2022-06-30"])]
End = Annotated[str, Query(alias="to", description="the second date, YYYY-MM-DD", examples=["2022-07-01"])]
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "The answer", "content": {JSON: {}, CSV: {}}}}


@router.get("/why", summary="Why a thing exists", response_class=Response, responses=_ANSWER)
def get_why(
    graph: Graph,
    entity: Annotated[str, Query(description="a CURIE, an IRI or a name", examples=["HWB"])],
    as_of: AsOf = None,
    essay: Annotated[bool, Query(description="whether to show what the essay says too")] = False,
    accept: Accept = None,
) -> Response:
    """Explain why a thing exists, from the Act behind it to what is said of it, as cited steps and as prose."""
    found = why(graph.store, graph.names, entity, as_of, essay=essay)
    if negotiate(accept, [JSON, CSV]) == CSV:
        return respond(found.answer, accept)
    return Response(found.to_json(), media_type=JSON, headers={"Vary": "Accept"})


@router.get("/diff", summary="What changed between two dates", response_class=Response, responses=_ANSWER)
async def get_diff(
    graph: Graph,
    work: Heavy,
    start: Start,
    end: End,
    part: Annotated[str | None, Query(description="body, kind, version, duty, seat or role; all unless given")] = None,
    measure: Annotated[
        str | None, Query(description="a measure to take before and after; none unless given", examples=["degree"])
    ] = None,
    layer: Annotated[str, Query(description="the layer to measure, or several with commas between")] = "partnership",
    top: Annotated[int, Query(ge=1, le=1000, description="how many rows of the measure")] = 20,
    accept: Accept = None,
) -> Response:
    """Tell which bodies, kinds, versions of provisions, duties, seats and roles began, ended, moved or changed.

    With a measure, the JSON answer has `network` too: the measure before and after, the largest difference first.
    """
    if measure is not None:
        find_measure(measure)
    found = await run_in_threadpool(diff, graph.store, start, end, part)
    if measure is None or negotiate(accept, [JSON, CSV]) == CSV:
        return respond(found, accept)
    sides = (start, None), (end, None)
    network = await work.compute(compare_graphs, measure, layer, *sides, 2, top)
    body = orjson.loads(found.to_json()) | {"network": network.as_dict()}
    return Response(orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE), media_type=JSON, headers={"Vary": "Accept"})


@router.get(
    "/chain", summary="How the law leads from one document to another", response_class=Response, responses=_ANSWER
)
def get_chain(
    graph: Graph,
    source: Annotated[str, Query(description="the document to start from", examples=["JSNA"])],
    target: Annotated[
        str, Query(description="the document to reach", examples=["document:icb-performance-assessment"])
    ],
    as_of: AsOf = None,
    accept: Accept = None,
) -> Response:
    """Give the longest ways from one document to another, with the sections of every step."""
    return respond(chain(graph.registry, graph.names, source, target, as_of), accept)
