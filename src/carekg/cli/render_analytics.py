"""Showing comparisons and scenarios on a terminal, and writing them for programs."""

from typing import TYPE_CHECKING

import orjson

from carekg.cli.render import ERR, OUT, show_answer, show_table, write_bytes
from carekg.questions.answer import Answer
from carekg.questions.tabular import to_csv, to_json
from carekg.terms.errors import NotAcceptable
from carekg.terms.prefixes import compress

if TYPE_CHECKING:
    from carekg.analytics.brokers import Broker, Brokers
    from carekg.analytics.comparison import Compared
    from carekg.scenario import Outcome


def show_comparison(found: "Compared", form: str) -> None:
    """Show a comparison with its method, or as JSON or CSV."""
    if form == "json":
        write_bytes(to_json(found, pretty=True))
    elif form == "csv":
        write_bytes(to_csv(found))
    elif form == "table":
        show_table(list(found.columns), ([_cell(row[name]) for name in found.columns] for row in found.rows))
        counts = ", ".join(f"{count} {change}" for change, count in found.edges.items()) or "none"
        for line in (f"{found.measure}: {found.method}", f"Edges: {counts}", _sides(found)):
            ERR.print(line, markup=False, highlight=False)
    else:
        raise NotAcceptable(form, ["table", "json", "csv"])


def show_difference(found: Answer, network: "Compared", form: str) -> None:
    """Show what changed between two dates, and then a measure before and after; or both as JSON."""
    if form == "json":
        body = orjson.loads(found.to_json()) | {"network": network.as_dict()}
        write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    else:
        show_answer(found, form)
        show_comparison(network, form)


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
        write_bytes(to_json(found, pretty=True))
    elif form == "csv":
        write_bytes(to_csv(found))
    elif form == "text":
        _tell(found)
    else:
        raise NotAcceptable(form, ["text", "json", "csv"])


def _tell(found: "Outcome") -> None:
    lines = [f"{found.title} ({found.date})", found.caution, ""]
    lines += [f"{count:5} {what}" for what, count in found.summary.items()] or ["Nothing is lost."]
    lines += ["", f"{len(found.gained)} parts are gained; {len(found.places)} places change system.", ""]
    for each in found.lost:
        if not each.left:
            source = f" [{compress(each.provision)}]" if each.provision else ""
            lines += [
                f"- {each.kind}: {each.label}{source}",
                f"  no {each.part}: was {each.party_label}; {each.restore}",
            ]
    lines += [
        f"- {each.label}: {' and '.join(each.before) or 'nothing'} → {' and '.join(each.after) or 'nothing'}"
        for each in found.places
    ]
    lines += ["", f"Derived again: {', '.join(found.derived_again) or 'nothing, since no rule reads it'}."]
    lines += [f"Not derived again, since no step changes what they read: {', '.join(found.not_derived_again)}."]
    for line in lines:
        OUT.print(line, markup=False, highlight=False, soft_wrap=True)
    for measure in found.measures:
        show_comparison(measure, "table")


def show_brokers(found: "Brokers", form: str) -> None:
    """Show brokers, each with the ties that make it one, a line each; or as JSON, or as CSV with a row for each tie."""
    if form == "json":
        write_bytes(to_json(found, pretty=True))
    elif form == "csv":
        write_bytes(to_csv(found))
    elif form == "text":
        for each in found.between:
            _tell_broker(each, f"stands between {each.pairs} pairs of parties that are not tied to each other")
        for each in found.interlocking:
            pairs = "; ".join(f"{one} and {other}" for one, other in each.interlocks)
            _tell_broker(each, f"sits in or belongs to both {pairs}")
        ERR.print(f"{found.method}\nLayer {found.layer}, as of {found.as_of}.", markup=False, highlight=False)
    else:
        raise NotAcceptable(form, ["text", "json", "csv"])


def _tell_broker(broker: "Broker", why: str) -> None:
    """Tell why a party is a broker: of each other party the first relation, and how many more there are."""
    lines = [f"{broker.label} {why}:"]
    others: dict[str, list[str]] = {}
    for tie in broker.ties:
        ground = ", ".join(compress(each) for each in (tie.provision, tie.source) if each)
        others.setdefault(tie.other, []).append(f"  - {tie.words} {tie.other_label} [{ground}]")
    lines += [told[0] + (f" and {len(told) - 1} more" if len(told) > 1 else "") for told in others.values()]
    for line in lines:
        OUT.print(line, markup=False, highlight=False, soft_wrap=True)


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else compress(str(value))
