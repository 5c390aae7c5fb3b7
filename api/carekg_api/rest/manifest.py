"""The manifest of the reconciliation service: what it can do, and where."""

from typing import Any, Final

from carekg.names.groups import FAMILIES
from carekg.terms.prefixes import ID, PREFIXES
from carekg.terms.version import __version__

PATH: Final = "/reconcile"
SUGGESTED: Final = ("entity", "type", "property")
_DEFAULT_TYPES: Final = (*FAMILIES, "integrated care board", "health and wellbeing board", "primary care network")
_WIDTH, _HEIGHT = 420, 200  # of a preview, in pixels


def manifest(base: str) -> dict[str, Any]:
    """Say what the service can do. Parameters: base, the address of the whole service."""
    return {
        "versions": ["0.1", "0.2"],
        "name": "carekg: bodies, places and law of UK health and social care",
        "identifierSpace": ID,
        "schemaSpace": PREFIXES["ckg"],
        "documentation": f"{base}/help",
        "serviceVersion": __version__,
        "view": {"url": f"{base}/ask/entity?id={{{{id}}}}"},
        "defaultTypes": [{"id": name, "name": name} for name in _DEFAULT_TYPES],
        "suggest": {name: _suggest(base, name) for name in SUGGESTED},
        "preview": {"url": f"{base}{PATH}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{PATH}/properties"},
            "property_settings": [],
        },
    }


def _suggest(base: str, name: str) -> dict[str, str]:
    return {
        "service_url": base,
        "service_path": f"{PATH}/suggest/{name}",
        "flyout_service_url": base,
        "flyout_service_path": f"{PATH}/flyout/{name}?id=${{id}}",
    }
