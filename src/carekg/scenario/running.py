"""Scenarios: what would happen if. Steps are carried out on a fork of the graph, which is then thrown away."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from carekg.analytics.catalogue import find_measure
from carekg.analytics.comparison import Compared, compare
from carekg.build.renewal import Renewal
from carekg.layers.declared import find_layer
from carekg.layers.projection import project
from carekg.layers.redrawing import redraw
from carekg.names.lookup import Names
from carekg.scenario.change import Change
from carekg.scenario.effects import Effect, Part, gained, lost, states
from carekg.scenario.places import Place, both_covers, moved
from carekg.scenario.reading import Scenario, load_scenario, make_scenario, read_scenario
from carekg.scenario.sides import Side, Touch
from carekg.store.embedded import Embedded
from carekg.store.sparql import read_folder
from carekg.terms.files import locate

Progress = Callable[[str, int, int], None]

_LOST = ("left", "kind", "label", "part", "party_label", "provision", "restore", "statement", "party")

__all__ = ["Outcome", "Scenario", "load_scenario", "make_scenario", "read_scenario", "run"]


@dataclass(frozen=True)
class Outcome:
    """What a scenario does, on its date, to the graph as it is."""

    title: str
    date: str
    version: str
    caution: str
    lost: tuple[Effect, ...]
    gained: tuple[Part, ...]
    places: tuple[Place, ...]
    derived_again: tuple[str, ...]
    not_derived_again: tuple[str, ...]
    summary: dict[str, int]
    measures: tuple[Compared, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the outcome as JSON would hold it."""
        return asdict(self)

    def table(self) -> tuple[tuple[str, ...], Iterable[Mapping[str, Any]]]:
        """Give the columns, and a row for each part that is lost."""
        return _LOST, (vars(each) for each in self.lost)


def run(
    store: Embedded, names: Names, scenario: Scenario, top: int = 10, progress: Progress = lambda *_: None
) -> Outcome:
    """Carry a scenario out on a fork of the graph, compare, and throw the fork away.

    Parameters: store, which stays as it is; names, for the things that steps name; scenario; top, how many rows of
    each measure; progress, called with what is being done, how many stages are done and how many there are.
    Returns: the parts that are lost, each with how many others have the same part and what would restore it; those
    that are gained; and the measures before and after. All on the date of the scenario: the difference is the
    scenario's alone.
    Raises: UnknownName; AmbiguousName; BadParameter.

    What the law would do by itself (a saving, a transfer scheme) is not in the answer: the steps say it, and the rules
    that read what they change are run again.
    """
    find_layer(store, scenario.layer)
    for name in scenario.measures:
        find_measure(name)
    with TemporaryDirectory(prefix="carekg-scenario-") as folder:
        store = store.local  # both sides of the comparison by one engine, or the engines' differences are in it
        renewal = Renewal.fork(store.folder, Path(folder))
        try:
            fork = Embedded(renewal.engine, {"hash": f"scenario on {store.version['hash']}"}, renewal.candidate.folder)
            fork.is_lasting = False
            change = Change(renewal, fork, names, scenario.on)
            stages = len(scenario.steps) + 2
            for number, step in enumerate(scenario.steps):
                progress(f"step {number + 1}", number, stages)
                change.carry_out(step)
            progress("derive again", stages - 2, stages)
            again = change.derive()
            progress("compare", stages - 1, stages)
            return _compare(Touch(renewal.view(is_union=False), scenario.on), store, fork, scenario, top, again)
        finally:
            renewal.candidate.discard()


def _compare(
    touch: Touch, store: Embedded, fork: Embedded, scenario: Scenario, top: int, again: tuple[str, ...]
) -> Outcome:
    sides = Side(store, scenario.on), Side(fork, scenario.on)
    before, after = states(touch, sides)
    first = project(store, scenario.layer, scenario.on)
    second = redraw(store, fork, scenario.layer, scenario.on, touch.view.came, touch.view.gone)
    effects = tuple(lost(before, after))
    places = tuple(moved(*both_covers(touch, sides)))
    return Outcome(
        title=scenario.title,
        date=scenario.on.isoformat(),
        version=str(store.version["hash"]),
        caution="What the steps say is changed, and what the law derives from it: no saving, no transfer scheme.",
        lost=effects,
        gained=tuple(gained(before, after)),
        places=places,
        derived_again=again,
        not_derived_again=tuple(rule.name for rule in read_folder(locate("ontology/rules")) if rule.name not in again),
        summary=_summary(effects),
        measures=tuple(compare(first, second, name, top) for name in scenario.measures),
    )


def _summary(effects: tuple[Effect, ...]) -> dict[str, int]:
    """Count the statements of each kind that lose a part, and those where no one is left in it."""
    found: dict[str, set[str]] = {}
    for each in effects:
        found.setdefault(f"{each.kind}: {each.part} lost", set()).add(each.statement)
        if not each.left:
            found.setdefault(f"{each.kind}: no {each.part} left", set()).add(each.statement)
    return {name: len(statements) for name, statements in sorted(found.items())}
