"""The language of a simulator's control API: what can be asked of it, and what it answers.

The simulator serves it and the admin speaks it; both check every order by these models.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 0.001, 50.0
HIGHEST_SPEED = 1e6
"""A year in half a minute: beyond what any machine simulates."""

Rate = Annotated[float, Field(ge=LOWEST_RATE_HZ, le=HIGHEST_RATE_HZ, allow_inf_nan=False)]
"""Samples a second of every machine."""
Speed = Annotated[float, Field(ge=1, le=HIGHEST_SPEED, allow_inf_nan=False)]
"""Simulated seconds a second while behind the clock; null is as fast as it goes."""
_Word = Annotated[str, Field(min_length=1, max_length=200)]
_Length = Annotated[str, Field(max_length=20)]


class Order(BaseModel):
    """Something to be done; a field that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Start(Order):
    """Let it run. `since` is how far back to begin, such as "6h"; without it the simulation goes on where it was."""

    rate_hz: Rate = 1.0
    speed: Speed | None = None
    since: _Length | None = None


class Keep(Order):
    """Change the pace; what is left out stays as it is."""

    rate_hz: Rate | None = None
    speed: Speed | None = None


class Inject(Order):
    """Let a fault set in now. `signal` and `amount` are for faults of sensors; without `grow` it grows as is usual."""

    asset: _Word
    mode: _Word
    signal: _Word | None = None
    amount: Annotated[float, Field(allow_inf_nan=False)] | None = None
    grow: _Length | None = None


class Status(BaseModel):
    """What the simulation is doing; `time` is how far simulated time has come, `assets` their number by class."""

    running: bool
    rate_hz: float
    speed: float | None
    assets: dict[str, int]
    time: datetime
    behind_s: float
    points_per_s: float
    faults: int


class FaultUnderWay(BaseModel):
    """One episode; `repaired` is when the plan has it repaired, null for never, and `severity` is 0 to 1."""

    episode: str
    asset: str
    mode: str
    signal: str | None
    amount: float | None
    injected: bool
    severity: float
    onset: datetime
    failed: datetime
    repaired: datetime | None


class Statistics(BaseModel):
    """What was done to the fleet by hand, since its `injected.json` began: faults injected, by mode and by asset, and
    episodes repaired, those of the plan among them; `under_way` counts all that are there now, planned ones, too."""

    injected: int
    repaired: int
    under_way: int
    by_mode: dict[str, int]
    by_asset: dict[str, int]


class Repaired(BaseModel):
    """The episodes that were repaired at once, by their ids."""

    episodes: list[str]


class Mode(BaseModel):
    """One fault that can be injected into a kind of machine.

    `grow_s` is the time to functional failure where an order gives none. `scope` is what it befalls: the machine, one
    signal out of `signals`, the asset's lines, or either of the last two. `amount` says what an amount means, "" where
    the fault takes none.
    """

    mode: str
    code: str
    growth: str
    grow_s: float
    scope: str
    signals: list[str]
    amount: str
    signature: str


class Modes(BaseModel):
    """The kind of every asset, and what can be injected into each kind."""

    assets: dict[str, str]
    kinds: dict[str, list[Mode]]
