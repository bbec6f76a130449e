"""What people say of incidents, from the store: read when there is something new."""

from analytics.policies.feedback import Answers, standing
from analytics.worker.refused import Refused
from contract.incidents import FEEDBACK
from store import queries
from store.gateway import Gateway
from store.rows import whole


class AnswerWatch:
    """Watches bucket config for new answers."""

    def __init__(self, gateway: Gateway) -> None:
        self.known = Answers()
        self._gateway, self._refused, self._count = gateway, Refused(), 0

    def changed(self) -> bool:
        """Whether there is a row that the last call did not see; `known` is up to date then. A row that breaks the
        contract is told of once and left out. Raises `GatewayError`."""
        counts = self._gateway.query(queries.render("worker_feedback_count")).floats("_value")
        count = int(counts[0]) if len(counts) else 0
        if count == self._count:
            return False
        rows = whole(self._gateway.blocks(queries.render("feedback")), *FEEDBACK.tags)
        self.known, refused = standing(rows)
        self._refused.tell(refused)
        self._count = count
        return True
