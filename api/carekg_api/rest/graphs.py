"""Routes that project a layer: paths in words, measures, and exports."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from carekg.analytics import MEASURES, find_measure
from carekg.export import FORMATS, find_format
from carekg_api.http.heavy import CONTENT, Heavy
from carekg_api.rest import graph_tasks

router = APIRouter(prefix="/api/v1", tags=["Graph"])

LayerName = Annotated[
    str, Query(description="a declared layer, such as partnership, law or all, or several with commas between")
]
Only = Annotated[Sequence[str], Query(description="keep only these; may be repeated")]
AsOf = Annotated[str | None, Query(description="the date, YYYY-MM-DD; today unless given")]


@router.get("/paths", summary="How two things are connected, in words")
async def get_paths(
    work: Heavy,
    source: Annotated[str, Query(description="a CURIE, an IRI or a name", examples=["HWB"])],
    target: Annotated[str, Query(description="a CURIE, an IRI or a name", examples=["leg:ukpga/2012/7"])],
    layer: LayerName = "all",
    as_of: AsOf = None,
    k: Annotated[int, Query(ge=1, le=20, description="how many ways at most")] = 3,
) -> dict[str, Any]:
    """Explain how two things are connected: the best ways first, each step with its source. Hubs explain less.

    `searched` says what was gone through: where there is no path, that is the answer.
    """
    return await work.compute(graph_tasks.find_paths, source, target, layer, as_of, k)


@router.get("/brokers", summary="Who joins others, and why, edge by edge", responses=CONTENT)
async def get_brokers(
    work: Heavy,
    layer: LayerName = "statutory",
    as_of: AsOf = None,
    top: Annotated[int | None, Query(ge=1, description="how many of either kind; all unless given")] = 10,
    of: Annotated[str | None, Query(description="ask of one party only", examples=["HWB"])] = None,
) -> Response:
    """List who stands between parties that are not tied, and who sits in two at once, with every tie and its source."""
    return await work.answer(graph_tasks.find_brokers, layer, as_of, top, of)


@router.get(
    "/graph",
    summary="A layer as a file for another tool",
    response_class=Response,
    responses={200: {"content": {form.media_type: {} for form in FORMATS.values()}}},
)
async def get_graph(
    work: Heavy,
    layer: LayerName = "partnership",
    format: Annotated[str, Query(description="graphml, gexf, cytoscape, svg or csv")] = "cytoscape",  # noqa: A002
    as_of: AsOf = None,
    focus: Annotated[str | None, Query(description="keep what is near this thing", examples=["HWB"])] = None,
    depth: Annotated[int, Query(ge=1, le=10, description="how many steps count as near")] = 2,
    since: Annotated[
        str | None, Query(description="mark what began, ended and stayed since this date, YYYY-MM-DD")
    ] = None,
) -> Response:
    """Export a layer, whole or around one thing, or how it differs from an earlier date; CSV is a zip of two files."""
    find_format(format)
    name, content = await work.compute(graph_tasks.write_graph, layer, format, as_of, focus, depth, since)
    disposition = {"Content-Disposition": f'inline; filename="carekg-{layer}-{name}"'}
    return Response(content.data, media_type=content.media_type, headers=disposition)


@router.get("/analytics/{measure}", summary="Measure the nodes of a layer", responses=CONTENT)
async def get_analytics(
    work: Heavy,
    measure: Annotated[str, Path(description="a measure", json_schema_extra={"enum": list(MEASURES)})],
    layer: LayerName = "partnership",
    as_of: AsOf = None,
    focus: Annotated[str | None, Query(description="keep what is near this thing")] = None,
    depth: Annotated[int, Query(ge=1, le=10, description="how many steps count as near")] = 2,
    kind: Only = (),
    sector: Only = (),
    place: Only = (),
    top: Annotated[int | None, Query(ge=1, description="how many nodes; all unless given")] = None,
) -> Response:
    """Measure the nodes of a layer, highest first, with the method and the meaning of the layer beside the numbers.

    Kinds, sectors and places narrow it; repeat them. As JSON lines it tells how far it is, until the result.
    """
    find_measure(measure)
    return await work.answer(graph_tasks.measure, measure, layer, (as_of, focus), depth, (kind, sector, place), top)
