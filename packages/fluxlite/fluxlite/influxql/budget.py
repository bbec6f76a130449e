"""What one request may cost: the time and the rows that it may take."""

import time
from dataclasses import dataclass, field

from fluxlite.influxql.language.errors import StatementError


@dataclass(slots=True)
class Budget:
    """Counts what a request has taken so far."""

    seconds: float = 60.0
    """How long it may compute."""
    values: int = 5_000_000
    """How many stored values it may read; each takes about a hundred bytes while it is sorted."""
    rows: int = 2_000_000
    """How many cells its answer may have."""
    windows: int = 2_000_000
    """How many windows of time it may fill."""
    started: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        """Raise StatementError where the time is up."""
        if time.monotonic() - self.started > self.seconds:
            raise StatementError(f"query took longer than {self.seconds:g} seconds")

    def take_values(self, count: int) -> None:
        """Count stored values."""
        self.values -= count
        if self.values < 0:
            raise StatementError("query reads more values than are allowed at once; ask for less time or fewer series")
        self.check()

    def take_cells(self, count: int) -> None:
        """Count cells of the answer."""
        self.rows -= count
        if self.rows < 0:
            raise StatementError("the answer has more cells than are allowed at once; use LIMIT, or ask for less time")
        self.check()

    def take_windows(self, count: int) -> None:
        """Count windows of time."""
        self.windows -= count
        if self.windows < 0:
            raise StatementError("query needs more windows than are allowed; use longer ones, or ask for less time")
        self.check()
