"""The processes that compute queries: what happens where they cannot start, or are told to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

from tests.http.talk import Talk
from tests.queries.scripts import ENDLESS, LARGE, asked, count
from tests.support.store import RunningStore
from tests.support.waiting import wait_until


def workers(store: RunningStore) -> list[psutil.Process]:
    return list(psutil.Process(store.pid).children())


def looked_into(store: RunningStore) -> list[tuple[dict[str, str], list[str]]]:
    """Environment and command line of every worker that is still there to be looked into."""
    found = []
    for worker in workers(store):
        # One that was listed may have ended since, as a test before ended it, or a query made it grow.
        with suppress(psutil.NoSuchProcess):
            found.append((worker.environ(), worker.cmdline()))
    return found


def kill_workers(store: RunningStore) -> None:
    for worker in workers(store):
        with suppress(psutil.NoSuchProcess):
            worker.kill()


@contextmanager
def killed_as_they_start(store: RunningStore) -> Iterator[None]:
    done = threading.Event()

    def kill() -> None:
        while not done.wait(0.01):
            kill_workers(store)

    kill_workers(store)  # one that stands by would answer before the thread comes to it
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        done.set()
        killer.join()


def test_queries_are_refused_while_no_process_can_be_started_and_answered_afterwards(
    small: RunningStore, talk: Talk
) -> None:
    assert talk.query("buckets()").status == 200
    with killed_as_they_start(small):
        statuses = [talk.query("buckets()").status for _ in range(3)]
        assert talk.write("m f=1 1").status == 204
    assert set(statuses) <= {500, 503}
    wait_until(lambda: talk.query("buckets()").status == 200)


def test_an_interrupt_of_the_terminal_is_not_for_workers(small: RunningStore, talk: Talk) -> None:
    assert talk.query("buckets()").status == 200
    before = {one.pid for one in workers(small)}
    for one in workers(small):
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGINT)
    assert talk.query("buckets()").status == 200
    assert before & {one.pid for one in workers(small)}


def test_a_worker_knows_no_secret_of_the_store(small: RunningStore, talk: Talk) -> None:
    assert talk.query("buckets()").status == 200
    found = looked_into(small)
    assert found
    for environment, command in found:
        assert small.token not in environment.values()
        assert not [name for name in environment if name.startswith(("INFLUX", "FOREWARN"))]
        assert small.token not in " ".join(command)


def test_one_more_process_waits_to_take_the_place_of_one_that_is_ended(small: RunningStore, talk: Talk) -> None:
    connection = asked(talk, ENDLESS)
    wait_until(lambda: count(talk, "queries_running") == 1 and len(workers(small)) >= 2)
    connection.close()
    wait_until(lambda: count(talk, "queries_running") == 0)
    assert talk.query("buckets()").status == 200


def test_a_process_that_gave_a_large_answer_is_there_for_the_next_query(small: RunningStore, talk: Talk) -> None:
    talk.write("\n".join(f"m f={n} {n}" for n in range(10_000)))
    before: set[int] = set()
    for _ in range(5):
        wait_until(lambda: count(talk, "queries_running") == 0 and len(workers(small)) >= 2)
        there = {one.pid for one in workers(small)}
        assert before <= there
        before = there
        assert len(talk.query(LARGE).text) > 2**21
