"""What the service's own lane does: it projects a layer, then measures, explains or writes it."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from carekg import KnowledgeGraph
from carekg.analytics.tables import measure_table
from carekg.export import find_format
from carekg_api.tasks import Content

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
    graph: KnowledgeGraph, layer: str, as_of: str | None, top: int | None, of: str | None
) -> dict[str, Any]:
    """Tell who joins others, and by which ties. Raises: UnknownName; AmbiguousName; BadParameter."""
    return graph.brokers(layer, as_of, top, of).as_dict()


def measure(graph: KnowledgeGraph, name: str, layer: str, as_of: str | None, top: int | None) -> dict[str, Any]:
    """Measure the nodes of a layer. Raises: UnknownName; BadParameter."""
    return measure_table(graph.graph(layer, as_of), name, top).as_dict()


def write_graph(
    graph: KnowledgeGraph, layer: str, form: str, as_of: str | None, focus: str | None, depth: int, since: str | None
) -> tuple[str, Content]:
    """Write a layer as a file, or as a zip of several. Returns: the file's name and its content."""
    chosen = find_format(form)
    drawn = graph.difference(layer, since, as_of, focus, depth) if since else graph.graph(layer, as_of, focus, depth)
    files = chosen.write(drawn)
    name, content = ("graph.zip", _zip(files)) if len(files) > 1 else next(iter(files.items()))
    return name, Content(content, chosen.media_type)


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
