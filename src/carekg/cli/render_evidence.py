"""Showing audits and pathways on a terminal, and writing them for programs."""

import csv
import io
from typing import Final

import orjson

from carekg.cli.render import ERR, OUT, show_table, write_bytes
from carekg.narrative import Audit, Pathways
from carekg.narrative.audit import Voice
from carekg.terms.errors import NotAcceptable

_PRETTY: Final = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_COLUMNS: Final = ("fact", "paragraph", "sentence", "hedge", "says", "verdict", "reason", "cites")
_STANCES: Final = ("supports", "disputes", "qualifies", "corrects")


def show_audit(audit: Audit, form: str) -> None:
    """Show an audit as a table of what needs attention, or whole as JSON or CSV."""
    if form == "json":
        write_bytes(orjson.dumps(audit.as_dict(), option=_PRETTY))
    elif form == "csv":
        write_bytes(audit_csv(audit))
    elif form == "table":
        rows = (
            [each.fact, each.says, each.verdict, _join(each.disputes), _join(each.corrects)] for each in audit.entries
        )
        show_table(["fact", "what it says", "verdict", "disputed by", "corrected by"], rows)
        ERR.print("; ".join(f"{name}: {count}" for name, count in audit.counts().items()), highlight=False)
        ERR.print(audit.method, highlight=False)
    else:
        raise NotAcceptable(form, ["table", "json", "csv"])


def audit_csv(audit: Audit) -> bytes:
    """Write an audit as CSV, a row each statement. Source: RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *_STANCES])
    for entry in audit.entries:
        copied = [getattr(entry, column) for column in _COLUMNS]
        writer.writerow([*copied, *(_join(getattr(entry, stance)) for stance in _STANCES)])
    return text.getvalue().encode()


def _join(voices: tuple[Voice, ...]) -> str:
    return "; ".join(f"{voice.says} ({voice.design})" for voice in voices)


def show_pathways(found: Pathways, form: str) -> None:
    """Show pathways, a numbered line each with its weakest step below, or as JSON."""
    if form == "json":
        write_bytes(orjson.dumps(found.as_dict(), option=_PRETTY))
        return
    if form != "text":
        raise NotAcceptable(form, ["text", "json"])
    if not found.chains:
        OUT.print("The claims held do not join the two: no chain was found.")
    for number, chain in enumerate(found.chains, 1):
        weakest = f"   together {chain.sign:+d}; weakest: {chain.weakest.says} ({chain.weakest.strength})"
        for line in (f"{number}. {found.words(chain)}", weakest):
            OUT.print(line, markup=False, highlight=False, soft_wrap=True)
    for step in found.remedies:
        OUT.print(f"Remedy: {step.says} ({step.strength})", markup=False, highlight=False, soft_wrap=True)
    ERR.print(found.method, highlight=False)
