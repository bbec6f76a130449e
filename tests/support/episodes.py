"""Events of fault episodes as the worker gives them out."""

from contract.measurements import FAULT, Value
from contract.time import SECOND
from store.points import Point

NOW = 1_780_000_000 * SECOND
WEAR = "bearing_wear"


def event(
    code: str,
    signal: str,
    mode: str = WEAR,
    *,
    at: int = 0,
    now: int = NOW,
    state: str = "raised",
    severity: str = "warning",
    since: int | None = None,
    asset: str = "PUMP-001",
    asset_class: str = "pump",
    confidence: float = 0.6,
    moved: str = "",
) -> Point:
    """An event of an episode, `at` ns after `now`; it was raised `since` after it, where that is another time."""
    raised = (now + (at if since is None else since)) // SECOND
    tags = {
        "asset": asset, "asset_class": asset_class, "site": "north", "code": code, "severity": severity,
        "episode": f"{asset}-{code}-{severity}-{raised}",
    }  # fmt: skip
    fields: dict[str, Value] = {
        "state": state, "signal": signal, "mode": mode, "confidence": confidence, "description": f"{code} it is",
        "recommendation": "look at it", "risk": 50.0, "observed": 5.0, "limit": 3.0, "against": "", "danger": False,
        "moved": moved,
    }  # fmt: skip
    return Point(FAULT.name, tags, fields, now + at)
