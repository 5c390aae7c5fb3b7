"""Pages: HTML rendered on the server, in the styles of NHS.UK frontend; nothing in them is loaded from elsewhere."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

_HERE: Final = Path(__file__).parent
_POLICY: Final = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
_TEMPLATES: Final = Environment(
    loader=ChoiceLoader([FileSystemLoader(_HERE / "templates"), PackageLoader("nhsuk_frontend_jinja")]),
    autoescape=True,
    undefined=ChainableUndefined,  # the components of NHS.UK frontend ask for parameters that are not there
    trim_blocks=True,
    lstrip_blocks=True,
)
# The build makes the style sheet (`make assets`); without it, pages are plain, and work.
STYLES: Final = Mount("/static", StaticFiles(directory=_HERE / "static", check_dir=False))


def page(template: str, headers: Mapping[str, str] = MappingProxyType({}), **values: Any) -> HTMLResponse:
    """Render a page. Parameters: template, its file; headers of the answer; values by name."""
    text = _TEMPLATES.get_template(template).render(values)
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY, **headers})
