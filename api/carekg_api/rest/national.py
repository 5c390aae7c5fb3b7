"""The route of the national graph that takes a file: a table from one vintage of codes to another."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Header, Query, Response

from carekg import KnowledgeGraph
from carekg.recode import Codes, recode
from carekg_api.http.dependencies import Workers
from carekg_api.http.negotiation import negotiate
from carekg_api.rest.questions import CSV, JSON

router = APIRouter(prefix="/api/v1", tags=["National graph"])

EXAMPLE = "CCG,beds\r\n03C,4\r\n"


def carry(
    graph: KnowledgeGraph, text: str, column: str, to: str, since: str | None, into: str | None
) -> dict[str, Any]:
    """Recode a table, in a worker."""
    found = recode(Codes.read(graph.store), text, column, to, since, into)
    return {
        "vintage": str(found.vintage),
        "to": found.to.isoformat(),
        "counts": found.counts,
        "missing": found.missing,
        "columns": found.columns,
        "rows": found.rows,
        "csv": found.to_csv().decode(),
    }


@router.post(
    "/recode",
    summary="A table from one vintage of codes to another",
    response_class=Response,
    responses={200: {"description": "The table", "content": {CSV: {}, JSON: {}}}},
)
async def post_table(
    workers: Workers,
    text: Annotated[bytes, Body(media_type=CSV, examples=[EXAMPLE])],
    column: Annotated[str, Query(description="the column that holds the codes", examples=["CCG"])],
    to: Annotated[str, Query(description="the day of the codes that are wanted", examples=["2022-07-01"])],
    since: Annotated[str | None, Query(alias="from", description="the day of those that there are")] = None,
    into: Annotated[str | None, Query(description="icb, for groups and sub-ICB locations")] = None,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Carry a CSV table over. Each row says whether it is exact, estimated (with a share), ambiguous or missing."""
    found = await workers.compute(carry, text.decode("utf-8", errors="replace"), column, to, since, into)
    written = found.pop("csv")
    if negotiate(accept, [JSON, CSV]) == CSV:
        return Response(written, media_type=CSV, headers={"Vary": "Accept"})
    return Response(orjson.dumps(found), media_type=JSON, headers={"Vary": "Accept"})
