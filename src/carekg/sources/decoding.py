"""Decoding what publishers and spreadsheets write: UTF-8, UTF-16 with or without its mark, Windows-1252."""

import re
from pathlib import Path
from typing import Final

from carekg.terms.errors import MalformedFile, MissingFile

_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_WORKBOOK: Final = b"PK\x03\x04"  # how a ZIP archive begins, and so a workbook
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_START: Final = 512  # bytes: where every second one of the first is 0, it is UTF-16


def decode(path: Path, *, takes_workbook: bool = False) -> str:
    """Read a file as text. Raises: MissingFile; MalformedFile, as `decode_bytes`."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise MissingFile(path, "the command") from error
    return decode_bytes(content, path, takes_workbook=takes_workbook)


def decode_bytes(content: bytes, path: Path, *, takes_workbook: bool = False) -> str:
    """Give bytes as text: UTF-8 or UTF-16 by its mark, UTF-16 by its zeros, else UTF-8, else Windows-1252.

    Parameters: content; path, what the bytes are called in an error; takes_workbook, whether a workbook is given on,
    byte for character (ISO 8859-1).
    Raises: MalformedFile for a workbook, or where one file mixes UTF-8 with another encoding, with line and column.

    >>> decode_bytes("£5".encode("cp1252"), Path("x")), decode_bytes("£5".encode("utf-16-le"), Path("x"))
    ('£5', '£5')
    """
    if content.startswith(_WORKBOOK) and takes_workbook:
        return content.decode("latin-1")
    if content.startswith(_WORKBOOK):
        raise MalformedFile(path, 1, 1, "it is a workbook, where a CSV file is read")
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        if encoding == "utf-8" and not _MULTIBYTE.search(content):
            return content.decode("cp1252", errors="replace")
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        mixed = "encodings are mixed: most of it is UTF-8, this byte is not"
        reason = mixed if encoding.startswith("utf-8") else "it begins as UTF-16 and breaks off"
        raise MalformedFile(path, line, column, reason) from error


def _encoding(content: bytes) -> str:
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    first = content[:_START]
    if marked or b"\0" not in first:
        return marked or "utf-8"
    return "utf-16-le" if first[1::2].count(0) >= first[::2].count(0) else "utf-16-be"
