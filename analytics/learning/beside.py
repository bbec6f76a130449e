"""Work in a process of its own: what holds the interpreter for seconds or minutes must not hold up a tick.

The child is told by its standard input where the store and the sources are. It runs at a low priority, and ends when
its standard input closes: with its worker, however that one ended. It never touches the worker's memory, so a child
that crashes or hangs costs its own work and nothing else.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analytics.ground.source import Telemetry
from analytics.learning.learn import READ_S
from contract.catalogue import CLASSES
from contract.catalogue.reading import classes
from contract.errors import ForewarnError
from contract.sources import Source
from contract.zones import Zones
from store.gateway import Gateway
from store.sources.foreign import Foreign

NICE, LOWEST = 15, 19
"""How far its priority is lowered: beside a busy worker it gets a few per cent of their core."""

Task = Mapping[str, Any]


class Beside:
    """A child that runs a module of ours, started by being made; call `close` when it is done with.

    Raises `OSError` where there is no process to be had.
    """

    def __init__(self, module: str, task: Task) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", module],
            # One thread is enough for fits of a few hundred rows, and more would fight with the worker's.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the worker, which ends it
        )
        # The child may have ended already, and then says so itself.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._child.pid, min(LOWEST, os.getpriority(os.PRIO_PROCESS, 0) + NICE))
            assert self._child.stdin is not None
            self._child.stdin.write(json.dumps(task).encode() + b"\n")
            self._child.stdin.flush()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def failure(self) -> str | None:
        """None while it is under way, "" where it did its work, else why it did not."""
        status = self._child.poll()
        if not status:
            return None if status is None else ""
        assert self._child.stdout is not None
        return self._child.stdout.read().decode().strip() or f"its process ended with status {status}"

    def wait(self, timeout_s: float) -> None:
        """Wait for the child's end, but no longer than that."""
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(timeout_s)

    def close(self) -> None:
        """End the child, where it has not ended."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            assert pipe is not None
            # What the child was told may never have been read.
            with suppress(BrokenPipeError):
                pipe.close()


def task_of(gateway: Gateway, places: Sequence[Telemetry], zones: Zones) -> dict[str, Any]:
    """What a child needs to know of store, sources, zones and classes; secrets are in it."""
    foreign = [(one.place, one.gateway) for one in places if isinstance(one.place, Foreign)]
    sources = [
        {"name": place.name, "source": place.source.model_dump(mode="json"), **reader.address}
        for place, reader in foreign
    ]
    machines = [str(folder) for folder in CLASSES.folders]
    return {**gateway.address, "sources": sources, "zones": asdict(zones), "machines": machines}


@contextmanager
def opened(task: Task) -> Iterator[tuple[Gateway, list[Telemetry], Zones]]:
    """The child's: put the worker's classes in force, and open the store and all telemetry, our own first."""
    folders = [Path(folder) for folder in task["machines"]]
    CLASSES.swap(classes(folders), folders)
    with ExitStack() as stack:
        gateway = stack.enter_context(_gateway(task))
        places = [Telemetry(gateway)]
        for one in task["sources"]:
            place = Foreign(one["name"], Source.model_validate(one["source"]))
            places.append(Telemetry(stack.enter_context(_gateway(one)), place))
        yield gateway, places, Zones(**task["zones"])


def work(do: Callable[[Task], None]) -> int:
    """The child: do what standard input says; gives its exit status. A failure's reason goes to standard output."""
    task = json.loads(_line())
    threading.Thread(target=_end_with_worker, name="worker", daemon=True).start()
    try:
        do(task)
    except (ForewarnError, OSError) as error:  # a disk may be full
        print(error)
        return 1
    return 0


def _gateway(task: Task) -> Gateway:
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
