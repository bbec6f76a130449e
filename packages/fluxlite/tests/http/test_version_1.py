"""Devices and dashboards that speak version 1 of the API: what they write they can ask for, and no more than that."""

import gzip
import json

import httpx
import pytest

from tests.http.talk import Answer, Talk
from tests.support.store import RunningStore


def ask(talk: Talk, q: str, *, token: str | None = None, **params: str) -> Answer:
    """A question in InfluxQL about the conversation's bucket."""
    return talk.ask("GET", "/query", token=token, params={"db": talk.bucket, "q": q, **params})


def series(answer: Answer) -> list[dict[str, object]]:
    """The series of the only statement."""
    found: list[dict[str, object]] = answer.json["results"][0].get("series", [])
    return found


def test_what_a_device_writes_to_version_1_both_languages_find(talk: Talk) -> None:
    params = {"db": talk.bucket, "precision": "s", "u": "device", "p": talk.token}
    assert talk.ask("POST", "/write", token="", params=params, content="m,host=a v=1.5 60").status == 204
    assert talk.values() == ["1.5"]
    assert series(ask(talk, "SELECT v FROM m", epoch="s"))[0]["values"] == [[60, 1.5]]


@pytest.mark.parametrize(
    ("precision", "nanoseconds"),
    [("n", 7), ("ns", 7), ("u", 7_000), ("µ", 7_000), ("ms", 7_000_000), ("m", 420 * 10**9), ("h", 25_200 * 10**9)],
)
def test_a_precision_of_version_1_is_what_that_version_says(talk: Talk, precision: str, nanoseconds: int) -> None:
    params = {"db": talk.bucket, "precision": precision}
    assert talk.ask("POST", "/write", params=params, content="m v=1 7").status == 204
    assert series(ask(talk, "SELECT v FROM m", epoch="ns"))[0]["values"] == [[nanoseconds, 1]]


def test_a_precision_that_nobody_knows_is_refused_instead_of_dated_to_1970(talk: Talk) -> None:
    refused = talk.ask("POST", "/write", params={"db": talk.bucket, "precision": "day"}, content="m v=1 7")
    text = "invalid precision; valid precision units are n, ns, u, us, ms, s, m, and h"
    assert refused.error == (400, "invalid", text)
    assert talk.values() == []


def test_a_token_without_the_right_to_read_sees_no_database(talk: Talk) -> None:
    talk.write("m v=1 1")
    writer = talk.grant(("write", talk.bucket_id))["token"]
    assert ask(talk, "SHOW DATABASES", token=writer).json == {
        "results": [{"statement_id": 0, "series": [{"name": "databases", "columns": ["name"]}]}]
    }
    refused = ask(talk, "SELECT v FROM m", token=writer).json["results"][0]
    assert refused == {"statement_id": 0, "error": f"database not found: {talk.bucket}"}
    assert talk.ask("POST", "/write", token=writer, params={"db": talk.bucket}, content="m v=2 2").status == 204


def test_a_token_that_may_only_read_does_not_write(talk: Talk) -> None:
    reader = talk.grant(("read", talk.bucket_id))["token"]
    refused = talk.ask("POST", "/write", token=reader, params={"db": talk.bucket}, content="m v=1 1")
    assert refused.error == (403, "forbidden", "insufficient permissions for write")
    assert talk.values() == []


def test_a_token_that_is_switched_off_is_refused_by_version_1(talk: Talk) -> None:
    made = talk.grant(("read", talk.bucket_id), ("write", talk.bucket_id))
    talk.ask("PATCH", f"/api/v2/authorizations/{made['id']}", json={"status": "inactive"})
    assert ask(talk, "SHOW DATABASES", token=made["token"]).status == 401
    assert talk.ask("POST", "/write", token=made["token"], params={"db": talk.bucket}, content="m v=1 1").status == 401


