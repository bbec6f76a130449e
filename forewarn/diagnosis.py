"""What `forewarn doctor` asks: each check is one question about the store, answered in one line."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import numpy as np

from contract.catalogue import CLASSES
from contract.errors import GatewayError
from contract.measurements import BUCKETS
from contract.silence import REPORT_S
from store.frame import Frame
from store.gateway import Gateway
from store.queries import render
from store.spool import census

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


def machines() -> Finding:
    """Whether the files of classes are in force as they are."""
    return Finding(
        "classes", not CLASSES.refused, CLASSES.refused or f"{len(CLASSES)} are in force: {', '.join(CLASSES)}"
    )


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
    row = rows[-1]
    age, lag = time.time() - float(frame.times()[row]) / 1e9, frame.floats("lag_s")[row]
    # Where nothing comes for long, the newest sample is old however well the worker keeps up.
    lag = np.fmin(lag, frame.floats("behind_s")[row])
    if age > REPORT_S:
        raise _ProblemError(f"the worker's last report is {age:.0f} s old; its log says why")
    if not lag < REPORT_S:
        raise _ProblemError(f"the worker is {lag:.0f} s behind")
    return f"{lag:.1f} s behind the telemetry, its last report {max(age, 0):.0f} s old{_losses(frame, row)}"


def _losses(frame: Frame, row: int) -> str:
    """What the worker says of what it lost or leaves out, where there is something to be said."""
    counts = {
        "{:.0f} batches wait in its spool": frame.floats("spooled_batches")[row],
        "the store refused {:.0f} of its lines": frame.floats("refused_lines")[row],
        "{:.0f} bytes were given up": frame.floats("given_up_bytes")[row],
        "{:.0f} assets are refused as too many (FOREWARN_MAX_ASSETS)": frame.floats("refused_assets")[row],
        "{:.0f} assets are passed over, its log says why": frame.floats("passed_over")[row],
        "{:.0f} rows of config are refused, its log says why": frame.floats("refused_rows")[row],
        "{:.0f} of its side jobs fail, its log says why": frame.floats("failing_jobs")[row],
        "it stumbled {:.0f} times in a row, its log says why": frame.floats("stumbled")[row],
    }
    return "".join(f"; {text.format(count)}" for text, count in counts.items() if count > 0)


def spools(folders: Iterable[Path]) -> Iterator[Finding]:
    """What lies in each of these spools, and for how long; nothing of a folder that is not there."""
    for folder in folders:
        if folder.is_dir():
            yield _spool(folder)


def _spool(folder: Path) -> Finding:
    try:
        found = census(folder)
    except OSError as error:
        return Finding("spool", False, f"{folder} cannot be read: {error.strerror}")
    aside = f"; {found.damaged} damaged ones are set aside there as .damaged" if found.damaged else ""
    since = f", the oldest for {found.oldest_s:.0f} s" if found.batches else ""
    return Finding("spool", found.oldest_s <= REPORT_S, f"{found.batches} batches wait in {folder}{since}{aside}")


def _patience_s(gateway: Gateway) -> float:
    """How long nothing may come of the asset whose next value is due last: seconds, 0 where values come often."""
    frame = gateway.query(render("freshness", start="-1d"))
    due = frame.times("due")
    return float(due.max() - frame.times()[int(due.argmax())]) / 1e9 if len(due) else 0.0


def _fresh(what: str, gateway: Gateway, query: str) -> str:
    frame = gateway.query(render(query, start="-1d"))
    if not len(frame):
        raise _ProblemError("nothing in the last day")
    age = time.time() - float(frame.times().max()) / 1e9
    if age > REPORT_S and age > REPORT_S + _patience_s(gateway):
        raise _ProblemError(f"the newest is {age:.0f} s old")
    assets = len(set(frame.strings("asset")))  # one that moved has a row of each site
    return f"{what.format(assets)}, the newest {max(age, 0):.0f} s old"


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
