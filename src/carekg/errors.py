"""What can go wrong, as one tree. Errors carry facts; they know nothing of HTTP or exit codes.

CarekgError
├── InputError                 the caller asked for something that cannot be
│   ├── QuerySyntaxError       a query that does not parse: line, column, what was expected
│   ├── QueryRefused           a query that parses but is not allowed here
│   ├── BadParameter           a parameter whose value cannot be used
│   ├── UnknownName            a name that stands for nothing here
│   ├── AmbiguousName          a name that stands for several things
│   └── NotAcceptable          no media type or format that the caller accepts
├── SourceError                a file of data or ontology that cannot be used
│   ├── MalformedFile          it does not parse: file, line, column
│   ├── MissingFile            the catalogue lists it and it is not there
│   └── UnlistedFile           it is there and the catalogue does not list it
├── InvalidGraph               the graph breaks shapes or quality rules; carries the report
└── StoreMissing               there is no built store at the path
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carekg.report import Report


class CarekgError(Exception):
    """Anything that carekg reports to its user."""


class InputError(CarekgError):
    """The caller asked for something that cannot be."""


class QuerySyntaxError(InputError):
    """A query that does not parse."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"The query does not parse: line {line}, column {column}: {reason}.")
        self.reason, self.line, self.column = reason, line, column


class QueryRefused(InputError):
    """A query that parses but is not allowed here."""


class BadParameter(InputError):
    """A parameter whose value cannot be used."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} = {str(value)!r} cannot be used: {expected}.")
        self.name, self.value, self.expected = name, value, expected


class UnknownName(InputError):
    """A name that stands for nothing here; `candidates` are the nearest that do."""

    def __init__(self, kind: str, name: str, candidates: Sequence[str] = ()) -> None:
        hint = f" Did you mean {' or '.join(candidates)}?" if candidates else ""
        super().__init__(f"There is no {kind} {name!r} here.{hint}")
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)


class AmbiguousName(InputError):
    """A name that stands for several things; `candidates` are their CURIEs."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        super().__init__(f"{name!r} stands for several things: {', '.join(candidates)}. Name one of them.")
        self.name, self.candidates = name, tuple(candidates)


class NotAcceptable(InputError):
    """No media type or format that the caller accepts."""

    def __init__(self, wanted: str, offered: Sequence[str]) -> None:
        super().__init__(f"{wanted!r} is not on offer here. On offer: {', '.join(offered)}.")
        self.wanted, self.offered = wanted, tuple(offered)


class SourceError(CarekgError):
    """A file of data or ontology that cannot be used."""


class MalformedFile(SourceError):
    """A file that does not parse."""

    def __init__(self, path: Path, line: int, column: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}, column {column}: {reason}.")
        self.path, self.line, self.column, self.reason = path, line, column, reason


class MissingFile(SourceError):
    """A file that is needed and not there."""

    def __init__(self, path: Path, needed_by: str) -> None:
        super().__init__(f"{path} is not there, though {needed_by} names it.")
        self.path, self.needed_by = path, needed_by


class UnlistedFile(SourceError):
    """A file beside the catalogue that the catalogue does not list."""

    def __init__(self, path: Path, catalogue: Path) -> None:
        super().__init__(f"{path} is not listed in {catalogue}: describe it there as a dataset, or move it away.")
        self.path, self.catalogue = path, catalogue


class InvalidGraph(CarekgError):
    """The graph breaks shapes or quality rules."""

    def __init__(self, report: "Report") -> None:
        super().__init__(str(report))
        self.report = report


class StoreMissing(CarekgError):
    """There is no built store at the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no store at {path}. Build one: carekg build --output {path}")
        self.path = path
