"""Verifying a receipt: the question is asked again, of the same version, and the hashes are compared."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from carekg.questions.asking import Asker
from carekg.questions.declaration import Question
from carekg.questions.queried import SPARQL, Row, answer_query
from carekg.questions.receipt import Receipt, canonical, covered, digest_of, make_receipt
from carekg.store.embedded import shorten
from carekg.terms.errors import BadParameter
from carekg.terms.version import __version__

Verdict = Literal["same", "differs", "differs since code", "version not held"]
_SHOWN: Final = 20  # rows


@dataclass(frozen=True)
class Verification:
    """What came of asking again; `rows` are those that the receipt does not know, `missing` how many it had more."""

    verdict: Verdict
    sentence: str
    receipt: Receipt
    rows: tuple[Row, ...] = ()
    missing: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON holds it."""
        told = {"verdict": self.verdict, "sentence": self.sentence, "rows": list(self.rows), "missing": self.missing}
        return told | {"receipt": self.receipt.as_dict()}


def verify(asker: Asker, receipt: Receipt) -> Verification:
    """Ask a receipt's question again.

    Parameters: asker of one version of the graph; receipt.
    Returns: whether the answer is the same; where it is not, which rows are new, or that the code has changed since.
    Raises: UnknownName for the question; BadParameter where it took a document, which a receipt does not hold.
    """
    held = str(asker.store.version["hash"])
    if receipt.question != SPARQL:
        _find(asker, receipt)
    if receipt.version != held:
        return Verification(
            "version not held", f"Held is version {shorten(held)}, not {shorten(receipt.version)}.", receipt
        )
    return judge(receipt, *ask_again(asker, receipt))


def judge(receipt: Receipt, now: Receipt, answered: Iterable[Row]) -> Verification:
    """Tell whether a receipt is that of an answer to the same question, and how they differ.

    Parameters: receipt; now, that of the answer; answered, the rows that it covers.
    """
    if now.sha256 == receipt.sha256 and now.rows == receipt.rows and now.outcome == receipt.outcome:
        return Verification("same", f"The answer is the same: {now.rows:,} rows.", receipt)
    rows, missing = _compare(now, answered, receipt)
    told = f"{len(rows)} rows are new or changed, {missing} are gone" if receipt.digests else "the hash is another"
    if receipt.code != __version__:
        since = f"The code was {receipt.code} and is {__version__}; {told}."
        return Verification("differs since code", since, receipt, rows[:_SHOWN], missing)
    return Verification("differs", f"The answer differs: {told}.", receipt, rows[:_SHOWN], missing)


def _find(asker: Asker, receipt: Receipt) -> Question:
    question = asker.registry.find(receipt.question)
    if any(each.type == "document" for each in question.parameters):
        raise BadParameter("receipt", question.name, "a receipt does not hold the document that this question took")
    return question


def ask_again(asker: Asker, receipt: Receipt) -> tuple[Receipt, Iterable[Row]]:
    """Ask a receipt's question again: the receipt of the answer of now, and the rows that it covers.

    Raises: UnknownName for the question; BadParameter where it took a document, which a receipt does not hold.
    """
    if receipt.question == SPARQL:
        if "query" not in receipt.parameters:
            raise BadParameter("receipt", SPARQL, "its parameters hold no query")
        return answer_query(asker.store, receipt.parameters)
    question = _find(asker, receipt)
    dated = {"as_of": receipt.as_of} if question.is_dated else {}
    answer = asker.ask(question.name, dict(receipt.parameters) | dated)
    return make_receipt(answer), (row for table in answer.tables for row in covered(table))


def _compare(now: Receipt, answered: Iterable[Row], receipt: Receipt) -> tuple[tuple[Row, ...], int]:
    """Give the rows whose digests the receipt does not hold, and how many of its own are not there now."""
    known, seen = Counter(receipt.digests), Counter(now.digests)
    fresh = set((seen - known).keys())
    return tuple(row for row in answered if digest_of(canonical(row)) in fresh), sum((known - seen).values())
