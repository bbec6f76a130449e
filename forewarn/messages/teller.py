"""The loop of one receiver: look, tell what is new in one message, note that it was told."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from admin.cache import Kept
from admin.incidents import service as incidents
from admin.prognosis import service as prognosis
from admin.records import moment
from admin.store import Store
from contract.errors import ForewarnError
from contract.time import HOUR, MINUTE
from forewarn.messages.incidents import MOST_SHOWN, message
from forewarn.messages.links import Links
from forewarn.messages.news import Change, Moment, Seen, after, news
from forewarn.messages.receiver import Receiver, ReceiverError
from forewarn.messages.state import State, StateFile

log = logging.getLogger(__name__)

LOOK_S = 5.0
"""Seconds between two looks; all receivers share one."""
LONGEST_PAUSE_S = 300.0
"""Between two tries, where the receiver asks for none; the first is after a second."""


class Watch:
    """The incidents of the store, asked for once for all receivers; safe to share between threads."""

    def __init__(self, store: Store, every_s: float = LOOK_S) -> None:
        self.store = store
        self._kept = Kept(self._look, every_s)

    def seen(self) -> list[Seen]:
        """Every incident of the last 30 days. Raises `GatewayError`."""
        return self._kept.get()

    def _look(self) -> list[Seen]:
        rows = {row["incident"]: row for row in incidents.newest_points(self.store)}
        return [Seen(row["_time"], incidents.told(row)) for row in rows.values()]


class Teller:
    """Tells one receiver, each thing once at least, a message a minute at most; it delays no other receiver."""

    def __init__(
        self,
        watch: Watch,
        receiver: Receiver,
        file: StateFile,
        links: Links,
        remind_h: float,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._watch, self._receiver, self._file, self._links = watch, receiver, file, links
        self._remind_ns, self._clock = round(remind_h * HOUR), clock
        self._state = file.read() or State(at=clock())
        self._sent = self._noted = 0
        self._pause_s = LOOK_S

    def run(self, stop: threading.Event, alive: Callable[[], None] = lambda: None) -> None:
        """Go on until told to stop; `alive` is called whenever nothing is left to tell, or waits for its minute."""
        while not stop.is_set():
            if self.step():
                alive()
            stop.wait(self._pause_s)

    def step(self) -> bool:
        """Look and tell once, and say whether that went well; what fails is logged, and tried again after a pause."""
        try:
            self._tell()
        except Exception as error:
            asked_s = error.wait_s if isinstance(error, ReceiverError) else 0.0
            doubled = 1.0 if self._pause_s == LOOK_S else 2 * self._pause_s
            self._pause_s = max(min(doubled, LONGEST_PAUSE_S), asked_s)
            unknown = None if isinstance(error, ForewarnError | OSError) else error
            log.warning("%s: %s; again in %.0f s", self._receiver.name, error, self._pause_s, exc_info=unknown)
            return False
        self._pause_s = LOOK_S
        return True

    def _tell(self) -> None:
        seen, now = self._watch.seen(), self._clock()
        changes = news(self._state.told, seen, Moment(now, self._state.at, self._remind_ns))
        if changes and now - self._sent < MINUTE:
            return
        if changes:
            self._send(changes, moment(now))
            self._sent = now
        self._note(State(at=now, told=after(self._state.told, seen, changes, now)), now)

    def _send(self, changes: list[Change], now: datetime) -> None:
        assets = sorted({each.seen.incident.asset for each in changes[:MOST_SHOWN]})
        ahead, _ = prognosis.known(self._watch.store, assets)
        self._receiver.send(message(changes, ahead, self._links, now.astimezone(UTC)))

    def _note(self, state: State, now: int) -> None:
        """Keep it: at once where something was told, else once a minute."""
        if state.told != self._state.told or self._sent == now or now - self._noted >= MINUTE:
            self._file.write(state)
            self._noted = now
        self._state = state
