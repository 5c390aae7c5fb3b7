"""The scale of betweenness: from counted ordered pairs to NetworkX's numbers."""

from collections.abc import Collection, Hashable
from math import nan

Values = dict[Hashable, float]


def rescale_betweenness(
    found: Values, sampled: Collection[Hashable] | None, *, normalized: bool, directed: bool
) -> Values:
    """Put betweenness, counted over ordered pairs without their ends, on NetworkX's scale.

    Parameters: found, the counts by node; sampled, the sources they were counted from, or None for all; normalized,
    whether to divide by the number of pairs; directed, whether (s, t) and (t, s) are two pairs.
    Returns: the scaled values. A sampled source is not a source for itself, so it is divided by one source less;
    with a single source there is nothing to divide by, and it is not a number.

    >>> rescale_betweenness({"a": 0.0, "b": 2.0, "c": 0.0}, None, normalized=True, directed=False)["b"]
    1.0

    Source: Brandes and Pich (2007), Centrality estimation in large networks; NetworkX 3.6, betweenness_centrality.
    """
    others = len(found) - 1
    if others < 2:
        return found
    count = others if sampled is None else len(sampled)
    whole = 1 / (others - 1) if normalized else others / (1 if directed else 2)
    own = set(sampled or ())

    def scaled(node: Hashable, value: float) -> float:
        sources = count - 1 if node in own else count
        return value * whole / sources if sources else nan

    return {node: scaled(node, value) for node, value in found.items()}
