"""Routes that compare two graphs, and that try a scenario on a fork of the graph."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from carekg import KnowledgeGraph
from carekg.analytics import find_measure
from carekg.analytics.comparison import compare
from carekg.scenario import Scenario, make_scenario, run
from carekg_api.heavy import Heavy

router = APIRouter(prefix="/api/v1", tags=["Graph"])

Date = Annotated[str | None, Query(description="the date, YYYY-MM-DD; today unless given")]
Focus = Annotated[str | None, Query(description="keep what is near this thing")]
EXAMPLE = {
    "title": "The end of local Healthwatch",
    "date": "2026-11-01",
    "layer": "statutory",
    "steps": [{"abolish": "structure:local-healthwatch"}],
}


def compare_graphs(
    graph: KnowledgeGraph,
    measure: str,
    layer: str,
    first: tuple[str | None, str | None],
    second: tuple[str | None, str | None],
    depth: int,
    top: int | None,
) -> dict[str, Any]:
    """Compare two projections, each of a date and a focus, in a worker."""
    one, two = (graph.graph(layer, as_of, focus, depth) for as_of, focus in (first, second))
    return compare(one, two, measure, top).as_dict()


def try_scenario(graph: KnowledgeGraph, scenario: Scenario, top: int) -> dict[str, Any]:
    """Try a scenario, in a worker."""
    return run(graph.store, graph.names, scenario, top).as_dict()


@router.get("/compare", summary="The same measure of two dates, or near two things, side by side")
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
) -> dict[str, Any]:
    """Set a measure of two graphs side by side, the largest difference first, and count what began and ended."""
    find_measure(measure)
    sides = (first, first_focus), (second, second_focus)
    return await work.compute(compare_graphs, measure, layer, *sides, depth, top)


@router.post("/scenarios", summary="What would happen if: try a reform on a fork of the graph")
async def post_scenario(
    work: Heavy,
    scenario: Annotated[dict[str, Any], Body(description="as docs/scenarios.md describes it", examples=[EXAMPLE])],
    top: Annotated[int, Query(ge=1, le=1000, description="how many rows of each measure")] = 10,
) -> dict[str, Any]:
    """Carry out the steps of a scenario on a fork, say what is lost and what would restore it, and discard the fork."""
    return await work.compute(try_scenario, make_scenario(scenario), top)
