"""Kinds: what a parameter may stand for, in one word each, and how another thing stands for one of that kind."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import NamedNode
from rapidfuzz import process

from carekg.names.folding import fold
from carekg.names.groups import FAMILIES, GROUPS, WANTED
from carekg.names.index import Index, Known
from carekg.names.search import LONGEST
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, read_folder
from carekg.terms.errors import UnknownName
from carekg.terms.prefixes import PREFIXES, expand, is_name_of_thing

_TURNED: Final = {query.name: query.text for query in read_folder(Path(__file__).parent / "turned")}
_NEAREST: Final = 4


class Kind(NamedTuple):
    """A kind of thing that may be wanted: in words, with the article, and whether a thing is one."""

    words: str
    fits: Callable[[Known], bool]


def _of_group(group: str) -> Callable[[Known], bool]:
    return lambda thing: thing.group == group


def _of_kind(*names: str) -> Callable[[Known], bool]:
    wanted = frozenset(f"{PREFIXES['structure']}{name}" for name in names)
    return lambda thing: thing.kind_iri in wanted


COUNCIL: Final = "council"
OF_SEVERAL: Final = ("health", "combined")  # kinds that are meant for themselves where they stand for no one council
_FITS: Final = {
    COUNCIL: _of_kind("upper-tier-local-authority", "local-authority"),
    "health": _of_kind(
        "integrated-care-board", "clinical-commissioning-group", "health-board", "local-health-board", "hsc-trust"
    ),
    "combined": _of_kind("combined-authority", "combined-county-authority"),
    "seated": _of_kind("health-and-wellbeing-board", "integrated-care-board", "integrated-care-partnership"),
    "body": _of_group("bodies"),
    "area": _of_group("places"),
    "kind": _of_group("kinds"),
    "law": _of_group("law"),
}
_KINDS: Final = {name: Kind(words, _FITS[name]) for name, words in WANTED.items()}


def find_kind(name: str) -> Kind:
    """Give a wanted kind by its word, or by the prefix that its things have."""
    if name in _KINDS:
        return _KINDS[name]
    start, words = PREFIXES[name], name.replace("-", " ")
    article = "an" if words[0] in "aeiou" else "a"
    return Kind(f"{article} {words}", lambda thing: thing.iri.startswith(start))


def read_kind(index: Index, text: str) -> Kind:
    """Give the kind that a caller names: a group, a family such as `council`, or a kind by a name of it or its CURIE.

    Raises: UnknownName with the kinds that are most like it.
    """
    if is_name_of_thing(text):
        iri = expand(text)
        return Kind(text, lambda thing: thing.kind_iri == iri)
    folded = fold(text)
    if folded in GROUPS:
        return Kind(folded, _of_group(folded))
    if folded.removesuffix("s") in FAMILIES:
        return Kind(f"a {folded.removesuffix('s')}", lambda thing: thing.kind_iri in FAMILIES[folded.removesuffix("s")])
    names = index.kinds.get(folded) or index.kinds.get(folded.removesuffix("s"))
    if names is None:
        known = sorted({kind for kinds in index.kinds.values() for kind in kinds})
        raise UnknownName("kind", text, [match[0] for match in process.extract(text[:LONGEST], known, limit=_NEAREST)])
    return Kind(" or ".join(sorted(names)), lambda thing: thing.kind in names)


def turn(store: Embedded, things: Iterable[str], kind: str) -> list[str]:
    """Give the things of a kind that others stand for: an area for its council, a council for its board.

    Returns: those that stand nearest, of several ways.
    """
    nodes = [NamedNode(thing) for thing in things]
    if kind not in _TURNED or not nodes:
        return []
    rows = store.select(bind(_TURNED[kind], {"things": nodes}))
    ranks = {row["found"].value: int(row["rank"].value) for row in reversed(rows)}
    return [found for found, rank in ranks.items() if rank == min(ranks.values())]
