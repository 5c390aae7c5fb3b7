"""Translation: an answer with the labels that there are in another language; its columns and words stay in English."""

from dataclasses import replace
from typing import TypeVar

from carekg.names.languages import ENGLISH, LANGUAGES, UNREVIEWED, labels_in
from carekg.questions.content import Content
from carekg.store.embedded import Embedded
from carekg.terms.errors import BadParameter

Told = TypeVar("Told", bound=Content)


def translate(store: Embedded, answer: Told, language: str) -> Told:
    """Give an answer with labels in a language; which are, and which no speaker has reviewed, stands beside them.

    Parameters: store, of the answer's version; answer; language, `en` or `cy`.
    Raises: BadParameter for another language.
    """
    if language not in LANGUAGES:
        raise BadParameter("lang", language, f"write one of {', '.join(LANGUAGES)}")
    if language == ENGLISH:
        return answer
    known = {iri: label for iri, label in labels_in(store, language).items() if iri in answer.labels}
    unreviewed = sorted(iri for iri, label in known.items() if not label.is_reviewed)
    told = {"lang": language, "labels": sorted(known), "not_reviewed": unreviewed, "rest": ENGLISH}
    return replace(
        answer,
        labels={**answer.labels, **{iri: label.text for iri, label in known.items()}},
        members={**answer.members, "language": told},
        notes=(*answer.notes, UNREVIEWED) if unreviewed else answer.notes,
    )
