"""The worker's memory on disk."""

import json
from pathlib import Path

import numpy as np
import pytest

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


@pytest.mark.parametrize("damage", [b"", b"PK no zip", b"\x00" * 200])
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
