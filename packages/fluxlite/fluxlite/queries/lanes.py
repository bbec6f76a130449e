"""Who is next: one token after the other, and in two lanes, so that small queries pass large ones."""

from collections import Counter, OrderedDict, deque
from collections.abc import Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """What waits, by owner: each owner in turn gives its oldest."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, deque[T]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._owners.values()))

    def push(self, owner: str, item: T) -> None:
        """Put something behind what its owner has waiting."""
        self._owners.setdefault(owner, deque()).append(item)

    def pop(self, busy: Mapping[str, int]) -> T:
        """Take the oldest of the owner that has least under way, and whose turn it is among those.

        Its next turn comes after everybody else's.
        """
        owner = min(self._owners, key=lambda one: busy.get(one, 0))
        items = self._owners[owner]
        item = items.popleft()
        if items:
            self._owners.move_to_end(owner)
        else:
            del self._owners[owner]
        return item

    def has_newcomer(self, busy: Mapping[str, int]) -> bool:
        """Whether somebody waits who has nothing under way."""
        return any(not busy.get(owner, 0) for owner in self._owners)

    def pop_newest(self, owner: str) -> T:
        """Take the newest of an owner that has some."""
        item = self._owners[owner].pop()
        if not self._owners[owner]:
            del self._owners[owner]
        return item

    def remove(self, owner: str, item: T) -> None:
        """Take something out, wherever it is."""
        items = self._owners.get(owner)
        if items is None or item not in items:
            return
        items.remove(item)
        if not items:
            del self._owners[owner]

    def counts(self) -> Counter[str]:
        """How many each owner has waiting."""
        return Counter({owner: len(items) for owner, items in self._owners.items()})


class Waiting(Generic[T]):
    """Everything that waits: what is not known to be long yet, and what is."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.quick: FairQueue[T] = FairQueue()
        self.long: FairQueue[T] = FairQueue()

    def __len__(self) -> int:
        return len(self.quick) + len(self.long)

    def admit(self, owner: str, item: T) -> T | None:
        """Put something new in line. Where all places are taken, gives what must go: the newest of whoever has most."""
        if len(self) < self._most:
            self.quick.push(owner, item)
            return None
        counts = self.quick.counts() + self.long.counts()
        greediest = max(counts, key=lambda one: counts[one])
        if counts[owner] + 1 >= counts[greediest]:
            return item
        self.quick.push(owner, item)
        lane = self.quick if self.quick.counts()[greediest] else self.long
        return lane.pop_newest(greediest)

    def remove(self, owner: str, item: T) -> None:
        """Take something out of line."""
        self.quick.remove(owner, item)
        self.long.remove(owner, item)
