"""Plans: what announced changes would end and found, beside what the files end with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from carekg.questions.content import to_python
from carekg.store.embedded import Embedded
from carekg.store.keeping import once
from carekg.store.sparql import read
from carekg.terms.dates import spoken

_QUERY: Final = read(Path(__file__).parent / "plans.rq")
_LAST: Final = read(Path(__file__).parent / "last-vintage.rq")


@dataclass
class Plan:
    """One announced change: what it would end and found, by IRI with their labels, and how sure it is.

    `kinds` are the kinds of body of all of these. Where a choice is not `decided`, `about` are the bodies that it may
    change, and no proposal is the plan. `disputed` is the day on which it was taken to court.
    """

    event: str
    says: str
    day: str | None
    precision: str
    announced: str
    checked: str
    decided: bool
    disputed: str | None
    ends: dict[str, str] = field(default_factory=dict)
    founds: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def known_by(self, as_of: date) -> bool:
        """Tell whether it had been made known by a date."""
        return is_known(self.announced, self.checked, as_of)

    def contested_by(self, as_of: date) -> bool:
        """Tell whether it had been taken to court by a date."""
        return self.disputed is not None and self.disputed <= as_of.isoformat()

    def due_by(self, as_of: date) -> bool:
        """Tell whether it was decided, and its day has come by a date: if all is carried out, it is done then."""
        return self.decided and self.day is not None and self.day <= as_of.isoformat()


def is_known(announced: str | None, checked: str | None, as_of: date) -> bool:
    """Tell whether a plan had been made known by a date.

    Parameters: announced, the day on which it was; checked, the day on which it was last checked: where the first is
    not recorded, it is taken as known from a year before the second, a year that is ours; as_of.

    >>> is_known(None, "2026-11-22", date(2026, 1, 1)), is_known("2026-05-14", "2026-11-22", date(2026, 1, 1))
    (True, False)
    """
    day = announced or (f"{int(checked[:4]) - 1}{checked[4:]}" if checked else "")
    return day <= as_of.isoformat()


@once
def read_plans(store: Embedded) -> list[Plan]:
    """Give every announced change of bodies, in the order of their days and names; they are read once."""
    found: dict[str, Plan] = {}
    for terms in store.select(_QUERY.text):
        row: dict[str, Any] = {name: to_python(term) for name, term in terms.items()}
        plan = found.setdefault(row["event"], _plan(row))
        getattr(plan, row["role"])[row["thing"]] = row["label"]
        if row["kind"]:
            plan.kinds[row["thing"]] = row["kind"]
    return sorted(found.values(), key=lambda plan: (plan.day or "9999", plan.event))


def _plan(row: dict[str, Any]) -> Plan:
    return Plan(
        event=row["event"],
        says=row["says"],
        day=row["day"],
        precision=(row["precision"] or "day").rpartition("/")[2],
        announced=row["announced"] or "",
        checked=row["checked"] or "",
        decided=row["decided"] is not False,
        disputed=row["disputed"],
    )


def announced(plans: Iterable[Plan], body: str, as_of: date) -> str | None:
    """Say what is announced for a body, in one clause; None where nothing is.

    Parameters: plans; body, its IRI; as_of, the day by which it was known.
    """
    known = [plan for plan in plans if plan.known_by(as_of)]
    ending = [plan for plan in known if body in plan.ends]
    if ending:
        return _ending(ending, as_of)
    for plan in known:
        if body in plan.founds:
            return f"{_sureness(plan)} to begin {_when(plan)}; it is not there yet{_last_checked(plan.checked)}"
        if body in plan.about:
            return f"undecided: {plan.says}; no proposal is the plan{_last_checked(plan.checked)}"
    return None


def announcements(plans: Sequence[Plan], as_of: date) -> dict[str, str]:
    """Say what is announced for each body that plans speak of, as `announced` does; few do of many bodies."""
    bodies = {body for plan in plans for body in (*plan.ends, *plan.founds, *plan.about)}
    told = {body: announced(plans, body, as_of) for body in sorted(bodies)}
    return {body: says for body, says in told.items() if says is not None}


def _last_checked(day: str) -> str:
    return f"; last checked {spoken(day)}" if day else ""


def _ending(plans: Sequence[Plan], as_of: date) -> str:
    heirs = sorted(label for plan in plans for label in plan.founds.values())
    first = plans[0]
    follow = f"; {_joined(heirs)} to follow" if heirs else ""
    court = "; the decision is contested in court" if any(plan.contested_by(as_of) for plan in plans) else ""
    checked = max(plan.checked for plan in plans)
    return f"{_sureness(first)} to end {_when(first)}{follow}{court}{_last_checked(checked)}"


def _sureness(plan: Plan) -> str:
    return "announced" if plan.decided else "proposed"


def _when(plan: Plan) -> str:
    if plan.day is None:
        return "on a day that is not set"
    return f"{'on' if plan.precision == 'day' else 'in'} {spoken(plan.day, plan.precision)}"


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


@once
def last_vintage(store: Embedded) -> str:
    """Give the day that the newest published file describes: what is later is beyond the files."""
    rows = store.select(_LAST.text)
    return str(rows[0]["last"].value) if rows and rows[0]["last"] is not None else ""
