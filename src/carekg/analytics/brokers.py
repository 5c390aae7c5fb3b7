"""Brokers: who joins others, and by which ties, edge by edge."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any, Final

from carekg.analytics.brokerage import brokerage_roles
from carekg.analytics.measures import Graph
from carekg.terms.errors import BadParameter, UnknownName

SEATS: Final = ("edge/seat", "edge/belongs-to")  # how the names of the projections of sitting and belonging end
METHOD: Final = (
    "A party stands between two others where it is tied to both and they are not tied to each other (Gould and "
    "Fernandez 1989; pairs count once). It interlocks two where it has a seat in, or belongs to, both, whatever other "
    "ties they have (Mizruchi 1996)."
)
_TIE: Final = ("label", "pairs", "words", "other_label", "provision", "source", "statement", "node", "other")


@dataclass(frozen=True)
class Tie:
    """One relation of a broker, read from the broker to the other party.

    `rests_on` is the statement that makes the tie, or the party that it comes from where no statement does.
    """

    other: str
    other_label: str
    words: str
    projection: str
    statement: str
    rests_on: str
    provision: str = ""
    source: str = ""

    def sourced(self, provision: str, source: str) -> "Tie":
        """Give the same with its provision and where that was read, or else what says it: here, the graph."""
        return replace(self, provision=provision or self.provision, source=source or self.provision)


@dataclass(frozen=True)
class Broker:
    """A party that joins others: how many pairs, as what, which it sits in at once, and every tie that makes it so."""

    node: str
    label: str
    sector: str
    pairs: int
    roles: Mapping[str, int]
    interlocks: tuple[tuple[str, str], ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Brokers:
    """The brokers of a layer on a date: those that stand between others, and those that interlock them."""

    method: str
    layer: str
    meaning: str
    as_of: str
    version: str
    between: tuple[Broker, ...]
    interlocking: tuple[Broker, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the brokers as JSON would hold them."""
        return asdict(self)

    def table(self) -> tuple[tuple[str, ...], Iterable[Mapping[str, Any]]]:
        """Give the columns, and a row for each tie of each broker."""
        kinds = {each.node: each for each in (*self.between, *self.interlocking)}.values()
        return _TIE, ({name: (vars(tie) | vars(each))[name] for name in _TIE} for each in kinds for tie in each.ties)

    def ties(self) -> list[Tie]:
        """Give every tie of every broker."""
        return [tie for broker in (*self.between, *self.interlocking) for tie in broker.ties]

    def sourced(self, grounds: Mapping[str, tuple[str, str]]) -> "Brokers":
        """Give the same with the provision and the source of each tie, by what it rests on."""

        def tell(found: tuple[Broker, ...]) -> tuple[Broker, ...]:
            return tuple(
                replace(each, ties=tuple(tie.sourced(*grounds[tie.rests_on]) for tie in each.ties)) for each in found
            )

        return replace(self, between=tell(self.between), interlocking=tell(self.interlocking))


def find_brokers(graph: "Graph[str]", top: int | None = None, only: str | None = None) -> Brokers:
    """Find who joins others, and list the ties that make it so.

    Two ways of joining are told apart. A party stands between others where it is tied to both and they are not tied
    to each other: were it gone, nothing would join them directly. It interlocks two where it sits in or belongs to
    both: the same person is at both tables, also where the two have other ties.

    Parameters: graph, whose nodes have `sector` and whose edges have `projection`, words both ways and sources; top,
    how many of either, all unless given; only, one node to ask about.
    Returns: the brokers, those that join most first; for one node also where it joins none.
    Raises: UnknownName where the graph has no such node; BadParameter where none is asked for.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for end in ("council", "board"):
    ...     _ = graph.add_edge("director", end, projection="edge/seat", words="sits on", inverse="seats")
    >>> _ = graph.add_edge("council", "board", projection="edge/tie", words="sets up", inverse="is set up by")
    >>> find_brokers(graph).interlocking[0].interlocks
    (('board', 'council'),)

    Source: Gould and Fernandez (1989), Structures of mediation, Sociological Methodology 19, 89-126; Mizruchi (1996),
    What do interlocks do?, Annual Review of Sociology 22, 271-298.
    """
    if only is not None and only not in graph:
        raise UnknownName("node in this layer on this date", only)
    if top is not None and top < 1:
        raise BadParameter("top", top, "ask for one at least, or leave it out for all")
    roles = brokerage_roles(graph)
    found = [_broker(graph, node, roles[node]) for node in ([only] if only else graph)]
    between = sorted((each for each in found if each.pairs or only), key=lambda each: (-each.pairs, each.label))
    sitting = sorted(
        (each for each in found if each.interlocks), key=lambda each: (-len(each.interlocks), each.label, each.node)
    )
    told = {name: graph.graph.get(name, "") for name in ("layer", "meaning", "as_of", "version")}
    return Brokers(method=METHOD, between=tuple(between[:top]), interlocking=tuple(sitting[:top]), **told)


def _broker(graph: "Graph[str]", node: str, roles: Mapping[str, int]) -> Broker:
    tables = {
        other
        for _, other, projection in graph.out_edges(node, data="projection", default="")
        if other != node and projection.endswith(SEATS)
    }
    return Broker(
        node=node,
        label=_label(graph, node),
        sector=graph.nodes[node].get("sector", ""),
        pairs=sum(roles.values()) // 2,
        roles=roles,
        interlocks=tuple(combinations(sorted(_label(graph, table) for table in tables), 2)),
        ties=tuple(sorted(_ties(graph, node), key=lambda tie: (tie.other_label, tie.words, tie.statement))),
    )


def _ties(graph: "Graph[str]", node: str) -> Iterable[Tie]:
    for _, other, data in graph.out_edges(node, data=True):
        if other != node:
            yield _tie(graph, other, data["words"], data, node)
    for other, _, data in graph.in_edges(node, data=True):
        if other != node:
            yield _tie(graph, other, data["inverse"], data, other)


def _tie(graph: "Graph[str]", other: str, words: str, data: Mapping[str, Any], start: str) -> Tie:
    statement = data.get("statement", "")
    return Tie(
        other=other,
        other_label=_label(graph, other),
        words=words,
        projection=data.get("projection", ""),
        statement=statement,
        rests_on=statement or start,
        provision=data.get("authority", ""),
    )


def _label(graph: "Graph[str]", node: str) -> str:
    return str(graph.nodes[node].get("label", node))
