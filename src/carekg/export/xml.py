"""XML: elements and text that every reader takes."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring


def add(parent: Element, name: str, text: str | None = None, /, **attributes: object) -> Element:
    """Add an element, with its text and attributes as text; those that are None or empty are left out."""
    given = {key.rstrip("_"): _text(value) for key, value in attributes.items() if value not in (None, "")}
    child = SubElement(parent, name, given)
    if text is not None:
        child.text = text
    return child


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def root_of(name: str, spaces: Mapping[str, str]) -> Element:
    """Make the first element of a document, with its namespaces by prefix; the one of no prefix is the default."""
    return Element(name, {f"xmlns:{prefix}" if prefix else "xmlns": space for prefix, space in spaces.items()})


def write(root: Element) -> bytes:
    """Write a document."""
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
