"""Failures that people told of become a model: out of a store, beside the worker."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.prognosis.shelf import card, read
from analytics.prognosis.trained import Alike
from contract.errors import ForewarnError
from contract.measurements import FAILURE, Value
from contract.settings import Settings
from contract.time import DAY
from forewarn.teaching import Teaching, teach
from store.gateway import Gateway
from store.points import Point, encode
from tests.forewarn.test_recorded import FAILS, LENGTH, START, telemetry
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

SOURCE = """
bucket = "plant"
asset = { tag = "machine" }
asset_class = "machine"
site = "north"
[fields]
vibration = { signal = "vibration_mm_s" }
warm = { signal = "bearing_temp_c" }
"""
LATER = time.time_ns() // DAY * DAY - START - LENGTH * DAY
"""The recordings end today."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with ten pumps of a plant that failed, of which somebody told."""
    with provisioned(tmp_path_factory.mktemp("tokens")) as running:
        with Gateway(running.url, running.token, running.org) as gateway:
            gateway.client.buckets_api().create_bucket(bucket_name="plant", org=running.org)
            for number in range(10):
                gateway.write("plant", lines(number))
            gateway.write(FAILURE.bucket, [line for number in range(10) for line in encode([failure(number)])])
        yield running


def lines(number: int) -> list[str]:
    pump = telemetry(number)
    rows = zip((pump.time + LATER).tolist(), *pump.values.round(3).tolist(), strict=True)
    return [f"m,machine={pump.tags[0]} vibration={vibration},warm={warm} {at}" for at, vibration, warm in rows]


def failure(number: int) -> Point:
    tags = {"asset": telemetry(number).tags[0], "asset_class": "machine", "site": "north"}
    fields: dict[str, Value] = {"what": "seized", "mode": "bearing_wear", "actor": "Ada", "withdrawn": False}
    return Point(FAILURE.name, tags, fields, START + LATER + FAILS * DAY)


@pytest.fixture
def settings(store: RunningStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Those of a folder with the source."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/plant.toml").write_text(SOURCE, encoding="utf-8")
    for name, value in (("INFLUX_URL", store.url), ("INFLUX_TOKEN", store.token), ("INFLUX_ORG", store.org)):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FOREWARN_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("FOREWARN_MODELS", str(tmp_path / "models"))
    return Settings.load()


def test_a_class_of_which_ten_failed_gets_a_model_and_no_other_until_more_fail(settings: Settings) -> None:
    told: list[tuple[int, int]] = []
    made = teach(settings, tell=lambda done, whole: told.append((done, whole)))
    assert [own.asset_class for own in made] == ["machine"]
    assert 0 < told[0][0] <= told[0][1]
    assert told[-1] == (100, 100)
    assert card(settings.forewarn_models, "machine").data["failures"] == 10
    assert isinstance(read(settings.forewarn_models, "machine"), Alike)
    assert teach(settings) == []
    with pytest.raises(ForewarnError, match=r"machine: 10 failures are known, the model recorded-\S+-10 has seen 10"):
        teach(settings, ["machine"])


def test_where_too_few_failed_a_named_class_says_why(settings: Settings) -> None:
    with pytest.raises(ForewarnError, match="motor: 0 failures are known, 10 are wanted"):
        teach(settings, ["motor"])


def test_the_process_beside_is_started_when_it_is_time_and_its_end_stops_nobody(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert settings.forewarn_models
    monkeypatch.setenv("INFLUX_URL", "http://127.0.0.1:9")
    now = [0.0]
    teaching = Teaching(every_s=60, clock=lambda: now[0])
    teaching.poll()
    assert not caplog.text
    now[0] = 61.0
    end = time.monotonic() + 240
    with caplog.at_level(logging.WARNING):
        while "nothing was learned from failures" not in caplog.text and time.monotonic() < end:
            teaching.poll()
            time.sleep(0.05)
    teaching.close()
    assert "nothing was learned from failures: " in caplog.text
    assert "127.0.0.1:9" in caplog.text
