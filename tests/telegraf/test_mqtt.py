"""A device publishes over MQTT to a real Mosquitto; the topic says who it is, and the sample reaches the store."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from telemetry import queries
from tests.telegraf.running import WAIT_S, running

TOPIC = "forewarn/north/machine/PUMP-009"


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    """A Mosquitto on a free port of this machine; skips where it is not installed."""
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("mosquitto is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = folder / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
    process = subprocess.Popen([program, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(WAIT_S)


def publish(port: int, topic: str, body: bytes) -> None:
    """Publish one message with QoS 1 and wait for its acknowledgement (MQTT 3.1.1, sections 3.1 and 3.3)."""
    with connected(port) as link:
        link.sendall(packet(0x10, text("MQTT") + bytes([4, 2, 0, 30]) + text("device")))
        assert link.recv(4) == bytes([0x20, 2, 0, 0])
        link.sendall(packet(0x32, text(topic) + bytes([0, 1]) + body))
        assert link.recv(4) == bytes([0x40, 2, 0, 1])


def connected(port: int) -> socket.socket:
    """A connection to the broker, once it listens."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=10)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def packet(kind: int, body: bytes) -> bytes:
    """A control packet; its length is in base 128, the least part first (section 2.2.3)."""
    size, length = len(body), b""
    while True:
        size, part = divmod(size, 128)
        length += bytes([part | (0x80 if size else 0)])
        if not size:
            return bytes([kind]) + length + body


def text(value: str) -> bytes:
    """A string with its length before it."""
    raw = value.encode()
    return len(raw).to_bytes(2, "big") + raw


def test_a_message_becomes_a_sample_of_the_asset_that_its_topic_names(tmp_path: Path) -> None:
    body = b'{"bearing_temp_c": 61.5, "run_state": "run", "vibration_mm_s": 2}'
    with broker(tmp_path) as port, running("mqtt", tmp_path, MQTT_URL=f"tcp://127.0.0.1:{port}") as telegraf:
        telegraf.wait_for_words(r"\[inputs.mqtt_consumer::mqtt\] (Connected)")
        publish(port, TOPIC, body)
        seen = telegraf.wait_for_rows(queries.render("freshness", start="-1h"))
        assert [seen.strings(name) for name in ("asset", "asset_class", "site")] == [
            ["PUMP-009"],
            ["machine"],
            ["north"],
        ]
        frame = telegraf.wait_for_rows(
            queries.render("signal_raw", start="-1h", asset="PUMP-009", signal="bearing_temp_c")
        )
        assert frame.floats("_value").tolist() == [61.5]
