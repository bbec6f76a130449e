"""Telegraf's configuration files, and the Telegraf to try them with where there is one."""

import os
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "telegraf"
COMMON = FOLDER / "telegraf.conf"
PROFILES = sorted((FOLDER / "profiles").glob("*.conf"))


def telegraf() -> str:
    """The Telegraf that FOREWARN_TEST_TELEGRAF names, or the one on the PATH; skips where there is none."""
    found = os.environ.get("FOREWARN_TEST_TELEGRAF") or shutil.which("telegraf")
    if found is None:
        pytest.skip("telegraf is not installed, and FOREWARN_TEST_TELEGRAF names none")
    return found


def environment(buffer: Path, **values: str) -> dict[str, str]:
    """A value for every variable that the files name; `values` go before."""
    return {
        "PATH": os.environ["PATH"],
        "INFLUX_URL": "http://127.0.0.1:8086",
        "INFLUX_ORG": "forewarn",
        "INFLUX_TOKEN": "a-token",
        "TELEGRAF_BUFFER": str(buffer),
        "TELEGRAF_DEVICE_PASSWORD": "a-password",
        "MQTT_URL": "tcp://127.0.0.1:1883",
        "MQTT_PASSWORD": "a-password",
        "KAFKA_BROKER": "127.0.0.1:9092",
        **values,
    }
