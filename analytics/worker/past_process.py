"""The child that judges the past: stretch by stretch, the newest first, of whichever source is behind.

The first stretch is a day, and each further one twice as long as all before it, so that little time goes into run-ups.
What is written follows from the samples alone: where it is ended half way, it judges that stretch again, and writes the
same points over the same ones.
"""

import logging
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from analytics.backtest.trial import RUN_UP
from analytics.ground.source import Telemetry
from analytics.learning.beside import Task, opened, work
from analytics.learning.refresh import EVERY_NS
from analytics.learning.stored import StoredPast
from analytics.worker import mark as marks
from analytics.worker import seam
from analytics.worker.maintenance_watch import Maintenance
from analytics.worker.mark import Mark
from analytics.worker.retold import judged
from analytics.worker.stretch import Rules, Stretch
from analytics.worker.threshold_watch import Thresholds
from contract.catalogue import CLASSES
from contract.errors import ForewarnError, GatewayError
from contract.time import DAY, HOUR, SECOND
from contract.zones import Zones
from store.gateway import Gateway
from store.points import encode
from store.sources.foreign import Foreign
from store.writer import Writer

log = logging.getLogger(__name__)

FLUSH_S = 600.0
"""How long the store may take to have what was written."""
LATER_NS = 6 * HOUR
"""What the worker raised of itself within so long of its begin may be what was open before."""


class PastError(ForewarnError):
    """Some of the past is not judged; the text says why."""


class PastJudge:
    """Judges the past of some telemetry, each with the file of its mark; written by a writer for bucket health."""

    def __init__(self, gateway: Gateway, writer: Writer, rules: Rules, places: Mapping[Path, Telemetry]) -> None:
        self.gateway, self.writer, self.rules, self.places = gateway, writer, rules, places

    def run(self) -> None:
        """Judge all of it. What cannot be read costs no other source its past; raises `PastError` for it at the end."""
        troubles: dict[Path, str] = {}
        while (file := self._next(troubles)) is not None:
            try:
                marks.save(file, self._step(file))
            except GatewayError as error:
                troubles[file] = f"{self.places[file].place.name}: {error}"
        if troubles:
            raise PastError("; ".join(troubles.values()))

    def _next(self, troubles: Mapping[Path, str]) -> Path | None:
        """The file of what is behind most."""
        left = {
            file: mark
            for file in self.places
            if file not in troubles and (mark := marks.load(file)) is not None and not mark.done
        }
        return max(left, key=lambda file: left[file].reached - left[file].until, default=None)

    def _step(self, file: Path) -> Mark:
        mark, telemetry = marks.load(file), self.places[file]
        assert mark is not None
        if mark.told is None:
            return self._look(mark, telemetry)
        begin = start_of(mark)
        stretch = Stretch(telemetry, begin, mark.reached, self.rules, mark.told)
        events = stretch.run(self.writer.write)
        within = LATER_NS if mark.reached == mark.until else SECOND
        later = seam.later_ones(self.gateway, mark.reached, mark.reached + within)
        self.writer.write(encode(seam.joined(stretch.state, events, later, mark.reached)))
        if not self.writer.flush(FLUSH_S) or self.writer.stats().given_up:
            raise GatewayError(f"the store did not take it: {self.writer.stats().last_error}", permanent=False)
        return replace(mark, reached=begin)

    def _look(self, mark: Mark, telemetry: Telemetry) -> Mark:
        """From when on there is something, and who was judged before: by a worker whose memory is lost."""
        past, first, names = StoredPast(self.gateway, telemetry), mark.until, set[str]()
        for spec in CLASSES.values():
            days = past.days(spec, mark.begin, mark.until)
            names |= {label[0] for label in days.labels}
            first = min(first, int(days.time.min(initial=mark.until)) - DAY)
        known = judged(self.gateway, names, mark.begin, mark.until).keys()
        return replace(mark, begin=max(mark.begin, first) if names > known else mark.until, told=sorted(known))


def start_of(mark: Mark) -> int:
    """Where the next stretch begins: a whole number of `EVERY_NS` before its end; what lies before it is taken along
    where its run-up would reach as far."""
    begin = mark.reached - max(DAY, 2 * (mark.until - mark.reached))
    if begin - RUN_UP > mark.begin:
        return begin
    return mark.reached - -(-(mark.reached - mark.begin) // EVERY_NS) * EVERY_NS


def _judge(task: Task) -> None:
    logging.getLogger("analytics").setLevel(logging.WARNING)
    with opened(task) as (gateway, places, zones), closing(Writer(gateway, "health", patience_s=FLUSH_S)) as writer:
        folder = Path(task["folder"])
        files = {marks.file_of(folder, _name(one)): one for one in places}
        PastJudge(gateway, writer, _rules(gateway, zones, task), files).run()


def _rules(gateway: Gateway, zones: Zones, task: Task) -> Rules:
    thresholds, spans = Thresholds(gateway).changed(), Maintenance(gateway).changed()
    return Rules(zones, thresholds or {}, dict(spans or {}), task["most_assets"])


def _name(telemetry: Telemetry) -> str | None:
    return telemetry.place.name if isinstance(telemetry.place, Foreign) else None


if __name__ == "__main__":
    raise SystemExit(work(_judge))
