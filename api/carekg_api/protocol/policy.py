"""Policies: what a writable service takes, and how it makes a change of it. The store says which of the two it is.

A store of the knowledge graph is written checked: what is derived and shipped stays, shapes and rules hold. One of
plain RDF is written leniently, as the standards say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from carekg.build.makers import Maker
from carekg.build.plain import revise_plain
from carekg.build.revision import LOCAL, Change, Update, revise
from carekg.store.updates import keep_unnamed
from carekg.store.versions import PLAIN
from carekg_api.protocol.operation import RDFLIB_DEFAULT


class Policy(NamedTuple):
    """How a service writes: `unnamed` is the named graph that the default one stands for in it, if any."""

    name: str
    label: str
    comment: str
    revise: Callable[[Path, Change, str, Iterable[Maker], bool], str]
    unnamed: str | None
    read: Callable[[Update], Update]


def _into_local(update: Update) -> Update:
    text = update.text.replace(f"<{RDFLIB_DEFAULT}>", str(LOCAL))
    return replace(update, text=keep_unnamed(text, LOCAL))


def _as_written(update: Update) -> Update:
    return replace(update, reaches=True)


def _whole(output: Path, change: Change, note: str, makers: Iterable[Maker], _: bool) -> str:
    """Write plain RDF, which is always stored anew: there is nothing to derive or to check."""
    return revise_plain(output, change, note, makers)


CHECKED: Final = Policy(
    name="checked-writes",
    label="Checked writes",
    comment="A write is checked against shapes and quality rules: it needs IRIs and labels. Graphs that are shipped or "
    "derived stay as they are. What names no graph lands in the local graph.",
    revise=revise,
    unnamed=LOCAL.value,
    read=_into_local,
)
LENIENT: Final = Policy(
    name="plain-rdf",
    label="Plain RDF",
    comment="Any RDF is taken, as the standards say. Nothing is derived, checked or protected, and the default graph "
    "is one of its own.",
    revise=_whole,
    unnamed=None,
    read=_as_written,
)


def policy_of(version: Mapping[str, Any]) -> Policy:
    """Give how a store is written, by the record of its version."""
    return LENIENT if version.get(PLAIN) else CHECKED
