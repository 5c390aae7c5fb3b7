"""The sixty questions to an assistant's tools, and what is wrong with answers to them."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from carekg import KnowledgeGraph
from carekg.export.bibliography import read_author
from carekg.terms.errors import BadParameter
from carekg.terms.prefixes import expand

FILE = Path(__file__).parent / "data/assistant_questions.yaml"
HOSTILE = (  # queries that cut and join what they find
    "SELECT (GROUP_CONCAT(?a; separator='|') AS ?all) { ?p ckg:authorList ?a }",
    "SELECT (SUBSTR(STR(?a), 1, 4) AS ?one) (SUBSTR(STR(?a), 5) AS ?two) { ?p ckg:authorList|ckg:printedAuthors ?a }",
    "SELECT (ENCODE_FOR_URI(STR(?o)) AS ?cut) { ?s ckg:locator ?o }",
    "SELECT (UCASE(STR(?a)) AS ?loud) { GRAPH ?g { ?p ckg:authorList ?a } }",
    "CONSTRUCT { ?p rdfs:label ?a } WHERE { ?p ckg:authorList ?a }",
    "DESCRIBE publication:stokes-2019",
    "ASK { ?p ckg:authorList ?a FILTER(CONTAINS(STR(?a), 'Stokes J')) }",
    # the last reads everything
    "SELECT ?p (REPLACE(STR(?o), ' ', '_') AS ?cut) { ?s ?p ?o FILTER(isLiteral(?o) && CONTAINS(STR(?o), ';')) }",
)


@dataclass(frozen=True)
class Asked:
    """A question: the calls that answer it, what the last comes to, and what the answers hold and lack."""

    asks: str
    calls: Sequence[tuple[str, Mapping[str, Any]]]
    outcomes: Sequence[str]
    holds: Sequence[str] = ()
    lacks: Sequence[str] = ()
    read: str = ""

    @property
    def is_answerable(self) -> bool:
        return "rows" in self.outcomes


def load() -> list[Asked]:
    return [_asked(**each) for each in yaml.safe_load(FILE.read_text(encoding="utf-8"))]


def _asked(outcome: str | list[str], calls: Iterable[tuple[str, dict[str, Any]]], **rest: Any) -> Asked:
    given = [(tool, {name: _plain(value) for name, value in values.items()}) for tool, values in calls]
    return Asked(calls=given, outcomes=[outcome] if isinstance(outcome, str) else outcome, **rest)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def find_faults(question: Asked, answers: Sequence[dict[str, Any]]) -> list[str]:
    """Say what is wrong with the answers to the calls of a question."""
    outcome = answers[-1]["outcome"]
    told = json.dumps(answers, ensure_ascii=False)
    faults = [] if outcome["kind"] in question.outcomes else [f"its outcome is {outcome}"]
    faults += ["its outcome has no sentence"] if not outcome["sentence"] else []
    faults += [f"lacks {fact}" for fact in question.holds if not any(_stands(each, told) for each in fact.split("|"))]
    return faults + [f"holds {fact}" for fact in question.lacks if _stands(fact, told)]


def find_unread(question: Asked, kg: KnowledgeGraph) -> list[str]:
    """Give what an answer must hold and the graph, read by the question's own query, does not."""
    if not question.read:
        return []
    rows = kg.query(question.read)
    read = "\n".join(str(getattr(term, "value", term)) for row in rows for term in row if term is not None)  # type: ignore[union-attr]
    facts = {fact: [_whole(each) or each for each in fact.split("|")] for fact in question.holds}
    return [fact for fact, senses in facts.items() if not any(each in read for each in senses)]


def _stands(fact: str, told: str) -> bool:
    iri = _whole(fact)
    return fact in told if iri is None else f'"{iri}"' in told


def _whole(fact: str) -> str | None:
    try:
        return expand(fact) if re.match(r"[\w-]+:\S+$", fact) else None
    except BadParameter:
        return None


class Persons:
    """The authors who are persons, whom lists name as Hall P."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        lists = (row[0].value for row in kg.query("SELECT DISTINCT ?a { ?p ckg:authorList ?a }"))  # type: ignore[union-attr]
        names = {name.strip() for each in lists for name in each.split(";")}
        self._known: dict[str, list[re.Pattern[str]]] = {}
        for name in sorted(name for name in names if "family" in read_author(name)):
            family, initials = name.rsplit(" ", 1)
            pattern = rf"\b{re.escape(family)}(,? {initials[0]}(\b|\.|[A-Z]+\b)| and others| et al)"
            self._known.setdefault(family.split()[0], []).append(re.compile(pattern))

    def __len__(self) -> int:
        return sum(map(len, self._known.values()))

    def find(self, text: str) -> list[str]:
        """Give what of a text names one: with an initial after the name, or with others."""
        words = self._known.keys() & set(re.findall(r"[A-Z][\w'-]+", text))
        found = (pattern.search(text) for word in sorted(words) for pattern in self._known[word])
        return [each[0] for each in found if each]
