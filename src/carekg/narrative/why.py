"""Why a thing exists: from the Act behind it to what is said of it, as steps with a citation each, and as prose."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.names.described import describe
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.content import Row, to_python
from carekg.questions.endings import ending
from carekg.questions.plans import announced, read_plans
from carekg.questions.seats import in_blocks
from carekg.questions.tense import HAPPENED, HELD, HOLDS
from carekg.questions.trust import tenses
from carekg.store.sparql import bind, read
from carekg.terms.prefixes import PREFIXES, compress

_STEPS: Final = read(Path(__file__).parent / "why.rq")
_DETAILS: Final = read(Path(__file__).parent / "why-details.rq")
_LEADS: Final = {
    "Act": "It is established by",
    "provision": "It is founded by",
    "structure": "What it is, and is not, in law",
    "law": "What it says",
    "member": "Who sits on it",
    "change": "What changed it, what it changed, and what would",
    "document": "The documents that it makes, receives or is bound by",
    "money": "The money that passes through it",
    "planned": "What is planned for it",
    "claim": "What is claimed of it",
    "finding": "What research found about it",
}
_LEADS_OF_ENDED: Final = _LEADS | {
    "Act": "It was established by",
    "provision": "It was founded by",
    "structure": "What it was, and was not, in law",
    "member": "Who sat on it",
    "document": "The documents that it made, received or was bound by",
    "money": "The money that passed through it",
}
_LEADS_OF_LAW: Final = _LEADS | {"Act": "It is part of", "provision": "It is"}
_JOINED: Final = {"address": "read_at", "qualifier": "qualifier", "condition": "condition", "nominates": "nominated_by"}
_NOW: Final = (HOLDS, HAPPENED)


def answer(ask: Ask) -> Answer:
    """Explain why a thing exists on a date: Act, provision, structure, members, documents, money, and what is said."""
    found = ask.store.select(bind(_STEPS.text, ask.terms()))
    steps = [{name: to_python(term) for name, term in row.items()} for row in found]
    things = list(dict.fromkeys(step["thing"] for step in steps))
    details = _details(ask, things)
    now = tenses(ask.store, things, ask.as_of)
    rows = [step | details[step["thing"]] | {"tense": now[step["thing"]]} for step in steps if step["thing"] in details]
    ended = ending(ask.store, ask.values["entity"], ask.as_of)
    kept = (row for row in rows if _belongs(row, ask.as_of) and not (ended and row["part"] == "planned"))
    told = sorted(kept, key=_order)
    shown = {ask.values["entity"], *(value for row in told for value in row.values() if "://" in str(value))}
    labels, _ = describe(ask.store, shown, ask.as_of)
    prose = _prose(told, labels, ask, ended)
    return ask.answer(told, members={"prose": prose}, text=prose, things=shown)


def _order(row: Row) -> tuple[Any, ...]:
    return row["order"], *(row[name] or "" for name in ("act", "provision", "thing", "source"))


def _belongs(row: Row, as_of: date) -> bool:
    """Tell whether a step holds on the day, or is told as what has been or would be."""
    if row["part"] in ("change", "planned"):
        return bool(row["tense"] != HELD)
    day = as_of.isoformat()
    return bool((row["valid_from"] or "") <= day < (row["valid_until"] or "9999"))


def _details(ask: Ask, things: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give what is said of each thing, with all of its addresses, qualifiers and conditions."""
    kept: dict[str, dict[str, Any]] = {}
    many: dict[tuple[str, str], dict[str, None]] = {}
    for row in in_blocks(ask, _DETAILS.text, "things", [NamedNode(each) for each in things]):
        kept.setdefault(row["thing"], row)
        for name, column in _JOINED.items():
            many.setdefault((row["thing"], column), {}).update({row[name]: None} if row[name] else {})
    return {
        thing: row | {column: "; ".join(many[thing, column]) for column in _JOINED.values()}
        for thing, row in kept.items()
    }


def _prose(found: Sequence[Row], labels: Mapping[str, str], ask: Ask, ended: str | None) -> str:
    """Write the steps as one paragraph a part, each sentence followed by its citation in brackets."""
    subject, as_of = ask.values["entity"], ask.as_of
    said = [ended, announced(read_plans(ask.store), subject, as_of)]
    told = "".join(f" {'It ' if each.startswith('ended') else 'Planned: '}{each}." for each in said if each)
    title = f"{labels.get(subject, compress(subject))}, on {as_of}.{told}"
    if not found:
        return f"{title}\n\nThe graph holds no provision, member, document, money or claim for it on that date."
    leads = _LEADS_OF_LAW if subject.startswith(PREFIXES["leg"]) else _LEADS_OF_ENDED if ended else _LEADS
    parts = [
        f"{leads[part]}: " + "; ".join(dict.fromkeys(_sentence(labels, row) for row in rows)) + "."
        for part, rows in groupby(found, key=lambda row: str(row["part"]))
    ]
    return "\n\n".join([title, *parts])


def _sentence(labels: Mapping[str, str], row: Row) -> str:
    more = [
        f"{word} {row[name]}"
        for name, word in (("qualifier", "narrowed:"), ("condition", "condition:"), ("nominated_by", "named by"))
        if row[name]
    ]
    if row["tense"] not in _NOW:
        more.append(str(row["tense"]))
    said = f"{row['says']} ({'; '.join(more)})" if more else str(row["says"])
    cited = _citation(labels, row)
    return f"{said} [{cited}]" if cited else said


def _citation(labels: Mapping[str, str], row: Row) -> str:
    """Name what a step rests on: the section and Act, else the document, else where it was read, with its standing."""
    act = labels.get(row["act"] or "", "")
    law = ", ".join(part for part in (row["section"], act) if part)
    source = law or labels.get(row["source"] or "", "") or row["read_at"] or ""
    return "; ".join(part for part in (source, row["verification"]) if part)
