"""Running the command as a user does: a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping

from tests.support.store import ROOT


def fluxlite(*arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `fluxlite ARGUMENTS`, which is expected to end, and give what it printed and its status."""
    return subprocess.run(
        [sys.executable, "-m", "fluxlite", *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
