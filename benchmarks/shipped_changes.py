"""Write what the files say otherwise than those of the last release, for `data/changes/`: once a release.

python benchmarks/shipped_changes.py ../last-release/data/catalog.ttl
"""

import argparse
from pathlib import Path

from pyoxigraph import NamedNode, Store

from carekg.store import history
from carekg.store.catalog import parse_turtle, read_catalog
from carekg.terms.files import locate
from carekg.terms.version import __version__


def read(catalogue: Path) -> Store:
    """Read every file of a catalogue, as it is asserted."""
    engine = Store()
    for dataset in read_catalog(catalogue).datasets:
        engine.bulk_extend(parse_turtle(dataset.path, dataset.graph, str(catalogue)))
    return engine


def main() -> None:
    """Compare, and write one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path, help="the catalogue of the last release")
    given = parser.parse_args()
    old, new = read(given.before), read(locate("data/catalog.ttl"))
    graphs = {graph for engine in (old, new) for graph in engine.named_graphs() if isinstance(graph, NamedNode)}
    came, went = history.compare(old, new, graphs)

    def is_known(thing: NamedNode, now: bool) -> bool:
        return any(True for _ in (new if now else old).quads_for_pattern(thing, None, None, None))

    history.append(locate("data"), __version__, history.tell(came, went, history.label_in(new, old), is_known))


if __name__ == "__main__":
    main()
