"""Why a thing exists: from the Act behind it to what is said of it, as steps with a citation each, and as prose."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import orjson
from pyoxigraph import Literal, NamedNode

from carekg.names.lookup import Names
from carekg.questions.answer import Answer, to_python
from carekg.questions.registry import labels
from carekg.store.embedded import Embedded
from carekg.store.sparql import Value, bind, read
from carekg.terms.dates import read_date, today
from carekg.terms.prefixes import PREFIXES, compress

_STEPS: Final = read(Path(__file__).parent / "why.rq")
_DATE: Final = NamedNode(f"{PREFIXES['xsd']}date")
_COLUMNS: Final = (
    "part",
    "thing",
    "says",
    "provision",
    "section",
    "act",
    "source",
    "valid_from",
    "valid_until",
    "knowledge_level",
    "verification",
    "read_at",
)
_LEADS: Final = {
    "Act": "It is established by",
    "provision": "It is founded by",
    "structure": "What it is, and is not, in law",
    "member": "Who sits on it",
    "document": "The documents that it makes, receives or is bound by",
    "money": "The money that passes through it",
    "claim": "What is claimed of it",
    "finding": "What research found about it",
}


@dataclass(frozen=True)
class Why:
    """The steps of an explanation as an answer, and the same as prose."""

    answer: Answer
    prose: str

    def to_json(self) -> bytes:
        """Write the steps as JSON, with the prose beside them."""
        body = orjson.loads(self.answer.to_json()) | {"prose": self.prose}
        return orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)


def why(store: Embedded, names: Names, entity: str, as_of: str | None = None, *, essay: bool = False) -> Why:
    """Explain why a thing exists on a date: Act, provision, structure, members, documents, money, and what is said.

    Parameters: store and names of one version of the graph; entity, a name, CURIE or IRI of a kind, body, document,
    fund or provision; as_of, YYYY-MM-DD, today unless given; essay, whether to show what the essay says too.
    Raises: UnknownName; AmbiguousName; BadParameter.
    """
    date = read_date(as_of) if as_of else today()
    subject = NamedNode(names.resolve(entity))
    day = Literal(date.isoformat(), datatype=_DATE)
    values: dict[str, Value] = {"entity": subject, "as_of": day, "essay": Literal(essay)}
    found = store.select(bind(_STEPS.text, values))
    terms = {subject} | {term for row in found for term in row.values() if isinstance(term, NamedNode)}
    answer = Answer(
        question="why",
        columns=_COLUMNS,
        rows=tuple({column: to_python(row[column]) for column in _COLUMNS} for row in found),
        as_of=date,
        version=store.version["hash"],
        parameters={"entity": entity},
        labels=labels(store, terms),
    )
    return Why(answer, _prose(answer, subject.value))


def _prose(answer: Answer, subject: str) -> str:
    """Write the steps as one paragraph a part, each sentence followed by its citation in brackets."""
    title = f"{answer.labels.get(subject, compress(subject))}, on {answer.as_of}."
    if not answer.rows:
        return f"{title}\n\nThe graph holds no provision, member, document, money or claim for it on that date."
    parts = [
        f"{_LEADS[part]}: " + "; ".join(dict.fromkeys(_sentence(answer, row) for row in rows)) + "."
        for part, rows in groupby(answer.rows, key=lambda row: str(row["part"]))
    ]
    return "\n\n".join([title, *parts])


def _sentence(answer: Answer, row: Any) -> str:
    cited = _citation(answer, row)
    return f"{row['says']} [{cited}]" if cited else str(row["says"])


def _citation(answer: Answer, row: Any) -> str:
    """Name what a step rests on: the section and Act, else the document, else where it was read, with its standing."""
    act = answer.labels.get(row["act"] or "", "")
    law = ", ".join(part for part in (row["section"], act) if part)
    source = law or answer.labels.get(row["source"] or "", "") or row["read_at"] or ""
    return "; ".join(part for part in (source, row["verification"]) if part)
