"""What is published: a risk or a change of an incident, as JSON under the id of its asset."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from admin.live.reader import News, Told
from contract.errors import ForewarnError


@dataclass(frozen=True, slots=True)
class Letter:
    """One message; its JSON has an `id` that is the same whenever it is sent again."""

    kind: Literal["risk", "events"]
    asset: str
    body: bytes


class BrokerError(ForewarnError):
    """A broker that did not take what it was sent; the next time it may."""


class Broker(Protocol):
    """Where letters go to."""

    name: str

    def send(self, letters: list[Letter]) -> None:
        """Return once the broker has all of them. Raises `BrokerError`: then it may have some of them."""

    def close(self) -> None:
        """Give the connection back."""


def letters(news: News) -> Iterator[Letter]:
    """What is new as letters, each asset's in the order of its times."""
    for told in news.risks:
        yield Letter("risk", told.asset, _with_id(told))
    for told in news.events:
        yield Letter("events", told.asset, told.json)


def _with_id(told: Told) -> bytes:
    return b'{"id":%s,%s' % (json.dumps(f"{told.asset}@{told.time}").encode(), told.json[1:])
