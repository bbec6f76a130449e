"""What is known of the fleet, and since which message: one for all streams.

A stream keeps no queue: it knows the message that it sent last, and takes what is newer when it can send again. Of
risks and samples that is the newest of each asset; of events it is each one, and one that has missed some gets a
snapshot. So a slow client costs no memory, and clients that are as far as each other share their next message.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from itertools import takewhile

from admin.live import message
from admin.live.message import Message, Why
from admin.live.reader import KEPT_NS, LATE_NS, News, Told

MOST_EVENTS = 2000
"""Changes of incidents that are kept; who is further behind gets a snapshot."""

Numbered = tuple[int, Told]
"""With the id of the message that tells it first."""


class Board:
    """Filled with news; hands out messages. For the event loop alone. `now` is ns since 1970."""

    def __init__(self, news: News, now: int) -> None:
        self._begun = self._newest = now
        self._risks, self._samples = _Latest(), _Latest()
        self._incidents: dict[str, Told] = {}
        self._events: deque[Numbered] = deque(maxlen=MOST_EVENTS)
        self._oldest = now - KEPT_NS
        """Of what happened after it nothing is forgotten."""
        self._is_up, self._turned = True, now
        """Whether the store answers, and since which message."""
        self._made: dict[Hashable, Message] = {}
        # What was there before has the id that it would have had: that of its time.
        self._put(news, lambda told: min(told.time, now))

    def take(self, news: News, now: int) -> bool:
        """Note what is new at a time, and whether there is anything to tell."""
        if not news and self._is_up:
            return False
        self._next(now, is_up=True)
        self._put(news, lambda _: self._newest)
        return True

    def lose(self, now: int) -> bool:
        """Note that the store does not answer, and whether that is new."""
        if not self._is_up:
            return False
        self._next(now, is_up=False)
        return True

    def after(self, cursor: int | None, asset: str) -> Message | None:
        """What a stream of an asset ("": of the fleet) sends next that has sent the message `cursor`.

        `None` is one that has sent none, and gets a snapshot; nothing where there is nothing new.
        """
        if cursor is None:
            return self._kept(("new", asset), lambda: self._snapshot("new", asset))
        if not self._oldest <= cursor <= self._newest:
            return self._kept(("behind", asset), lambda: self._snapshot("behind", asset))
        return self._event(cursor, asset) if cursor < self._newest else None

    def cursor(self, since: int) -> int:
        """Where a stream goes on whose client has the message `since`, maybe of another process."""
        # What came late may not have been seen by it.
        return since if since >= self._begun else since - LATE_NS

    def knows(self, asset: str) -> bool:
        """Whether anything is known of an asset."""
        return bool(self._risks.of(asset, 0) or self._samples.of(asset, 0))

    def _next(self, now: int, *, is_up: bool) -> None:
        self._newest = max(now, self._newest + 1)
        if self._is_up != is_up:
            self._is_up, self._turned = is_up, self._newest
        self._made.clear()

    def _put(self, news: News, number: Callable[[Told], int]) -> None:
        for latest, told in ((self._risks, news.risks), (self._samples, news.samples)):
            for item in sorted(told, key=lambda item: item.time):
                latest.put(number(item), item)
        for item in news.events:
            if len(self._events) == MOST_EVENTS:
                self._oldest = max(self._oldest, self._events[0][0])
            self._events.append((number(item), item))
        self._incidents.update({name: told for name, told in news.incidents.items() if told is not None})
        for name in (name for name, told in news.incidents.items() if told is None):
            self._incidents.pop(name, None)

    def _kept(self, key: Hashable, make: Callable[[], Message]) -> Message:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _snapshot(self, why: Why, asset: str) -> Message:
        going_on = [told.json for told in self._incidents.values() if asset in ("", told.asset)]
        return message.snapshot(
            self._newest, why, self._is_up,
            risks=self._risks.of(asset, 0), incidents=going_on, samples=self._samples_of(asset, 0),
        )  # fmt: skip

    def _event(self, cursor: int, asset: str) -> Message | None:
        key = (cursor, asset)
        if key in self._made:
            return self._made[key]
        newer = takewhile(lambda each: each[0] > cursor, reversed(self._events))
        events = [told.json for _, told in newer if asset in ("", told.asset)][::-1]
        risks, samples = self._risks.of(asset, cursor), self._samples_of(asset, cursor)
        if not (events or risks or samples or self._turned > cursor):
            return None
        return self._kept(
            key, lambda: message.event(self._newest, self._is_up, risks=risks, events=events, samples=samples)
        )

    def _samples_of(self, asset: str, cursor: int) -> list[bytes]:
        return self._samples.of(asset, cursor) if asset else []


class _Latest:
    """The newest of every asset, the one told last at the end."""

    def __init__(self) -> None:
        self._items: OrderedDict[str, Numbered] = OrderedDict()

    def put(self, number: int, item: Told) -> None:
        self._items[item.asset] = (number, item)
        self._items.move_to_end(item.asset)

    def of(self, asset: str, cursor: int) -> list[bytes]:
        """What is newer than a message, of an asset or ("") of all."""
        if asset:
            found = self._items.get(asset)
            return [found[1].json] if found and found[0] > cursor else []
        return [told.json for _, told in self._newer(cursor)][::-1]

    def _newer(self, cursor: int) -> Iterator[Numbered]:
        return takewhile(lambda each: each[0] > cursor, reversed(self._items.values()))
