"""What commands that write say of what arrived: in bounded time, with a status, and a sentence for what did not."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forewarn import arrival
from forewarn.arrival import NotArrivedError, Watched, arrives
from store.gateway import Gateway
from store.provision import provision
from store.spool import Spool
from store.writer import Writer
from tests.support.command import forewarn
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

MAPPING = """
time = { column = "time", format = "iso" }
asset = "BENCH-{stem}"
asset_class = "machine"
site = "hall"
[columns]
"v" = { signal = "vibration_mm_s" }
"""
NOWHERE = {"INFLUX_URL": "http://127.0.0.1:9", "INFLUX_TOKEN": "any"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        yield running


@pytest.fixture
def environment(store: RunningStore) -> dict[str, str]:
    return {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token}


@pytest.fixture
def collector(store: RunningStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a collector, whose token may write telemetry, and ask for nothing."""
    folder = tmp_path_factory.mktemp("collector")
    provision(store.url, store.org, folder, operator=store.token)
    return {"INFLUX_URL": store.url, "INFLUX_TOKEN": (folder / "collector.token").read_text().strip()}


def recording(folder: Path, rows: int, ago: timedelta) -> list[str]:
    """The arguments that replay a recording of a reading a second which began some time ago."""
    begin = (datetime.now(UTC) - ago).replace(microsecond=0)
    lines = [f"{(begin + timedelta(seconds=n)).isoformat()},2.5" for n in range(rows)]
    (folder / "p.csv").write_text("\n".join(["time,v", *lines]) + "\n")
    (folder / "map.toml").write_text(MAPPING)
    return ["replay", str(folder / "p.csv"), "--mapping", str(folder / "map.toml")]


def write_on(sink: Watched) -> None:
    """Write a line ten times a second, for a minute at most."""
    for _ in range(600):
        sink.write([f"m f=1 {time.time_ns()}"])
        time.sleep(0.1)


def test_a_replay_that_arrived_says_so(environment: dict[str, str], tmp_path: Path) -> None:
    result = forewarn(*recording(tmp_path, 300, timedelta(hours=1)), environment=environment)
    assert result.returncode == 0, result.stderr
    assert "300 readings written, 0 cells refused" in result.stdout


def test_each_row_of_a_recording_that_is_too_old_for_the_store_is_counted_as_refused(
    collector: dict[str, str], tmp_path: Path
) -> None:
    result = forewarn(*recording(tmp_path, 3000, timedelta(days=60)), environment=collector)
    assert result.returncode == 1
    first, *_, last = result.stderr.splitlines()
    assert re.match(
        r"the recording is of .*, and the store keeps 30 days: nothing of it can be .*; --shift last", first
    )
    assert last.startswith("forewarn: the store took 0 lines, refused 3000 lines: 422 ")
    assert max(map(len, result.stderr.splitlines())) < 220
    assert "3,000 rows of 1 assets: 3,000 readings read, 0 cells refused" in result.stdout


def test_a_token_that_may_ask_what_the_store_keeps_learns_it_before_a_row_is_sent(
    environment: dict[str, str], tmp_path: Path
) -> None:
    result = forewarn(*recording(tmp_path, 300, timedelta(days=30, seconds=100)), environment=environment)
    assert result.returncode == 1
    assert "only what is later can be stored" in result.stderr
    assert re.search(r"p\.csv: time: [12]\d\d rows are older than the 30 days that the store keeps", result.stderr)
    assert re.search(r"of 300 readings in the recording [12]\d\d were refused; 0 cells", result.stdout)


def test_a_recording_of_which_everything_is_stored_ends_with_0_and_one_cell_makes_it_1(
    environment: dict[str, str], tmp_path: Path
) -> None:
    arguments = recording(tmp_path, 10, timedelta(hours=1))
    with (tmp_path / "p.csv").open("a") as file:
        file.write("2026-11-30T00:00:00,Bad\n")
    assert forewarn(*arguments, environment=environment).returncode == 0
    with (tmp_path / "p.csv").open("a") as file:
        file.write("2026-11-30T00:00:01,kaputt\n")
    result = forewarn(*arguments, environment=environment)
    assert result.returncode == 1
    assert "refused: p.csv: v: 1 of 11 are not numbers, first row 13: 'kaputt'" in result.stderr
    assert "of 11 readings in the recording 1 were refused; 1 cells are empty or marked as missing" in result.stdout


