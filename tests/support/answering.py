"""Servers in threads: an application of ours, and doubles that answer as no server of ours does."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from starlette.types import ASGIApp

from web import server
from web.limits import Limits


class Serving:
    """An application on a free port of loopback; a context manager. `more` is what else `server.make` takes."""

    def __init__(self, app: ASGIApp, limits: Limits, **more: Any) -> None:
        self._listener = server.listen("127.0.0.1", 0)
        self.port: int = self._listener.getsockname()[1]
        self.url = server.address(self._listener)
        self.server = server.make(app, limits, **more)
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._listener]})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.should_exit = True
        self._thread.join(30)
        self._listener.close()


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server whose every request is answered by the handler."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as double:
        thread = threading.Thread(target=double.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{double.server_port}"
        finally:
            double.shutdown()
            thread.join()


@contextmanager
def babbling(answer: bytes, *, again: bool = False) -> Iterator[str]:
    """The address of a server that says these bytes to whoever connects, HTTP or not, and then leaves.

    With `again` it says the last byte every tenth of a second until the other side leaves.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_babble, args=(listener, answer, again))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _babble(listener: socket.socket, answer: bytes, again: bool) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line, suppress(OSError):
            line.settimeout(30)
            line.recv(65536)
            line.sendall(answer)
            while again:
                time.sleep(0.1)
                line.sendall(answer[-1:])
