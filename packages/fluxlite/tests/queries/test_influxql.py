"""Queries in InfluxQL are held as those in Flux are: each in a process apart, with its own memory and time."""

from typing import Any

import httpx
import pytest

from tests.http.talk import Answer, Talk
from tests.queries.conftest import MEMORY_MB, SMALL
from tests.support.store import RunningStore

POINTS = 200_000
SECONDS = float(SMALL["FLUXLITE_QUERY_SECONDS"])


@pytest.fixture(scope="module")
def full(small: RunningStore) -> Any:
    """A bucket with more points than the memory of one query holds as rows."""
    with Talk(small.url, small.token, small.org) as talk:
        talk.create_bucket("full")
        for part in range(0, POINTS, 100_000):
            lines = "\n".join(f"m,host=h{n % 50} f={n},g={n}i {n * 1_000_000_000}" for n in range(part, part + 100_000))
            assert talk.write(lines).status == 204
        yield talk
        talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}")


def ask(talk: Talk, q: str, token: str | None = None) -> Answer:
    return talk.ask("POST", "/query", token=token, data={"db": talk.bucket, "q": q})


def is_alive(talk: Talk) -> bool:
    """The store answers another question, and takes a point."""
    answer = ask(talk, "SELECT count(f) FROM m WHERE time < 10s")
    counted = answer.json["results"][0]["series"][0]["values"][0][1] == 10
    return counted and talk.write("alive f=1 1").status == 204


@pytest.mark.parametrize(
    "q",
    [
        "SELECT * FROM m",
        "SELECT f, g, f * 2, g * 3 FROM m GROUP BY host",
        "SELECT median(f), stddev(g), percentile(f, 90) FROM m; SELECT * FROM m",
        "SELECT mean(f) FROM m WHERE time >= 0 AND time < 200000s GROUP BY time(1s), host",
    ],
)
def test_a_query_that_wants_too_much_is_an_error_of_that_query_alone(full: Talk, q: str) -> None:
    answer = ask(full, q)
    if answer.status == 200:
        errors = [one.get("error", "") for one in answer.json["results"]]
        assert any("than are allowed" in error or "took longer" in error for error in errors), errors
    else:
        assert answer.error[:2] == (422, "unprocessable entity")
        assert f"more than {MEMORY_MB} MiB of memory" in answer.error[2] or "took longer" in answer.error[2]
    assert is_alive(full)


@pytest.mark.parametrize(
    "q",
    [
        "SELECT count(f) FROM m WHERE " + " OR ".join(f"host =~ /{'(a|b|c)*' * 20}{n}$/" for n in range(900)),
        "SELECT f FROM m WHERE " + "(" * 45 + "f > 1" + ")" * 45 + " LIMIT 1",
        "SELECT " + ", ".join(f"mean(f) AS c{n}" for n in range(5_000)) + " FROM m GROUP BY *",
    ],
)
def test_a_text_that_is_slow_to_compute_ends_in_its_time_and_holds_up_nobody(full: Talk, q: str) -> None:
    with httpx.Client(base_url=full.url, timeout=SECONDS * 10) as client:
        headers = {"Authorization": f"Token {full.token}"}
        reply = client.post("/query", data={"db": full.bucket, "q": q}, headers=headers)
    assert reply.status_code in (200, 400, 422), reply.text[:300]
    assert is_alive(full)


def test_nothing_is_read_for_a_token_that_may_only_write(full: Talk) -> None:
    writer = full.grant(("write", full.bucket_id))["token"]
    answer = ask(full, "SELECT * FROM m; SHOW SERIES", writer)
    assert [one["error"] for one in answer.json["results"]] == ["database not found: full", "not executed"]
    assert is_alive(full)
