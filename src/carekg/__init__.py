"""carekg: the open knowledge graph of partnership working in UK health and social care."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from carekg.terms.version import __version__

if TYPE_CHECKING:
    from carekg.client import AsyncClient, Client
    from carekg.knowledge_graph import KnowledgeGraph
    from carekg.questions.answer import Answer
    from carekg.terms.errors import CarekgError

__all__ = ["Answer", "AsyncClient", "CarekgError", "Client", "KnowledgeGraph", "__version__"]
_HOMES: Final = {
    "KnowledgeGraph": "carekg.knowledge_graph",
    "Client": "carekg.client",
    "AsyncClient": "carekg.client",
    "Answer": "carekg.questions.answer",
    "CarekgError": "carekg.terms.errors",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: what can be asked is read without an engine. Source: PEP 562."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
