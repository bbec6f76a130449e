"""The door of /api/v2/query, around the language: bodies, errors, compression."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.http.talk import Talk

RANGE = 'from(bucket: "$b") |> range(start: 1970-01-01T00:00:00Z, stop: 1970-01-01T00:00:01Z)'
NOT_JSON = (
    "failed to decode request body: failed parsing request body as JSON; if sending a raw Flux script, set "
    "'Content-Type: application/vnd.flux' in your request headers: "
)


def test_a_json_body_is_answered_in_csv(talk: Talk) -> None:
    talk.write("m f=1.5 1")
    answer = talk.query(RANGE)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.text.split("\r\n")[1].endswith(",1970-01-01T00:00:00.000000001Z,1.5,f,m")


def test_a_plain_flux_body_is_answered_in_csv(talk: Talk) -> None:
    talk.write("m f=1.5 1")
    headers = {"Content-Type": "application/vnd.flux; charset=utf-8"}
    answer = talk.ask(
        "POST", "/api/v2/query", params={"org": talk.org}, content=RANGE.replace("$b", talk.bucket), headers=headers
    )
    assert answer.status == 200
    assert ",1.5,f,m" in answer.text


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", NOT_JSON + "EOF"),
        ('{"query": ', NOT_JSON + "unexpected EOF"),
        ("[1]", NOT_JSON + "json: cannot unmarshal array into Go value of type http.QueryRequest"),
        (
            '{"query": true}',
            NOT_JSON + "json: cannot unmarshal bool into Go struct field QueryRequest.query of type string",
        ),
        ("nonsense", NOT_JSON + "invalid character 'n' looking for beginning of value"),
        ('{"query": NaN}', NOT_JSON + "invalid character 'N' looking for beginning of value"),
        ("{}", "failed to decode request body: request body requires either query or AST"),
        ('{"query": "x", "type": "sql"}', "failed to decode request body: unknown query type: sql"),
        ('{"query": "x", "now": 5}', NOT_JSON + "Time.UnmarshalJSON: input is not a JSON string"),
        (
            '{"query": "x", "dialect": {"annotations": ["no"]}}',
            "failed to decode request body: unknown dialect annotation type: no",
        ),
        ("[" * 100_000, NOT_JSON + "exceeded max depth"),
    ],
)
def test_a_body_that_is_no_query_is_refused_with_the_reason(talk: Talk, body: str, message: str) -> None:
    answer = talk.ask("POST", "/api/v2/query", params={"org": talk.org}, content=body)
    assert answer.error == (400, "invalid", message)


def test_an_unknown_org_is_a_bad_request(talk: Talk) -> None:
    answer = talk.ask("POST", "/api/v2/query", params={"org": "nobody"}, json={"query": "x"})
    assert answer.error == (400, "invalid", 'failed to decode request body: organization name "nobody" not found')


def test_an_error_of_the_language_is_json(talk: Talk) -> None:
    status, code, message = talk.query("from(").error
    assert (status, code) == (400, "invalid")
    assert message == "compilation failed: error @1:1-1:6: expected RPAREN, got EOF"


def test_a_large_answer_is_compressed_for_a_client_that_asks(talk: Talk) -> None:
    talk.write("\n".join(f"m f={n} {n}" for n in range(1000)))
    body = {"query": RANGE.replace("$b", talk.bucket)}
    for encoding, expected in (("gzip", "gzip"), ("identity", None)):
        headers = {"Accept-Encoding": encoding}
        answer = talk.ask("POST", "/api/v2/query", params={"org": talk.org}, json=body, headers=headers)
        assert answer.headers.get("Content-Encoding") == expected
        assert answer.text.count("\r\n") == 1002


def test_an_answer_of_many_chunks_comes_whole(talk: Talk) -> None:
    count = 60_000
    talk.write("\n".join(f"m f={n} {n}" for n in range(count)))
    for encoding in ("gzip", "identity"):
        answer = talk.ask(
            "POST",
            "/api/v2/query",
            params={"org": talk.org},
            json={"query": RANGE.replace("$b", talk.bucket)},
            headers={"Accept-Encoding": encoding},
        )
        rows = answer.text.split("\r\n")[1:-2]
        assert [int(row.split(",")[6]) for row in rows] == list(range(count))


def test_now_in_the_body_is_the_querys_present(talk: Talk) -> None:
    talk.write("m f=1 1767225600000000000")
    found = talk.query('from(bucket: "$b") |> range(start: -1h)', now="2026-01-01T01:00:00.5+01:00")
    assert "2026-01-01T00:00:00Z,1,f,m" in found.text
    assert found.text.count("2026-01-01T00:00:00.5Z") == 1


def test_points_that_to_writes_are_stored(talk: Talk) -> None:
    talk.write("m,t=a f=1 1\nm,t=a f=2 2")
    flux = f'{RANGE} |> map(fn: (r) => ({{r with _measurement: "copy"}})) |> to(bucket: "$b")'
    answer = talk.query(flux)
    assert answer.status == 200, answer.text
    assert len(talk.values()) == 4


def test_many_queries_and_writes_at_the_same_time_are_all_answered(talk: Talk) -> None:
    talk.write("\n".join(f"m f={n} {n}" for n in range(5000)))

    def both(number: int) -> tuple[int, int]:
        with Talk(talk.url, talk.token, talk.org) as other:
            other.bucket = talk.bucket
            return other.query(f"{RANGE} |> sum()").status, other.write(f"m f=0 {5000 + number}").status

    with ThreadPoolExecutor(24) as threads:
        assert set(threads.map(both, range(48))) == {(200, 204)}
    assert ",5048," in talk.query(f"{RANGE} |> count()").text
