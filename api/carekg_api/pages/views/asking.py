"""Any question: its form, its table, its addresses for files, and how to cite it. Made from the registry alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from carekg.knowledge_graph import REGISTRY
from carekg.questions.answer import Answer
from carekg.questions.content import Table
from carekg.questions.declaration import Question
from carekg.questions.parameters import refuse_others
from carekg_api.pages import forms, tables, words
from carekg_api.pages.asked import Asked
from carekg_api.pages.page import Block, Cell, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.feeds import SUFFIXES, of_answer
from carekg_api.pages.views.other_forms import split
from carekg_api.pages.views.thing import FEEDS

ROWS: Final = 100  # on one page
_OWN: Final = ("page", "sort", "part_shown")
_TOPICS: Final[Mapping[str, str]] = {
    "places": "Places and bodies",
    "law": "Law: who must do what",
    "evidence": "Evidence",
    "connections": "How things are connected",
    "reform": "What would happen if",
    "things": "Anything",
}


def _list(reader: Reader) -> Page:
    blocks = []
    for topic, title in _TOPICS.items():
        found = [each for each in reader.graph.registry.values() if each.topic == topic]
        lines: list[Cell] = [
            cell(
                reader.page(each.title, f"/ask/{each.name}"),
                Piece(f" {words.prose(_first_sentence(each))}", kind="soft"),
            )
            for each in found
        ]
        blocks.append(Block(title, topic, lines=lines))
    lead = [cell("Every question has a form, a table to read, and files to download.")]
    return Page("All questions", lead=lead, blocks=blocks, cited=False)


def _first_sentence(question: Question) -> str:
    return question.description.partition(". ")[0].rstrip(".") + "."


def question_of(reader: Reader) -> Question:
    """Give the question of a page. Raises: UnknownName."""
    name, _ = split(reader.asked.parts["name"])
    return reader.graph.registry.find(name)


def _ask(reader: Reader) -> Page:
    question, suffix = question_of(reader), _suffix(reader)
    page = _page(reader, question)
    if not _is_asked(reader.asked, question):
        refuse_others(_given(reader.asked), list(question.by_name), question.name)
        return page
    answer = reader.ask(question.name, _given(reader.asked))
    if suffix in SUFFIXES:
        return of_answer(reader, answer, tables.page_address(question, answer.parameters), suffix)
    return _answered(reader, page, answer)


def _suffix(reader: Reader) -> str:
    return split(reader.asked.parts["name"])[1]


def _form(reader: Reader) -> Page | None:
    """Show the form of a question, with what stands in it; a feed has none."""
    return None if _suffix(reader) in SUFFIXES else _page(reader, question_of(reader))


def _page(reader: Reader, question: Question) -> Page:
    fields = forms.fields(reader, question)
    example = forms.example_of(question)
    here = urlencode({**reader.asked.kept, **example})
    values = {
        "question": question,
        "fields": fields,
        "example": f"/ask/{question.name}?{here}" if question.method == "GET" else "",
        "sample": example,
        "is_sent": question.method == "POST",
    }
    crumbs = [reader.page("All questions", "/ask")]
    about = cell(forms.plain(reader, question.description))
    return Page(
        question.title,
        "question.html",
        lead=[about],
        crumbs=crumbs,
        values=values,
        dated=question.is_dated,
        programs=_programs(question, {}),
    )


def _is_asked(asked: Asked, question: Question) -> bool:
    if question.method == "POST":
        return asked.body is not None
    return bool(set(asked.given) - {"as_of"}) or not any(each.required for each in question.parameters)


def _given(asked: Asked) -> dict[str, str]:
    """Give what was asked, without what belongs to the page; what a question does not know is refused by it."""
    given = {**asked.given, **(asked.body or {})}
    return {name: value for name, value in given.items() if name not in _OWN and value and name != "as_of"}


def _answered(reader: Reader, page: Page, answer: Answer) -> Page:
    question, given = answer.asked, tables.given_of(answer)
    blocks = [_block(reader, answer, table) for table in answer.tables]
    if answer.text:
        blocks.insert(
            0, Block("In words", "in-words", lines=[cell(each) for each in answer.text.splitlines() if each.strip()])
        )
    blocks += [_files(reader, answer)]
    address = tables.data_address(question, given)
    return replace(
        page,
        blocks=blocks,
        programs=[*_programs(question, given), *(_feeds(reader, question) if question.method == "GET" else [])],
        alternates=[Piece("the same as data", address, "application/json"), *_feeds(reader, question)]
        if question.method == "GET"
        else [],
        lead=[cell(_outcome(reader, answer)), *(cell(note) for note in answer.notes), *page.lead],
        schema={"@type": "Dataset", "name": page.title, "license": "https://creativecommons.org/licenses/by/4.0/"},
    )


def _outcome(reader: Reader, answer: Answer) -> str:
    if answer.outcome.kind == "rows":
        total = sum(table.total for table in answer.tables)
        return f"{words.many(total, 'answer')}."
    if answer.outcome.kind == "not-held":
        built = str(reader.graph.store.version["built_at"])[:10]
        return f"{words.CHECKED_TO} (checked to {words.say_date(built)}). {answer.outcome.sentence}"
    return answer.outcome.sentence


def _block(reader: Reader, answer: Answer, table: Table) -> Block:
    page = _page_of(reader.asked)
    rows = [dict(row) for row in table.whole[(page - 1) * ROWS : page * ROWS]]
    reader.learn(str(value) for row in rows for value in row.values() if isinstance(value, str) and "://" in value)
    links = []
    if page > 1:
        links.append(Piece(f"Back to {_span(page - 1, table.total)}", reader.asked.here(page=str(page - 1))))
    if page * ROWS < table.total:
        links.append(Piece(f"On to {_span(page + 1, table.total)}", reader.asked.here(page=str(page + 1))))
    title = "Answer" if len(answer.tables) == 1 else words.upper_first(table.part.title.replace("_", " "))
    shown = [cell(f"Rows {_span(page, table.total)} of {table.total:,}.")] if links else []
    return Block(
        title,
        f"answer-{table.part.name}",
        grid=tables.grid(reader, table, rows=rows),
        total=table.total,
        intro=shown,
        links=links,
        empty="Nothing here.",
    )


def _page_of(asked: Asked) -> int:
    return asked.number("page") or 1


def _span(page: int, total: int) -> str:
    return f"{(page - 1) * ROWS + 1:,} to {min(page * ROWS, total):,}"


def _files(reader: Reader, answer: Answer) -> Block:
    question, given = answer.asked, tables.given_of(answer)
    if question.method == "POST":
        said = "Files of this answer are given to programs, which send the same to the address below."
        return Block("Take it with you", "files", intro=[cell(said)])
    links = tables.files(answer)[:-1]
    names = {"question": question.name, **given}
    if question.name != "bibliography":
        book = reader.graph.registry["bibliography"]
        links += [
            Piece("References (BibTeX)", tables.data_address(book, names, "bibtex"), "bibtex"),
            Piece("References (RIS)", tables.data_address(book, names, "ris"), "ris"),
        ]
    return Block(
        "Take it with you", "files", links=links, intro=[cell("Files open in a spreadsheet or a reference manager.")]
    )


def _programs(question: Question, given: Mapping[str, str]) -> list[Piece]:
    if question.method == "POST":
        return [Piece(f"POST /api/v1{question.route}"), Piece("Description of the interface", "/api")]
    told = given or forms.example_of(question)
    return [
        Piece(f"This answer as data: {tables.data_address(question, told)}", tables.data_address(question, told)),
        Piece("Description of the interface", "/api"),
    ]


def _feeds(reader: Reader, question: Question) -> list[Piece]:
    """Give the addresses of the feeds of a question, as it was asked."""
    values = urlencode({name: value for name, value in reader.asked.given.items() if name not in _OWN and value})
    return [
        Piece(text, f"/ask/{question.name}{suffix}" + (f"?{values}" if values else ""), kind)
        for suffix, kind, text in FEEDS
    ]


def _is_heavy(asked: Asked) -> bool:
    name, _ = split(asked.parts.get("name", ""))  # a feed of a heavy question is as heavy
    question = REGISTRY.get(name)
    return question is not None and question.is_heavy and _is_asked(asked, question)


VIEWS: Final = (
    View("questions", _list, "/ask"),
    View("question", _ask, "/ask/{name}", is_heavy=_is_heavy, takes_form=True, takes=None, form=_form),
)
