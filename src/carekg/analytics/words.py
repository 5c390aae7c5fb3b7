"""Paths and brokers told as lines of text."""

from collections.abc import Iterator, Sequence

from carekg.analytics.brokers import Broker, Brokers
from carekg.analytics.paths import Path
from carekg.terms.prefixes import compress


def tell_paths(found: Sequence[Path], searched: str) -> str:
    """Tell paths, each numbered with its steps and their sources; or what was searched, where there is none."""
    if not found:
        return f"No path was found: {searched}."
    lines = []
    for number, path in enumerate(found, 1):
        lines.append(f"{number}. (cost {path.cost})")
        for step in path.steps:
            source = step.authority or step.statement
            lines.append(f"   {step}{f'  [{compress(source)}]' if source else ''}")
    return "\n".join(lines)


def tell_brokers(found: Brokers) -> str:
    """Tell brokers, each with the ties that make it one, and the method."""
    lines: list[str] = []
    for each in found.between:
        lines += _broker(each, f"stands between {each.pairs} pairs of parties that are not tied to each other")
    for each in found.interlocking:
        pairs = "; ".join(f"{one} and {other}" for one, other in each.interlocks)
        lines += _broker(each, f"sits in or belongs to both {pairs}")
    return "\n".join([*lines, "", found.method, f"Layer {found.layer}, as of {found.as_of}."])


def _broker(broker: Broker, why: str) -> Iterator[str]:
    """Tell why a party is a broker: of each other party the first relation, and how many more there are."""
    yield f"{broker.label} {why}:"
    others: dict[str, list[str]] = {}
    for tie in broker.ties:
        ground = ", ".join(compress(each) for each in (tie.provision, tie.source) if each)
        others.setdefault(tie.other, []).append(f"  - {tie.words} {tie.other_label} [{ground}]")
    for told in others.values():
        yield told[0] + (f" and {len(told) - 1} more" if len(told) > 1 else "")
