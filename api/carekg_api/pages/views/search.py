"""Search: what is found under a name, in groups with counts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import orjson

from carekg_api.pages import words
from carekg_api.pages.kinds import GROUPS, OTHER, group_of
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View

_SHOWN: Final = 8  # of each group, until one is chosen
_MOST: Final = 2000
_LONGEST: Final = 200
_SUGGESTED: Final = 8
_LESS: Final = ("Duties and powers", "Findings", "Terms")


class Hit(NamedTuple):
    """Something that was found: how, and what tells it from its namesakes."""

    iri: str
    label: str
    group: str
    how: str = ""
    context: str = ""
    rank: float = 0


def find(reader: Reader, text: str, most: int = _MOST) -> list[Hit]:
    """Give what is found under a name, the best first."""
    wanted = text.strip()[:_LONGEST]
    if not wanted:
        return []
    found = reader.graph.names.search(wanted, reader.as_of).hits[:most]
    reader.learn([hit.thing.iri for hit in found])
    hits = [
        Hit(hit.thing.iri, reader.label(hit.thing.iri), group_of(hit.thing.iri), hit.how, hit.thing.context or "")
        for hit in found
    ]
    return [each for each in hits if each.group != OTHER]


def _make(reader: Reader) -> Page:
    text = reader.asked.text("q")
    chosen = reader.asked.choice("group", GROUPS)
    hits = find(reader, text)
    groups = {name: [hit for hit in hits if hit.group == name] for name in GROUPS}
    found = {name: each for name, each in groups.items() if each and chosen in ("", name)}
    blocks = [_best(reader, hits)] if hits and not chosen else []
    blocks += [_block(reader, name, each, bool(chosen)) for name, each in found.items()]
    if text and not hits:
        blocks.append(_nothing(reader, text))
    total = sum(map(len, found.values()))
    title = f"Search: {text}" if text else "Search"
    lead = [cell(f"{words.many(total, 'thing')} found.")] if hits else []
    return replace(_form(reader), title=title, lead=lead, blocks=blocks)


def _form(reader: Reader) -> Page:
    """Show the form, with what stands in it."""
    return Page("Search", "search.html", values={"text": reader.asked.text("q")}, cited=False)


def _best(reader: Reader, hits: Sequence[Hit]) -> Block:
    best = [hit for hit in hits if hit.how == "exact"][:3] or list(hits[:1])
    return Block("Best match", "best", lines=[_line(reader, hit) for hit in best])


def _line(reader: Reader, hit: Hit) -> Cell:
    told = hit.context or hit.group.rstrip("s").lower()
    return cell(reader.thing(hit.iri, words.upper_first(hit.label)), Piece(f" · {told}", kind="soft"))


def _block(reader: Reader, name: str, hits: Sequence[Hit], whole: bool) -> Block:
    shown = hits if whole else hits[:_SHOWN]
    more = [Piece(f"All {len(hits)}", reader.asked.here(group=name))] if len(shown) < len(hits) else []
    return Block(
        name, name.lower().replace(" ", "-"), lines=[_line(reader, each) for each in shown], total=len(hits), links=more
    )


def _nothing(reader: Reader, text: str) -> Block:
    near = reader.graph.names.suggest(text[:_LONGEST])
    lines: list[Cell] = [(reader.page(name, "/search", q=name),) for name in near]
    said = f"{words.CHECKED_TO} under “{text}”. Try fewer words, a code (such as E10000012 or RR8) or an acronym."
    return Block("Did you mean", "meant", intro=[cell(said)], lines=lines)


def _suggest(reader: Reader) -> Page:
    kind = reader.asked.text("kind")
    hits = [hit for hit in find(reader, reader.asked.text("q"), 600) if kind in ("", hit.group)][:_SUGGESTED]
    told = [{"label": hit.label, "context": hit.context or hit.group} for hit in hits]
    return Page("", raw=(orjson.dumps(told), "application/json"))


def _suggestions(reader: Reader) -> Page:
    """Suggest as browsers ask for it. Source: OpenSearch Suggestions extension 1.1."""
    text = reader.asked.text("q")
    told = [text, list(dict.fromkeys(hit.label for hit in find(reader, text, 600)))[:_SUGGESTED]]
    return Page("", raw=(orjson.dumps(told), "application/x-suggestions+json"))


VIEWS: Final = (
    View("search", _make, "/search", takes=("q", "group"), form=_form),
    View("suggest", _suggest, "/search.json", takes=("q", "kind")),
    View("suggestions", _suggestions, "/suggestions.json", takes=("q",)),
)
