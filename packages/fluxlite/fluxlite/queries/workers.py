"""The worker processes: started as they are needed, kept warm, ended when idle for long."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import fluxlite
from fluxlite.queries.wire import FROM_WORKER, ClosedError, Line

START_SECONDS = 60.0
"""A process that takes longer to start is given up."""
_GROWTH = 256 * 2**20
"""A worker that has grown by so much in a query is not used again."""
_BUFFER = 2**20
_ENVIRONMENT = {
    # The allocators of Arrow's own keep large areas in reserve, which a limit of memory would count.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_MAIN = """
import sys
from fluxlite.lean import without_pandas
without_pandas()
from fluxlite.queries.worker import main
main(int(sys.argv[1]))
"""
_KEPT = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "DYLD_LIBRARY_PATH")
_KEPT_FAMILIES = ("PYTHON", "LD_", "LC_")
_PATIENCE = 1.0


class Worker:
    """One process; it is started at once, and can be asked when it is `ready`."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _MAIN, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=_environment(),
            )
        self.line = Line(ours, FROM_WORKER)
        self._first_size = 0
        self.idle_since = 0.0

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Wait for the process to have loaded everything; raises ClosedError if it ends instead."""
        self.line.wait_at_most(START_SECONDS)
        frame = self.line.receive()
        self.line.wait_at_most(None)
        if frame.what != "ready":
            raise ClosedError(frame.what)
        self._first_size = int(frame.head["size"])

    def has_grown(self, size: int) -> bool:
        """Whether it holds so much memory after a query that a new one is better."""
        return size > self._first_size + _GROWTH

    def kill(self) -> None:
        """End the process at once; who waits for a frame of it gets ClosedError."""
        self._process.kill()

    def end(self) -> str:
        """See the process end, by itself or by force, and tell how in a word."""
        if self._process.stdin:
            self._process.stdin.close()
        self.line.close()
        try:
            status = self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        return signal.Signals(-status).name if status < 0 else f"status {status}"


def _environment() -> dict[str, str]:
    """What a worker gets to know: where to find this package and others, but no secret of the store's."""
    kept = {name: text for name, text in os.environ.items() if name in _KEPT or name.startswith(_KEPT_FAMILIES)}
    here = str(Path(fluxlite.__file__).parents[1])
    path = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**kept, **_ENVIRONMENT, "PYTHONPATH": path}
