"""Writing the rows of a contributed sheet as Turtle, with their provenance."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from carekg.sources.sheet_cells import KINDS, Read, key
from carekg.sources.turtle import Turtle, code, day, iri, text
from carekg.terms.dates import today
from carekg.terms.prefixes import PREFIXES


def write_turtle(rows: list[Read], sheet: str, contributor: str) -> bytes:
    """Write rows that were checked, with the sheet they come from, who contributed it and when."""
    turtle = Turtle()
    source = f"contribution:{_slug(Path(sheet).stem)}-{today().isoformat()}"
    turtle.add(
        source,
        a=iri("prov:Entity"),
        rdfs__label=text(f"Sheet {sheet}, contributed by {contributor} on {today().isoformat()}"),
        dcterms__creator=code(contributor),
        dcterms__issued=day(today()),
    )
    slugs: dict[str, str] = {}
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        held = row["publication"]
        publication = str(held[0].value) if isinstance(held, list) else _publication(turtle, row, slugs, source)
        slug = publication.rpartition("/")[2].rpartition(":")[2]
        counts[slug] += 1
        _finding(turtle, f"finding:{slug}-{_slug(Path(sheet).stem)}-{counts[slug]}", publication, row, source)
    return turtle.to_bytes(f"Made from {sheet} by carekg evidence add; contributed by {contributor}.")


def _publication(turtle: Turtle, row: Read, slugs: dict[str, str], source: str) -> str:
    if key(row) in slugs:
        return slugs[key(row)]
    family = re.split(r"[ ;]", str(row["authors"]))[0]
    words = " ".join(key(row).split()[:3])
    base = "publication:" + _slug(f"{family} {row['year']} {words}")
    slugs[key(row)] = base
    turtle.add(
        base,
        a=iri(KINDS[str(row["kind"])]),
        dcterms__title=text(str(row["title"])),
        ckg__authorList=code(str(row["authors"])),
        dcterms__issued=Literal(str(row["year"]), datatype=iri("xsd:gYear")),
        ckg__venue=_code(row["venue"]),
        ckg__locator=_code(row["locator"]),
        prism__doi=_code(row["doi"]),
        ckg__studyDesign=_nodes(row["design"]),
        ckg__appliesIn=_nodes(row["area"]),
        ckg__sample=_text(row["sample"]),
        prov__wasDerivedFrom=iri(source),
        ckg__knowledgeLevel=iri("knowledge-level:research-finding"),
        **_checked(row),
    )
    return base


def _finding(turtle: Turtle, finding: str, publication: str, row: Read, source: str) -> None:
    effect = row["effect"]
    turtle.add(
        finding,
        a=iri("ckg:Finding"),
        rdfs__label=text(str(row["finding"])),
        ckg__reportedIn=iri(publication),
        ckg__about=_nodes(row["about"]),
        ckg__findingDirection=_nodes(row["direction"]),
        ckg__appliesIn=_nodes(row["area"]),
        ckg__setting=_text(row["setting"]),
        ckg__population=_nodes(row["population"]),
        cito__supports=_nodes(row["supports"]),
        cito__disputes=_nodes(row["disputes"]),
        cito__qualifies=_nodes(row["qualifies"]),
        ckg__effectSize=Literal(str(effect), datatype=NamedNode(f"{PREFIXES['xsd']}decimal")) if effect else None,
        ckg__effectUnit=_code(row["unit"]),
        ckg__comparator=_text(row["comparator"]),
        ckg__uncertainty=_text(row["uncertainty"]),
        prov__wasDerivedFrom=iri(source),
        ckg__knowledgeLevel=iri("knowledge-level:research-finding"),
        **_checked(row),
    )


def _checked(row: Read) -> dict[str, NamedNode | Literal]:
    if not isinstance(row["read_on"], date):
        return {"ckg__verification": iri("verification:from-memory")}
    return {
        "ckg__verification": iri("verification:verified"),
        "ckg__readAt": NamedNode(str(row["read_at"])),
        "ckg__readOn": day(row["read_on"]),
    }


def _nodes(value: object) -> list[NamedNode] | None:
    return value if isinstance(value, list) else None


def _text(value: object) -> Literal | None:
    return text(str(value)) if value else None


def _code(value: object) -> Literal | None:
    return code(str(value)) if value else None


def _slug(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.lower()))
