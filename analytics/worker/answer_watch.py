"""What people say of incidents, from the store: read when there is something new."""

from analytics.policies.feedback import Answers, standing
from analytics.worker.config_rows import ConfigRows
from contract.incidents import FEEDBACK
from store.gateway import Gateway


class AnswerWatch:
    """Watches bucket config for new answers."""

    def __init__(self, gateway: Gateway) -> None:
        self._rows = ConfigRows(gateway, "worker_feedback_count", "feedback", FEEDBACK.tags)

    def changed(self) -> Answers | None:
        """All answers, where there is a row that the last call did not see; None where there is not.

        A row that breaks the contract is told of once and left out. Raises `GatewayError`.
        """
        return self._rows.changed(standing)
