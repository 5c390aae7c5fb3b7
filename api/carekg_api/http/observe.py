"""What the operator sees: a request id, structured logs, metrics; and the version on every answer."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict

from carekg.workers.pool import Pool
from carekg_api.http.callers import CallerGone
from carekg_api.http.kept import Kept
from carekg_api.http.problems import bug
from carekg_api.http.whole import Headers, names, request_id

LOG: Final = structlog.get_logger("carekg")
_CALLER_GONE: Final = 499  # sent to nobody; in logs and metrics, as nginx counts such requests
_SAID: Final = ("event", "method", "status", "ms", "request_id", "kind", "limit", "value")  # of private requests
_ROOMS: Final = frozenset(
    {
        *("sparql", "store", "graph", "doc", "id", "def", "api", "static", "catalog", "health", "metrics"),
        *("ask", "search", "place", "law", "map", "evidence", "changes", "connect", "planned", "reform", "audit"),
        *("data", "sources", "help"),
    }
)


def configure_logs(level: str) -> None:
    """Have logs written as lines of JSON to the error stream, from a level up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _say_nothing_private,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _say_nothing_private(_: object, __: str, told: EventDict) -> EventDict:
    """Leave out of a line on a private request all but what happened, and how long it took."""
    return {name: each for name, each in told.items() if name in _SAID} if told.pop("private", False) else told


class Metrics(Collector):
    """The numbers of one app, as Prometheus reads them."""

    def __init__(self, pool: Pool) -> None:
        self.registry = CollectorRegistry()
        self.pool = pool
        self.kept: Kept | None = None
        self.requests = Counter(
            "carekg_requests",
            "Requests, by part of the service, method and status",
            ["room", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "carekg_request_seconds",
            "How long requests took",
            ["room"],
            registry=self.registry,
            buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30),
        )
        self.registry.register(self)
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, room: str, method: str, status: int, seconds: float) -> None:
        """Count a request, and how long it took."""
        key = (room, method, status)
        if key not in self._children:  # looking them up by their labels takes longer than counting
            self._children[key] = (self.requests.labels(*key), self.seconds.labels(room))
        requests, histogram = self._children[key]
        requests.inc()
        histogram.observe(seconds)

    def collect(self) -> Iterator[Metric]:
        """Give the numbers that the pool and the cache hold."""
        tasks = CounterMetricFamily(
            "carekg_tasks", "Tasks of workers, by lane and how they ended", labels=["lane", "outcome"]
        )
        workers = GaugeMetricFamily("carekg_workers", "Worker processes, by lane", labels=["lane"])
        for name, lane in self.pool.lanes.items():
            workers.add_metric([name], lane.living)
            for outcome, count in lane.events.items():
                tasks.add_metric([name, outcome], count)
        held = GaugeMetricFamily("carekg_graph_in_memory", "Whether workers find the default graph in memory")
        held.add_metric([], self.pool.reads_memory)
        yield from (tasks, workers, held)
        if self.kept is not None:
            asked = CounterMetricFamily("carekg_cache_requests", "Requests, by what the cache did", labels=["outcome"])
            for outcome, count in self.kept.events.items():
                asked.add_metric([outcome], count)
            yield asked
            yield GaugeMetricFamily("carekg_cache_bytes", "Bytes of answers that are kept", self.kept.bytes)


class Observer:
    """Middleware that gives each request an id, logs it, counts it, and names the version in its answer."""

    def __init__(self, app: ASGIApp, metrics: Metrics, version: Callable[[], str]) -> None:
        self._app, self._metrics, self._version = app, metrics, version
        self._log = LOG.bind()  # else each line binds anew

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Observe one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        number = request_id(scope)
        structlog.contextvars.bind_contextvars(request_id=number.decode())
        status, began = 0, time.perf_counter()

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], *self.names(number)]}
            await send(message)

        try:
            await self._app(scope, receive, named)
        except CallerGone:
            status = _CALLER_GONE
        except Exception:
            if not status:
                await bug()(scope, receive, named)
            raise  # the server writes it into the log
        finally:
            self.note(scope, status or 500, time.perf_counter() - began, number)

    def names(self, number: bytes) -> Headers:
        """Give the header fields that every answer has: the id of the request, and the version that is served now."""
        return names(number, self._version())

    def note(self, scope: Scope, status: int, seconds: float, number: bytes) -> None:
        """Count and log a request that was answered. Parameters: scope; status; seconds; number, the request's id."""
        first = scope["path"].partition("/")[2].partition("/")[0]
        room = first if first in _ROOMS else "other"
        method = (
            scope["method"]
            if scope["method"] in ("GET", "HEAD", "POST", "QUERY", "OPTIONS", "PUT", "DELETE")
            else "other"
        )
        self._metrics.count(room, method, status, seconds)
        told = {"method": method, "path": scope["path"][:200], "status": status, "ms": round(seconds * 1000, 1)}
        self._log.info("request", request_id=number.decode(), **told)
