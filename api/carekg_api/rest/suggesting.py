"""What workers do to help somebody choose: suggestions while a name is typed, and what is shown of a thing."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

import orjson

from carekg import KnowledgeGraph
from carekg.names.extension import PROPERTIES, THINGS, Extension, Property
from carekg.names.folding import fold
from carekg.names.groups import FAMILIES
from carekg.names.index import Known
from carekg.names.kinds import read_kind
from carekg.names.reconciliation import GIVEN
from carekg.terms.errors import UnknownName
from carekg.terms.prefixes import compress
from carekg_api.rest.queries import LONGEST
from carekg_api.rest.reconciling import types

_LOOKED_AT: Final = 200  # names
_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    '<body style="font:14px/1.4 sans-serif;margin:8px">{told}</body></html>'
)
_KNOWN: Final[Mapping[str, Property]] = {each.id: each for each in (*GIVEN, *PROPERTIES.values())}


def suggest_entities(graph: KnowledgeGraph, prefix: str, kind: str) -> list[dict[str, Any]]:
    """Suggest things by the beginning of a name. Raises: UnknownName for a kind."""
    wanted = read_kind(graph.names.index, kind).fits if kind else None
    hits = graph.names.search(prefix, most=_LOOKED_AT, wanted=wanted, is_typed=True).hits
    return [_entity(hit.thing) for hit in hits if hit.thing.group != "statements" and not hit.thing.is_said]


def _entity(thing: Known) -> dict[str, Any]:
    told = {"id": compress(thing.iri), "name": thing.label, "description": thing.context}
    return told | {"notable": types(thing)}


def suggest_types(graph: KnowledgeGraph, prefix: str, _: str) -> list[dict[str, Any]]:
    """Suggest kinds of thing by the beginning of a name of theirs."""
    folded, kinds = fold(prefix), graph.names.index.kinds
    called = {kind for name, of in kinds.items() if name.startswith(folded) for kind in of}
    return [{"id": name, "name": name} for name in (*filter(_begins(folded), FAMILIES), *sorted(called))]


def suggest_properties(_: KnowledgeGraph, prefix: str, __: str) -> list[dict[str, Any]]:
    """Suggest what may be said of a name, and fetched of a thing, by the beginning of what it is called."""
    begins = _begins(fold(prefix))
    return [each._asdict() for each in _KNOWN.values() if begins(each.id) or begins(each.name)]


def _begins(folded: str) -> Callable[[str], bool]:
    return lambda name: fold(name).startswith(folded)


_SUGGESTED: Final[Mapping[str, Callable[[KnowledgeGraph, str, str], list[dict[str, Any]]]]] = {
    "entity": suggest_entities,
    "type": suggest_types,
    "property": suggest_properties,
}


def suggest(graph: KnowledgeGraph, what: str, prefix: str, kind: str, start: int, most: int) -> bytes:
    """Suggest entities, types or properties: some of them, from a place on. Raises: UnknownName for a kind."""
    found = _SUGGESTED[what](graph, prefix[:LONGEST], kind)
    return orjson.dumps({"result": found[start : start + most]})


def preview(graph: KnowledgeGraph, given: str) -> bytes:
    """Show a thing as a small page. Raises: UnknownName."""
    title, lines = _about(graph, given)
    return _PAGE.format(title=escape(title), told=_told(title, lines)).encode()


def flyout(graph: KnowledgeGraph, what: str, given: str) -> bytes:
    """Show an entity, a type or a property in a few lines of HTML, within JSON. Raises: UnknownName."""
    if what == "entity":
        title, lines = _about(graph, given)
    elif what == "property":
        if given not in _KNOWN:
            raise UnknownName("property", given, list(_KNOWN))
        title, lines = _KNOWN[given].name, [_KNOWN[given].description]
    else:
        title, lines = given, [read_kind(graph.names.index, given).words]
    return orjson.dumps({"id": given, "html": _told(title, lines)})


def _about(graph: KnowledgeGraph, given: str) -> tuple[str, list[str]]:
    """Give what a thing is called, and what is said of it."""
    iri = graph.names.resolve(given)
    known = graph.names.known(iri)
    if known is None:
        return compress(iri), []
    return known.label, [known.context, *_values(graph, iri)]


def _values(graph: KnowledgeGraph, iri: str) -> list[str]:
    extension, told = Extension(graph.store, graph.names.index, [iri]), []
    for name in ("names", *THINGS):
        values = [value if isinstance(value, str) else value.label for value in extension.values(iri, name)]
        if values:
            told.append(f"{PROPERTIES[name].name}: {', '.join(dict.fromkeys(values))}")
    return told


def _told(title: str, lines: list[str]) -> str:
    shown = "<br>".join(escape(line) for line in dict.fromkeys(lines) if line)
    return f"<p><strong>{escape(title)}</strong><br>{shown}</p>"
