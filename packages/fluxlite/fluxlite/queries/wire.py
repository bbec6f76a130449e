"""Frames between the store and a worker: a word that says what it is, a JSON object, and bytes.

What comes from a worker is never unpickled and never longer than `most`: a worker is trusted with nothing.
"""

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SIZES = struct.Struct("<IQ")
_GATHERED = 65_536
FROM_WORKER = 48 * 2**20
"""The longest frame that the store takes from a worker."""
FROM_STORE = 2**40


@dataclass(frozen=True, slots=True)
class Frame:
    """One message."""

    what: str
    head: Mapping[str, Any]
    data: bytearray


class ClosedError(Exception):
    """The other side is gone, or talks nonsense."""


class Line:
    """One end of a pair of sockets. Small frames gather until `flush`, `receive` or a large one."""

    def __init__(self, end: socket.socket, most: int) -> None:
        self._end, self._most = end, most
        self._gathered = bytearray()

    def send(self, what: str, data: bytes | bytearray | memoryview = b"", /, **head: Any) -> None:
        """Send a frame, now or with the next ones; raises ClosedError."""
        text = json.dumps([what, head]).encode()
        self._gathered += _SIZES.pack(len(text), len(data))
        self._gathered += text
        if len(data) < _GATHERED:
            self._gathered += data
        else:
            self.flush()
            self._all(data)
        if len(self._gathered) >= _GATHERED:
            self.flush()

    def flush(self) -> None:
        """Send what has gathered; raises ClosedError."""
        if self._gathered:
            gathered, self._gathered = self._gathered, bytearray()
            self._all(gathered)

    def receive(self) -> Frame:
        """The next frame; raises ClosedError."""
        self.flush()
        text_size, size = _SIZES.unpack(self._exactly(_SIZES.size))
        if text_size + size > self._most:
            raise ClosedError(f"a frame of {text_size + size} bytes")
        try:
            what, head = json.loads(self._exactly(text_size))
        except (ValueError, TypeError) as error:
            raise ClosedError(f"no frame: {error}") from None
        return Frame(what, head, self._exactly(size))

    def wait_at_most(self, seconds: float | None) -> None:
        """From now on, the other side counts as gone when it is silent for so long."""
        self._end.settimeout(seconds)

    def close(self) -> None:
        """Let the socket go."""
        self._end.close()

    def _all(self, data: bytes | bytearray | memoryview) -> None:
        try:
            self._end.sendall(data)
        except OSError as error:
            raise ClosedError(str(error)) from None

    def _exactly(self, size: int) -> bytearray:
        data = bytearray(size)
        left = memoryview(data)
        while left:
            try:
                count = self._end.recv_into(left)
            except OSError as error:
                raise ClosedError(str(error)) from None
            if not count:
                raise ClosedError("the other side is gone")
            left = left[count:]
        return data
