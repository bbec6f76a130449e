"""The worker's memory on disk."""

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.engine import snapshot
from analytics.engine.state import State
from tests.analytics.feeds import every_sample, samples, seconds


def known_state() -> State:
    """A state with an open episode."""
    pipeline = every_sample()
    pipeline.feed(samples("PUMP-001", "machine", seconds(90), {"vibration_mm_s": np.full(90, 5.5)}))
    return pipeline.state


def test_what_is_saved_is_loaded_with_what_stands_beside_it(tmp_path: Path) -> None:
    state = known_state()
    snapshot.save(tmp_path, state, {"cursor": 2**62}, {})
    found = snapshot.load(tmp_path)
    assert found is not None
    assert found[1] == {"cursor": 2**62}
    assert found[0].episodes.dump() == state.episodes.dump()
    again, before = found[0].dump()[0], state.dump()[0]
    assert again.keys() == before.keys()
    assert all(np.array_equal(again[name], before[name], equal_nan=True) for name in before)


def test_without_a_snapshot_there_is_none(tmp_path: Path) -> None:
    assert snapshot.load(tmp_path / "nowhere") is None


def test_the_last_snapshot_replaces_the_one_before_and_leaves_no_part(tmp_path: Path) -> None:
    for cursor in (1, 2):
        snapshot.save(tmp_path, State(), {"cursor": cursor}, {})
    assert [path.name for path in tmp_path.iterdir()] == [snapshot.NAME]
    found = snapshot.load(tmp_path)
    assert found is not None
    assert found[1]["cursor"] == 2


def test_a_torn_write_beside_it_does_no_harm(tmp_path: Path) -> None:
    snapshot.save(tmp_path, State(), {}, {})
    (tmp_path / f"{snapshot.NAME}.part").write_bytes(b"half")
    assert snapshot.load(tmp_path) is not None


def saved(folder: Path) -> Path:
    """The path of a snapshot that is whole."""
    snapshot.save(folder, known_state(), {"cursor": 1}, {"moment": np.arange(3)})
    return folder / snapshot.NAME


Arrays = dict[str, np.ndarray[Any, Any]]


def rewritten(path: Path, change: Callable[[Arrays, dict[str, Any]], object]) -> None:
    """The snapshot with other contents, and checksums that are right."""
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    data = json.loads(arrays.pop("json").tobytes())
    change(arrays, data)
    np.savez(path, allow_pickle=True, json=np.frombuffer(json.dumps(data).encode(), np.uint8), **arrays)


def pickled() -> bytes:
    """An archive whose array would run what its writer likes, were it loaded."""
    body = io.BytesIO()
    np.savez(body, json=np.array([{}], object))
    return body.getvalue()


@pytest.mark.parametrize(
    "damage",
    [b"", b"PK no zip", b"\x00" * 200, b"\x80\x04\x95", pickled()],
    ids=["none", "no zip", "zeros", "pickle", "objects"],
)
def test_a_damaged_snapshot_is_refused_with_its_path(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / snapshot.NAME).write_bytes(damage)
    with pytest.raises(snapshot.SnapshotError, match=snapshot.NAME):
        snapshot.load(tmp_path)


def test_a_cut_off_snapshot_is_refused(tmp_path: Path) -> None:
    snapshot.save(tmp_path, known_state(), {}, {})
    path = tmp_path / snapshot.NAME
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(snapshot.SnapshotError):
        snapshot.load(tmp_path)


