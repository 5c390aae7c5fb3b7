"""Making an overlay: a store folder of its own, derived from one version of the graph and the facts of a workbook."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pyoxigraph import NamedNode, RdfFormat

from carekg.build.candidate import Candidate
from carekg.build.check import check
from carekg.build.makers import Maker
from carekg.build.rules import Progress
from carekg.names.lookup import Names
from carekg.overlay.facts import write_facts
from carekg.overlay.reading import Workbook, read_workbook
from carekg.store.catalog import load_turtle
from carekg.store.embedded import CURRENT, VERSION_FILE, Embedded
from carekg.store.postcodes import FILE as POSTCODES
from carekg.store.versions import content_hash, is_overlay, locked, name_overlay
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import GRAPH

OWN_GRAPH: Final = NamedNode(f"{GRAPH}own")
_WORDS: Final = Path(__file__).parent / "own.ttl"


def add(
    file: Path,
    store: Path,
    output: Path,
    *,
    makers: Iterable[Maker] = (),
    progress: Progress = lambda *_: None,
) -> tuple[str, Workbook]:
    """Make the overlay of a workbook over the current version of a store; what the folder held is replaced.

    Parameters: file, the workbook; store, the folder of the public store; output, the folder of the overlay; makers, of
    what is made of it before it is published; progress, told of the stages.
    Returns: the name of the overlay, which names the version too, and the workbook.
    Raises: StoreMissing; InvalidSheet with a sentence for each fault; InvalidGraph; BadParameter where the folder is
    that of another store. Nothing is changed then.
    """
    public = Embedded.open(store)
    _refuse_public(store, output)
    progress("read", 0, 1)
    names = Names(public)
    book = read_workbook(file, names)
    book.raise_for_faults()
    with locked(output, "carekg overlay add"):
        candidate = Candidate.over(public.folder, output)
        try:
            with TemporaryDirectory(dir=candidate.folder) as folder:  # so that nothing of it lies elsewhere
                facts = Path(folder) / "facts.ttl"
                facts.write_bytes(write_facts(book, names))
                for each in (facts, _WORDS):
                    load_turtle(candidate.engine, each, OWN_GRAPH, "the overlay")
            name = _publish(candidate, public, makers, progress)
        finally:
            candidate.discard()
        table = output / POSTCODES
        if (store / POSTCODES).is_file() and not table.exists():  # they are of neither, and lie beside the versions
            table.symlink_to((store / POSTCODES).resolve())
    return name, book


def _publish(candidate: Candidate, public: Embedded, makers: Iterable[Maker], progress: Progress) -> str:
    """Derive, check and publish. What the public version holds is known to conform."""
    own = list(candidate.engine.quads_for_pattern(None, None, None, OWN_GRAPH))
    lines = candidate.engine.dump(format=RdfFormat.N_TRIPLES, from_graph=OWN_GRAPH) or b""
    name = name_overlay(str(public.version["hash"]), content_hash(lines.splitlines(keepends=True)))
    candidate.list_local()
    candidate.derive(progress)
    progress("check", 0, 1)
    subjects = {quad.subject.value for quad in own if isinstance(quad.subject, NamedNode)}
    check(candidate.engine, candidate.catalog, subjects).raise_for_violations()
    progress("merge", 0, 1)
    candidate.merge()
    return candidate.publish(makers=makers, name=name)


def _refuse_public(store: Path, output: Path) -> None:
    """Refuse a folder that is no overlay's: it would go on as one, and others might serve or send it."""
    if output.resolve() == store.resolve() or (
        (output / CURRENT / VERSION_FILE).is_file() and not is_overlay((output / CURRENT).resolve())
    ):
        raise BadParameter("overlay", output, "it is the folder of a public store; name one of its own")
