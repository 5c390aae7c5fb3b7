"""The publications behind an answer, as CSL-JSON, BibTeX and RIS."""

import codecs
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import rispy
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer
from pyoxigraph import NamedNode

from carekg.questions.answer import Answer
from carekg.store.embedded import Embedded
from carekg.store.sparql import read
from carekg.terms.errors import NotAcceptable

Item = dict[str, Any]


codecs.lookup("ulatex+utf-8")  # of pybtex's writer, looked for now: a sealed worker could look in no folder
_PUBLICATIONS: Final = read(Path(__file__).parent / "bibliography.rq")
# The kinds of publication, as FaBiO, the Citation Style Language, BibTeX and RIS name them.
_KINDS: Final = {
    "JournalArticle": ("article-journal", "article", "JOUR"),
    "Book": ("book", "book", "BOOK"),
    "BookChapter": ("chapter", "incollection", "CHAP"),
    "ReportDocument": ("report", "techreport", "RPRT"),
    "Report": ("report", "techreport", "RPRT"),
    "WorkingPaper": ("article", "unpublished", "UNPB"),
    "WebPage": ("webpage", "misc", "ELEC"),
    "BlogPost": ("post-weblog", "misc", "BLOG"),
}
_BIBTEX: Final = {csl: bibtex for csl, bibtex, _ in _KINDS.values()}
_RIS: Final = {csl: ris for csl, _, ris in _KINDS.values()}
_CONTAINED: Final = ("article-journal", "chapter", "post-weblog")
# volume(issue):pages, as in 24(S1):32-44, 13:e030 or 21(S2)
_LOCATOR: Final = re.compile(r"(?P<volume>\d+)(?: ?\((?P<issue>[^)]+)\))?(?::(?P<page>[\w-]+))?")
_PERSON: Final = re.compile(r"(?P<family>[^&,]+) (?P<given>(?!UK$|LLP$)[A-Z]{1,4})")


def cite(store: Embedded, things: Iterable[str]) -> list[Item]:
    """Give the publications behind things as CSL-JSON items, each once.

    Parameters: store; things, IRIs of publications, or of findings, statements, references or corrections.

    Source: Citation Style Language 1.0.2, csl-data.json.
    """
    nodes = [
        NamedNode(thing) for thing in sorted(set(things)) if "://" in thing and not re.search(r'[\s<>"{}|\\^`]', thing)
    ]
    rows = store.select_of(_PUBLICATIONS.text, "things", nodes)
    items = {row["publication"].value: _item(row) for row in rows if _kind(row) in _KINDS}
    return [items[iri] for iri in sorted(items)]


def cite_answer(store: Embedded, answer: Answer) -> list[Item]:
    """Give the publications that the rows of an answer name or rest on."""
    return cite(store, (value for row in answer.rows for value in row.values() if isinstance(value, str)))


def _kind(row: Mapping[str, Any]) -> str:
    return str(row["class"].value).rpartition("/")[2]


def _item(row: Mapping[str, Any]) -> Item:
    text = {name: term.value for name, term in row.items() if term is not None}
    kind = _KINDS[_kind(row)][0]
    item: Item = {"id": text["publication"].rpartition("/")[2], "type": kind, "title": text["title"]}
    item["author"] = [read_author(name.strip()) for name in text["authors"].split(";")]
    if "issued" in text:
        item["issued"] = {"date-parts": [[int(part) for part in text["issued"].split("-")]]}
    if "venue" in text:
        item["container-title" if kind in _CONTAINED else "publisher"] = text["venue"]
    if "doi" in text:
        item["DOI"] = text["doi"]
    item["URL"] = f"https://doi.org/{text['doi']}" if "doi" in text else text["publication"]
    return item | _place(text.get("locator", ""), kind)


def read_author(name: str) -> dict[str, str]:
    """Tell a person from a body.

    >>> read_author("Stokes J"), read_author("National Audit Office"), read_author("Ernst & Young LLP")
    ({'family': 'Stokes', 'given': 'J'}, {'literal': 'National Audit Office'}, {'literal': 'Ernst & Young LLP'})
    """
    match = _PERSON.fullmatch(name)
    return dict(match.groupdict()) if match else {"literal": name}


