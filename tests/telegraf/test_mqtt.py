"""A device publishes over MQTT to a real Mosquitto with our settings; its sample reaches the store, and the worker."""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paho.mqtt import MQTTException, publish

from analytics.worker.loop import Worker
from store import queries
from store.sources import asking
from store.sources.own import OWN
from store.sources.place import Wanted
from tests.support.ports import free_port
from tests.support.waiting import wait_until
from tests.telegraf.running import WAIT_S, Running, running
from tests.telegraf.support import FOLDER

_PATH = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    """A Mosquitto as compose starts it, but on a free port of this machine; skips where it is not installed."""
    program, passwd = (shutil.which(name, path=_PATH) for name in ("mosquitto", "mosquitto_passwd"))
    if program is None or passwd is None:
        pytest.skip("mosquitto is not installed")
    for user, flags in {"device": ["-b", "-c"], "telegraf": ["-b"]}.items():
        command = [passwd, *flags, str(folder / "passwords"), user, password(user)]
        subprocess.run(command, check=True, capture_output=True)
    port = free_port()
    (folder / "mosquitto.conf").write_text(settings(folder, port), encoding="utf-8")
    command = [program, "-c", str(folder / "mosquitto.conf")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: listens(port))
        yield port
    finally:
        process.terminate()
        process.wait(WAIT_S)


def listens(port: int) -> bool:
    """Whether anybody takes connections on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def settings(folder: Path, port: int) -> str:
    """The settings that ship, with places of this machine in the place of the container's."""
    (folder / "kept").mkdir()
    text = (FOLDER / "brokers" / "mosquitto.conf").read_text(encoding="utf-8")
    for theirs, here in (
        ("listener 1883", f"listener {port} 127.0.0.1\nuser {getpass.getuser()}"),
        ("/tmp/passwords", str(folder / "passwords")),
        ("/mosquitto/config", str(FOLDER / "brokers")),
        ("/mosquitto/data", str(folder / "kept")),
    ):
        assert theirs in text
        text = text.replace(theirs, here)
    return text


def password(user: str) -> str:
    return f"password-of-{user}"


def send(port: int, topic: str, body: str, user: str = "device", secret: str = "") -> None:
    """Publish one message with QoS 1, and return once the broker has it; it keeps it for who subscribes later."""
    auth: publish.AuthParameter = {"username": user, "password": secret or password(user)}
    publish.single(topic, body, qos=1, retain=True, hostname="127.0.0.1", port=port, auth=auth)


@contextmanager
def door(folder: Path) -> Iterator[tuple[int, Running]]:
    """A broker and a Telegraf that reads from it."""
    with broker(folder) as port:
        variables = {"MQTT_URL": f"tcp://127.0.0.1:{port}", "MQTT_PASSWORD": password("telegraf")}
        with running("mqtt", folder, **variables) as telegraf:
            telegraf.wait_for_words(r"\[inputs.mqtt_consumer::mqtt\] (Connected)")
            yield port, telegraf


def test_a_message_becomes_a_sample_of_the_asset_that_its_topic_names(tmp_path: Path) -> None:
    with door(tmp_path) as (port, telegraf):
        send(port, "forewarn/north/machine/PUMP-009", '{"bearing_temp_c": 61.5, "run_state": "run"}')
        seen = telegraf.wait_for_rows(queries.render("freshness", start="-1h"))
        assert [seen.strings(name)[0] for name in ("asset", "asset_class", "site")] == ["PUMP-009", "machine", "north"]
        signal = asking.render(
            "worker_means", OWN, Wanted("machine", ["PUMP-009"], ["bearing_temp_c"]), start="-1h", stop="now()"
        )
        assert telegraf.wait_for_rows(signal).floats("_value").tolist() == [61.5]


def test_a_battery_that_is_too_hot_on_the_wire_comes_out_as_risk_with_its_reason(tmp_path: Path) -> None:
    with door(tmp_path) as (port, telegraf):
        worker = Worker(telegraf.gateway, tmp_path / "learned")
        worker.learn(lambda _what, _part: None, time.time_ns())
        send(port, "forewarn/north/ev/EVAN-009", '{"batt_temp_c": 51.5, "run_state": "drive"}')
        telegraf.wait_for_rows(queries.render("freshness", start="-1h"))
        while worker.tick(time.time_ns()).behind_s > 1:
            pass
        worker.close()
        risk = telegraf.wait_for_rows(queries.render("fleet_ranked", start="-1h"))
        assert risk.strings("asset") == ["EVAN-009"]
        assert risk.floats("level").tolist() == [3]
        assert "batt_temp_c is 51.5 °C, over its critical limit of 45 °C" in risk.strings("reason")[0]


def test_nobody_publishes_without_the_password_of_devices(tmp_path: Path) -> None:
    with broker(tmp_path) as port:
        send(port, "forewarn/north/ev/EVAN-009", "{}")
        with pytest.raises(MQTTException):
            send(port, "forewarn/north/ev/EVAN-009", "{}", secret="a guess")
