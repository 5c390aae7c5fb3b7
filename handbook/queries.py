"""Queries to begin from: those of the workbench by theme, and the competency queries by topic."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import carekg_api.pages.views.programs as workbench
from carekg.store.sparql import QueryFile, read_folder
from carekg.terms.files import locate
from handbook.writing import fenced, upper_first

_INTRODUCTION: Final = """# Twenty queries

They stand in the workbench of every service, at `/sparql`, where one click runs each; `carekg query - < FILE` runs one
in a terminal. Prefixes need not be declared. A test runs all of them.

"""
_COMPETENCY: Final = """## What the graph must be able to answer

{number} *competency queries* lie in `ontology/competency/`, each with the rows that a test expects beside it. By topic:

"""


def examples() -> tuple[QueryFile, ...]:
    """Read the queries of the workbench."""
    return read_folder(Path(workbench.__file__).parent / "examples")


def page() -> str:
    """Write the page."""
    themes: dict[str, list[str]] = defaultdict(list)
    for each in examples():
        query = "\n".join(line for line in each.text.splitlines() if not line.startswith("# "))
        themes[str(each.header["theme"])].append(f"### {each.header['title']}\n\n{fenced(query, 'sparql')}")
    text = "\n".join(f"## {theme}\n\n" + "\n".join(found) for theme, found in themes.items())
    return _INTRODUCTION + text + "\n" + "\n".join(_competency())


def _competency() -> Iterable[str]:
    found: dict[str, list[str]] = defaultdict(list)
    files = sorted(locate("ontology/competency").glob("*.rq"))
    for path in files:
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# title: ")
        found[path.stem.partition("-")[0]].append(f"- {title} (`{path.name}`)")
    yield _COMPETENCY.format(number=len(files))
    for topic, lines in found.items():
        yield f"### {upper_first(topic)}\n\n" + "\n".join(lines) + "\n"
