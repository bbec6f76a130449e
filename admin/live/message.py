"""What streams send: a snapshot, or an event, made once for all who get the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from contract.time import rfc3339

Why = Literal["new", "behind"]
"""Why there is a snapshot: a stream begins, or it is too far behind to be told all that happened."""


@dataclass(frozen=True)  # without slots, so that properties can be kept
class Message:
    """A message with its JSON; `id` is nanoseconds since 1970, and rises from message to message."""

    id: int
    kind: Literal["snapshot", "event"]
    json: bytes

    @cached_property
    def text(self) -> str:
        """It for a WebSocket."""
        return self.json.decode()

    @cached_property
    def sse(self) -> bytes:
        """It as a server-sent event."""
        return b"id: %d\nevent: %s\ndata: %s\n\n" % (self.id, self.kind.encode(), self.json)


def snapshot(number: int, why: Why, is_up: bool, **parts: Sequence[bytes]) -> Message:
    """All that is known; the parts are lists of JSON, by their names."""
    return _message(number, "snapshot", b',"why":"%s"' % why.encode(), is_up, parts)


def event(number: int, is_up: bool, **parts: Sequence[bytes]) -> Message:
    """What is new."""
    return _message(number, "event", b"", is_up, parts)


def _message(
    number: int, kind: Literal["snapshot", "event"], more: bytes, is_up: bool, parts: dict[str, Sequence[bytes]]
) -> Message:
    head = b'{"type":"%s","id":"%d","time":"%s"%s,"store":"%s"' % (
        kind.encode(),
        number,
        rfc3339(number).encode(),
        more,
        b"up" if is_up else b"away",
    )
    lists = (b',"%s":[%s]' % (name.encode(), b",".join(items)) for name, items in parts.items())
    return Message(number, kind, b"".join((head, *lists, b"}")))
