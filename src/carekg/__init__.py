"""carekg: the open knowledge graph of partnership working in UK health and social care."""

from carekg.knowledge_graph import KnowledgeGraph
from carekg.questions.answer import Answer
from carekg.terms.errors import CarekgError

__all__ = ["Answer", "CarekgError", "KnowledgeGraph"]
