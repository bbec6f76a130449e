"""The simulated fleet as a process: its scenario and how far it has come lie in one folder, so that it can be killed.

The collector's token may only write, so the store cannot be asked where the data ends; the folder knows.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from collectors.live import live
from collectors.scenario import DEMO, SECOND, Scenario, load, materialise
from collectors.simulate import backfill
from forewarn.heartbeat import beat
from telemetry.writer import Writer

LIVE_S = 60
"""Telemetry younger than this is called live."""
SAVE_S = 5.0
"""How often the folder learns how far the simulation has come; that much is simulated again after a kill."""


@dataclass(frozen=True, slots=True)
class SimulationFolder:
    """`fleet.toml`, the scenario with its start; and `until`, the time up to which the store (or the spool) has it."""

    root: Path

    @property
    def scenario(self) -> Path:
        """The scenario in force; edit it to change the fleet."""
        return self.root / "fleet.toml"

    def ensure(self, template: Path = DEMO) -> Scenario:
        """The scenario, begun now where the folder has none yet."""
        if not self.scenario.exists():
            materialise(template, self.scenario, datetime.now(UTC))
        return load(self.scenario)

    def until(self) -> int | None:
        """Where to go on, ns since 1970; None where nothing was simulated yet."""
        file = self.root / "until"
        return int(file.read_text()) if file.exists() else None

    def save(self, until: int) -> None:
        """Remember a time; the file changes whole or not at all."""
        part = self.root / "until.part"
        part.write_text(str(until))
        part.rename(self.root / "until")


class TrackedWriter:
    """A writer that remembers in the folder how far the lines that went through it are safe."""

    def __init__(self, writer: Writer, folder: SimulationFolder) -> None:
        self.writer, self.folder = writer, folder
        self._saved = time.monotonic()

    def write(self, lines: Sequence[str]) -> None:
        """Pass the lines on; now and then wait until they are safe and note their time."""
        self.writer.write(lines)
        if not lines:
            return
        newest = int(lines[-1].rpartition(" ")[2])
        # No sign of life while history is written: who waits for the simulator waits for its history, too.
        if time.time_ns() - newest < LIVE_S * SECOND:
            beat("simulator")
        if time.monotonic() - self._saved > SAVE_S and self.writer.flush():
            self.folder.save(newest)
            self._saved = time.monotonic()


def fill_history(folder: SimulationFolder, writer: Writer, progress: Callable[[int, int], None]) -> None:
    """Simulate what is missing up to now at the scenario's coarse step."""
    scenario = folder.ensure()
    stop = time.time_ns() // scenario.step * scenario.step
    backfill(scenario, writer, progress, folder.until() or scenario.start, stop)
    writer.flush()
    folder.save(max(stop, folder.until() or 0))


def run_live(folder: SimulationFolder, writer: Writer, stop: threading.Event, rate_hz: float) -> None:
    """Simulate in real time until `stop` is set, having first filled the gap since the last time."""
    live(folder.ensure(), TrackedWriter(writer, folder), stop, rate_hz, folder.until())
