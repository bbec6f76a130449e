"""The past of what the worker has begun to read: judged by a process beside it, once it has caught up itself."""

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analytics.ground.source import Telemetry
from analytics.learning.beside import Beside, task_of
from analytics.worker import mark as marks
from analytics.worker import past_process
from analytics.worker.mark import Mark
from contract.errors import ForewarnError
from contract.time import DAY, SECOND, rfc3339
from contract.zones import Zones
from store.gateway import Gateway

log = logging.getLogger(__name__)


class Past:
    """What is to be judged of the past, kept in a folder; `days` is how much of it, 0 for none.

    `places` gives all telemetry that is read; call `close` at the end.
    """

    def __init__(
        self,
        gateway: Gateway,
        folder: Path,
        days: float,
        zones: Zones,
        most_assets: int,
        places: Callable[[], Sequence[Telemetry]],
    ) -> None:
        self.gateway, self.folder, self.days, self.zones = gateway, folder, days, zones
        self.most_assets, self.places = most_assets, places
        self._child: Beside | None = None
        self._told: dict[str, int] = {}
        """By source, how far back it was when that was last said."""
        self._known: int | None = None
        """How many assets there were when it was last asked whether some are new."""

    def begin(self, source: str | None, until: int) -> None:
        """A source, or our own bucket (None), is read from `until` (ns) on: what lies before it is the past."""
        if self.days > 0 and marks.load(marks.file_of(self.folder, source)) is None:
            self._begin(source, until)

    def again(self, assets: int, settled: Mapping[str | None, int]) -> bool:
        """Look anew where some of now so many `assets` are new: who comes with a history has a past that nobody judged.
        Gives whether there are such.

        `settled` is before when (ns) nothing more is read of each source, and of our own bucket (None). What is under
        way goes on first.
        """
        if self._known == assets:
            return False
        if self._known is not None and (self.days <= 0 or self._child is not None or self.to_go_s > 0):
            return False
        known, self._known = self._known, assets
        new = known is not None and assets > known
        for source, until in settled.items() if new else ():
            self._begin(source, until)
        return new

    def _begin(self, source: str | None, until: int) -> None:
        file = marks.file_of(self.folder, source)
        try:
            marks.save(file, Mark(until - round(self.days * DAY), until, until))
        except OSError as error:
            log.warning("the past is not judged, as %s cannot be written: %s", file, error)

    @property
    def to_go_s(self) -> float:
        """Seconds of the past that are still to be judged, of all sources."""
        return sum(max(0, mark.reached - mark.begin) for mark in self._marks().values()) / SECOND

    def poll(self, *, ready: bool) -> bool:
        """Begin where there is something to do and the worker is `ready`; gives whether all was done by now.

        Raises `ForewarnError` where it failed, `OSError` where it cannot begin: it is tried again later.
        """
        found = self._marks()
        if self._child is None:
            if ready and self.days > 0 and any(not mark.done for mark in found.values()):
                task = task_of(self.gateway, self.places(), self.zones)
                more = {"folder": str(self.folder), "most_assets": self.most_assets}
                self._child = Beside(past_process.__name__, {**task, **more})
            return False
        self._tell(found)
        failure = self._child.failure()
        if failure is None:
            return False
        self.close()
        if failure:
            raise ForewarnError(failure)
        return True

    def close(self) -> None:
        """End what is under way; it is begun again by the next poll."""
        if self._child is not None:
            self._child.close()
        self._child = None

    def _marks(self) -> dict[str, Mark]:
        return {file.stem: mark for file in sorted(self.folder.glob("*.json")) if (mark := marks.load(file))}

    def _tell(self, found: dict[str, Mark]) -> None:
        for name, mark in found.items():
            if mark.reached < mark.until and self._told.get(name) != mark.reached:
                self._told[name] = mark.reached
                log.info("the past of %s is judged back to %s", name, rfc3339(mark.reached // SECOND * SECOND))
