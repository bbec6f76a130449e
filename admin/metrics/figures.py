"""The admin's own figures in Prometheus' text format: requests, their time, store errors, the fleet by level."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from threading import Lock

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_LABEL = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Metrics:
    """Counts requests by route, method and status; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count: dict[tuple[str, str, str], int] = defaultdict(int)
        self._seconds: dict[tuple[str, str, str], float] = defaultdict(float)

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        key = (route, method, str(status))
        with self._lock:
            self._count[key] += 1
            self._seconds[key] += seconds

    def text(self, store_errors: int, skipped: int, store_up: bool, assets: Mapping[str, int]) -> str:
        """All figures."""
        with self._lock:
            counts, seconds = dict(self._count), dict(self._seconds)
        lines = [
            *_family("forewarn_admin_requests_total", "counter", "Answered requests.", _by_route(counts)),
            *_family(
                "forewarn_admin_request_seconds", "summary", "Time to answer.",
                [(f"_count{labels}", value) for labels, value in _by_route(counts)]
                + [(f"_sum{labels}", value) for labels, value in _by_route(seconds)],
            ),
            *_family("forewarn_admin_store_errors_total", "counter", "Failed store requests.", [("", store_errors)]),
            *_family(
                "forewarn_admin_skipped_rows_total", "counter", "Rows of the store that break the contract.",
                [("", skipped)],
            ),
            *_family("forewarn_store_up", "gauge", "1 if the store answered.", [("", int(store_up))]),
            *_family(
                "forewarn_assets", "gauge", "Assets by level; silent ones count as that.",
                [(_labels(level=level), count) for level, count in assets.items()],
            ),
        ]  # fmt: skip
        return "\n".join(lines) + "\n"


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
            self.metrics.observe(route, _method(scope), status, time.perf_counter() - begin)


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in {"GET", "HEAD", "POST", "PUT"} else "other"


def _family(name: str, kind: str, meaning: str, samples: Iterable[tuple[str, float]]) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}", *(f"{name}{rest} {value}" for rest, value in samples)]


def _by_route(values: Mapping[tuple[str, str, str], float]) -> list[tuple[str, float]]:
    return [(_labels(route=key[0], method=key[1], status=key[2]), value) for key, value in sorted(values.items())]


def _labels(**labels: str) -> str:
    return "{" + ",".join(f'{name}="{value.translate(_LABEL)}"' for name, value in labels.items()) + "}"
