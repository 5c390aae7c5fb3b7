"""Bibliographies: the publications behind an answer."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from carekg.export.bibliography import BIBLIOGRAPHY_FORMATS, Item, cite_answer
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.terms.errors import BadParameter


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
