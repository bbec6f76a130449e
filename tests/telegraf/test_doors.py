"""A device sends JSON through a real Telegraf into the embedded store; what names no asset is counted instead."""

import base64
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from store import queries
from store.sources import asking
from store.sources.own import OWN
from store.sources.place import Wanted
from tests.telegraf.running import Running, running

PASSWORD = "only-for-this-test"
NOTICE = b"""{"receiver": "forewarn", "status": "firing", "groupLabels": {"asset": "PUMP-001"},
    "title": "PUMP-001: 1 open", "message": "Bearing too hot", "alerts": []}"""


@pytest.fixture(scope="module")
def telegraf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Telegraf with its HTTP doors."""
    with running("http", tmp_path_factory.mktemp("http"), TELEGRAF_DEVICE_PASSWORD=PASSWORD) as telegraf:
        yield telegraf


def post(telegraf: Running, door: str, path: str, body: bytes, password: str = PASSWORD) -> int:
    """Send a body to a door, by its alias, and give the status."""
    port = telegraf.wait_for_words(rf"::{door}\] Listening on 127\.0\.0\.1:(\d+)")
    sign_in = base64.b64encode(f"device:{password}".encode()).decode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body)
    request.add_header("Authorization", f"Basic {sign_in}")
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_sample_arrives_as_a_point_of_the_contract(telegraf: Running) -> None:
    body = (
        b'[{"asset": "PUMP-009", "asset_class": " Machine", "site": "north", "bearing_temp_c": 61, "run_state": "run"}]'
    )
    assert post(telegraf, "http", "/telemetry", body) == 204
    frame = telegraf.wait_for_rows(
        asking.render(
            "worker_means", OWN, Wanted("machine", ["PUMP-009"], ["bearing_temp_c"]), start="-1h", stop="now()"
        )
    )
    assert frame.floats("_value").tolist() == [61]
    seen = telegraf.wait_for_rows(queries.render("freshness", start="-1h"))
    assert (seen.strings("asset_class"), seen.strings("site")) == (["machine"], ["north"])


def test_a_sample_of_no_asset_or_of_an_unknown_class_is_counted_as_data_quality(telegraf: Running) -> None:
    assert post(telegraf, "http", "/telemetry", b'{"asset_class": "machine", "site": "north", "power_kw": 1}') == 204
    assert (
        post(telegraf, "http", "/telemetry", b'{"asset": "B", "asset_class": "a boat", "site": "n", "power_kw": 1}')
        == 204
    )
    counted = 'filter(fn: (r) => r._measurement == "data_quality" and r.issue == '
    for issue in ("refused_without_asset", "refused_unknown_class"):
        frame = telegraf.wait_for_rows(f'from(bucket: "health") |> range(start: -1h) |> {counted}"{issue}")')
        assert frame.floats("_value").sum() == 1


SAMPLE = '{{"asset": "{asset}", "asset_class": "machine", "site": "times", "time": {time}, "vibration_mm_s": {value}}}'
EVERYTHING = 'from(bucket: "{bucket}") |> range(start: -1h) |> filter(fn: (r) => r.site == "times") |> group()'


def test_samples_of_devices_with_other_clocks_and_numbers_are_stored_or_counted(telegraf: Running) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    seconds = int(now.timestamp())
    sent = {
        "MS": (f"{seconds}123", "2.5"),
        "S": (f"{seconds}", "2.5"),
        "NS": (f"{seconds}123456789", "2.5"),
        "OFFSET": (f'"{now.astimezone(timezone(timedelta(hours=1))).isoformat()}"', "2.5"),
        "TEXT": (f'"{now.isoformat()}"', '"2.5"'),
        "NO-ZONE": (f'"{now.replace(tzinfo=None).isoformat()}"', "2.5"),
        "NEVER": ('"yesterday"', "2.5"),
        "WORD": (f'"{now.isoformat()}"', '"high"'),
    }
    for asset, (moment, value) in sent.items():
        body = SAMPLE.format(asset=asset, time=moment, value=value).encode()
        assert post(telegraf, "http", "/telemetry", body) == 204
    refused = telegraf.wait_for_rows(f'{EVERYTHING.format(bucket="health")} |> filter(fn: (r) => r.asset == "WORD")')
    assert (refused.strings("issue"), refused.strings("signal")) == (["refused_not_a_number"], ["vibration_mm_s"])
    counted = telegraf.wait_for_rows(EVERYTHING.format(bucket="health"))
    issues = dict(zip(counted.strings("asset"), counted.strings("issue"), strict=True))
    assert issues == {
        "NO-ZONE": "refused_time_without_zone",
        "NEVER": "refused_time_without_zone",
        "WORD": "refused_not_a_number",
    }
    stored = telegraf.wait_for_rows(f'{EVERYTHING.format(bucket="telemetry")} |> filter(fn: (r) => r.asset == "TEXT")')
    assert stored.floats("_value").tolist() == [2.5]
    everything = telegraf.wait_for_rows(EVERYTHING.format(bucket="telemetry"))
    assert sorted(everything.strings("asset")) == ["MS", "NS", "OFFSET", "S", "TEXT"]
    assert set(everything.floats("_value")) == {2.5}
    assert set(everything.times() // 1_000_000_000) == {seconds}


def test_json_that_cannot_be_read_and_a_wrong_password_are_refused(telegraf: Running) -> None:
    assert post(telegraf, "http", "/telemetry", b"{broken") == 400
    assert post(telegraf, "http", "/telemetry", b"{}", password="guessed") == 401
    assert post(telegraf, "http", "/elsewhere", b"{}") == 404


def test_a_notification_of_grafana_is_kept(telegraf: Running) -> None:
    assert post(telegraf, "notifications", "/notifications", NOTICE) == 204
    flux = 'from(bucket: "health") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "notification")'
    frame = telegraf.wait_for_rows(flux)
    assert set(frame.strings("_value")) == {"PUMP-001: 1 open", "Bearing too hot"}
    assert set(frame.strings("asset")) == {"PUMP-001"}
