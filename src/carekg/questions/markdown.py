"""A brief as Markdown, with tables and footnotes. Source: GitHub Flavored Markdown, which pandoc reads too."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from carekg.questions.brief import Brief, Note, Section, Words

_SPECIAL: Final = re.compile(r"([\\`*_\[\]|<>#~])")


def to_markdown(brief: Brief) -> bytes:
    """Write a brief."""
    return ("\n".join(_lines(brief)).rstrip() + "\n").encode()


def _lines(brief: Brief) -> Iterator[str]:
    yield from (f"# {_plain(brief.title)}", "", f"As of {brief.as_of}.", "")
    if brief.asked:
        yield from (f"Asked: {_plain(brief.asked)}.", "")
    yield from (f"**{_plain(brief.outcome)}**", "")
    for section in brief.sections:
        yield from _section(section)
    for remark in brief.remarks:
        yield from (_plain(remark), "")
    yield from ("## About this answer", "")
    yield from (f"- {name}: {_cell(words)}" for name, words in brief.facts.items())
    yield ""
    yield from map(_note, brief.notes)


def _section(section: Section) -> Iterator[str]:
    yield from (f"## {_plain(section.title)}", "")
    if section.rows:
        headings = [*section.headings, *(["Note"] if any(section.notes) else [])]
        yield _row(map(_plain, headings))
        yield _row("---" for _ in headings)
        for cells, numbers in zip(section.rows, section.notes, strict=True):
            marks = [" ".join(f"[^{number}]" for number in numbers)] if any(section.notes) else []
            yield _row([*map(_cell, cells), *marks])
        yield ""
    for remark in section.remarks:
        yield from (remark, "")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(words: Words) -> str:
    if words.address == words.text and words.text:
        return f"<{words.address}>"
    return f"[{_plain(words.text)}](<{words.address}>)" if words.address else _plain(words.text)


def _note(note: Note) -> str:
    return f"[^{note.number}]: {' '.join(_told(note))}"


def _told(note: Note) -> Iterator[str]:
    if note.cited:
        yield _plain(note.sentence)
    if note.read_at:
        yield f"Read at <{note.read_at}>."
    yield f"Held at <{note.held_at}>."


def _plain(text: str) -> str:
    """Write a text so that none of it is read as Markdown.

    >>> _plain("a | b_c <d>")
    'a \\\\| b\\\\_c \\\\<d\\\\>'
    """
    return _SPECIAL.sub(r"\\\1", text)
