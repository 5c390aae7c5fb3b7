"""Pages: HTML rendered on the server, in the styles of NHS.UK frontend; nothing in them is loaded from elsewhere."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_HERE: Final = Path(__file__).parent
STYLE_SHEET: Final = _HERE / "static/style.css"
_POLICY: Final = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
_TEMPLATES: Final = Environment(
    loader=ChoiceLoader([FileSystemLoader(_HERE / "views"), PackageLoader("nhsuk_frontend_jinja")]),
    autoescape=True,
    undefined=ChainableUndefined,  # the components of NHS.UK frontend ask for parameters that are not there
    trim_blocks=True,
    lstrip_blocks=True,
)


async def style(_: Request) -> Response:
    """Give the style sheet, which the build makes; without it, pages are plain, and work."""
    if not STYLE_SHEET.is_file():
        raise HTTPException(HTTPStatus.NOT_FOUND, "The style sheet was not made: run make assets.")
    return Response(STYLE_SHEET.read_bytes(), media_type="text/css")


def page(template: str, headers: Mapping[str, str] = MappingProxyType({}), **values: Any) -> HTMLResponse:
    """Render a page. Parameters: template, its file; headers of the answer; values by name."""
    text = _TEMPLATES.get_template(template).render(values)
    return HTMLResponse(text, headers={"Content-Security-Policy": _POLICY, **headers})


ROUTE: Final = Route("/static/style.css", style)