def _place(locator: str, kind: str) -> Item:
    """Read volume, issue and pages out of a locator; a locator of another form is a number or a note.

    >>> _place("24(S1):32-44", "article-journal")
    {'volume': '24', 'issue': 'S1', 'page': '32-44'}
    >>> _place("HC 1011", "report"), _place("", "book")
    ({'number': 'HC 1011'}, {})
    """
    match = _LOCATOR.fullmatch(locator)
    if match and kind == "article-journal":
        return {name: value for name, value in match.groupdict().items() if value}
    return {"number" if kind == "report" else "note": locator} if locator else {}


def write_csl(items: list[Item]) -> bytes:
    """Write items as CSL-JSON."""
    return orjson.dumps(items, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_bibtex(items: list[Item]) -> bytes:
    """Write items as BibTeX, in UTF-8, through pybtex."""
    database = BibliographyData({item["id"]: _bibtex_entry(item) for item in items})
    return str(Writer().to_string(database)).encode()  # not by name: to look for plugins opens files


def _bibtex_entry(item: Item) -> Entry:
    names = {
        "title": "title",
        "DOI": "doi",
        "URL": "url",
        "volume": "volume",
        "issue": "number",
        "number": "number",
        "page": "pages",
        "note": "note",
    }
    fields = {
        field: item[name].replace("-", "--") if name == "page" else item[name]
        for name, field in names.items()
        if name in item
    }
    venue = item.get("container-title") or item.get("publisher")
    field = {"article": "journal", "techreport": "institution", "incollection": "booktitle", "book": "publisher"}
    if venue:
        fields[field.get(_BIBTEX[item["type"]], "howpublished")] = venue
    if "issued" in item:
        fields["year"] = str(item["issued"]["date-parts"][0][0])
    return Entry(_BIBTEX[item["type"]], fields, {"author": [_bibtex_person(each) for each in item["author"]]})


def _bibtex_person(author: Mapping[str, str]) -> Person:
    if "literal" in author:  # braces keep a body's name whole; "others" is BibTeX's own word
        return Person("others" if author["literal"] == "others" else f"{{{author['literal']}}}")
    return Person(last=author["family"], first=author["given"])


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """RIS without a number before each record, which the format does not have."""

    def set_header(self, count: int) -> str:  # noqa: ARG002
        return ""


def write_ris(items: list[Item]) -> bytes:
    """Write items as RIS through rispy.

    Source: the RIS format specification of Research Information Systems, 2001 and 2011.
    """
    return str(rispy.dumps([_ris_entry(item) for item in items], implementation=_RisWriter)).encode()


def _ris_entry(item: Item) -> dict[str, Any]:
    names = {
        "title": "title",
        "DOI": "doi",
        "volume": "volume",
        "issue": "number",
        "number": "number",
        "publisher": "publisher",
    }
    entry: dict[str, Any] = {field: item[name] for name, field in names.items() if name in item}
    entry |= {"type_of_reference": _RIS[item["type"]], "id": item["id"], "urls": [item["URL"]]}
    entry["authors"] = [each.get("literal") or f"{each['family']}, {each['given']}" for each in item["author"]]
    if "container-title" in item:
        entry["secondary_title"] = item["container-title"]
    if "issued" in item:
        entry["year"] = str(item["issued"]["date-parts"][0][0])
    if "page" in item:
        entry["start_page"], _, end = item["page"].partition("-")
        entry |= {"end_page": end} if end else {}
    if "note" in item:
        entry["notes"] = [item["note"]]
    return entry


BIBLIOGRAPHY_FORMATS: Final[Mapping[str, tuple[str, Callable[[list[Item]], bytes]]]] = {
    "csl": ("application/vnd.citationstyles.csl+json", write_csl),
    "bibtex": ("application/x-bibtex", write_bibtex),
    "ris": ("application/x-research-info-systems", write_ris),
}


def find_bibliography_format(name: str) -> tuple[str, Callable[[list[Item]], bytes]]:
    """Give the media type and the writer of a format. Raises: NotAcceptable naming those that there are."""
    if name not in BIBLIOGRAPHY_FORMATS:
        raise NotAcceptable(name, list(BIBLIOGRAPHY_FORMATS))
    return BIBLIOGRAPHY_FORMATS[name]
