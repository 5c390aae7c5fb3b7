"""Routes for evidence that are composed of several questions: the map, the audit, pathways, bibliographies."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from carekg.export.bibliography import BIBLIOGRAPHY_FORMATS, cite_answer, find_bibliography_format
from carekg.export.evidence_map import MAP_FORMATS, find_map_format
from carekg.narrative import audit, matrix, pathways
from carekg_api.http.dependencies import Graph

router = APIRouter(prefix="/api/v1/evidence", tags=["Evidence"])


@router.get(
    "/matrix",
    summary="The evidence map: findings by direction and study design",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type, _ in MAP_FORMATS.values()}}},
)
def get_matrix(
    graph: Graph,
    rows: Annotated[str, Query(description="benefit, barrier, enabler or outcome")] = "benefit",
    columns: Annotated[str, Query(description="structure or area")] = "structure",
    format: Annotated[str, Query(description="json, csv, html or svg")] = "json",  # noqa: A002
) -> Response:
    """Count findings for each pair of a row and a column. Empty cells say as of when nothing is held."""
    media_type, write = find_map_format(format)
    return Response(write(matrix(graph.store, rows, columns)), media_type=media_type)


@router.get("/audit", summary="A document, audited statement by statement")
def get_audit(
    graph: Graph,
    document: Annotated[str, Query(description="a CURIE, an IRI or a title")] = "publication:seed-essay",
) -> dict[str, Any]:
    """Say of each statement what it cites, whether a source of that kind can bear it, and what stands against it."""
    return audit(graph.store, graph.registry, graph.resolve(document)).as_dict()


@router.get("/pathways", summary="How a barrier is said to reach a benefit")
def get_pathways(
    graph: Graph,
    barrier: Annotated[str, Query(description="a barrier", examples=["barrier:organisational-culture"])],
    benefit: Annotated[str, Query(description="a benefit", examples=["benefit:resource-efficiency"])],
    sentences: Annotated[bool, Query(description="whether sentences of documents are steps too")] = False,
) -> dict[str, Any]:
    """Follow signed claims from a barrier to a benefit, each with its findings, and name the weakest."""
    return pathways(graph.store, graph.resolve(barrier), graph.resolve(benefit), sentences=sentences).as_dict()


@router.get(
    "/bibliography",
    summary="The publications behind the answer to a question",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type, _ in BIBLIOGRAPHY_FORMATS.values()}}},
)
def get_bibliography(
    request: Request,
    graph: Graph,
    question: Annotated[str, Query(description="a question; give its own parameters beside it")] = "evidence",
    format: Annotated[str, Query(description="csl, bibtex or ris")] = "csl",  # noqa: A002
) -> Response:
    """Write what the rows of an answer rest on, for a reference manager."""
    media_type, write = find_bibliography_format(format)
    given = {name: value for name, value in request.query_params.items() if name not in ("question", "format")}
    return Response(write(cite_answer(graph.store, graph.registry.ask(question, given))), media_type=media_type)
