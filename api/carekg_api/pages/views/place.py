"""A place: a council's area first of all; a district, a region, a combined authority, the area of a board."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from pyoxigraph import NamedNode

import carekg_api.pages.views.charts as charts
from carekg.questions.caveats import caveats
from carekg.terms.errors import InputError
from carekg.terms.prefixes import PREFIXES
from carekg_api.pages import tables, words
from carekg_api.pages.addresses import iri_at
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader, Row
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.other_forms import other_form, split
from carekg_api.pages.views.thing import Thing, learn_rows, question_block, sources, thing_of

_COUNCILS: Final = ("structure/upper-tier-local-authority", "structure/local-authority")
_HERE: Final = ("authority", "board", "NHS body", "partnership", "region", "NHS region", "combined authority")
_MOST: Final = 40


def _make(reader: Reader) -> Page:
    code, suffix = split(reader.asked.parts["code"])
    area = thing_of(reader, iri_at("/place/", code))
    governing = reader.select("views/governing", area=NamedNode(area.iri))
    learn_rows(reader, governing)
    council = next((row["body"] for row in governing if row["kind"].endswith(_COUNCILS)), None)
    if suffix:
        return other_form(reader, area.iri, suffix, council or (governing[0]["body"] if governing else ""))
    return council_page(reader, area, council) if council else _other(reader, area, governing)


def council_page(reader: Reader, area: Thing, council: str) -> Page:
    """Show all that is known of one council's area on the day, in people's order."""
    answer = reader.ask("area", {"id": council})
    rows = [dict(row) for row in answer.table.whole]
    learn_rows(reader, rows)
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["section"], []).append(row)
    blocks = [
        _who(reader, found),
        _seats(reader, tables.trust_of(reader, found.get("seat", []), "source")),
        _duties(reader, tables.trust_of(reader, found.get("duty", []), "source")),
        _changes(reader, found.get("change", [])),
        _planned(reader, found.get("planned", [])),
        _inside(reader, found),
        charts.delays(reader, found),
        evidence_from(reader, area),
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
        named = _named(reader, [row["item"] for row in boards])
        doubtful = [row for row in boards if row.get("certain") is False]
        told = " (one of them likely rather than known)" if doubtful else ""
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
                *named,
                told,
                start,
                ".",
                *_before(reader, council, since),
            ),
            *lead,
        ]
    return lead


def _named(reader: Reader, things: Sequence[str]) -> list[str | Piece]:
    pieces: list[str | Piece] = []
    for index, each in enumerate(things):
        pieces += [" and " if index == len(things) - 1 else ", "] if index else []
        pieces.append(reader.thing(each))
    return pieces


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
        *_named(reader, names),
        ".",
    ]


def _who(reader: Reader, found: dict[str, list[Row]]) -> Block:
    rows = []
    for section in _HERE:
        for row in found.get(section, []):
            part = words.share(row["share"]) if row.get("share") is not None else ""
            people = f"{words.number(row['amount'])} {row['measure']}" if row.get("amount") is not None else ""
            basis = row.get("basis") or ""
            rows.append(
                [
                    (reader.thing(row["item"]),),
                    cell(words.upper_first(section)),
                    cell(part, " · " if part and people else "", people),
                    cell(basis),
                    cell(words.say_span(row.get("valid_from"), row.get("valid_until"))),
                    tables.sure(reader, row),
                ]
            )
    headings = ("Who", "What", "How much of the place", "How it is known", "When", tables.SURE)
    return Block(
        "Who is here", "who", grid=Grid(headings, rows), tense="now", empty=f"{words.CHECKED_TO} for this day."
    )


def _seats(reader: Reader, rows: Sequence[Row]) -> Block:
    cells = [
        [
            (reader.thing(row["item"]),),
            (reader.thing(row["other"]),) if row.get("other") else (),
            cell(words.upper_first(row.get("basis") or "")),
            cell(words.number(row["amount"]) if row.get("amount") is not None else ""),
            (section(reader, row.get("source")),),
            cell(words.say_span(row.get("valid_from"), row.get("valid_until"))),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    headings = ("Who has a seat", "Which body", "On what footing", "At least", "Section", "When", tables.SURE)
    empty = "The law gives no seats here on this day, or carekg has no record of them."
    return Block(
        "Who must sit on the health and wellbeing board",
        "seats",
        grid=Grid(headings, cells, frozenset({3})),
        tense="now",
        empty=empty,
    )


def section(reader: Reader, iri: str | None) -> Piece:
    """Give a provision as a link that says which section of what it is."""
    if not iri:
        return Piece("")
    return reader.thing(iri, cited(reader, iri))


def cited(reader: Reader, iri: str) -> str:
    """Cite a provision as people do: section 194(2), Health and Social Care Act 2012.

    The number is read off its address, which legislation.gov.uk makes of it.
    """
    rest = iri.removeprefix(PREFIXES["leg"]).split("/")
    act = PREFIXES["leg"] + "/".join(rest[:3])
    if len(rest) <= 3:
        return reader.label(iri)
    reader.learn([act])
    name, *numbers = rest[3:]
    number = numbers[0] if numbers else ""
    inner = "".join(f"({each})" for each in numbers[1:] if each != "paragraph")
    return f"{name.replace('-', ' ')} {number}{inner}, {reader.label(act)}"


def _duties(reader: Reader, rows: Sequence[Row]) -> Block:
    """Group by duty, not by pair: who owes it to whom stands beside it."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["detail"], row["source"] or ""), []).append(row)
    cells = []
    for (says, source), each in grouped.items():
        who = list(dict.fromkeys(row["item"] for row in each))
        towards = list(dict.fromkeys(row["other"] for row in each if row["other"]))
        cells.append(
            [
                cell(says),
                cell(*_named(reader, who)),
                cell(*_named(reader, towards)),
                (section(reader, source),),
                tables.sure(reader, each[0]),
            ]
        )
    headings = ("What must be done", "Who must", "Towards whom", "Section", tables.SURE)
    return Block(
        "Who must do what with whom here",
        "duties",
        grid=Grid(headings, cells),
        tense="now",
        empty=f"{words.CHECKED_TO}: duties of this place are held for England.",
    )


