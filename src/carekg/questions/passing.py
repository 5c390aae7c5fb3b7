"""What passes to whom when a council ends: what the law itself settles, and what nothing settles yet."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.caveats import caveats
from carekg.questions.content import to_python
from carekg.questions.councils import councils_of, is_council
from carekg.questions.endings import ending
from carekg.questions.plans import Plan, read_plans
from carekg.questions.settling import nations_of
from carekg.store.sparql import bind, read

_PASSING: Final = read(Path(__file__).parent / "passing.rq")
_KINDS: Final = "SELECT DISTINCT ?kind { $id org:classification/skos:broader* ?kind } ORDER BY ?kind"
_BOARDS: Final = "SELECT DISTINCT ?kind { ?board org:unitOf $id ; org:classification ?kind } ORDER BY ?kind"
_ORDER: Final = ("plan", "fund", "seat", "duty", "power")
_BY_LAW: Final = ("seat", "duty", "power")
_NOT_ANNOUNCED: Final = "No end of this council is announced on this day, as far as is recorded."
_NONE_ANNOUNCED: Final = "No end of a council of its area is announced on this day, as far as is recorded."
IN_LAW: Final = "in law"
UNSETTLED: Final = "not yet settled"
_WHY: Final = {
    "duty": "the law binds every council of this kind: each new one bears it for its own area",
    "power": "the law gives it to every council of this kind: each new one has it for its own area",
    "seat": "the law gives the seat for every council of this kind; who first takes it is not settled",
    "plan": "the new councils and boards must make their own; whether what is there stays in force meanwhile, and who "
    "divides it, was not found",
    "fund": "how it is divided between those that follow was not found; by the general regulations, what is not agreed "
    "in time passes to one of them",
}
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """Say for each duty, seat, plan and fund of a council that is to end to whom it passes.

    Of a board, group or combined authority of several councils, of each of those that is to end.
    """
    plans = {council: _ends(ask, council) for council in councils_of(ask, ask.values["id"])}
    ending_ones = {council: found for council, found in plans.items() if found}
    if not ending_ones:
        return ask.answer([], notes=_nothing(ask))
    rows = [row for council, found in ending_ones.items() for row in _of_council(ask, council, found)]
    own = () if ask.values["id"] in plans else caveats(ask.store, ending_ones, ask.as_of)
    notes = _notes([plan for found in ending_ones.values() for plan in found], ask.as_of)
    return ask.answer(rows, notes=(*own, *notes))


def _nothing(ask: Ask) -> tuple[str, ...]:
    """Say that nothing is announced, of what has not ended."""
    thing = ask.values["id"]
    if ending(ask.store, thing, ask.as_of):
        return ()
    return (_NOT_ANNOUNCED if is_council(ask, thing) else _NONE_ANNOUNCED,)


def _ends(ask: Ask, council: str) -> list[Plan]:
    """Give the plans, known on the date, by which a council ends after it."""
    plans = [plan for plan in read_plans(ask.store) if council in plan.ends and plan.known_by(ask.as_of)]
    return [plan for plan in plans if plan.day is None or plan.day > ask.as_of.isoformat()]


def _of_council(ask: Ask, council: str, plans: Sequence[Plan]) -> list[Row]:
    wanted = [row for row in _had(ask, council) if ask.values["what"] in (None, row["what"])]
    rows = {(row["what"], row["item"]): _row(row, plans, council) for row in reversed(wanted)}
    return sorted(rows.values(), key=lambda row: (_ORDER.index(row["what"]), row["provision"] or "", row["item"]))


def _had(ask: Ask, council: str) -> list[Row]:
    """Give what a council has on the date, by its kinds and those of its committees."""
    of_it = {**ask.terms(), "id": NamedNode(council)}
    own, boards = ([row["kind"] for row in ask.store.select(bind(text, of_it))] for text in (_KINDS, _BOARDS))
    nation = next(iter(nations_of(ask.store, [council])), None)
    terms = {"kinds": own, "boards": boards or own, "nation": NamedNode(nation) if nation else None}
    found = ask.store.select(bind(_PASSING.text, {**of_it, **terms}))
    return [{name: to_python(term) for name, term in row.items()} for row in found]


def _row(row: Row, plans: Sequence[Plan], council: str) -> Row:
    """Tell of one thing: the law settles what it gives to every body of a kind, where those that follow are of it."""
    heirs = {heir: name for plan in plans for heir, name in plan.founds.items()}
    kinds = {kind for plan in plans for thing, kind in plan.kinds.items() if thing in heirs}
    same = bool(heirs) and kinds == {kind for plan in plans for thing, kind in plan.kinds.items() if thing == council}
    settled = row["what"] in _BY_LAW and same
    return row | {
        "passes_to": "; ".join(sorted(heirs.values())),
        "settled": IN_LAW if settled else UNSETTLED,
        "why": _WHY[row["what"]] if same else "what would follow is not decided",
        "event": plans[0].event,
        "day": plans[0].day,
        "precision": plans[0].precision,
        "council": council,
    }


def _notes(plans: Sequence[Plan], as_of: date) -> tuple[str, ...]:
    told = ["Announced is not done: all of this is told as if the announced change were carried out on its day."]
    if any(plan.contested_by(as_of) for plan in plans):
        told.append("The decision is contested in court.")
    return tuple(told)
