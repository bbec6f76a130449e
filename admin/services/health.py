"""Whether the loop is closed: the store answers our token, telemetry comes in, the worker keeps up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from admin.repository import health
from admin.repository.store import Store
from telemetry.errors import GatewayError

LIMITS = {"telemetry": timedelta(minutes=5), "worker": timedelta(minutes=2)}
"""How old the newest sign of life may be."""


class Check(BaseModel):
    """One dependency: `status` is pass, fail, or unknown where the store cannot say."""

    status: str
    reason: str
    age_s: float | None = None


class Health(BaseModel):
    """All dependencies, and which of them fail."""

    status: str
    failing: list[str]
    checks: dict[str, Check]


def examine(store: Store) -> Health:
    """Check every dependency."""
    checks = {"store": _store(store)}
    for name, ask in (("telemetry", health.last_sample), ("worker", health.last_step)):
        checks[name] = _fresh(name, ask, store) if checks["store"].status == "pass" else _unknown()
    failing = [name for name, check in checks.items() if check.status == "fail"]
    return Health(status="fail" if failing else "pass", failing=failing, checks=checks)


def _store(store: Store) -> Check:
    try:
        version = health.version(store)
        # A server that is up may still refuse our token; only a query that needs it tells.
        health.last_step(store)
    except GatewayError as error:
        return Check(status="fail", reason=str(error))
    return Check(status="pass", reason=f"version {version} answers")


def _fresh(name: str, ask: Callable[[Store], datetime | None], store: Store) -> Check:
    try:
        newest = ask(store)
    except GatewayError as error:
        return Check(status="fail", reason=str(error))
    if newest is None:
        return Check(status="fail", reason="nothing in the last hour")
    age = datetime.now(UTC) - newest
    status = "pass" if age <= LIMITS[name] else "fail"
    return Check(status=status, reason=f"newest {age.total_seconds():.0f} s ago", age_s=round(age.total_seconds(), 3))


def _unknown() -> Check:
    return Check(status="unknown", reason="the store cannot say")
