"""Whether what a command writes arrives in the store: asked before, watched meanwhile, told at the end."""

import threading
import time
from collections.abc import Sequence

from contract.errors import ForewarnError, GatewayError
from forewarn.heartbeat import STALE_S
from store.gateway import Gateway
from store.writer import Writer, WriterStats

UNREACHED_S = 60.0
"""How long a store may take nothing before a command that cannot keep its lines gives up."""
SETTLE_S = 60.0
"""How long the end of a command waits for what is still on its way."""
HURRIED_S = 5.0
"""How long it waits when it is told to end."""
_REFUSALS = frozenset({401, 403, 404})
"""No token, no right, no bucket: at a start, a mistake of who started it, and told at once."""


class NotArrivedError(ForewarnError):
    """Not everything that was written is in the store; the text says what is where."""


def need_store(gateway: Gateway, bucket: str, stop: threading.Event, patience_s: float = 0.0) -> None:
    """Return once the store would take lines, or `stop` is set.

    Raises `GatewayError` where it refuses the token or has no such bucket, or cannot be reached within `patience_s`.
    """
    deadline = time.monotonic() + patience_s
    while not stop.is_set():
        try:
            gateway.knock(bucket)
        except GatewayError as error:
            if error.status in _REFUSALS:
                raise GatewayError(f"{gateway.url} refuses: {error}", permanent=True, status=error.status) from error
            if time.monotonic() >= deadline:
                raise
            stop.wait(1)
        else:
            return


class Watched:
    """A writer for a command that ends: raises `NotArrivedError` once lines are lost, or wait for too long."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, lines: Sequence[str]) -> None:
        """Take these lines."""
        self._writer.write(lines)
        stats = self._writer.stats()
        if stats.given_up or (self._writer.spool is None and stats.unwritten_s > UNREACHED_S):
            raise NotArrivedError(f"{self._writer.gateway.url} takes nothing any more: {told(self._writer)}")


def settle(writer: Writer, stop: threading.Event, timeout_s: float = SETTLE_S) -> bool:
    """Wait until the store has everything, but no longer than that, and only a little once `stop` is set."""
    begun = time.monotonic()
    while not (settled := writer.settle(0.2)):
        if time.monotonic() - begun > (HURRIED_S if stop.is_set() else timeout_s):
            break
    return settled


def arrives(regular: Writer, *others: Writer) -> bool:
    """Whether the store takes what is written, for a sign of life.

    `regular` writes every few seconds once it has begun, so that its silence says something, too.
    """
    stats = regular.stats()
    silent = stats.written > 0 and stats.written_s > STALE_S
    return not silent and all(writer.stats().unwritten_s < STALE_S for writer in (regular, *others))


def need_arrived(writer: Writer) -> None:
    """Raise `NotArrivedError` unless the store has every line that was written."""
    stats = writer.stats()
    if stats.refused or stats.given_up or stats.queued or stats.spooled_batches:
        raise NotArrivedError(told(writer))


def told(writer: Writer) -> str:
    """What became of the lines, as a sentence."""
    stats = writer.stats()
    parts = [f"the store took {stats.written} lines", *_rest(stats)]
    if stats.spooled_batches:
        assert writer.spool is not None
        parts.append(
            f"{stats.spooled_batches} batches lie in the spool {writer.spool.folder}, from where the next process that"
            " uses it sends them"
        )
    return ", ".join(parts) + (f": {stats.last_error}" if stats.last_error and len(parts) > 1 else "")


def _rest(stats: WriterStats) -> list[str]:
    words = {"refused": stats.refused, "has not answered for": stats.queued}
    parts = [f"{verb} {lines} lines" for verb, lines in words.items() if lines]
    return parts + ([f"{stats.given_up} lines are lost"] if stats.given_up else [])
