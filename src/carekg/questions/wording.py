"""Wording: what people read for the names of columns, kinds of authority and ways of checking, and for values."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

HEADINGS: Final[Mapping[str, str]] = {
    "bearer": "Who",
    "through": "In the role of",
    "exercised_by": "On whose behalf",
    "accountable": "Who answers for it",
    "modality": "How strongly",
    "other_party": "Towards whom",
    "in_relation_to": "Towards whom",
    "says": "What it says",
    "qualifier": "Only as far as",
    "condition": "If",
    "consequence": "If it is not done",
    "provision": "Where the law says so",
    "handing_act": "Act that passes it on",
    "handing_section": "Section that passes it on",
    "taken_up_by": "How it is taken up",
    "handed_over_by": "How it is passed on",
    "section": "Section",
    "act": "Act",
    "valid_from": "Since",
    "valid_until": "Until",
    "map_date": "Map of",
    "share_of_council": "Part of the council's residents",
    "share_of_body": "Part of the body's residents",
    "largest_share": "Largest part",
    "smallest_share": "Smallest part",
    "lsoas": "Small areas",
    "uncertain_lsoas": "Small areas in doubt",
    "coterminosity": "How well the areas match",
    "partners": "How many on the other side",
    "for_says": "For",
    "for_design": "Kind of study",
    "for_year": "Year",
    "for_area": "Where",
    "for_publication": "Published in",
    "against_says": "Against",
    "against_design": "Kind of study (against)",
    "against_year": "Year (against)",
    "against_area": "Where (against)",
    "against_publication": "Published in (against)",
    "design": "Kind of study",
    "effect": "Size",
    "asked": "Asked for",
    "cover": "Lies in, or belongs to",
    "says_what": "What it says",
    "via": "What made the change",
    "member": "Which",
    "relation": "How",
    "iri": "Thing",
    "q": "Words in the name",
    "as_of": "On which day",
    "from": "From",
    "to": "To",
    "id": "Name or code",
    "k": "How many ways",
    "other_label": "Other",
    "value": "Value",
    "minimum": "At least",
    "holder": "Post or body",
    "body": "Body",
    "basis": "How it is known",
    "seat": "Seat",
    "read_on": "Read on",
    "tense": "How it stands",
    "text_checked": "Text checked",
    "dates_checked": "Dates checked",
}

# What a table of people leaves out: it stands in the files, and in one column that says how sure a row is.
TECHNICAL: Final = frozenset(
    {
        *("statement", "finding", "claim", "authority", "text_checked", "dates_checked", "knowledge_level"),
        *("verification", "read_at", "read_on", "source", "tense", "identifier", "fact", "precision", "end"),
        *("sentence", "paragraph", "cost", "rests_on", "kind_of"),
    }
)

AUTHORITY: Final[Mapping[str, str]] = {
    "statute": "law",
    "guidance": "guidance",
    "official data": "official figures",
    "research finding": "research",
    "opinion": "somebody's view",
    "inferred": "follows from the law",
}
CHECKED: Final[Mapping[str, str]] = {
    "verified": "checked",
    "published": "as published",
    "computed": "worked out",
    "from memory": "not yet checked",
    "disputed": "disputed",
    "not found": "source not found",
    "said, not judged": "said, not checked",
}
# What no document may hold: control characters, and half of a pair.
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_PRECISION: Final = {"year": "%Y", "month": "%B %Y"}


def heading(name: str) -> str:
    """Give the heading of a column, or the name of a field.

    >>> heading("valid_from"), heading("for_area"), heading("study_size")
    ('Since', 'Where', 'Study size')
    """
    return HEADINGS.get(name) or name.replace("_", " ").capitalize()


def say_date(day: Any, precision: str = "") -> str:
    """Write a date as people do, no more exactly than it is known.

    >>> say_date("2026-04-01"), say_date("2013-06-01", "month"), say_date("not a date")
    ('1 April 2026', 'June 2013', 'not a date')
    """
    try:
        known = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        return str(day)
    if precision in _PRECISION:
        return known.strftime(_PRECISION[precision])
    return f"{known.day} {known:%B %Y}"


def say_span(begins: Any, ends: Any) -> str:
    """Write since when, and until when.

    >>> say_span("2022-07-01", "2026-04-01"), say_span("2013-04-01", None)
    ('1 July 2022 to 31 March 2026', 'since 1 April 2013')
    """
    last = _day_before(ends)
    if begins and last:
        return f"{say_date(begins)} to {last}"
    return f"since {say_date(begins)}" if begins else f"until {last}" if last else ""


def _day_before(day: Any) -> str:
    try:
        return say_date(date.fromordinal(date.fromisoformat(str(day)).toordinal() - 1)) if day else ""
    except ValueError:
        return str(day)


def sure(row: Mapping[str, Any]) -> str:
    """Say how sure a row is: what kind of source it has, and whether that was checked.

    >>> sure({"authority": "statute", "text_checked": "verified"})
    'law, checked'
    """
    kind, how = str(row.get("authority") or ""), str(row.get("text_checked") or "")
    kind = "" if "://" in kind else kind  # of a tie, it is the provision
    told = [AUTHORITY.get(kind, kind), CHECKED.get(how, how)]
    doubtful = row.get("certain") is False
    return ", ".join(each for each in (*told, "likely rather than known" if doubtful else "") if each)


def share(value: Any) -> str:
    """Write a part of one as a percentage that a person would say.

    >>> share(0.808239), share(1), share(0.0031)
    ('81%', '100%', '0.3%')
    """
    part = float(value) * 100
    return f"{part:.1f}%" if 0 < part < 1 or 99 < part < 100 else f"{part:.0f}%"


def number(value: Any) -> str:
    """Write a number with commas between thousands.

    >>> number(1503544), number(199.6)
    ('1,503,544', '199.6')
    """
    known = float(value)
    return f"{known:,.0f}" if known == int(known) else f"{known:,.10g}"


def clean(text: str) -> str:
    """Give a text on one line, without what no document may hold: control characters, and half of a pair.

    >>> clean("a\\x00b\\n c\\ud800"), clean("  x ")
    ('a b c', 'x')
    """
    return " ".join(_UNFIT.sub(" ", text).split())
