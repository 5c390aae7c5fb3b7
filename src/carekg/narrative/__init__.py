"""Narrative: the few answers that are composed of several questions."""

from carekg.narrative.audit import Audit, audit
from carekg.narrative.diff import diff
from carekg.narrative.matrix import Matrix, matrix
from carekg.narrative.pathways import Pathways, pathways
from carekg.narrative.why import Why, why

__all__ = ["Audit", "Matrix", "Pathways", "Why", "audit", "diff", "matrix", "pathways", "why"]
