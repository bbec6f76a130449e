"""One value kept for a moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from admin.cache import Kept


def test_a_value_is_asked_for_once_while_it_is_fresh() -> None:
    numbers = count()
    kept = Kept(lambda: next(numbers), seconds=600)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: kept.get(), range(20))) == {0}


def test_a_value_is_asked_for_again_once_it_is_old() -> None:
    numbers = count()
    kept = Kept(lambda: next(numbers), seconds=0)
    assert [kept.get(), kept.get()] == [0, 1]


def test_an_error_is_passed_on_and_not_kept() -> None:
    answers: Iterator[int | Exception] = iter([ZeroDivisionError("away"), 7])

    def ask() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = Kept(ask, seconds=600)
    with pytest.raises(ZeroDivisionError):
        kept.get()
    assert kept.get() == 7
