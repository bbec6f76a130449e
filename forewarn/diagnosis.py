"""What `forewarn doctor` asks: each check is one question about the store, answered in one line."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from telemetry.errors import GatewayError
from telemetry.gateway import Gateway
from telemetry.measurements import BUCKETS
from telemetry.queries import render

FRESH_S = 120.0
"""Telemetry and risk older than this are called stale."""
SKEW_S = 5.0
"""A clock that differs from the store's by more than this makes points look late or early."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one check."""

    check: str
    ok: bool
    text: str


def diagnose(gateway: Gateway) -> Iterator[Finding]:
    """Every check in order; where the store cannot be reached or read, the later ones are left out."""
    for check, ask in CHECKS.items():
        finding = _ask(check, ask, gateway)
        yield finding
        if not finding.ok and check in ("store", "token"):
            return


def _ask(check: str, ask: Callable[[Gateway], str], gateway: Gateway) -> Finding:
    try:
        return Finding(check, True, ask(gateway))
    except (GatewayError, _ProblemError) as error:
        return Finding(check, False, str(error))


class _ProblemError(Exception):
    """A check found something wrong; the text says what and what to do."""


def _store(gateway: Gateway) -> str:
    return f"{gateway.url} answers, version {gateway.ping()}"


def _token(gateway: Gateway) -> str:
    found = retentions(gateway)
    if not found:
        raise _ProblemError("the token may read no bucket; give one with read rights (forewarn init makes them)")
    return f"may read {', '.join(sorted(found))}"


def _all_buckets(gateway: Gateway) -> str:
    found = retentions(gateway)
    missing = [name for name in BUCKETS if name not in found]
    if missing:
        raise _ProblemError(f"missing or not readable: {', '.join(missing)}; run `forewarn init`")
    wrong = [f"{name} keeps {found[name]} s, not {kept} s" for name, kept in BUCKETS.items() if found[name] != kept]
    if wrong:
        raise _ProblemError(f"{'; '.join(wrong)}; run `forewarn init`")
    return "all four are there with their retentions"


def _clock(gateway: Gateway) -> str:
    skew = time.time() - parsedate_to_datetime(gateway.date()).timestamp()
    if abs(skew) > SKEW_S:
        raise _ProblemError(f"this machine is {skew:+.0f} s off the store's clock; set both by NTP")
    return f"within {SKEW_S:.0f} s of the store's"


def _telemetry(gateway: Gateway) -> str:
    return _fresh("telemetry of {} assets", gateway, "freshness")


def _risk(gateway: Gateway) -> str:
    return _fresh("risk of {} assets", gateway, "fleet_ranked")


def _worker(gateway: Gateway) -> str:
    frame = gateway.query(render("worker_health", start="-1h"))
    rows = [index for index, name in enumerate(frame.strings("component")) if name == "worker"]
    if not rows:
        raise _ProblemError("no word from the worker in the last hour; start `forewarn analyze`")
    lag = frame.floats("lag_s")[rows[-1]]
    if not lag < FRESH_S:
        raise _ProblemError(f"the worker is {lag:.0f} s behind")
    return f"{lag:.1f} s behind the newest telemetry"


def _fresh(what: str, gateway: Gateway, query: str) -> str:
    frame = gateway.query(render(query, start="-1d"))
    if not len(frame):
        raise _ProblemError("nothing in the last day")
    age = time.time() - float(frame.times().max()) / 1e9
    if age > FRESH_S:
        raise _ProblemError(f"the newest is {age:.0f} s old")
    return f"{what.format(len(frame))}, the newest {max(age, 0):.0f} s old"


def retentions(gateway: Gateway) -> dict[str, int]:
    """Retention in seconds of each readable bucket, by name."""
    frame = gateway.query('buckets() |> keep(columns: ["name", "retentionPeriod"])')
    names, kept = frame.strings("name"), frame.floats("retentionPeriod")
    return {name: int(period / 1e9) for name, period in zip(names, kept, strict=True) if not name.startswith("_")}


CHECKS: dict[str, Callable[[Gateway], str]] = {
    "store": _store,
    "token": _token,
    "buckets": _all_buckets,
    "clock": _clock,
    "telemetry": _telemetry,
    "worker": _worker,
    "risk": _risk,
}
