"""What the service's own lane does: it projects a layer, then measures, explains or writes it."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from carekg import KnowledgeGraph
from carekg.analytics.brokers import Brokers
from carekg.analytics.comparison import Compared, compare
from carekg.analytics.tables import Measured, measure_table
from carekg.export import find_format
from carekg.scenario import Outcome, Scenario, run
from carekg.terms.dates import check_dates
from carekg_api.http.content import Content, Progress, quietly

Side = tuple[str | None, str | None]  # a date, and what is near a thing

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the same graph gives the same bytes


def find_paths(
    graph: KnowledgeGraph, source: str, target: str, layer: str, as_of: str | None, k: int
) -> dict[str, Any]:
    """Explain how two things are connected. Raises: UnknownName; AmbiguousName; BadParameter."""
    found = graph.paths(source, target, layer, as_of, k)
    return {
        "source": graph.resolve(source),
        "target": graph.resolve(target),
        "layer": layer,
        "version": graph.version,
        "paths": [asdict(path) | {"words": str(path)} for path in found],
        "searched": graph.searched(layer, as_of),
    }


def find_brokers(
    graph: KnowledgeGraph,
    layer: str,
    as_of: str | None,
    top: int | None,
    of: str | None,
    progress: Progress = quietly,
) -> Brokers:
    """Tell who joins others, and by which ties. Raises: UnknownName; AmbiguousName; BadParameter."""
    progress(f"brokers of {layer}", 0, 1)
    return graph.brokers(layer, as_of, top, of)


def measure(
    graph: KnowledgeGraph,
    name: str,
    layer: str,
    side: Side,
    depth: int,
    only: tuple[Sequence[str], Sequence[str], Sequence[str]],
    top: int | None,
    progress: Progress = quietly,
) -> Measured:
    """Measure the nodes of a layer, those near a thing or of some kinds, sectors, places where it is narrowed.

    Raises: UnknownName; AmbiguousName; BadParameter.
    """
    progress(f"project {layer}", 0, 2)
    drawn = graph.graph(layer, *side, depth, *only)
    progress(f"{name} of {len(drawn):,} nodes", 1, 2)
    return measure_table(drawn, name, top)


def compare_graphs(
    graph: KnowledgeGraph,
    name: str,
    layer: str,
    first: Side,
    second: Side,
    depth: int,
    top: int | None,
    progress: Progress = quietly,
) -> Compared:
    """Compare two projections, each of a date and a focus. Raises: UnknownName; AmbiguousName; BadParameter."""
    check_dates(first=first[0], second=second[0])
    drawn = []
    for done, side in enumerate((first, second)):
        progress(f"project {layer}", done, 3)
        drawn.append(graph.graph(layer, *side, depth))
    progress(name, 2, 3)
    return compare(drawn[0], drawn[1], name, top)


def try_scenario(graph: KnowledgeGraph, scenario: Scenario, top: int, progress: Progress = quietly) -> Outcome:
    """Try a scenario. Raises: UnknownName; AmbiguousName; BadParameter."""
    return run(graph.store, graph.names, scenario, top, progress)


def write_graph(
    graph: KnowledgeGraph, layer: str, form: str, as_of: str | None, focus: str | None, depth: int, since: str | None
) -> tuple[str, Content]:
    """Write a layer as a file, or as a zip of several. Returns: the file's name and its content."""
    chosen = find_format(form)
    drawn = graph.difference(layer, since, as_of, focus, depth) if since else graph.graph(layer, as_of, focus, depth)
    files = chosen.write(drawn)
    name, content = ("graph.zip", _zip(files)) if len(files) > 1 else next(iter(files.items()))
    return name, Content.of(content, chosen.media_type)


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
