"""The answer to a scenario."""

from typing import Any

from carekg.analytics.answers import comparison_notes
from carekg.questions.answer import Answer
from carekg.questions.asking import Ask
from carekg.scenario.reading import Scenario, read_scenario
from carekg.scenario.running import Outcome, run
from carekg.terms.dates import read_date
from carekg.terms.errors import BadParameter, MalformedFile
from carekg.terms.prefixes import compress


def scenario(ask: Ask) -> Answer:
    """Try a reform on a fork of the graph. Raises: BadParameter; UnknownName; AmbiguousName."""
    wanted = _read(ask.values["scenario"])
    found = run(ask.store, ask.names, wanted, ask.values["top"], ask.progress)
    told = {name: value for name, value in found.as_dict().items() if name != "version"}
    notes = tuple(note for measure in found.measures for note in comparison_notes(measure))
    return ask.answer(_rows(found), members=told, text=tell(found), notes=notes, as_of=read_date(found.date))


def _read(text: str) -> Scenario:
    """Read what was given: where it does not parse, it is the caller's, and no file of ours."""
    try:
        return read_scenario(text)
    except MalformedFile as error:
        raise BadParameter("scenario", f"line {error.line}, column {error.column}", error.reason) from error


def _rows(found: Outcome) -> dict[str, list[dict[str, Any]]]:
    return {
        "lost": [
            {name: value or None for name, value in vars(each).items()} | {"left": each.left} for each in found.lost
        ],
        "gained": [{name: value or None for name, value in vars(each).items()} for each in found.gained],
        "places": [
            {"label": each.label, "before": "; ".join(each.before), "after": "; ".join(each.after)}
            for each in found.places
        ],
        "measures": [{"measure": each.measure, **row} for each in found.measures for row in each.rows],
    }


def tell(found: Outcome) -> str:
    """Tell what a scenario does: what is lost, with what would restore it, what is gained, which places move."""
    lines = [f"{found.title} ({found.date})", found.caution, ""]
    lines += [f"{number:5} {what}" for what, number in found.summary.items()] or ["Nothing is lost."]
    lines += ["", f"{len(found.gained)} parts are gained; {len(found.places)} places change system.", ""]
    for each in found.lost:
        if not each.left:
            source = f" [{compress(each.provision)}]" if each.provision else ""
            lines += [f"- {each.kind}: {each.label}{source}"]
            lines += [f"  no {each.part}: was {each.party_label}; {each.restore}"]
    lines += [
        f"- {each.label}: {' and '.join(each.before) or 'nothing'} → {' and '.join(each.after) or 'nothing'}"
        for each in found.places
    ]
    lines += ["", f"Derived again: {', '.join(found.derived_again) or 'nothing, since no rule reads it'}."]
    lines += [f"Not derived again, since no step changes what they read: {', '.join(found.not_derived_again)}."]
    return "\n".join(lines)
