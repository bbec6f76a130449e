"""A store that is away, a history that cannot be read, and faults of ours: the worker goes on."""

import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from analytics.worker.loop import Worker
from analytics.worker.tick import Tick
from contract.errors import GatewayError
from store.gateway import Gateway
from tests.analytics.worker.loop.steps import (
    HEALTHY,
    advance,
    end,
    quality,
    started,
    write,
)
from tests.support.provisioned import provisioned
from tests.support.waiting import wait_until


def test_while_the_store_is_away_nothing_drops_out(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "UNHEARD", -60, [HEALTHY] * 60)
    worker = started(gateway, tmp_path, 5)
    advance(worker, 300)
    advance(worker, 330)
    end(worker)
    assert not quality(gateway, "UNHEARD")


def test_it_waits_for_a_store_that_is_away_says_so_once_and_ends_when_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        provisioned(tmp_path / "secrets") as running,
        caplog.at_level(logging.INFO, "analytics.worker.loop"),
        Gateway(running.url, running.token, running.org) as gateway,
    ):
        worker, stop = Worker(gateway, tmp_path / "snapshot", tick_s=0.1), threading.Event()
        running.kill()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        wait_until(lambda: worker.monitor.errors >= 2)
        running.restart()
        wait_until(lambda: "the store does its part again" in caplog.text)
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert caplog.text.count("the store does not do its part, trying on") == 1
    assert (tmp_path / "snapshot" / "worker.npz").exists()


class Stumbling(Worker):
    """A worker with a fault of ours that nobody has found: its first turns fail."""

    turns = 0

    def turn(self, now: int) -> Tick:
        """A turn, from the third on."""
        self.turns += 1
        if self.turns < 3:
            raise ZeroDivisionError("as nobody has thought")
        return super().turn(now)


def test_a_fault_of_ours_ends_no_worker_is_told_and_gives_no_sign_of_life(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    alive: list[int] = []
    worker, stop = Stumbling(gateway, tmp_path, tick_s=0.1), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"alive": lambda: alive.append(worker.turns)})
    with caplog.at_level(logging.INFO, "analytics.worker.loop"):
        thread.start()
        wait_until(lambda: "the worker goes on as before" in caplog.text)
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert caplog.text.count("the worker stumbled, trying on in") == 2
    assert "ZeroDivisionError" in caplog.text
    # While it stumbles it does not look alive: not before its third turn, which succeeds.
    assert not {1, 2} & set(alive)
    assert 3 in alive
    assert worker.monitor.faults == 2
    assert worker.monitor.stumbled == 0


class Unlearned(Worker):
    """A worker whose store refuses to make history for good."""

    refusal = GatewayError("400 this query is too large", permanent=True, status=400)

    def learn(self, progress: Any, now: int | None = None) -> None:  # noqa: ARG002 - nothing is learned
        """Nothing can be learned."""
        raise self.refusal


class Overtaxed(Unlearned):
    """A worker whose store cannot make history, however often it is asked."""

    refusal = GatewayError("500 this query is too large", permanent=False, status=500)


@pytest.mark.parametrize("kind", [Unlearned, Overtaxed])
def test_a_history_that_cannot_be_read_for_good_keeps_nothing_from_being_judged(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: type[Unlearned]
) -> None:
    worker, stop = kind(gateway, tmp_path, tick_s=0.1), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    wait_until(lambda: worker.ready)
    stop.set()
    thread.join(60)
    assert not thread.is_alive()
    assert caplog.text.count(f"history cannot be learned from, going on without: {kind.refusal}") == 1
