"""Routes that project a layer: paths in words, measures, and exports."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from carekg.analytics import find_measure
from carekg.analytics.tables import measure_table
from carekg.export import FORMATS, find_format
from carekg_api.dependencies import Graph

router = APIRouter(prefix="/api/v1", tags=["Graph"])

LayerName = Annotated[str, Query(description="a declared layer: partnership, law, evidence or all")]
AsOf = Annotated[str | None, Query(description="the date, YYYY-MM-DD; today unless given")]
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the same graph gives the same bytes


@router.get("/paths", summary="How two things are connected, in words")
def get_paths(
    graph: Graph,
    source: Annotated[str, Query(description="a CURIE, an IRI or a name", examples=["HWB"])],
    target: Annotated[str, Query(description="a CURIE, an IRI or a name", examples=["leg:ukpga/2012/7"])],
    layer: LayerName = "all",
    as_of: AsOf = None,
    k: Annotated[int, Query(ge=1, le=20, description="how many ways at most")] = 3,
) -> dict[str, Any]:
    """Explain how two things are connected: the best ways first, each step with its source. Hubs explain less."""
    found = graph.paths(source, target, layer, as_of, k)
    return {
        "source": graph.resolve(source),
        "target": graph.resolve(target),
        "layer": layer,
        "version": graph.version,
        "paths": [asdict(path) | {"words": str(path)} for path in found],
    }


@router.get(
    "/graph",
    summary="A layer as a file for another tool",
    response_class=Response,
    responses={200: {"content": {form.media_type: {} for form in FORMATS.values()}}},
)
def get_graph(
    graph: Graph,
    layer: LayerName = "partnership",
    format: Annotated[str, Query(description="graphml, gexf, cytoscape, svg or csv")] = "cytoscape",  # noqa: A002
    as_of: AsOf = None,
    focus: Annotated[str | None, Query(description="keep what is near this thing", examples=["HWB"])] = None,
    depth: Annotated[int, Query(ge=1, le=10, description="how many steps count as near")] = 2,
) -> Response:
    """Export a layer, whole or around one thing. CSV comes as a zip of nodes.csv and edges.csv."""
    chosen = find_format(format)
    files = chosen.write(graph.graph(layer, as_of, focus, depth))
    name, content = ("graph.zip", _zip(files)) if len(files) > 1 else next(iter(files.items()))
    disposition = {"Content-Disposition": f'inline; filename="carekg-{layer}-{name}"'}
    return Response(content, media_type=chosen.media_type, headers=disposition)


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


@router.get("/analytics/{measure}", summary="Measure the nodes of a layer")
def get_analytics(
    graph: Graph,
    measure: str,
    layer: LayerName = "partnership",
    as_of: AsOf = None,
    top: Annotated[int | None, Query(ge=1, description="how many nodes; all unless given")] = None,
) -> dict[str, Any]:
    """Measure the nodes of a layer, highest first, with the method and the meaning of the layer beside the numbers."""
    find_measure(measure)
    return measure_table(graph.graph(layer, as_of), measure, top).as_dict()
