"""Prefixes: one short name for each namespace, the same in files, queries, CURIEs and the service."""

import re
from typing import Final

from carekg.terms.errors import BadParameter

ID: Final = "https://w3id.org/carekg/id/"
GRAPH: Final = "https://w3id.org/carekg/graph/"

_KINDS: Final = (
    "action",
    "activity",
    "affiliation",
    "allocation",
    "area-kind",
    "assertion",
    "barrier",
    "benefit",
    "bill",
    "body",
    "body-of-evidence",
    "capacity",
    "catchment",
    "citation",
    "citation-status",
    "claim",
    "completeness",
    "contribution",
    "copy",
    "copy-kind",
    "correction",
    "correction-kind",
    "coverage",
    "dataset",
    "delay",
    "delay-reason",
    "document",
    "document-relation",
    "document-step",
    "driver",
    "edge",
    "effect",
    "effect-type",
    "enabler",
    "end-status",
    "event",
    "finding",
    "finding-direction",
    "flow",
    "fund",
    "graph-role",
    "guidance-status",
    "hedge",
    "involvement",
    "integration-model",
    "knowledge-level",
    "label",
    "layer",
    "legal-capacity",
    "legal-form",
    "look",
    "mechanism",
    "membership",
    "modality",
    "naming",
    "outcome",
    "overlap",
    "overlap-basis",
    "own",
    "patients",
    "population",
    "post",
    "precision",
    "publication",
    "reach",
    "reading",
    "reference",
    "relation",
    "relevance",
    "required-post",
    "required-seat",
    "role",
    "role-holding",
    "rule",
    "scheme",
    "search",
    "seat",
    "seat-basis",
    "sector",
    "service",
    "shape",
    "sighting",
    "source",
    "stage",
    "stakeholder",
    "statement",
    "statement-kind",
    "structure",
    "study-design",
    "succession",
    "succession-kind",
    "term",
    "tie",
    "transfer",
    "verification",
)

PREFIXES: Final[dict[str, str]] = {
    "ckg": "https://w3id.org/carekg/def/",
    "graph": GRAPH,
    "leg": "http://www.legislation.gov.uk/id/",
    "legdoc": "http://www.legislation.gov.uk/",
    "gss": "http://statistics.data.gov.uk/id/statistical-geography/",
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "fabio": "http://purl.org/spar/fabio/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "vann": "http://purl.org/vocab/vann/",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
} | {kind: f"{ID}{kind}/" for kind in _KINDS}


def expand(name: str) -> str:
    """Give the IRI that a CURIE, or an IRI, stands for.

    Parameters: name, a CURIE with a registered prefix, or an absolute IRI, with or without angle brackets.
    Raises: BadParameter where the prefix is not registered or there is none.

    >>> expand("leg:ukpga/2012/7/section/194")
    'http://www.legislation.gov.uk/id/ukpga/2012/7/section/194'
    >>> expand("<http://example.org/x>")
    'http://example.org/x'

    Source: CURIE Syntax 1.0, W3C Working Group Note, 2010.
    """
    name = name.strip().removeprefix("<").removesuffix(">")
    if "://" in name and not any(character in name for character in ' <>"{}|\\^`'):
        return name
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES or not local:
        raise BadParameter("id", name, "write a CURIE such as structure:integrated-care-board, or a whole IRI")
    return PREFIXES[prefix] + local


def is_name_of_thing(name: str) -> bool:
    """Tell whether a text is an IRI or a CURIE with a registered prefix.

    >>> is_name_of_thing("fund:better-care-fund"), is_name_of_thing("Leeds: the city")
    (True, False)
    """
    try:
        return bool(expand(name))
    except BadParameter:
        return False


_PREFIX_OF: Final = {space: prefix for prefix, space in sorted(PREFIXES.items())}
_SPACES: Final = re.compile("|".join(map(re.escape, sorted(_PREFIX_OF, key=len, reverse=True))))  # the longest first


def compress(iri: str) -> str:
    """Give the CURIE for an IRI, by the longest namespace that begins it; the IRI itself where there is none.

    >>> compress("https://w3id.org/carekg/id/fund/better-care-fund")
    'fund:better-care-fund'
    >>> compress("http://www.legislation.gov.uk/id/ukpga/2012/7")
    'leg:ukpga/2012/7'
    """
    found = _SPACES.match(iri)
    return iri if found is None else f"{_PREFIX_OF[found[0]]}:{iri[found.end() :]}"