def test_a_bucket_of_two_names_is_another_policy_of_a_database(talk: Talk) -> None:
    own, bucket_id = talk.bucket, talk.bucket_id
    talk.create_bucket(f"{own}/week")
    try:
        talk.bucket = own
        params = {"db": own, "rp": "week"}
        assert talk.ask("POST", "/write", params=params, content="m v=5 1").status == 204
        assert series(ask(talk, f'SELECT v FROM "{own}"."week".m', epoch="ns"))[0]["values"] == [[1, 5]]
        assert series(ask(talk, "SELECT v FROM m")) == []
        rows = series(ask(talk, "SHOW RETENTION POLICIES"))[0]["values"]
        assert isinstance(rows, list)
        assert [row[0] for row in rows] == ["autogen", "week"]
    finally:
        talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}")
        talk.bucket_id = bucket_id


def test_a_long_answer_is_compressed_for_who_takes_it(talk: Talk, running: RunningStore) -> None:
    talk.write("\n".join(f"m v={n} {n}" for n in range(1, 501)))
    params = {"db": talk.bucket, "q": "SELECT v FROM m", "epoch": "ns"}
    headers = {"Authorization": f"Token {talk.token}", "Accept-Encoding": "gzip"}
    with httpx.stream("GET", f"{running.url}/query", params=params, headers=headers) as reply:
        assert reply.headers["Content-Encoding"] == "gzip"
        rows = json.loads(gzip.decompress(b"".join(reply.iter_raw())))["results"][0]["series"][0]["values"]
    assert rows == [[n, n] for n in range(1, 501)]


def test_a_query_may_stand_in_a_body_of_its_own_type(talk: Talk) -> None:
    talk.write("m v=1 1")
    reply = talk.ask(
        "POST",
        "/query",
        params={"db": talk.bucket, "epoch": "ns"},
        headers={"Content-Type": "application/vnd.influxql"},
        content="SELECT v FROM m",
    )
    assert series(reply)[0]["values"] == [[1, 1]]


def test_a_body_in_parts_is_refused_by_name(talk: Talk) -> None:
    reply = talk.ask("POST", "/query", params={"db": talk.bucket}, files={"q": b"SELECT v FROM m"})
    assert reply.error[:2] == (501, "not implemented")


def test_what_influxql_has_and_the_store_lacks_is_refused_by_name_in_the_answer_of_version_1(talk: Talk) -> None:
    for text, name in (
        ("DROP MEASUREMENT m", "DROP MEASUREMENT"),
        ("DELETE FROM m", "DELETE"),
        ("SELECT top(v, 3) FROM m", "top()"),
        ("SELECT v FROM m tz('Europe/Berlin')", "tz()"),
        ("SELECT mean(x) FROM (SELECT v AS x FROM m)", "SELECT FROM a subquery"),
        ("EXPLAIN SELECT v FROM m", "EXPLAIN"),
        ("SHOW SERIES CARDINALITY", "SHOW SERIES CARDINALITY"),
    ):
        answer = ask(talk, text)
        assert (answer.status, answer.json["results"]) == (
            200,
            [{"statement_id": 0, "error": f"not implemented: {name}"}],
        )


def test_the_first_statement_that_fails_is_named_and_those_after_it_are_not_tried(talk: Talk) -> None:
    talk.write("m v=1 1")
    results = ask(talk, "SHOW FIELD KEYS; CREATE DATABASE x; SHOW FIELD KEYS").json["results"]
    assert [one.get("error") for one in results] == [None, "not implemented: CREATE DATABASE", "not executed"]


def test_a_number_beyond_all_floats_is_null_and_not_a_broken_answer(talk: Talk) -> None:
    talk.write("m v=1e308 1")
    assert series(ask(talk, "SELECT v * 100 FROM m", epoch="ns"))[0]["values"] == [[1, None]]


@pytest.mark.parametrize("given", [b"Basic \xff", b"Basic =", b"Basic eDr/", b"Token \xff:\xff", b"Basic"])
def test_credentials_that_are_none_are_refused(talk: Talk, given: bytes) -> None:
    assert talk.ask("GET", "/query", token="", headers={"Authorization": given}).status == 401
