"""The admin's use of the gateway: shipped queries by name, a few at a time, and a count of what failed."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore, Lock
from typing import ParamSpec, TypeVar

from telemetry.errors import GatewayError
from telemetry.frame import Frame
from telemetry.gateway import Gateway
from telemetry.points import Point, encode
from telemetry.queries import render

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 16
"""Requests to the store that are under way at most: so many connections the gateway keeps open."""

HELPERS = 8
"""Threads that ask beside those of the requests."""


class Store:
    """Questions and answers; safe to share between threads."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pool = ThreadPoolExecutor(HELPERS, "admin-query")
        self._free = BoundedSemaphore(CONNECTIONS)
        self._lock = Lock()
        self._errors = 0

    @property
    def errors(self) -> int:
        """How many requests to the store have failed."""
        with self._lock:
            return self._errors

    def ask(
        self, query: str, *, start: int | str = "-1h", stop: int | str = "now()", every_s: float = 60, **variables: str
    ) -> Frame:
        """The answer to a shipped query. Raises `GatewayError`."""
        flux = render(query, start=start, stop=stop, every_s=every_s, **variables)
        return self._counted(self._gateway.query, flux)

    def put(self, bucket: str, points: Sequence[Point]) -> None:
        """Store points, all in one request. Raises `ContractError` and `GatewayError`."""
        self._counted(self._gateway.write, bucket, encode(points))

    def ping(self) -> str:
        """The store's version. Raises `GatewayError`."""
        return self._counted(self._gateway.ping)

    def start(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin a call that asks the store, so that several wait for it at the same time."""
        return self._pool.submit(call, *args, **kwargs)

    def close(self) -> None:
        """Let what is under way end."""
        self._pool.shutdown()

    def _counted(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with self._free:
                return call(*args, **kwargs)
        except GatewayError:
            with self._lock:
                self._errors += 1
            raise
