"""Pages for those who write programs: the query workbench, and the interface with each call to try."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson
from pyoxigraph import Literal, NamedNode

from carekg.store.sparql import read_folder
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import PREFIXES, compress, expand
from carekg_api.pages.page import Page
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View

_COMPLETED: Final = 30
_EXAMPLES: Final = read_folder(Path(__file__).parent / "examples")


def _workbench(_: Reader) -> Page:
    themes: dict[str, list[tuple[str, str, str]]] = {}
    for each in _EXAMPLES:
        query = "\n".join(line for line in each.text.splitlines() if not line.startswith("#"))
        shown = (str(each.header["title"]), query, f"/sparql#query={quote(query)}")
        themes.setdefault(str(each.header["theme"]), []).append(shown)
    prefixes = orjson.dumps(PREFIXES).decode()
    values = {"themes": themes, "first": next(iter(themes.values()))[0][1], "prefixes": prefixes}
    return Page("Query workbench", "workbench.html", values=values, dated=False, cited=False)


def _api(_: Reader) -> Page:
    return Page("For programs: the interface", "api.html", dated=False, cited=False)


def _complete(reader: Reader) -> Page:
    """Complete what is typed in the editor: classes, or properties that things of a class have, by label or name."""
    text = reader.asked.text("q").casefold()[:100]
    rows = _classes(reader) if reader.asked.text("kind") == "class" else _properties(reader)
    reader.learn(row["term"] for row in rows)
    told = [
        {"name": compress(row["term"]), "label": reader.label(row["term"]), "count": int(row["number"])} for row in rows
    ]
    shown = [each for each in told if _fits(each, text)][:_COMPLETED]
    return Page("", raw=(orjson.dumps(shown), "application/json"))


def _fits(told: dict[str, Any], text: str) -> bool:
    bare = text.rpartition(":")[2] if ":" in text else text
    return not text or text in told["name"].casefold() or bare in told["label"].casefold()


def _classes(reader: Reader) -> Sequence[dict[str, Any]]:
    return reader.select("views/classes", limit=Literal(400))


def _properties(reader: Reader) -> Sequence[dict[str, Any]]:
    try:
        of = NamedNode(expand(reader.asked.text("class"))) if reader.asked.text("class") else None
    except BadParameter:
        of = None
    return reader.select("views/properties", kind=of, limit=Literal(400))


VIEWS: Final = (
    View("workbench", _workbench),
    View("interface", _api, "/api"),
    View("complete", _complete, "/complete.json", takes=("q", "kind", "class")),
)
