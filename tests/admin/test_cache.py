"""One value kept for a moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from admin.cache import FAILED_S, MOST_KEYS, Kept, KeptBy
from contract.errors import GatewayError
from tests.admin.auth.clock import Clock


def test_a_value_is_asked_for_once_while_it_is_fresh() -> None:
    numbers = count()
    kept = Kept(lambda: next(numbers), seconds=600)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: kept.get(), range(20))) == {0}


def test_a_value_is_asked_for_again_once_it_is_old() -> None:
    numbers = count()
    kept = Kept(lambda: next(numbers), seconds=0)
    assert [kept.get(), kept.get()] == [0, 1]


def test_a_failure_of_the_store_is_kept_for_a_second_at_most() -> None:
    asked, clock = count(), Clock()

    def ask() -> int:
        raise GatewayError(f"away {next(asked)}", permanent=False)

    kept = Kept(ask, 600, clock)
    for _ in range(3):
        with pytest.raises(GatewayError, match="away 0"):
            kept.get()
    clock.now += FAILED_S
    with pytest.raises(GatewayError, match="away 1"):
        kept.get()


def test_after_a_failure_it_asks_again() -> None:
    answers: Iterator[int | GatewayError] = iter([GatewayError("away", permanent=False), 7])

    def ask() -> int:
        answer = next(answers)
        if isinstance(answer, GatewayError):
            raise answer
        return answer

    kept = Kept(ask, seconds=0)
    with pytest.raises(GatewayError):
        kept.get()
    assert kept.get() == 7


def test_answers_about_different_things_are_kept_each_by_itself_and_only_so_many() -> None:
    asked: list[int] = []

    def ask(key: int) -> int:
        asked.append(key)
        return key

    kept = KeptBy(ask, seconds=600)
    assert [kept.get(key) for key in (1, 2, 1, 2)] == [1, 2, 1, 2]
    assert asked == [1, 2]
    for key in range(10, 10 + MOST_KEYS):
        kept.get(key)
    kept.get(1)
    assert asked.count(1) == 2


def test_an_answer_that_took_long_is_kept_for_as_long_so_that_asking_is_half_of_the_time_at_most() -> None:
    numbers, clock = count(), Clock()

    def ask() -> int:
        clock.now += 5
        return next(numbers)

    kept = Kept(ask, 1, clock)
    assert kept.get() == 0
    clock.now += 4.9
    assert kept.get() == 0
    clock.now += 0.1
    assert kept.get() == 1


def test_a_failure_that_took_long_is_not_kept_for_longer() -> None:
    clock = Clock()

    def ask() -> int:
        clock.now += 10
        raise GatewayError(f"away at {clock.now}", permanent=False)

    kept = Kept(ask, 1, clock)
    for said in ("away at 10", "away at 21"):
        with pytest.raises(GatewayError, match=said):
            kept.get()
        clock.now += 1
