"""The metrics page of a server, in Prometheus' text format: its requests, and what its app adds to the registry."""

import time

from prometheus_client import CollectorRegistry, Counter, Summary, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The time at which a series began, beside each one: nobody asks for it.
disable_created_metrics()

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
_LABELS = ("route", "method", "status")


class Metrics:
    """One app's figures; names begin with `prefix`. Safe to share between threads."""

    def __init__(self, prefix: str) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(f"{prefix}_requests", "Answered requests.", _LABELS, registry=self.registry)
        self._seconds = Summary(f"{prefix}_request_seconds", "Time to answer.", _LABELS, registry=self.registry)

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        labels = (route, method if method in _METHODS else "other", str(status))
        self._requests.labels(*labels).inc()
        self._seconds.labels(*labels).observe(seconds)

    def page(self) -> Response:
        """All figures."""
        # As bytes: a text would be told the character set a second time.
        return Response(generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


class Observe:
    """ASGI middleware that counts and times every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            # The route's pattern and not the path: what anybody types must not become a new time series.
            route = getattr(scope.get("route"), "path", "none").replace(":path}", "}")
            self.metrics.observe(route, scope["method"], status, time.perf_counter() - begin)
