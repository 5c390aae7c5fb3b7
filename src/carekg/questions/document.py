"""A brief as a Word document, whose numbers lead to the notes. Source: ECMA-376, Office Open XML."""

import codecs
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from carekg.questions.archive import pack
from carekg.questions.brief import Brief, Note, Section, Words

codecs.lookup("cp437")  # of zipfile, looked for now: a sealed worker could look in no folder
# Read once, for the same reason.
_TEMPLATE: Final = (Path(docx.__file__).parent / "templates" / "default.docx").read_bytes()
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LINK: Final = '<w:rPr><w:color w:val="005EB8"/><w:u w:val="single"/></w:rPr>'
_RAISED: Final = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_BOLD: Final = "<w:rPr><w:b/></w:rPr>"


def to_docx(brief: Brief) -> bytes:
    """Write a brief: the same bytes each time."""
    document = docx.Document(io.BytesIO(_TEMPLATE))
    _set_up(document, brief)
    document.add_heading(brief.title, 0)
    document.add_paragraph(f"As of {brief.as_of}.")
    if brief.asked:
        document.add_paragraph(f"Asked: {brief.asked}.")
    document.add_paragraph().add_run(brief.outcome).bold = True
    for section in brief.sections:
        _add_section(document, section)
    for remark in brief.remarks:
        document.add_paragraph(remark)
    if brief.notes:
        document.add_heading("Sources", 1)
    for note in brief.notes:
        _add_note(document, note)
    document.add_heading("About this answer", 1)
    for name, words in brief.facts.items():
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{name}: ").bold = True
        _add_words(paragraph, words)
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})


def _set_up(document: Document, brief: Brief) -> None:
    """Lay the page on its side, since tables are wide, and say what the document is."""
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = page.top_margin
    about = document.core_properties
    about.title, about.author, about.language = brief.title, "carekg", "en-GB"
    about.comments = brief.facts["Permanent address"].text[:255]
    about.created = about.modified = _MADE
    about.last_modified_by = "carekg"


def _add_section(document: Document, section: Section) -> None:
    document.add_heading(section.title, 1)
    if section.rows:
        _add_table(document, section)
    for line in section.remarks:
        document.add_paragraph(line)


def _add_table(document: Document, section: Section) -> None:
    """Add a table whose head is told again on each page; written whole, which is many times faster than by cell."""
    rows = zip(section.rows, section.notes, strict=True)
    has_notes = any(section.notes)
    headings = [*section.headings, *(["Note"] if has_notes else [])]
    head = _row([_run(text, _BOLD) for text in headings], is_head=True)
    body = [_row([*map(_cell, cells), *([_marks(numbers)] if has_notes else [])]) for cells, numbers in rows]
    grid = "<w:gridCol/>" * len(headings)
    shape = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
    written = f"<w:tbl {nsdecls('w')}>{shape}<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(body)}</w:tbl>"
    document.element.body.insert_element_before(parse_xml(written), "w:sectPr")
    document.add_paragraph()


def _row(cells: Iterable[str], *, is_head: bool = False) -> str:
    shape = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>"
    return f"<w:tr>{shape}{''.join(f'<w:tc><w:p>{cell}</w:p></w:tc>' for cell in cells)}</w:tr>"


def _cell(words: Words) -> str:
    return _run(words.text) if words.text else ""


def _run(text: str, look: str = "") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _marks(numbers: Sequence[int]) -> str:
    """Write the numbers of notes, each a link to its note."""
    links = (f'<w:hyperlink w:anchor="note{number}">{_run(str(number), _RAISED)}</w:hyperlink>' for number in numbers)
    return _run(", ", _RAISED).join(links)


def _add_note(document: Document, note: Note) -> None:
    paragraph = document.add_paragraph()
    mark = f'<w:bookmarkStart {nsdecls("w")} w:id="{note.number}" w:name={quoteattr(f"note{note.number}")}/>'
    paragraph._p.append(parse_xml(mark))
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{note.number}"/>'))
    paragraph.add_run(f"{note.number}. {note.sentence} ")
    for said, address in (("Read at ", note.read_at), ("Held at ", note.held_at)):
        if address:
            paragraph.add_run(said)
            _add_words(paragraph, Words(address, address))
            paragraph.add_run(". ")


def _add_words(paragraph: Paragraph, words: Words) -> None:
    """Add a text to a paragraph, as a link where it leads somewhere."""
    if not words.address:
        paragraph.add_run(words.text)
        return
    number = paragraph.part.relate_to(words.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = f"<w:hyperlink {nsdecls('w', 'r')} r:id={quoteattr(number)}>{_run(words.text, _LINK)}</w:hyperlink>"
    paragraph._p.append(_element(link))


def _element(written: str) -> Any:
    return parse_xml(written)
