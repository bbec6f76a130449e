"""Rows of `config` that come in versions: of each name the newest holds, also where it is not whole.

An older one must not stand in for it: what is just being written may be what shuts somebody out.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from admin.records import Record, number, text
from contract.checks import text as checked
from contract.errors import ContractError
from web.errors import conflict

LONGEST_WHY = 500


class Told(Protocol):
    """What a version says of who set it, and why."""

    @property
    def version(self) -> int: ...
    @property
    def actor(self) -> str: ...
    @property
    def why(self) -> str: ...


class Version(Told, Protocol):
    """What every version says of itself; `time` is nanoseconds since 1970."""

    @property
    def time(self) -> int: ...


V = TypeVar("V", bound=Version)


@dataclass(frozen=True, slots=True)
class Refused:
    """A newest row that is not whole: it lets nobody in, and the next version stands in its place."""

    version: int
    time: int
    reason: str
    actor: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Newest(Generic[V]):
    """The newest version of each name, and what is wrong with the others."""

    sound: dict[str, V]
    refused: dict[str, Refused]

    def known(self, name: str) -> V | Refused | None:
        """What holds of a name, `None` where there never was a row of it."""
        return self.sound.get(name) or self.refused.get(name)


def newest(rows: Iterable[Record], tag: str, parse: Callable[[Record], V]) -> Newest[V]:
    """Of rows in the order of their times, what holds of each name; `parse` raises `ContractError`."""
    found: Newest[V] = Newest({}, {})
    for name, row in {text(row, tag): row for row in rows if text(row, tag)}.items():
        try:
            found.sound[name] = parse(row)
        except ContractError as error:
            found.refused[name] = Refused(int(number(row, "version") or 0), row["_time"], str(error))
    return found


def check_seen(seen: int, found: Told | None) -> None:
    """Raises a 409 `ApiError` where the version that was seen is not the newest."""
    version = found.version if found else 0
    if seen != version:
        by = f", set by {found.actor}: {found.why}" if found and found.actor else ""
        raise conflict(f"Version {version} is in force{by}. You saw version {seen}.", "version")


def next_time(found: Version | None) -> int:
    """A time for the next version, after that of the one before: clocks are set back, and the newest holds."""
    now = time.time_ns()
    return max(now, found.time + 1) if found else now


def said_why(why: str) -> str:
    """A reason; raises `ContractError` for none, and for one that is too long."""
    if not why.strip():
        raise ContractError("why", "say why, for those who read it in a year")
    return checked("why", why, LONGEST_WHY)
