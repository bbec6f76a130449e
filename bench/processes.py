"""What a process and those that it started use: the embedded store computes queries in processes of their own."""

import threading
from contextlib import suppress

import psutil


def memory_bytes(process: psutil.Process) -> int:
    """Resident memory of a process, bytes, and what its children have beside what they share with it."""
    total = int(process.memory_info().rss)
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            info = child.memory_info()
            total += int(info.rss - getattr(info, "shared", 0))
    return total


def cpu_s(process: psutil.Process) -> float:
    """CPU seconds of a process and of its children, ended ones among them."""
    times = process.cpu_times()
    total = times.user + times.system + getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            total += sum(child.cpu_times()[:2])
    return float(total)


class Use:
    """What a process and its children use while the block runs: CPU seconds, and the largest resident memory, bytes."""

    def __init__(self, process: psutil.Process, every_s: float = 1.0) -> None:
        self.cpu_s, self.memory = 0.0, 0
        self._process, self._every_s, self._done = process, every_s, threading.Event()
        self._thread = threading.Thread(target=self._watch, name="use")

    def __enter__(self) -> "Use":
        self.cpu_s = -cpu_s(self._process)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.cpu_s += cpu_s(self._process)
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(self._every_s):
            self.memory = max(self.memory, memory_bytes(self._process))
