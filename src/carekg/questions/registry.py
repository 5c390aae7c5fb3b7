"""The registry: every question by its name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from rapidfuzz import process

from carekg.questions import evidence, law, places, things
from carekg.questions.declaration import Question
from carekg.terms.errors import UnknownName

OWN: Final = (*places.QUESTIONS, *law.QUESTIONS, *evidence.QUESTIONS, *things.QUESTIONS)
_NEAREST: Final = 3


class Registry(Mapping[str, Question]):
    """Questions by name: those of this room, and those that other rooms declare."""

    def __init__(self, more: Iterable[Question] = ()) -> None:
        self._questions = {question.name: question for question in (*OWN, *more)}

    def __getitem__(self, name: str) -> Question:
        return self._questions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._questions)

    def __len__(self) -> int:
        return len(self._questions)

    def find(self, name: str) -> Question:
        """Give the question of a name. Raises: UnknownName with the nearest names."""
        if name not in self:
            near = process.extract(name[:100], list(self), limit=_NEAREST)
            raise UnknownName("question", name, [match[0] for match in near])
        return self[name]
