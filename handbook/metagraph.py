"""The metagraph: which classes there are, and how things of one are tied to things of another, counted in the data."""

from collections import Counter, defaultdict
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode

from carekg import KnowledgeGraph
from carekg.terms.prefixes import PREFIXES, compress
from handbook.pictures import Arrow, draw
from handbook.writing import table

_TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")
_OF_THE_LANGUAGE: Final = tuple(PREFIXES[each] for each in ("rdf", "rdfs", "owl", "dcat", "prov"))
_LEFT_OUT: Final = tuple(  # of the picture: nearly all things point to them
    f"{PREFIXES[prefix]}{name}"
    for prefix, name in (("ckg", "SourceFile"), ("skos", "Concept"), ("skos", "ConceptScheme"))
)
_FEWEST: Final = 300  # ties of one kind between two classes, for the picture
_INTRODUCTION: Final = """# The metagraph

Which classes the graph has, and how things of one are tied to things of another: counted in version `{version}`, in
what queries see that name no graph. A thing is counted under the narrowest of its classes. {classes} classes
have things, and {ties} kinds of tie join them.

![Classes, and the ties of which there are at least {fewest}, those to files and concepts left out]({picture})

## Classes

{counts}
## Ties

Where there are {least} of a kind, or more.

{table}"""
_LEAST: Final = 20


def count_ties(kg: KnowledgeGraph) -> tuple[Counter[str], Counter[tuple[str, str, str]]]:
    """Count the things of each class, and the ties from one class to another by property."""
    engine, graph = kg.store.engine, DefaultGraph()
    classes: dict[str, list[str]] = defaultdict(list)
    sizes: Counter[str] = Counter()
    for quad in engine.quads_for_pattern(None, _TYPE, None, graph):
        if isinstance(quad.object, NamedNode) and not quad.object.value.startswith(_OF_THE_LANGUAGE):
            classes[str(quad.subject)].append(quad.object.value)
            sizes[quad.object.value] += 1
    narrowest = {thing: min(each, key=lambda name: (sizes[name], name)) for thing, each in classes.items()}
    ties: Counter[tuple[str, str, str]] = Counter()
    for quad in engine.quads_for_pattern(None, None, None, graph):
        if isinstance(quad.object, NamedNode) and quad.predicate != _TYPE:
            source, target = narrowest.get(str(quad.subject)), narrowest.get(str(quad.object))
            if source and target:
                ties[source, quad.predicate.value, target] += 1
    return Counter(narrowest.values()), ties


def pages(kg: KnowledgeGraph, labels: dict[str, str]) -> dict[str, str | bytes]:
    """Write the page of the metagraph, and draw its picture.

    Parameters: labels of classes and properties, by IRI.
    """
    things, ties = count_ties(kg)
    shown = {
        each: number
        for each, number in ties.items()
        if number >= _FEWEST and each[0] not in _LEFT_OUT and each[2] not in _LEFT_OUT
    }
    ends = {end for one, _, two in shown for end in (one, two)}
    arrows = [
        Arrow(one, two, labels.get(tie, compress(tie)), f" ({number:,})") for (one, tie, two), number in shown.items()
    ]
    named = {end: f"{labels.get(end, compress(end))} ({things[end]:,})" for end in ends}
    kinds = dict.fromkeys(ends, "class")
    title = "How the classes of the graph are tied"
    meaning = f"Ties of which there are at least {_FEWEST}; those to files and to concepts are left out."
    picture = draw(kg, title, arrows, named, kinds, meaning=meaning, bundle="pairs")
    ordered = sorted(ties.items(), key=lambda each: (-each[1], each[0]))
    text = _INTRODUCTION.format(
        version=kg.version[:16],
        classes=len(things),
        ties=len(ties),
        fewest=_FEWEST,
        least=_LEAST,
        picture="metagraph.svg",
        counts=table(
            ["class", "what it is", "things"],
            [
                [f"`{compress(name)}`", labels.get(name, ""), f"{number:,}"]
                for name, number in sorted(things.items(), key=lambda each: (-each[1], each[0]))
            ],
        ),
        table=table(
            ["from", "tie", "to", "ties"],
            [
                [f"`{compress(one)}`", f"`{compress(tie)}`", f"`{compress(two)}`", f"{number:,}"]
                for (one, tie, two), number in ordered
                if number >= _LEAST
            ],
        ),
    )
    return {"reference/metagraph.md": text, "reference/metagraph.svg": picture}
