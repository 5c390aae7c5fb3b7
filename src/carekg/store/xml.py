"""XML as the engine writes it, made what a parser of XML gives back unchanged, as far as XML can.

Source: Extensible Markup Language (XML) 1.0, sections 2.2 (characters) and 2.11 (ends of lines); Namespaces in XML 1.0.
"""

import io
import re
from typing import IO, Any, Final

# What may stand nowhere in a document, and the carriage return, which a parser would read as a new line.
_UNFIT: Final = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT: Final = "\ufffd".encode()
_NAMELESS: Final = b"<oxprefix: "  # what the engine writes for a property whose IRI ends in no XML name
_HELD: Final = 1 << 16  # bytes after which they are handed on
_KIND: Final = 0xC0  # the bits of a byte of UTF-8 that say what it is
_INSIDE: Final = 0x80  # inside a character


def is_writable(content: bytes) -> bool:
    """Tell whether each property of a graph could be written as an element."""
    return _NAMELESS not in content


def make_well_formed(content: bytes) -> bytes:
    r"""Replace each character that XML cannot hold by U+FFFD, and write carriage returns so that they survive.

    >>> make_well_formed(b"<literal>a\x01b\r</literal>").decode()
    '<literal>a\ufffdb&#13;</literal>'
    """
    return _UNFIT.sub(lambda match: b"&#13;" if match[0] == b"\r" else _REPLACEMENT, content)


class Mender(io.RawIOBase):
    """Hands what is written on to another file, made well-formed as it passes, whatever the parts that it comes in."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink, self._held, self._is_writable = sink, b"", True

    def writable(self) -> bool:
        """Tell that it may be written to."""
        return True

    def write(self, data: Any, /) -> int:
        """Hand on all but the last bytes, which may be the beginning of something."""
        self._held += bytes(data)
        if len(self._held) > _HELD:
            end = len(self._held) - len(_NAMELESS)
            while self._held[end] & _KIND == _INSIDE:
                end -= 1
            self._is_writable = self._is_writable and is_writable(self._held)
            self._sink.write(make_well_formed(self._held[:end]))
            self._held = self._held[end:]
        return len(data)

    def end(self) -> bool:
        """Hand on what is left. Returns: whether each property could be written as an element."""
        self._sink.write(make_well_formed(self._held))
        return self._is_writable and is_writable(self._held)
