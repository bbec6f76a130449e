"""A disk that is full after a few megabytes: a tmpfs of its own, for tests that run as root and may mount."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(megabytes: int, inodes: int | None = None) -> Iterator[Path]:
    """Mount a tmpfs of that size and give its folder; the test is skipped where this process may not mount."""
    if os.geteuid() != 0:
        pytest.skip("a small disk can be mounted only by root")
    options = f"size={megabytes}m" + (f",nr_inodes={inodes}" if inodes else "")
    with tempfile.TemporaryDirectory(prefix="small-disk-") as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False
        )
        if mounted.returncode:
            pytest.skip(f"nothing can be mounted here: {mounted.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            # Lazily: a process that a test failed to end may still have a file open.
            subprocess.run(["umount", "-l", folder], check=True)


def fill(disk: Path) -> Path:
    """Write a file that leaves no room at all on the disk, and give it: unlink it, and there is room again."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return ballast
