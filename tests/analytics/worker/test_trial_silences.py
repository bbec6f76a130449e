"""What a silence would have hidden of what people were told, by the incidents that lie in the store."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import time as hour
from typing import NamedTuple

import pytest

from analytics.backtest.silenced import Silenced
from analytics.backtest.trial_report import Report
from analytics.ground.source import Telemetry
from analytics.policies.silence import Silence
from analytics.worker.trial import Order, reported
from contract.errors import ContractError
from contract.incidents import FEEDBACK, INCIDENT
from contract.measurements import FAILURE, RISK, Value
from contract.time import DAY, HOUR, SECOND
from contract.zones import Zones
from store.gateway import Gateway
from store.points import Point, encode
from tests.support.provisioned import provisioned

DAY_0 = (time.time_ns() // DAY - 9) * DAY
START, STOP = DAY_0, DAY_0 + 8 * DAY
SIGNALS = {"pump": "vibration_mm_s", "conveyor": "motor_current_a"}


class Rang(NamedTuple):
    """An incident of an asset: hours from `DAY_0` at which it began, got worse, was closed; what people answered."""

    name: str
    asset: str
    begun: float
    closed: float | None = None
    severity: str = "warning"
    worse: float | None = None
    answer: str = ""


RANG = (
    Rang("before", "P-3", 20, 21),
    Rang("inside", "P-1", 23, 28, answer="true"),
    Rang("across", "P-1", 46.5, 56),
    Rang("after", "P-1", 58, 60),
    Rang("worse", "P-1", 68, 80, worse=71),
    Rang("slight", "P-1", 95, 96, "advisory"),
    Rang("open", "P-2", 94),
    Rang("dismissed", "P-3", 119, 120, answer="false"),
    Rang("elsewhere", "C-1", 23, 24),
    Rang("old", "P-3", -10, 26),
)


def tags(asset: str) -> dict[str, str]:
    return {"asset": asset, "asset_class": "pump" if asset.startswith("P") else "conveyor", "site": f"of-{asset}"}


def at(hours: float) -> int:
    return DAY_0 + round(hours * HOUR)


def points(of: Rang) -> Iterator[Point]:
    """It as the worker writes it: begun, hourly, worse, closed."""
    times = {of.begun, *([] if of.worse is None else [of.worse])}
    last = min(of.begun + 100, 200) if of.closed is None else of.closed
    times |= {of.begun + number for number in range(1, int(last - of.begun) + 1) if of.begun + number < last}
    fields: dict[str, Value] = {"code": "HIGH", "signal": SIGNALS[tags(of.asset)["asset_class"]], "quiet": False}
    for when in sorted(times):
        severity = "critical" if of.worse is not None and when >= of.worse else of.severity
        more: dict[str, Value] = {"state": "open", "severity": severity, "opened": at(of.begun)}
        yield Point(INCIDENT.name, {**tags(of.asset), "incident": of.name}, {**fields, **more}, at(when))
    if of.closed is not None:
        more = {"state": "closed", "severity": severity, "opened": at(of.begun), "ended": at(of.closed - 1)}
        yield Point(INCIDENT.name, {**tags(of.asset), "incident": of.name}, {**fields, **more}, at(of.closed))


def answered(of: Rang) -> Point:
    fields: dict[str, Value] = {
        "verdict": of.answer, "cause": "bearing_wear" if of.answer == "true" else "", "until": "", "note": "",
        "moved": "", "actor": "kim",
    }  # fmt: skip
    return Point(FEEDBACK.name, {**tags(of.asset), "incident": of.name}, fields, STOP)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A store with what was told of two pumps, one of which failed, and of a conveyor."""
    failed: dict[str, Value] = {"what": "seized", "mode": "seal_leak", "actor": "kim", "withdrawn": False}
    with (
        provisioned(tmp_path_factory.mktemp("tokens")) as running,
        Gateway(running.url, running.token, running.org) as gateway,
    ):
        judged = [
            Point(RISK.name, tags(asset), {"level": 0}, when)
            for asset in ("P-1", "P-2", "P-3", "C-1")
            for when in (START + HOUR, STOP - HOUR)
        ]
        told = [point for one in RANG for point in points(one)]
        half = Point(
            INCIDENT.name, {**tags("P-1"), "incident": "half"}, {"state": "open", "severity": "warning"}, at(23)
        )
        gateway.write("health", encode([*judged, *told, half]))
        failure = Point(FAILURE.name, tags("P-2"), failed, at(97))
        gateway.write("config", encode([failure, *(answered(one) for one in RANG if one.answer)]))
        yield gateway


def trial(gateway: Gateway, *silences: Silence, zones: Zones | None = None, **changed: object) -> Report:
    order = Order(start=START, stop=STOP, silences=silences, **changed)  # type: ignore[arg-type]
    return reported(gateway, Telemetry(gateway), zones or Zones(), order, lambda _done, _of: None)


def found(gateway: Gateway, *silences: Silence, zones: Zones | None = None) -> Silenced:
    of = trial(gateway, *silences, zones=zones).silenced
    assert of is not None
    return of


