"""Reading: what the maker of a page asks of the graph, on the day that the page is read for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg import KnowledgeGraph
from carekg.names.described import describe
from carekg.names.languages import WELSH, Label, labels_in
from carekg.questions.answer import Answer
from carekg.questions.content import to_python
from carekg.store.sparql import Value, bind, date_term, read, read_folder
from carekg.terms.errors import InputError
from carekg.terms.prefixes import PREFIXES
from carekg_api.pages.addresses import address_of
from carekg_api.pages.asked import Asked
from carekg_api.pages.page import Piece

_HERE: Final = Path(__file__).parent
Facts = Mapping[str, Sequence[str]]
Row = dict[str, Any]


@cache
def text_of(name: str) -> str:
    """Give a query of the pages by its name, which may begin with a folder."""
    return read(_HERE / f"{name}.rq").text


def prepare() -> None:
    """Read every query of the pages, for a process that can open nothing later."""
    for folder in (_HERE, _HERE / "views"):
        for query in sorted(folder.glob("*.rq")):
            text_of(str(query.relative_to(_HERE).with_suffix("")))
        read_folder(folder)


@dataclass(frozen=True)
class Reader:
    """One version of the graph, read for one page."""

    graph: KnowledgeGraph
    asked: Asked
    known: dict[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        """The day that the page is read for."""
        return self.asked.as_of

    def ask(self, question: str, given: Mapping[str, Any] | None = None, on: date | None = None, **more: Any) -> Answer:
        """Ask a question, on the day of the page unless told otherwise. Raises: as `Asker.ask`.

        Parameters: question; given, its parameters; on, another day; more, parameters that are names in Python.
        """
        asked = self.graph.registry[question]
        dated = {"as_of": (on or self.as_of).isoformat()} if asked.is_dated else {}
        answer = self.graph.asker.ask(question, {**(given or {}), **more, **dated})
        self.known.update(answer.labels)
        return answer

    def rows(self, question: str, on: date | None = None, **given: Any) -> list[Row]:
        """Ask a question, and give the rows of its first table; none where it cannot be asked of this thing."""
        try:
            return [dict(row) for row in self.ask(question, given, on).table.whole]
        except InputError:
            return []

    def select(self, query: str, **terms: Value) -> list[Row]:
        """Ask a query of the pages. Parameters: query, its name; terms by name, `as_of` beside them."""
        day = date_term(self.as_of)
        found = self.graph.store.select(bind(text_of(query), {"as_of": day, **terms}))
        return [{name: to_python(term) for name, term in row.items()} for row in found]

    def facts(self, iri: str) -> Facts:
        """Give what is said of a thing: values as text, by IRI of the property."""
        found: dict[str, list[str]] = {}
        for row in self.select("facts", thing=NamedNode(iri)):
            value = row["value"]
            told = str(value).lower() if isinstance(value, bool) else str(value)
            found.setdefault(row["property"], []).append(told)
        return found

    def resolve(self, name: str, *kinds: str) -> str:
        """Give the IRI that a name stands for on the day. Raises: UnknownName; AmbiguousName."""
        return self.graph.names.resolve(name, kinds, self.as_of)

    def learn(self, iris: Iterable[str | None]) -> None:
        """Learn the labels of things."""
        wanted = {each for each in iris if each and each not in self.known}
        if wanted:
            self.known.update(describe(self.graph.store, wanted, self.as_of)[0])

    def label(self, iri: str) -> str:
        """Give what a thing is called, or the last part of its address where it has no name."""
        return self.known.get(iri) or iri.rstrip("/#").rpartition("/")[2].rpartition("#")[2].replace("-", " ")

    def thing(self, iri: str | None, text: str = "") -> Piece:
        """Give a thing as a link to its page; what is elsewhere is marked as such when it is shown."""
        if not iri:
            return Piece(text)
        if "://" not in iri:
            return Piece(text or iri)
        address = address_of(iri)
        href = address if "://" in address else self.asked.to(address)
        other = None if text else self.labels.get(iri)
        return Piece(other.text, href, WELSH) if other else Piece(text or self.label(iri), href)

    @property
    def labels(self) -> Mapping[str, Label]:
        """The labels in the reader's language, where that is not English."""
        return labels_in(self.graph.store, self.asked.language)

    def page(self, text: str, path: str, **given: str | None) -> Piece:
        """Give a link to another page of ours, with the day kept."""
        return Piece(text, self.asked.to(path, **given))

    @property
    def day_before(self) -> date:
        """The day before that of the page."""
        return self.as_of - timedelta(days=1)


def first(facts: Facts, name: str) -> str:
    """Give the first value of a property, by its CURIE, or nothing.

    >>> first({"http://www.w3.org/2000/01/rdf-schema#label": ["Hull"]}, "rdfs:label")
    'Hull'
    """
    return next(iter(every(facts, name)), "")


def every(facts: Facts, name: str) -> Sequence[str]:
    """Give every value of a property, by its CURIE."""
    prefix, _, local = name.partition(":")
    return facts.get(PREFIXES[prefix] + local, ())
