"""Queries end with their clients, whether these leave before the answer or in the middle of it."""

import http.client
import json
import time
from urllib.parse import urlsplit

import psutil
import pytest

from tests.http.talk import Talk
from tests.queries.scripts import ENDLESS, LARGE, RANGE, asked, count, ended
from tests.support.store import RunningStore
from tests.support.waiting import wait_until


def test_queries_that_were_left_stop_and_free_their_places(talk: Talk) -> None:
    gone = ended(talk, "gone")
    connections = [asked(talk, ENDLESS) for _ in range(6)]
    wait_until(lambda: count(talk, "queries_running") == 2 and count(talk, "queries_queued") == 4)
    for connection in connections:
        connection.close()
    wait_until(lambda: count(talk, "queries_running") == 0 and count(talk, "queries_queued") == 0)
    assert ended(talk, "gone") >= gone + 2
    assert talk.query("buckets()").status == 200


def test_clients_that_leave_while_the_store_reads_for_them_leave_no_error_in_its_log(
    small: RunningStore, talk: Talk
) -> None:
    for part in range(4):
        lines = "\n".join(f"m,h=h{n % 100} f={n % 997} {n}" for n in range(part * 100_000, (part + 1) * 100_000))
        assert talk.write(lines).status == 204
    for delay in range(10):
        connection = asked(talk, f"{RANGE} |> aggregateWindow(every: 3ns, fn: max, createEmpty: false)")
        time.sleep(0.02 * delay)
        connection.close()
    wait_until(lambda: count(talk, "queries_running") == 0 and count(talk, "queries_queued") == 0)
    assert "ERROR" not in small.log()
    assert talk.query(f"{RANGE} |> count() |> group() |> sum()").text.count("400000") == 1


def test_a_client_that_leaves_in_the_middle_of_an_answer_ends_its_query(small: RunningStore, talk: Talk) -> None:
    talk.write("\n".join(f"m f={n} {n}" for n in range(30_000)))
    connection = asked(talk, LARGE)
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    wait_until(lambda: count(talk, "queries_running") == 1)
    before = psutil.Process(small.pid).memory_info().rss
    time.sleep(0.5)  # nobody reads: the store must not gather the answer
    assert psutil.Process(small.pid).memory_info().rss - before < 16 * 2**20
    connection.close()
    wait_until(lambda: count(talk, "queries_running") == 0)


def test_a_large_answer_comes_whole_to_a_client_that_reads_slowly(talk: Talk) -> None:
    talk.write("\n".join(f"m f={n} {n}" for n in range(30_000)))
    address = urlsplit(talk.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    body = json.dumps({"query": LARGE.replace("$b", talk.bucket)})
    headers = {"Authorization": f"Token {talk.token}", "Content-Type": "application/json"}
    connection.request("POST", f"/api/v2/query?org={talk.org}", body, headers)
    reply = connection.getresponse()
    found = b""
    while part := reply.read(100_000):
        found += part
        time.sleep(0.001)
    connection.close()
    assert found.count(b"\r\n") == 30_002
    assert len(found) > 6_000_000


@pytest.mark.parametrize("flux", [ENDLESS, LARGE])
def test_the_store_stops_at_once_though_queries_run(flux: str) -> None:
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("b")
        talk.write("\n".join(f"m f={n} {n}" for n in range(30_000)))
        connection = asked(talk, flux)
        wait_until(lambda: count(talk, "queries_running") == 1)
        workers = psutil.Process(store.pid).children()
        assert workers
        connection.close()
        assert store.stop() == 0
        assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_no_process_outlives_a_store_that_was_killed() -> None:
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        connection = asked(talk, ENDLESS)
        wait_until(lambda: count(talk, "queries_running") == 1)
        workers = psutil.Process(store.pid).children()
        assert workers
        store.kill()
        assert psutil.wait_procs(workers, timeout=10)[1] == []
        connection.close()


def test_clients_that_wait_are_told_that_the_store_stops() -> None:
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        connections = [asked(talk, ENDLESS) for _ in range(2)]
        wait_until(lambda: count(talk, "queries_running") == 2)
        assert store.stop() == 0
        for connection in connections:
            answer = b"".join(iter(lambda: connection.recv(10_000), b""))  # noqa: B023 - used at once
            assert answer.startswith(b"HTTP/1.1 503")
            assert answer.endswith(b'{"code":"unavailable","message":"the store stops"}')
            connection.close()
        assert "Traceback" not in store.log()
