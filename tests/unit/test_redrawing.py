"""Redrawing: a layer of a fork is drawn from the version and what changed just as it would be drawn afresh."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from carekg import KnowledgeGraph
from carekg.build.renewal import Renewal
from carekg.layers.projection import draw
from carekg.layers.redrawing import redraw
from carekg.scenario.change import Change
from carekg.store.embedded import Embedded

ON = date(2026, 11, 1)
LAYERS = ("statutory", "membership", "money,documents", "bodies", "partnership")
STEPS: tuple[list[dict[str, Any]], ...] = (
    [{"abolish": "structure:health-and-wellbeing-board"}],
    [{"abolish": "structure:district-council", "successor": "structure:upper-tier-local-authority"}],
    [{"transfer": "structure:probation-services", "to": "structure:health-board"}],
    [{"repeal": "leg:ukpga/2007/28/section/116ZA"}, {"abolish": "structure:integrated-care-partnership"}],
    [{"merge": ["structure:local-healthwatch", "structure:nhs-england"], "into": "new: One Body"}],
    [{"split": "body:kent-county-council", "into": ["new: East Kent", "new: West Kent"]}],
    [{"move": "body:essex-county-council", "from": "body:icb-qm7", "to": "body:icb-qh8"}],
)


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_layer_is_redrawn_as_it_would_be_drawn(kg: KnowledgeGraph, tmp_path: Path, number: int) -> None:
    renewal = Renewal.fork(kg.store.folder, tmp_path)
    fork = Embedded(renewal.engine, {"hash": "fork"}, renewal.candidate.folder)
    fork.is_lasting = False
    change = Change(renewal, fork, kg.names, ON)
    for step in STEPS[number]:
        change.carry_out(step)
    change.derive()
    assert renewal.changed
    for layer in LAYERS:
        told, afresh = (
            [graph.graph, list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))]
            for graph in (redraw(kg.store, fork, layer, ON, renewal.came, renewal.gone), draw(fork, layer, ON))
        )
        assert told == afresh, layer
