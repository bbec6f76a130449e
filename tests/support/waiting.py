"""Waiting for what another process or thread is about to do."""

import time
from collections.abc import Callable

LONGEST_PAUSE_S = 0.5
"""Asking is work, too: for us, and for whoever does what is waited for."""


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Return once the condition holds; fail the test where it does not in time. What takes long is asked less often."""
    deadline, pause_s = time.monotonic() + seconds, 0.02
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(pause_s)
        pause_s = min(1.2 * pause_s, LONGEST_PAUSE_S)
