"""What the pages of all things share: their facts, what they are called, and the addresses for programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from carekg.terms.errors import InputError, UnknownName
from carekg.terms.prefixes import PREFIXES, compress, expand
from carekg_api.pages import tables, words
from carekg_api.pages.addresses import address_of, text_at
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Facts, Reader, Row, every, first

SUFFIXES: Final = (
    (".ttl", "text/turtle", "Turtle"),
    (".jsonld", "application/ld+json", "JSON-LD"),
    (".nt", "application/n-triples", "N-Triples"),
    (".rdf", "application/rdf+xml", "RDF/XML"),
)
_CHECKED: Final = {
    "verified": "checked",
    "published": "as published",
    "computed": "worked out",
    "from-memory": "not yet checked",
}


FEEDS: Final = (
    (".atom", "application/atom+xml", "a feed of what begins, ends, is planned or is said otherwise (Atom)"),
    (".feed.json", "application/feed+json", "the same feed (JSON)"),
)
_PARTS_OF_ACT: Final = 3  # leg:ukpga/2012/7


@dataclass(frozen=True)
class Thing:
    """A thing that a page is about."""

    reader: Reader
    iri: str

    @cached_property
    def facts(self) -> Facts:
        """What is said of it, by property; the labels of what it names are learnt."""
        found = self.reader.facts(self.iri)
        self.reader.learn({self.iri, *(value for values in found.values() for value in values if "://" in value)})
        return found

    @property
    def label(self) -> str:
        """What it is called."""
        return words.upper_first(self.first("rdfs:label") or self.reader.label(self.iri))

    def first(self, name: str) -> str:
        """Give the first value of a property, by its CURIE."""
        return first(self.facts, name)

    def every(self, name: str) -> Sequence[str]:
        """Give every value of a property, by its CURIE."""
        return every(self.facts, name)

    def word(self, name: str) -> str:
        """Give the label of the first value of a property."""
        value = self.first(name)
        return self.reader.label(value) if value else ""

    def links(self, name: str) -> list[Piece]:
        """Give every value of a property as a link."""
        return [self.reader.thing(each) for each in self.every(name)]

    @property
    def span(self) -> str:
        """Since when, and until when."""
        return words.say_span(self.first("ckg:validFrom"), self.first("ckg:validUntil"))

    @property
    def tense(self) -> str:
        """Whether on the day it is now, ended or planned."""
        day = self.reader.as_of.isoformat()
        begins, ends = self.first("ckg:validFrom"), self.first("ckg:validUntil")
        if ends and ends <= day:
            return "ended"
        stage = self.first("ckg:stage").rpartition("/")[2]
        return "planned" if (begins and begins > day) or stage in ("announced", "bill") else "now"

    def programs(self) -> list[Piece]:
        """Give the addresses for programs."""
        short = quote(compress(self.iri), safe=":/")
        own = address_of(self.iri)
        found = [Piece(f"Its name: {self.iri}")]
        if own.startswith(("/doc/", "/law/", "/place/")):
            found += [Piece(f"As {text}", own + suffix, kind) for suffix, kind, text in (*SUFFIXES, *FEEDS)]
        found.append(Piece("Everything that is said of it, with its sources, as data", f"/api/v1/entities/{short}"))
        return [*found, Piece("What is linked to it, as data", f"/api/v1/entities/{short}/neighbours")]

    def page(self, kicker: str, lead: Iterable[Cell], blocks: Iterable[Block | None], **more: Any) -> Page:
        """Make its page; blocks that say nothing and have nothing to say are left out."""
        kept = [each for each in blocks if each and not (each.is_empty and not each.empty and not each.intro)]
        own = address_of(self.iri)
        forms = [*SUFFIXES, *FEEDS] if own.startswith(("/doc/", "/law/", "/place/")) else []
        alternates = [Piece("", own + suffix, kind) for suffix, kind, _ in forms]
        values: dict[str, Any] = {
            "kicker": kicker,
            "lead": [each for each in lead if each],
            "blocks": kept,
            "programs": self.programs(),
            "alternates": alternates,
            "canonical": own,
            "description": self.first("skos:definition") or self.label,
        }
        known = {"@type": "Thing", "url": self.reader.asked.site + own, "sameAs": self.iri}
        values["schema"] = {**known, **more.pop("schema", {})}
        if self.first("owl:deprecated") == "true":
            values["status"] = HTTPStatus.GONE
        return Page(self.label, **{**values, **more})


def thing_of(reader: Reader, iri: str) -> Thing:
    """Give the thing of an IRI. Raises: UnknownName where nothing is said of it."""
    found = Thing(reader, iri)
    if not found.facts:
        raise UnknownName("page", reader.asked.path, _near(reader, iri))
    return found


def _near(reader: Reader, iri: str) -> Sequence[str]:
    """Give what may have been meant: the law that a provision would be part of, or the names most like its own."""
    if iri.startswith(PREFIXES["leg"]):
        parts = compress(iri).split("/")
        above = ("/".join(parts[:length]) for length in range(len(parts) - 1, _PARTS_OF_ACT - 1, -1))
        return [each for each in above if reader.facts(expand(each))]
    return reader.graph.names.suggest(iri.rpartition("/")[2].replace("-", " "))


def sources(thing: Thing) -> Block:
    """Say where a thing was read, and how sure it is."""
    known = thing.word("ckg:verification")
    how = words.CHECKED.get(known, known)
    on = f" on {words.say_date(thing.first('ckg:readOn'))}" if thing.first("ckg:readOn") else ""
    files = (*thing.every("prov:wasDerivedFrom"), *thing.every("prov:hadPrimarySource"))
    lines = [
        *(cell(Piece("The publisher's page", text_at(each))) for each in thing.every("ckg:page")),
        *(cell(Piece("Where it was read", each), on) for each in thing.every("ckg:readAt")),
        *(cell("File: ", thing.reader.thing(each)) for each in files),
    ]
    intro = [cell(f"{words.upper_first(how)}.")] if how else []
    return Block("Where this comes from", "sources", lines=list(dict.fromkeys(lines)), intro=intro)


def question_block(
    reader: Reader,
    question: str,
    title: str,
    name: str,
    given: Mapping[str, Any],
    *,
    columns: Sequence[str] = (),
    empty: str = "",
    most: int = 50,
    tense: str = "",
    folded: bool = False,
    keep: Any = None,
) -> Block | None:
    """Make a block of a question's table, with its files; none where it cannot be asked of this thing."""
    try:
        answer = reader.ask(question, given)
    except InputError:
        return None
    rows = [dict(row) for row in answer.table.whole if keep is None or keep(row)]
    learn_rows(reader, rows[:most])
    return Block(
        title,
        name,
        grid=tables.grid(reader, answer.table, columns, rows[:most]),
        total=len(rows),
        empty=empty,
        tense=tense,
        folded=folded,
        links=tables.files(answer) if rows else (),
    )


def learn_rows(reader: Reader, rows: Iterable[Row]) -> None:
    """Learn the labels of everything in some rows."""
    reader.learn(value for row in rows for value in row.values() if isinstance(value, str) and "://" in value)


def about(thing: Thing, *pairs: tuple[str, str]) -> Block:
    """Make a short table of what a thing is: headings, and properties by CURIE."""
    rows: list[Sequence[Cell]] = []
    for title, name in pairs:
        values = thing.every(name)
        if values:
            rows.append([(Piece(title),), _listed(thing, name)])
    return Block("In short", "about", grid=Grid(("What", "Value"), rows))


def _listed(thing: Thing, name: str) -> Cell:
    pieces: list[str | Piece] = []
    for value in thing.every(name):
        pieces += [", ", thing.reader.thing(value)] if "://" in value else [", ", words.say_date(value)]
    return cell(*pieces[1:])
