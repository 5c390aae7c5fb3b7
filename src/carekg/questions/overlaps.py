"""Overlaps: which boards or groups are relevant to a council on a date, how much they share, and how sure that is."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.questions.bodies import governed
from carekg.questions.content import to_python
from carekg.questions.councils import councils_of, is_board
from carekg.questions.plans import announcements, read_plans
from carekg.questions.seats import in_blocks
from carekg.store.sparql import bind, read

_RELEVANT: Final = read(Path(__file__).parent / "overlaps.rq")
_MAPS: Final = read(Path(__file__).parent / "overlap-maps.rq")
_AREAS: Final = read(Path(__file__).parent / "governed-areas.rq")
_NAMED: Final = 10
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """List the overlaps of a council, a board or an authority, or of all, and count those that are known and likely."""
    rows = _asked(ask, ask.values["council"])
    plans = announcements(read_plans(ask.store), ask.as_of)
    areas = _areas(ask, rows)
    told = [
        row
        | {"announced": plans.get(row["council"])}
        | {"council_area": areas.get(row["council"]), "body_area": areas.get(row["body"])}
        for row in rows
    ]
    counts = {
        "all": len(rows),
        "certain": sum(row["certain"] for row in rows),
        "councils_with_several": _several(rows),
        "councils_with_several_certain": _several([row for row in rows if row["certain"]]),
    }
    doubtful = [row for row in rows if not row["certain"]]
    named = [row[side] for row in doubtful[:_NAMED] for side in ("council", "body")]
    answer = ask.answer(told, members={"counts": counts}, things=named)
    return replace(answer, notes=(*answer.notes, *_notes(doubtful, counts, answer.labels)))


def _asked(ask: Ask, thing: str | None) -> list[Row]:
    if thing is None:
        return find(ask)
    return find(ask, body=thing) if is_board(ask, thing) else find(ask, councils=councils_of(ask, thing))


def find(ask: Ask, *, councils: Sequence[str] | None = None, body: str | None = None) -> list[Row]:
    """Give the overlaps of councils or of a board, or all, with what the newest map until the date counts of each."""
    if councils is not None and not councils:
        return []
    named = None if councils is None else [NamedNode(each) for each in councils]
    terms = {**ask.terms(), "council": named, "body": None if body is None else NamedNode(body)}
    found = ask.store.select(bind(_RELEVANT.text, terms))
    rows = [{name: to_python(term) for name, term in row.items()} for row in found]
    met = [NamedNode(each) for each in dict.fromkeys(row["council"] for row in rows)]
    newest = {(row["council"], row["body"]): row for row in in_blocks(ask, _MAPS.text, "councils", met)}
    whole = [newest.get((row["council"], row["body"]), {}) | row for row in rows]
    return sorted(whole, key=lambda row: (row["council"], -(row.get("share_of_council") or 0), row["body"]))


def _areas(ask: Ask, rows: list[Row]) -> dict[str, str | None]:
    """Give the area that each council, board and group governed on the date, by whose code other tables know it."""
    bodies = [NamedNode(each) for each in sorted({row[side] for row in rows for side in ("council", "body")})]
    found: dict[str, list[Row]] = defaultdict(list)
    for row in in_blocks(ask, _AREAS.text, "bodies", bodies):
        found[row["body"]].append(row)
    return {body: governed(group, ask.as_of) for body, group in found.items()}


def _several(rows: list[Row]) -> int:
    """Count the councils of several rows."""
    return sum(count > 1 for count in Counter(row["council"] for row in rows).values())


def _notes(doubtful: list[Row], counts: dict[str, int], labels: Mapping[str, str]) -> tuple[str, ...]:
    if not doubtful:
        return ()
    named = "; ".join(f"{labels[row['council']]} with {labels[row['body']]}" for row in doubtful[:_NAMED])
    more = f", and {len(doubtful) - _NAMED} more" if len(doubtful) > _NAMED else ""
    return (
        f"{counts['all']} overlaps, {counts['certain']} of them certain; the others rest on a map of best fit alone, "
        f"or on uncertain small areas: {named}{more}. Councils with several boards or groups: "
        f"{counts['councils_with_several']}, and {counts['councils_with_several_certain']} for certain.",
    )
