"""Regions: in which region of England a body, post or area lies, by the shortest way upwards."""

from collections import deque
from pathlib import Path
from typing import Final

from carekg.store.embedded import Embedded
from carekg.store.sparql import read

_HERE: Final = Path(__file__).parent
_STEPS: Final = read(_HERE / "regions.rq").text
_NAMES: Final = read(_HERE / "region-names.rq").text


def find_regions(store: Embedded) -> dict[str, str]:
    """Give the name of the region of each thing that lies in one, by IRI."""
    below: dict[str, list[str]] = {}
    for row in store.select(_STEPS):
        below.setdefault(row["above"].value, []).append(row["thing"].value)
    found = {row["region"].value: row["label"].value for row in store.select(_NAMES)}
    waiting = deque(sorted(found))
    while waiting:
        above = waiting.popleft()
        for thing in sorted(below.get(above, ())):
            if thing not in found:
                found[thing] = found[above]
                waiting.append(thing)
    return found
