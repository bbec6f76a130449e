"""Models out of failures that people told of: once a day, in a process of its own, beside the worker.

A class is learned from where more of its machines failed than the model in force has seen, ten at least. A model that
is no good, or a process that dies, costs nobody anything: what was in force stays so.
"""

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from analytics.backtest import bucket
from analytics.backtest.straight import How
from analytics.ground.course import Course
from analytics.ground.source import Telemetry
from analytics.learning.beside import Beside, Task, work
from analytics.prognosis import similarity
from analytics.prognosis.shelf import SHIPPED, Card, ModelError, card, card_of, keep
from analytics.prognosis.training import train
from analytics.worker.ends import Ends
from contract.errors import ContractError, ForewarnError
from contract.settings import Settings
from contract.time import DAY, DAY_S, SECOND, rfc3339
from forewarn import context
from forewarn.backtest.judging import thresholds
from forewarn.recorded import watch_recorded
from store.gateway import Gateway
from store.sources.folder import Sources
from store.sources.place import Wanted

log = logging.getLogger(__name__)

BACK_DAYS = 400
"""Telemetry of so many days is learned from, as far as it is kept."""
SEED = 7
Tell = Callable[[int, int], None]
"""Told how much is done, of how much: first of the reading, then of the judging of a class."""


class Teaching:
    """Starts the process when it is time, and hears how it ended."""

    def __init__(self, every_s: float = DAY_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s, self._clock, self._next = every_s, clock, clock() + every_s
        self._child: Beside | None = None

    def poll(self) -> None:
        """To be called now and then; never waits and never fails."""
        if self._child is not None and (reason := self._child.failure()) is not None:
            self.close()
            if reason:
                log.warning("nothing was learned from failures: %s", reason)
        if self._child is None and self._clock() >= self._next:
            self._next = self._clock() + self._every_s
            try:
                self._child = Beside("forewarn.teaching", {})
            except OSError as error:
                log.warning("no process to learn from failures in: %s", error)

    def close(self) -> None:
        """End the process, where there is one."""
        if self._child is not None:
            self._child.close()
            self._child = None


def teach(settings: Settings, classes: Sequence[str] = (), tell: Tell = lambda _done, _whole: None) -> list[Card]:
    """Learn from the failures of these classes, of all where none is named; the cards of the models that came of it.
    Raises `ForewarnError`, for named classes also where there is nothing new to learn from."""
    now, made = time.time_ns(), []
    with _places(settings) as (gateway, places):
        ends = Ends(gateway)
        ends.look(now)
        failures = _failures(ends)
        for asset_class in classes or sorted(failures):
            reason = _reason_not(settings, asset_class, failures[asset_class])
            if not reason:
                made.append(_taught(settings, asset_class, places, ends, now, tell))
            elif classes:
                raise ForewarnError(f"{asset_class}: {reason}")
    return made


@contextmanager
def _places(settings: Settings) -> Iterator[tuple[Gateway, list[Telemetry]]]:
    """The store, and all telemetry that there is in it, our own first."""
    with context.gateway(settings, component="worker") as gateway, context.reader(settings, gateway) as reader:
        foreign = Sources(settings.forewarn_sources).changed() or {}
        yield gateway, [Telemetry(gateway), *(Telemetry(reader, place) for place in foreign.values())]


def _failures(ends: Ends) -> Counter[str]:
    """How many failures of each class are known."""
    found: Counter[str] = Counter()
    for own in ends.all().values():
        found.update(end.tags["asset_class"] for end in own if end.failed and not end.withdrawn and end.tags)
    return found


def _reason_not(settings: Settings, asset_class: str, failures: int) -> str:
    """Why nothing is to be learned from so many failures; "" where something is."""
    if failures < similarity.FEWEST:
        return f"{failures} failures are known, {similarity.FEWEST} are wanted"
    for folder in (settings.forewarn_models, SHIPPED):
        try:
            known = card(folder, asset_class)
        except ModelError:
            continue
        seen = int(known.data.get("failures", 0))
        return f"{failures} failures are known, the model {known.version} has seen {seen}" if failures <= seen else ""
    return ""


def _taught(
    settings: Settings, asset_class: str, places: Sequence[Telemetry], ends: Ends, now: int, tell: Tell
) -> Card:
    start, courses = now - BACK_DAYS * DAY, list[Course]()
    for place in places:
        heard = bucket.read(place, start, now, tell, Wanted(asset_class=asset_class))
        courses += [course for course in heard.courses if course.tags[1] == asset_class]
    if not courses:
        raise ContractError("telemetry", f"there is none of {asset_class} in the last {BACK_DAYS} days")
    how = How(settings.zones, thresholds=thresholds(places[0].gateway))
    days = watch_recorded(courses, ends.all(), asset_class, how, lambda part: tell(round(100 * part), 100))
    version = f"recorded-{rfc3339(now)[:10]}-{days.failures}"
    model, figures = train(days, asset_class, version, SEED)
    data = {"what": "telemetry before failures that were told of", "until": rfc3339(now // SECOND * SECOND)}
    own = card_of(model, asset_class, days, figures, data)
    keep(settings.forewarn_models, model, own, days)
    return own


def _do(_task: Task) -> None:
    for own in teach(context.load()):
        log.info("learned from %s failures of %s: model %s", own.data["failures"], own.asset_class, own.version)


if __name__ == "__main__":
    sys.exit(work(_do))