def held(of: Silenced) -> dict[tuple[str, str], float | None]:
    """By incident and severity, how many hours later it would have been told; None: never."""
    return {
        (one.incident, one.severity): None if one.late is None else (one.late - one.told).total_seconds() / 3600
        for one in of.held
    }


NIGHT = Silence("pump", hours=(hour(22), hour(6)))


def test_what_begins_and_ends_in_a_silence_is_never_told_and_what_lasts_is_told_at_its_end(gateway: Gateway) -> None:
    of = found(gateway, NIGHT)
    assert held(of) == {
        ("inside", "warning"): None,
        ("across", "warning"): 7.5,
        ("worse", "critical"): 7.0,
        ("open", "warning"): 8.0,
        ("dismissed", "warning"): None,
    }
    lines = {one.asset: (one.told, one.never, one.later, one.longest_s / 3600, one.true) for one in of.assets}
    assert lines == {"P-1": (5, 1, 2, 7.5, 1), "P-2": (1, 0, 1, 8.0, 1), "P-3": (2, 1, 0, 0.0, 0)}
    assert of.judged_from == datetime.fromtimestamp((START + HOUR) / SECOND, UTC)
    assert of.judged_until == datetime.fromtimestamp((STOP - HOUR) / SECOND, UTC)


def test_true_events_among_them_are_named_and_come_first(gateway: Gateway) -> None:
    of = trial(gateway, NIGHT)
    assert of.silenced is not None
    names = [(one.incident, one.truth) for one in of.silenced.held]
    assert names[:2] == [("inside", "bearing_wear"), ("open", "seal_leak")]
    assert {truth for _, truth in names[2:]} == {None}
    missed = [(one.asset, one.what) for one in of.silenced.missed]
    assert missed == [("P-1", "bearing_wear"), ("P-2", "seal_leak")]
    assert (of.known_before.caught, of.known_before.missed, of.known_before.false) == (2, 0, 1)
    assert (of.known_after.caught, of.known_after.missed, of.known_after.false) == (0, 2, 0)


def test_a_silence_that_ends_before_the_failure_misses_nothing(gateway: Gateway) -> None:
    of = found(gateway, Silence("P-2", span=(at(93), at(96))))
    assert held(of) == {("open", "warning"): 2.0}
    assert of.missed == []


def test_what_was_told_before_the_span_stays_told(gateway: Gateway) -> None:
    before = Order(start=at(24), stop=STOP, silences=[Silence("P-1", span=(at(0), at(40)))])
    of = reported(gateway, Telemetry(gateway), Zones(), before, lambda _done, _of: None)
    assert of.silenced is not None
    assert (of.silenced.held, of.silenced.missed, of.silenced.assets[0].told) == ([], [], 4)


def test_a_silence_of_an_asset_or_of_another_signal_leaves_the_others(gateway: Gateway) -> None:
    assert held(found(gateway, Silence("P-1", span=(at(22), at(29))))) == {("inside", "warning"): None}
    other = found(gateway, Silence("pump", "bearing_temp_c", hours=NIGHT.hours))
    assert held(other) == {}
    assert [one.asset for one in other.assets] == ["P-1", "P-2", "P-3"]


def test_silences_that_meet_are_one(gateway: Gateway) -> None:
    both = Silence("P-1", span=(at(46), at(50))), Silence("pump", span=(at(50), at(57)))
    assert held(found(gateway, *both)) == {("across", "warning"): None}


def test_hours_are_those_of_the_site(gateway: Gateway) -> None:
    zones = Zones(sites={"of-C-1": "Asia/Tokyo"})
    morning = Silence("default", hours=(hour(7), hour(10)))
    assert held(found(gateway, morning, zones=zones)) == {("elsewhere", "warning"): None}


def test_a_silence_of_what_says_nothing_in_the_span_hides_nothing(gateway: Gateway) -> None:
    of = trial(gateway, Silence("C-1", span=(at(100), at(110))))
    assert of.silenced is not None
    assert (of.silenced.held, of.silenced.missed, of.known_after) == ([], [], of.known_before)


@pytest.mark.parametrize(
    ("silence", "changed", "field"),
    [
        (Silence("NOBODY", hours=NIGHT.hours), {}, "scope"),
        (Silence('x" or r.asset != "', hours=NIGHT.hours), {}, "scope"),
        (Silence("ev", hours=NIGHT.hours), {}, "start"),
        (Silence("pump", "no_signal", hours=NIGHT.hours), {}, "signal"),
        (Silence("P-1", "no_signal", hours=NIGHT.hours), {}, "signal"),
        (NIGHT, {"start": STOP}, "stop"),
        (NIGHT, {"start": STOP - 400 * DAY, "stop": STOP - 399 * DAY}, "start"),
        (NIGHT, {"budget": 1.0}, "silences"),
        (NIGHT, {"signal": "vibration_mm_s"}, "silences"),
    ],
)
def test_a_silence_of_what_is_not_there_is_refused_by_field(
    gateway: Gateway, silence: Silence, changed: dict[str, object], field: str
) -> None:
    order = Order(**{"start": START, "stop": STOP, "silences": [silence], **changed})  # type: ignore[arg-type]
    with pytest.raises(ContractError) as refused:
        reported(gateway, Telemetry(gateway), Zones(), order, lambda _done, _of: None)
    assert refused.value.field == field
