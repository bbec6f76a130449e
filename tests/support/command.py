"""Running the `forewarn` command as a user does: a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.store import ROOT


def clean_environment(**values: str) -> dict[str, str]:
    """This environment without settings of ours, and with those given."""
    ours = ("INFLUX_", "FOREWARN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **values}


def forewarn(
    *arguments: str, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `forewarn ARGUMENTS` to its end and give what it printed and its status."""
    return subprocess.run(
        [sys.executable, "-m", "forewarn", *arguments],
        cwd=folder or ROOT,
        env=clean_environment(**(environment or {})),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
