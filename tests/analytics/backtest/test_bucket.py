"""What lies in the store as courses: nothing is lost on the way, whatever its rhythm, and however much is there."""

from collections.abc import Iterator

import numpy as np
import pytest

from analytics.backtest import bucket
from analytics.ground.source import Telemetry
from contract.time import DAY, HOUR, MINUTE
from store.gateway import Gateway
from tests.support.lent import lent

START = 19_800 * DAY
TIMES = (START + 10 * MINUTE * np.arange(300)).tolist()


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """A store with a pump whose signals come together, and a motor whose come at times of their own."""
    with lent() as running, Gateway(running.url, running.token, running.org) as gateway:
        gateway.client.buckets_api().create_bucket(bucket_name="telemetry", org=running.org)
        pump = [
            f"telemetry,asset=P,asset_class=pump,site=hall flow_m3h={n},vibration_mm_s=2 {t}"
            for n, t in enumerate(TIMES)
        ]
        tags = "telemetry,asset=M,asset_class=motor,site=hall"
        motor = [f"{tags} speed_rpm={n} {t}" for n, t in enumerate(TIMES)]
        motor += [f"{tags} vibration_mm_s=3 {t + MINUTE}" for t in TIMES[::4]]
        motor += [f'{tags} run_state="running" {TIMES[100] + 1}', f'{tags} run_state="off" {TIMES[200]}']
        strange = [f"telemetry,asset=X,asset_class=pumpe,site=hall speed_rpm=1 {TIMES[0]}"]
        gateway.write("telemetry", [*pump, *motor, *strange])
        yield gateway


def test_the_word_of_a_road_is_no_value_and_no_data_fault(gateway: Gateway) -> None:
    tags, begin = "telemetry,asset=V,asset_class=ice,site=hall", TIMES[0] - 30 * DAY
    gateway.write("telemetry", [f'{tags} speed_kmh=40,road_type="urban",run_state="city" {begin}'])
    (course,) = (heard := bucket.read(Telemetry(gateway), begin, begin + DAY, lambda _done, _of: None)).courses
    assert (course.signals, course.states, heard.lines()) == (("speed_kmh",), ("city",), [])


@pytest.mark.parametrize("length", [bucket.MOST, HOUR])
def test_every_value_is_in_one_course_however_much_is_asked_for_at_once(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(bucket, "FIRST", length)
    monkeypatch.setattr(bucket, "MOST", length)
    heard = bucket.read(Telemetry(gateway), START, TIMES[-1] + DAY, lambda _done, _of: None)
    assert [(course.tags[0], tuple(course.signals)) for course in heard.courses] == [
        ("M", ("speed_rpm",)),
        ("M", ("vibration_mm_s",)),
        ("P", ("flow_m3h", "vibration_mm_s")),
    ]
    speed, _, pump = heard.courses
    assert pump.time.tolist() == TIMES
    assert pump.values[0].tolist() == list(range(300))
    assert [speed.states[n] if n >= 0 else "" for n in speed.said.tolist()] == (
        [""] * 101 + ["running"] * 99 + ["off"] * 100
    )
    assert heard.lines() == ["1 value of speed_rpm of asset X: unknown class"]


def test_what_lies_at_the_end_is_not_read(gateway: Gateway) -> None:
    heard = bucket.read(Telemetry(gateway), TIMES[10], TIMES[20], lambda _done, _of: None)
    assert next(course.time[[0, -1]].tolist() for course in heard.courses) == [TIMES[10], TIMES[19]]


def test_of_what_comes_seldom_more_of_its_past_is_read(gateway: Gateway) -> None:
    days = [START + number * DAY for number in range(220)]
    hours = [START + number * HOUR for number in range(220 * 24)]
    tags = "telemetry,asset={},asset_class=motor,site=hall speed_rpm={} {}"
    lines = [
        tags.format(name, n, t) for name, times in (("DAILY", days), ("HOURLY", hours)) for n, t in enumerate(times)
    ]
    minutes = [tags.format("OFTEN", 1, START + number * 10 * MINUTE) for number in range(190 * 144, 210 * 144)]
    gateway.write("telemetry", [*lines, *minutes])
    since, stop = START + 200 * DAY, START + 210 * DAY
    heard = bucket.read_with_past(Telemetry(gateway), since, stop, lambda _done, _of: None)
    begun = {course.tags[0]: (since - int(course.time[0])) / DAY for course in heard.courses}
    assert begun == {"DAILY": 179, "HOURLY": 38, "OFTEN": 10}
    assert all(np.all(np.diff(course.time) > 0) and course.time[-1] < stop for course in heard.courses)
