"""A place: a council's area first of all; a district, a region, a combined authority, the area of a board."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from pyoxigraph import NamedNode

import carekg_api.pages.views.charts as charts
import carekg_api.pages.views.pictures as pictures
import carekg_api.pages.views.place_blocks as parts
import carekg_api.pages.views.running as running
from carekg.questions.caveats import caveats
from carekg.terms.errors import InputError
from carekg_api.pages import tables, words
from carekg_api.pages.addresses import iri_at
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.citing import named
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.drawing import small
from carekg_api.pages.views.other_forms import other_form, split
from carekg_api.pages.views.outlines import outlines_of
from carekg_api.pages.views.thing import Thing, learn_rows, question_block, sources, thing_of

_COUNCILS: Final = ("structure/upper-tier-local-authority", "structure/local-authority")
_MOST: Final = 40
_ASKED: Final = ("says", "modality", "other_party", "section", "act", "valid_from")
_COUNTED: Final = {1: "one", 2: "two", 3: "three"}


def _make(reader: Reader) -> Page:
    code, suffix = split(reader.asked.parts["code"])
    area = thing_of(reader, iri_at("/place/", code))
    governing = reader.select("views/governing", area=NamedNode(area.iri))
    learn_rows(reader, governing)
    council = next((row["body"] for row in governing if row["kind"].endswith(_COUNCILS)), None)
    if suffix:
        return other_form(reader, area.iri, suffix, _whose(council, governing), [row["body"] for row in governing])
    return council_page(reader, area, council) if council else _other(reader, area, governing)


def _whose(council: str | None, governing: Sequence[Row]) -> str:
    """Give whose days the feed of an area has: those of its council, or of another body that governs it."""
    return council or (governing[0]["body"] if governing else "")


def council_page(reader: Reader, area: Thing, council: str) -> Page:
    """Show all that is known of one council's area on the day, in people's order."""
    answer = reader.ask("area", {"id": council})
    rows = [dict(row) for row in answer.table.whole]
    learn_rows(reader, rows)
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["section"], []).append(row)
    blocks = [
        where(reader, area),
        parts.who(reader, found),
        *_by_law(reader, area, council, found),
        running.due(reader, council),
        parts.changed(reader, found.get("change", [])),
        parts.planned(reader, found.get("planned", [])),
        running.passing(reader, council),
        parts.inside(reader, found),
        charts.delays(reader, found),
        parts.evidence_from(reader, area),
        pictures.network(Thing(reader, council), "bodies"),
        Block(
            "Take it with you",
            "files",
            links=[*tables.files(answer), *_ways(reader, area)],
            intro=[cell("All of this page as files; or print it.")],
        ),
        sources(area),
    ]
    lacking = [f"Not held: {row['detail']}." for row in found.get("not held", [])]
    lead = [*lead_of(reader, council, found), *(cell(each) for each in (*answer.notes, *lacking))]
    near = reader.page("All places", "/places")
    return area.page("Place", lead, blocks, crumbs=[near], schema=_schema(reader, area))


def _by_law(reader: Reader, area: Thing, council: str, found: dict[str, list[Row]]) -> list[Block | None]:
    """Show seats and duties between bodies, which are told of England; of another nation, what its council must do."""
    if area.iri.rpartition("/")[2].startswith("E"):
        seats, duties = (tables.trust_of(reader, found.get(name, []), "source") for name in ("seat", "duty"))
        return [parts.seats(reader, seats), parts.duties(reader, duties)]
    title, given = "What the law asks of its council, and allows it", {"bearer": council}
    return [question_block(reader, "duties", title, "duties", given, columns=_ASKED, folded=True)]


def where(reader: Reader, area: Thing) -> Block | None:
    """Show where a place is, as far as the outlines of councils show it; none where they do not."""
    code = area.iri.rpartition("/")[2]
    found = outlines_of(reader, area.iri)
    if not found:
        return None
    if code in found:
        told = f"{area.label} among its neighbours."
    elif code.startswith("E07"):
        told = f"{area.label} lies in the dark area."
    else:
        told = f"{area.label}, by the outlines of {words.many(len(found), 'council')} of today."
    drawn = small(reader, sorted(found), told)
    note = f"{told} Outlines: Office for National Statistics, simplified; Open Government Licence v3.0."
    links = [reader.page("Map of England", "/map")]
    return Block("Where it is", "where", svg=drawn, intro=[cell(Piece(note, kind="soft"))], links=links)


def _schema(reader: Reader, area: Thing) -> dict[str, Any]:
    code = area.first("skos:notation")
    return {
        "@type": "AdministrativeArea",
        "name": area.label,
        "identifier": code,
        "url": f"{reader.asked.site}/place/{code}",
        "sameAs": area.iri,
    }


def _ways(reader: Reader, area: Thing) -> list[Piece]:
    code = area.iri.rpartition("/")[2]
    return [
        reader.page("Compare with another place", "/places/compare", first=code),
        reader.page("Changes between two days", "/changes", place=code),
        reader.page("Check a board's members", "/board-check", place=code),
    ]


def lead_of(reader: Reader, council: str, found: dict[str, list[Row]]) -> list[Cell]:
    """Answer first: which council and board it is, and which NHS boards have a seat there, now and until then."""
    kind = (found.get("authority") or [{}])[0].get("detail") or ""
    lead = [cell(reader.thing(council), f" is its {str(kind).partition(';')[0]}." if kind else ".")]
    boards = found.get("NHS body", [])
    if boards and found.get("board"):
        doubtful = [row for row in boards if row.get("certain") is False]
        told = f" ({_COUNTED.get(len(doubtful), 'several')} of them likely rather than known)" if doubtful else ""
        since = max((row["valid_from"] or "" for row in boards), default="")
        start = f", since {words.say_date(since)}" if since else ""
        seat = "one seat for an integrated care board" if len(boards) == 1 else f"seats for {len(boards)} of the boards"
        if str(reader.as_of) < "2022-07-01":
            seat = "a seat for each clinical commissioning group"
        lead = [
            cell(
                "Its health and wellbeing board must have ",
                seat,
                ": ",
                *named(reader, [row["item"] for row in boards]),
                told,
                start,
                ".",
                *_before(reader, council, since),
            ),
            *lead,
        ]
    return lead


def _before(reader: Reader, council: str, since: str) -> list[str | Piece]:
    """Say which boards or groups it was until the last change."""
    if not since or since <= "2013-04-01":
        return []
    day = date.fromisoformat(since) - timedelta(days=1)
    former = reader.rows("overlaps", day, council=council)
    learn_rows(reader, former)
    names = [row["body"] for row in former]
    if not names:
        return []
    count = f" {len(names)}" if len(names) > 1 else ""
    link = Piece(words.say_date(day), reader.asked.here(as_of=day.isoformat()))
    return [
        " Until then, on ",
        link,
        f", it had{count}: " if len(names) > 1 else ", it was ",
        *named(reader, names),
        ".",
    ]


def _other(reader: Reader, area: Thing, governing: Sequence[Row]) -> Page:
    """Show an area that no upper-tier council governs."""
    day = str(reader.as_of)
    now = [row for row in governing if not (row["until"] and row["until"] <= day)]
    past = [row for row in governing if row not in now]
    verb, whose = ("is", now) if now else ("was", past)
    lead = [cell(f"It {verb} the area of ", *named(reader, [row["body"] for row in whose]), ".")] if whose else []
    lead.append(cell(words.upper_first(area.word("ckg:areaKind") or "an area"), f" {area.iri.rpartition('/')[2]}."))
    ended = area.first("ckg:validUntil")
    if ended and ended <= day:
        lead.insert(0, cell(f"This area ended on {words.say_date(ended)}."))
    lead += [cell(each) for each in caveats(reader.graph.store, [area.iri], reader.as_of)]
    blocks: list[Block | None] = [where(reader, area), _above(reader, area), _within(reader, area)]
    blocks += [parts.overlapping(reader, row["body"]) for row in now]
    blocks += [parts.evidence_from(reader, area), sources(area)]
    return area.page("Place", lead, blocks, crumbs=[reader.page("All places", "/places")], schema=_schema(reader, area))


def _above(reader: Reader, area: Thing) -> Block | None:
    columns = ("place", "relation", "cover", "kind", "valid_from", "valid_until")
    try:
        return question_block(reader, "locate", "What covers it", "above", {"id": area.iri}, columns=columns)
    except InputError:
        return None


def _within(reader: Reader, area: Thing) -> Block:
    rows = reader.select("views/within", area=NamedNode(area.iri))
    learn_rows(reader, rows)
    lines: list[Cell] = [(reader.thing(row["part"]),) for row in rows]
    return Block("What lies in it", "within", lines=lines, folded=len(lines) > _MOST)


VIEWS: Final = (View("place", _make, "/place/{code}", formed="code"),)
