"""Watching: what is new in the feeds of a list of addresses, since they were last looked at."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit, urlunsplit

import typer

from carekg.terms.errors import BadParameter, MissingFile, RemoteFailed

app = typer.Typer()
_FEED: Final = ".feed.json"
_SECONDS: Final = 30.0


def feed_of(address: str, service: str) -> str:
    """Give the address of the feed of a page.

    Parameters: address of a page, whole or as a path; service, where paths are. Raises: BadParameter.

    >>> feed_of("/ask/duties?bearer=HWB", "http://localhost:8000")
    'http://localhost:8000/ask/duties.feed.json?bearer=HWB'
    """
    parts = urlsplit(address if "://" in address else service.rstrip("/") + address)
    if parts.scheme not in ("http", "https") or not parts.path.strip("/"):
        raise BadParameter("file", address, "write addresses of pages, such as /place/E10000012, one a line")
    return urlunsplit(parts._replace(path=parts.path.removesuffix(_FEED) + _FEED, fragment=""))


@app.command()
def watch(
    file: Annotated[Path, typer.Argument(help="Addresses of pages, one a line; a line that begins with # is none.")],
    service: Annotated[
        str, typer.Option(help="Where addresses that are paths are.", envvar="CAREKG_SERVICE")
    ] = "http://127.0.0.1:8000",
    everything: Annotated[bool, typer.Option("--all", help="Tell what was told before too.")] = False,
) -> None:
    """Tell what is new at a list of addresses since it was last asked: what begins, ends, is planned or said otherwise.

    What was told is kept in FILE.seen. Of an address that is new, what is there already is kept and not told.
    """
    from carekg.cli.render import ERR, OUT

    seen = _read_seen(file)
    for address in _addresses(file):
        feed = feed_of(address, service)
        items = _fetch(feed)
        known = set(seen.get(feed, ()))
        is_first = feed not in seen and not everything
        new = [item for item in items if everything or item["id"] not in known]
        if is_first:
            ERR.print(f"{address}: {len(items)} there already; from now on, what is new is told", markup=False)
        for item in () if is_first else new:
            OUT.print(_line(address, item), markup=False, highlight=False, soft_wrap=True)
        seen[feed] = sorted(known | {item["id"] for item in items})
    _seen_of(file).write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")


def _addresses(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise MissingFile(file, "the command") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _seen_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.seen")


def _read_seen(file: Path) -> dict[str, Iterable[str]]:
    path = _seen_of(file)
    found: dict[str, Iterable[str]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _fetch(feed: str) -> list[dict[str, Any]]:
    """Fetch a feed. Raises: RemoteFailed; BadParameter where the address has none."""
    import httpx

    try:
        answer = httpx.get(feed, timeout=_SECONDS, follow_redirects=True)
    except httpx.HTTPError as error:
        raise RemoteFailed(feed, str(error)) from error
    if answer.status_code >= 500:
        raise RemoteFailed(feed, f"it answered {answer.status_code}")
    if answer.status_code != 200 or "json" not in answer.headers.get("content-type", ""):
        raise BadParameter("file", feed, f"there is no feed there: it answered {answer.status_code}")
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _line(address: str, item: Mapping[str, Any]) -> str:
    return f"{address}: {item['title']}. {item['content_text']} {item['url']}"
