"""What a backtest found, written into the store as a worker would have written it: pages and dashboards then show it.

It writes over nothing: whoever begins asks `judged` first, and leaves a span alone in which somebody has judged.
"""

from collections.abc import Collection, Mapping

import numpy as np

from analytics.engine.forget import without
from analytics.engine.results import Results
from analytics.engine.state import State
from analytics.worker.limits import Telling
from analytics.worker.output import Encoder
from contract.errors import ForewarnError
from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from store.points import encode
from store.writer import Writer

SETTLE_S = 60.0
"""How long the store may take for what waits at the end."""


def judged(gateway: Gateway, assets: Collection[str], start: int, stop: int) -> Mapping[str, int]:
    """By asset, the latest moment (ns) from `start` to before `stop` at which its risk was written, where it was.

    Raises `GatewayError`.
    """
    frame = gateway.query(queries.render("worker_told", start=start, stop=stop))
    rows = zip(frame.strings("asset"), frame.times().tolist(), strict=True) if len(frame) else ()
    found: dict[str, int] = {}
    for name, time in rows:
        if name in assets:
            found[name] = max(time, found.get(name, 0))
    return found


class Retold:
    """Writes into buckets health and rollup; hand `take` to whoever judges, and call `finish` at the end."""

    def __init__(self, gateway: Gateway) -> None:
        self._health, self._rollup = Writer(gateway, "health"), Writer(gateway, "rollup")
        self._limits = Telling()
        self._state: State | None = None
        self._encoder: Encoder | None = None

    def take(self, state: State, results: Results, time: int) -> None:
        """Write what one feed gave out; `time` (ns) is where the feed began."""
        if self._encoder is None or self._state is not state:
            self._state, self._encoder = state, Encoder(state.fleet)
        series = self._limits.due(state.judging, time)
        self._health.write(self._encoder.limits(series, state.judging, time))
        self._health.write(self._encoder.health(results))
        self._rollup.write(self._encoder.rollup(results))

    def finish(self, stop: int, *, end: bool) -> int:
        """Give out windows that are still open at `stop` (ns), and with `end` the ends of episodes, which nobody goes
        on with; wait until the store has all, and give how many lines that were.

        Raises `ForewarnError` where it did not take them all.
        """
        if self._state is not None and self._encoder is not None:
            minutes, days = self._state.rollups.due(stop + 2 * 60 * SECOND)
            rest = Results(minutes=[minutes] if minutes else [], days=[days] if days else [])
            self._rollup.write(self._encoder.rollup(rest))
            if end:
                everything = np.ones(len(self._state.fleet.assets), np.bool_)
                self._health.write(encode(without(self._state, everything, stop)[1]))
        writers = (self._health, self._rollup)
        settled = [writer.flush(SETTLE_S) for writer in writers]
        stats = [writer.stats() for writer in writers]
        for writer in writers:
            writer.close()
        lost = [one for one in stats if one.refused or one.given_up]
        if lost or not all(settled):
            reason = next((one.last_error for one in (*lost, *stats) if one.last_error), "it does not answer")
            raise ForewarnError(f"the store did not take all that was found: {reason}")
        return sum(one.written for one in stats)
