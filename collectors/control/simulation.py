"""A simulation that can be controlled: its loop alone touches the world, everybody else leaves it orders.

An order is carried out between two steps, so that none is disturbed, and is on disk before it is answered.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTimeError
from pathlib import Path
from typing import Any, TypeVar

from collectors.control import book, ordered
from collectors.control.errors import busy, not_kept
from collectors.control.meter import Meter
from collectors.control.ordered import Ordered
from collectors.control.plan import Changes, onset_of, planned, under_way
from collectors.control.views import count_by_class, fault_view, statistics_view, time_of, usual_growth
from collectors.episodes import Episode
from collectors.live import Clock, Pace, Playback
from collectors.scenario import Scenario, duration
from collectors.sink import Sink
from contract.control import FaultUnderWay, Inject, Keep, Repaired, Start, Statistics, Status
from contract.errors import ContractError
from contract.time import DAY, SECOND
from web.errors import conflict, not_found

log = logging.getLogger(__name__)

ANSWER_S = 20.0
"""How long an order may wait for the step that is under way."""
_REST_S = 0.2
"""How long the loop sleeps at most before it looks whether it is to end."""
LONGEST_SINCE_NS = 30 * DAY
"""Raw telemetry is kept for as long."""

T = TypeVar("T")


def _unnoted(until: int, resting: bool) -> None:
    """Nobody wants to know how far it is."""


class Simulation:
    """One world, at work until it is stopped by an order, and again once one starts it.

    Parameters
    ----------
    scenario : the world as it was planned
    file : keeps what is injected and cleared; the same file continues the same world. `ordered.json` beside it keeps
        the latest order to start, to stop or to change the pace
    since : where to begin, ns since 1970
    pace : what it keeps where no order says another
    noted : told after every step up to which moment (ns) the lines were written, and whether the simulation is stopped
    clock : the time, ns since 1970
    """

    def __init__(
        self,
        scenario: Scenario,
        file: Path,
        sink: Sink,
        since: int,
        pace: Pace,
        noted: Callable[[int, bool], None] = _unnoted,
        clock: Clock = time.time_ns,
    ) -> None:
        self._planned, self._file, self._sink, self._noted, self._clock = scenario, file, sink, noted, clock
        self._changes = book.load(file)
        self._orders: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._meter = Meter()
        self._orders_file = file.with_name(ordered.NAME)
        before = ordered.load(self._orders_file) or Ordered(True, pace)
        self._running, self._ended = before.running, False
        self._playback = Playback(self._changes.over(scenario), since, before.pace, clock)

    def run(self, stop: threading.Event) -> None:
        """Simulate until `stop` is set."""
        while not stop.is_set():
            if self._running:
                self._meter.add(self._playback.step(self._sink))
            self._noted(self._playback.last, not self._running)
            self._wait(self._playback.wait_s() if self._running else _REST_S, stop)
        self._ended = True
        while not self._orders.empty():
            _carry_out(_turn_away, self._orders.get()[1])

    def status(self) -> Status:
        """What the simulation is doing."""
        playback, running = self._playback, self._running
        return Status(
            running=running,
            rate_hz=playback.pace.rate_hz,
            speed=playback.pace.speed,
            assets=count_by_class(self._planned),
            time=time_of(playback.last),
            behind_s=round(playback.behind_s(), 3),
            points_per_s=round(self._meter.per_s(), 1) if running else 0.0,
            faults=len(self.faults()),
        )

    def faults(self) -> list[FaultUnderWay]:
        """The faults under way, planned and injected, the newest first."""
        scenario, moment = self._playback.scenario, self._present()
        by_hand = {(each.words["asset"], each.words["mode"], each.onset) for each in self._changes.injected}
        found = [
            fault_view(episode, moment, injected=(entry.asset, entry.mode, episode.onset) in by_hand)
            for entry, episode in under_way(scenario, moment)
            if not self._ending(episode, moment)
        ]
        return sorted(found, key=lambda fault: fault.onset, reverse=True)

    def statistics(self) -> Statistics:
        """How much was done by hand so far."""
        return statistics_view(self._changes, len(self.faults()))

    def scenario(self) -> Scenario:
        """The world's plan as it is now."""
        return self._playback.scenario

    def start(self, order: Start) -> None:
        """Go on from where it stopped, or from a length of time ago; raises where it runs."""
        self._order(lambda: self._start(Pace(order.rate_hz, order.speed), order.since))

    def stop(self) -> None:
        """Stand still after the step that is under way; raises where it does not run."""
        self._order(self._stop)

    def keep(self, order: Keep) -> None:
        """Change rate, speed or both; raises where it does not run."""
        self._order(lambda: self._keep(order))

    def inject(self, order: Inject) -> FaultUnderWay:
        """Let a fault set in at the next whole second; raises where it cannot be, or is there already."""
        return self._order(lambda: self._inject(order.model_dump(exclude_none=True)))

    def clear(self, episode: str) -> None:
        """Repair an episode at the next whole second; raises where it is not under way."""
        self._order(lambda: self._clear(episode))

    def clear_all(self) -> Repaired:
        """Repair every episode that is under way at the next whole second."""
        return self._order(self._clear_all)

    def _order(self, order: Callable[[], T]) -> T:
        """Leave an order to the loop and wait for its outcome."""
        outcome: Future[T] = Future()
        self._orders.put((order, outcome))
        if self._ended and outcome.cancel():
            raise busy()
        try:
            return outcome.result(ANSWER_S)
        except NotInTimeError:
            if outcome.cancel():
                raise busy() from None
            return outcome.result()

    def _wait(self, seconds: float, stop: threading.Event) -> None:
        """Carry out the next order, or wait until the next step is due."""
        due = time.monotonic() + seconds
        while not stop.is_set():
            left = max(0.0, due - time.monotonic())
            try:
                order, outcome = self._orders.get(timeout=min(left, _REST_S))
            except queue.Empty:
                if left <= _REST_S:
                    return
                continue
            _carry_out(order, outcome)
            return

    def _start(self, pace: Pace, since: str | None) -> None:
        if self._running:
            raise conflict("The simulation is running already.")
        begin = None if since is None else self._back(since)
        self._keep_order(True, pace)
        if begin is None:
            self._playback.go_on(pace)
        else:
            self._playback = Playback(self._changes.over(self._planned), begin, pace, self._clock)
        self._meter = Meter()
        self._running = True
        log.info("started at %s by order", time_of(self._playback.last))

    def _back(self, since: str) -> int:
        length = duration(since, "since")
        if not SECOND <= length <= LONGEST_SINCE_NS:
            raise ContractError("since", "must be between 1s and 30d")
        begin = self._clock() - length
        if begin < self._planned.start:
            raise ContractError("since", f"this world begins only at {time_of(self._planned.start)}")
        return begin

    def _stop(self) -> None:
        if not self._running:
            raise conflict("The simulation is stopped already.")
        self._keep_order(False, self._playback.pace)
        self._running = False
        log.info("stopped at %s by order", time_of(self._playback.last))

    def _keep(self, order: Keep) -> None:
        if not self._running:
            raise conflict("The simulation is stopped; give rate and speed when you start it.")
        old = self._playback.pace
        # A speed of None is one that was asked for, unless it was left out.
        speed = order.speed if "speed" in order.model_fields_set else old.speed
        pace = Pace(order.rate_hz or old.rate_hz, speed)
        self._keep_order(True, pace)
        self._playback.go_on(pace)
        log.info("pace by order: %s", pace)

    def _keep_order(self, running: bool, pace: Pace) -> None:
        """Let a restart go on as it is ordered now."""
        try:
            ordered.save(self._orders_file, Ordered(running, pace))
        except OSError as error:
            raise not_kept(error) from error

    def _inject(self, words: Mapping[str, Any]) -> FaultUnderWay:
        asset = next((each for each in self._planned.assets if each.name == words["asset"]), None)
        if asset is None:
            raise not_found("asset", str(words["asset"]))
        onset = self._present()
        words = {"grow": usual_growth(asset.asset_class, str(words["mode"])), **words}
        fault = planned(self._planned, words, onset)
        for entry, episode in under_way(self._playback.scenario, onset):
            if (entry.asset, entry.mode, entry.signal) == (fault.asset, fault.mode, fault.signal):
                raise conflict(f"It is at work there already: {episode.id}.", "mode")
        self._take(self._changes.inject(words, onset))
        name = next(each.id for entry, each in under_way(self._playback.scenario, onset) if entry == fault)
        log.info("injected %s", name)
        return next(view for view in self.faults() if view.episode == name)

    def _clear(self, episode: str) -> None:
        moment = self._present()
        found = [each for _, each in under_way(self._playback.scenario, moment) if each.id == episode]
        if not found or self._ending(found[0], moment):
            raise not_found("episode", episode)
        self._repair([episode], moment)

    def _clear_all(self) -> Repaired:
        names = list(dict.fromkeys(fault.episode for fault in self.faults()))
        if names:
            self._repair(names, self._present())
        return Repaired(episodes=names)

    def _repair(self, episodes: Sequence[str], moment: int) -> None:
        changes = self._changes
        for episode in episodes:
            # A repair comes after the onset, be it by one second.
            changes = changes.clear(episode, max(moment, onset_of(episode) + SECOND))
        self._take(changes)
        log.info("cleared %s", ", ".join(episodes))

    def _ending(self, episode: Episode, moment: int) -> bool:
        """Whether it is cleared already, and only the moment of it has to come."""
        return episode.id in self._changes.cleared and (episode.repaired or 0) <= moment + SECOND

    def _take(self, changes: Changes) -> None:
        """Let these changes be part of the world, on disk first."""
        try:
            book.save(self._file, changes)
        except OSError as error:
            raise not_kept(error) from error
        self._changes = changes
        self._playback.replan(changes.over(self._planned).faults)

    def _present(self) -> int:
        """The next whole second that is not simulated yet: nothing may change before it."""
        return max(self._playback.last // SECOND * SECOND + SECOND, self._planned.start)


def _turn_away() -> None:
    raise busy()


def _carry_out(order: Callable[[], T], outcome: "Future[T]") -> None:
    if not outcome.set_running_or_notify_cancel():
        return
    try:
        outcome.set_result(order())
    except Exception as error:  # noqa: BLE001  (it is raised where the order came from)
        outcome.set_exception(error)
