"""Do tasks in a process that is prepared and sealed as a worker is, and print what each would have opened or imported.

Arguments: the folder of a version; a file of pickled pairs, each a name and a packed task.
"""

import pickle
import sys
from pathlib import Path
from typing import Any, Final

from carekg.knowledge_graph import KnowledgeGraph
from carekg.questions.asking import Asker
from carekg.store.embedded import Embedded
from carekg.store.seal import sealed
from carekg.terms.errors import CarekgError
from carekg.workers.template import make_ready

_TOLD: Final = ("import", "open", "socket.__new__", "subprocess.Popen")


def main(version: str, file: str, *modules: str) -> None:
    """Prepare as a template does, open as a worker does, and do one task after the other."""
    make_ready(modules)
    graph = KnowledgeGraph(Embedded.open_version(Path(version)))
    graph.names.load()
    _ask_once()
    tasks: list[tuple[str, bytes]] = pickle.loads(Path(file).read_bytes())
    at = ""

    def listen(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _TOLD and arguments[0] not in sys.builtin_module_names:
            print(at, event, *arguments[:1], flush=True)

    sys.addaudithook(listen)
    with sealed():
        for at, packed in tasks:
            try:
                task, arguments = pickle.loads(packed)
                task(graph, *arguments)
            except CarekgError:
                continue  # which the service tells
            except Exception as error:
                print(at, type(error).__name__, error, flush=True)


def _ask_once() -> None:
    """Have an answer that was given serve for its other formats too, which spares most of the time."""
    ask, known = Asker.ask, dict[str, Any]()

    def ask_once(asker: Asker, name: str, given: Any, *more: Any) -> Any:
        asked = repr((name, sorted(given.items())))
        if asked not in known:
            known[asked] = ask(asker, name, given, *more)
        return known[asked]

    Asker.ask = ask_once  # type: ignore[method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:])
