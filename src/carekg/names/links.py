"""Links: the areas that bodies govern, and what bodies and areas belong to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pyoxigraph import NamedNode

from carekg.names.index import Index, Known
from carekg.store.embedded import Embedded
from carekg.store.sparql import read

How = Literal["area", "within"]
_QUERY: Final = read(Path(__file__).with_suffix(".rq")).text


class Link(NamedTuple):
    """A link of a thing: to the area that it governs, or to what it belongs to."""

    how: How
    to: Known


def find_links(store: Embedded, index: Index, things: Sequence[str]) -> Mapping[str, Sequence[Link]]:
    """Give the links of each of some things."""
    found: dict[str, list[Link]] = defaultdict(list)
    for row in store.select_of(_QUERY, "things", [NamedNode(each) for each in dict.fromkeys(things)]):
        known = index.known(row["other"].value)
        if known is not None:
            found[row["thing"].value].append(Link(row["how"].value, known))
    return found
