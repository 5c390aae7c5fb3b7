"""carekg: the open knowledge graph of partnership working in UK health and social care."""

from carekg.answer import Answer
from carekg.errors import CarekgError
from carekg.knowledge_graph import KnowledgeGraph

__all__ = ["Answer", "CarekgError", "KnowledgeGraph"]
