"""What can go wrong, as one tree. Errors carry facts; they know nothing of HTTP or exit codes.

CarekgError
├── InputError                 the caller asked for something that cannot be
│   ├── QuerySyntaxError       a query that does not parse: line, column, what was expected
│   ├── QueryRefused           a query that parses but is not allowed here
│   │   └── AnswerTooLarge     its answer is over the limit of rows or bytes
│   ├── GraphProtected         a write into a graph that is not for callers to write
│   ├── BadParameter           a parameter whose value cannot be used
│   │   ├── OtherKind          a name of something that is of another kind than is wanted
│   │   └── UnsupportedBody    a body of a kind that is not read here
│   ├── UnknownName            a name that stands for nothing here
│   │   └── NotInLayer         a thing that a layer does not have on a date
│   ├── AmbiguousName          a name that stands for several things
│   └── NotAcceptable          no media type or format that the caller accepts
├── SourceError                a file of data or ontology that cannot be used
│   ├── MalformedFile          it does not parse: file, line, column
│   ├── MissingFile            the catalogue lists it and it is not there
│   ├── UnlistedFile           it is there and the catalogue does not list it
│   └── InvalidSheet           rows of a sheet of evidence that cannot be used, with row and column
├── NotAuthorised              a write without a token that allows it
├── InvalidGraph               the graph breaks shapes or quality rules; carries the report
├── StoreMissing               there is no built store at the path
│   └── VersionGone            the files of the version that is served were removed
├── SearchUnavailable          this Python's SQLite cannot search texts
├── StoreUnwritable            the disk is full, or the folder may not be written
├── RemoteFailed               another server answers, and not as a SPARQL server that has the graph
│   ├── RemoteSilent           it cannot be reached
│   ├── RemoteSlow             its answer does not come in time
│   └── RemoteUnnamed          it does not say which version it holds: it is being filled, or was by other means
└── LimitReached               the service's own limits ended the work; `limit` names which, `value` says what it is
    ├── DeadlinePassed         it took longer than it may
    ├── MemoryExceeded         it needed more memory than it may have
    ├── ServiceBusy            its turn did not come in time
    │   └── StoreLocked        something else is changing the store folder
    └── WorkerDied             it crashed the process that worked on it
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

_SHOWN_GRAPHS = 3
_SEARCH = " Search finds what is held by parts of names."
_SHOWN_SENSES = 6
_SHOWN = 200  # characters of what a caller gave


def shown(value: object) -> str:
    """Give what a caller gave as it is shown: a long text is cut.

    >>> shown("x" * 300)[-4:]
    "xx…'"
    """
    text = str(value)
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


class CarekgError(Exception):
    """Anything that carekg reports to its user. It crosses a pipe between processes with its facts."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, vars(self))


def _rebuild(kind: type[CarekgError], args: tuple[object, ...], facts: dict[str, object]) -> CarekgError:
    error = kind.__new__(kind, *args)
    vars(error).update(facts)
    return error


class InputError(CarekgError):
    """The caller asked for something that cannot be."""


class QuerySyntaxError(InputError):
    """A query that does not parse."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"The query does not parse: line {line}, column {column}: {reason}.")
        self.reason, self.line, self.column = reason, line, column


class QueryRefused(InputError):
    """A query that parses but is not allowed here."""


class AnswerTooLarge(QueryRefused):
    """An answer over a limit of the service. Answers are whole or refused."""

    def __init__(self, limit: str, value: int) -> None:
        super().__init__(
            f"The answer has more than {value:,} {limit}, the limit of this service. Ask for a page of it: "
            f"add ORDER BY, LIMIT and OFFSET to the query, or ask for less."
        )
        self.limit, self.value = limit, value


class GraphProtected(InputError):
    """A write into a graph that is not for callers to write; `graphs` are their IRIs."""

    def __init__(self, graphs: Sequence[str]) -> None:
        shown = [f"<{each}>" for each in graphs[:_SHOWN_GRAPHS]]
        more = [f"{len(graphs) - _SHOWN_GRAPHS} more"] if len(graphs) > _SHOWN_GRAPHS else []
        super().__init__(
            f"The write would change {', '.join(shown + more)}: what is shipped changes by a new release, what is "
            "derived by the rules. Write into the local graph, or a named graph of your own."
        )
        self.graphs = tuple(graphs)


class BadParameter(InputError):
    """A parameter whose value cannot be used."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"{name} = {shown(value)} cannot be used: {expected}.")
        self.name, self.value, self.expected = name, value, expected


class OtherKind(BadParameter):
    """A name of something that is of another kind than is wanted."""


class UnsupportedBody(BadParameter):
    """A body of a kind that is not read here."""

    def __init__(self, media_type: str, expected: str) -> None:
        super().__init__("Content-Type", media_type, f"send {expected}")


class UnknownName(InputError):
    """A name that stands for nothing here; `candidates` are the nearest that do, or all that there are, if few."""

    def __init__(self, kind: str, name: str, candidates: Sequence[str] = (), *, is_all: bool = False) -> None:
        hint = f" Did you mean {' or '.join(candidates)}?" if candidates else ""
        hint = f" There are: {', '.join(candidates)}." if candidates and is_all else hint or _SEARCH
        super().__init__(f"There is no {kind} {shown(name)} here.{hint}")
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)


class NotInLayer(UnknownName):
    """A thing that a layer does not have on a day; `candidates` are the layers that have it."""

    def __init__(self, why: str, name: str, layers: Sequence[str], instead: str) -> None:
        super().__init__("node", name, layers)
        self.args = (why + instead,)


