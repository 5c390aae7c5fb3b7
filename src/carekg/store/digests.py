"""Digests: the sorted hashes of a version's lines, kept beside it, by which its name is kept up where few lines change.

A version's name is the sha256 of these (`carekg.store.versions.content_hash`), so that it depends on content alone.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, serialize

FILE: Final = "digests"
_LENGTH: Final = hashlib.sha256().digest_size


class _Sorted:
    """The digests in a file's bytes, one after another."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data) // _LENGTH

    def __getitem__(self, place: int) -> bytes:
        return self._data[place * _LENGTH : (place + 1) * _LENGTH]


def digest(line: bytes) -> bytes:
    """Give the digest of a line of N-Quads, with its end."""
    return hashlib.sha256(line).digest()


def name_of(data: bytes) -> str:
    """Give the name of the version with these sorted digests."""
    return hashlib.sha256(data).hexdigest()


def keep_up(data: bytes, came: Iterable[Quad], gone: Iterable[Quad]) -> bytes:
    """Give the sorted digests of a version from those of another, and the quads that came and went.

    >>> from pyoxigraph import Literal, NamedNode
    >>> one, two = (Quad(NamedNode("http://e/a"), NamedNode("http://e/b"), Literal(each)) for each in "12")
    >>> keep_up(keep_up(keep_up(b"", [one], []), [two], []), [], [one]) == keep_up(b"", [two], [])
    True
    """
    changes = {_digest_of(quad): False for quad in gone} | {_digest_of(quad): True for quad in came}
    known, parts, at = _Sorted(data), list[bytes](), 0
    for each in sorted(changes):
        place = bisect_left(known, each)
        is_there = place < len(known) and known[place] == each
        parts += [data[at * _LENGTH : place * _LENGTH], each if changes[each] else b""]
        at = place + is_there
    return b"".join([*parts, data[at * _LENGTH :]])


def write(folder: Path, data: bytes) -> None:
    """Keep the sorted digests of the version in a folder."""
    (folder / FILE).write_bytes(data)


def read(folder: Path) -> bytes | None:
    """Give the sorted digests of the version in a folder; None where an older carekg kept none."""
    file = folder / FILE
    return file.read_bytes() if file.is_file() else None


def _digest_of(quad: Quad) -> bytes:
    return digest(serialize([quad], format=RdfFormat.N_QUADS) or b"")
