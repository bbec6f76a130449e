"""Publishing over MQTT to a real Mosquitto, where one is installed."""

import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from admin.store import Store
from forewarn.publish.cursor import Cursor
from forewarn.publish.letter import BrokerError, Letter
from forewarn.publish.mqtt import Account, Mqtt, topic
from forewarn.publish.publisher import Publisher
from store.gateway import Gateway
from tests.admin.live.listening import write_incident, write_risk
from tests.support.ports import free_port
from tests.support.provisioned import provisioned
from tests.support.waiting import wait_until

NOBODY = Account()


class Broker:
    """A Mosquitto on a port of this machine, which takes anybody; started and stopped as often as wanted."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        self._conf = folder / "mosquitto.conf"
        self._conf.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; skips where it is not installed."""
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
        if program is None:
            pytest.skip("mosquitto is not installed")
        command = [program, "-c", str(self._conf)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._listens)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    found = Broker(tmp_path)
    found.start()
    yield found
    found.stop()


@contextmanager
def heard(broker: Broker) -> Iterator["queue.Queue[tuple[str, dict[str, Any]]]"]:
    """Topic and JSON of all that is published."""
    found: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()

    def take(_client: Client, _data: object, message: MQTTMessage) -> None:
        found.put((message.topic, json.loads(message.payload)))

    ready = threading.Event()
    client = Client(CallbackAPIVersion.VERSION2)
    client.on_message = take
    client.on_subscribe = lambda *_: ready.set()
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    client.subscribe("forewarn/#", qos=1)
    assert ready.wait(30)
    try:
        yield found
    finally:
        client.disconnect()
        client.loop_stop()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with provisioned(tmp_path) as store, Gateway(store.url, store.token, store.org) as opened:
        yield opened


def publisher(gateway: Gateway, broker: Broker, folder: Path) -> Publisher:
    return Publisher(Store(gateway), Mqtt(broker.url, NOBODY), Cursor(folder / "cursor"), 0.1)


def test_risks_are_kept_for_who_comes_later_and_events_are_told_once(
    gateway: Gateway, broker: Broker, tmp_path: Path
) -> None:
    write_risk(gateway, "hall/1 +#", 10.0)
    write_incident(gateway, "hall/1 +#")
    telling = publisher(gateway, broker, tmp_path)
    with heard(broker) as found:
        telling.step()
        said = dict(found.get(timeout=30) for _ in range(2))
    risk, event = said["forewarn/risk/hall%2F1%20%2B%23"], said["forewarn/events/hall%2F1%20%2B%23"]
    assert (risk["asset"], risk["risk"]) == ("hall/1 +#", 10.0)
    assert (event["change"], event["incident"]["asset"]) == ("raised", "hall/1 +#")
    with heard(broker) as later:
        assert later.get(timeout=30) == ("forewarn/risk/hall%2F1%20%2B%23", risk)
    telling.step()
    assert telling.sent == 2


def test_nothing_is_lost_while_the_broker_is_away(gateway: Gateway, broker: Broker, tmp_path: Path) -> None:
    telling = publisher(gateway, broker, tmp_path)
    telling.step()
    broker.stop()
    write_incident(gateway, "A")
    telling.step()
    write_incident(gateway, "B")
    telling.step()
    assert telling.sent == 0
    broker.start()
    with heard(broker) as found:
        telling.step()
        telling.step()
        assert {found.get(timeout=30)[0] for _ in range(2)} == {"forewarn/events/A", "forewarn/events/B"}


def test_who_goes_on_tells_what_happened_meanwhile_and_again_what_may_not_have_come(
    gateway: Gateway, broker: Broker, tmp_path: Path
) -> None:
    write_incident(gateway, "A")
    publisher(gateway, broker, tmp_path).step()
    write_incident(gateway, "B")
    with heard(broker) as found:
        publisher(gateway, broker, tmp_path).step()
        said = [found.get(timeout=30)[1] for _ in range(2)]
    assert [each["incident"]["asset"] for each in said] == ["A", "B"]


def test_how_far_it_is_is_noted_though_there_was_nothing_to_tell(
    gateway: Gateway, broker: Broker, tmp_path: Path
) -> None:
    begun = time.time_ns()
    assert publisher(gateway, broker, tmp_path).step()
    noted = Cursor(tmp_path / "cursor").read()
    assert noted is not None
    assert noted >= begun


def test_a_store_that_is_away_is_waited_for(broker: Broker, tmp_path: Path) -> None:
    with Gateway("http://127.0.0.1:9", "any", "forewarn") as nowhere:
        telling = publisher(nowhere, broker, tmp_path)
        telling.step()
        assert telling.sent == 0


def test_the_command_goes_on_until_it_is_told_to_end(gateway: Gateway, broker: Broker, tmp_path: Path) -> None:
    given = {
        "INFLUX_URL": gateway.url, "INFLUX_TOKEN": gateway.address["token"], "FOREWARN_PUBLISH_MQTT_URL": broker.url,
    }  # fmt: skip
    command = [sys.executable, "-m", "forewarn", "publish", "--state", str(tmp_path / "state")]
    with heard(broker) as found, subprocess.Popen(command, env={**os.environ, **given}) as process:
        for asset in ("A", "B"):
            write_risk(gateway, asset, 10.0)
            assert found.get(timeout=60)[0] == f"forewarn/risk/{asset}"
        process.terminate()
        assert process.wait(60) == 0
    assert (tmp_path / "state" / "mqtt").exists()


def test_what_no_broker_can_take_keeps_nothing_back(broker: Broker) -> None:
    sink = Mqtt(broker.url, NOBODY)
    with heard(broker) as found:
        sink.send([Letter("events", "x" * 70_000, b"{}"), Letter("events", "A", b"{}")])
        assert found.get(timeout=30)[0] == "forewarn/events/A"
    sink.close()


def test_a_broker_that_nobody_serves_is_told_of() -> None:
    with pytest.raises(BrokerError, match="did not take it"):
        Mqtt(f"mqtt://127.0.0.1:{free_port()}", NOBODY).send([Letter("risk", "A", b"{}")])


def test_a_topic_holds_nothing_that_parts_or_matches_topics() -> None:
    assert topic(Letter("risk", "a/b+c#d\0ü", b"")) == "forewarn/risk/a%2Fb%2Bc%23d%00%C3%BC"


def test_the_time_of_a_letter_is_in_its_id(gateway: Gateway, broker: Broker, tmp_path: Path) -> None:
    at = time.time_ns()
    write_risk(gateway, "A", 1.0, at)
    with heard(broker) as found:
        publisher(gateway, broker, tmp_path).step()
        assert found.get(timeout=30)[1]["id"] == f"A@{at // 1000 * 1000}"
