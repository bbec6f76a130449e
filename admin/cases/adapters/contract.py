"""What every receiver of cases does."""

from dataclasses import dataclass
from typing import Protocol

from admin.cases.case import Case
from contract.errors import ForewarnError


class DeliveryError(ForewarnError):
    """A case did not come to its receiver, as far as is known.

    `permanent` is true where trying again cannot help, `retry_after_s` is what the receiver asks to wait.
    """

    def __init__(self, reason: str, *, permanent: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.permanent, self.retry_after_s = permanent, retry_after_s


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver calls the case, and its own word for how it stands; "" where it does not say."""

    external: str = ""
    status: str = ""


class Adapter(Protocol):
    """A receiver: `name` is its word in the settings, `label` what people call it.

    `closes` says whether it is told that an incident is over; `settle_s` how long after an attempt without an answer it
    must be left alone, before the next one can see what came of it.
    """

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def closes(self) -> bool: ...
    @property
    def settle_s(self) -> float: ...

    def open(self, case: Case) -> Receipt:
        """Bring a case there, or find that it is there already. Raises `DeliveryError`."""

    def close(self, case: Case) -> Receipt:
        """Say that its incident is over. Raises `DeliveryError`."""
