"""Persons: the authors of publications, the only ones whom the graph names, and whom an assistant is not told.

What a question tells has them in known places. A query may cut and join any text: it reads a copy without them.
"""

import re
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from carekg.build.candidate import Candidate
from carekg.build.makers import MADE
from carekg.export.bibliography import read_author
from carekg.knowledge_graph import KnowledgeGraph
from carekg.store.embedded import VERSION_FILE
from carekg.store.holding import Hold
from carekg.store.remote import is_address
from carekg.terms.namespaces import CKG

WITHHELD: Final = "authors who are persons are not named here: see the publication"
_LISTS: Final = "SELECT DISTINCT ?authors { ?publication ckg:authorList|ckg:printedAuthors ?authors }"
_NAMING: Final = tuple(map(NamedNode, (CKG.authorList, CKG.printedAuthors, CKG.locator)))
_LISTED: Final = re.compile(r".*\(eds?\).*|[\w'-]+, [A-Z]\..*")  # in Hall P (ed), …, or Hall, P. and …


@contextmanager
def left_out(location: str) -> Iterator[str]:
    """Give, for as long as it is needed, where a copy of a version without persons is; files are linked, not copied.

    A graph on another server is left as it is.
    """
    if is_address(location):
        yield location
        return
    with TemporaryDirectory(prefix="carekg-assistant-") as folder:
        version = Path(location)
        hold = Hold(version)  # what was made of it is read there
        copy = Candidate.fork(version, Path(folder))
        _rename(copy.engine)
        del copy.engine  # it holds a lock on its files
        shutil.copy(version / VERSION_FILE, copy.folder)
        if (version / MADE).is_dir():
            (copy.folder / MADE).symlink_to(version / MADE)
        yield str(copy.folder)
        del hold


def _rename(engine: Store) -> None:
    for quad in [quad for name in _NAMING for quad in engine.quads_for_pattern(None, name, None, None)]:
        text = str(getattr(quad.object, "value", ""))
        told = _bodies(text) if quad.predicate in _NAMING[:1] else WITHHELD if _LISTED.fullmatch(text) else text
        if told != text:
            engine.remove(quad)
            engine.add(Quad(quad.subject, quad.predicate, Literal(told), quad.graph_name))
    engine.flush()


def withhold(graph: KnowledgeGraph, told: dict[str, Any]) -> dict[str, Any]:
    """Leave persons out of an answer; bodies that are authors stay."""
    left: dict[str, Any] = _withhold(told, find_lists(graph))
    return left


@lru_cache(maxsize=2)
def find_lists(graph: KnowledgeGraph) -> frozenset[str]:
    """Give the lists of authors, as publications have them."""
    return frozenset(row["authors"].value for row in graph.query(_LISTS))  # type: ignore[union-attr]


def _withhold(told: Any, lists: Set[str], name: str = "") -> Any:
    if isinstance(told, dict):
        return {key: _withhold(value, lists, key) for key, value in told.items()}
    if isinstance(told, list):
        return [_withhold(each, lists, name) for each in told]
    return _bodies(told) if isinstance(told, str) and (name == "authors" or told in lists) else told


def _bodies(authors: str) -> str:
    """Give the bodies of a list of authors.

    >>> _bodies("Stokes J; National Audit Office")
    'National Audit Office; authors who are persons are not named here: see the publication'
    """
    names = [name.strip() for name in authors.split(";")]
    are_bare = len(names) > 1 and not any(" " in name for name in names)  # surnames alone
    bodies = [] if are_bare else [name for name in names if "literal" in read_author(name)]
    return authors if bodies == names else "; ".join([*bodies, WITHHELD])
