"""The facts of a workbook as statements, each with the row that it follows from.

Source: the W3C Organization Ontology, for collaborations, memberships, roles and posts.
"""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from carekg.names.lookup import Names
from carekg.overlay.reading import OWN, Row, Workbook
from carekg.overlay.sheets import SHEETS
from carekg.sources.turtle import Turtle, Value, code, day, iri, text
from carekg.terms.prefixes import compress, expand

_AGREEMENT: Final = "structure:section-75-agreement"
_COMMITTEE: Final = "structure:joint-committee"


class _Facts:
    """Statements in the making: things by the CURIE that each has, and what each is called."""

    def __init__(self, book: Workbook, names: Names) -> None:
        self.turtle, self._book, self._names = Turtle(), book, names
        self.ends = {row.cells["agreement"]: row.cells["last day"] for row in book.rows if row.sheet == "end dates"}
        self._keys = Counter[str]()
        self._own: dict[str, str] = {}
        self._called: dict[str, str] = {}

    def key(self, *words: str) -> str:
        """Give a CURIE that no other fact of the workbook has."""
        base = "-".join(_slug(word) for word in words)
        self._keys[base] += 1
        return f"own:{base}" + (f"-{self._keys[base]}" if self._keys[base] > 1 else "")

    def describe(self, name: str, curie: str) -> str:
        """Keep under which CURIE something is described that the workbook calls by a name."""
        self._own[f"{OWN}{name}"], self._called[curie] = curie, name
        return curie

    def thing(self, cell: str) -> str:
        """Give the CURIE of what a cell names."""
        return self._own.get(cell) or compress(cell)

    def called(self, curie: str) -> str:
        """Give what a thing is called."""
        known = None if curie in self._called else self._names.known(expand(curie))
        return self._called.get(curie) or (known.label if known else curie)

    def add(self, subject: str, row: Row, label: str, **said: Value | list[NamedNode] | None) -> None:
        """Say something, with the row that says so, and what kind of authority that has."""
        source = f"own:row-{_slug(row.sheet)}-{row.number}"
        self.turtle.add(
            source, a=iri("prov:Entity"), rdfs__label=text(f"{self._book.path.name}, {row.sheet}, row {row.number}")
        )
        self.turtle.add(
            subject,
            rdfs__label=text(label),
            prov__wasDerivedFrom=iri(source),
            ckg__knowledgeLevel=iri("knowledge-level:own-record"),
            ckg__verification=iri("verification:said"),
            **said,
        )

    def tie(self, row: Row, role: str, member: str, whole: str, *span: date | None) -> None:
        """Say that something is part of something in a role, between two days."""
        one, other = self.called(member), self.called(whole)
        self.add(
            self.key("tie", role, member, whole),
            row,
            f"{one} is {role} of {other}",
            a=iri("own:Tie"),
            org__member=iri(member),
            org__organization=iri(whole),
            org__role=iri(f"own:{role}"),
            **_span(*span),
        )


def write_facts(book: Workbook, names: Names) -> bytes:
    """Write the facts of a workbook without faults as Turtle: the same whenever its rows are the same.

    Parameters: book; names, which say what public things are called.
    """
    facts = _Facts(book, names)
    for row in book.rows:  # first, since other rows speak of them
        heading = {"agreements": "agreement", "committees": "committee"}.get(row.sheet)
        if heading:
            facts.describe(row.cells[heading], facts.key(heading, row.cells[heading]))
    for row in book.rows:
        _WRITERS[row.sheet](facts, row)
    return facts.turtle.to_bytes(f"Made from {book.path.name} by carekg overlay add. Private: not for others.")


def _agreement(facts: _Facts, row: Row) -> None:
    name, cells = f"{OWN}{row.cells['agreement']}", row.cells
    agreement, span = facts.thing(name), (cells["first day"], facts.ends.get(name))
    facts.add(
        agreement,
        row,
        cells["agreement"],
        a=iri("org:OrganizationalCollaboration"),
        org__classification=iri(compress(cells["kind"] or _AGREEMENT)),
        ckg__foundedBy=NamedNode(cells["under"]) if cells["under"] else None,
        ckg__sector=iri("sector:joint"),
        skos__notation=code(cells["reference"]) if cells["reference"] else None,
        **_span(*span),
    )
    for partner in cells["partners"]:
        facts.tie(row, "partner", facts.thing(partner), agreement, *span)


def _host(facts: _Facts, row: Row) -> None:
    host, agreement = facts.thing(row.cells["host"]), facts.thing(row.cells["agreement"])
    last = row.cells["last day"] or facts.ends.get(row.cells["agreement"])
    facts.tie(row, "host", host, agreement, row.cells["first day"], last)


def _amount(facts: _Facts, row: Row) -> None:
    payer, agreement = facts.thing(row.cells["paid by"]), facts.thing(row.cells["agreement"])
    (year, first, after), amount = row.cells["year"], row.cells["amount"]
    facts.add(
        facts.key("amount", payer, agreement, year),
        row,
        f"{facts.called(payer)} puts £{amount:,} into {facts.called(agreement)} in {year}",
        a=iri("own:Contribution"),
        ckg__payer=iri(payer),
        ckg__allocatedTo=iri(agreement),
        ckg__period=code(year),
        schema__value=Literal(str(amount), datatype=iri("xsd:decimal")),
        schema__currency=code("GBP"),
        ckg__validFrom=day(first),
        ckg__validUntil=day(after),
    )


def _end(facts: _Facts, row: Row) -> None:
    """Say why an agreement ends; its last day stands with the agreement."""
    if row.cells["why"]:
        facts.turtle.add(facts.thing(row.cells["agreement"]), skos__note=text(f"Ends: {row.cells['why']}"))


def _post(facts: _Facts, row: Row) -> None:
    at, span = facts.thing(row.cells["at"]), (row.cells["first day"], row.cells["last day"])
    label = f"{row.cells['post']}, {facts.called(at)}"
    post = facts.describe(label, facts.key("post", row.cells["post"], at))
    facts.add(post, row, label, a=iri("org:Post"), org__postIn=iri(at), **_span(*span))
    facts.tie(row, "post", post, at, *span)


def _committee(facts: _Facts, row: Row) -> None:
    committee = facts.thing(f"{OWN}{row.cells['committee']}")
    span = (row.cells["first day"], row.cells["last day"])
    facts.add(
        committee,
        row,
        row.cells["committee"],
        a=iri("org:OrganizationalCollaboration"),
        org__classification=iri(compress(row.cells["kind"] or _COMMITTEE)),
        ckg__sector=iri("sector:joint"),
        **_span(*span),
    )
    facts.tie(row, "committee", committee, facts.thing(row.cells["of"]), *span)
    for member in row.cells["members"] or ():
        facts.tie(row, "member", facts.thing(member), committee, *span)


def _span(first: date | None, last: date | None) -> dict[str, Any]:
    """Say since when, and the first day without it; where no last day is set, that it goes on."""
    return {
        "ckg__validFrom": day(first) if first else None,
        "ckg__validUntil": day(last + timedelta(days=1)) if last else None,
        "ckg__endStatus": None if last else iri("end-status:ongoing"),
    }


def _slug(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.casefold())) or "x"


_WRITERS: Final = {
    "agreements": _agreement,
    "hosts": _host,
    "pooled amounts": _amount,
    "end dates": _end,
    "posts": _post,
    "committees": _committee,
}
assert set(_WRITERS) == {sheet.name for sheet in SHEETS}
