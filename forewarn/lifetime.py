"""How a process ends: on SIGTERM or SIGINT it finishes what it holds and leaves with status 0.

A child of the launcher also ends when the launcher is gone without a word (kill -9): the child holds the reading end
of a pipe as its standard input, and the pipe closes with its writer.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
        # The bare descriptor: a buffered reader holds a lock that the interpreter wants at its end. Where there is none
        # that can be read, there is no parent either.
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()


@contextmanager
def own_terminal() -> Iterator[None]:
    """Let Ctrl-C reach this process alone, and not the `make` that may have started it.

    make would end with status 130 for it, whatever we do. Where there is no terminal, or no process between it and us,
    nothing changes.
    """
    group = os.getpgrp()
    if not sys.stdin.isatty() or group == os.getpid() or os.tcgetpgrp(0) != group:
        yield
        return
    # Handing the terminal back from a group of our own would stop us, and after Ctrl-Z nobody could continue us.
    for number in (signal.SIGTTOU, signal.SIGTSTP):
        signal.signal(number, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    try:
        yield
    finally:
        os.tcsetpgrp(0, group)
