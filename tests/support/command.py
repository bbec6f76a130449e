"""Running the `forewarn` command as a user does: a process of its own."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from tests.support.store import ROOT

PATIENCE_S = 240


def clean_environment(**values: str) -> dict[str, str]:
    """This environment without settings of ours, and with those given."""
    ours = ("INFLUX_", "FOREWARN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **values}


def started(
    *arguments: str, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `forewarn ARGUMENTS` to its end, and give what it printed and its status."""
    return subprocess.run(
        [sys.executable, "-m", "forewarn", *arguments],
        cwd=folder or ROOT,
        env=clean_environment(**(environment or {})),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def forewarn(
    *arguments: str, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The same from a process that has loaded what commands load (`warm`): it takes a fifth of the time."""
    order = {
        "arguments": arguments,
        "environment": clean_environment(**(environment or {})),
        "folder": str(folder or ROOT),
    }
    ours, theirs = socket.socketpair()
    with ours, TemporaryFile("w+") as out, TemporaryFile("w+") as error:
        with theirs:
            socket.send_fds(_warm(), [b"."], [theirs.fileno(), out.fileno(), error.fileno()])
        status = _status(ours, json.dumps(order))
        out.seek(0)
        error.seek(0)
        return subprocess.CompletedProcess(["forewarn", *arguments], status, out.read(), error.read())


def _status(line: socket.socket, order: str) -> int:
    """Give the order and wait for its end."""
    line.settimeout(PATIENCE_S)
    with line.makefile("rw") as stream:
        print(order, file=stream, flush=True)
        child = int(stream.readline())
        try:
            return int(stream.readline())
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            raise


@cache
def _warm() -> socket.socket:
    """The line to a process that has loaded what commands load; it ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.warm", str(theirs.fileno())],
            cwd=ROOT,
            env=clean_environment(),
            pass_fds=[theirs.fileno()],
        )
    atexit.register(_end, ours, process)
    return ours


def _end(line: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    line.close()
    process.wait(PATIENCE_S)
