"""The bulk files that hold data: what each is called, what is in it, and what makes it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from carekg.build.makers import Maker
from carekg.bulk import graphs
from carekg.bulk.database import DATABASE, NAME, NEEDS
from carekg.bulk.tables import maker_of, tables
from carekg.questions.declaration import Part

GZIP: Final = "application/gzip"
CSV: Final = "text/csv"
PARQUET: Final = "application/vnd.apache.parquet"
SQLITE: Final = "application/vnd.sqlite3"


class File(NamedTuple):
    """A bulk file. What its maker needs is made before. One that is packed holds RDF of the media type `holds`."""

    name: str
    title: str
    media_type: str
    maker: Maker
    needs: tuple[Maker, ...] = ()
    holds: str = ""
    part: Part | None = None


def _whole(name: str, title: str, holds: str) -> File:
    return File(name, title, GZIP, graphs.whole(name, holds), holds=holds)


def _default(title: str, holds: str) -> File:
    return packed(None, holds)._replace(title=title)


def packed(graph: str | None, media_type: str) -> File:
    """Give the file with one graph, the default one where the IRI is None, in one of its formats."""
    name = graphs.name_of(graph, media_type)
    return File(name, graph or "the default graph", GZIP, graphs.one(graph, name, media_type), holds=media_type)


def _tables() -> Iterator[File]:
    for name, question, part in tables():
        maker = maker_of(name, question, part)
        for suffix, media_type in (("parquet", PARQUET), ("csv", CSV)):
            yield File(f"{name}.{suffix}", question.title, media_type, maker, part=part)


LISTING: Final = (
    _whole("carekg.nq.gz", "Every statement with the source that says so, as N-Quads", "application/n-quads"),
    _whole("carekg.trig.gz", "Every statement with the source that says so, as TriG", "application/trig"),
    _default("What queries see that name no graph, as N-Triples", "application/n-triples"),
    _default("What queries see that name no graph, as Turtle", "text/turtle"),
    File(NAME, "Every table, and the index of names, in one SQLite file", SQLITE, DATABASE, NEEDS),
    *_tables(),
)
