"""A client of any carekg service: the questions as methods, without the graph or what works on it.

These modules are a distribution of their own too, `carekg_client`: hence they name each other, and the two that they
need of the house, by where they lie.
"""

from ..questions.outcome import Outcome
from ..terms.errors import AmbiguousName, BadParameter, CarekgError, RemoteFailed, ServiceBusy, UnknownName
from ..terms.version import __version__
from .answer import Answer, AsyncAnswer
from .asynchronous import AsyncClient
from .retries import Retries
from .synchronous import Client

__all__ = [
    "AmbiguousName",
    "Answer",
    "AsyncAnswer",
    "AsyncClient",
    "BadParameter",
    "CarekgError",
    "Client",
    "Outcome",
    "RemoteFailed",
    "Retries",
    "ServiceBusy",
    "UnknownName",
    "__version__",
]
