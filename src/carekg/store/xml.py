"""XML as the engine writes it, made what a parser of XML gives back unchanged, as far as XML can.

Source: Extensible Markup Language (XML) 1.0, sections 2.2 (characters) and 2.11 (ends of lines); Namespaces in XML 1.0.
"""

import re
from typing import Final

# What may stand nowhere in a document, and the carriage return, which a parser would read as a new line.
_UNFIT: Final = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT: Final = "\ufffd".encode()
_NAMELESS: Final = b"<oxprefix: "  # what the engine writes for a property whose IRI ends in no XML name


def is_writable(content: bytes) -> bool:
    """Tell whether each property of a graph could be written as an element."""
    return _NAMELESS not in content


def make_well_formed(content: bytes) -> bytes:
    r"""Replace each character that XML cannot hold by U+FFFD, and write carriage returns so that they survive.

    >>> make_well_formed(b"<literal>a\x01b\r</literal>").decode()
    '<literal>a\ufffdb&#13;</literal>'
    """
    return _UNFIT.sub(lambda match: b"&#13;" if match[0] == b"\r" else _REPLACEMENT, content)
