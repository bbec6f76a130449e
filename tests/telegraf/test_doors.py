"""A device sends JSON through a real Telegraf into the embedded store; what names no asset is counted instead."""

import base64
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from telemetry import queries
from telemetry.frame import Frame
from telemetry.gateway import Gateway
from telemetry.provision import provision
from tests.support.store import RunningStore
from tests.telegraf.support import COMMON, FOLDER, environment, telegraf

PASSWORD = "only-for-this-test"
WAIT_S = 60
NOTICE = b"""{"receiver": "forewarn", "status": "firing", "groupLabels": {"asset": "PUMP-001"},
    "title": "PUMP-001: 1 open", "message": "Bearing too hot", "alerts": []}"""


class Doors:
    """A running Telegraf with its HTTP doors on free ports, and a look into the store behind it."""

    def __init__(self, gateway: Gateway, log: Path) -> None:
        self.gateway, self.log = gateway, log

    def post(self, door: str, path: str, body: bytes, password: str = PASSWORD) -> int:
        """Send a body to a door, by its alias, and give the status."""
        sign_in = base64.b64encode(f"device:{password}".encode()).decode()
        request = urllib.request.Request(f"http://127.0.0.1:{self._port(door)}{path}", body)
        request.add_header("Authorization", f"Basic {sign_in}")
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            return error.code

    def wait_for(self, flux: str) -> Frame:
        """The first answer with rows."""
        deadline = time.monotonic() + WAIT_S
        while not len(frame := self.gateway.query(flux)):
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.2)
        return frame

    def ready(self) -> bool:
        """Whether both doors are open."""
        return all(self._port(door) for door in ("http", "notifications"))

    def _port(self, door: str) -> int:
        found = re.search(rf"::{door}\] Listening on 127\.0\.0\.1:(\d+)", self.log.read_text(errors="replace"))
        return int(found[1]) if found else 0


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Telegraf as compose starts it, on free ports of this machine, in front of a store that is set up."""
    program, folder = telegraf(), tmp_path_factory.mktemp("telegraf")
    profile = folder / "http.conf"
    text = (FOLDER / "profiles/http.conf").read_text(encoding="utf-8")
    profile.write_text(re.sub(r"tcp://:\d+", "tcp://127.0.0.1:0", text), encoding="utf-8")
    with RunningStore() as store, Gateway(store.url, store.token, store.org) as gateway:
        provision(store.url, store.org, folder, operator=store.token)
        token = (folder / "telegraf.token").read_text(encoding="utf-8").strip()
        variables = environment(
            folder / "buffer", INFLUX_URL=store.url, INFLUX_TOKEN=token, TELEGRAF_DEVICE_PASSWORD=PASSWORD
        )
        with (folder / "log").open("wb") as log:
            command = [program, "--config", str(COMMON), "--config", str(profile)]
            process = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
        try:
            yield opened(Doors(gateway, folder / "log"), process)
        finally:
            process.terminate()
            process.wait(WAIT_S)


def opened(doors: Doors, process: "subprocess.Popen[bytes]") -> Doors:
    """The doors, once they are open."""
    deadline = time.monotonic() + WAIT_S
    while not doors.ready():
        assert process.poll() is None, doors.log.read_text()
        assert time.monotonic() < deadline, doors.log.read_text()
        time.sleep(0.1)
    return doors


def test_a_sample_arrives_as_a_point_of_the_contract(doors: Doors) -> None:
    body = (
        b'[{"asset": "PUMP-009", "asset_class": " Machine", "site": "north", "bearing_temp_c": 61, "run_state": "run"}]'
    )
    assert doors.post("http", "/telemetry", body) == 204
    frame = doors.wait_for(queries.render("signal_raw", start="-1h", asset="PUMP-009", signal="bearing_temp_c"))
    assert frame.floats("_value").tolist() == [61]
    seen = doors.wait_for(queries.render("freshness", start="-1h"))
    assert (seen.strings("asset_class"), seen.strings("site")) == (["machine"], ["north"])


def test_a_sample_of_no_asset_or_of_an_unknown_class_is_counted_as_data_quality(doors: Doors) -> None:
    assert doors.post("http", "/telemetry", b'{"asset_class": "machine", "site": "north", "power_kw": 1}') == 204
    assert doors.post("http", "/telemetry", b'{"asset": "B", "asset_class": "boat", "site": "n", "power_kw": 1}') == 204
    counted = 'filter(fn: (r) => r._measurement == "data_quality" and r.issue == '
    for issue in ("refused_without_asset", "refused_unknown_class"):
        frame = doors.wait_for(f'from(bucket: "health") |> range(start: -1h) |> {counted}"{issue}")')
        assert frame.floats("_value").sum() == 1


def test_json_that_cannot_be_read_and_a_wrong_password_are_refused(doors: Doors) -> None:
    assert doors.post("http", "/telemetry", b"{broken") == 400
    assert doors.post("http", "/telemetry", b"{}", password="guessed") == 401
    assert doors.post("http", "/elsewhere", b"{}") == 404


def test_a_notification_of_grafana_is_kept(doors: Doors) -> None:
    assert doors.post("notifications", "/notifications", NOTICE) == 204
    flux = 'from(bucket: "health") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "notification")'
    frame = doors.wait_for(flux)
    assert set(frame.strings("_value")) == {"PUMP-001: 1 open", "Bearing too hot"}
    assert set(frame.strings("asset")) == {"PUMP-001"}
