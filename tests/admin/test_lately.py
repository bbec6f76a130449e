"""What the store said a moment ago: one question for all who ask, and none of them waits in a thread."""

import asyncio
from concurrent.futures import Future

import pytest

from admin.lately import Lately
from contract.errors import GatewayError
from tests.admin.auth.clock import Clock


class Asked:
    """Questions that the test answers."""

    def __init__(self) -> None:
        self.questions: list[Future[int]] = []

    def __call__(self) -> "Future[int]":
        self.questions.append(Future())
        return self.questions[-1]


def test_while_a_question_is_open_everybody_waits_for_its_answer() -> None:
    asked = Asked()
    lately = Lately(asked, 2, Clock())

    async def many() -> list[int]:
        waiting = [asyncio.ensure_future(lately.get()) for _ in range(5)]
        await asyncio.sleep(0)
        asked.questions[0].set_result(7)
        return await asyncio.gather(*waiting)

    assert asyncio.run(many()) == [7] * 5
    assert len(asked.questions) == 1


def test_an_answer_serves_until_it_is_old_or_is_to_be_forgotten() -> None:
    asked, clock = Asked(), Clock()
    lately = Lately(asked, 2, clock)

    async def get(answer: int) -> int:
        waiting = asyncio.ensure_future(lately.get())
        await asyncio.sleep(0)
        if not asked.questions[-1].done():
            asked.questions[-1].set_result(answer)
        return await waiting

    assert [asyncio.run(get(answer)) for answer in (1, 2)] == [1, 1]
    clock.now = 2
    assert [asyncio.run(get(answer)) for answer in (3, 4)] == [3, 3]
    lately.forget()
    assert asyncio.run(get(5)) == 5


def test_a_question_that_was_open_when_something_changed_is_not_taken_for_the_answer() -> None:
    asked = Asked()
    lately = Lately(asked, 2, Clock())

    async def both() -> int:
        early = asyncio.ensure_future(lately.get())
        await asyncio.sleep(0)
        lately.forget()
        late = asyncio.ensure_future(lately.get())
        await asyncio.sleep(0)
        asked.questions[0].set_result(1)
        asked.questions[1].set_result(2)
        await early
        return await late

    assert asyncio.run(both()) == 2


def test_one_who_leaves_takes_the_answer_from_nobody() -> None:
    asked = Asked()
    lately = Lately(asked, 2, Clock())

    async def leave() -> int:
        first, second = (asyncio.ensure_future(lately.get()) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        asked.questions[0].set_result(7)
        return await second

    assert asyncio.run(leave()) == 7


def test_a_store_that_fails_is_not_asked_again_at_once() -> None:
    asked, clock = Asked(), Clock()
    lately = Lately(asked, 2, clock)

    async def fail() -> None:
        waiting = asyncio.ensure_future(lately.get())
        await asyncio.sleep(0)
        if not asked.questions[-1].done():
            asked.questions[-1].set_exception(GatewayError("away", permanent=False))
        await waiting

    for _ in range(3):
        with pytest.raises(GatewayError):
            asyncio.run(fail())
    assert len(asked.questions) == 1
    clock.now = 3
    with pytest.raises(GatewayError):
        asyncio.run(fail())
    assert len(asked.questions) == 2


def test_where_it_is_renewed_early_nobody_waits_while_the_answer_before_serves() -> None:
    asked, clock = Asked(), Clock()
    lately = Lately(asked, 2, clock, renew_s=1)

    async def get() -> int:
        waiting = asyncio.ensure_future(lately.get())
        await asyncio.sleep(0)
        if not waiting.done():
            asked.questions[-1].set_result(len(asked.questions))
        return await waiting

    assert asyncio.run(get()) == 1
    clock.now = 1.5
    assert asyncio.run(get()) == 1
    assert len(asked.questions) == 2
    clock.now = 2
    assert asyncio.run(get()) == 2
    assert len(asked.questions) == 2
