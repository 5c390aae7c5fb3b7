"""Rendering: pages as HTML, made on the server in the styles of NHS.UK frontend; nothing is loaded from elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from carekg_api.pages import words
from carekg_api.pages.page import Piece

_HERE: Final = Path(__file__).parent
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_TEMPLATES: Final = Environment(
    loader=ChoiceLoader([FileSystemLoader(_HERE / "templates"), PackageLoader("nhsuk_frontend_jinja")]),
    autoescape=True,
    undefined=ChainableUndefined,  # the components of NHS.UK frontend ask for parameters that are not there
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
    cache_size=-1,
)
_TEMPLATES.filters |= {"day": words.say_date, "upper_first": words.upper_first, "thousands": words.number}


def crumbs_of(crumbs: Sequence[Piece]) -> list[dict[str, str]]:
    """Give the way to a page as the breadcrumb of NHS.UK frontend takes it."""
    return [{"text": each.text, "href": each.href} for each in crumbs]


_TEMPLATES.globals |= {"many": words.many, "crumbs_of": crumbs_of}


def prepare() -> None:
    """Compile every template, for a process that can open nothing later."""
    for name in _TEMPLATES.list_templates(extensions=["html", "jinja", "xml"]):
        _TEMPLATES.get_template(name)


def render(template: str, **values: Any) -> str:
    """Render a template. Parameters: its file; values by name."""
    return _TEMPLATES.get_template(template).render(values)
