"""`forewarn check` as a person types it."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from contract.time import rfc3339
from store.gateway import Gateway
from tests.analytics.backtest.recordings import recording
from tests.support.command import forewarn
from tests.support.lent import lent
from tests.support.store import RunningStore

CLASS = """label = "Feed pump"
[signals.oil_temp_c]
unit = "°C"  # guessed: temperature of oil
[signals.pressure_bar]
unit = "bar"
"""
MAPPING = """
time = { column = "time", format = "iso" }
asset = "F-1"
asset_class = "feed_pump"
site = "hall"
[columns]
"oil" = { signal = "oil_temp_c" }
"druck" = { signal = "pressure_bar" }
"""
SOURCE = """
bucket = "plant"
asset = { tag = "machine" }
asset_class = "feed_pump"
site = "hall"
cadence_s = 300  # guessed: the usual step
[fields]
oil = { signal = "oil_temp_c" }
druck = { signal = "pressure_bar" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four days of a pump that says nothing of its pressure, with the files that say what it is."""
    of = recording(4.0)
    rows = zip(of.time.tolist(), of.values[0].round(2).tolist(), strict=True)
    lines = ["time,oil,druck", *(f"{rfc3339(time)},{value}," for time, value in rows)]
    (tmp_path / "f.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, text in {"machines/feed_pump": CLASS, "recordings/feed_pump": MAPPING}.items():
        path = tmp_path / f"own/{name}.toml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_recording_is_covered_judged_and_its_guesses_are_named_in_the_terminal_and_on_a_page(folder: Path) -> None:
    words = ("f.csv", "--mapping", "own/recordings/feed_pump.toml", "--days", "2", "--report", "c.html")
    done = forewarn("check", *words, folder=folder)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    said = re.sub(r"\s+", " ", done.stdout)
    assert "f.csv: 1 asset, 2 d 0 h up to" in said
    assert "Oil temp °C 1 of 1 577 300 s 0 - history 100%" in said
    assert "Pressure bar 0 of 1 0 - 0 - nothing came" in said
    assert 'own/machines/feed_pump.toml 3 signals.oil_temp_c unit = "°C" temperature of oil' in said
    assert "f.csv: nothing came of pressure_bar; is the name in the file right?" in said
    assert "f.csv: 1 line is still guessed" in said
    page = (folder / "c.html").read_text(encoding="utf-8")
    assert "2 things need a person" in page
    assert "temperature of oil" in page
    assert not re.search(r"(src|href)=|@import|url\(", page)


def test_a_recording_that_somebody_has_looked_at_is_well(folder: Path) -> None:
    mapping = folder / "own/recordings/feed_pump.toml"
    mapping.write_text(MAPPING.replace('"druck"', '# "druck"'), encoding="utf-8")
    machine = folder / "own/machines/feed_pump.toml"
    machine.write_text(CLASS.replace("  # guessed: temperature of oil", ""), encoding="utf-8")
    done = forewarn("check", "f.csv", "--mapping", str(mapping), folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all is well: nothing needs a person" in done.stdout


@pytest.fixture(scope="module")
def store() -> Iterator[RunningStore]:
    """A store that nobody has set up for us, with a bucket of a plant: a day up to now."""
    with lent() as running, Gateway(running.url, running.token, running.org) as gateway:
        gateway.client.buckets_api().create_bucket(bucket_name="plant", org=running.org)
        now = np.datetime64("now", "ns").astype(np.int64)
        times = (now - 300 * 10**9 * np.arange(288)).tolist()
        gateway.write("plant", [f"pumps,machine=F-1 oil={60 + n % 3},druck=6 {time}" for n, time in enumerate(times)])
        yield running


def test_every_source_is_checked_and_one_that_is_not_good_is_told_with_its_line(
    folder: Path, store: RunningStore
) -> None:
    sources = folder / "own/sources"
    sources.mkdir()
    (sources / "plant.toml").write_text(SOURCE, encoding="utf-8")
    (sources / "wrong.toml").write_text(SOURCE.replace("oil_temp_c", "oil_temp"), encoding="utf-8")
    given = {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token}
    done = forewarn("check", environment=given, folder=folder)
    assert done.returncode == 1, done.stderr
    said = re.sub(r"\s+", " ", done.stdout)
    assert "plant: 1 asset" in said
    assert "own/sources/plant.toml 6 cadence_s = 300 the usual step" in said
    assert "wrong: nothing was judged" in said
    assert "wrong: own/sources/wrong.toml, line 8: fields.oil.signal: class feed_pump has no signal 'oil_temp'" in said
