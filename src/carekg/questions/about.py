"""About an answer: what a file says of itself, inside it or beside it."""

from typing import Any, Final

from carekg.questions.content import LICENCE, Content
from carekg.questions.receipt import make_receipt

ATTRIBUTION: Final = (
    "carekg, CC BY 4.0. Contains public sector information licensed under the Open Government Licence v3.0. Source: "
    "Office for National Statistics licensed under the Open Government Licence v3.0. Contains information from NHS "
    "England."
)


def about(answer: Content) -> dict[str, Any]:
    """Give the facts about an answer: question, parameters, date, version, outcome, sizes, licence, address."""
    return {
        "question": answer.question,
        "title": answer.asked.title,
        "parameters": "; ".join(f"{name}={value}" for name, value in answer.parameters.items()),
        "as_of": answer.as_of.isoformat(),
        "version": answer.version,
        "outcome": answer.outcome.kind,
        "outcome_sentence": answer.outcome.sentence,
        "rows": "; ".join(f"{table.part.name}: {table.total}" for table in answer.tables),
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "address": answer.address,
        "receipt": make_receipt(answer).as_dict(),
    } | ({"private": answer.privacy} if answer.privacy else {})