@pytest.mark.parametrize("command", ["replay", "simulate"])
def test_a_wrong_token_is_told_before_anything_is_written(
    environment: dict[str, str], tmp_path: Path, command: str
) -> None:
    live = ["simulate", "--live", "--state", str(tmp_path / "fleet")]
    arguments = live if command == "simulate" else recording(tmp_path, 300, timedelta(hours=1))
    result = forewarn(*arguments, environment={**environment, "INFLUX_TOKEN": "not-the-token"})
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1].startswith(f"forewarn: {environment['INFLUX_URL']} refuses: 401 ")
    assert "not-the-token" not in result.stderr


def test_a_replay_into_a_store_that_is_not_there_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    result = forewarn(*recording(tmp_path, 300, timedelta(hours=1)), environment=NOWHERE)
    assert result.returncode == 1
    assert result.stdout == ""
    assert "http://127.0.0.1:9 cannot be reached" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_store_that_goes_away_meanwhile_ends_a_replay_that_has_no_spool(
    store: RunningStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "UNREACHED_S", 0.2)
    with (
        Gateway(store.url, store.token, store.org) as gateway,
        Writer(gateway, "telemetry", interval_s=0.05, backoff_s=(0.05, 0.1)) as writer,
    ):
        watched = Watched(writer)
        watched.write([f"m f=1 {time.time_ns()}"])
        wait_until(lambda: writer.stats().written == 1)
        store.kill()
        with pytest.raises(NotArrivedError, match=r"takes nothing any more: the store took 1 lines, has not answered"):
            write_on(watched)
    store.start()


def test_what_lies_in_the_spool_is_said_and_the_next_command_sends_it(
    store: RunningStore, environment: dict[str, str], tmp_path: Path
) -> None:
    spool = tmp_path / "spool"
    with (
        Gateway("http://127.0.0.1:9", "any", store.org) as nobody,
        Writer(nobody, "telemetry", Spool(spool), interval_s=0.05) as writer,
    ):
        writer.write([f"telemetry,asset=LEFT f=1 {time.time_ns()}"])
        wait_until(lambda: writer.stats().spooled_batches == 1)
        with pytest.raises(NotArrivedError, match=f"1 batches lie in the spool {spool}"):
            arrival.need_arrived(writer)
    settings = {**environment, "FOREWARN_SPOOL_DIR": str(spool)}
    result = forewarn(*recording(tmp_path, 300, timedelta(hours=1)), environment=settings)
    assert result.returncode == 0, result.stderr
    assert list(spool.iterdir()) == []


def test_a_worker_whose_words_do_not_arrive_gives_no_sign_of_life(
    store: RunningStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "STALE_S", 1.0)
    with (
        Gateway(store.url, store.token, store.org) as gateway,
        Writer(gateway, "health", interval_s=0.05) as health,
        Writer(gateway, "rollup", interval_s=0.05) as rollup,
    ):
        assert arrives(health, rollup)  # it learns, and has nothing to say yet
        health.write([f"m f=1 {time.time_ns()}"])
        wait_until(lambda: health.stats().written == 1)
        assert arrives(health, rollup)
        # It stands still, and the store is well.
        wait_until(lambda: not arrives(health, rollup))
        health.write([f"m f=1 {time.time_ns()}"])
        wait_until(lambda: arrives(health, rollup))
        # The store takes nothing of one of them.
        rollup.write([f"m f=1 {time.time_ns() - 10**9}", "no fields"])
        wait_until(lambda: rollup.stats().refused == 1)
        rollup.write(["no fields"])
        wait_until(lambda: not arrives(rollup))
