"""A fault episode: what was raised, when, whether it has cleared, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from contract.levels import CRITICAL, SEVERITIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One episode; `cleared` is `None` while it is open. All but that is as it was when the episode was raised.

    `mode` is the failure mode that it looked like, "" where it looked like none; `confidence` in that is 0 to 1.
    """

    asset: str
    asset_class: str
    site: str
    code: str
    severity: str
    episode: str
    raised: datetime
    cleared: datetime | None
    risk: float | None
    observed: float | None
    limit: float | None
    description: str
    recommendation: str
    mode: str
    confidence: float | None
    against: list[str]

    @property
    def is_open(self) -> bool:
        """Whether it has not cleared yet."""
        return self.cleared is None

    @property
    def is_critical(self) -> bool:
        """Whether it is of the highest severity."""
        return self.severity == SEVERITIES[CRITICAL]
