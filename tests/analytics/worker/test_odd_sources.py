"""Buckets of others as they are: of all paces, with what is no number, that go and come back."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analytics.layers.quality import Quality
from analytics.worker.loop import Worker
from analytics.worker.stream import Aside, Stream
from contract.time import MINUTE, SECOND
from store.gateway import Gateway
from store.sources.folder import Sources
from tests.support.allowed import allowed
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

NOW = time.time_ns() // MINUTE * MINUTE - 30 * MINUTE
"""The clock of these tests."""
SOURCE = """
bucket = "{bucket}"
asset = {{ tag = "machine" }}
asset_class = "machine"
site = {{ tag = "hall" }}
cadence_s = {cadence_s}

[fields]
temp = {{ signal = "bearing_temp_c" }}
vib = {{ signal = "vibration_mm_s" }}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    """A store with our buckets."""
    with provisioned(tmp_path_factory.mktemp("secrets")) as running:
        with Gateway(running.url, running.token, running.org) as gateway:
            gateway.query("buckets()")  # the first answer of a new store may take longer than a side job waits
        yield running


@contextmanager
def watching(gateway: Gateway, folder: Path, reader: Gateway | None = None, **cadences: float) -> Iterator[Worker]:
    """A worker that reads from NOW on, with an empty bucket as a source of each name, and seconds between values."""
    (folder / "sources").mkdir()
    for name, cadence_s in cadences.items():
        gateway.client.buckets_api().create_bucket(bucket_name=name, org=gateway.org)
        text = SOURCE.format(bucket=name, cadence_s=cadence_s)
        (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    worker = Worker(gateway, folder / "worker", sources=Sources(folder / "sources"), reader=reader)
    worker.cursor = NOW
    worker.streams.watch(NOW, NOW)
    yield worker
    worker.health.close()
    worker.rollup.close()


def write(gateway: Gateway, bucket: str, *lines: tuple[str, float]) -> None:
    """Write lines, each at some seconds after NOW."""
    gateway.write(bucket, [f"{line} {NOW + round(at * SECOND)}" for line, at in lines])


def advance(worker: Worker, to: float, until: Callable[[], bool] = lambda: True) -> None:
    """Tick until what can be read was read up to some seconds after NOW, and a condition holds."""
    now = NOW + round(to * SECOND)

    def read(stream: Stream) -> bool:
        # One that is asked once a minute is not asked again before.
        asked_s = stream.pause_s if isinstance(stream, Aside) and stream.pause_s > 10 else 0
        return bool(stream.trouble) or stream.reached >= stream.clock(now) - asked_s * SECOND

    def there() -> bool:
        worker.tick(now)
        return all(map(read, worker.streams)) and until()

    wait_until(there, 150)
    worker.tick(now)
    assert worker.health.flush()
    assert worker.rollup.flush()


def newest(worker: Worker, asset: str, signal: str) -> float:
    """The newest value of a signal."""
    state = worker.pipeline.state
    (number,) = [number for number, known in enumerate(state.fleet.assets) if known.name == asset]
    return float(state.of(Quality).value[state.fleet.series(number, signal)])


def counted(gateway: Gateway, worker: Worker) -> dict[tuple[str, str], float]:
    """How often each data fault was told, by asset and `signal/issue`."""
    assert worker.health.flush()
    found = gateway.query(
        f"""from(bucket: "health") |> range(start: {NOW // SECOND}) |> filter(fn: (r) => r._field == "count")
            |> filter(fn: (r) => r._measurement == "data_quality") |> sum()"""
    )
    named = [found.strings(name) for name in ("asset", "signal", "issue")]
    values = found.floats("_value").tolist()
    return {(asset, f"{signal}/{issue}"): value for asset, signal, issue, value in zip(*named, values, strict=True)}


def test_what_is_no_number_and_who_has_no_name_cost_no_other_value(gateway: Gateway, tmp_path: Path) -> None:
    with watching(gateway, tmp_path, odd=10) as worker:
        for at in (0.0, 10.0, 20.0):
            write(
                gateway, "odd",
                ("a,machine=M1,hall=h temp=45,vib=1.5", at),
                # The same field is a text in another measurement, a whole number in a third, and yes or no in a fourth.
                ('b,machine=M2,hall=h temp="hot",vib=1.6', at),
                ("c,machine=M3,hall=h temp=46i", at),
                ("d,machine=M4,hall=h temp=true,vib=1.7", at),
                ("a temp=99", at),
            )  # fmt: skip
        advance(worker, 25)
        advance(worker, 60)
        assert (newest(worker, "M1", "bearing_temp_c"), newest(worker, "M2", "vibration_mm_s")) == (45, 1.6)
        assert (newest(worker, "M3", "bearing_temp_c"), newest(worker, "M4", "vibration_mm_s")) == (46, 1.7)
        found = counted(gateway, worker)
        assert found["M2", "bearing_temp_c/impossible"] == 3
        assert found["", "bearing_temp_c/refused_without_asset"] == 3


def test_a_tag_that_vanishes_makes_no_second_asset_of_one(gateway: Gateway, tmp_path: Path) -> None:
    with watching(gateway, tmp_path, tags=10) as worker:
        write(gateway, "tags", ("a,machine=M1,hall=h temp=45", 0), ("a,machine=M1 temp=47", 10))
        advance(worker, 15)
        assert [(asset.name, asset.site) for asset in worker.pipeline.state.fleet.assets] == [("M1", "h")]
        assert newest(worker, "M1", "bearing_temp_c") == 47


def test_fifty_values_a_second_and_one_a_day_are_both_judged(gateway: Gateway, tmp_path: Path) -> None:
    with watching(gateway, tmp_path, fast=0.02, daily=86_400) as worker:
        write(gateway, "daily", ("a,machine=DAILY,hall=h temp=45", 1))
        for second in range(130):
            write(gateway, "fast", *((f"a,machine=FAST,hall=h temp={45 + k % 3}", second + k / 50) for k in range(50)))
            if second % 10 == 9:
                advance(worker, second + 1)
        advance(worker, 240)
        counts = gateway.query(
            f"""from(bucket: "rollup") |> range(start: {NOW // SECOND}) |> filter(fn: (r) => r._field == "count")
                |> filter(fn: (r) => r._measurement == "telemetry_1m" and r.asset == "FAST")"""
        ).floats("_value")
        assert counts.tolist() == [3000, 3000, 500]
        assert newest(worker, "DAILY", "bearing_temp_c") == 45
        told = gateway.query(
            f"""from(bucket: "health") |> range(start: {NOW // SECOND}) |> filter(fn: (r) => r._field == "patience_s")
                |> filter(fn: (r) => r._measurement == "presence") |> last()"""
        )
        patience = dict(zip(told.strings("asset"), told.floats("_value").tolist(), strict=True))
        assert patience["DAILY"] == 5 * 86_400
        assert patience["FAST"] < 1
        assert not any("dropout" in what for _, what in counted(gateway, worker))


def test_points_that_come_late_out_of_order_and_too_early_are_each_what_they_are(
    gateway: Gateway, tmp_path: Path
) -> None:
    with watching(gateway, tmp_path, order=10) as worker:
        write(gateway, "order", *((f"a,machine=M1,hall=h temp={45 + at / 100}", at) for at in (20, 0, 10)))
        advance(worker, 30)
        assert newest(worker, "M1", "bearing_temp_c") == 45.2
        for at in range(30, 200, 10):
            write(gateway, "order", (f"a,machine=M1,hall=h temp={45 + at / 100}", at))
            advance(worker, at + 10)
        write(gateway, "order", ("a,machine=M1,hall=h temp=44", 75), ("a,machine=M1,hall=h temp=43", 20 * 3600))
        advance(worker, 300, lambda: ("M1", "bearing_temp_c/late") in counted(gateway, worker))
        assert newest(worker, "M1", "bearing_temp_c") == 46.9
        assert counted(gateway, worker)["M1", "bearing_temp_c/future"] == 1


def test_a_bucket_that_is_deleted_and_made_anew_is_read_on(gateway: Gateway, tmp_path: Path) -> None:
    with watching(gateway, tmp_path, gone=10, stays=10) as worker:
        write(gateway, "gone", ("a,machine=M1,hall=h temp=45", 0))
        write(gateway, "stays", ("a,machine=M2,hall=h temp=45", 0))
        advance(worker, 10)
        api = gateway.client.buckets_api()
        api.delete_bucket(api.find_bucket_by_name("gone"))
        write(gateway, "stays", ("a,machine=M2,hall=h temp=46", 10))
        advance(worker, 20, lambda: bool(worker.streams.asides["gone"].trouble))
        assert newest(worker, "M2", "bearing_temp_c") == 46
        api.create_bucket(bucket_name="gone", org=gateway.org)
        write(gateway, "gone", ("a,machine=M1,hall=h temp=47", 30))
        advance(worker, 120, lambda: not worker.streams.asides["gone"].trouble)
        assert newest(worker, "M1", "bearing_temp_c") == 47


def test_a_token_that_is_revoked_is_told_of_once_and_its_source_read_on_with_a_new_one(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    file = tmp_path / "token"
    with (
        Gateway(gateway.url, "none-yet", gateway.org, again=lambda: file.read_text(encoding="utf-8")) as reader,
        watching(gateway, tmp_path, reader, revoked=10) as worker,
    ):
        first, source = allowed(gateway, "revoked"), worker.streams.asides["revoked"]
        file.write_text(first.token, encoding="utf-8")
        own = "telemetry,asset=OWN,asset_class=machine,site=h bearing_temp_c="
        for at in (0, 20, 40, 60):
            write(gateway, "telemetry", (f"{own}{40 + at}", at))
            write(gateway, "revoked", (f"a,machine=M1,hall=h temp={50 + at}", at))
        advance(worker, 10)
        assert newest(worker, "M1", "bearing_temp_c") == 50
        gateway.client.authorizations_api().delete_authorization(first)
        for to in (30, 50, 70):
            advance(worker, to, lambda: bool(source.trouble))
        assert (newest(worker, "M1", "bearing_temp_c"), newest(worker, "OWN", "bearing_temp_c")) == (50, 100)
        assert caplog.text.count("source revoked (bucket revoked) cannot be read: 401") == 1
        assert (worker.streams.failing, counted(gateway, worker)["", "revoked/source"] >= 1) == (1, True)
        file.write_text(allowed(gateway, "revoked").token, encoding="utf-8")
        advance(worker, 200, lambda: not source.trouble)
        assert newest(worker, "M1", "bearing_temp_c") == 110
        assert caplog.text.count("source revoked can be read again") == 1
