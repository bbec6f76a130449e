"""Signs of life for container health checks: a file that a healthy loop touches, and the question how old it is.

A file and not a query, because the simulator's token may only write: it could not ask the store about itself.
"""

import tempfile
import time
from pathlib import Path

STALE_S = 30.0


def path(component: str) -> Path:
    """The component's file; a container has a temporary folder of its own."""
    return Path(tempfile.gettempdir()) / f"forewarn-{component}.heartbeat"


def beat(component: str) -> None:
    """Say that the component's loop has come around once more."""
    path(component).touch()


def age_s(component: str) -> float:
    """Seconds since the last beat; infinite where there never was one."""
    file = path(component)
    return time.time() - file.stat().st_mtime if file.exists() else float("inf")
