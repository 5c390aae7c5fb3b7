"""The view as RDF: its things, and its ties as statements with words, dates and grounds, as Turtle and JSON-LD."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from carekg.export.drawing import Box, Drawing, Said, Tie
from carekg.store.sparql import date_term
from carekg.terms.namespaces import CKG
from carekg.terms.prefixes import PREFIXES

_IRI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_USED: Final = ("ckg", "dcterms", "rdf", "rdfs", "xsd")


def write_turtle(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a view as Turtle. Source: RDF 1.1 Turtle, W3C."""
    return {"graph.ttl": _write(drawing, RdfFormat.TURTLE)}


def write_jsonld(drawing: Drawing) -> Mapping[str, bytes]:
    """Write a view as JSON-LD. Source: JSON-LD 1.1, W3C."""
    return {"graph.jsonld": _write(drawing, RdfFormat.JSON_LD)}


def _write(drawing: Drawing, form: RdfFormat) -> bytes:
    made = serialize(triples(drawing), format=form, prefixes={name: PREFIXES[name] for name in _USED})
    assert made is not None
    return made


def triples(drawing: Drawing) -> Iterator[Triple]:
    """Give the triples of a view: what it is, its things, and each tie as an rdf:Statement."""
    view = NamedNode(drawing.about.address)
    yield from _about(view, drawing)
    for box in drawing.boxes:
        yield from _thing(view, box)
    for tie in drawing.ties:
        for number, said in enumerate(tie.said):
            yield from _tie(view, tie, number, said)


def _term(prefix: str, name: str) -> NamedNode:
    return NamedNode(f"{PREFIXES[prefix]}{name}")


def _about(view: NamedNode, drawing: Drawing) -> Iterator[Triple]:
    about = drawing.about
    for name, text in (("title", about.title), ("description", drawing.description), ("rights", about.attribution)):
        yield Triple(view, _term("dcterms", name), Literal(text, language="en"))
    yield Triple(view, _term("dcterms", "license"), NamedNode(about.licence_address))
    yield Triple(view, _term("dcterms", "source"), Literal(about.source))
    yield Triple(view, _term("dcterms", "hasVersion"), Literal(about.version))
    yield Triple(view, _term("dcterms", "valid"), date_term(about.as_of))


def _thing(view: NamedNode, box: Box) -> Iterator[Triple]:
    if not _IRI.fullmatch(box.iri):
        return
    thing = NamedNode(box.iri)
    yield Triple(view, _term("dcterms", "hasPart"), thing)
    yield Triple(thing, _term("rdfs", "label"), Literal(box.label, language="en"))
    yield Triple(thing, _term("dcterms", "type"), Literal(box.kind, language="en"))
    if box.code:
        yield Triple(thing, _term("dcterms", "identifier"), Literal(box.code))
    if box.note:
        yield Triple(thing, _term("rdfs", "comment"), Literal(box.note, language="en"))


def _tie(view: NamedNode, tie: Tie, number: int, said: Said) -> Iterator[Triple]:
    if not (_IRI.fullmatch(tie.source.iri) and _IRI.fullmatch(tie.target.iri)):
        return
    node = NamedNode(f"{view.value}#{tie.key}-{number + 1}")
    yield Triple(node, _term("rdf", "type"), _term("rdf", "Statement"))
    yield Triple(node, _term("rdf", "subject"), NamedNode(tie.source.iri))
    yield Triple(node, _term("rdf", "object"), NamedNode(tie.target.iri))
    yield Triple(node, _term("rdfs", "label"), Literal(said.sentence, language="en"))
    yield Triple(node, _term("dcterms", "type"), Literal(said.kind, language="en"))
    yield Triple(node, _term("dcterms", "isPartOf"), view)
    for name, value in ((CKG.restsOn, said.statement), (CKG.provision, said.authority)):
        if _IRI.fullmatch(value):
            yield Triple(node, NamedNode(name), NamedNode(value))
    for name, value in ((CKG.validFrom, said.valid_from), (CKG.validUntil, said.valid_until)):
        if value:
            yield Triple(node, NamedNode(name), date_term(value))
    for text in (said.note, said.change):
        if text:
            yield Triple(node, _term("rdfs", "comment"), Literal(text, language="en"))
