"""What a process and those that it started use: the embedded store computes queries in processes of their own."""

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
