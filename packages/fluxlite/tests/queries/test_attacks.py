"""Queries that would take all memory, all time or the event loop, from a token that may only read or only write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.http.talk import Talk
from tests.queries.conftest import MEMORY_MB
from tests.queries.scripts import ENDLESS, RANGE, computed, count, doubled
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

MEMORY = f"query needs more than {MEMORY_MB} MiB of memory, the limit of a query (FLUXLITE_QUERY_MEMORY_MB)"
TOO_MUCH = (MEMORY, f"bytes, more than {MEMORY_MB * 2**20} are not allowed")
POINTS = "\n".join(f"m,t=t{n % 7} f={n} {n}" for n in range(6000))
KEYED = f"{RANGE} |> group() |> map(fn: (r) => ({{k: 1, v: r._value, t: string(v: r._value), time: r._time}}))"
BREATH_S = 0.02
"""Between two questions of somebody else, who would take a core of the attack otherwise."""
ATTACKS = {
    "a text doubled forty times": (doubled('"xxxxxxxxxx"', "# + #"), TOO_MUCH),
    "a text that holds itself twice": (doubled('"xxxxxxxxxx"', '"${#}${#}"'), TOO_MUCH),
    "a long text doubled once": (doubled('strings.repeat(v: "x", i: 1000000)', f"{'# + ' * 99}#"), TOO_MUCH),
    "a text joined with itself": (doubled('"xxxxxxxxxx"', 'strings.joinStr(arr: [#, #], v: "")'), TOO_MUCH),
    "a text put into itself": (doubled('"xx"', 'strings.replaceAll(v: #, t: "x", u: #)'), TOO_MUCH),
    "a join of all with all": (f'a = {KEYED}\njoin(tables: {{a: a, b: a}}, on: ["k"])', TOO_MUCH),
    "a pivot as wide as it is long": (
        f'{KEYED} |> pivot(rowKey: ["time"], columnKey: ["t"], valueColumn: "v")',
        TOO_MUCH,
    ),
    "long texts in every row": (
        f'import "strings"\n{RANGE} |> map(fn: (r) => ({{r with t: strings.repeat(v: "x", i: 50000)}}))',
        TOO_MUCH,
    ),
    "calls that double": (ENDLESS, ("query took longer than 4 seconds",)),
}


@contextmanager
def others_at_work(talk: Talk) -> Iterator[list[int]]:
    """Somebody pings and writes again and again; the statuses of the answers."""
    statuses: list[int] = []
    done = threading.Event()

    def work() -> None:
        with Talk(talk.url, talk.token, talk.org) as other:
            other.bucket = talk.bucket
            while not done.wait(BREATH_S):
                statuses.append(other.ask("GET", "/ping").status)
                statuses.append(other.write(f"other f=1 {len(statuses)}").status)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        wait_until(lambda: len(statuses) > 2)
        yield statuses
    finally:
        done.set()
        worker.join()


def rss(store: RunningStore) -> int:
    return int(psutil.Process(store.pid).memory_info().rss)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_query_that_wants_too_much_is_an_error_of_that_query_alone(
    small: RunningStore, talk: Talk, name: str
) -> None:
    flux, messages = ATTACKS[name]
    talk.write(POINTS)
    reader = talk.grant(("read", talk.bucket_id))["token"]
    assert talk.query("buckets()", token=reader).status == 200
    before = rss(small)
    with others_at_work(talk) as statuses:
        status, code, text = talk.query(flux, token=reader).error
    assert (status, code) == (422, "unprocessable entity")
    assert any(message in text for message in messages)
    assert set(statuses) == {204}
    assert rss(small) - before < MEMORY_MB * 2**20
    assert talk.query("buckets()", token=reader).status == 200


@pytest.mark.parametrize("flux", [ENDLESS, " " * 900_000 + "x", "(" * 10_000, ATTACKS["a text doubled forty times"][0]])
def test_nothing_is_computed_for_a_token_that_may_only_write(talk: Talk, flux: str) -> None:
    writer = talk.grant(("write", talk.bucket_id))["token"]
    before = computed(talk)
    answer = talk.query(flux, token=writer)
    nothing = "failed to initialize execute state: could not find bucket (this token may read none)"
    assert answer.error == (404, "not found", nothing)
    assert computed(talk) == before


@pytest.mark.parametrize("text", ["(" * 500_000, "[" * 500_000, '"' * 400_001, "not " * 200_000, "x |> f()" * 90_000])
def test_a_text_that_is_slow_to_read_holds_up_nobody(talk: Talk, text: str) -> None:
    with others_at_work(talk) as statuses:
        answer = talk.query(text)
    assert answer.status in (400, 422)
    assert set(statuses) == {204}


def test_a_text_beyond_the_limit_is_refused_before_it_is_read(talk: Talk) -> None:
    answer = talk.query(" " * 5_000_000 + "x")
    assert answer.error == (413, "request too large", "too large")


def test_the_process_of_a_query_that_is_killed_is_an_error_of_that_query_and_replaced(
    small: RunningStore, talk: Talk
) -> None:
    talk.write("m f=1 1")
    answers = []
    asking = threading.Thread(target=lambda: answers.append(talk.query(ENDLESS)))
    asking.start()
    with Talk(talk.url, talk.token, talk.org) as other:
        wait_until(lambda: count(other, "queries_running") == 1)
    busiest = max(psutil.Process(small.pid).children(), key=lambda one: sum(one.cpu_times()[:2]))
    busiest.kill()
    asking.join()
    assert answers[0].error == (500, "internal error", "the process that computed this query ended (SIGKILL)")
    assert talk.values() == ["1"]


def test_a_query_that_reads_more_than_its_memory_is_refused_and_the_store_stays_small(
    small: RunningStore, talk: Talk
) -> None:
    for part in range(2):
        lines = "\n".join(f"m f={n}i {n}" for n in range(part * 400_000, (part + 1) * 400_000))
        assert talk.write(lines).status == 204
    before = rss(small)
    # One of them alone is about as large as the limit, and now and then below it.
    assert talk.query(f"read = {RANGE}\nunion(tables: [read, read, read, read]) |> sort()").error[2] == MEMORY
    assert talk.query(f"{RANGE} |> sum()").status == 200
    assert rss(small) - before < 3 * MEMORY_MB * 2**20
