"""The drill: a store keeps its promises, and a ledger sees each that is not kept."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.drill import worker
from bench.drill.disks import may_mount
from bench.drill.ledger import Answer, Body, Ledger, Point
from bench.drill.store import drill
from bench.drill.told import Told, differences
from contract.errors import ForewarnError

BODIES = {
    Body(0, 0, 10): Answer.ACKNOWLEDGED,
    Body(0, 10, 20): Answer.REFUSED,
    Body(1, 0, 10): Answer.NONE,
}


def right(writer: int, numbers: Sequence[int]) -> list[tuple[Point, bool]]:
    """Points as they were sent."""
    return [((writer, number), True) for number in numbers]


@pytest.mark.parametrize("there", [right(0, range(10)), right(0, range(10)) + right(1, range(10))])
def test_a_body_without_an_answer_may_be_there_or_not(there: list[tuple[Point, bool]]) -> None:
    ledger = Ledger()
    ledger.check(BODIES, there)
    assert ledger.is_kept
    assert (ledger.points[Answer.ACKNOWLEDGED], ledger.found) == (10, len(there))


@pytest.mark.parametrize(
    ("there", "broken"),
    [
        (right(0, range(9)), "lost"),
        (right(0, [*range(10), 3]), "twice"),
        (right(0, range(11)), "seen"),
        (right(0, range(10)) + right(1, range(9)), "torn"),
        (right(0, range(10)) + right(7, [0]), "strange"),
        ([*right(0, range(9)), ((0, 9), False)], "strange"),
    ],
)
def test_each_broken_promise_is_counted(there: list[tuple[Point, bool]], broken: str) -> None:
    ledger = Ledger()
    ledger.check(BODIES, there)
    assert not ledger.is_kept
    assert {name: getattr(ledger, name) for name in ("lost", "twice", "seen", "torn", "strange")} == {
        name: int(name == broken) for name in ("lost", "twice", "seen", "torn", "strange")
    }


def test_buckets_and_the_count_at_the_end_are_promises_too() -> None:
    ledger = Ledger()
    for answer, is_there in ((Answer.ACKNOWLEDGED, True), (Answer.REFUSED, False), (Answer.NONE, True)):
        ledger.check_bucket(answer, is_there)
    ledger.check_count(5, 5)
    assert ledger.is_kept
    ledger.check_bucket(Answer.ACKNOWLEDGED, is_there=False)
    ledger.check_bucket(Answer.REFUSED, is_there=True)
    ledger.check_count(5, 4)
    ledger.check_count(5, 6)
    assert (ledger.lost, ledger.seen, ledger.twice) == (2, 1, 1)


def test_kills_amid_writes_on_disks_with_room_and_full_ones_break_no_promise() -> None:
    kills: list[int] = []
    text, is_kept = drill(4, 2, 20, lambda: kills.append(1))
    assert is_kept, text
    assert len(kills) == 4
    assert "4 kills of a store" in text
    assert ("a disk that fills up, 2 kills" if may_mount() else "no disk was filled") in text


@pytest.mark.parametrize(("on_full_disk", "kept", "log"), [(0, "data", "store.log"), (1, "filled", "filled.log")])
def test_a_drill_that_breaks_off_keeps_what_the_store_left_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_full_disk: int, kept: str, log: str
) -> None:
    if on_full_disk and not may_mount():
        pytest.skip("mounting a small disk needs root")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def break_off() -> None:
        raise ForewarnError("the store answers with 500")

    with pytest.raises(ForewarnError, match=r"^the store answers with 500\nthe data and the logs") as caught:
        drill(1, on_full_disk, 20, break_off)
    (folder,) = tmp_path.iterdir()
    assert str(folder) in str(caught.value)
    assert (folder / kept / "columns.duckdb").exists()
    assert (folder / log).read_text().count("listens on") == 2


CALM = Told({("P-1", "raised"): 1}, {("P", "1"): 40.0}, {("P", "1"): 2.0}, {("P", "flow", "1"): 60.0})


def test_stands_that_were_told_the_same_are_alike() -> None:
    near = replace(CALM, risk={("P", "1"): 40.5})
    assert set(differences(CALM, near).values()) == {0}


@pytest.mark.parametrize(
    ("told", "unlike"),
    [
        (replace(CALM, events={("P-2", "raised"): 1}), {"episodes told otherwise": 2}),
        (replace(CALM, events={("P-1", "raised"): 2}), {"episodes told otherwise": 1}),
        (replace(CALM, events={}), {"episodes told otherwise": 1}),
        (replace(CALM, level={("P", "1"): 3.0}), {"minutes of another level": 1}),
        (replace(CALM, risk={}), {"minutes of another risk": 1}),
        (replace(CALM, risk={("P", "1"): 44.0}), {"minutes of another risk": 1}),
        (replace(CALM, samples={("P", "flow", "1"): 59.0}), {"minutes of other samples": 1}),
    ],
)
def test_each_difference_is_counted(told: Told, unlike: dict[str, int]) -> None:
    assert {what: count for what, count in differences(CALM, told).items() if count} == unlike


@pytest.mark.timeout(400)
def test_a_worker_that_is_killed_amid_an_episode_tells_what_an_undisturbed_one_tells() -> None:
    done: list[int] = []
    text, alike = worker.drill(1, lambda: done.append(1), history_h=2, watch_s=20)
    assert alike, text
    assert len(done) == 1
    assert "1 kills of worker and simulator" in text
