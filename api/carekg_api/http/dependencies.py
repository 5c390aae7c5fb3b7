"""What routes are given: the knowledge graph, the pool and the settings of the app."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from carekg import KnowledgeGraph
from carekg.settings import Settings
from carekg.workers.pool import Pool


def graph_of(request: HTTPConnection) -> KnowledgeGraph:
    """Give the knowledge graph of the app."""
    graph: KnowledgeGraph = request.app.state.graph
    return graph


def pool_of(request: HTTPConnection) -> Pool:
    """Give the pool of the app."""
    pool: Pool = request.app.state.pool
    return pool


def settings_of(request: HTTPConnection) -> Settings:
    """Give the settings of the app."""
    settings: Settings = request.app.state.settings
    return settings


Graph = Annotated[KnowledgeGraph, Depends(graph_of)]
Workers = Annotated[Pool, Depends(pool_of)]
