"""Audit: a document taken apart, each sentence with what is held for and against it."""

from typing import Final

from carekg_api.pages import tables, words
from carekg_api.pages.page import Block, Page, Piece
from carekg_api.pages.page import words as cell
from carekg_api.pages.reader import Reader
from carekg_api.pages.views.declaration import View
from carekg_api.pages.views.thing import learn_rows

_SAID: Final = (
    "What a document says is said, not thereby true. Each sentence stands beside what is held for and against it."
)
_CHOOSE: Final = "Choose a document that was taken apart, or bring a text or a sheet of sentences of your own: "


def _make(reader: Reader) -> Page:
    documents = reader.select("views/documents")
    learn_rows(reader, documents)
    lines = [
        cell(
            Piece(row["label"], reader.asked.here(document=row["document"])),
            Piece(f" ({words.many(int(row['count']), 'sentence')})", kind="soft"),
        )
        for row in documents
    ]
    blocks = [Block("Documents that were taken apart", "documents", lines=lines)]
    chosen = reader.asked.text("document")
    title = "Audit of a document"
    if chosen:
        answer = reader.ask("audit", {"document": chosen})
        rows = [dict(row) for row in answer.table.whole]
        learn_rows(reader, rows)
        columns = ("says", "hedge", "verdict", "reason", "cites", "supports", "disputes", "qualifies", "corrects")
        said = cell(_SAID)
        shown = Block(
            "Sentence by sentence",
            "sentences",
            intro=[said],
            grid=tables.grid(reader, answer.table, columns, rows),
            links=tables.files(answer),
        )
        blocks = [shown, *blocks]
        title = f"Audit: {reader.label(reader.resolve(chosen))}"
    lead = [cell(_CHOOSE, reader.page("paste or upload it", "/ask/audit-sentences"), ".")]
    return Page(title, lead=[] if chosen else lead, blocks=blocks, dated=False)


VIEWS: Final = (View("audit", _make, "/audit", takes=("document",)),)
