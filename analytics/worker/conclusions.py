"""What is concluded from the judging between two ticks: incidents, when assets will fail, and whether that came true.

Each is a side job: one that fails costs neither the judging nor the others.
"""

from collections.abc import Callable, Iterable

from analytics.engine.state import State
from analytics.prognosis.predict import Models
from analytics.worker.foresight import Foresight
from analytics.worker.foretold import Foretold
from analytics.worker.incident_watch import IncidentWatch
from analytics.worker.jobs import PATIENCE_S, Job
from store.gateway import Gateway
from store.points import Point, encode

Write = Callable[[list[str]], None]


class Conclusions:
    """The jobs, and how they are done in turn."""

    def __init__(self, gateway: Gateway, models: Models) -> None:
        asks = gateway.patient(PATIENCE_S)
        self.incidents, self.foresight, self.foretold = IncidentWatch(asks), Foresight(models), Foretold(asks)
        self._foreseeing = Job("looking ahead")

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of them."""
        return self.incidents.job, self._foreseeing, self.foretold.job

    def tell(self, events: Iterable[Point], write: Write) -> None:
        """Write events of episodes, of which incidents are made."""
        events = list(events)
        write(encode(events))
        self.incidents.hear(events)

    def turn(self, state: State, now: int, write: Write) -> None:
        """Do what is due at a time (ns)."""
        self.incidents.job.attempt(lambda: write(encode(self.incidents.points(now))), now)
        self._foreseeing.attempt(lambda: write(encode(self.foresight.points(state))), now)
        self.foretold.turn(now, write)
