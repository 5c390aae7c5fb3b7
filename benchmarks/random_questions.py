"""Random questions of the registry, by seed: what an analyst might ask, mostly of the right kind of thing."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from carekg import KnowledgeGraph
from carekg.names.groups import GROUPS
from carekg.names.index import Known
from carekg.names.kinds import find_kind
from carekg.questions.declaration import Parameter, Question

_FIRST: Final = date(2010, 1, 1)
_DAYS: Final = 18 * 365
_ODD: Final = 0.05  # of things, those of any kind, which mostly are refused
_TEXTS: Final[Mapping[str, Sequence[str]]] = {  # what a parameter of that name may be told in words
    "layer": ("partnership", "statutory", "membership", "money", "documents", "theory", "law"),  # whole: by default
    "fact": ("S1", "S12", "S20", "S33", "S41", "S57", "S66", "S78"),
    "setting": ("Torbay", "Leeds", "London", "hospital", "care home", "pilot"),
    "question": ("evidence", "disagreements", "audit", "evidence-map"),
    "measure": ("degree", "betweenness"),
    "kind": ("council", "bodies", "ICB", "trust"),
}
_NO_TEXT: Final = ("sector", "strip")  # parameters whose words are the graph's own


class RandomQuestions:
    """Questions drawn by seed from one version of the graph.

    Parameters: graph; seed; questions to draw from, those that are asked by GET and need no projection unless given.
    """

    def __init__(self, graph: KnowledgeGraph, seed: int, questions: Sequence[Question] = ()) -> None:
        self._chosen = random.Random(seed)
        self._things = graph.names.index.every()
        self._groups = {name: [each for each in self._things if each.group == name] for name in GROUPS}
        self._pools: dict[str, list[Known]] = {}
        self._questions = questions or [
            each for each in graph.registry.values() if each.method == "GET" and not each.is_heavy
        ]

    def draw(self) -> Iterator[tuple[Question, Mapping[str, str]]]:
        """Give a question and its parameters, for ever."""
        while True:
            question = self._chosen.choice(self._questions)
            yield question, self.parameters(question)

    def parameters(self, question: Question) -> dict[str, str]:
        """Give parameters of a question: those that it needs, and some of the others."""
        return {
            each.name: self._value(question, each)
            for each in question.by_name.values()
            if each.required or (self._chosen.random() < 0.4 and each.name not in _NO_TEXT)
        }

    def _value(self, question: Question, parameter: Parameter) -> str:
        if parameter.choices:
            return self._chosen.choice(parameter.choices)
        if parameter.type == "date":
            return self._day()
        if parameter.type == "integer":
            most = min(parameter.most or 5_000, 5_000)
            return str(self._chosen.choice((max(parameter.least or 0, 1), min(10, most), min(50, most))))
        if parameter.type == "boolean":
            return self._chosen.choice(("true", "false"))
        if parameter.type == "entity":
            return self._thing(parameter).iri
        if parameter.type == "document":
            return self._document(question)
        if parameter.name in _TEXTS:
            return self._chosen.choice(_TEXTS[parameter.name])
        return "code" if parameter.name == "column" else self._words()

    def _day(self) -> str:
        return (_FIRST + timedelta(days=self._chosen.randrange(_DAYS))).isoformat()

    def _thing(self, parameter: Parameter) -> Known:
        """Give a thing that the parameter may mean; now and then another; where it may be any, of any group alike."""
        kinds = parameter.kinds if self._chosen.random() > _ODD else ()
        pool = self._pool(self._chosen.choice(kinds)) if kinds else ()
        return self._chosen.choice(pool or self._groups[self._chosen.choice(GROUPS)])

    def _pool(self, kind: str) -> list[Known]:
        if kind not in self._pools:
            fits = find_kind(kind).fits
            self._pools[kind] = [each for each in self._things if fits(each)]
        return self._pools[kind]

    def _words(self) -> str:
        """Write a name as people do: whole, begun, some of its words, misspelt, a code, or what nobody is called."""
        thing = self._chosen.choice(self._groups[self._chosen.choice(GROUPS)])
        name, words = thing.label[:120], thing.label.split()
        place = self._chosen.randrange(len(name))
        forms = (
            name,
            name[: max(3, place)],
            " ".join(self._chosen.sample(words, min(2, len(words)))),
            name[:place] + name[place + 1 :],
            thing.code or name.lower(),
            f"{self._chosen.choice(words)} {self._chosen.randrange(10_000)}",
        )
        return self._chosen.choice(forms).strip() or "care"

    def _document(self, question: Question) -> str:
        """Write a document that a question takes: a table of codes, or a reform of a step or two."""
        if question.name == "recode":
            codes = [each.code for each in self._pool("body") if each.code and each.kind.startswith("clinical")]
            rows = self._chosen.sample(codes, min(100, len(codes)))
            return "code,number\n" + "".join(f"{code},{self._chosen.randrange(1_000)}\n" for code in rows)
        kinds = self._chosen.sample(self._pool("kind"), 2)
        steps = [{"abolish": kinds[0].iri}, {"transfer": kinds[1].iri, "to": kinds[0].iri}]
        step = self._chosen.choice(steps)
        return json.dumps({"title": "random", "date": "2026-11-01", "layer": "statutory", "steps": [step]})
