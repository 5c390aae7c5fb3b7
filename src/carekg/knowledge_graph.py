"""The knowledge graph as a library: open a store, query it, ask it, project it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final, Self

from carekg.analytics import declarations as analytics
from carekg.export import declarations as export
from carekg.names.lookup import INDEX, Names
from carekg.narrative import declarations as narrative
from carekg.narrative.sentences import declarations as sentences
from carekg.questions.answer import Answer
from carekg.questions.asking import Asker, Progress, quietly
from carekg.questions.methods import Methods
from carekg.questions.registry import Registry
from carekg.recode import declarations as recode
from carekg.scenario import declarations as scenario
from carekg.store.embedded import Embedded
from carekg.store.remote import open_store
from carekg.store.results import QueryResult
from carekg.store.sparql import TEXT_LIMITS, TextLimits
from carekg.terms.dates import read_date, today

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from carekg.analytics.brokers import Brokers
    from carekg.analytics.paths import Path

REGISTRY: Final = Registry(
    [
        *narrative.QUESTIONS,
        *analytics.QUESTIONS,
        *export.QUESTIONS,
        *recode.QUESTIONS,
        *scenario.QUESTIONS,
        *sentences.QUESTIONS,
    ]
)
MAKERS: Final = (INDEX,)  # of what is made of each version before it is published
Day = date | str | None


class KnowledgeGraph(Methods):
    """One version of the graph, with everything that can be asked of it."""

    registry = REGISTRY

    def __init__(self, store: Embedded) -> None:
        self.store = store
        self.names = Names(store)
        self.asker = Asker(store, self.names, self.registry)

    @classmethod
    def open(cls, path: FilePath | str, overlay: FilePath | str | None = None) -> Self:
        """Open the current version of a built store.

        Parameters: path of the store folder that `carekg build` made, or the address of a SPARQL endpoint that holds
        what it made; overlay, the folder of a private overlay over that version, which every answer then takes in.
        Raises: StoreMissing; RemoteFailed; BadParameter where the overlay lies over another version.
        """
        return cls(open_store(path, overlay=overlay))

    def __repr__(self) -> str:
        return f"<KnowledgeGraph {self.version[:8]} at {self.store.location}>"

    @cached_property
    def version(self) -> str:
        """The version's name: the sha256 of its content."""
        return str(self.store.version["hash"])

    def query(
        self,
        text: str,
        *,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str | None = None,
        limits: TextLimits = TEXT_LIMITS,
    ) -> QueryResult:
        """Answer a SPARQL query, with pyoxigraph's solutions, boolean or triples.

        Parameters: text; default_graphs and named_graphs, as in the SPARQL Protocol; base, the IRI that relative ones
        are relative to; limits of the text.
        Raises: QuerySyntaxError; QueryRefused.
        """
        return self.store.query(
            text, default_graphs=default_graphs, named_graphs=named_graphs, base=base, limits=limits
        )

    def ask(self, question: str, /, *, progress: Progress = quietly, **parameters: Any) -> Answer:
        """Ask a question of the registry.

        Parameters: question, its name; parameters, as text or as Python has them, `as_of` among them; a name that is a
        word of Python has an underscore after it; progress, told of the stages of heavy work.
        Raises: UnknownName; AmbiguousName; BadParameter.
        """
        given = {name.removesuffix("_"): value for name, value in parameters.items()}
        return self.asker.ask(question, given, progress)

    def resolve(self, name: str, *kinds: str, as_of: Day = None) -> str:
        """Give the IRI that a name, acronym, code, citation or CURIE stands for.

        Parameters: name; kinds of thing that are wanted, such as "council", any unless given; as_of, YYYY-MM-DD, today
        unless given. Raises: UnknownName; AmbiguousName; BadParameter where it is of another kind.
        """
        return self.names.resolve(name, kinds, _day(as_of), "name")

    def describe(self, name: str) -> Answer:
        """Give every property of a thing, with the named graph that says so. Raises: UnknownName; AmbiguousName."""
        return self.entity(name)

    @cached_property
    def dataset(self) -> "rdflib.Dataset":
        """The same store as an rdflib Dataset, read-only.

        Hand it plain query strings, without bindings. Read a named graph by GRAPH in the query: `Dataset.graph` would
        add one, which a version refuses.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.store.engine))

    def graph(
        self,
        layer: str = "all",
        as_of: Day = None,
        focus: str | None = None,
        depth: int = 2,
        kinds: Sequence[str] = (),
        sectors: Sequence[str] = (),
        places: Sequence[str] = (),
    ) -> "nx.MultiDiGraph[str]":
        """Project a layer, as it held on a date, into NetworkX. Its files are those of `ask("graph", …)`.

        Parameters: layer, the name of a declared layer, or several with commas between; as_of, YYYY-MM-DD, today
        unless given; focus, a name of the node to keep, with what is within `depth` steps of it; kinds, sectors and
        places (names of areas), to keep only nodes that have them.
        Raises: UnknownName; AmbiguousName; BadParameter.
        """
        from carekg.layers.view import view

        found = [self.names.resolve(place, ("area",)) for place in places]
        return view(self.store, layer, _day(as_of), self._of(focus), depth, kinds, sectors, found)

    def _of(self, name: str | None) -> str | None:
        return self.resolve(name) if name else None

    def difference(
        self, layer: str, since: Day, as_of: Day = None, focus: str | None = None, depth: int = 2
    ) -> "nx.MultiDiGraph[str]":
        """Draw how a layer differs from an earlier date: a graph whose nodes and edges have `change`.

        Parameters: layer, one or several with commas between; since and as_of, YYYY-MM-DD; focus and depth, as for
        `graph`.
        Returns: all that either date has, marked `began`, `ended` or `stayed`.
        Raises: UnknownName; AmbiguousName; BadParameter.
        """
        from carekg.analytics.comparison import difference
        from carekg.layers.absence import cut

        joined = difference(self.graph(layer, since), self.graph(layer, as_of))
        return cut(self.store, joined, self.resolve(focus), depth, _day(as_of)) if focus else joined

    def brokers(
        self, layer: str = "statutory", as_of: Day = None, top: int | None = None, of: str | None = None
    ) -> "Brokers":
        """Tell who joins others, and why: every tie with its words, provision and source.

        Parameters: layer, one or several with commas between; as_of, YYYY-MM-DD, today unless given; top, how many of
        those that stand between others and of those that interlock them, all unless given; of, a name, to ask of one.
        Raises: UnknownName; AmbiguousName; BadParameter.
        """
        from carekg.analytics.brokers import find_brokers
        from carekg.layers.grounds import find_grounds

        found = find_brokers(self.graph(layer, as_of), top, self._of(of))
        return found.sourced(find_grounds(self.store, (tie.rests_on for tie in found.ties())))

    def paths(self, source: str, target: str, layer: str = "all", as_of: Day = None, k: int = 3) -> "list[Path]":
        """Explain how two things are connected.

        Parameters: source and target, names; layer, one or several with commas between; as_of, YYYY-MM-DD, today
        unless given; k, how many ways at most.
        Raises: UnknownName; AmbiguousName; BadParameter.
        """
        from carekg.analytics.paths import explain
        from carekg.layers.absence import require

        graph, ends = self.graph(layer, as_of), (self.resolve(source), self.resolve(target))
        for each in ends:
            require(self.store, graph, each, _day(as_of))
        return explain(graph, *ends, k)


def _day(given: Day) -> date:
    return today() if given is None else read_date(given) if isinstance(given, str) else given
