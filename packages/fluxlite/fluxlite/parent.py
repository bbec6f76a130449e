"""A store that somebody else started ends with him, even where he is gone without a word (kill -9)."""

import os
import signal
import threading
from contextlib import suppress


def end_with_parent() -> None:
    """Send this process SIGTERM when its standard input closes: the parent holds the other end of that pipe."""

    def watch() -> None:
        # The bare descriptor: a buffered reader holds a lock that the interpreter wants at its end. Where there is none
        # that can be read, there is no parent either.
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
