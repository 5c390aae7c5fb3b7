"""Update text: the dataset of its operations, and a prologue before any of them.

Source: SPARQL 1.1 Update, section 3; SPARQL 1.1 Protocol, section 2.2.3.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from pyoxigraph import NamedNode

from carekg.store.sparql import tokens
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import PREFIXES

_DECLARATIONS: Final = {"PREFIX": 2, "BASE": 1, "VERSION": 1}  # how many tokens follow each word
_BLANK: Final = ("space", "comment")
_PLAIN: Final = {*_DECLARATIONS, "INSERT", "DELETE", "DATA", "WHERE"}  # words of what changes only graphs that it names
_GRAPH: Final = "GRAPH"

Parts = Sequence[tuple[str, str]]


def graphs_of(text: str) -> frozenset[str] | None:
    """Give the graphs that an update names, where it can read and change no other but the unnamed one; else None.

    In doubt it can: where an operation is on whole graphs, a graph is a variable, or a name is not plain.

    >>> sorted(graphs_of("PREFIX e: <http://e/> INSERT DATA { e:a e:b 1 GRAPH e:g { e:a e:b 1 } }"))
    ['http://e/g']
    >>> graphs_of("DELETE WHERE { GRAPH ?g { ?s ?p 'GRAPH' } }"), graphs_of("CLEAR ALL"), graphs_of("INSERT DATA {}")
    (None, None, frozenset())
    >>> graphs_of(""), graphs_of("# nothing")
    (frozenset(), frozenset())
    """
    parts = [part for part in tokens(text) if part[0] not in _BLANK]
    prefixes, named, depth = dict(PREFIXES), set[str](), 0
    for (kind, token), (after_kind, after) in zip_longest(parts, parts[1:], fillvalue=("", "")):
        word = token.upper()
        depth += (kind == "open") - (kind == "close")
        if "\\" in token and kind != "string":
            return None
        if kind == "word" and depth == 0 and word not in _PLAIN:
            return None
        if kind == "name" and depth == 0:
            prefixes[token.removesuffix(":")] = ""
        if kind == "iri" and depth == 0 and parts:
            prefixes |= {name: token[1:-1] for name, iri in prefixes.items() if not iri}
        if kind == "word" and _GRAPH in word:
            prefix, colon, name = after.partition(":")
            known = prefixes.get(prefix, "") + name if after_kind == "name" and colon else after[1:-1]
            if word != _GRAPH or after_kind not in ("iri", "name") or ":" not in known or known == name:
                return None
            named.add(known)
        if kind == "name" and _GRAPH in word.partition(":")[0] and after == "{" and f"{_GRAPH} {token}" not in text:
            return None  # the engine needs no space after the word
    return frozenset(named)


def operations(text: str) -> list[str]:
    """Split an update before each prologue that follows a semicolon, which the engine does not read.

    Each part has the declarations of those before it too, so that they can be carried out one after the other.

    >>> operations("PREFIX e: <http://e/> CLEAR DEFAULT; CLEAR ALL; BASE <http://f/> DROP GRAPH e:g")
    ['PREFIX e: <http://e/> CLEAR DEFAULT; CLEAR ALL', 'PREFIX e: <http://e/> BASE <http://f/> DROP GRAPH e:g']
    >>> operations("CLEAR DEFAULT ; CLEAR ALL")
    ['CLEAR DEFAULT ; CLEAR ALL']
    """
    found: list[str] = []
    declared = ""
    for part in _split(list(tokens(text))):
        length = _prologue_length(part)
        written = "".join(token for _, token in part).strip()
        found.append(f"{declared} {written}".strip())
        declared = f"{declared} {''.join(token for _, token in part[:length])}".strip()
    return found


def _split(parts: Parts) -> Iterator[Parts]:
    """Give the tokens up to each semicolon, left out, after which a prologue begins; and those after the last."""
    start = depth = 0
    for number, (kind, written) in enumerate(parts):
        depth += (kind == "open") - (kind == "close")
        if depth == 0 and written == ";" and _prologue_length(parts[number + 1 :]):
            yield parts[start:number]
            start = number + 1
    yield parts[start:]


def _prologue_length(parts: Parts) -> int:
    """Give how many of some tokens are declarations, from the first on."""
    length = awaited = 0
    for number, (kind, token) in enumerate(parts):
        if kind in _BLANK:
            continue
        if awaited:
            awaited -= 1
            length = number + 1 if not awaited else length
        elif kind == "word" and token.upper() in _DECLARATIONS:
            awaited = _DECLARATIONS[token.upper()]
        else:
            break
    return length


def scope(text: str, using: Sequence[str], named: Sequence[str]) -> str:
    """Write the dataset of an update's operations before the WHERE of each.

    Parameters: text of the update; using and named, the IRIs for USING and USING NAMED.
    Raises: BadParameter where the update says USING or WITH itself.

    >>> scope("INSERT { ?s a ?o } WHERE { ?s a ?o }", ["http://e/g"], [])
    'INSERT { ?s a ?o } USING <http://e/g> WHERE { ?s a ?o }'
    >>> scope("DELETE WHERE { ?s a ?o }", [], ["http://e/g"])
    'DELETE { ?s a ?o } USING NAMED <http://e/g> WHERE { ?s a ?o }'

    Source: SPARQL 1.1 Protocol, section 2.2.3.
    """
    clauses = [f"USING {NamedNode(iri)} " for iri in using] + [f"USING NAMED {NamedNode(iri)} " for iri in named]
    written, depth, previous = [], 0, ""
    parts = list(tokens(text))
    for number, (kind, token) in enumerate(parts):
        depth += (kind == "open") - (kind == "close")
        word = token.upper() if kind == "word" and depth == 0 else ""
        if clauses and word in ("USING", "WITH"):
            raise BadParameter("using-graph-uri", word, "name the dataset in the update or in the request, not in both")
        if clauses and word == "WHERE":
            if previous == "DELETE":  # the short form has no place for a dataset
                written.append("".join(_block(parts[number + 1 :])).strip() + " ")
            written += clauses
        written.append(token)
        if kind not in ("space", "comment"):
            previous = token.upper()
    return "".join(written)


def keep_unnamed(text: str, mirror: NamedNode) -> str:
    """Write an update so that what it does to all named graphs leaves one of them: the mirror of the unnamed graph.

    >>> keep_unnamed("CLEAR NAMED ; DROP SILENT NAMED", NamedNode("http://e/g"))
    'CLEAR NAMED ; COPY SILENT DEFAULT TO <http://e/g> ; DROP SILENT NAMED ; COPY SILENT DEFAULT TO <http://e/g>'
    """
    written, said = list[str](), ["", ""]
    depth = 0
    for kind, token in tokens(text):
        written.append(token)
        depth += (kind == "open") - (kind == "close")
        if kind in _BLANK or (kind == "word" and token.upper() == "SILENT"):
            continue
        said = [said[1], token.upper()]
        if depth == 0 and said[1] == "NAMED" and said[0] in ("CLEAR", "DROP"):
            written.append(f" ; COPY SILENT DEFAULT TO {mirror}")
    return "".join(written)


def _block(parts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give the tokens up to the end of the first block in braces."""
    depth = 0
    for kind, token in parts:
        depth += (kind == "open") - (kind == "close")
        yield token if kind != "comment" else " "
        if kind == "close" and depth == 0:
            return
