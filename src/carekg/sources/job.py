"""One import: a source's files become the observations of one vintage, in one Turtle file."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from carekg.sources.cells import Reject, Row, Unusable
from carekg.sources.known import Known
from carekg.sources.reading import Columns, read_csv
from carekg.sources.turtle import Turtle, code, day, iri, text

Progress = Callable[[str, int, int], None]

OGL: Final = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"
_SMALL: Final = {"of", "and", "the", "for", "on", "in", "upon", "with", "under", "le", "by"}
_CAPITALS: Final = {
    "NHS",
    "CCG",
    "PCN",
    "ICB",
    "STP",
    "ICS",
    "UK",
    "LTD",
    "BLMK",
    "NW",
    "SW",
    "NE",
    "SE",
    "GP",
    "II",
    "IV",
}


@dataclass(frozen=True)
class Source:
    """A published format: who publishes it, and how it is read.

    `{yy}` in the pattern of a column stands for the year of the vintage; `companions` says which Turtle files of
    earlier imports it looks things up in, if any.
    """

    name: str
    title: str
    publisher: str
    convert: Callable[["Job"], None]
    columns: Columns
    width: int | None = None
    optional: tuple[str, ...] = ()
    licence: str = OGL
    companions: str = ""


@dataclass
class Job:
    """What is being imported, and what came of it so far."""

    source: Source
    paths: Sequence[Path]
    vintage: date
    progress: Progress = lambda *_: None
    turtle: Turtle = field(default_factory=Turtle)
    left_out: dict[Reject, None] = field(default_factory=dict)
    skipped: int = 0
    kinds: set[str] = field(default_factory=set)

    @property
    def rejects(self) -> list[Reject]:
        """What was left out, in the order in which it was met."""
        return list(self.left_out)

    @property
    def slug(self) -> str:
        """The name of this source at this vintage, in IRIs."""
        return f"{self.source.name}-{self.vintage.isoformat()}"

    @cached_property
    def known(self) -> "Known":
        """What the companion files, made by earlier imports, say of bodies and areas."""
        return Known.read([path for path in self.paths[1:] if path.suffix == ".ttl"])

    def companion_rows(self, columns: Columns) -> Iterator[Row]:
        """Give the rows of the companions that are published CSV files."""
        for path in self.paths[1:]:
            if path.suffix == ".csv":
                yield from self.rows(path, columns)

    @property
    def file(self) -> str:
        """The CURIE of the file that observations come from."""
        return f"source:{self.slug}"

    def rows(self, path: Path | None = None, columns: Columns | None = None) -> Iterator[Row]:
        """Give the rows of a file, the first one unless told otherwise, showing progress; ragged ones are left out."""
        chosen = path or self.paths[0]
        wanted = {
            name: each.replace("{yy}", f"{self.vintage:%y}") if isinstance(each, str) else each
            for name, each in (columns or self.source.columns).items()
        }
        found = read_csv(
            chosen,
            wanted,
            width=self.source.width,
            optional=self.source.optional,
            refuse=lambda line, problem: self.reject(line, problem, chosen),
        )
        for count, row in enumerate(found):
            if count % 500 == 0:
                self.progress(f"read {chosen.name}", count, 0)
            yield row

    def each(self, use: Callable[[Row], None], rows: Iterator[Row] | None = None) -> None:
        """Use each row; where a cell cannot be used, keep the row as a reject and go on."""
        for row in rows if rows is not None else self.rows():
            try:
                use(row)
            except Unusable as problem:
                self.reject(row.line, problem)

    def reject(self, line: int, problem: Unusable, path: Path | None = None) -> None:
        """Record what was left out of a file, the first one unless told otherwise; once, though it be read twice."""
        name = (path or self.paths[0]).name
        self.left_out[Reject(name, line, problem.column, problem.value, problem.reason)] = None

    def see(
        self,
        thing: str,
        kind: str,
        name: str,
        *,
        code_: str = "",
        area: tuple[str, str] = ("", ""),
        within: Sequence[str] = (),
        interval: tuple[date | None, date | None] = (None, None),
        others: tuple[Sequence[str], Sequence[str]] = ((), ()),
    ) -> None:
        """Write that this vintage saw a body or an area.

        Parameters: thing, its CURIE; kind, the CURIE of its kind; name; code_, its code with its registrar; area,
        the code and, if it has one, the name of the area it covers; within, the CURIEs of what it belonged to;
        interval, the dates that the source gives; others, the other names and the other codes that it gives.
        """
        opened, closed = interval
        self.kinds.add(kind)
        self.turtle.add(
            f"sighting:{self.slug}-{slugify(thing.partition(':')[2])}",
            a=iri("ckg:Sighting"),
            rdfs__label=text(f"{name}, seen {self.vintage.isoformat()}"),
            ckg__seen=iri(thing),
            ckg__seenKind=iri(kind),
            ckg__seenName=text(name),
            ckg__seenCode=code(code_) if code_ else None,
            ckg__seenArea=iri(f"gss:{area[0]}") if area[0] else None,
            ckg__seenAreaName=text(area[1]) if area[1] else None,
            ckg__seenWithin=[iri(each) for each in within],
            ckg__seenFrom=day(opened) if opened else None,
            ckg__seenUntil=day(closed) if closed else None,
            ckg__seenOtherName=[text(each) for each in others[0]],
            ckg__seenOtherCode=[code(each) for each in others[1]],
            prov__wasDerivedFrom=iri(self.file),
        )

    def succeed(self, before: str, after: str, on: date) -> None:
        """Write that a body, or the code of an area, was followed on a day by another, wholly or in part."""
        local = [each.partition(":")[2] for each in (before, after)]
        self.turtle.add(
            f"succession:{self.slug}-{slugify(local[0])}-{slugify(local[1])}",
            a=iri("ckg:Succession"),
            rdfs__label=text(f"{local[0]} was followed by {local[1]}, {on.isoformat()}"),
            ckg__before=iri(before),
            ckg__after=iri(after),
            ckg__changedOn=day(on),
            prov__wasDerivedFrom=iri(self.file),
        )

    def describe(self) -> None:
        """Write where it all comes from: file, publisher, licence, vintage and checksum."""
        path = self.paths[0]
        self.turtle.add(
            self.file,
            a=iri("ckg:SourceFile"),
            rdfs__label=text(f"{self.source.title}, {self.vintage.isoformat()}"),
            dcterms__publisher=code(self.source.publisher),
            dcterms__license=iri(self.source.licence),
            ckg__fileName=code(path.name),
            ckg__checksum=code(hashlib.sha256(path.read_bytes()).hexdigest()),
            ckg__vintage=day(self.vintage),
            ckg__covers=[iri(kind) for kind in self.kinds],
        )

    def run(self) -> bytes:
        """Convert the files. Raises: SourceError where one cannot be used at all."""
        self.source.convert(self)
        self.describe()
        comment = f"Made by carekg import {self.source.name} --vintage {self.vintage.isoformat()}. Do not edit."
        return self.turtle.to_bytes(comment)


def slugify(words: str) -> str:
    """Give words as a slug.

    >>> slugify("City of York Council"), slugify("St. Helens & Knowsley")
    ('city-of-york-council', 'st-helens-knowsley')
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower().replace("'", "")).strip("-")


def proper_case(name: str) -> str:
    """Give a name that is written in capitals as it is usually written; others are left as they are.

    >>> proper_case("LEEDS AND YORK PARTNERSHIP NHS FOUNDATION TRUST")
    'Leeds and York Partnership NHS Foundation Trust'
    """
    if name != name.upper():
        return name
    words = [_word(word, first=number == 0) for number, word in enumerate(name.split())]
    return " ".join(words)


def _word(word: str, *, first: bool) -> str:
    if word.strip("(),.") in _CAPITALS:
        return word
    if word.lower() in _SMALL and not first:
        return word.lower()
    return re.sub(r"[A-Z]+('S\b)?", lambda match: match[0].capitalize(), word)
