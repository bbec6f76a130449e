"""A thread goes on after what would have ended it, and says so."""

import sys

import pytest

from contract.threads import endure


def test_a_thread_that_failed_goes_on_until_its_work_is_done(caplog: pytest.LogCaptureFixture) -> None:
    turns: list[int] = []

    def work() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise OSError("No space left on device")
        if len(turns) == 2:
            sys.exit(3)

    thread = endure("tester", work, pause_s=0.0)
    thread.join(60)
    assert turns == [0, 1, 2]
    assert [record.message for record in caplog.records] == ["the thread tester failed, it goes on"] * 2
    assert "No space left" in caplog.text
