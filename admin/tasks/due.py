"""When a task is due, and why then: one rule, of what is known of an asset.

1. Where the range of the remaining life has a low end, the task is due there: until then one of ten such cases has
   failed (`docs/prognosis.md`). It is the last moment at which an inspection still comes before nine of ten failures.
2. Else the severity of the incident says it, counted from when that began: critical within a day, warning within a
   week, advisory within 30 days. These are the usual classes of urgency of work orders (emergency, urgent, routine);
   no standard fixes them. A critical one is due within its day whatever the range says: it has passed a limit already.
3. Where health falls, the task is due no later than when it would be down at that pace.
4. An asset of high criticality is due earlier: half of the time of a severity, as its risk counts twice in the order of
   the fleet (`contract/registry.py`), and two days before a date that is foretold, which is a night to get a part and a
   day to fit it. Never before there was anything to be seen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from admin.prognosis.outlook import Checkup, Forecast
from contract.levels import CRITICAL, HEALTH_EDGES, SEVERITIES
from contract.registry import MEDIUM, WEIGHTS

WITHIN = {"critical": timedelta(days=1), "warning": timedelta(days=7), "advisory": timedelta(days=30)}
"""How soon an incident of a severity is looked after."""
EARLIER = timedelta(days=2)
"""How much earlier than a date that is foretold an asset of high criticality is due."""
FARTHEST = timedelta(days=3650)
"""What lies farther ahead is no date that anybody plans by."""
_DOWN_AT = HEALTH_EDGES[-1][0]


@dataclass(frozen=True, slots=True)
class Due:
    """A time, `None` where nothing speaks for one, and why it is that."""

    at: datetime | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an asset: since when there is something to be seen, and what; "" and `None` are unknown."""

    since: datetime
    severity: str = ""
    criticality: str = MEDIUM
    forecast: Forecast | None = None
    condition: Checkup | None = None


def due(known: Known) -> Due:
    """When what is known so is due at the latest."""
    at, because = min(_reasons(known), key=lambda each: each[0], default=(None, "no trend, no date"))
    return Due(at, because)


def _reasons(known: Known) -> list[tuple[datetime, str]]:
    foretold, falling = _foretold(known), _falling(known)
    is_critical = known.severity == SEVERITIES[CRITICAL]
    severe = _severe(known) if is_critical or foretold is None else None
    return [each for each in (foretold, severe, None if foretold else falling) if each]


def _foretold(known: Known) -> tuple[datetime, str] | None:
    low = known.forecast.due if known.forecast else None
    return _ahead(known, low, "one of ten such cases has failed by then")


def _falling(known: Known) -> tuple[datetime, str] | None:
    found = known.condition
    if found is None or found.health is None or (pace := found.degradation_per_day or 0.0) <= 0:
        return None
    days = max(found.health - _DOWN_AT, 0.0) / pace
    if days > FARTHEST.days:
        return None
    said = f"it loses {pace:.1f} points of health a day, and would be down by then"
    return _ahead(known, found.time + timedelta(days=days), said)


def _severe(known: Known) -> tuple[datetime, str] | None:
    within = WITHIN.get(known.severity)
    if within is None:
        return None
    weight = max(WEIGHTS.get(known.criticality, 1.0), 1.0)
    said = f"{known.severity} is looked after within {_days(within / weight)}"
    return known.since + within / weight, said + (f", as its criticality is {known.criticality}" if weight > 1 else "")


def _ahead(known: Known, at: datetime | None, because: str) -> tuple[datetime, str] | None:
    """A date that is foretold, earlier where the criticality is high."""
    if at is None or at - known.since > FARTHEST:
        return None
    if WEIGHTS.get(known.criticality, 1.0) <= 1:
        return at, because
    earlier = max(at - EARLIER, min(at, known.since))
    return earlier, f"{because}; {EARLIER.days} days earlier, as its criticality is {known.criticality}"


def _days(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:g} days"
