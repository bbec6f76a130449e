"""What is known of a failure mode before it is ever seen: how it grows, what it shows, what it spares, what to do."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

UNKNOWN = "unknown"
"""What is named in place of a failure mode where something is off that none of them describes; no mode is called so."""


class Growth(StrEnum):
    """How severity rises from 0 at onset to 1 at functional failure."""

    STEP = "step"
    LINEAR = "linear"
    """At a constant rate, as a leak or a deposit grows."""
    EXPONENTIAL = "exponential"
    """In proportion to itself, as a crack or a spalled bearing grows."""
    WEAR = "wear"
    """Slowly at a constant rate, then, after initiation, exponentially."""
    ERRATIC = "erratic"
    """A drift that swings for hours, as electrical faults do with humidity and movement."""
    INTERMITTENT = "intermittent"
    """Comes and goes in quarters of an hour, more often as it grows."""


class Sense(StrEnum):
    """What a fault does to a signal, against the same machine at the same duty without it."""

    RISES = "rises"
    FALLS = "falls"
    FLUTTERS = "flutters"
    """Its mean may stay, but it moves from sample to sample several times as much."""
    STAYS = "stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A condition that can be told from the telemetry itself; all of its parts must hold.

    `states` are run states (none given: any). `ranges` are signals with the lowest and the highest value, in the
    signal's unit. `hours` are hours of the day, UTC; the first may be the later one (22 to 4 is the night).
    """

    text: str
    states: tuple[str, ...] = ()
    ranges: tuple[tuple[str, float, float], ...] = ()
    hours: tuple[float, float] = (0.0, 24.0)


ALWAYS = When(text="always")


@dataclass(frozen=True, slots=True)
class Effect:
    """What a fully grown fault does to one signal while a condition holds; `most` says when it does so most."""

    signal: str
    sense: Sense
    when: When = ALWAYS
    most: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it costs to mend it in time (`early`) and once it has failed (`deferred`): money in a currency of ISO 4217,
    and hours of downtime, None where nobody has said."""

    early: float
    deferred: float
    currency: str
    downtime_early_h: float | None
    downtime_deferred_h: float | None
    source: str


@dataclass(frozen=True, slots=True)
class FailureMode:
    """One failure mode of one class.

    `code` is by SAE J2012 where there is one. `hours` are the shortest and longest usual time from onset to functional
    failure, 0 and 0 where nobody has said. `shows` is the signature as data and `spares` what stays as it was and so
    tells the mode from its neighbours (its senses are `STAYS`, or the opposite of what a neighbour shows). `leads` are
    signals in their order of appearance, where that order is part of the signature.
    """

    mode: str
    _: KW_ONLY
    asset_class: str
    code: str = ""
    growth: Growth
    hours: tuple[float, float]
    shows: tuple[Effect, ...]
    spares: tuple[Effect, ...]
    leads: tuple[str, ...] = ()
    signature: str
    discriminator: str
    action: str
    cost: Cost | None = None

    @property
    def signals(self) -> tuple[str, ...]:
        """The signals that it moves, in order of appearance."""
        return tuple(dict.fromkeys(effect.signal for effect in self.shows))