def test_a_snapshot_of_another_version_is_refused(tmp_path: Path) -> None:
    snapshot.save(tmp_path, State(), {}, {})
    with np.load(tmp_path / snapshot.NAME) as stored:
        arrays = {name: stored[name] for name in stored.files}
    data = {**json.loads(arrays["json"].tobytes()), "version": 99}
    arrays["json"] = np.frombuffer(json.dumps(data).encode(), np.uint8)
    np.savez(tmp_path / snapshot.NAME, allow_pickle=False, **arrays)
    with pytest.raises(snapshot.SnapshotError, match="version 99"):
        snapshot.load(tmp_path)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_that_are_not_what_was_written_are_refused_or_do_not_matter(whole: bytes, data: st.DataObject) -> None:
    damaged = bytearray(whole)
    # The names and sizes at the end of an archive are the smaller part, and the more delicate one.
    place = data.draw(st.one_of(st.integers(0, len(whole) - 1), st.integers(len(whole) - 9000, len(whole) - 1)))
    for at, byte in enumerate(data.draw(st.binary(min_size=1, max_size=64)), place):
        damaged[at % len(whole)] = byte
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / snapshot.NAME).write_bytes(damaged)
        try:
            found = snapshot.load(Path(folder))
        except snapshot.SnapshotError:
            return
    assert found is not None
    assert found[0].episodes.dump() == known_state().episodes.dump()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A snapshot as it is written."""
    return saved(tmp_path_factory.mktemp("snapshot")).read_bytes()


def short(name: str) -> Callable[[Arrays, dict[str, Any]], None]:
    """One array without its last entry."""
    return lambda arrays, _data: arrays.update({name: arrays[name][..., :-1]})


def set_to(name: str, value: int) -> Callable[[Arrays, dict[str, Any]], None]:
    """One array of indices that point elsewhere."""
    return lambda arrays, _data: arrays.update({name: np.full_like(arrays[name], value)})


@pytest.mark.parametrize(
    "change",
    [
        short("alarms.level"),
        short("ewma_charts.charts.mean"),
        short("assets.time"),
        short("rollups.day.count"),
        short("novelty.memory.bits"),
        short("baseline.warmup.place"),
        set_to("ewma_charts.charts.series", 99),
        set_to("ewma_charts.charts.condition", 9999),
        set_to("ewma_charts.places.first", -1),
        set_to("ewma_charts.places.number", 99),
        set_to("conditions.state", 5),
        set_to("baseline.warmup.place", 10**6),
        set_to("baseline.warmup.count", -5),
        set_to("alarms.level", 9),
        lambda arrays, _data: arrays.pop("current.time"),
        lambda arrays, _data: arrays.update({"baseline.warmup.buffer": np.zeros((3, 3))}),
        lambda arrays, _data: arrays.update({"alarms.level": arrays["alarms.level"].astype(object)}),
        lambda _arrays, data: data.pop("extra"),
        lambda _arrays, data: data.update(state=[]),
        lambda _arrays, data: data["state"].update(fleet=None),
        lambda _arrays, data: data["state"].update(episodes=[{"series": 0}]),
        lambda _arrays, data: data["state"]["episodes"][0].update(series=99),
        lambda _arrays, data: data["state"]["episodes"][0].update(level=7),
        lambda _arrays, data: data["state"]["fleet"]["series"].append([99, "flow_m3h"]),
        lambda _arrays, data: data["state"]["fleet"]["series"].append([-1, "flow_m3h"]),
        lambda _arrays, data: data["state"]["fleet"]["series"].append([0, "no_such_signal"]),
        lambda _arrays, data: data["state"]["fleet"]["assets"].append(["X", "spaceship", "north"]),
    ],
)
def test_a_snapshot_that_does_not_hang_together_is_refused(
    tmp_path: Path, change: Callable[[Arrays, dict[str, Any]], object]
) -> None:
    path = saved(tmp_path)
    rewritten(path, lambda _arrays, _data: None)
    assert snapshot.load(tmp_path) is not None
    rewritten(path, change)
    with pytest.raises(snapshot.SnapshotError):
        snapshot.load(tmp_path)


def test_a_snapshot_that_claims_more_than_its_file_holds_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("json.npy", bytes(200_000_000))
    with pytest.raises(snapshot.SnapshotError, match="claims to hold more"):
        snapshot.load(tmp_path)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**13,)})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("json.npy", header.getvalue() + bytes(64))
    with pytest.raises(snapshot.SnapshotError, match="cannot be read"):
        snapshot.load(tmp_path)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to(path)])
def test_what_is_no_file_is_refused_and_set_aside(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / snapshot.NAME)
    with pytest.raises(snapshot.SnapshotError, match="is no file"):
        snapshot.load(tmp_path)
    aside = snapshot.set_aside(tmp_path)
    assert aside is not None
    saved(tmp_path)
    assert snapshot.load(tmp_path) is not None


def test_what_is_refused_again_is_kept_beside_the_first(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / snapshot.NAME).write_bytes(b"no zip")
        snapshot.set_aside(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["worker.npz.refused-1", "worker.npz.refused-2"]
