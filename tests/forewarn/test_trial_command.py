"""`forewarn trial`: what a proposal would have done to what lies in the store, held against what is known."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.incidents import FEEDBACK, INCIDENT
from contract.measurements import FAILURE, RISK, Value
from contract.time import DAY, HOUR, SECOND, rfc3339
from store.gateway import Gateway
from store.points import Point, encode
from tests.analytics.backtest.recordings import SIGNAL, START, recording, spoilt
from tests.support.command import forewarn
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

OF = recording(9.0, name="P-7").moved(time.time_ns() // DAY * DAY - START - 9 * DAY)
NOW = int(OF.time[-1])
FROM, HOT, WARM = NOW - 4 * DAY, NOW - 70 * HOUR, NOW - 30 * HOUR
"""The bearing is hot for six hours, and later a little too warm for six."""
TAGS = {"asset": "P-7", "asset_class": "machine", "site": "hall"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with a pump, which failed when it was hot; that it was warm was called a false alarm."""
    with provisioned(tmp_path_factory.mktemp("tokens")) as running:
        of = spoilt(spoilt(OF, HOT, HOT + 6 * HOUR, 75.0), WARM, WARM + 6 * HOUR, 62.0)
        tags = ",".join(f"{name}={value}" for name, value in TAGS.items())
        rows = zip(of.time.tolist(), of.values[0].tolist(), strict=True)
        with Gateway(running.url, running.token, running.org) as gateway:
            gateway.write(
                "telemetry", [f'telemetry,{tags} {SIGNAL}={value},run_state="running" {at}' for at, value in rows]
            )
            gateway.write("config", encode([_failed(), _dismissed()]))
            gateway.write("health", encode([*_incident(), _judged()]))
        yield running


def _failed() -> Point:
    fields: dict[str, Value] = {"what": "bearing seized", "mode": "", "actor": "kim", "withdrawn": False}
    return Point(FAILURE.name, TAGS, fields, HOT + 3 * HOUR)


def _incident() -> list[Point]:
    fields: dict[str, Value] = {"severity": "warning", "opened": WARM, "code": "HOT", "signal": SIGNAL}
    tags, over = {**TAGS, "incident": "i-1"}, WARM + 6 * HOUR
    return [
        Point(INCIDENT.name, tags, {**fields, "state": "open"}, WARM),
        Point(INCIDENT.name, tags, {**fields, "state": "closed", "ended": over}, over + HOUR),
    ]


def _judged() -> Point:
    return Point(RISK.name, TAGS, {"level": 0}, WARM)


def _dismissed() -> Point:
    fields: dict[str, Value] = {"verdict": "false", "cause": "", "until": "", "note": "", "moved": "", "actor": "kim"}
    return Point(FEEDBACK.name, {**TAGS, "incident": "i-1"}, fields, WARM + 8 * HOUR)


def trial(store: RunningStore, folder: Path, *options: str) -> tuple[int, str, str]:
    """The exit status, and what it said."""
    given = {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token}
    span = "--from", rfc3339(FROM), "--to", rfc3339(NOW + SECOND)
    done = forewarn("trial", *options, *span, environment=given, folder=folder)
    return done.returncode, done.stdout, done.stderr


def reported(store: RunningStore, folder: Path, *options: str) -> Any:
    status, said, wrong = trial(store, folder, *options, "--json")
    assert status == 0, wrong
    return json.loads(said)


def test_a_higher_limit_lets_the_false_alarm_go_and_keeps_the_failure(store: RunningStore, tmp_path: Path) -> None:
    loose = "--sensitivity", "0.1", "--min-deviation", "25", "--warn-high", "68", "--crit-high", "90"
    found = reported(store, tmp_path, "machine", SIGNAL, *loose)
    assert found["known_before"] == {"caught": 1, "missed": 0, "false": 1, "unknown": 0}
    assert found["known_after"] == {"caught": 1, "missed": 0, "false": 0, "unknown": 0}
    (gone,) = found["gone"]
    assert (gone["asset"], gone["signal"]) == ("P-7", SIGNAL)
    assert found["new"] == []
    (asset,) = found["assets"]
    assert asset["values"] > 1000
    assert asset["learned"]
    assert asset["before"]["episodes"] == asset["after"]["episodes"] + 1
    assert asset["before"]["hours"] > asset["after"]["hours"] + 5


def test_a_signal_that_is_switched_off_misses_the_failure_and_the_table_says_so(
    store: RunningStore, tmp_path: Path
) -> None:
    status, said, wrong = trial(store, tmp_path, "P-7", SIGNAL, "--off")
    assert status == 0, wrong
    told = re.sub(r"\s+", " ", said)
    assert "1 failures caught, 0 missed, 1 alarms false" in told
    assert "0 failures caught, 1 missed, 0 alarms false, 0 not known as proposed" in told
    assert "Not raised any more: 2" in told


def test_a_window_of_work_says_which_true_alarm_it_would_have_hidden(store: RunningStore, tmp_path: Path) -> None:
    work = f"P-7={rfc3339(HOT - HOUR)}/{rfc3339(HOT + 8 * HOUR)}"
    found = reported(store, tmp_path, "--work", work)
    assert found["known_after"]["missed"] == 1
    assert found["known_after"]["false"] == 1


def test_a_silence_says_which_messages_it_would_have_hidden(store: RunningStore, tmp_path: Path) -> None:
    once = f"P-7:{SIGNAL}={rfc3339(WARM - HOUR)}/{rfc3339(WARM + DAY)}"
    (held,) = reported(store, tmp_path, "--silence", once)["silenced"]["held"]
    assert (held["incident"], held["late"], held["truth"]) == ("i-1", None, None)
    status, said, wrong = trial(store, tmp_path, "--silence", "machine=00:00/23:59", "--silence", once)
    assert status == 0, wrong
    told = re.sub(r"\s+", " ", said)
    assert "of 1 messages 1 would never have been told, 0 later; 0 of those are known to be true" in told
    assert "Hidden or late: 1" in told


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("machine", SIGNAL, "--sensitivity", "nan"), "sensitivity"),
        (("machine", SIGNAL, "--warn-high", "inf"), "warn_high"),
        (("machine", SIGNAL, "--warn-high", "wide"), "neither a number nor none"),
        (("machine", "no_signal", "--off"), "no_signal"),
        (("NOBODY", SIGNAL, "--off"), "NOBODY"),
        ((), "nothing is proposed"),
        (("--work", "P-7"), "is not of the form"),
        (("--silence", "machine"), "is not of the form"),
        (("--silence", "machine=22:00/25:00"), "hour must be in"),
        (("--silence", "machine=22:00/22:00"), "ends when it begins"),
        (("--silence", "machine=2026-11-03/2026-11-02"), "ends before it begins"),
        (("--silence", "NOBODY=22:00/06:00"), "NOBODY"),
        (("--silence", "P-7:no_signal=22:00/06:00"), "P-7:no_signal"),
        (("--silence", "P-7=22:00/06:00", "--budget", "1"), "by themselves"),
        (("machine", "--silence", "P-7=22:00/06:00"), "by themselves"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_name(
    store: RunningStore, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    status, _, wrong = trial(store, tmp_path, *options)
    assert status in {1, 2}
    assert said in wrong
