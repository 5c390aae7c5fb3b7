"""The audit of a document: each statement, what it rests on, and what stands for and against it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask, Asker
from carekg.questions.content import to_python
from carekg.store.sparql import bind, read
from carekg.terms.errors import UnknownName

_QUERIES: Final = Path(__file__).parent
_CITATIONS, _FINDINGS, _COUNTS = (read(_QUERIES / f"audit-{name}.rq") for name in ("citations", "findings", "counts"))

UNCITED: Final = "not cited"
MISSING: Final = "source not found"
BEARS: Final = "can bear it"
FAILS: Final = "cannot bear it"
NAMES: Final = "nothing to bear"
VERDICTS: Final = (UNCITED, MISSING, BEARS, FAILS, NAMES)
METHOD: Final = (
    "A source is judged by its kind alone: what a statement asserts follows from its relation (ckg:asserts), and what "
    "a study design can bear is set down with the designs (ckg:canBear). That a source can bear a statement does not "
    "mean that it says so; what is known of that stands among the corrections."
)


@dataclass(frozen=True)
class Voice:
    """A finding or correction that speaks to a statement; `design` is its study design, or the kind of correction."""

    by: str
    says: str
    design: str
    publication: str | None


@dataclass(frozen=True)
class Entry:
    """One statement of a document, audited."""

    fact: str
    statement: str
    says: str
    paragraph: int | None
    sentence: int | None
    hedge: str | None
    verdict: str
    reason: str
    cites: str | None
    work: str | None
    supports: tuple[Voice, ...]
    disputes: tuple[Voice, ...]
    qualifies: tuple[Voice, ...]
    corrects: tuple[Voice, ...]


@dataclass(frozen=True)
class Audit:
    """A document, audited statement by statement."""

    document: str
    entries: tuple[Entry, ...]
    marks: int
    references: int
    version: str
    method: str = METHOD

    def counts(self) -> dict[str, int]:
        """Count the statements: all, by verdict, and those that something stands against."""
        verdicts = [entry.verdict for entry in self.entries]
        return {
            "statements": len(self.entries),
            "citation marks": self.marks,
            "references": self.references,
            **{verdict: verdicts.count(verdict) for verdict in VERDICTS},
            "disputed by research": sum(bool(entry.disputes) for entry in self.entries),
            "corrected": sum(bool(entry.corrects) for entry in self.entries),
        }

    def as_dict(self) -> dict[str, Any]:
        """Give the audit as JSON would hold it."""
        return {"counts": self.counts(), **asdict(self)}


def answer(ask: Ask) -> Answer:
    """Audit a document that is described in the shape of docs/audit.md. Raises: as `audit`."""
    found = audit(ask.asker, ask.values["document"])
    told = {name: value for name, value in found.as_dict().items() if name != "version"}
    counts = "; ".join(f"{name}: {number}" for name, number in found.counts().items())
    return ask.answer([_row(entry) for entry in found.entries], members=told, notes=(counts, found.method))


def _row(entry: Entry) -> dict[str, Any]:
    voices = {stance: _join(getattr(entry, stance)) for stance in ("supports", "disputes", "qualifies", "corrects")}
    return vars(entry) | voices


def _join(voices: Iterable[Voice]) -> str | None:
    return "; ".join(f"{voice.says} ({voice.design})" for voice in voices) or None


def audit(asker: Asker, document: str) -> Audit:
    """Audit a document.

    Parameters: asker, for the question `claims` and its store; document, its IRI.
    Raises: UnknownName where the graph holds no statement of the document.
    """
    store = asker.store
    rows = asker.ask("claims", {"document": document}).table.whole
    if not rows:
        raise UnknownName("document with statements", document)
    wanted = {"document": NamedNode(document)}
    citations = {row["statement"].value: row for row in store.select(bind(_CITATIONS.text, wanted))}
    voices = _voices(store.select(bind(_FINDINGS.text, wanted)))
    counts = store.select(bind(_COUNTS.text, wanted))[0]
    return Audit(
        document=document,
        entries=tuple(_entry(row, citations.get(row["statement"]), voices[row["statement"]]) for row in rows),
        marks=to_python(counts["marks"]),
        references=to_python(counts["references"]),
        version=str(store.version["hash"]),
    )


def _entry(row: Mapping[str, Any], citation: Mapping[str, Any] | None, voices: Mapping[str, list[Voice]]) -> Entry:
    verdict, reason = judge(citation)
    return Entry(
        fact=row["fact"],
        statement=row["statement"],
        says=row["says"],
        paragraph=row["paragraph"],
        sentence=row["sentence"],
        hedge=row["hedge"],
        verdict=verdict,
        reason=reason,
        cites=row["cites"],
        work=_text(citation, "work"),
        supports=tuple(voices.get("supports", ())),
        disputes=tuple(voices.get("disputes", ())),
        qualifies=tuple(voices.get("qualifies", ())),
        corrects=tuple(voices.get("corrects", ())),
    )


def judge(citation: Mapping[str, Any] | None) -> tuple[str, str]:
    """Say whether a source can bear a statement, by its kind, and why.

    Parameters: citation, a row of audit-citations.rq, or None where the statement gives no source.
    Returns: one of VERDICTS, and the reason in a sentence.
    """
    if citation is None:
        return UNCITED, "It gives no source."
    if _text(citation, "missing") == "true":
        return MISSING, "The source was looked for and not found; that does not prove that it does not exist."
    work, asserts = _text(citation, "design_label") or "work of a kind not known", to_python(citation["asserts"])
    guess = "The source is not identified; it may be" if _text(citation, "meant") == "true" else "The source is"
    if not asserts:
        return NAMES, f"It names something and asserts nothing that would need a source. {guess}: {work}."
    verdict = BEARS if _text(citation, "bears") == "true" else FAILS
    return verdict, f"It asserts {asserts}. {guess}: {work}."


def _voices(rows: list[dict[str, Any]]) -> defaultdict[str, dict[str, list[Voice]]]:
    voices: defaultdict[str, dict[str, list[Voice]]] = defaultdict(dict)
    for row in rows:
        voice = Voice(row["by"].value, row["says"].value, row["design"].value, _text(row, "publication"))
        heard = voices[row["statement"].value].setdefault(row["stance"].value, [])
        if heard and heard[-1].by == voice.by:  # a correction of several kinds is one voice
            voice = Voice(voice.by, voice.says, f"{heard.pop().design}, {voice.design}", voice.publication)
        heard.append(voice)
    return voices


def _text(row: Mapping[str, Any] | None, name: str) -> str | None:
    return None if row is None or row[name] is None else str(row[name].value)
