"""History: what the data of a version say otherwise than those before it, as things and columns.

Each published version adds one file to `changes/` in the store folder; a release ships its own in `data/changes/`. A
line is one column of one thing, in JSON.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from carekg.terms.files import locate
from carekg.terms.prefixes import PREFIXES

FOLDER: Final = "changes"
_LABELS: Final = tuple(
    NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"), ("dcterms", "title"))
)
_SILENT: Final = frozenset(  # what no reader takes for something said: how it is filed, drawn, and where it was read
    PREFIXES[prefix] + name
    for prefix, names in {
        "rdf": ("type",),
        "skos": ("inScheme", "topConceptOf"),
        "prov": ("wasDerivedFrom", "hadPrimarySource"),
        "ckg": (
            *("readAt", "readOn", "pinpoint", "page", "inCopy", "firstSeen", "lastSeen"),
            *("colour", "rank", "shape", "line", "arrow", "layout", "edgeCost", "edgeWeight"),
        ),
    }.items()
    for name in names
)
_HIDDEN: Final = ("affiliation", "copy", "overlap", "reading", "sighting", "transfer", "edge", "file")
_UNSEEN: Final = tuple(f"https://w3id.org/carekg/id/{kind}/" for kind in _HIDDEN)  # no page is about these
NEW: Final = "new"
GONE: Final = "gone"
OTHERWISE: Final = "otherwise"


class Change(NamedTuple):
    """What is said otherwise: a name that stays, the day, the thing, and which column with what it said and says.

    `kind` is new or gone where that is the whole thing, which then has no column.
    """

    id: str
    day: str
    version: str
    thing: str
    label: str
    kind: str
    column: str = ""
    before: Sequence[str] = ()
    after: Sequence[str] = ()


def compare(old: Store, new: Store, graphs: Iterable[NamedNode]) -> tuple[list[Quad], list[Quad]]:
    """Give what came and what went in some named graphs. Parameters: engines of both versions; graphs."""
    came, went = list[Quad](), list[Quad]()
    for graph in graphs:
        came += [quad for quad in new.quads_for_pattern(None, None, None, graph) if quad not in old]
        went += [quad for quad in old.quads_for_pattern(None, None, None, graph) if quad not in new]
    return came, went


def tell(
    came: Iterable[Quad], went: Iterable[Quad], label: Callable[[Any], str], is_known: Callable[[Any, bool], bool]
) -> Iterator[dict[str, Any]]:
    """Tell what came and went as things and columns.

    Parameters: what came; what went; label, which gives the name of a term; is_known, which says whether a version
    says anything of a thing: the new one, or the old one.
    """
    found: dict[Any, dict[Any, tuple[list[str], list[str]]]] = {}
    for side, quads in ((1, came), (0, went)):
        for quad in quads:
            if _is_said(quad):
                columns = found.setdefault(quad.subject, {})
                columns.setdefault(quad.predicate, ([], []))[side].append(label(quad.object))
    for thing in sorted(found, key=str):
        told = {"thing": thing.value, "label": label(thing)}
        if not is_known(thing, False):
            yield told | {"kind": NEW}
        elif not is_known(thing, True):
            yield told | {"kind": GONE}
        else:
            for column, (before, after) in sorted(found[thing].items(), key=str):
                if sorted(before) != sorted(after):
                    said = {"column": label(column), "before": sorted(before), "after": sorted(after)}
                    yield told | {"kind": OTHERWISE} | said


def _is_said(quad: Quad) -> bool:
    """Tell whether a quad is something said of something that a page is about."""
    thing = quad.subject
    is_seen = isinstance(thing, NamedNode) and not thing.value.startswith(_UNSEEN)
    return is_seen and quad.predicate.value not in _SILENT


def label_in(*engines: Store) -> Callable[[Any], str]:
    """Give a function that names a term by its label in the first engine that has one."""

    def label(term: Any) -> str:
        if isinstance(term, Literal):
            return term.value
        if isinstance(term, Triple):
            return f"<<( {term} )>>"
        for engine, name in product(engines, _LABELS):
            for quad in engine.quads_for_pattern(term, name, None, None):
                return getattr(quad.object, "value", "")
        return str(getattr(term, "value", term)).rstrip("/").rpartition("/")[2].rpartition("#")[2]

    return label


def append(output: Path, version: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add what a version says otherwise to a store folder; nothing where it says nothing otherwise."""
    moment = datetime.now(UTC)
    told = {"day": moment.date().isoformat(), "version": version}
    lines = [orjson.dumps({**told, **row}, option=orjson.OPT_APPEND_NEWLINE) for row in rows]
    if lines:
        (output / FOLDER).mkdir(exist_ok=True)
        (output / FOLDER / f"{moment:%Y-%m-%dT%H%M%S.%f}-{version[:16]}.jsonl").write_bytes(b"".join(lines))


def read_history(output: Path | None) -> list[Change]:
    """Read what every version said otherwise, the newest first. Parameters: output, the store folder, if there is one.

    What is shipped with the code is read too.
    """
    shipped = locate("data") / FOLDER
    folders = [shipped, *([output / FOLDER] if output is not None else [])]
    by_name = {path.name: path for folder in folders if folder.is_dir() for path in folder.glob("*.jsonl")}
    lines = (line for name in sorted(by_name, reverse=True) for line in by_name[name].read_bytes().splitlines())
    return [_read(line) for line in lines if line]


def _read(line: bytes) -> Change:
    """Read a line; its name is made of what it says, so that it stays."""
    row = orjson.loads(line)
    return Change(hashlib.sha256(line).hexdigest()[:16], **{name: row[name] for name in Change._fields if name in row})
