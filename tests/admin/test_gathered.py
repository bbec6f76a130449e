"""Answers about single things that are asked for together."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from admin.gathered import FRESH_S, INTERNAL, MOST_AT_ONCE, MOST_KEPT, Gathered
from contract.errors import GatewayError
from tests.admin.auth.clock import Clock
from tests.support.waiting import wait_until

BAD = 666
"""What the store of these tests cannot be asked about."""


class Asked:
    """A question that is open until the test lets it be answered, of a store that the test may break."""

    def __init__(self) -> None:
        self.questions: list[list[int]] = []
        self.fails: GatewayError | None = None
        self.may_end, self.begun = threading.Semaphore(0), threading.Semaphore(0)
        self.version = 0

    def __call__(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.questions.append(list(keys))
        said = f"as of {self.version}"
        self.begun.release()
        self.may_end.acquire()
        if self.fails:
            raise self.fails
        if BAD in keys:
            raise GatewayError("cannot be computed", permanent=False, status=INTERNAL)
        return {key: f"{key} {said}" for key in keys if key >= 0}


@contextmanager
def gathered(asked: Asked, clock: Clock | None = None, *, at_once: bool = True) -> Iterator[Gathered[int, str]]:
    """One in front of it, whose questions are answered `at_once` or as the test lets them."""
    found = Gathered(asked, lambda: asked.version, clock or Clock())
    if at_once:
        asked.may_end.release(10_000)
    try:
        yield found
    finally:
        asked.may_end.release(10_000)
        found.close()


def test_who_comes_while_a_question_is_open_is_in_the_next_with_all_others() -> None:
    asked = Asked()
    with gathered(asked, at_once=False) as found, ThreadPoolExecutor(20) as pool:
        first = pool.submit(found.get, 1)
        asked.begun.acquire()
        others = [pool.submit(found.get, key) for key in (1, 2, 3, 2, 3, 1)]
        wait_until(lambda: found.waiting == 2)
        asked.may_end.release()
        assert first.result() == "1 as of 0"
        asked.may_end.release()
        assert [other.result() for other in others] == [f"{key} as of 0" for key in (1, 2, 3, 2, 3, 1)]
    assert [sorted(keys) for keys in asked.questions] == [[1], [2, 3]]


def test_an_answer_serves_until_it_is_old() -> None:
    asked, clock = Asked(), Clock()
    with gathered(asked, clock) as found:
        assert found.get(1) == found.get(1)
        clock.now += FRESH_S - 0.01
        found.get(1)
        assert len(asked.questions) == 1
        clock.now += 0.01
        found.get(1)
        assert len(asked.questions) == 2


def test_nothing_is_an_answer_too() -> None:
    asked = Asked()
    with gathered(asked) as found:
        assert [found.get(-1), found.get(-1)] == [None, None]
    assert len(asked.questions) == 1


def test_what_was_written_is_seen_by_the_next_who_asks_even_while_a_question_is_open() -> None:
    asked = Asked()
    with gathered(asked, at_once=False) as found, ThreadPoolExecutor(2) as pool:
        early = pool.submit(found.get, 1)
        asked.begun.acquire()
        asked.version = 1
        late = pool.submit(found.get, 1)
        asked.may_end.release(2)
        assert (early.result(), late.result()) == ("1 as of 0", "1 as of 1")
        asked.version = 2
        asked.may_end.release()
        assert found.get(1) == "1 as of 2"


def test_a_failure_is_told_to_who_waited_and_is_not_kept() -> None:
    asked = Asked()
    asked.fails = GatewayError("away", permanent=False)
    with gathered(asked) as found:
        with pytest.raises(GatewayError, match="away"):
            found.get(1)
        asked.fails = None
        assert found.get(1) == "1 as of 0"


def test_of_a_store_that_does_not_answer_nobody_waits_twice() -> None:
    asked = Asked()
    asked.fails = GatewayError("away", permanent=False)
    with gathered(asked, at_once=False) as found, ThreadPoolExecutor(2) as pool:
        first = pool.submit(found.get, 1)
        asked.begun.acquire()
        second = pool.submit(found.get, 2)
        wait_until(lambda: found.waiting == 1)
        asked.may_end.release()
        for each in (first, second):
            with pytest.raises(GatewayError, match="away"):
                each.result()
    assert asked.questions == [[1]]


def test_one_that_cannot_be_computed_takes_no_answer_from_the_others() -> None:
    asked = Asked()
    with gathered(asked, at_once=False) as found, ThreadPoolExecutor(20) as pool:
        first = pool.submit(found.get, 1)
        asked.begun.acquire()
        others = {key: pool.submit(found.get, key) for key in range(BAD - 4, BAD + 4)}
        wait_until(lambda: found.waiting == len(others))
        asked.may_end.release(10_000)
        assert first.result() == "1 as of 0"
        with pytest.raises(GatewayError, match="cannot be computed"):
            others.pop(BAD).result()
        assert {key: each.result() for key, each in others.items()} == {key: f"{key} as of 0" for key in others}


def test_a_mistake_of_ours_is_heard_of_by_who_waits_and_stops_nothing() -> None:
    answers: Iterator[ValueError | dict[int, str]] = iter([ValueError("ours"), {1: "fine"}])

    def ask(_: Sequence[int]) -> Mapping[int, str]:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    found = Gathered(ask, lambda: 0)
    with pytest.raises(ValueError, match="ours"):
        found.get(1)
    assert found.get(1) == "fine"
    found.close()


def test_only_so_many_are_asked_about_at_once_and_only_so_many_answers_are_kept() -> None:
    asked = Asked()
    with gathered(asked, at_once=False) as found, ThreadPoolExecutor(MOST_AT_ONCE + 20) as pool:
        waiting = [pool.submit(found.get, 0)]
        asked.begun.acquire()
        waiting += [pool.submit(found.get, key) for key in range(1, MOST_AT_ONCE + 11)]
        wait_until(lambda: found.waiting == MOST_AT_ONCE + 10)
        asked.may_end.release(10_000)
        assert [each.result() for each in waiting] == [f"{key} as of 0" for key in range(MOST_AT_ONCE + 11)]
        assert [len(keys) for keys in asked.questions] == [1, MOST_AT_ONCE, 10]
        for key in range(1000, 1000 + MOST_KEPT):
            found.get(key)
        asked.questions.clear()
        found.get(1000)
        found.get(0)
        assert asked.questions == [[0]]
