"""What the worker asks of a place where telemetry lies, whatever it looks like there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for: of a class, of some assets, of some signals, with run states or without."""

    asset_class: str | None = None
    assets: Sequence[str] | None = None
    signals: Sequence[str] | None = None
    states: bool = True


ALL = Wanted()


class Place(Protocol):
    """A place in the store where telemetry lies."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def bucket(self) -> str:
        """The bucket."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that tell its series apart."""

    @property
    def cadence_s(self) -> float:
        """Seconds between two values of a signal, at most."""

    @property
    def delay_s(self) -> float:
        """Seconds until values are in the store."""

    def has(self, asset_class: str, /) -> bool:
        """Whether it may hold assets of a class."""

    def rows(self, wanted: Wanted) -> str:
        """The condition, in Flux, of the rows that are wanted; they may be a few more."""
