"""The drill: a store keeps its promises, and a ledger sees each that is not kept."""

from collections.abc import Sequence

import pytest

from bench.drill.disks import may_mount
from bench.drill.ledger import Answer, Body, Ledger, Point
from bench.drill.store import drill

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
    text, is_kept = drill(4, 2, lambda: kills.append(1))
    assert is_kept, text
    assert len(kills) == 4
    assert "4 kills of a store" in text
    assert ("a disk that fills up, 2 kills" if may_mount() else "no disk was filled") in text
