"""One area's partnership working on a date, in sections; what is planned, uncertain or not held is told as such."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode

from carekg.questions import overlaps
from carekg.questions.answer import Answer
from carekg.questions.area_plans import planned_for
from carekg.questions.asking import Ask
from carekg.questions.caveats import beyond
from carekg.questions.content import to_python
from carekg.questions.councils import is_council
from carekg.questions.endings import ending
from carekg.questions.plans import announced, read_plans
from carekg.questions.seats import doubts, in_blocks
from carekg.questions.unplaced import unplaced
from carekg.store.sparql import bind, read, read_folder
from carekg.terms.prefixes import PREFIXES

_HERE: Final = Path(__file__).parent
_AUTHORITY: Final = read(_HERE / "area.rq")
_SECTIONS: Final = read_folder(_HERE / "area")
_OF_SEVERAL: Final = (
    *read_folder(_HERE / "area-of-several"),
    *(each for each in _SECTIONS if each.name in ("03-regions", "11-changes")),
)
_MEMBERS: Final = read(_HERE / "area-members.rq")
_DUTIES: Final = read(_HERE / "area-duties.rq")
_PARTS: Final = read(_HERE / "area-parts.rq")
_AFTER: Final = {
    "05-seats": ("NHS body",),
    "09-networks": ("duty",),
    "11-changes": ("planned", "delay"),
    "14-breaks": ("reason for delay",),
}
_DELAYED: Final = read(_HERE / "area-delay-bodies.rq")
_DELAYS: Final = read(_HERE / "area-delays.rq")
_HEALTH_BOARDS: Final = read(_HERE / "area-health-boards.rq")
_REASONS: Final = read(_HERE / "area-delay-reasons.rq")  # from a graph of its own, where there is one
_COUNCILS: Final = ("upper-tier-local-authority", "district-council", "local-authority")
Row = dict[str, Any]


def answer(ask: Ask) -> Answer:
    """Tell all of an area's partnership working on a date."""
    rows = _authority(ask)
    rows += _of_council(ask, rows) if is_council(ask, ask.values["id"]) else _of_several(ask)
    unsure = sum(row.get("certain") is False for row in rows)
    return ask.answer(rows, members={"counts": {"all": len(rows), "certain": len(rows) - unsure}}, notes=doubts(unsure))


def _of_council(ask: Ask, authority: list[Row]) -> list[Row]:
    members = _select(ask, _MEMBERS.text)
    made = {
        "NHS body": lambda: _boards(ask),
        "duty": lambda: _duties(ask, members),
        "planned": lambda: _plans(ask, members),
        "delay": lambda: _delays(ask),
        "reason for delay": lambda: _reasons(ask),
    }
    rows: list[Row] = []
    for section in _SECTIONS:
        rows += _told(ask, _select(ask, section.text))
        for name in _AFTER.get(section.name, ()):
            rows += made[name]()
    return rows + _not_held(ask, authority + rows)


def _of_several(ask: Ask) -> list[Row]:
    """Tell of the area of a board, group or combined authority: its councils, what belongs to it, what changed.

    Duties are told of each council, on its own page.
    """
    rows = [_overlap(row, "council") for row in overlaps.find(ask, body=ask.values["id"])]
    for section in _OF_SEVERAL:
        rows += _select(ask, section.text)
    return rows + _plans(ask, _select(ask, _MEMBERS.text)) + _delays(ask)


def _select(ask: Ask, text: str) -> list[Row]:
    return [{name: to_python(term) for name, term in row.items()} for row in ask.store.select(bind(text, ask.terms()))]


def _told(ask: Ask, rows: list[Row]) -> list[Row]:
    """Say of each district what is announced for it."""
    plans = read_plans(ask.store)
    return [
        row | {"detail": announced(plans, row["item"], ask.as_of)} if row["section"] == "district" else row
        for row in rows
    ]


def _authority(ask: Ask) -> list[Row]:
    """Give the council's own row, with how it ended and what is announced for it."""
    council = ask.values["id"]
    more = [ending(ask.store, council, ask.as_of), announced(read_plans(ask.store), council, ask.as_of)]
    told = [each for each in (*more, *(beyond(ask.store, ask.as_of) if more[1] else ())) if each]
    return [row | {"detail": "; ".join([row["detail"], *told])} for row in _select(ask, _AUTHORITY.text)]


def _boards(ask: Ask) -> list[Row]:
    return [_overlap(row, "body") for row in overlaps.find(ask, councils=[ask.values["id"]])]


def _overlap(row: Row, side: str) -> Row:
    """Tell of one side of an overlap, `body` or `council`, as a row of the page of the other."""
    told = row | {
        "section": "NHS body" if side == "body" else side,
        "item": row[side],
        "basis": row["basis"].rpartition("/")[2].replace("-", " "),
    }
    if row.get("lsoas") is None:
        return told | {"measure": None}
    unsure = f", {row['uncertain_lsoas']} of them uncertain" if row["uncertain_lsoas"] else ""
    doubt = (
        ""
        if row["certain"]
        else "; by a map of best fit alone, or by uncertain small areas: no right is known to rest on it"
    )
    share = round(float(row["share_of_body"]) * 100, 1)
    return told | {
        "share": row["share_of_council"],
        "amount": row["residents"] if row["residents"] is not None else row["lsoas"],
        "measure": f"{row['measure']}, map of {row['map_date']}",
        "detail": f"{share} % of its own area; {row['lsoas']} small areas{unsure}{doubt}",
        "source": row["file"],
    }


