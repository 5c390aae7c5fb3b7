"""A statement, a term, or anything that has no page of its own kind: what it says, in words, and what leads on."""

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from carekg.terms.prefixes import PREFIXES
from carekg_api.pages import words
from carekg_api.pages.page import Block, Cell, Grid, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.thing import Thing, sources

_HIDDEN: Final = frozenset(
    PREFIXES[prefix] + name
    for prefix, names in {
        "rdf": ("type",),
        "rdfs": ("label", "isDefinedBy"),
        "vs": ("term_status",),
        "skos": ("prefLabel", "definition", "inScheme", "topConceptOf", "broaderTransitive", "narrowerTransitive"),
        "dcterms": ("identifier", "title"),
        "ckg": (
            "knowledgeLevel",
            "verification",
            "datesVerification",
            "readAt",
            "readOn",
            "page",
            "startPrecision",
            "endPrecision",
        ),
        "prov": ("wasDerivedFrom", "hadPrimarySource"),
    }.items()
    for name in names
)
_SOURCE: Final = f"{PREFIXES['dcterms']}source"
_MOST: Final = 60
_NAMES: Final = {
    "bearer": "Who",
    "inRelationTo": "Towards whom",
    "sourceVersion": "Version of the provision",
    "modality": "How strongly",
    "validFrom": "Since",
    "validUntil": "Until",
    "endStatus": "End",
    "action": "To do what",
    "actionObject": "With what",
    "conditionNote": "If",
    "qualifier": "Only as far as",
    "mutual": "Both ways",
    "exercisedBy": "On whose behalf",
    "accountable": "Who answers for it",
    "identifier": "Code",
    "note": "Note",
    "scopeNote": "Note",
    "altLabel": "Also called",
    "closeMatch": "Much like, elsewhere",
    "exactMatch": "The same, elsewhere",
    "subClassOf": "A kind of",
    "broader": "Wider term",
    "narrower": "Narrower terms",
}


def show(thing: Thing) -> Page:
    """Show anything: its own words first, then what it names, then what names it."""
    kind = words.upper_first(_kind(thing))
    lead = [cell(thing.first("skos:definition") or thing.first("dcterms:description") or thing.first("rdfs:comment"))]
    lead.append(cell(words.upper_first(thing.span) + "." if thing.span else ""))
    blocks = [Block("What is said of it", "said", grid=said(thing)), mentions(thing), sources(thing)]
    return thing.page(kind, lead, blocks)


def _kind(thing: Thing) -> str:
    own = [each for each in thing.every("rdf:type") if each.startswith(PREFIXES["ckg"])]
    return thing.reader.label(own[-1]) if own else ""


def said(thing: Thing) -> Grid:
    """Give what is said of a thing as a table, in words."""
    rows: list[Sequence[Cell]] = []
    is_term = thing.iri.startswith(PREFIXES["ckg"])  # whose source is told in the terms of other vocabularies
    shown = [each for each in thing.facts if each not in _HIDDEN and not (is_term and each == _SOURCE)]
    thing.reader.learn(shown)
    for name in shown:
        local = name.rpartition("#")[2].rpartition("/")[2]
        title = _NAMES.get(local) or words.upper_first(thing.reader.label(name))
        rows.append([(Piece(title),), _values(thing.reader, thing.facts[name])])
    return Grid(("What", "Value"), rows)


def _values(reader: Reader, values: Sequence[str]) -> Cell:
    pieces: list[str | Piece] = []
    for value in values[:_MOST]:
        shown = {"true": "yes", "false": "no"}.get(value, words.say_date(value))
        pieces += ["; ", reader.thing(value) if "://" in value else shown]
    rest = [f" and {len(values) - _MOST} more"] if len(values) > _MOST else []
    return cell(*pieces[1:], *rest)


def mentions(thing: Thing, title: str = "What points to it") -> Block:
    """Say what points to a thing, each once; what had ended on the day says so, and comes last."""
    reader = thing.reader
    rows = reader.select("views/pointing", thing=NamedNode(thing.iri), limit=Literal(_MOST))
    rows = [row for row in rows if "://" in str(row["subject"])]
    reader.learn(str(row[name]) for row in rows for name in ("subject", "property"))
    ways: dict[str, dict[str, None]] = {}
    ended: dict[str, str] = {}
    for row in rows:
        ways.setdefault(row["subject"], {})[reader.label(row["property"])] = None
        if row["until"] and row["until"] <= str(reader.as_of):
            ended[row["subject"]] = row["until"]
    lines = [_mention(reader, each, ways[each], ended.get(each)) for each in sorted(ways, key=ended.__contains__)]
    return Block(title, "pointing", lines=lines, folded=len(lines) > 12)


def _mention(reader: Reader, subject: str, ways: Iterable[str], ended: str | None) -> Cell:
    told = f" · {', '.join(ways)}" + (f" · ended on {words.say_date(ended)}" if ended else "")
    return cell(reader.thing(subject, words.upper_first(reader.label(subject))), Piece(told, kind="soft"))
