"""Failures that people know of, held against the alarms: warned of and how early, missed, and what was false.

The file is CSV with a header: `asset,start,end,what`. `start` is when it failed or began to, `end` when it was over
(empty: at once), ISO 8601; without a zone they are UTC.
"""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from analytics.backtest.found import Alarm
from contract.errors import ContractError
from contract.time import DAY, SECOND

HORIZON = 7 * DAY
"""An alarm that was raised so long before a failure, or is still open when it comes, is a warning of it."""
SAID = 8
"""Names of assets that a message lists."""
COLUMNS = ("asset", "start", "end", "what")


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure that is known: of which asset, from when to when (ns), and what it was."""

    asset: str
    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A failure with the alarms that belong to it, by time; none where it was missed. `since` is the end
    of the failure of the asset before it (ns; 0: none): what was raised before that is no news."""

    failure: Failure
    alarms: tuple[Alarm, ...]
    since: int

    @property
    def lead(self) -> int | None:
        """How long before the failure began the first warning came, ns; below 0 where it came after, None: never."""
        return self.failure.start - max(self.alarms[0].raised, self.since) if self.alarms else None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on each failure by time, and the alarms that belong to none, which are false."""

    verdicts: list[Verdict]
    false: list[Alarm]


def read(path: Path) -> list[Failure]:
    """The failures of a file, by time. Raises `ContractError` that names the file, the line and the reason."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            table = csv.DictReader(handle, skipinitialspace=True)
            missing = [name for name in ("asset", "start") if name not in (table.fieldnames or ())]
            if missing:
                raise ContractError("labels", f"{path}, line 1: needs the columns {', '.join(COLUMNS)}")
            found = [_failure(path, table.line_num, row) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ContractError("labels", f"{path} cannot be read: {error}") from error
    return sorted(found, key=lambda failure: (failure.start, failure.asset))


def judge(failures: Sequence[Failure], alarms: Sequence[Alarm], stop: int, horizon: int = HORIZON) -> Judged:
    """Hold alarms against failures, both by time; `stop` is when the recording ends (ns)."""
    verdicts: list[Verdict] = []
    ends: dict[str, int] = {}
    for one in failures:
        since = ends.get(one.asset, 0)
        own = tuple(alarm for alarm in alarms if _belongs(alarm, one, max(since, one.start - horizon), stop))
        verdicts.append(Verdict(one, own, since))
        ends[one.asset] = max(since, one.end)
    true = {id(alarm) for verdict in verdicts for alarm in verdict.alarms}
    return Judged(verdicts, [alarm for alarm in alarms if id(alarm) not in true])


def strange(failures: Sequence[Failure], assets: Collection[str], start: int, stop: int) -> list[str]:
    """What cannot be found, as nobody was there to see it, a line each: failures of other assets, or of other times."""
    unknown = sorted({one.asset for one in failures} - set(assets))
    lines = [f"{name!r} is no asset here; there is {', '.join(sorted(assets)[:SAID])}" for name in unknown]
    outside = [one for one in failures if one.asset in assets and (one.end < start or one.start >= stop)]
    return lines + [
        f"{one.what or 'a failure'} of {one.asset} lies outside the time that was judged" for one in outside
    ]


def _belongs(alarm: Alarm, failure: Failure, since: int, stop: int) -> bool:
    if alarm.asset != failure.asset or alarm.raised > failure.end:
        return False
    return alarm.raised > since or alarm.cleared(stop) >= failure.start


def _failure(path: Path, line: int, row: dict[str, str | None]) -> Failure:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if not cells["asset"]:
        raise ContractError("asset", f"{path}, line {line}: empty")
    start = _moment(path, line, "start", cells["start"])
    end = _moment(path, line, "end", cells["end"]) if cells["end"] else start
    if end < start:
        raise ContractError("end", f"{path}, line {line}: {cells['end']} is before {cells['start']}")
    return Failure(cells["asset"], start, end, cells["what"])


def moment_of(text: str) -> int:
    """A time in ISO 8601 as ns since 1970; without a zone it is UTC. Raises `ValueError`."""
    moment = datetime.fromisoformat(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1e6) * (SECOND // 10**6)


def _moment(path: Path, line: int, name: str, text: str) -> int:
    try:
        return moment_of(text)
    except ValueError:
        raise ContractError(name, f"{path}, line {line}: {text!r} is no time such as 2026-03-01T08:00:00Z") from None
