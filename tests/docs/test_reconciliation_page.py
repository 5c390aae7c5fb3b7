"""What docs/reconciliation.md lists is what there is."""

import re
from pathlib import Path

import httpx

from carekg.names.extension import PROPERTIES
from carekg.names.reconciliation import GIVEN
from carekg.names.rows import ADDED

PAGE = (Path(__file__).parents[2] / "docs/reconciliation.md").read_text(encoding="utf-8")


def test_every_property_and_column_is_told() -> None:
    assert all(f"| `{each.id}` |" in PAGE for each in GIVEN)
    assert all(f"`{each}`" in PAGE for each in ADDED)
    assert all(word in PAGE for each in PROPERTIES.values() for word in each.name.split())


def test_every_address_is_there(server: str) -> None:
    for path in re.findall(r"^\| `(/reconcile[^`]*)`", PAGE, re.MULTILINE):
        asked = {"prefix": "a", "id": "body:leeds-city-council"}
        assert httpx.get(server + path, params=asked, timeout=60).status_code == 200, path
