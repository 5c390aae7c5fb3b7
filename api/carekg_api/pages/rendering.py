"""Rendering: pages as HTML, made on the server in the styles of NHS.UK frontend; nothing is loaded from elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from jinja2.meta import find_referenced_templates

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
    """Compile our templates and the components that they use, for a process that can open nothing later."""
    left, known = [path.name for path in (_HERE / "templates").iterdir()], set[str]()
    while left:
        name = left.pop()
        if name not in known:
            known.add(name)
            _TEMPLATES.get_template(name)
            left += filter(None, find_referenced_templates(_TEMPLATES.parse(_source(name))))


def _source(name: str) -> str:
    assert _TEMPLATES.loader is not None
    return _TEMPLATES.loader.get_source(_TEMPLATES, name)[0]


def render(template: str, **values: Any) -> str:
    """Render a template. Parameters: its file; values by name."""
    return _TEMPLATES.get_template(template).render(values)
