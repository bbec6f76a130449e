"""Threads that do not die without a word: what ends one by mistake is logged, and it is begun again."""

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""How long a thread that failed rests, so that one that always fails at once costs nothing."""


def endure(name: str, work: Callable[[], None], pause_s: float = PAUSE_S) -> threading.Thread:
    """Start a thread that does `work` until that returns; each time it raises, it is logged and done again."""

    def go_on() -> None:
        while not _returned(name, work):
            time.sleep(pause_s)

    thread = threading.Thread(target=go_on, name=name, daemon=True)
    thread.start()
    return thread


def _returned(name: str, work: Callable[[], None]) -> bool:
    try:
        work()
    except (Exception, SystemExit):  # what leaves a thread by `sys.exit`, as servers do, is not even printed
        log.exception("the thread %s failed, it goes on", name)
        return False
    return True
