"""Learning in a process of its own: a fit holds the interpreter for seconds, and a tick must not wait for it.

The child is told by its standard input where the store is, reads history itself, and leaves what it learned as a
snapshot in a folder. It runs at a low priority, and ends when its standard input closes: with its worker, however
that one ended. It never touches the worker's memory, so a fit that crashes or hangs costs a refit and nothing else.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analytics.engine import snapshot
from analytics.engine.state import State
from analytics.ground.local_time import LocalTime
from analytics.ground.source import Telemetry
from analytics.learning.learn import READ_S, learn_all
from contract.catalogue import CLASSES
from contract.catalogue.reading import classes
from contract.errors import ForewarnError
from contract.sources import Source
from contract.zones import Zones
from store.gateway import Gateway
from store.sources.foreign import Foreign

NICE, LOWEST = 15, 19
"""How far its priority is lowered: beside a busy worker it gets a few per cent of their core."""


class LearningError(ForewarnError):
    """Nothing was learned; the text says why."""


class RefitProcess:
    """One learning under way, started by being made; call `close` when it is done with.

    Raises `OSError` where there is no room for its folder, or no process to be had.
    """

    def __init__(
        self, gateway: Gateway, now: int, limit_s: float, zones: Zones, places: Sequence[Telemetry] = ()
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="forewarn-learning-")
        self._limit_s, self._deadline = limit_s, time.monotonic() + limit_s
        try:
            self._child = _begun()
        except OSError:
            self._folder.cleanup()
            raise
        # The child may have ended already, and then says so itself.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._child.pid, min(LOWEST, os.getpriority(os.PRIO_PROCESS, 0) + NICE))
            assert self._child.stdin is not None
            task = {**gateway.address, "now": now, "folder": self._folder.name, "zones": asdict(zones)}
            task["sources"] = [
                {"name": one.place.name, "source": one.place.source.model_dump(mode="json"), **one.gateway.address}
                for one in places
                if isinstance(one.place, Foreign)
            ]
            task["machines"] = [str(folder) for folder in CLASSES.folders]
            self._child.stdin.write(json.dumps(task).encode() + b"\n")
            self._child.stdin.flush()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def result(self) -> State | None:
        """What was learned, None while that is under way. Raises `LearningError` where there will be nothing."""
        status = self._child.poll()
        if status is None:
            if time.monotonic() < self._deadline:
                return None
            raise LearningError(f"it was given up after {self._limit_s:.0f} s")
        if status != 0:
            assert self._child.stdout is not None
            raise LearningError(self._child.stdout.read().decode().strip() or f"its process ended with status {status}")
        try:
            found = snapshot.load(Path(self._folder.name))
        except snapshot.SnapshotError as error:
            raise LearningError(str(error)) from error
        return found[0] if found else State()

    def wait(self, timeout_s: float) -> None:
        """Wait for the child's end, but no longer than that."""
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(timeout_s)

    def close(self) -> None:
        """End the child, where it has not ended, and take away what it left."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            assert pipe is not None
            # What the child was told may never have been read.
            with suppress(BrokenPipeError):
                pipe.close()
        # What a full or broken disk does not let go costs the worker nothing but the room.
        with suppress(OSError):
            self._folder.cleanup()


def _begun() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        # One thread is enough for fits of a few hundred rows, and more would fight with the worker's.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the worker, which ends it
    )


def main() -> int:
    """The child: learn as standard input says; its exit status, with the reason of a failure on standard output."""
    task = json.loads(_line())
    threading.Thread(target=_end_with_worker, name="worker", daemon=True).start()
    try:
        _learn(task)
    except ForewarnError as error:
        print(error)
        return 1
    return 0


def _learn(task: dict[str, Any]) -> None:
    folders = [Path(folder) for folder in task["machines"]]
    CLASSES.swap(classes(folders), folders)
    learned = State(clocks=LocalTime(Zones(**task["zones"])))
    with ExitStack() as opened:
        gateway = opened.enter_context(_gateway(task))
        places = [Telemetry(gateway)]
        for one in task["sources"]:
            place = Foreign(one["name"], Source.model_validate(one["source"]))
            places.append(Telemetry(opened.enter_context(_gateway(one)), place))
        learn_all(gateway, places, learned, task["now"], lambda _what, _part: None)
    snapshot.save(Path(task["folder"]), learned, {}, {})


def _gateway(task: Mapping[str, Any]) -> Gateway:
    return Gateway(task["url"], task["token"], task["org"], timeout_s=READ_S)


def _line() -> bytes:
    """The first line of standard input, read bare: a buffered reader's lock would outlive the thread that waits."""
    text = b""
    while not text.endswith(b"\n") and (part := os.read(0, 4096)):
        text += part
    return text


def _end_with_worker() -> None:
    # Where nothing can be read any more, there is no worker either.
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    os._exit(1)


if __name__ == "__main__":
    raise SystemExit(main())
