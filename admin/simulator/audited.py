"""Orders to the simulator that leave an audit of who gave them, what was before and what is after."""

import logging

from admin.simulator import repository
from admin.simulator.client import Simulator
from admin.store import Store
from contract.control import FaultUnderWay, Inject, Keep, Repaired, Start, Status
from contract.errors import GatewayError

log = logging.getLogger(__name__)

PACE = {"running", "rate_hz", "speed"}
"""What of the simulator's state an order changes."""


class Audited:
    """One simulator, as somebody orders it about; every call raises `ApiError` as the simulator's do."""

    def __init__(self, simulator: Simulator, store: Store, actor: str) -> None:
        self._simulator, self._store, self._actor = simulator, store, actor

    def start(self, order: Start) -> Status:
        """Let it run."""
        before = self._simulator.status()
        return self._paced("start", before, self._simulator.start(order))

    def stop(self) -> Status:
        """Let it stand still."""
        before = self._simulator.status()
        return self._paced("stop", before, self._simulator.stop())

    def keep(self, order: Keep) -> Status:
        """Change rate or speed."""
        before = self._simulator.status()
        return self._paced("change the pace", before, self._simulator.keep(order))

    def inject(self, order: Inject) -> FaultUnderWay:
        """Let a fault set in."""
        fault = self._simulator.inject(order)
        self._keep(order.asset, "inject a fault", None, order.model_dump(exclude_unset=True))
        return fault

    def clear(self, episode: str) -> None:
        """Repair an episode."""
        self._simulator.clear(episode)
        self._keep(episode, "repair a fault", {"episode": episode}, None)

    def clear_all(self) -> Repaired:
        """Repair all that is under way."""
        repaired = self._simulator.clear_all()
        if repaired.episodes:
            self._keep("simulator", "repair all faults", repaired.model_dump(), None)
        return repaired

    def _paced(self, order: str, before: Status, after: Status) -> Status:
        self._keep("simulator", order, before.model_dump(include=PACE), after.model_dump(include=PACE))
        return after

    def _keep(self, target: str, order: str, before: object, after: object) -> None:
        # The simulator has done it already: to answer with an error would be untrue.
        try:
            repository.keep(self._store, self._actor, target, order, before, after)
        except GatewayError as error:
            log.warning("an order of %s to the simulator is not in the audit: %s", self._actor, error)
