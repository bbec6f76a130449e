"""Lessons: what was learned of an asset, kept by what it was learned from, for whoever learns the same once more.

The two sides of a trial are taught by the same history, but for what either of them had in alarm; fitting it costs as
much as judging it. So what one side has fitted lies in a folder for the other. They may be two processes: one goes
through the assets from the first, the other from the last, so that each does half of the work.
"""

import hashlib
import logging
import os
import pickle
from dataclasses import dataclass
from pathlib import Path

from analytics.engine.state import State
from analytics.ground.fleet import Asset
from analytics.ground.local_time import LocalTime
from analytics.learning.history import Grid, History
from analytics.learning.learn import adopt, learn
from analytics.learning.past import Past
from analytics.learning.refresh import take_over

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Histories that are held at once, of less than a megabyte each."""


@dataclass(frozen=True, slots=True)
class _Lesson:
    asset: Asset
    history: History
    grid: Grid

    def key(self, zone: str) -> str:
        """The same for the same history of the same machine."""
        own, found = self.history, hashlib.blake2b(digest_size=20)
        found.update(repr((self.asset.owner, self.asset.site, zone, self.grid, list(own.values))).encode())
        for part in (*own.values.values(), own.duty_now, own.duty_mean, own.working, own.said, own.healthy):
            found.update(part.tobytes())
        return found.hexdigest()


class Lessons:
    """What was learned, in a folder; `backwards` is whether one begins with the last asset."""

    def __init__(self, folder: Path, *, backwards: bool = False) -> None:
        self._folder, self._backwards = folder, backwards

    def teach(self, state: State, past: Past, now: int) -> None:
        """See `straight.learn_anew`. Raises `OSError` where the folder cannot be written."""
        waiting: list[_Lesson] = []

        def take(known: State, asset: int, history: History, grid: Grid) -> int:
            waiting.append(_Lesson(known.fleet.assets[asset], history, grid))
            if len(waiting) >= AT_ONCE:
                self._take_over(state, waiting, now)
            return 0

        learn(past, State(clocks=LocalTime(state.clocks.zones)), now, lambda _what, _part: None, take=take)
        self._take_over(state, waiting, now)

    def _take_over(self, state: State, waiting: list[_Lesson], now: int) -> None:
        order = range(len(waiting))
        found = {
            place: self._learned(waiting[place], state) for place in (reversed(order) if self._backwards else order)
        }
        for place in order:
            take_over(state, found[place], now)
        waiting.clear()

    def _learned(self, lesson: _Lesson, state: State) -> State:
        path = self._folder / lesson.key(state.clocks.zones.of(lesson.asset.site))
        if path.exists():
            return State.load(*pickle.loads(path.read_bytes()))
        found = _fitted(lesson, state)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(pickle.dumps(found.dump()))
        part.replace(path)
        return found


def _fitted(lesson: _Lesson, like: State) -> State:
    """The asset alone in a state, with what was learned of it."""
    found = State(clocks=LocalTime(like.clocks.zones))
    number = found.fleet.asset(lesson.asset.name, lesson.asset.spec.name, lesson.asset.site)
    for signal in lesson.history.values:
        found.fleet.series(number, signal)
    try:
        adopt(found, number, lesson.history, lesson.grid)
    except Exception:
        # As in `learn`: one history that cannot be fitted must not keep the others from being learned.
        log.exception("%s is judged without its history, which cannot be fitted", lesson.asset.name)
    return found
