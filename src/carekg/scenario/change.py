"""Carrying out the steps of a scenario on a fork, and deriving again what they touch."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from carekg.build.renewal import Renewal
from carekg.names.lookup import Names
from carekg.scenario.reading import FIELDS, Step, listed
from carekg.store.embedded import Embedded
from carekg.store.sparql import bind, date_term, read
from carekg.terms.errors import BadParameter
from carekg.terms.namespaces import CKG
from carekg.terms.prefixes import ID, PREFIXES

PARTS: Final = tuple(
    NamedNode(each)
    for each in (
        *(CKG.bearer, CKG.inRelationTo, CKG.exercisedBy, CKG.accountable, CKG.actionObject, CKG.holder, CKG.party),
        *(CKG.seatFor, CKG.seatOn, CKG.nominatedBy, CKG.payer, CKG.payee, CKG.paysInto, CKG.tieFrom, CKG.tieTo),
        *(CKG.belongsTo, CKG.capacityOf, CKG.relevantBody, CKG.relevantTo, CKG.affiliated, CKG.affiliatedTo),
    )
)
_AFFILIATED, _AFFILIATED_TO = NamedNode(CKG.affiliated), NamedNode(CKG.affiliatedTo)
_FUNCTIONS: Final = tuple(map(NamedNode, (CKG.bearer, CKG.exercisedBy, CKG.tieFrom)))
_GRAPH: Final = NamedNode(f"{PREFIXES['graph']}scenario")
_TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")
_LABEL: Final = NamedNode(f"{PREFIXES['rdfs']}label")
_NAME: Final = NamedNode(f"{PREFIXES['skos']}prefLabel")
_NEW: Final = "new: "
_BOARD: Final = f"{ID}body/icb-"
_COPIED: Final = tuple(map(NamedNode, (CKG.sector, CKG.appliesIn, f"{PREFIXES['org']}classification", _TYPE.value)))
# what tells of the past stays: events, and what a body was and became
_HISTORY: Final = {f"{PREFIXES['org']}{name}" for name in ("originalOrganization", "resultingOrganization")} | {
    f"{PREFIXES['dcterms']}{name}" for name in ("replaces", "isReplacedBy")
}
_QUERIES: Final = Path(__file__).parent
_PLACES: Final = ("national-affiliations", "national-relevance", "national-partnerships")
_PARTS_HELD: Final = ("held-through-role", "in-force", "involvement")
_DOCUMENTS: Final = ("reach-of-documents", "step-between-documents")
_TIES: Final = ("statutory-tie",)


class Change:
    """The carrying out of a scenario's steps on a fork."""

    def __init__(self, renewal: Renewal, fork: Embedded, names: Names, on: date) -> None:
        self._renewal, self._fork, self._names = renewal, fork, names
        self._new: dict[str, NamedNode] = {}
        self._transfers: list[tuple[NamedNode, NamedNode, set[NamedNode]]] = []
        self._day = date_term(on)

    def carry_out(self, step: Step) -> None:
        """Carry out one step. Raises: UnknownName; AmbiguousName; BadParameter where it would change nothing."""
        (kind,) = (each for each in FIELDS if each in step)
        carry: Mapping[str, Callable[[Step], None]] = {
            "abolish": self._abolish,
            "merge": self._merge,
            "split": self._split,
            "transfer": self._transfer,
            "membership": self._membership,
            "repeal": self._repeal,
            "amend": self._amend,
            "move": self._move,
        }
        carry[kind](step)

    def _thing(self, name: object) -> NamedNode:
        """Give what a name stands for; a body that an earlier step made goes by its new name."""
        text = str(name)
        return self._new.get(text.removeprefix(_NEW)) or NamedNode(self._names.resolve(text))

    def _made(self, name: str, old: NamedNode) -> NamedNode:
        """Give what a name stands for, or a new body in the place of an old one where it is written `new: name`."""
        label = name.removeprefix(_NEW).strip()
        if not name.startswith(_NEW) or label in self._new:
            return self._thing(name)
        slug = "".join(letter if letter.isalnum() else "-" for letter in label.lower())
        kind = "icb-" if old.value.startswith(_BOARD) else ""  # the rule of partnerships reads it
        body = self._new[label] = NamedNode(f"{ID}body/{kind}scenario-{slug}")
        self._say(body, NamedNode(CKG.validFrom), self._day)
        self._say(body, NamedNode(CKG.endStatus), NamedNode(f"{PREFIXES['end-status']}ongoing"))
        for naming in (_LABEL, _NAME):
            self._say(body, naming, Literal(label, language="en"))
        return body

    def _abolish(self, step: Step) -> None:
        old = self._thing(step["abolish"])
        if "successor" in step:
            new = self._made(str(step["successor"]), old)
            self._take_over(new, old)
            self._replace(old, [new], PARTS)
        self._end(old)

    def _merge(self, step: Step) -> None:
        merged = [self._thing(name) for name in listed(step["merge"])]
        new = self._made(str(step["into"]), merged[0])
        for old in merged:
            self._take_over(new, old)
            self._replace(old, [new], None)
            self._end(old)

    def _split(self, step: Step) -> None:
        old = self._thing(step["split"])
        new = [self._made(name, old) for name in listed(step["into"])]
        for each in new:
            self._like(each, old)
        self._replace(old, new, None)
        self._end(old)

    def _transfer(self, step: Step) -> None:
        old, new = self._thing(step["transfer"]), self._thing(step["to"])
        chosen = {self._thing(name) for name in listed(step.get("functions"))}
        if not self._replace(old, [new], _FUNCTIONS, chosen):
            raise BadParameter("transfer", step["transfer"], "it bears no function that could be transferred")
        self._transfers.append((old, new, chosen))
        self._pass_on()

    def derive(self) -> tuple[str, ...]:
        """Do the rules of the law, of documents and of places again, as far as the steps touched what they read.

        The other rules read what files and maps showed, and vocabularies: no step changes those. Run again, they would
        put the old body back where a step put the new one.
        Returns: the names of the rules that were touched.
        """
        self._renewal.undo((*_PLACES, *_PARTS_HELD, *_DOCUMENTS, *_TIES))
        again = (*self._renewal.derive(_PLACES), *self._renewal.derive(_PARTS_HELD))
        self._pass_on()
        return (*again, *self._renewal.derive(_DOCUMENTS), *self._renewal.derive(_TIES))

    def _pass_on(self) -> None:
        """Pass on the parts that follow from a role that the old bearer holds, and keeps, with what was transferred."""
        for old, new, chosen in self._transfers:
            involved = self._involved(chosen)
            if involved:
                self._replace(old, [new], [NamedNode(CKG.party)], involved)

    def _involved(self, chosen: set[NamedNode]) -> set[Any]:
        """Give the derived parts of those who bear or carry out functions: the chosen ones, or all."""
        involved = NamedNode(CKG.involvedAs)
        found = {
            quad.subject
            for part in (CKG.bearer, CKG.exercisedBy)
            for quad in self._fork.engine.quads_for_pattern(None, involved, NamedNode(part), None)
        }
        return {each for each in found if not chosen or self._rests_on(each, chosen)}

    def _membership(self, step: Step) -> None:
        structure = self._thing(step["membership"])
        seats = [
            quad.subject for quad in self._fork.engine.quads_for_pattern(None, NamedNode(CKG.seatOn), structure, None)
        ]
        for name in listed(step.get("remove")):
            member = self._thing(name)
            gone = {seat for seat in seats if self._says(seat, NamedNode(CKG.seatFor), member)}
            if not gone:
                raise BadParameter("remove", name, f"it has no seat on {step['membership']}")
            for seat in gone:
                self._end(seat)
        for name in listed(step.get("add")):
            self._seat(structure, self._thing(name), str(step["membership"]), name)

    def _seat(self, structure: NamedNode, member: NamedNode, where: str, who: str) -> None:
        seat = NamedNode(f"{ID}seat/scenario-{member.value.rpartition('/')[2]}-{structure.value.rpartition('/')[2]}")
        for part, value in ((CKG.seatOn, structure), (CKG.seatFor, member), (CKG.validFrom, self._day)):
            self._say(seat, NamedNode(part), value)
        self._say(seat, _TYPE, NamedNode(CKG.SeatRule))
        self._say(seat, _LABEL, Literal(f"{who} sits on {where} (scenario)", language="en"))

    def _repeal(self, step: Step) -> None:
        provision = self._thing(step["repeal"])
        query = read(_QUERIES / "provisions.rq").text
        found = self._fork.select(bind(query, {"provision": provision}))
        if not found:
            raise BadParameter("repeal", step["repeal"], "no statement of the graph stands on it")
        for row in found:
            self._end(row["statement"])

    def _amend(self, step: Step) -> None:
        provision, old, new = (self._thing(step[field]) for field in ("amend", "replace", "by"))
        query = read(_QUERIES / "provisions.rq").text
        chosen = {row["statement"] for row in self._fork.select(bind(query, {"provision": provision}))}
        if not chosen or not self._replace(old, [new], PARTS, chosen):
            raise BadParameter("replace", step["replace"], f"no statement under {step['amend']} names it")

    def _move(self, step: Step) -> None:
        area, old = self._thing(step["move"]), self._thing(step["from"])
        new = self._made(str(step["to"]), old)
        self._like(new, old)
        query = read(_QUERIES / "areas.rq").text
        chosen = {row["statement"] for row in self._fork.select(bind(query, {"area": area, "body": old}))}
        if not chosen or not self._replace(old, [new], None, chosen):
            raise BadParameter("move", step["move"], f"nothing in the graph relates it to {step['from']}")

    def _like(self, new: NamedNode, old: NamedNode) -> None:
        """Give a new body the sector, classes and nation of an old one, where it has none of its own."""
        if new not in self._new.values() or self._says(new, _COPIED[0]):
            return
        for part in _COPIED:
            for quad in list(self._fork.engine.quads_for_pattern(old, part, None, None)):
                self._say(new, part, quad.object)

    def _take_over(self, new: NamedNode, old: NamedNode) -> None:
        """Let a body be like another, and govern what that governed."""
        self._like(new, old)
        governs = NamedNode(CKG.governs)
        for quad in list(self._fork.engine.quads_for_pattern(old, governs, None, DefaultGraph())):
            self._say(new, governs, quad.object)

    def _end(self, thing: Any) -> None:
        """Let a thing end on the day of the scenario, unless it has ended before."""
        until = NamedNode(CKG.validUntil)
        later = []
        for quad in self._quads(thing, until, None):
            if isinstance(quad.object, Literal) and quad.object.value <= self._day.value:
                return
            later.append(quad)
        self._renewal.change((), later)
        self._say(thing, until, self._day)

    def _replace(
        self,
        old: NamedNode,
        new: Iterable[NamedNode],
        parts: Iterable[NamedNode] | None,
        chosen: Iterable[NamedNode] | None = None,
    ) -> bool:
        """Put other things in the place of one, in some parts of some statements; tell whether there were any.

        All parts but those that tell of the past are meant where `parts` is None; all statements where none is chosen.
        """
        wanted, only = None if parts is None else set(parts), set(chosen or ())
        found = [
            quad
            for quad in self._quads(None, None, old)
            if (quad.predicate.value not in _HISTORY if wanted is None else quad.predicate in wanted)
            and (not only or quad.subject in only or self._rests_on(quad.subject, only))
        ]
        for quad in found:
            others = (each for each in new if not self._belongs(quad, each))
            self._renewal.change((Quad(quad.subject, quad.predicate, each, quad.graph_name) for each in others), [quad])
        return bool(found)

    def _rests_on(self, derived: Any, chosen: set[NamedNode]) -> bool:
        """Tell whether a derived statement rests on one of those that are chosen."""
        rests = self._fork.engine.quads_for_pattern(derived, NamedNode(CKG.restsOn), None, None)
        return any(quad.object in chosen for quad in rests)

    def _belongs(self, quad: Quad, new: NamedNode) -> bool:
        """Tell whether a body would come to belong to itself: a part that was merged into its whole."""
        whole = {_AFFILIATED: _AFFILIATED_TO, _AFFILIATED_TO: _AFFILIATED}.get(quad.predicate)
        return whole is not None and self._says(quad.subject, whole, new)

    def _says(self, subject: Any, part: NamedNode, value: NamedNode | None = None) -> bool:
        return next(iter(self._fork.engine.quads_for_pattern(subject, part, value, None)), None) is not None

    def _say(self, subject: NamedNode, part: NamedNode, value: Any) -> None:
        """Say something in the scenario's own graph."""
        self._renewal.change([Quad(subject, part, value, _GRAPH)], ())

    def _quads(self, subject: Any, part: NamedNode | None, value: NamedNode | None) -> list[Quad]:
        """Give what named graphs say."""
        found = self._fork.engine.quads_for_pattern(subject, part, value, None)
        return [quad for quad in found if isinstance(quad.graph_name, NamedNode)]
