"""Showing comparisons and scenarios on a terminal, and writing them for programs."""

import csv
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from carekg.errors import NotAcceptable
from carekg.prefixes import compress
from carekg.render import ERR, OUT, show_table, write_bytes

if TYPE_CHECKING:
    from carekg.analytics.comparison import Compared
    from carekg.scenario import Outcome

_EFFECT = ("left", "kind", "label", "part", "party_label", "provision", "restore", "statement", "party")


def show_comparison(found: "Compared", form: str) -> None:
    """Show a comparison with its method, or as JSON or CSV."""
    if form == "json":
        _write_json(found.as_dict())
    elif form == "csv":
        _write_csv(found.columns, found.rows)
    elif form == "table":
        show_table(list(found.columns), ([_cell(row[name]) for name in found.columns] for row in found.rows))
        counts = ", ".join(f"{count} {change}" for change, count in found.edges.items()) or "none"
        for line in (f"{found.measure}: {found.method}", f"Edges: {counts}", _sides(found)):
            ERR.print(line, markup=False, highlight=False)
    else:
        raise NotAcceptable(form, ["table", "json", "csv"])


def _sides(found: "Compared") -> str:
    sides = zip(("First", "Second"), (found.first, found.second), found.precision, strict=True)
    told = (
        f"{name}: {side['layer']}, as of {side['as_of']}, {side['nodes']} nodes, {side['edges']} edges, {exact}"
        for name, side, exact in sides
    )
    return "; ".join(told)


def show_outcome(found: "Outcome", form: str) -> None:
    """Show what a scenario does: what is lost, with what would restore it, then the measures; or as JSON or CSV."""
    if form == "json":
        _write_json(found.as_dict())
    elif form == "csv":
        _write_csv(_EFFECT, (vars(each) for each in found.lost))
    elif form == "text":
        _tell(found)
    else:
        raise NotAcceptable(form, ["text", "json", "csv"])


def _tell(found: "Outcome") -> None:
    lines = [f"{found.title} ({found.date})", found.caution, ""]
    lines += [f"{count:5} {what}" for what, count in found.summary.items()] or ["Nothing is lost."]
    lines += ["", f"{len(found.gained)} parts are gained.", ""]
    for each in found.lost:
        if not each.left:
            source = f" [{compress(each.provision)}]" if each.provision else ""
            lines += [
                f"- {each.kind}: {each.label}{source}",
                f"  no {each.part}: was {each.party_label}; {each.restore}",
            ]
    for line in lines:
        OUT.print(line, markup=False, highlight=False, soft_wrap=True)
    for measure in found.measures:
        show_comparison(measure, "table")


def _write_json(body: Mapping[str, Any]) -> None:
    write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _write_csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else compress(str(value))