def _duties(ask: Ask, members: Sequence[Row]) -> list[Row]:
    """Put the bodies of the area in the place of their kinds; what rests on an uncertain member is uncertain."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for member in members:
        by_kind[member["kind"]].append(member | {"certain": member["certain"] is not False})
    kept: dict[tuple[str, ...], Row] = {}
    pairs = in_blocks(ask, _DUTIES.text, "kinds", [NamedNode(kind) for kind in sorted(by_kind)])
    held = [NamedNode(part) for part in sorted({pair["part"] for pair in pairs})]
    parts = {row["part"]: row for row in reversed(in_blocks(ask, _PARTS.text, "parts", held))}
    for pair in pairs:
        row = pair | parts[pair["part"]]
        for item in by_kind[row["kind"]]:
            for other in by_kind[row["facing"]]:
                if item["item"] != other["item"]:
                    _keep(kept, row, item, other)
    return [kept[key] for key in sorted(kept)]


def _keep(kept: dict[tuple[str, ...], Row], row: Row, item: Row, other: Row) -> None:
    """Keep one row for each statement and pair, with the first capacity in their order and the longest time."""
    key = (row["source"], row["statement"], item["item"], other["item"])
    capacity = f"as {row['role']}" if row["role"] else "in its own name"
    before = kept.get(key)
    if before is None:
        kept[key] = {
            "section": "duty",
            "item": item["item"],
            "other": other["item"],
            "detail": row["detail"],
            "basis": capacity,
            "certain": item["certain"] and other["certain"],
            "valid_from": row["since"],
            "valid_until": row["end"],
            "source": row["source"],
        }
    else:
        before["basis"] = min(before["basis"], capacity)
        before["valid_from"] = min(before["valid_from"], row["since"])
        before["valid_until"] = max(before["valid_until"] or "", row["end"] or "") or None


def _delays(ask: Ask) -> list[Row]:
    """Give the figures of delayed discharge of the council, or of its boards and those that they followed."""
    bodies = _select(ask, _DELAYED.text)
    figures = in_blocks(ask, _DELAYS.text, "items", [NamedNode(each) for each in {row["item"]: None for row in bodies}])
    return [
        figure
        | {"section": "delay", "other": body["other"], "detail": f"{figure['series']}; {figure['days']} days counted"}
        | {"measure": f"patients a day, mean of the month, {_whose(ask, figure['item'])}"}
        for body in bodies
        for figure in figures
        if figure["item"] == body["item"]
    ]


def _whose(ask: Ask, body: str) -> str:
    if is_council(ask, body):
        return "aged 18 and over, whose discharge was delayed"
    return "who need no hospital bed; acute trusts of the whole board"


def _reasons(ask: Ask) -> list[Row]:
    """Give why discharges are delayed, of the health boards of a Welsh council; others have none."""
    boards = ask.store.select(bind(_HEALTH_BOARDS.text, ask.terms())) if _is_of(ask, "W") else []
    return in_blocks(ask, _REASONS.text, "items", [row["item"] for row in boards])


def _plans(ask: Ask, members: Sequence[Row]) -> list[Row]:
    """Give what is planned for the area, its bodies and their kinds; for councils as a kind, what a Bill would do."""
    council = ask.values["id"]
    own = {member["item"] for member in members} | {council}
    things = own | {member["kind"] for member in members} | set(_governed(ask))
    kept: dict[str, Row] = {}
    for row in planned_for(ask.store, things, ask.as_of):
        of_councils = row["about"].rpartition("/")[2] in _COUNCILS
        if of_councils and not (row["stage"] or "").endswith("/bill"):
            continue
        kept.setdefault(row["item"], _plan(row, council))
    return sorted(kept.values(), key=lambda row: (row["valid_from"] or "", row["item"]))


def _plan(row: Row, council: str) -> Row:
    stage = {"announced": "announced", "bill": "Bill before Parliament"}.get((row["stage"] or "").rpartition("/")[2])
    words = ", ".join(each for each in (stage, f"checked {row['checked']}" if row["checked"] else None) if each)
    about = None if row["about"] == council else row["about"]
    detail = f"{row['detail']} ({words})" if words else row["detail"]
    told = {"section": "planned", "item": row["item"], "other": about, "detail": detail}
    return told | {"valid_from": row["valid_from"], "source": row["source"]}


def _governed(ask: Ask) -> list[str]:
    rows = ask.store.select(bind("SELECT ?place { $id ckg:governs ?place } ORDER BY ?place", ask.terms()))
    return [row["place"].value for row in rows]


def _not_held(ask: Ask, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Say what a page of an early date does not hold, so that its absence is not taken for nothing."""
    council = ask.values["id"]
    if not any(row["section"] == "authority" for row in rows) or not _is_of(ask, "E"):
        return []
    told = list(unplaced(ask.store, [council], ask.as_of))
    if not any(row["section"] == "trust" and row.get("share") is not None for row in rows):
        told.append("whence the patients of trusts came is not held for this date: the first map is of October 2022")
    return [{"section": "not held", "item": council, "detail": each} for each in told]


def _is_of(ask: Ask, nation: str) -> bool:
    """Tell whether the council is of a nation, by the first letter of its codes."""
    return any(place.startswith(f"{PREFIXES['gss']}{nation}") for place in _governed(ask))
