"""How a process ends: on SIGTERM or SIGINT it finishes what it holds and leaves with status 0.

A child of the launcher also ends when the launcher is gone without a word (kill -9): the child holds the reading end
of a pipe as its standard input, and the pipe closes with its writer.
"""

import os
import signal
import threading
from types import FrameType


def stop_event() -> threading.Event:
    """An event that SIGTERM and SIGINT set, instead of what they do by default."""
    event = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        event.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return event


def end_with_parent() -> None:
    """Send this process SIGTERM when its standard input closes."""

    def watch() -> None:
        # The bare descriptor: a buffered reader holds a lock that the interpreter wants at its end.
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
