"""The admin's use of the gateway: shipped queries by name, a few at a time, and a count of what failed."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore, Lock
from typing import Any, ParamSpec, TypeVar

from admin.chain.ledger import Ledger
from admin.records import Record, number, text
from contract.errors import GatewayError
from store.frame import Frame
from store.gateway import Gateway
from store.points import Point, encode
from store.queries import render
from store.rows import whole

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 15
"""Requests to the store that are under way at most: with that of the health as many as the gateway keeps open."""

HELPERS = 8
"""Threads that ask beside those of the requests."""


class Store:
    """Questions and answers; safe to share between threads. `chain` names the audit of this process."""

    def __init__(self, gateway: Gateway, chain: str = "admin") -> None:
        self._gateway = gateway
        self._ledger = Ledger(chain, lambda: self.points("admin_audit_heads", "action", "chain"))
        self._pool = ThreadPoolExecutor(HELPERS, "admin-query")
        self._free = BoundedSemaphore(CONNECTIONS)
        self._lock = Lock()
        self._errors = self._skipped = self._version = 0

    @property
    def errors(self) -> int:
        """How many requests to the store have failed."""
        with self._lock:
            return self._errors

    @property
    def skipped(self) -> int:
        """How many rows of answers broke the contract and were left out."""
        with self._lock:
            return self._skipped

    @property
    def version(self) -> int:
        """How often this process has written: answers to what was asked before the last time may be out of date."""
        with self._lock:
            return self._version

    def ask(
        self,
        query: str,
        *,
        start: int | str = "-1h",
        stop: int | str = "now()",
        every_s: float = 60,
        **variables: str | int | Sequence[str],
    ) -> Frame:
        """The answer to a shipped query. Raises `GatewayError`."""
        flux = render(query, start=start, stop=stop, every_s=every_s, **variables)
        return self._counted(self._gateway.query, flux)

    def points(
        self,
        query: str,
        *tags: str,
        start: int | str = "-1h",
        stop: int | str = "now()",
        every_s: float = 60,
        **variables: str | Sequence[str],
    ) -> list[dict[str, Any]]:
        """The points that a shipped query finds, each with what it has of fields and tags. Raises `GatewayError`."""
        flux = render(query, start=start, stop=stop, every_s=every_s, **variables)
        return whole(self._counted(self._gateway.blocks, flux), *tags)

    def sound(self, rows: Iterable[Record], *texts: str, numbers: Sequence[str] = ()) -> list[Record]:
        """Those of the rows that have a text in each column of `texts`, and a number in each of `numbers`."""
        found = list(rows)
        kept = [row for row in found if all(text(row, name) for name in texts) and _counts(row, numbers)]
        with self._lock:
            self._skipped += len(found) - len(kept)
        return kept

    def put(self, bucket: str, points: Sequence[Point]) -> None:
        """Store points, all in one request, entries of the audit chained. Raises `ContractError` and `GatewayError`."""
        try:
            self._ledger.write(points, lambda found: self._counted(self._gateway.write, bucket, encode(found)))
        finally:
            # One that failed may be stored all the same.
            with self._lock:
                self._version += 1

    def send(self, bucket: str, lines: Sequence[str]) -> None:
        """Store lines of what came from outside, which no answer of ours must show at once. Raises `GatewayError`."""
        self._counted(self._gateway.write, bucket, lines)

    def health(self) -> str:
        """The store's version. Raises `GatewayError` where it says that something fails."""
        return self._counted(self._gateway.health)

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


def _counts(row: Record, names: Sequence[str]) -> bool:
    return all(number(row, name) is not None for name in names)
