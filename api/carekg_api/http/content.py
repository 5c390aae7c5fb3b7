"""Content: an answer as bytes with its entity tag, and how it is wanted."""

from binascii import a2b_qp
from hashlib import sha256
from typing import NamedTuple, Self
from urllib.parse import unquote_plus


class Wanted(NamedTuple):
    """How an answer is wanted: what the client accepts, how much there may be, and what may be asked."""

    accept: str | None
    most_rows: int
    most_bytes: int


class Content(NamedTuple):
    """An answer as bytes, with its entity tag: workers make that, since they are several.

    `absent` are the graphs that were asked and are not there, in ASCII.
    """

    data: bytes
    media_type: str
    etag: str
    absent: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: bytes, media_type: str) -> Self:
        """Name what was written."""
        return cls(data, media_type, entity_tag(media_type, data))


def entity_tag(media_type: str, data: bytes) -> str:
    """Give the strong entity tag of an answer. Source: RFC 9110, section 8.8.3."""
    digest = sha256(media_type.encode() + bytes(1))
    digest.update(data)  # not joined: it may be large
    return f'"{digest.hexdigest()[:32]}"'


def unquote(text: str) -> str:
    """Decode the percent-encoding of a form. Raises: UnicodeDecodeError where that is not of UTF-8.

    The standard library decodes quoted-printable, which is the same with another sign, many times faster.

    >>> unquote("a%3Db+%C3%A9+100%")
    'a=b é 100%'
    """
    if "%" not in text and "+" not in text:
        return text
    if text.isascii() and "\n" not in text and "\r" not in text:  # in quoted-printable, "=" ends a line softly
        quoted = text.replace("=", "%3D").replace("+", " ").replace("%", "=")
        decoded = a2b_qp(quoted)
        if len(quoted) - len(decoded) == 2 * quoted.count("="):  # else a sign stands without its two digits
            return decoded.decode()
    return unquote_plus(text, errors="strict")
