"""Side jobs that fail without the tick."""

import logging

import pytest

from analytics.worker.jobs import PAUSES_S, Job
from contract.errors import ForewarnError, GatewayError
from contract.time import SECOND


def fails() -> int:
    """A store that is away."""
    raise GatewayError("nobody answers", permanent=False)


def test_a_job_is_done_when_it_is_due() -> None:
    job = Job("counting", every_s=30)
    assert [job.attempt(lambda: 1, second * SECOND) for second in (0, 29, 30, 31)] == [1, None, 1, None]


def test_one_that_fails_says_so_and_is_left_alone_longer_each_time(caplog: pytest.LogCaptureFixture) -> None:
    job, tried = Job("counting"), []
    with caplog.at_level(logging.WARNING):
        for second in range(0, 200, 5):
            tried += [second] if job.due(second * SECOND) else []
            assert job.attempt(fails, second * SECOND) is None
    assert tried == [0, 10, 30, 70, 150]
    assert "counting has to wait 10 s: nobody answers" in caplog.text


def test_the_pause_has_an_end_and_a_success_forgets_the_failures() -> None:
    job, now = Job("counting"), 0
    for _ in range(60):
        assert job.attempt(fails, now) is None
        now += round(PAUSES_S[1]) * SECOND
        assert job.due(now)
    assert job.attempt(lambda: 1, now) == 1
    job.attempt(fails, now)
    assert job.due(now + round(PAUSES_S[0]) * SECOND)


def test_what_a_process_beside_says_of_its_failure_is_told_without_a_place(caplog: pytest.LogCaptureFixture) -> None:
    def work() -> None:
        raise ForewarnError("[Errno 28] No space left on device")

    Job("judging the past").attempt(work, 0)
    assert "judging the past has to wait 10 s: [Errno 28] No space left on device" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_fault_of_ours_is_told_with_its_place_and_costs_a_look(caplog: pytest.LogCaptureFixture) -> None:
    job = Job("counting")
    assert job.attempt(lambda: 1 // 0, 0) is None
    assert "ZeroDivisionError" in caplog.text
    assert job.failures == 1
    assert not job.due(9 * SECOND)


def test_a_clock_that_was_set_back_makes_no_job_wait() -> None:
    job = Job("counting", every_s=30)
    assert job.attempt(lambda: 1, 7200 * SECOND) == 1
    assert job.due(10 * SECOND)


def test_one_that_failed_can_be_hurried() -> None:
    job = Job("counting")
    for _ in range(3):
        job.attempt(fails, 100 * SECOND)
    assert not job.due(101 * SECOND)
    job.hurry()
    assert job.due(101 * SECOND)
