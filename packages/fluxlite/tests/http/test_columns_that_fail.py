"""A store whose columns cannot grow, over HTTP: every request has an answer, and none is a fault of ours."""

import os
import resource
from collections import Counter
from pathlib import Path

from tests.http.talk import Talk
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

BATCH = 500


def lines(number: int) -> str:
    """A batch of points that do not compress."""
    times = range(number * BATCH, (number + 1) * BATCH)
    return "\n".join(f'm s="{os.urandom(40).hex()}" {time}' for time in times)


def limit(pid: int, size: int) -> None:
    """Let no file of a process grow beyond a size, as a quota does."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_columns_that_cannot_grow_make_no_answer_a_fault_of_ours_and_lose_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with RunningStore(data, module="tests.support.hasty") as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("b")
        for number in range(60):
            assert talk.write(lines(number)).status == 204
        limit(store.pid, max(path.stat().st_size for path in data.glob("columns.*")) + 2**16)
        answers, taken = until_refused(talk, 60)
        assert answers.keys() <= {"write 204", "write 503", "query 200", "query 503"}
        assert talk.ask("GET", "/health").status == 503
        limit(store.pid, resource.RLIM_INFINITY)
        wait_until(lambda: talk.ask("GET", "/health").status == 200)
        assert count(talk) == (200, taken * BATCH)
        store.kill()
        store.start()
        assert count(talk) == (200, taken * BATCH)


def until_refused(talk: Talk, number: int) -> tuple[Counter[str], int]:
    """Write and ask until 30 batches were refused; gives the answers, and how many batches were taken in all."""
    answers: Counter[str] = Counter()
    while answers["write 503"] < 30:
        status = talk.write(lines(number)).status
        number += status == 204
        answers[f"write {status}"] += 1
        answers[f"query {count(talk)[0]}"] += 1
    return answers, number


def count(talk: Talk) -> tuple[int, int]:
    """The status of a query for the number of points, and that number."""
    answer = talk.query('from(bucket: "$b") |> range(start: 0) |> count() |> keep(columns: ["_value"])')
    return answer.status, int(answer.text.split()[-1].split(",")[-1]) if answer.status == 200 else 0
