"""What routes are given: the knowledge graph of the app."""

from typing import Annotated

from fastapi import Depends, Request

from carekg import KnowledgeGraph


def _graph(request: Request) -> KnowledgeGraph:
    graph: KnowledgeGraph = request.app.state.graph
    return graph


Graph = Annotated[KnowledgeGraph, Depends(_graph)]
