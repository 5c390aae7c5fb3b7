"""Diagrams: every pattern of the model as a picture, and the house, drawn where a page has Mermaid."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, parse

from carekg import KnowledgeGraph
from carekg.terms.prefixes import PREFIXES, compress
from documented import DOCS, blocks
from handbook.pictures import Arrow, draw
from house import HOUSES, rooms, shortest

_MODEL: Final = "model.md"
_MERMAID: Final = re.compile(r"```mermaid\n.*?```\n", re.DOTALL)
_PATTERN: Final = re.compile(r"(<!-- in the graph -->\n```turtle\n.*?```\n)", re.DOTALL)
_TYPE: Final = f"{PREFIXES['rdf']}type"
_LABEL: Final = NamedNode(f"{PREFIXES['rdfs']}label")
_LONGEST: Final = 60


def replace(page: str, markdown: str) -> str:
    """Put pictures after the patterns of the model, and in place of Mermaid, which would need a script."""
    if page == _MODEL:
        number = iter(range(1, 100))
        return _PATTERN.sub(lambda found: f"{found[1]}\n{_shown(next(number))}", markdown)
    if _MERMAID.search(markdown):
        shown = "\n".join(f"![The rooms of {house}, and what stands on which](house-{house}.svg)\n" for house in HOUSES)
        return _MERMAID.sub(lambda _: shown, markdown)
    return markdown


def _shown(number: int) -> str:
    return f'??? info "As a picture"\n\n    ![The pattern above as a picture](pattern-{number}.svg)\n'


def pictures(kg: KnowledgeGraph, labels: dict[str, str]) -> dict[str, bytes]:
    """Draw every pattern of the model, and the rooms of each house. Parameters: labels of terms, by IRI."""
    found = {
        f"pattern-{number}.svg": _pattern(kg, text, labels, title)
        for number, (title, text) in enumerate(_patterns(), start=1)
    }
    for house in HOUSES:
        drawn = shortest(rooms(house))
        arrows = [Arrow(used, name, "is used by") for name, each in drawn.items() for used in each]
        names = {name: name for name in drawn}
        found[f"house-{house}.svg"] = draw(kg, f"The rooms of {house}", arrows, names, dict.fromkeys(names, "room"))
    return found


@cache
def _prefixes() -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def _patterns() -> Iterator[tuple[str, str]]:
    """Give each pattern with the heading that it stands under."""
    lines = (DOCS / _MODEL).read_text(encoding="utf-8").splitlines()
    for block in blocks(DOCS / _MODEL):
        if block.language == "turtle" and block.mark("in the graph") is not None:
            heads = [line.lstrip("# ") for line in lines[: block.line] if line.startswith("#")]
            yield heads[-1], block.text


def _pattern(kg: KnowledgeGraph, text: str, labels: dict[str, str], title: str) -> bytes:
    """Draw a pattern: the things that it names, and each property between two of them; texts and dates stand aside."""
    triples = list(parse(_prefixes() + text, RdfFormat.TURTLE))
    kinds = {each.subject.value: each.object.value for each in triples if each.predicate.value == _TYPE}
    ties = [each for each in triples if isinstance(each.object, NamedNode) and each.predicate.value != _TYPE]
    things = dict.fromkeys(end.value for each in ties for end in (each.subject, each.object))
    names = {thing: _named(kg, thing, kinds.get(thing, ""), labels) for thing in things}
    arrows = [Arrow(each.subject.value, each.object.value, compress(each.predicate.value)) for each in ties]
    coloured = {thing: labels.get(kinds.get(thing, ""), "named, not described here") for thing in things}
    return draw(kg, title, arrows, names, coloured)


def _named(kg: KnowledgeGraph, thing: str, kind: str, labels: dict[str, str]) -> str:
    said = kg.store.engine.quads_for_pattern(NamedNode(thing), _LABEL, None, DefaultGraph())
    label = next((each.object.value for each in said if isinstance(each.object, Literal)), compress(thing))
    short = label if len(label) <= _LONGEST else f"{label[:_LONGEST].rstrip()}…"
    return f"{short} ({labels.get(kind, compress(kind))})" if kind else short
