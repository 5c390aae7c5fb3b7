"""Answers that are files of other tools: graphs and bibliographies."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import networkx as nx

from carekg.analytics.comparison import difference
from carekg.export.bibliography import BIBLIOGRAPHY_FORMATS, Item, cite_answer
from carekg.export.formats import FORMATS
from carekg.layers.cuts import around
from carekg.layers.projection import project
from carekg.layers.view import view
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.terms.errors import BadParameter


def graph(ask: Ask) -> Answer:
    """Draw a layer, or how it differs from an earlier date. Raises: UnknownName; BadParameter."""
    drawn = _draw(ask)
    nodes = [{"id": node, **drawn.nodes[node]} for node in sorted(drawn)]
    edges = [
        {"source": source, "target": target, **{name: value or None for name, value in data.items()}}
        for source, target, _, data in sorted(drawn.edges(keys=True, data=True), key=lambda edge: edge[:3])
    ]
    members = {name: drawn.graph.get(name, "") for name in ("layer", "meaning")}
    files = {name: partial(form.write, drawn) for name, form in FORMATS.items()}
    return ask.answer({"nodes": nodes, "edges": edges}, members=members, files=files)


def _draw(ask: Ask) -> "nx.MultiDiGraph[str]":
    wanted = ask.values
    if wanted["since"] is None:
        return view(ask.store, wanted["layer"], ask.as_of, wanted["focus"], wanted["depth"])
    one, two = (project(ask.store, wanted["layer"], day) for day in (wanted["since"], ask.as_of))
    joined = difference(one, two)
    return around(joined, wanted["focus"], wanted["depth"]) if wanted["focus"] else joined


def bibliography(ask: Ask) -> Answer:
    """Give the publications behind the answer to a question. Raises: UnknownName; as the question does."""
    if ask.values["question"] == ask.question.name:
        raise BadParameter("question", ask.question.name, "name a question whose rows rest on publications")
    found = ask.asker.ask(ask.values["question"], {**ask.more, "as_of": ask.as_of})
    items = cite_answer(ask.store, found)
    files = {name: partial(_file, name, items) for name in BIBLIOGRAPHY_FORMATS}
    return ask.answer([_row(item) for item in items], files=files)


def _file(form: str, items: list[Item]) -> Mapping[str, bytes]:
    return {f"bibliography.{form}": BIBLIOGRAPHY_FORMATS[form][1](items)}


def _row(item: Item) -> dict[str, Any]:
    authors = (each.get("literal") or f"{each['family']} {each['given']}" for each in item["author"])
    return {
        "id": item["id"],
        "type": item["type"],
        "title": item["title"],
        "authors": "; ".join(authors),
        "year": item["issued"]["date-parts"][0][0] if "issued" in item else None,
        "venue": item.get("container-title") or item.get("publisher"),
        "doi": item.get("DOI"),
        "url": item["URL"],
    }
