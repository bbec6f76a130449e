"""The simulated fleet as a process: its scenario and how far it has come lie in one folder, so that it can be killed.

The collector's token may only write, so the store cannot be asked where the data ends; the folder knows.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from collectors.control import book, ordered
from collectors.control.server import serving
from collectors.control.simulation import Simulation
from collectors.live import Pace
from collectors.scenario import DEMO, Scenario, load, materialise
from collectors.simulate import backfill
from contract import checks
from contract.files import write_whole
from contract.seldom import Seldom
from contract.settings import Settings
from contract.time import SECOND
from forewarn.arrival import NotArrivedError, Watched, told
from forewarn.heartbeat import STALE_S, beat
from store.writer import Writer

log = logging.getLogger(__name__)

LIVE_S = 60
"""Telemetry younger than this is called live."""
FLUSH_S = 5.0
"""How long it waits for what it wrote to be safe before it notes how far it is."""
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

    @property
    def by_hand(self) -> Path:
        """What was injected and cleared while it ran; part of the fleet from then on."""
        return self.root / "injected.json"

    @property
    def ordered(self) -> Path:
        """The latest order to start, to stop or to change the pace."""
        return self.root / ordered.NAME

    def runs(self) -> bool:
        """Whether the fleet is to run, as it does where nobody has ordered otherwise."""
        found = ordered.load(self.ordered)
        return found is None or found.running

    def take_rate(self, rate_hz: float) -> None:
        """Let a rate be in force whatever was ordered before. Raises `OSError`."""
        if found := ordered.load(self.ordered):
            ordered.save(self.ordered, replace(found, pace=replace(found.pace, rate_hz=rate_hz)))

    def changed(self) -> Scenario:
        """The scenario with what was injected and cleared."""
        return book.load(self.by_hand).over(self.ensure())

    def until(self) -> int | None:
        """Where to go on, ns since 1970; None where nothing was simulated yet, or nobody knows how far it came."""
        file = self.root / "until"
        try:
            until = int(file.read_text())
            return checks.time(until, until)  # a clock that was set back is waited for
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read, the history is simulated once more: %s", file, error)
            return None

    def save(self, until: int) -> None:
        """Remember a time; the file changes whole or not at all. Raises `OSError` where the disk fails."""
        write_whole(self.root / "until", str(until))


class Keeper:
    """Notes in the folder how far the simulation is safe, and gives signs of life while what it writes arrives."""

    def __init__(self, writer: Writer, folder: SimulationFolder) -> None:
        self._writer, self._folder = writer, folder
        self._saved, self._at = folder.until(), time.monotonic()
        self._ready = False
        self._troubles = Seldom(log)

    def __call__(self, until: int, resting: bool) -> None:
        """The lines up to a moment (ns since 1970) were written; now and then wait until they are safe and note it."""
        # No sign of life while the first gap is filled: who waits for the simulator waits for its history, too.
        self._ready = self._ready or resting or time.time_ns() - until < LIVE_S * SECOND
        if self._ready and self._writer.stats().unwritten_s < STALE_S:
            beat("simulator")
        if until != self._saved and time.monotonic() - self._at > SAVE_S:
            self._at = time.monotonic()
            self._note(until)

    def _note(self, until: int) -> None:
        """Remember how far it is, if all of that is safe by now: it is asked again soon, and nobody waits for it."""
        if not self._writer.flush(FLUSH_S):
            return
        try:
            self._folder.save(until)
        except OSError as error:
            self._troubles.error("how far the simulation is cannot be noted, after a kill it is repeated: %s", error)
        else:
            self._saved = until


@dataclass(frozen=True, slots=True)
class Door:
    """Where the simulation can be controlled, and with which token."""

    host: str
    port: int
    token: str

    @classmethod
    def of(cls, settings: Settings) -> "Door | None":
        """The one of the settings, None where they name no address; raises `SettingsError` where a token is missing."""
        if settings.forewarn_simulator_url is None:
            return None
        address = urlsplit(settings.forewarn_simulator_url)
        return cls(address.hostname or "", address.port or 80, settings.require("forewarn_simulator_token"))


def fill_history(folder: SimulationFolder, writer: Writer, progress: Callable[[int, int], None]) -> None:
    """Simulate what is missing up to now at the scenario's coarse step; nothing of a fleet that was stopped by order.

    Raises `NotArrivedError` where neither the store nor the spool takes it, `OSError` where the folder's disk fails.
    """
    if not folder.runs():
        return
    scenario = folder.changed()
    stop = time.time_ns() // scenario.step * scenario.step
    backfill(scenario, Watched(writer), progress, folder.until() or scenario.start, stop)
    if not writer.flush() or writer.stats().given_up:
        raise NotArrivedError(f"the fleet's history could not be written: {told(writer)}")
    folder.save(max(stop, folder.until() or 0))


def run_live(
    folder: SimulationFolder, writer: Writer, stop: threading.Event, rate_hz: float | None, door: Door | None = None
) -> None:
    """Simulate in real time until `stop` is set, having first filled the gap since the last time.

    It runs, or stands still, as it was ordered last; a `rate_hz` stands above the one that was ordered.
    """
    scenario = folder.ensure()
    since = folder.until() or scenario.start
    if rate_hz is not None:
        folder.take_rate(rate_hz)
    pace = Pace(rate_hz or 1.0, scenario.speed)
    simulation = Simulation(scenario, folder.by_hand, writer, since, pace, Keeper(writer, folder))
    with serving(simulation, door.host, door.port, door.token) if door else nullcontext():
        simulation.run(stop)
