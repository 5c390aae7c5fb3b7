"""The notebooks as pages: text, code, and what each cell gave when it was last run."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

from handbook.writing import fenced


def page(path: Path) -> str:
    """Write a notebook as a page, with a link to the notebook itself."""
    read = nbformat.read(path, as_version=4)
    parts = [part for cell in read.cells for part in _cell(cell)]
    return "\n".join([*parts, f"[The notebook itself]({path.name}), to open in Jupyter.\n"])


def _cell(cell: Any) -> Iterable[str]:
    if cell.cell_type == "markdown":
        yield f"{cell.source}\n"
        return
    yield fenced(cell.source, "python")
    for output in cell.get("outputs", []):
        given = output.get("data", {})
        if "image/svg+xml" in given:
            yield f"<div>{given['image/svg+xml']}</div>\n"
        elif output.get("text") or "text/plain" in given:
            yield fenced(output.get("text") or given["text/plain"], "text")
