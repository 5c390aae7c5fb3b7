r"""Dialects: what other servers read and write in their own way, brought to what the standards say.

Source: SPARQL 1.1 Query Language, sections 19.8 and 11; XML Schema 1.1, Part 2, section 3.3.2 (boolean).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from carekg.store.faults import undeclared_prefixes
from carekg.store.results import QueryResult
from carekg.store.sparql import tokens
from carekg.terms.prefixes import PREFIXES

_BOOLEAN: Final = NamedNode(f"{PREFIXES['xsd']}boolean")
_TRUE: Final = ("1", "true")
_ESCAPED: Final = re.compile(r"\\(.)")
_EMPTY: Final = Store()


def spell_out(text: str) -> str:
    r"""Make a text readable by any server: declare the registered prefixes that it uses and does not declare itself.

    Names with an escape are written as whole IRIs, since some servers know no escapes.

    >>> spell_out("ASK { ?s a skos:Concept # ckg:Duty\n }")
    'PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nASK { ?s a skos:Concept # ckg:Duty\n }'
    >>> spell_out(r"ASK { leg:ukpga\/2012 ?p ?o }")
    'ASK { <http://www.legislation.gov.uk/id/ukpga/2012> ?p ?o }'
    """
    spaces = {**PREFIXES, **_declared(text)}
    plain = "".join(_whole(token, spaces) if kind == "name" else token for kind, token in tokens(text))
    used = dict.fromkeys(prefix for prefix in undeclared_prefixes(plain) if prefix in PREFIXES)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + plain


def _whole(name: str, spaces: Mapping[str, str]) -> str:
    prefix, _, local = name.partition(":")
    if "\\" not in local or prefix not in spaces:
        return name
    return f"<{spaces[prefix]}{_ESCAPED.sub(lambda match: match[1], local)}>"


def _declared(text: str) -> dict[str, str]:
    found = {}
    said = [token for kind, token in tokens(text) if kind not in ("space", "comment")]
    for word, name, iri in zip(said, said[1:], said[2:], strict=False):
        if word.upper() == "PREFIX":
            found[name.partition(":")[0]] = iri.strip("<>")
    return found


def tidy(term: Any) -> Any:
    """Make a term of an answer what our own engine would have given.

    Some servers write truth as a digit, which XML Schema allows, and give an empty text where a group had nothing to
    join; the graph itself holds no empty text.

    >>> tidy(Literal("1", datatype=_BOOLEAN)), tidy(Literal(""))
    (<Literal value=true datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#boolean>>, None)
    """
    if isinstance(term, Literal) and term.datatype == _BOOLEAN:
        return Literal(term.value in _TRUE)
    return None if isinstance(term, Literal) and not term.value else term


def as_truth(found: QuerySolutions) -> QueryResult:
    """Make the engine's own truth of the table that Virtuoso gives for ASK: one cell, or none where it is not so."""
    is_so = any(term.value in _TRUE for row in found for term in row)
    return _EMPTY.query("ASK {}" if is_so else "ASK { ?s ?p ?o }")


def as_triples(answer: bytes) -> QueryResult:
    """Make the engine's own kind of result from N-Triples."""
    received = Store()
    received.load(answer, RdfFormat.N_TRIPLES)
    return received.query("CONSTRUCT WHERE { ?s ?p ?o }")
