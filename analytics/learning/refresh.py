"""Learning again, rarely and beside the loop: new assets once they have history, known ones every week.

The fit runs on a thread, into a state of its own; only its result is taken over, between two ticks. What is in alarm is
not learned anew, because a baseline that follows a fault would hide it.
"""

import logging
import threading
from dataclasses import fields

import numpy as np

from analytics.engine.clock import SECOND
from analytics.engine.columns import Columns
from analytics.engine.state import State
from analytics.layers.baseline import SEASONAL
from analytics.layers.creep import DECISION_H
from analytics.layers.quality import know
from analytics.learning.learn import learn
from telemetry.errors import GatewayError
from telemetry.gateway import Gateway

log = logging.getLogger(__name__)

EVERY_NS = 6 * 3600 * SECOND
"""How often it is looked whether there is something to learn."""
OLD_NS = 7 * 86_400 * SECOND
"""How old what was learned may become."""


class Refresh:
    """One learning at a time, started and taken over by `poll`."""

    def __init__(self, gateway: Gateway, begin: int) -> None:
        self.gateway = gateway
        self._next = begin + EVERY_NS
        self._thread: threading.Thread | None = None
        self._learned: State | None = None

    def poll(self, state: State, now: int) -> int:
        """Start learning where it is time to, or take over what was learned; gives how many assets that changed."""
        if self._thread is None and now >= self._next:
            self._next = now + EVERY_NS
            if due(state, now):
                self._thread = threading.Thread(target=self._learn, args=(now,), name="refresh", daemon=True)
                self._thread.start()
        if self._thread is None or self._thread.is_alive():
            return 0
        learned, self._thread, self._learned = self._learned, None, None
        changed = 0 if learned is None else take_over(state, learned, now)
        if changed:
            log.info("what is normal was learned anew for %d assets", changed)
        return changed

    def join(self, timeout_s: float) -> None:
        """Wait for a learning that is under way."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _learn(self, now: int) -> None:
        learned = State()
        try:
            learn(self.gateway, learned, now, lambda _what, _part: None)
        except GatewayError as error:
            log.warning("learning anew has to wait: %s", error)
            return
        self._learned = learned


def due(state: State, now: int) -> bool:
    """Whether some asset was never learned, or too long ago."""
    return bool((now - state.assets.learned >= OLD_NS).any())


def take_over(state: State, learned: State, now: int) -> int:
    """Take over the baselines of those assets that need them and may have them; gives how many."""
    changed = 0
    for source, asset in enumerate(learned.fleet.assets):
        target = state.fleet.asset(asset.name, asset.spec.name.value, asset.site)
        state.fit()
        if now - state.assets.learned[target] >= OLD_NS and _may(state, learned, target, source):
            _copy_asset(state, learned, target, source)
            changed += 1
    return changed


def _may(state: State, learned: State, target: int, source: int) -> bool:
    """Whether nothing learned of the asset is in alarm, and everything learned of it is there again."""
    known = [n for n in state.fleet.series_of(target) if state.baseline.kind[n] == SEASONAL]
    names = {learned.fleet.signals[n].name for n in learned.fleet.series_of(source) if _is_learned(learned, n)}
    creeping = np.maximum(state.creep.above[known], state.creep.below[known]) > DECISION_H / 2
    alarmed = bool((state.alarms.level[known] > 0).any() or creeping.any())
    return bool(names) and not alarmed and names >= {state.fleet.signals[n].name for n in known}


def _is_learned(learned: State, number: int) -> bool:
    return bool(learned.baseline.kind[number] == SEASONAL)


def _copy_asset(state: State, learned: State, target: int, source: int) -> None:
    """The asset's duty scaling and all its baselines, which belong together."""
    for name in ("centre", "width", "low", "high"):
        getattr(state.duty, name)[:, target] = getattr(learned.duty, name)[:, source]
    for number in learned.fleet.series_of(source):
        if _is_learned(learned, number):
            own = state.fleet.series(target, learned.fleet.signals[number].name)
            state.fit()
            _copy(state.baseline, own, learned.baseline, number)
            know(state.quality, own, float(learned.quality.longest[number]))
            state.creep.above[own] = state.creep.below[own] = 0.0
            state.warmup.release(np.array([own]))
    state.assets.learned[target] = learned.assets.learned[source]


def _copy(into: Columns, at: int, source: Columns, number: int) -> None:
    """One entry of every column."""
    for item in fields(source):
        getattr(into, item.name)[..., at] = getattr(source, item.name)[..., number]
