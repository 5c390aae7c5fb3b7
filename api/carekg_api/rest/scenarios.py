"""Routes that compare two graphs, and that try a scenario on a fork of the graph."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from carekg.analytics import find_measure
from carekg.scenario import make_scenario
from carekg_api.http.heavy import CONTENT, Heavy
from carekg_api.rest import graph_tasks

router = APIRouter(prefix="/api/v1", tags=["Graph"])

Date = Annotated[str | None, Query(description="the date, YYYY-MM-DD; today unless given")]
Focus = Annotated[str | None, Query(description="keep what is near this thing")]
EXAMPLE = {
    "title": "The end of local Healthwatch",
    "date": "2026-11-01",
    "layer": "statutory",
    "steps": [{"abolish": "structure:local-healthwatch"}],
}


@router.get("/compare", summary="The same measure of two dates, or near two things, side by side", responses=CONTENT)
async def get_comparison(
    work: Heavy,
    measure: Annotated[str, Query(description="a measure", examples=["degree"])],
    layer: Annotated[str, Query(description="a declared layer, or several with commas between")] = "partnership",
    first: Date = None,
    second: Date = None,
    first_focus: Focus = None,
    second_focus: Focus = None,
    depth: Annotated[int, Query(ge=1, le=10, description="how many steps count as near")] = 2,
    top: Annotated[int | None, Query(ge=1, description="how many rows; all unless given")] = None,
) -> Response:
    """Set a measure of two graphs side by side, the largest difference first, and count what began and ended."""
    find_measure(measure)
    sides = (first, first_focus), (second, second_focus)
    return await work.answer(graph_tasks.compare_graphs, measure, layer, *sides, depth, top)


@router.post("/scenarios", summary="What would happen if: try a reform on a fork of the graph", responses=CONTENT)
async def post_scenario(
    work: Heavy,
    scenario: Annotated[dict[str, Any], Body(description="as docs/scenarios.md describes it", examples=[EXAMPLE])],
    top: Annotated[int, Query(ge=1, le=1000, description="how many rows of each measure")] = 10,
) -> Response:
    """Carry out the steps of a scenario on a fork, say what is lost and what would restore it, and discard the fork."""
    return await work.answer(graph_tasks.try_scenario, make_scenario(scenario), top)
