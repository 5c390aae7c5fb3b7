"""Where each question is answered. Written by `make faces` from the declarations: do not edit."""

from typing import Final, NamedTuple


class Route(NamedTuple):
    """A method of HTTP, a path under /api/v1, the parameter that is sent as the body, and all parameters."""

    method: str
    path: str
    document: str
    parameters: tuple[str, ...]


ROUTES: Final = {
    "area": Route("GET", "/areas/{id}", "", ("id", "as_of")),
    "due": Route("GET", "/areas/{id}/due", "", ("id", "as_of")),
    "passing": Route("GET", "/areas/{id}/passing", "", ("id", "what", "limit", "offset", "as_of")),
    "bodies": Route("GET", "/bodies", "", ("kind", "limit", "offset", "as_of")),
    "delays": Route("GET", "/bodies/{id}/delays", "", ("id", "month", "as_of")),
    "footprints": Route("GET", "/footprints", "", ("limit", "offset", "as_of")),
    "locate": Route("GET", "/locate/{id}", "", ("id", "as_of")),
    "overlaps": Route("GET", "/overlaps", "", ("council", "limit", "offset", "as_of")),
    "succession": Route("GET", "/succession/{id}", "", ("id", "as_of")),
    "successions": Route("GET", "/successions", "", ("from", "to", "body", "limit", "offset", "as_of")),
    "duties": Route(
        "GET",
        "/duties",
        "",
        (
            "bearer",
            "exercised_by",
            "in_relation_to",
            "action",
            "modality",
            "provision",
            "object",
            "applies_in",
            "extends_to",
            "as_of",
        ),
    ),
    "document-steps": Route("GET", "/document-steps", "", ("earlier", "later", "as_of")),
    "planned": Route("GET", "/planned", "", ("stage", "about", "limit", "offset", "as_of")),
    "lineage": Route("GET", "/lineage", "", ("entity", "as_of")),
    "timeline": Route("GET", "/timeline", "", ("entity", "as_of")),
    "seats": Route("GET", "/seats", "", ("board", "limit", "offset", "as_of")),
    "claims": Route("GET", "/claims", "", ("document", "fact", "concept", "contested", "as_of")),
    "disagreements": Route("GET", "/disagreements", "", ("concept", "essay", "as_of")),
    "evidence": Route(
        "GET",
        "/evidence",
        "",
        (
            "concept",
            "direction",
            "setting",
            "area",
            "population",
            "design",
            "since",
            "wider",
            "essay",
            "limit",
            "offset",
            "as_of",
        ),
    ),
    "search": Route("GET", "/search", "", ("q", "kind", "group", "essay", "limit", "offset", "as_of")),
    "suggest": Route("GET", "/suggest", "", ("q", "kind", "group", "limit", "offset", "as_of")),
    "resolve": Route("GET", "/resolve", "", ("id", "kind", "as_of")),
    "entities": Route("GET", "/entities", "", ("type", "q", "essay", "limit", "offset", "as_of")),
    "entity": Route("GET", "/entities/{id}", "", ("id", "as_of")),
    "neighbours": Route("GET", "/entities/{id}/neighbours", "", ("id", "limit", "offset", "as_of")),
    "check-sources": Route("GET", "/check-sources", "", ("days", "file_days", "as_of")),
    "why": Route("GET", "/why", "", ("entity", "essay", "as_of")),
    "diff": Route("GET", "/diff", "", ("from", "to", "part", "measure", "layer", "top")),
    "evidence-map": Route("GET", "/evidence/matrix", "", ("rows", "columns", "as_of")),
    "audit": Route("GET", "/evidence/audit", "", ("document", "as_of")),
    "pathways": Route("GET", "/evidence/pathways", "", ("barrier", "benefit", "sentences", "as_of")),
    "paths": Route("GET", "/paths", "", ("source", "target", "layer", "k", "as_of")),
    "brokers": Route("GET", "/brokers", "", ("layer", "top", "of", "as_of")),
    "analyse": Route(
        "GET",
        "/analytics/{measure}",
        "",
        ("measure", "layer", "focus", "depth", "kind", "sector", "place", "top", "as_of"),
    ),
    "compare": Route(
        "GET",
        "/compare",
        "",
        ("measure", "layer", "first", "second", "first_focus", "second_focus", "depth", "top", "as_of"),
    ),
    "chain": Route("GET", "/chain", "", ("source", "target", "as_of")),
    "graph": Route("GET", "/graph", "", ("layer", "focus", "depth", "since", "layout", "bundle", "strip", "as_of")),
    "bibliography": Route("GET", "/evidence/bibliography", "", ("question", "as_of")),
    "recode": Route("POST", "/recode", "table", ("table", "column", "to", "from", "into", "value")),
    "scenario": Route("POST", "/scenarios", "scenario", ("scenario", "top")),
    "audit-sentences": Route("POST", "/evidence/audit", "text", ("text", "column", "as_of")),
}
