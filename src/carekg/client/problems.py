"""Problems: what a service refuses, as the errors that the library has. Source: RFC 9457."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

from ..terms import errors
from ..terms.errors import CarekgError, RemoteFailed, RemoteSilent, RemoteSlow
from .retries import Sent

_MARKS: Final = ("type", "title", "detail", "outcome")  # of the document, and no facts of an error


def read_answer(address: str, sent: Sent) -> httpx.Response:
    """Give an answer that is good, or raise what it says is wrong.

    Raises: the error of the library that the service had, with its facts; RemoteFailed where what answers is no
    carekg service; RemoteSilent; RemoteSlow.
    """
    if isinstance(sent, httpx.TimeoutException):
        raise RemoteSlow(address, _seconds(sent)) from sent
    if isinstance(sent, httpx.TransportError):
        raise RemoteSilent(address, str(sent) or type(sent).__name__) from sent
    if sent.is_success:
        return sent
    raise _error(address, sent)


def _seconds(error: httpx.TimeoutException) -> float:
    return float(error.request.extensions.get("timeout", {}).get("read") or 0)


def _error(address: str, response: httpx.Response) -> CarekgError:
    """Make the error of a problem document; of those that take work to make, only their facts are here."""
    told = _document(response)
    kind = getattr(errors, str(told.get("type", "")).rpartition("/")[2], None)
    if not (isinstance(kind, type) and issubclass(kind, CarekgError)):
        return RemoteFailed(address, told.get("detail") or f"it answered {response.status_code}")
    error = kind.__new__(kind, told["detail"])
    error.args = (told["detail"],)
    facts = {name: value for name, value in told.items() if name not in _MARKS}
    vars(error).update({name: tuple(each) if isinstance(each, list) else each for name, each in facts.items()})
    return error


def _document(response: httpx.Response) -> Mapping[str, Any]:
    if "json" not in response.headers.get("content-type", ""):
        return {}
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) and isinstance(told.get("detail"), str) else {}