class AmbiguousName(InputError):
    """A name that stands for several things; `candidates` are their CURIEs, `senses` what each is.

    A sense has `id`, `label`, `kind`, `code`, `dates` and `context`, the line that tells it from the others.
    """

    def __init__(self, name: str, candidates: Sequence[str], senses: Sequence[Mapping[str, str | None]] = ()) -> None:
        told = [f"{each['label']} ({each['context']})" for each in senses[:_SHOWN_SENSES]] or list(candidates)
        more = [f"{len(senses) - _SHOWN_SENSES} more"] if len(senses) > _SHOWN_SENSES else []
        super().__init__(f"{shown(name)} stands for several things: {'; '.join(told + more)}. Say which of them.")
        self.name, self.candidates, self.senses = name, tuple(candidates), tuple(map(dict, senses))


class NotAcceptable(InputError):
    """No media type or format that the caller accepts."""

    def __init__(self, wanted: str, offered: Sequence[str]) -> None:
        super().__init__(f"{shown(wanted)} is not on offer here. On offer: {', '.join(offered)}.")
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


class InvalidSheet(SourceError):
    """Rows of a contributed sheet that cannot be used; `problems` are sentences with row and column."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        super().__init__("\n".join([f"{path} has {count}; nothing was written:", *(f"  {each}" for each in problems)]))
        self.path, self.problems = path, tuple(problems)


class Findings(Protocol):
    """What a check found, in words and as JSON would hold it."""

    def as_dict(self) -> dict[str, object]:
        """Give it as JSON would hold it."""


class InvalidGraph(CarekgError):
    """The graph breaks shapes or quality rules."""

    def __init__(self, report: Findings) -> None:
        super().__init__(str(report))
        self.report = report


class NotAuthorised(CarekgError):
    """A write without a token that allows it."""

    def __init__(self) -> None:
        super().__init__("A write needs a token that this service knows: Authorization: Bearer <token>.")


class StoreMissing(CarekgError):
    """There is no built store at the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no store at {path}. Build one: carekg build --output {path}")
        self.path = path


class VersionGone(StoreMissing):
    """The files of the version that is served were removed while it was."""

    def __init__(self, path: Path) -> None:
        gone = "The files of the version that is served are gone: build anew, and restart the service."
        CarekgError.__init__(self, gone)
        self.path = path


class SearchUnavailable(CarekgError):
    """An SQLite without full text search, as some old systems have."""

    def __init__(self) -> None:
        super().__init__("The SQLite of this Python lacks FTS5, which the index of names needs: use another Python.")


class StoreUnwritable(CarekgError):
    """The disk is full, or the folder may not be written. What was there before stays."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written: {reason}. Nothing was changed.")
        self.path, self.reason = path, reason


class RemoteFailed(CarekgError):
    """Another server does not answer, or not as a SPARQL server that has the graph."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"The server at {address} failed: {reason}.")
        self.address, self.reason = address, reason


class RemoteSilent(RemoteFailed):
    """Another server that cannot be reached."""


class RemoteSlow(RemoteFailed):
    """Another server whose answer does not come in time."""

    def __init__(self, address: str, seconds: float) -> None:
        super().__init__(address, f"no answer came in time, which is {seconds:g} s")
        self.seconds = seconds


class RemoteUnnamed(RemoteFailed):
    """Another server that does not say which version it holds, so that what is kept of it could go stale unseen."""

    def __init__(self, address: str) -> None:
        super().__init__(address, "it names no version: `carekg push` is filling it now, or never has; wait, or push")


_LESS_OF_QUERY = "Ask for less: name the things, add a triple pattern that joins the rest, or a LIMIT."
_FEWER_ROWS = "Ask for less: sort and group fewer rows."


class LimitReached(CarekgError):
    """The service's own limits ended the work."""

    def __init__(self, message: str, limit: str, value: float) -> None:
        super().__init__(message)
        self.limit, self.value = limit, value


class DeadlinePassed(LimitReached):
    """The work took longer than it may, and was ended."""

    def __init__(self, seconds: float, advice: str = _LESS_OF_QUERY) -> None:
        super().__init__(
            f"The answer was not ready within the limit of {seconds:g} s, and the work was ended. {advice}",
            "deadline",
            seconds,
        )


class MemoryExceeded(LimitReached):
    """The work needed more memory than it may have, and was ended."""

    def __init__(self, mebibytes: int, advice: str = _FEWER_ROWS) -> None:
        super().__init__(
            f"The work needed more memory than the limit of {mebibytes:,} MiB, and was ended. {advice}",
            "memory",
            mebibytes,
        )


class ServiceBusy(LimitReached):
    """The turn of the work did not come in time."""

    def __init__(self, limit: str, value: float) -> None:
        super().__init__(f"The service is busy ({limit}: {value:g}). Try again later.", limit, value)


class StoreLocked(ServiceBusy):
    """Something else is changing the store folder; `holder` says what."""

    def __init__(self, holder: str, seconds: float) -> None:
        LimitReached.__init__(
            self,
            f"The store folder is being changed by {holder}, and was for the {seconds:g} s that a write waits. "
            "Nothing was written. Try again when that is done.",
            "lock",
            seconds,
        )
        self.holder = holder


class WorkerDied(LimitReached):
    """The work crashed the process that did it; the service goes on."""

    def __init__(self, signal: int) -> None:
        super().__init__(
            f"The work crashed the process that did it (signal {signal}); the service goes on. Write it more simply.",
            "crash",
            signal,
        )
