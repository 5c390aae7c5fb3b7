"""Plain RDF: a store that holds what it was given and nothing else, changed as the standards say.

Nothing is derived, merged or checked, no graph is protected, and the default graph is one of its own. A graph without
triples is not kept, as the standards allow.

Source: SPARQL 1.1 Update, section 3; SPARQL 1.1 Graph Store HTTP Protocol, section 5.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from pyoxigraph import NamedNode, Store

from carekg.build.candidate import Candidate
from carekg.build.makers import Maker
from carekg.build.revision import TURN, Change
from carekg.store.catalog import Catalog
from carekg.store.embedded import CURRENT, ENGINE_FOLDER, VERSION_FILE
from carekg.store.seal import sealed
from carekg.store.versions import BUILD_GRAPH, PLAIN, locked, make_folder
from carekg.terms.errors import GraphProtected


class Plain(Candidate):
    """A version of plain RDF in the making."""

    @classmethod
    def open(cls, output: Path) -> Self:
        """Open a candidate, in memory, with all that the current version of a store folder holds, if there is one."""
        version = (output / CURRENT).resolve()
        engine = Store()
        if version.is_dir():
            engine.bulk_extend(Store.read_only(str(version / ENGINE_FOLDER)))
        return cls(output, make_folder(output), engine, Catalog(version / "catalog.ttl", ()))

    def _describe(self) -> dict[str, Any]:
        return {**super()._describe(), PLAIN: True}


def start_plain(output: Path, makers: Iterable[Maker] = ()) -> None:
    """Publish an empty version of plain RDF in a store folder that holds no version yet."""
    with locked(output, "a service that starts", TURN):
        if not (output / CURRENT).exists():
            Plain.open(output).publish(makers=makers)


def is_plain(output: Path) -> bool:
    """Tell whether a store folder holds plain RDF."""
    record = output / CURRENT / VERSION_FILE
    return record.is_file() and PLAIN in json.loads(record.read_text(encoding="utf-8"))


def revise_plain(output: Path, change: Change, note: str, makers: Iterable[Maker] = ()) -> str:
    """Make a change of plain RDF: a new version, or nothing. Parameters, return and errors: as of `revise`.

    One graph is not for callers: in the record of a build, which its version's name leaves out, a change would be lost.
    """
    with locked(output, "a write", TURN):
        candidate = Plain.open(output)
        try:
            with sealed():
                change.carry_out(candidate.engine)
            if candidate.engine.contains_named_graph(NamedNode(BUILD_GRAPH)):
                raise GraphProtected([BUILD_GRAPH])
            return candidate.publish(note, makers)
        finally:
            candidate.discard()
