"""The reference of the model: classes with properties and an example each, properties, vocabularies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode

from carekg import KnowledgeGraph
from carekg.store.sparql import bind, read
from carekg.terms.prefixes import PREFIXES, compress, expand
from handbook.writing import fenced, table, upper_first

_TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")
_TERMS: Final = read(Path(__file__).parent / "terms.rq").text
_LABELS, _CONCEPTS, _USES, _INSTANCES, _POINTED = (
    read(Path(__file__).parent / f"{name}.rq").text for name in ("labels", "concepts", "uses", "instances", "pointed")
)
_CLASSES: Final = """# Classes

Every class of the ontology: what it means, which properties its things have in version `{version}`, how many there are,
and one of them as it stands in the graph. How they belong together is told in [the model, by example](../model.md); how
many ties there are between them, in [the metagraph](metagraph.md).

"""
_PROPERTIES: Final = """# Properties

Every property of the ontology, by module, with how often it is used in version `{version}`.

"""
_VOCABULARIES: Final = """# Vocabularies

Every list of concepts, with what each means and how many statements point to it in version `{version}`.

"""
_LINES: Final = 14  # of an example
_LONGEST: Final = 160  # letters of a text in an example


class Term(NamedTuple):
    """A class or property of the ontology."""

    iri: str
    module: str
    label: str
    meaning: str
    example: str
    above: tuple[str, ...]


def labels(kg: KnowledgeGraph) -> dict[str, str]:
    """Give what classes and properties are called, by IRI."""
    return {each["term"]: each["label"] for each in _rows(kg, _LABELS)}


def pages(kg: KnowledgeGraph) -> dict[str, str]:
    """Write the pages of classes, properties and vocabularies."""
    version = kg.version[:16]
    uses = {each["what"]: int(each["uses"]) for each in _rows(kg, _POINTED)}
    used: dict[str, list[str]] = defaultdict(list)
    for each in _rows(kg, _USES):
        used[each["class"]].append(each["property"])
    held = {each["class"]: (int(each["number"]), each["one"]) for each in _rows(kg, _INSTANCES)}
    classes = "\n".join(
        "\n".join([f"## {upper_first(module)}\n", *(part for each in found for part in _class(kg, each, held, used))])
        for module, found in _by_module(_terms(kg, "owl:Class"))
    )
    properties = "\n".join(_list(name, found, uses) for name, found in _by_module(_properties(kg)))
    return {
        "reference/classes.md": _CLASSES.format(version=version) + classes,
        "reference/properties.md": _PROPERTIES.format(version=version) + properties,
        "reference/vocabularies.md": _VOCABULARIES.format(version=version) + "\n".join(_schemes(kg, uses)),
    }


def _properties(kg: KnowledgeGraph) -> list[Term]:
    return _terms(kg, "owl:ObjectProperty", "owl:DatatypeProperty")


def _terms(kg: KnowledgeGraph, *kinds: str) -> list[Term]:
    found: dict[str, Term] = {}
    for told in _rows(kg, bind(_TERMS, {"kinds": [NamedNode(expand(each)) for each in kinds]})):
        known = found.get(told["term"])
        above = tuple(each for each in (told["above"],) if each)
        module = told["module"].rpartition("/")[2]
        found[told["term"]] = (
            known._replace(above=tuple(dict.fromkeys((*known.above, *above))))
            if known
            else Term(told["term"], module, told["label"], told["meaning"], told["example"], above)
        )
    return sorted(found.values(), key=lambda each: each.label.casefold())


def _rows(kg: KnowledgeGraph, query: str) -> Iterable[dict[str, str]]:
    for row in kg.store.select(query):
        yield {name: "" if value is None else value.value for name, value in row.items()}


def _by_module(terms: Iterable[Term]) -> list[tuple[str, list[Term]]]:
    found: dict[str, list[Term]] = defaultdict(list)
    for each in terms:
        found[each.module].append(each)
    return sorted(found.items())


def _class(
    kg: KnowledgeGraph, term: Term, held: Mapping[str, tuple[int, str]], used: Mapping[str, list[str]]
) -> Iterable[str]:
    name = compress(term.iri)
    yield f"### `{name}` {{: #{name.partition(':')[2].lower()} }}\n"
    yield f"*{upper_first(term.label)}*. {term.meaning}\n"
    if term.above:
        yield f"Narrower than {', '.join(f'`{compress(each)}`' for each in term.above)}.\n"
    if term.iri not in held:
        yield f"None in this version{': it is said of ' + term.example if term.example else ''}.\n"
        return
    number, one = held[term.iri]
    properties = ", ".join(f"`{compress(each)}`" for each in used[term.iri] if each != _TYPE.value)
    yield f"There {'is 1' if number == 1 else f'are {number:,}'}. Properties: {properties}.\n"
    yield fenced(example(kg, one), "turtle")


def example(kg: KnowledgeGraph, thing: str) -> str:
    """Write what is said of a thing as Turtle, long texts and long lists cut."""
    quads = kg.store.engine.quads_for_pattern(NamedNode(thing), None, None, DefaultGraph())
    kept = sorted({(each.predicate.value, term(each.object)) for each in quads})
    lines = [f"{'a' if predicate == _TYPE.value else compress(predicate)} {told}" for predicate, told in kept]
    lines.sort(key=lambda line: (not line.startswith("a "), line))
    more = [] if len(lines) <= _LINES else [f"# and {len(lines) - _LINES} more"]
    body = " ;\n    ".join(lines[:_LINES])
    return "\n".join([f"{term(NamedNode(thing))} {body} .", *more])


def term(value: object) -> str:
    """Write a term as Turtle does where prefixes are declared."""
    if isinstance(value, NamedNode):
        short = compress(value.value)
        return short if short != value.value and "/" not in short.partition(":")[2] else str(value)
    if isinstance(value, Literal) and len(value.value) > _LONGEST:
        return str(Literal(f"{value.value[:_LONGEST].rstrip()}…", language=value.language))
    if isinstance(value, Literal) and value.datatype.value.startswith(PREFIXES["xsd"]):
        return str(value).replace(f"^^{value.datatype}", f"^^{compress(value.datatype.value)}")
    return str(value)


def _list(module: str, found: list[Term], uses: Mapping[str, int]) -> str:
    rows = [[f"`{compress(each.iri)}`", each.label, each.meaning, f"{uses.get(each.iri, 0):,}"] for each in found]
    return f"## {upper_first(module)}\n\n{table(['property', 'label', 'meaning', 'used'], rows)}"


def _schemes(kg: KnowledgeGraph, uses: Mapping[str, int]) -> Iterable[str]:
    schemes: dict[str, list[dict[str, str]]] = defaultdict(list)
    for told in _rows(kg, _CONCEPTS):
        schemes[told["scheme"]].append(told)
    for scheme, concepts in schemes.items():
        name = compress(scheme)
        yield f"## {concepts[0]['title']} {{: #{name.partition(':')[2]} }}\n"
        yield f"{concepts[0]['purpose']}\n"
        seen = {each["concept"]: each for each in concepts}
        rows = [
            [f"`{compress(each['concept'])}`", each["label"], each["meaning"], f"{uses.get(each['concept'], 0):,}"]
            for each in seen.values()
        ]
        yield table(["concept", "label", "meaning", "pointed to"], rows)
