"""Whether the loop is closed: the store answers our token, telemetry comes in, the worker keeps up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from admin.health import repository
from admin.store import Store
from contract.catalogue import CLASSES
from contract.errors import GatewayError
from contract.silence import ASSET_S, REPORT_S

LIMITS = {"telemetry": timedelta(seconds=ASSET_S), "worker": timedelta(seconds=REPORT_S)}
"""How old the newest sign of life may be."""
UNJUDGED = timedelta(minutes=5)
"""How much telemetry of an asset that is judged may be without a risk, where the worker says that it keeps up."""


class Check(BaseModel):
    """One dependency: `status` is pass, fail, warn where all goes on, or unknown where the store cannot say."""

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
    found = _tried(_store, store)
    checks = {"store": found}
    for name, check in (("telemetry", _telemetry), ("worker", _worker)):
        checks[name] = _unknown() if found.status == "fail" and not _answers(store) else _tried(check, store)
    checks["classes"] = _classes()
    failing = [name for name, check in checks.items() if check.status == "fail"]
    return Health(status="fail" if failing else "pass", failing=failing, checks=checks)


def _classes() -> Check:
    """A file of a class that is refused stops nothing: the last good set stays in force."""
    if CLASSES.refused:
        return Check(status="warn", reason=f"the classes in force stay: {CLASSES.refused}")
    return Check(status="pass", reason=f"{len(CLASSES)} classes in force")


def _tried(check: Callable[[Store], Check], store: Store) -> Check:
    try:
        return check(store)
    except GatewayError as error:
        return Check(status="fail", reason=str(error))


def _answers(store: Store) -> bool:
    """Whether a store that fails, by a full disk say, still tells what it has."""
    try:
        repository.last_report(store)
    except GatewayError:
        return False
    return True


def _store(store: Store) -> Check:
    version = repository.version(store)
    # A server that is up may still refuse our token; only a query that needs it tells.
    repository.last_report(store)
    return Check(status="pass", reason=f"version {version} answers")


def _telemetry(store: Store) -> Check:
    newest = repository.last_sample(store)
    if newest is None:
        return Check(status="pass", reason="no machine has sent yet")
    return _fresh("telemetry", newest.time, newest.due)


def _worker(store: Store) -> Check:
    """A worker lives by what it has written: its report, and risk for the telemetry that comes."""
    report = repository.last_report(store)
    found = _fresh("worker", report.time if report else None)
    if report is None or found.status == "fail" or report.behind > UNJUDGED:
        return found
    late = repository.unjudged(store)
    if late <= UNJUDGED:
        return found
    reason = f"it reports, and has written no risk for {late.total_seconds():.0f} s of telemetry"
    return Check(status="fail", reason=reason, age_s=found.age_s)


def _fresh(name: str, newest: datetime | None, due: datetime | None = None) -> Check:
    if newest is None:
        return Check(status="fail", reason="nothing in the last hour")
    age = datetime.now(UTC) - newest
    status = "pass" if datetime.now(UTC) - (due or newest) <= LIMITS[name] else "fail"
    return Check(status=status, reason=f"newest {age.total_seconds():.0f} s ago", age_s=round(age.total_seconds(), 3))


def _unknown() -> Check:
    return Check(status="unknown", reason="the store cannot say")
