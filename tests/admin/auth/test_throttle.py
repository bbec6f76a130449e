"""The throttle of sign-in failures, on a clock that the test turns."""

import pytest

from admin.auth.throttle import MOST_KEYS, Throttle
from tests.admin.auth.clock import Clock


def failed(throttle: Throttle, key: str, times: int) -> None:
    for _ in range(times):
        throttle.failed(key)


def test_a_few_failures_cost_no_wait() -> None:
    throttle = Throttle(limit=3, clock=Clock())
    failed(throttle, "a", 2)
    assert [throttle.turn("a") for _ in range(10)] == [0] * 10


@pytest.mark.parametrize(("more", "pause"), [(0, 1), (1, 2), (2, 4), (3, 8), (9, 8), (1000, 8)])
def test_from_the_limit_on_tries_are_a_pause_apart_that_grows_up_to_a_bound(more: int, pause: float) -> None:
    clock = Clock()
    throttle = Throttle(limit=3, clock=clock)
    throttle.turn("a")
    failed(throttle, "a", 3 + more)
    assert throttle.turn("a") == pause
    clock.now = 1.5 * pause
    assert throttle.turn("a") == pause / 2


def test_nobody_is_locked_out_for_good_and_who_would_wait_long_is_turned_away_without_making_it_longer() -> None:
    clock = Clock()
    throttle = Throttle(limit=1, longest_s=8, clock=clock)
    throttle.turn("a")
    failed(throttle, "a", 10)
    assert [throttle.turn("a") for _ in range(4)] == [8, 16, 24, 24]
    assert throttle.patience_s == 16
    clock.now = 9
    assert throttle.turn("a") == 15


def test_failures_are_forgotten_after_the_window() -> None:
    clock = Clock()
    throttle = Throttle(limit=3, window_s=100, clock=clock)
    throttle.turn("a")
    failed(throttle, "a", 3)
    clock.now = 100
    assert [throttle.turn("a") for _ in range(3)] == [0, 0, 0]


def test_to_look_whether_a_try_would_be_let_wait_takes_no_turn() -> None:
    throttle = Throttle(limit=1, longest_s=8, clock=Clock())
    throttle.turn("a")
    failed(throttle, "a", 10)
    assert [throttle.is_open("a") for _ in range(10)] == [True] * 10
    assert [throttle.turn("a"), throttle.turn("a")] == [8, 16]
    assert not throttle.is_open("a")


def test_a_failure_that_was_none_is_taken_back() -> None:
    throttle = Throttle(limit=1, clock=Clock())
    throttle.turn("a")
    throttle.failed("a")
    throttle.forgive("a")
    throttle.forgive("nobody")
    assert throttle.turn("a") == 0


def test_another_key_does_not_wait() -> None:
    throttle = Throttle(limit=1, clock=Clock())
    failed(throttle, "a", 9)
    assert [throttle.turn("b") for _ in range(3)] == [0, 0, 0]


def test_a_success_forgets_the_failures() -> None:
    throttle = Throttle(limit=1, clock=Clock())
    throttle.turn("a")
    throttle.failed("a")
    throttle.passed("a")
    assert throttle.turn("a") == 0


def test_what_it_remembers_is_bounded() -> None:
    throttle = Throttle(limit=1, clock=Clock())
    for number in range(MOST_KEYS + 1):
        throttle.turn(str(number))
        throttle.failed(str(number))
    assert throttle.turn("0") == 0
    assert throttle.turn(str(MOST_KEYS)) > 0