def _changes(reader: Reader, rows: Sequence[Row]) -> Block:
    lines = [
        cell(Piece(f"{words.say_date(row['valid_from'])}: ", kind="strong"), reader.thing(row["item"], row["detail"]))
        for row in sorted(rows, key=lambda row: row["valid_from"] or "", reverse=True)
    ]
    return Block("What changed here", "changed", lines=list(dict.fromkeys(lines)), folded=len(lines) > 8, tense="ended")


def _planned(reader: Reader, rows: Sequence[Row]) -> Block:
    seen: dict[str, Cell] = {}
    for row in rows:
        when = f"{words.say_date(row['valid_from'])}: " if row.get("valid_from") else ""
        seen.setdefault(
            row["detail"],
            cell(Piece(when, kind="strong") if when else "", reader.thing(row["item"], say_checked(row["detail"]))),
        )
    return Block(
        "What is planned here",
        "planned",
        lines=list(seen.values()),
        tense="planned",
        empty="Nothing planned is recorded here.",
    )


def say_checked(text: str) -> str:
    """Write the dates in a text as people do."""
    return " ".join(
        words.say_date(part.rstrip(",)")) + part[len(part.rstrip(",)")) :] if part[:2] == "20" else part
        for part in text.split(" ")
    )


def _inside(reader: Reader, found: dict[str, list[Row]]) -> Block:
    rows = [row for name in ("district", "trust", "networks") for row in found.get(name, [])]
    kinds = {"district": "District council", "trust": "NHS trust", "networks": "Primary care networks"}
    cells = [
        [
            (reader.thing(row["item"]),),
            cell(kinds[row["section"]]),
            cell(
                f"{words.share(row['share'])} of its planned admissions"
                if row["section"] == "trust" and row.get("share") is not None
                else "",
                words.number(row["amount"]) if row.get("amount") is not None else "",
            ),
            tables.sure(reader, row),
        ]
        for row in rows
    ]
    return Block(
        "Districts, trusts and networks",
        "inside",
        grid=Grid(("Who", "What", "How many, or how much", tables.SURE), cells),
        folded=len(cells) > 25,
    )


def evidence_from(reader: Reader, area: Thing) -> Block | None:
    """Show what research found in a place."""
    empty = f"{words.CHECKED_TO}: no finding that is held was made in this place alone."
    columns = ("says", "direction", "design", "publication", "year")
    return question_block(
        reader, "evidence", "Evidence from here", "evidence", {"area": area.iri}, columns=columns, empty=empty
    )


def _other(reader: Reader, area: Thing, governing: Sequence[Row]) -> Page:
    """Show an area that no upper-tier council governs."""
    day = str(reader.as_of)
    now = [row for row in governing if not (row["until"] and row["until"] <= day)]
    lead = [cell("It is the area of ", *_named(reader, [row["body"] for row in now]), ".")] if now else []
    lead.append(cell(words.upper_first(area.word("ckg:areaKind") or "an area"), f" {area.iri.rpartition('/')[2]}."))
    ended = area.first("ckg:validUntil")
    if ended and ended <= day:
        lead.insert(0, cell(f"This area ended on {words.say_date(ended)}."))
    lead += [cell(each) for each in caveats(reader.graph.store, [area.iri], reader.as_of)]
    blocks: list[Block | None] = [_above(reader, area), _within(reader, area)]
    blocks += [overlapping(reader, row["body"]) for row in now]
    blocks += [evidence_from(reader, area), sources(area)]
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


def overlapping(reader: Reader, body: str) -> Block | None:
    """Show the councils that a board or group overlaps."""
    rows = [row for row in reader.rows("overlaps") if row["body"] == body]
    if not rows:
        return None
    answer = reader.ask("overlaps", {"limit": 0})
    learn_rows(reader, rows)
    columns = ("council", "share_of_council", "share_of_body", "residents", "basis", "map_date", "valid_from")
    return Block(
        "Councils whose areas overlap with it",
        "councils",
        grid=tables.grid(reader, answer.table, columns, rows),
        tense="now",
    )


VIEWS: Final = (View("place", _make, "/place/{code}"),)
