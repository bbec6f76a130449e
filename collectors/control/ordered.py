"""The file that keeps whether a simulation was to run, and at which pace, by the latest order: a restart goes on so."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from collectors.live import Pace
from contract.errors import ContractError
from contract.files import write_whole

log = logging.getLogger(__name__)

NAME = "ordered.json"
"""It lies beside what was injected."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """Whether it is to run, and the pace that it keeps or kept."""

    running: bool
    pace: Pace


def load(file: Path) -> Ordered | None:
    """The latest order; None where there was none, or where nobody can read it: that is logged, and costs no more."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        running, pace = said["running"], Pace(said["rate_hz"], said["speed"])
        if not isinstance(running, bool):
            raise ContractError("running", f"{running!r} is neither true nor false")
    except FileNotFoundError:
        return None
    except (ContractError, OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read, the simulation runs as if nobody had ordered anything: %r", file, error)
        return None
    return Ordered(running, pace)


def save(file: Path, ordered: Ordered) -> None:
    """Write the order; the file changes whole or not at all. Raises `OSError`."""
    said = {"running": ordered.running, "rate_hz": ordered.pace.rate_hz, "speed": ordered.pace.speed}
    write_whole(file, json.dumps(said) + "\n")
