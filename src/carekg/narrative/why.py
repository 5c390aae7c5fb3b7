"""Why a thing exists: from the Act behind it to what is said of it, as steps with a citation each, and as prose."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

from carekg.names.described import describe
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import Row, to_python
from carekg.store.sparql import bind, read
from carekg.terms.prefixes import compress

_STEPS: Final = read(Path(__file__).parent / "why.rq")
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


def answer(ask: Ask) -> Answer:
    """Explain why a thing exists on a date: Act, provision, structure, members, documents, money, and what is said."""
    found = ask.store.select(bind(_STEPS.text, ask.terms()))
    names = [column.name for column in ask.question.part.columns]
    rows = [{name: to_python(row[name]) for name in names} for row in found]
    shown = {ask.values["entity"], *(value for row in rows for value in row.values() if "://" in str(value))}
    labels, _ = describe(ask.store, shown, ask.as_of)
    prose = _prose(rows, labels, ask.values["entity"], ask.as_of)
    return ask.answer(rows, members={"prose": prose}, text=prose, things=shown)


def _prose(found: Sequence[Row], labels: Mapping[str, str], subject: str, as_of: date) -> str:
    """Write the steps as one paragraph a part, each sentence followed by its citation in brackets."""
    title = f"{labels.get(subject, compress(subject))}, on {as_of}."
    if not found:
        return f"{title}\n\nThe graph holds no provision, member, document, money or claim for it on that date."
    parts = [
        f"{_LEADS[part]}: " + "; ".join(dict.fromkeys(_sentence(labels, row) for row in rows)) + "."
        for part, rows in groupby(found, key=lambda row: str(row["part"]))
    ]
    return "\n\n".join([title, *parts])


def _sentence(labels: Mapping[str, str], row: Row) -> str:
    cited = _citation(labels, row)
    return f"{row['says']} [{cited}]" if cited else str(row["says"])


def _citation(labels: Mapping[str, str], row: Row) -> str:
    """Name what a step rests on: the section and Act, else the document, else where it was read, with its standing."""
    act = labels.get(row["act"] or "", "")
    law = ", ".join(part for part in (row["section"], act) if part)
    source = law or labels.get(row["source"] or "", "") or row["read_at"] or ""
    return "; ".join(part for part in (source, row["verification"]) if part)
